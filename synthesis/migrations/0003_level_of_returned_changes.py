"""What a Word file adds to a list says how deep it stands in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0002_report")]

    operations = [
        migrations.AddField("returnedchange", "level", models.PositiveSmallIntegerField(default=0)),
    ]

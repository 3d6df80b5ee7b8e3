import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consult', '0004_quotes_and_reminders'),
        ('synthesis', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Analysis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('running', 'being made'), ('failed', 'could not be made'), ('done', 'made')], default='running', max_length=10)),
                ('step', models.CharField(choices=[('waiting', 'Waiting for its turn'), ('reading', 'Reading the positions'), ('groups', 'Looking for opinion groups'), ('measures', 'Measuring support across groups'), ('slate', 'Choosing a balanced slate')], default='waiting', max_length=10)),
                ('size', models.PositiveSmallIntegerField(default=5)),
                ('data_hash', models.CharField(blank=True, max_length=64)),
                ('method', models.CharField(blank=True, max_length=20)),
                ('seed', models.PositiveIntegerField(default=0)),
                ('view', models.CharField(blank=True, max_length=10)),
                ('ballots', models.JSONField(blank=True, default=list)),
                ('results', models.JSONField(blank=True, default=dict)),
                ('labels', models.JSONField(blank=True, default=dict)),
                ('asked_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='analysis', to='consult.consultation')),
            ],
            options={
                'verbose_name_plural': 'analyses',
            },
        ),
    ]

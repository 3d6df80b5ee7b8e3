import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consult', '0004_quotes_and_reminders'),
        ('sessions_app', '0015_no_statistics_of_secrets'),
    ]

    operations = [
        migrations.AlterField(
            model_name='recommendationversion',
            name='kind',
            field=models.CharField(choices=[('first', 'as proposed'), ('reworded', 'reworded'), ('amended', 'amended'), ('bracketed', 'disputed words in brackets'), ('merged', 'merged from other texts'), ('split', 'a part of another text'), ('divided', 'without a paragraph that was voted out')], default='first', max_length=10),
        ),
        migrations.CreateModel(
            name='SeparateVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(choices=[('on-the-record', 'On the record'), ('by-delegation', 'By delegation'), ('by-group', 'By stakeholder group'), ('chatham-house', 'Chatham House Rule'), ('anonymous', 'Anonymous')], max_length=20)),
                ('inside', models.CharField(blank=True, choices=[('names', 'names'), ('delegation', 'delegations'), ('group', 'stakeholder groups')], max_length=12)),
                ('shown_at_most', models.CharField(choices=[('name', 'Name and delegation'), ('delegation', 'Delegation'), ('group', 'Stakeholder group'), ('nothing', 'Nothing')], default='name', max_length=12)),
                ('number', models.PositiveSmallIntegerField()),
                ('paragraph', models.TextField()),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('put', 'put to the vote'), ('kept', 'kept'), ('taken-out', 'taken out'), ('undecided', 'nothing decided: the quorum was missing'), ('declined', 'not granted'), ('withdrawn', 'withdrawn'), ('lapsed', 'lapsed: the text was changed or decided')], default='asked', max_length=10)),
                ('decision', models.CharField(blank=True, max_length=1000)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('ballot', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='separate', to='sessions_app.ballot')),
                ('became', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='made_by_separate_vote', to='sessions_app.recommendationversion')),
                ('delegation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consult.delegation')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consult.stakeholdergroup')),
                ('participant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consult.participant')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='separate_votes', to='sessions_app.recommendation')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='separate_votes', to='sessions_app.recommendationversion')),
            ],
            options={
                'ordering': ('number', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'put', 'kept', 'taken-out', 'undecided', 'declined', 'withdrawn', 'lapsed'])), name='separate_state_is_known')],
            },
        ),
    ]

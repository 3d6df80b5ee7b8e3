import django.db.models.deletion
from django.db import migrations, models

ON_A_PAPER = ("secret", "approval", "ranked", "points")


def list_the_entitled(apps, schema_editor):
    """What is open on paper has had no list of its own: it is frozen now, as it would have been when it was put."""
    Ballot = apps.get_model("sessions_app", "Ballot")
    RollLine = apps.get_model("sessions_app", "RollLine")
    Elector = apps.get_model("consult", "Elector")
    for ballot in Ballot.objects.filter(method__in=ON_A_PAPER, state="open", roll=None):
        voted = models.Q(participations__ballot=ballot) | models.Q(markings__ballot=ballot)
        electors = Elector.objects.filter(electorate=ballot.electorate_id).order_by("pk")
        electors = electors.filter(models.Q(participant__removed_at=None) | voted).distinct()
        RollLine.objects.bulk_create(
            RollLine(ballot=ballot, elector=elector, group_id=elector.group_id, place=place)
            for place, elector in enumerate(electors, 1)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('consult', '0001_initial'),
        ('sessions_app', '0002_erased_reason'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_is_about_one_thing',
        ),
        migrations.AddField(
            model_name='ballot',
            name='told',
            field=models.PositiveSmallIntegerField(choices=[(0, 'Nobody'), (1, 'Open'), (2, 'Closing')], default=0),
        ),
        migrations.AddField(
            model_name='notice',
            name='ballot',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='sessions_app.ballot'),
        ),
        migrations.AddField(
            model_name='recommendationversion',
            name='described',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('turned', 'Your contribution was turned into a recommendation.'), ('prompted', 'Somebody wrote a recommendation that your contribution prompted.'), ('amended', 'An amendment to a text you stand behind waits for you.'), ('decided', 'An amendment you proposed was decided.'), ('changed', 'A text you stand behind has a new version: do you still stand behind it?'), ('position', 'A text you took a position on has a new version: does your position stand?'), ('replaced', 'A text you stand behind was merged or split: do you stand behind what came of it?'), ('restored', 'A merger or split was undone: the text you stand behind is back.'), ('assigned', 'You, or your delegation, answer for a commitment.'), ('review', 'A commitment you answer for is to be reviewed: say how it stands.'), ('silence', 'A text is under the silence procedure: acknowledge that you have received it.'), ('broken', 'The silence on a text was broken: it is back with the chair.'), ('open', 'A question was put to you, or to your delegation: you can answer it now.'), ('closing', 'A question put to you, or to your delegation, is about to close: answer it if you have not.')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ballot__isnull', True), ('commitment__isnull', True), ('recommendation__isnull', False)), models.Q(('ballot__isnull', True), ('commitment__isnull', False), ('recommendation__isnull', True)), models.Q(('ballot__isnull', False), ('commitment__isnull', True), ('recommendation__isnull', True)), _connector='OR'), name='notice_is_about_one_thing'),
        ),
        migrations.RunPython(list_the_entitled, migrations.RunPython.noop),
    ]

"""Putting away the list of what a draft changed, once it was read."""

from consult import record
from consult.procedure import Act, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from synthesis.actions.editing import actor_of
from synthesis.models.report import Report


def seen(here: Here, report: Report) -> None:
    """Put the list of changes away: it was read."""
    require(may(here.standing, Act.DRAFT))
    with writing():
        Report.objects.filter(pk=report.pk).update(changes=[])
        actor = actor_of(here)
        record.enter(here.consultation.pk, "changes of the draft read", actor, subject=f"report-{report.pk}")

"""Having the report drafted. It does not load the analysis: drafting is a task, named by its path."""

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from synthesis.actions.editing import actor_of, check_editable
from synthesis.actions.paragraph import Change, StaleEditError, add, edit, move, remove, restore
from synthesis.models.report import Report, ReportState

__all__ = ["Change", "StaleEditError", "add", "begin_draft", "edit", "move", "remove", "restore"]

TASK = "synthesis.tasks.draft"


def begin_draft(here: Here) -> Report:
    """Have the report drafted, or drafted anew, by the worker. Its page shows how far it is."""
    require(may(here.standing, Act.DRAFT))
    consultation = here.consultation
    with writing():
        rows = consultation.reports.select_for_update().exclude(state=ReportState.PUBLISHED)
        report = rows.order_by("-created_at", "-pk").first()
        report = report or Report(consultation=consultation, title=consultation.title, language=consultation.language)
        check_editable(report)
        report.state, report.progress, report.percent = ReportState.DRAFTING, str(_("Waiting for its turn")), 0
        report.save()
        record.enter(consultation.pk, "draft asked for", actor_of(here), subject=f"report-{report.pk}")
        participant = here.participant.pk if here.participant else None
        transaction.on_commit(lambda: import_string(TASK).enqueue(report_id=report.pk, participant_id=participant))
    return report

"""Having the report drafted. It does not load the analysis: drafting is a task, named by its path."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from synthesis.actions.editing import actor_of, check_editable
from synthesis.actions.paragraph import Change, StaleEditError, add, edit, move, remove, restore
from synthesis.models.report import FINAL, Purpose, Report, ReportState, Template
from synthesis.queries.template import proposed

__all__ = ["Change", "StaleEditError", "Wanted", "add", "begin_draft", "edit", "move", "remove", "restore"]

TASK = "synthesis.tasks.draft"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report is to be drafted: one that there is (``report``, its id), or one of a template for a purpose."""

    report: int = 0
    template: str = ""
    purpose: str = ""


def begin_draft(here: Here, wanted: Wanted | None = None) -> Report:
    """Have a report drafted, or drafted anew, by the worker; its page shows how far it is.

    Without ``wanted``, the latest that is not published, or the first by the template of the consultation’s format.
    """
    require(may(here.standing, Act.DRAFT))
    consultation = here.consultation
    with writing():
        report = _wanted(here, wanted or Wanted())
        check_editable(report)
        report.state, report.progress, report.percent = ReportState.DRAFTING, str(_("Waiting for its turn")), 0
        report.save()
        record.enter(consultation.pk, "draft asked for", actor_of(here), subject=f"report-{report.pk}")
        participant = here.participant.pk if here.participant else None
        transaction.on_commit(lambda: import_string(TASK).enqueue(report_id=report.pk, participant_id=participant))
    return report


def _wanted(here: Here, wanted: Wanted) -> Report:
    """The report to draft. Of one template and purpose there is one that is not published: it is drafted anew."""
    rows = here.consultation.reports.select_for_update().filter(is_rollup=False).exclude(state__in=FINAL)
    rows = rows.order_by("-created_at", "-pk")
    if wanted.report:
        found = rows.filter(pk=wanted.report).first()
        if found is None:
            raise RefusedError(_("This report is published, or is no longer there: it is not drafted anew."))
        return found
    if wanted.template or wanted.purpose:
        template, purpose = wanted.template or proposed(here.consultation), wanted.purpose or Purpose.FINAL
        if template not in Template.values or purpose not in Purpose.values:
            raise RefusedError(_("There is no such template, or no such purpose of a report."))
        return rows.filter(template=template, purpose=purpose).first() or _new(here, template, purpose)
    return rows.first() or _new(here, proposed(here.consultation), Purpose.FINAL)


def _new(here: Here, template: str, purpose: str) -> Report:
    consultation = here.consultation
    return Report(
        consultation=consultation,
        template=template,
        purpose=purpose,
        title=consultation.title,
        language=consultation.language,
    )

"""Approving a report freezes its text; opening it again takes a reason."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from synthesis.actions.editing import check_editable, locked, one_line
from synthesis.actions.tabulating import tabulate_open, tells_too_much
from synthesis.models.approval import Approval
from synthesis.models.report import Grounding, Paragraph, Report, ReportState
from synthesis.queries.approval import approver, digest, standing, wanted

LONGEST_REASON = 500


def approve(here: Here, report_id: int) -> Report:
    """The one whom the report's status names approves it; of co-chairs each does. From the first on it is frozen."""
    person = _approver(here)
    with writing():
        report = locked(here.consultation, report_id)
        if report.state != ReportState.DRAFT:
            raise RefusedError(_("This report is not drafted yet: wait until the draft is there and read it."))
        if Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT, removed_at=None).exists():
            raise RefusedError(_("Something in this report is still to be written."))
        tabulate_open(report)
        if tells_too_much(report):
            check_editable(report)
        rows = standing(report)
        if any(row.by_id == person.pk for row in rows):
            raise RefusedError(_("You have approved this report already."))
        now = timezone.now()
        approval = Approval.objects.create(report=report, by=person, at=now, digest=digest(report))
        report.frozen_at = report.frozen_at or now
        report.save(update_fields=["frozen_at"])
        is_complete = len(rows) + 1 >= wanted(here.consultation)
        _enter(here, "report approved", report, {"digest": approval.digest, "complete": is_complete})
    return report


def open_again(here: Here, report_id: int, reason: str) -> Report:
    """Take every approval back, with a reason; the text can be changed again."""
    person = _approver(here)
    reason = one_line(reason)
    if not reason:
        raise RefusedError(_("Say why the report is opened again."))
    if len(reason) > LONGEST_REASON:
        raise RefusedError(_("A reason has at most {most} characters.").format(most=LONGEST_REASON))
    with writing():
        report = locked(here.consultation, report_id)
        if report.frozen_at is None:
            raise RefusedError(_("This report is open: nobody has approved it."))
        if report.is_final:
            raise RefusedError(_("This report is published: it cannot be changed."))
        salt = record.salt()
        taken = {"taken_back_at": timezone.now(), "taken_back_by": person, "reason": reason, "salt": salt}
        Approval.objects.filter(report=report, taken_back_at=None).update(**taken)
        report.frozen_at = None
        report.save(update_fields=["frozen_at"])
        _enter(here, "report opened again", report, {"reason": record.seal(salt, reason)})
    return report


def _approver(here: Here) -> Participant:
    require(may(here.standing, Act.READ_DRAFT))
    role = approver(here.consultation)
    if here.participant is None or role not in here.standing.roles:
        raise RefusedError(
            _("“{status}” is approved by: {role}.").format(
                status=here.consultation.get_document_status_display(), role=role.label
            )
        )
    return here.participant


def _enter(here: Here, act: str, report: Report, payload: dict[str, Any]) -> None:
    assert here.participant is not None
    record.enter(here.consultation.pk, act, here.participant, subject=f"report-{report.pk}", payload=payload)

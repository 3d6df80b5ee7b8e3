"""Who approves a report, and who has: its status says whose text it is."""

import hashlib
import json
from dataclasses import dataclass

from consult.models import Consultation, Participant
from consult.models.consultation import DocumentStatus
from consult.procedure import Role
from consult.queries.people import Here
from synthesis.models.approval import Approval
from synthesis.models.report import Report
from synthesis.queries.report import sections_of
from synthesis.queries.writers import Named, Writers

# An outcome that a meeting agreed is adopted by the meeting: the chair approves the text in which it stands.
APPROVER: dict[str, Role] = {
    DocumentStatus.CHAIR: Role.CHAIR,
    DocumentStatus.CO_CHAIRS: Role.CHAIR,
    DocumentStatus.RAPPORTEUR: Role.RAPPORTEUR,
    DocumentStatus.ORGANIZERS: Role.CONVENOR,
    DocumentStatus.AGREED: Role.CHAIR,
    DocumentStatus.MANDATE_HOLDER: Role.CONVENOR,
}


@dataclass(frozen=True, slots=True)
class Approvals:
    """How far the approval of a report is.

    role: whose it is. by: who has approved the text as it stands. wanted: how many have to. may_approve: whether the
    reader may, and has not yet. taken_back: why it was opened last, "" where it never was.
    """

    role: Role
    by: list[Named]
    wanted: int
    is_frozen: bool
    is_approver: bool
    may_approve: bool
    taken_back: str

    @property
    def is_complete(self) -> bool:
        return self.is_frozen and len(self.by) >= self.wanted


def approver(consultation: Consultation) -> Role:
    return APPROVER[consultation.document_status]


def wanted(consultation: Consultation) -> int:
    """How many have to approve: one of them, of co-chairs every one."""
    if consultation.document_status != DocumentStatus.CO_CHAIRS:
        return 1
    rows = Participant.objects.filter(consultation=consultation, removed_at=None, role_rows__role=Role.CHAIR)
    return max(1, rows.distinct().count())


def standing(report: Report) -> list[Approval]:
    """The approvals that hold."""
    return list(Approval.objects.filter(report=report, taken_back_at=None))


def approvals(here: Here, report: Report) -> Approvals:
    rows = standing(report)
    names = Writers(here, (row.by_id for row in rows))
    me = here.participant
    is_approver = me is not None and approver(here.consultation) in here.standing.roles and not here.is_preview
    last = Approval.objects.filter(report=report).exclude(taken_back_at=None).order_by("taken_back_at").last()
    return Approvals(
        role=approver(here.consultation),
        by=[names.named(row.by_id) for row in rows],
        wanted=wanted(here.consultation),
        is_frozen=report.frozen_at is not None,
        is_approver=is_approver,
        may_approve=is_approver and all(me is None or row.by_id != me.pk for row in rows),
        taken_back=last.reason if last else "",
    )


def digest(report: Report) -> str:
    """SHA-256 of what is approved: the headings and paragraphs in their order."""
    body = [
        [row.heading, row.level, [[p.style, p.level, p.text, p.rows] for p in row.paragraphs.all() if not p.removed_at]]
        for row in sections_of(report).filter(removed_at=None)
    ]
    return hashlib.sha256(json.dumps([report.title, body], sort_keys=True).encode()).hexdigest()

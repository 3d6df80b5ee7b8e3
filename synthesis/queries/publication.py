"""What stands between a draft and its publication: what keeps it from going out, and what is worth a look before."""

from dataclasses import dataclass

from consult.procedure import Role
from synthesis.models.coverage import Status
from synthesis.models.report import Grounding, Paragraph, Report
from synthesis.queries import circulation
from synthesis.queries.approval import Approvals
from synthesis.queries.checks import checks_of
from synthesis.queries.gone import gone_from
from synthesis.queries.units import coverage


@dataclass(frozen=True, slots=True)
class Readiness:
    """Of a draft as it stands. slots, gone, leaks: these keep it from going out. The others are for a person to judge.

    slots: paragraphs still to be written. gone: those that tell what is no longer shown. leaks: faults that could give
    somebody away. faults, looks: of the other checks. unanswered: comments on the circulated draft; is_circulated:
    whether more are taken. unsettled: contributions of which nothing tells what became of them. approver: whose
    approval is lacking, None where it is not.
    """

    slots: int
    gone: int
    leaks: int
    faults: int
    looks: int
    unanswered: int
    is_circulated: bool
    unsettled: int
    approver: Role | None

    @property
    def is_kept(self) -> bool:
        """Whether publishing would be refused."""
        return bool(self.slots or self.gone or self.leaks)


def readiness(report: Report, approvals: Approvals) -> Readiness:
    """How ``report``, a draft, stands now."""
    found = checks_of(report)
    last = circulation.latest(report)
    slots = Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT, removed_at=None)
    return Readiness(
        slots=slots.count(),
        gone=len(gone_from(report)),
        leaks=found.leaks,
        faults=found.errors - found.leaks,
        looks=found.looks,
        unanswered=circulation.unanswered(last) if last else 0,
        is_circulated=last is not None and circulation.is_open(last, report),
        unsettled=sum(unit.status == Status.OPEN for unit in coverage(report)),
        approver=None if approvals.is_complete else approvals.role,
    )

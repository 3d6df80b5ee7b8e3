"""The published reports of a consultation's parts: which there are, and which can be rolled up."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from consult.models import Consultation
from consult.models.consultation import Stage, Visibility
from consult.procedure import Act, Standing, may
from consult.queries.people import open_phases
from synthesis.models.report import Report, ReportState
from synthesis.queries.report import are_out


@dataclass(frozen=True, slots=True)
class PartReport:
    """A part of a consultation with the report of it that is rolled up, or why none is."""

    consultation: Consultation
    report: Report | None
    why_not: str = ""


def parts_of(parent: Consultation) -> list[PartReport]:
    """Every part, in the order of their dates, with its latest report that anybody may read.

    A report that is published among the invited alone is not: to print it elsewhere would publish it further.
    """
    rows = parent.children.prefetch_related("phases").order_by("starts_at", "pk")
    return [_part(child) for child in rows]


def _part(child: Consultation) -> PartReport:
    if child.visibility == Visibility.INVITED:
        return PartReport(child, None, _("It is for the invited alone."))
    if child.stage != Stage.OPEN or not may(Standing(phases=open_phases(child)), Act.READ_REPORT):
        return PartReport(child, None, _("Its report is not open to everybody."))
    rows = Report.objects.filter(are_out(), consultation=child).exclude(state=ReportState.WITHDRAWN)
    report = rows.select_related("consultation").order_by("-published_at", "-pk").first()
    return PartReport(child, report, "" if report else _("It has no published report."))

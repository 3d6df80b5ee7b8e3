"""Reading reports: their sections with paragraphs and evidence."""

from django.db.models import Prefetch, QuerySet

from consult.models import Consultation
from synthesis.models.report import Evidence, Paragraph, Report, ReportState, Section


def sections_of(report: Report, *, with_evidence: bool = True) -> QuerySet[Section]:
    """The report's sections in order, with paragraphs and their evidence, in a fixed number of queries.

    What is read outside needs no evidence, and a long report has thousands of it.
    """
    if not with_evidence:
        return report.sections.select_related("report").prefetch_related("paragraphs")
    evidence = Evidence.objects.select_related("contribution__question", "ballot__version", "recommendation")
    paragraphs = Paragraph.objects.prefetch_related(Prefetch("evidence", evidence))
    return report.sections.select_related("report").prefetch_related(Prefetch("paragraphs", paragraphs))


def reports_of(consultation: Consultation, *, published_only: bool) -> QuerySet[Report]:
    rows = Report.objects.filter(consultation=consultation).select_related("consultation")
    return rows.filter(state=ReportState.PUBLISHED) if published_only else rows

"""The annex’s table of what became of contributions: worked out from what the report says, so after it is written."""

from django.utils import translation

from synthesis.models.report import Paragraph, Report
from synthesis.queries.coverage import table

KEY = "coverage"  # of its paragraph


def tabulate(report: Report) -> None:
    """Work the table out again, inside a transaction that holds ``report``. One that people edited stays theirs."""
    paragraph = Paragraph.objects.filter(section__report=report, key=KEY, removed_at=None).first()
    if paragraph is None or paragraph.is_kept:
        return
    with translation.override(report.language):
        rows = table(report) or []
    if rows != paragraph.rows:
        Paragraph.objects.filter(pk=paragraph.pk).update(rows=rows)


def tabulate_open(report: Report) -> None:
    """The same, unless the text is frozen: what was approved or published stays as it was."""
    if report.frozen_at is None and not report.is_final:
        tabulate(report)

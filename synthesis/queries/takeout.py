"""What can be taken out of a published report: its passages, and the contributions that it stands on."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from sessions_app.models import Contribution
from sessions_app.queries.discussion import seen_by
from synthesis.models.report import Grounding, Paragraph, Report
from synthesis.queries.printed import Number, is_printed, numbers, paragraphs_of

WORDS = 14  # of each, so that it is recognized


def passages(report: Report) -> list[tuple[str, str]]:
    """(id, number and first words) of what is printed, in order."""
    rows = list(paragraphs_of(report))
    number = numbers(report, rows)
    return [
        (str(paragraph.pk), _label(paragraph, number[paragraph.pk]))
        for paragraph in rows
        if is_printed(paragraph, report) and paragraph.grounding != Grounding.REMOVED
    ]


def _label(paragraph: Paragraph, number: Number) -> str:
    words = Truncator(paragraph.text).words(WORDS)
    if number.own is not None:
        return _("{number}. {words}").format(number=number.own, words=words)
    return _("after {number}: {words}").format(number=number.last, words=words)


def contributions(report: Report) -> list[tuple[str, str]]:
    """(id, mark and first words) of those that a passage stands on; nobody is named."""
    rows = Contribution.objects.filter(
        pk__in=Paragraph.objects.filter(section__report=report).values("evidence__contribution")
    ).exclude(text="")
    shown = set(rows.filter(seen_by("participant")).values_list("pk", flat=True))
    return [
        (str(row.pk), f"C{row.pk}: {Truncator(row.text).words(WORDS)}" if row.pk in shown else f"C{row.pk}")
        for row in rows.order_by("pk")
    ]

"""What of a report is printed, and under which number: its pages and files, its desk and its checks all ask here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from consult.attribution import Audience
from synthesis.models.report import Grounding, Paragraph, Report, Section, Style


@dataclass(frozen=True, slots=True)
class Number:
    """own: the paragraph's, None where it has none. last: its own or the one before it, 0 before the first."""

    own: int | None
    last: int

    def __str__(self) -> str:
        return "" if self.own is None else str(self.own)


def is_printed(paragraph: Paragraph, report: Report, audience: Audience = Audience.OUTSIDE) -> bool:
    """Not what was removed, and no table that has nothing to tell.

    What is still to be written is printed in a draft, or for the desk.
    """
    if paragraph.style == Style.TABLE and not paragraph.rows and paragraph.grounding == Grounding.STANDING:
        return False
    is_left_open = paragraph.grounding == Grounding.SLOT and report.is_final and audience is Audience.OUTSIDE
    return paragraph.removed_at is None and not is_left_open


def paragraphs_of(report: Report) -> QuerySet[Paragraph]:
    """All of a report's paragraphs in the order of its text, the removed ones among them."""
    rows = Paragraph.objects.filter(section__report=report)
    return rows.order_by("section__position", "section_id", "position", "id")


def numbers(
    report: Report, paragraphs: Iterable[Paragraph], audience: Audience = Audience.OUTSIDE
) -> dict[int, Number]:
    """Paragraph id -> its number. paragraphs: all of the report's, in their order."""
    found: dict[int, Number] = {}
    last = 0
    for paragraph in paragraphs:
        is_numbered = paragraph.style == Style.PARAGRAPH and is_printed(paragraph, report, audience)
        last += is_numbered
        found[paragraph.pk] = Number(last if is_numbered else None, last)
    return found


def in_order(sections: Iterable[Section]) -> list[Paragraph]:
    """The paragraphs of sections that were read with them."""
    return [paragraph for section in sections for paragraph in section.paragraphs.all()]


def printed_sections(
    report: Report,
    sections: Iterable[Section],
    audience: Audience = Audience.OUTSIDE,
    *,
    filled: Collection[str] = (),
) -> list[tuple[Section, list[Paragraph]]]:
    """The sections that are printed, each with what is printed of its paragraphs.

    A heading under which nothing stands is left out, unless a heading below it has something, or its key is in
    ``filled``.
    """
    found: list[tuple[Section, list[Paragraph]]] = []
    for section in reversed([row for row in sections if row.removed_at is None]):
        paragraphs = [one for one in section.paragraphs.all() if is_printed(one, report, audience)]
        has_parts = bool(found) and found[-1][0].level > section.level
        if paragraphs or has_parts or section.key in filled:
            found.append((section, paragraphs))
    return found[::-1]

"""The one function that turns a report into blocks: pages and every writer take what it gives."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consult.attribution import Audience
from consult.documents.blocks import Block, Link
from consult.models import Consultation
from synthesis.models.publication import ParagraphSource
from synthesis.models.report import Evidence, Grounding, Paragraph, Report, Section, Style
from synthesis.queries.house import house_lines, house_of
from synthesis.queries.printed import Number, in_order, numbers, printed_sections
from synthesis.queries.rephrasing import note
from synthesis.queries.report import rule_of_report, sections_of
from synthesis.rules.markers import Markers
from synthesis.rules.numerals import roman

UNNUMBERED = {"annex", "summary"}  # what the keys of sections without a number begin with
METHOD = "annex.method"  # the section that says how the report was made
LETTER = "(a)"  # of a list item, until its place is known
MOST_NAMED = 8  # sources named in a slot
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says of itself: nothing of who wrote it."""

    title: str
    language: str
    status: str
    is_draft: bool
    date: datetime  # a day: the minute would tell who was at the desk
    name: str = ""  # of the consultation, in addresses
    rule: str = ""
    host: str = ""
    place: str = ""
    reference: str = ""
    starts: str = ""  # days as ISO 8601 has them, in the host's zone
    ends: str = ""
    house: int = 0  # the house style that it is set in, 0 for none

    @property
    def is_rtl(self) -> bool:
        return self.language.split("-")[0] in {"ar", "fa", "he", "ur"}


def head_of(report: Report) -> Head:
    consultation = report.consultation
    at = report.published_at or report.drafted_at or datetime(2000, 1, 1, tzinfo=UTC)
    day = at.astimezone(consultation.zone).date()
    return Head(
        title=printable(report.title),
        language=report.language,
        status=printable(str(report.facts.get("status", ""))),
        is_draft=not report.is_final,
        date=datetime(day.year, day.month, day.day, tzinfo=UTC),
        name=consultation.slug,
        rule=rule_of_report(report),
        host=printable(consultation.host),
        place=printable(", ".join(filter(None, (consultation.place, consultation.city)))),
        reference=printable(consultation.reference),
        starts=_day(consultation.starts_at, consultation),
        ends=_day(consultation.ends_at, consultation),
        house=house_of(report),
    )


def _day(at: datetime | None, consultation: Consultation) -> str:
    return at.astimezone(consultation.zone).date().isoformat() if at else ""


def report_blocks(report: Report, audience: Audience = Audience.OUTSIDE) -> tuple[Block, ...]:
    """``report`` as blocks, in its language.

    For the desk, paragraphs end in the numbers of their sources and slots name their material. Outside, a draft's slots
    say that something is to be written, and a published report has none.
    """
    return tuple(block for block, _paragraph in placed_blocks(report, audience))


def placed_blocks(report: Report, audience: Audience) -> tuple[tuple[Block, Paragraph | None], ...]:
    """The blocks as ``report_blocks`` gives them, each with the paragraph that it is of, where it is of one."""
    with translation.override(report.language):
        return tuple((_printable(block), paragraph) for block, paragraph in _blocks(report, audience))


def printable(text: str) -> str:
    """``text`` without the characters that XML 1.0 cannot hold (section 2.2): Word's format cannot be written with one.

    They come with what was pasted, and stay in what is stored: only a file or a page of the report leaves them out.
    """
    return _UNPRINTABLE.sub("", text)


def _printable(block: Block) -> Block:
    rows = tuple(tuple(map(printable, row)) for row in block.rows) if block.rows else block.rows
    label = printable(block.label) if block.label else block.label
    return replace(block, text=printable(block.text), label=label, rows=rows)


def _blocks(report: Report, audience: Audience) -> Iterator[tuple[Block, Paragraph | None]]:
    yield from ((block, None) for block in _front(report))
    counts, place = [0, 0, 0], Place()
    sections = list(sections_of(report, with_evidence=audience is Audience.DESK))
    number = numbers(report, in_order(sections), audience)
    is_numbered = bool(report.facts.get("is_numbered", True))
    told = note(report) if any(one.key == METHOD for one in sections) else ""
    for section, paragraphs in printed_sections(report, sections, audience, filled={METHOD} if told else ()):
        yield place.of(_heading(section, counts, is_numbered=is_numbered)), None
        for paragraph in paragraphs:
            yield place.of(block_of(paragraph, number[paragraph.pk], audience)), paragraph
        if told and section.key == METHOD:
            yield Block("paragraph", told), None


class Place(Markers):
    """Where one is in a report: what marks its list items and numbers its footnotes."""

    def of(self, block: Block) -> Block:
        """``block`` with its letter or the number of its note."""
        if block.kind == "footnote":
            return replace(block, number=self.note())
        if block.kind == "list_item" and block.marker == LETTER:
            return replace(block, marker=self.item(block.level))
        self.other()
        return block


def _front(report: Report) -> Iterator[Block]:
    facts = report.facts
    yield Block("title", report.title)
    house = house_lines(report)
    own = {label for label, _value in house}
    for label, value in (*house, *(line for line in facts.get("lines", ()) if line[0] not in own)):
        yield Block("definition", value, label=label)
    if facts.get("disclaimer"):
        yield Block("definition", facts["disclaimer"], label=facts.get("status") or _("Status"))
    if facts.get("is_demonstration"):
        yield Block("definition", _("Nothing here was said by a real State, body or person."), label=_("Demonstration"))


def _heading(section: Section, counts: list[int], *, is_numbered: bool) -> Block:
    """I., A., 1.: summaries and annexes have no number, and in some templates nothing has."""
    level = min(section.level, len(counts))
    if not is_numbered or section.key.split(".", 1)[0] in UNNUMBERED:
        return Block("heading", section.heading, level=level)
    counts[level - 1] += 1
    counts[level:] = [0] * (len(counts) - level)
    now = counts[level - 1]
    number = (roman(now), chr(64 + (now - 1) % 26 + 1), str(now))[level - 1]
    return Block("heading", section.heading, level=level, number=number)


def block_of(paragraph: Paragraph, number: Number, audience: Audience) -> Block:
    """One paragraph as a block."""
    text = printed(paragraph, audience)
    if paragraph.style == Style.TABLE:
        rows = tuple(tuple(str(cell) for cell in row) for row in paragraph.rows or ())
        body = "\n".join("\t".join(row) for row in rows)
        return Block("table", body, label=paragraph.text or None, rows=rows)
    links = _links(paragraph)
    if paragraph.style in (Style.LIST_ITEM, Style.LETTER):
        marker = "•" if paragraph.style == Style.LIST_ITEM else LETTER
        return Block("list_item", text, level=paragraph.level, marker=marker, links=links)
    if paragraph.style == Style.FOOTNOTE:
        return Block("footnote", text)
    if paragraph.style == Style.QUOTE:
        return Block("quote", text, links=links)
    return Block("paragraph", text, number=str(number) or None, links=links)


def _links(paragraph: Paragraph) -> tuple[Link, ...]:
    """To the paragraph of another report that this one comes from."""
    source: ParagraphSource | None = getattr(paragraph, "source", None)
    return (Link(source_words(source), source_path(source)),) if source and paragraph.text else ()


def source_words(source: ParagraphSource) -> str:
    """Cited as reports are: by paragraph, not by page."""
    if not source.number:
        return source.report.title
    return _("{report}, para. {number}").format(report=source.report.title, number=source.number)


def source_path(source: ParagraphSource) -> str:
    slug = source.report.consultation.slug
    if not source.number:
        return reverse("report", args=[slug, source.report_id])
    return reverse("report_paragraph", args=[slug, source.report_id, source.number])


def printed(paragraph: Paragraph, audience: Audience) -> str:
    """A paragraph's text with what the audience may see of its sources."""
    if paragraph.grounding == Grounding.REMOVED:
        return _("[This passage was removed.]")
    names = source_names(list(paragraph.evidence.all())) if audience is Audience.DESK else []
    if paragraph.grounding == Grounding.SLOT:
        if not names:
            return _("[Rapporteur: {topic}]").format(topic=paragraph.text)
        return _("[Rapporteur: {topic}, from {sources}]").format(topic=paragraph.text, sources=_some(names))
    if names and paragraph.style != Style.TABLE:
        return f"{paragraph.text} [{_some(names)}]"
    if (source := getattr(paragraph, "source", None)) and paragraph.style != Style.TABLE:
        return _("{text} ({source})").format(text=paragraph.text, source=source_words(source))
    return paragraph.text


def _some(names: Sequence[str]) -> str:
    shown = pgettext("between the items of a list", ", ").join(names[:MOST_NAMED])
    rest = len(names) - MOST_NAMED
    return _("{names} and {count} more").format(names=shown, count=rest) if rest > 0 else shown


def source_names(evidence: Sequence[Evidence]) -> list[str]:
    """The marks of sources, for the desk alone: C22 a contribution, B3 a ballot, T4 a text."""
    found = []
    for one in evidence:
        if one.contribution_id:
            found.append(f"C{one.contribution_id}")
        elif one.ballot_id:
            found.append(f"B{one.ballot_id}")
        elif one.recommendation_id:
            found.append(f"T{one.recommendation_id}")
    return found

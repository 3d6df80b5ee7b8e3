"""Reading a report for its desk: paragraphs with their numbers and the sources as attribution shows them."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consult import attribution
from consult.attribution import Audience
from consult.models import Consultation
from consult.queries import people
from sessions_app.models import Contribution, RecommendationVersion
from sessions_app.queries.discussion import person_of
from sessions_app.states import ContributionState
from synthesis.models.remark import Remark
from synthesis.models.report import Evidence, Grounding, Paragraph, Report, Section, Style
from synthesis.queries.circulation import beside
from synthesis.queries.gone import gone_from
from synthesis.queries.printed import in_order, numbers, paragraphs_of
from synthesis.queries.rephrasing import marks
from synthesis.queries.report import sections_of
from synthesis.rules.markers import Markers

MOST_SOURCES = 12  # shown beside a paragraph; the rest is counted


@dataclass(frozen=True, slots=True)
class Source:
    """A source of a paragraph: its mark (C22), whose it is as those in the room see it, its words, and its address.

    id: of the evidence. has_changed: since it was attached, or read again. is_own: attached by a person.
    """

    mark: str
    by: attribution.Shown | None
    text: str
    url: str
    id: int = 0
    has_changed: bool = False
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class DeskParagraph:
    paragraph: Paragraph
    number: int | None
    kind: str
    sources: list[Source]
    more: int
    remarks: int = 0  # not settled
    mark: str = ""  # what an assistant had to do with its wording
    comments: int = 0  # of those to whom the draft was circulated
    is_gone: bool = False  # it tells what is no longer shown
    marker: str = ""  # of an item of a list, (a), or the number of a footnote

    @property
    def form(self) -> str:
        """As the forms of the desk name it: the level of a list's item stands behind a colon."""
        is_item = self.paragraph.style in (Style.LIST_ITEM, Style.LETTER)
        return f"{self.paragraph.style}:{self.paragraph.level}" if is_item else self.paragraph.style

    @property
    def takes_form(self) -> bool:
        """Whether it can be given another form; tables, quotations and footnotes cannot."""
        return self.paragraph.style in (Style.PARAGRAPH, Style.PLAIN, Style.LIST_ITEM, Style.LETTER)

    @property
    def takes_notes(self) -> bool:
        return self.takes_form and self.kind not in (Grounding.SLOT, Grounding.REMOVED)

    @property
    def has_changed_sources(self) -> bool:
        return any(source.has_changed for source in self.sources)

    @property
    def is_removed(self) -> bool:
        return self.paragraph.removed_at is not None


@dataclass(slots=True)
class DeskSection:
    id: int
    heading: str
    level: int
    is_removed: bool = False
    paragraphs: list[DeskParagraph] = field(default_factory=list)

    @property
    def range(self) -> str:
        """The numbers of its paragraphs: "4–9", "4", or ""."""
        numbers = [item.number for item in self.paragraphs if item.number]
        return "–".join(map(str, dict.fromkeys((numbers[0], numbers[-1])))) if numbers else ""


def sections(report: Report, audience: Audience) -> list[DeskSection]:
    """Sections in order; numbers as they will be printed, removed paragraphs without one."""
    rows = list(sections_of(report))
    printer = _Printer(report.consultation, rows_of(rows), audience)
    remarks, marked, commented = open_remarks(report), marks(report), beside(report)
    number, found, places = numbers(report, in_order(rows)), [], Markers()
    gone = gone_from(report) if not report.is_final else frozenset[int]()
    for row in rows:
        places.other()
        section = DeskSection(row.pk, row.heading, row.level, is_removed=row.removed_at is not None)
        for paragraph in row.paragraphs.all():
            item = printer.paragraph(paragraph, number[paragraph.pk].own, MOST_SOURCES)
            told, mark = remarks.get(paragraph.pk, 0), marked.get(paragraph.pk, "")
            comments = len(commented.get(paragraph.pk, ()))
            item = replace(item, is_gone=paragraph.pk in gone, marker=_marker(paragraph, places))
            section.paragraphs.append(replace(item, remarks=told, mark=mark, comments=comments))
        found.append(section)
    return found


def _marker(paragraph: Paragraph, places: Markers) -> str:
    if paragraph.removed_at is not None:
        return ""
    if paragraph.style == Style.FOOTNOTE:
        return places.note()
    if paragraph.style == Style.LETTER:
        return places.item(paragraph.level)
    places.other()
    return "•" if paragraph.style == Style.LIST_ITEM else ""


def one(paragraph: Paragraph, audience: Audience) -> DeskParagraph:
    """A paragraph with its number and all its sources."""
    report = paragraph.section.report
    number = numbers(report, paragraphs_of(report).only("style", "grounding", "removed_at"))
    evidence = list(paragraph.evidence.select_related("ballot__version__recommendation", "recommendation"))
    printer = _Printer(report.consultation, evidence, audience)
    item = printer.paragraph(paragraph, number[paragraph.pk].own)
    is_gone = not report.is_final and paragraph.pk in gone_from(report)
    return replace(item, remarks=open_remarks(report).get(paragraph.pk, 0), is_gone=is_gone)


def open_remarks(report: Report) -> dict[int, int]:
    """Paragraph id -> how many remarks wait for an answer."""
    rows = Remark.objects.filter(paragraph__section__report=report, parent=None, settled_at=None)
    return dict(rows.values_list("paragraph").annotate(n=Count("id")).order_by())


def rows_of(rows: list[Section]) -> list[Evidence]:
    """The sources that will be shown, of all sections' paragraphs."""
    return [one for row in rows for p in row.paragraphs.all() for one in list(p.evidence.all())[:MOST_SOURCES]]


class _Printer:
    """Paragraphs with their sources, as an audience may read them: a few queries, however many there are."""

    def __init__(self, consultation: Consultation, evidence: list[Evidence], audience: Audience) -> None:
        self._consultation, self._audience = consultation, audience
        self._sizes = people.group_sizes(consultation)
        rows = Contribution.objects.filter(pk__in={one.contribution_id for one in evidence if one.contribution_id})
        self._said = {
            row.pk: row
            for row in rows.select_related("author", "delegation", "group", "question__session__consultation")
        }
        texts = {one.recommendation_id for one in evidence if one.recommendation_id}
        worded = RecommendationVersion.objects.filter(recommendation__in=texts)
        self._worded = dict(worded.values_list("recommendation").annotate(at=Max("created_at")).order_by())

    def paragraph(self, paragraph: Paragraph, number: int | None, most: int | None = None) -> DeskParagraph:
        evidence = list(paragraph.evidence.all())
        return DeskParagraph(
            paragraph=paragraph,
            number=number,
            kind=paragraph.grounding,
            sources=[self.source(one) for one in evidence[:most]],
            more=max(0, len(evidence) - most) if most else 0,
        )

    def source(self, one: Evidence) -> Source:
        changed = self._changed(one)
        has_changed = changed is not None and changed > one.at
        return replace(self._source(one), id=one.pk, has_changed=has_changed, is_own=one.is_own)

    def _changed(self, one: Evidence) -> datetime | None:
        """When the source last changed."""
        if one.contribution_id:
            said = self._said.get(one.contribution_id)
            return said.edited_at if said else None
        if one.ballot_id and one.ballot:
            return one.ballot.closed_at
        return self._worded.get(one.recommendation_id or 0)

    def _source(self, one: Evidence) -> Source:
        slug = self._consultation.slug
        if one.contribution_id and one.contribution_id in self._said:
            row = self._said[one.contribution_id]
            shown = attribution.shown_as(person_of(row, self._consultation, self._sizes), self._audience)
            url = reverse("contribution", args=[slug, row.question.session_id, row.pk])
            is_away = row.state != ContributionState.SHOWN
            text = _("It is {state} now.").format(state=row.get_state_display()) if is_away else row.text
            return Source(f"C{row.pk}", shown, Truncator(text).words(40), url)
        if one.ballot_id and one.ballot and one.ballot.version:
            number = one.ballot.version.recommendation.number
            words = _("The check on text {number}").format(number=number)
            return Source(f"B{one.ballot_id}", None, words, reverse("text", args=[slug, number]))
        if one.ballot_id:
            return Source(f"B{one.ballot_id}", None, _("The positions taken on it"), reverse("results", args=[slug]))
        if one.recommendation_id and one.recommendation:
            number = one.recommendation.number
            words = _("Text {number}").format(number=number)
            return Source(f"T{one.recommendation_id}", None, words, reverse("text", args=[slug, number]))
        facts = {
            "consultation": _("The consultation’s set-up"),
            "questions": _("The guiding questions"),
            "people": _("The list of participants"),
            "groups": _("The stakeholder groups"),
            "moderation": _("The moderation log"),
            "papers": _("The papers"),
            "report": _("The published report of a part"),
        }
        return Source("", None, facts.get(one.fact, one.fact), self._consultation.get_absolute_url())

"""Reading a report for its desk: paragraphs with their numbers and the sources as attribution shows them."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consult import attribution
from consult.attribution import Audience
from consult.models import Consultation
from consult.queries import people
from sessions_app.models import Contribution
from sessions_app.queries.discussion import person_of
from sessions_app.states import ContributionState
from synthesis.models.report import Evidence, Paragraph, Report, Section, Style
from synthesis.queries.rephrasing import marks
from synthesis.queries.report import sections_of

MOST_SOURCES = 12  # shown beside a paragraph; the rest is counted


@dataclass(frozen=True, slots=True)
class Source:
    """A source of a paragraph: its mark (C22), whose it is as those in the room see it, its words, and its address."""

    mark: str
    by: attribution.Shown | None
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class DeskParagraph:
    paragraph: Paragraph
    number: int | None
    kind: str
    sources: list[Source]
    more: int
    mark: str = ""  # what an assistant had to do with its wording

    @property
    def is_removed(self) -> bool:
        return self.paragraph.removed_at is not None


@dataclass(slots=True)
class DeskSection:
    id: int
    heading: str
    level: int
    paragraphs: list[DeskParagraph] = field(default_factory=list)


def sections(report: Report, audience: Audience) -> list[DeskSection]:
    """Sections in order; numbers as they will be printed, removed paragraphs without one."""
    sizes = people.group_sizes(report.consultation)
    rows = list(sections_of(report))
    contributions = _contributions(rows_of(rows))
    marked = marks(report)
    found, number = [], 0
    for row in rows:
        section = DeskSection(id=row.pk, heading=row.heading, level=row.level)
        for paragraph in row.paragraphs.all():
            numbered = paragraph.style == Style.PARAGRAPH and paragraph.removed_at is None
            number += numbered
            evidence = list(paragraph.evidence.all())
            section.paragraphs.append(
                DeskParagraph(
                    paragraph=paragraph,
                    number=number if numbered else None,
                    kind=paragraph.grounding,
                    sources=[
                        _source(one, report.consultation, contributions, sizes, audience)
                        for one in evidence[:MOST_SOURCES]
                    ],
                    more=max(0, len(evidence) - MOST_SOURCES),
                    mark=marked.get(paragraph.pk, ""),
                )
            )
        found.append(section)
    return found


def rows_of(rows: list[Section]) -> list[Evidence]:
    """The sources that will be shown, of all sections' paragraphs."""
    return [one for row in rows for p in row.paragraphs.all() for one in list(p.evidence.all())[:MOST_SOURCES]]


def _contributions(evidence: list[Evidence]) -> dict[int, Contribution]:
    ids = {one.contribution_id for one in evidence if one.contribution_id}
    rows = Contribution.objects.filter(pk__in=ids).select_related(
        "author", "delegation", "group", "question__session__consultation"
    )
    return {row.pk: row for row in rows}


def _source(
    one: Evidence,
    consultation: Consultation,
    contributions: dict[int, Contribution],
    sizes: dict[int, int],
    audience: Audience,
) -> Source:
    slug = consultation.slug
    if one.contribution_id and one.contribution_id in contributions:
        row = contributions[one.contribution_id]
        shown = attribution.shown_as(person_of(row, consultation, sizes), audience)
        url = reverse("contribution", args=[slug, row.question.session_id, row.pk])
        is_away = row.state != ContributionState.SHOWN
        text = _("It is {state} now.").format(state=row.get_state_display()) if is_away else row.text
        return Source(f"C{row.pk}", shown, Truncator(text).words(40), url)
    if one.ballot_id and one.ballot and one.ballot.version:
        number = one.ballot.version.recommendation.number
        return Source(
            f"B{one.ballot_id}",
            None,
            _("The check on text {number}").format(number=number),
            reverse("text", args=[slug, number]),
        )
    if one.ballot_id:
        return Source(f"B{one.ballot_id}", None, _("The positions taken on it"), reverse("results", args=[slug]))
    if one.recommendation_id and one.recommendation:
        number = one.recommendation.number
        return Source(
            f"T{one.recommendation_id}",
            None,
            _("Text {number}").format(number=number),
            reverse("text", args=[slug, number]),
        )
    facts = {
        "consultation": _("The consultation’s set-up"),
        "questions": _("The guiding questions"),
        "people": _("The list of participants"),
        "groups": _("The stakeholder groups"),
        "moderation": _("The moderation log"),
    }
    return Source("", None, facts.get(one.fact, one.fact), consultation.get_absolute_url())

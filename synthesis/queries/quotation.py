"""Which words may stand in a report as a quotation, by consent, by rule, naming nobody it keeps: whole sentences that
are offered for a section, and contributions that were picked to stand for questions and themes."""

from dataclasses import dataclass

from consult import attribution
from consult.attribution import Audience, Detail, Person, Quotation, Rule
from consult.models import Consultation
from consult.queries import people
from consult.queries.people import Here
from sessions_app.models import Contribution, GuidingQuestion
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import for_showing, person_of, seen_by
from synthesis.models.report import Evidence, Report, Section, Style
from synthesis.models.theme import Theme
from synthesis.queries.coding import stands
from synthesis.queries.people import Names
from synthesis.queries.theme import questions, standing
from synthesis.rules.sentences import sentences

FEWEST, MOST_WORDS = 5, 60  # words of what may be a quotation
MOST = 30  # contributions offered at once


@dataclass(frozen=True, slots=True)
class Sentence:
    """One whole sentence of a contribution. may_stand: whether it may be quoted."""

    at: int
    text: str
    may_stand: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A contribution that may be quoted. by: as those inside see it; named: how outside it may be named, or "".

    is_proposed: it was found to stand well for its theme. is_quoted: the report quotes it already.
    """

    contribution: Contribution
    by: attribution.Shown
    named: str
    sentences: list[Sentence]
    is_proposed: bool
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered on a question, and on one of its themes. kept: how many may not be quoted."""

    questions: list[GuidingQuestion]
    question: GuidingQuestion | None
    themes: list[Theme]
    theme: Theme | None
    offers: list[Offer]
    kept: int
    more: int


def offers(here: Here, section: Section, question_id: int | None, theme_id: int | None) -> Offers:
    """Quotes for a section: of the question that was chosen, else of the one the section is about."""
    asked = questions(here.consultation)
    question = next((row for row in asked if row.pk == question_id), None) or _about(section, asked)
    if question is None:
        return Offers(asked, None, [], None, [], 0, 0)
    themes = standing(question)
    theme = next((row for row in themes if row.pk == theme_id), None)
    said = stands([question], here.participant)[question.pk]
    wanted = [pk for pk, stand in said.items() if theme is None or stand.theme == theme.pk]
    rows = Contribution.objects.filter(pk__in=wanted).select_related(
        "author", "delegation", "group", "question__session"
    )
    proposed = [pk for row in ([theme] if theme else themes) for pk in row.quotes]
    reader = _Reader(here.consultation, section.report, set(proposed))
    found = [offer for row in rows if (offer := reader.offer(row)) is not None]
    place = {pk: at for at, pk in enumerate(proposed)}
    found.sort(key=lambda offer: (place.get(offer.contribution.pk, len(place)), offer.contribution.pk))
    return Offers(asked, question, themes, theme, found[:MOST], len(wanted) - len(found), max(0, len(found) - MOST))


def offer_of(consultation: Consultation, report: Report, contribution_id: int) -> Offer | None:
    """One contribution as it may be quoted; None where it may not, or the room does not see it."""
    rows = Contribution.objects.filter(seen_by("participant"), IN_PLENARY, question__session__consultation=consultation)
    row = rows.select_related("author", "delegation", "group", "question__session").filter(pk=contribution_id).first()
    return _Reader(consultation, report, set()).offer(row) if row else None


def _about(section: Section, asked: list[GuidingQuestion]) -> GuidingQuestion | None:
    by_key = {f"q{row.pk}": row for row in asked}
    return by_key.get(section.key.split(".")[0]) or (asked[0] if asked else None)


class _Reader:
    def __init__(self, consultation: Consultation, report: Report, proposed: set[int]) -> None:
        self._consultation, self._proposed = consultation, proposed
        self._sizes, self._names = people.group_sizes(consultation), Names(consultation)
        rows = Evidence.objects.filter(
            paragraph__section__report=report, paragraph__style=Style.QUOTE, paragraph__removed_at=None
        )
        self._quoted = set(rows.values_list("contribution", flat=True))

    def offer(self, row: Contribution) -> Offer | None:
        consent, person = Quotation(row.quotation), person_of(row, self._consultation, self._sizes)
        if not _may_be_quoted(row, consent, person):
            return None
        whole = [" ".join(one.split()) for one in sentences(" ".join(row.text.split()))]
        found = [Sentence(at, text, self._may_stand(text, row.rule)) for at, text in enumerate(whole)]
        if not any(one.may_stand for one in found):
            return None
        return Offer(
            contribution=row,
            by=attribution.shown_as(person, Audience.INSIDE),
            named=str(attribution.quoted_as(consent, person).label),
            sentences=found,
            is_proposed=row.pk in self._proposed,
            is_quoted=row.pk in self._quoted,
        )

    def _may_stand(self, text: str, rule: str) -> bool:
        return FEWEST <= len(text.split()) <= MOST_WORDS and self._names.may_print(text, rule)


def _may_be_quoted(row: Contribution, consent: Quotation, person: Person) -> bool:
    """Under the Chatham House Rule nothing is quoted, as in the draft."""
    return row.rule != Rule.CHATHAM_HOUSE and attribution.may_quote(consent, person, Audience.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Quote:
    """by: as it may be attributed in a report, None where the rule or the person keeps it back."""

    id: int
    session: int
    text: str
    language: str
    by: attribution.Shown | None


@dataclass(frozen=True, slots=True)
class Picked:
    """Quotations for a theme, or for all that was said on a question (theme: None).

    coverage: how well they stand for it, in hundredths; None where one of them may not be quoted any more, or the theme
    changed since they were picked. left: how many may not be quoted any more.
    """

    theme: Theme | None
    quotes: tuple[Quote, ...]
    coverage: int | None
    left: int


@dataclass(frozen=True, slots=True)
class Quotes:
    """A question with its quotations; is_picked: whether they were ever looked for."""

    question: GuidingQuestion
    is_picked: bool
    picked: tuple[Picked, ...]


def quotes(consultation: Consultation) -> list[Quotes]:
    """Every question of the plenary, with what may stand for it and for its themes."""
    asked = questions(consultation)
    themes = {question.pk: standing(question) for question in asked}
    runs = {question.pk: getattr(question, "theme_run", None) for question in asked}
    wanted = {pk for run in runs.values() if run for one in run.quotes for pk in one["chosen"]}
    wanted |= {pk for of in themes.values() for theme in of for pk in theme.quotes}
    may = _printable(consultation, wanted)
    found = []
    for question in asked:
        run = runs[question.pk]
        was = {one["theme"]: one for one in run.quotes} if run else {}
        of_all = was.get(None, {"chosen": [], "coverage": 0})
        picked = [_picked(None, of_all["chosen"], of_all, may)]
        picked += [_picked(theme, theme.quotes, was.get(theme.pk), may) for theme in themes[question.pk]]
        is_picked = run is not None and run.made_at is not None
        found.append(Quotes(question, is_picked, tuple(one for one in picked if one.quotes or one.left)))
    return found


def _picked(theme: Theme | None, chosen: list[int], was: dict[str, object] | None, may: dict[int, Quote]) -> Picked:
    shown = tuple(may[pk] for pk in chosen if pk in may)
    is_as_picked = was is not None and was["chosen"] == chosen and len(shown) == len(chosen)
    coverage = round(100 * float(str(was["coverage"]))) if was and is_as_picked else None
    return Picked(theme, shown, coverage, len(chosen) - len(shown))


def _printable(consultation: Consultation, ids: set[int]) -> dict[int, Quote]:
    """Those that everybody in the room sees, whose author consents now, and that name nobody whom the rule keeps."""
    sizes, names = people.group_sizes(consultation), Names(consultation)
    rows = for_showing(Contribution.objects.filter(seen_by("participant"), IN_PLENARY, pk__in=ids))
    found = {}
    for row in rows:
        person, consent = person_of(row, consultation, sizes), Quotation(row.quotation)
        if _may_be_quoted(row, consent, person) and names.may_print(row.text, row.rule):
            by = attribution.quoted_as(consent, person)
            shown = None if by.detail is Detail.NOTHING else by
            found[row.pk] = Quote(row.pk, row.question.session_id, row.text, row.language, shown)
    return found

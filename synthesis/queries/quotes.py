"""Quotations that may stand for what was said on a question and under its themes, as they may be printed outside."""

from dataclasses import dataclass

from consult.attribution import Audience, Detail, Quotation, Rule, Shown, may_quote, quoted_as
from consult.models import Consultation
from consult.queries import people
from sessions_app.models import Contribution, GuidingQuestion
from sessions_app.queries import discussion
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import person_of, seen_by
from synthesis.models.theme import Theme
from synthesis.queries import theme as themes
from synthesis.queries.people import Names


@dataclass(frozen=True, slots=True)
class Quote:
    """by: as it may be attributed in a report, None where the rule or the person keeps it back."""

    id: int
    session: int
    text: str
    language: str
    by: Shown | None


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
    asked = themes.questions(consultation)
    standing = {question.pk: themes.standing(question) for question in asked}
    runs = {question.pk: getattr(question, "theme_run", None) for question in asked}
    wanted = {pk for run in runs.values() if run for one in run.quotes for pk in one["chosen"]}
    wanted |= {pk for of in standing.values() for theme in of for pk in theme.quotes}
    may = _printable(consultation, wanted)
    found = []
    for question in asked:
        run = runs[question.pk]
        was = {one["theme"]: one for one in run.quotes} if run else {}
        of_all = was.get(None, {"chosen": [], "coverage": 0})
        picked = [_picked(None, of_all["chosen"], of_all, may)]
        picked += [_picked(theme, theme.quotes, was.get(theme.pk), may) for theme in standing[question.pk]]
        is_picked = run is not None and run.made_at is not None
        found.append(Quotes(question, is_picked, tuple(one for one in picked if one.quotes or one.left)))
    return found


def _picked(theme: Theme | None, chosen: list[int], was: dict[str, object] | None, may: dict[int, Quote]) -> Picked:
    shown = tuple(may[pk] for pk in chosen if pk in may)
    is_as_picked = was is not None and was["chosen"] == chosen and len(shown) == len(chosen)
    coverage = round(100 * float(str(was["coverage"]))) if was and is_as_picked else None
    return Picked(theme, shown, coverage, len(chosen) - len(shown))


def _printable(consultation: Consultation, ids: set[int]) -> dict[int, Quote]:
    """Those that everybody in the room sees, whose author consents now, and that name nobody whom the rule keeps.

    Under the Chatham House Rule nothing is quoted, as in the draft.
    """
    sizes, names = people.group_sizes(consultation), Names(consultation)
    rows = discussion.for_showing(Contribution.objects.filter(seen_by("participant"), IN_PLENARY, pk__in=ids))
    found = {}
    for row in rows:
        person, consent = person_of(row, consultation, sizes), Quotation(row.quotation)
        if row.rule == Rule.CHATHAM_HOUSE:
            continue
        if may_quote(consent, person, Audience.OUTSIDE) and names.may_print(row.text, row.rule):
            by = quoted_as(consent, person)
            shown = None if by.detail is Detail.NOTHING else by
            found[row.pk] = Quote(row.pk, row.question.session_id, row.text, row.language, shown)
    return found

"""Where each contribution stands: under which theme, put there by whom or only proposed, and whether it was read.

What a person did and what the machine proposes are never mixed: a code always goes before a suggestion, and says whose
it is. Of several coders the last one's stands, and that they differ is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Min, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consult.attribution import Audience, Detail, shown_as
from consult.models import Consultation, Participant
from consult.queries import people
from consult.queries.people import Here
from sessions_app.models import Contribution, GuidingQuestion
from sessions_app.queries import discussion
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import ShownContribution, seen_by
from synthesis.models.coding import Code, Reading
from synthesis.models.theme import Suggestion
from synthesis.rules.agreement import Agreement, kappa
from synthesis.rules.voices import voice

YOU = _("you")
NOWHERE = 0  # of a contribution that nobody and nothing has placed yet


@dataclass(frozen=True, slots=True)
class Coded:
    """One coder's code. theme: None for none of them."""

    coder: int
    theme: int | None
    at: datetime


@dataclass(slots=True)
class Stand:
    """Where one contribution stands.

    theme: a theme's id, None for none of them, NOWHERE where it was not placed yet. likeness: of the suggestion.
    """

    id: int
    voice: str
    group: int | None
    theme: int | None = NOWHERE
    codes: list[Coded] = field(default_factory=list)
    suggested: int | None = NOWHERE
    likeness: float = 0.0
    is_read: bool = False

    @property
    def is_human(self) -> bool:
        return bool(self.codes)

    @property
    def differs(self) -> bool:
        return len({code.theme for code in self.codes}) > 1

    def code_of(self, coder: int) -> Coded | None:
        return next((code for code in self.codes if code.coder == coder), None)


def said_on(question: GuidingQuestion) -> QuerySet[Contribution]:
    """What the room sees of a question: what a rapporteur reads."""
    return Contribution.objects.filter(seen_by("participant"), IN_PLENARY, question=question)


def stands(questions: Sequence[GuidingQuestion], reader: Participant | None) -> dict[int, dict[int, Stand]]:
    """Question id -> contribution id -> where it stands, in the order in which they were given. Four queries."""
    mine = Q(question__in=[question.pk for question in questions])
    rows = Contribution.objects.filter(mine, seen_by("participant"), IN_PLENARY).order_by("id")
    found: dict[int, dict[int, Stand]] = {question.pk: {} for question in questions}
    flat: dict[int, Stand] = {}
    for id_, question, submission, delegation, author, group, speaker, session in rows.values_list(
        "id", "question", "submission", "delegation", "author", "group", "speaker", "question__session"
    ):
        whose = voice(id_, submission, delegation, author, speaker=speaker, group=group, session=session)
        flat[id_] = found[question][id_] = Stand(id_, whose, group)
    _suggested(questions, flat)
    _coded(questions, flat)
    for id_ in read_by(reader, questions) if reader else ():
        if id_ in flat:
            flat[id_].is_read = True
    return found


def _suggested(questions: Sequence[GuidingQuestion], flat: Mapping[int, Stand]) -> None:
    rows = Suggestion.objects.filter(contribution__question__in=[question.pk for question in questions])
    for id_, theme, likeness in rows.values_list("contribution", "theme", "likeness"):
        if id_ in flat:
            flat[id_].theme = flat[id_].suggested = theme
            flat[id_].likeness = likeness


def _coded(questions: Sequence[GuidingQuestion], flat: Mapping[int, Stand]) -> None:
    rows = Code.objects.filter(contribution__question__in=[question.pk for question in questions]).order_by("at", "id")
    for id_, coder, theme, at in rows.values_list("contribution", "coder", "theme", "at"):
        if id_ in flat:
            flat[id_].codes.append(Coded(coder, theme, at))
            flat[id_].theme = theme


def read_by(reader: Participant, questions: Sequence[GuidingQuestion]) -> Iterable[int]:
    """Ids of contributions that somebody has read as they are: what was edited since is unread again."""
    rows = Reading.objects.filter(reader=reader, contribution__question__in=[question.pk for question in questions])
    as_it_is = Q(contribution__edited_at=None) | Q(contribution__edited_at__lte=F("at"))
    return rows.filter(as_it_is).values_list("contribution", flat=True)


def voices(some: Iterable[Stand], question: GuidingQuestion) -> int | None:
    """How many voices there are in ``some``, a submission counting once.

    None where the room does not see who speaks: the number would tell which texts are of one hand.
    """
    if question.terms.here not in {Detail.NAME, Detail.DELEGATION}:
        return None
    return len({stand.voice for stand in some})


def shown(ids: Sequence[int], consultation: Consultation) -> dict[int, ShownContribution]:
    """Contributions as those in the room see them, by id."""
    rows = discussion.for_showing(Contribution.objects.filter(seen_by("participant"), IN_PLENARY, pk__in=ids))
    return {item.id: item for item in discussion.shown(list(rows), consultation, "participant", Audience.INSIDE)}


# --- whose codes -----------------------------------------------------------------------------------------------------


class Coders:
    """What coders are called: "you", by name where the room sees names, else by a letter that stays the same."""

    def __init__(self, here: Here) -> None:
        self._here, self._names = here, dict[int, str]()
        codes = Code.objects.filter(contribution__question__session__consultation=here.consultation)
        first = codes.values_list("coder").annotate(first=Min("id")).order_by("first")
        self._order = [coder for coder, _first in first]

    @property
    def ids(self) -> list[int]:
        """Who has coded anything, the first first."""
        return list(self._order)

    def name(self, coder: int | None) -> str:
        """ "" for the machine."""
        from_here = self._here.participant
        if coder is None:
            return ""
        if from_here is not None and coder == from_here.pk:
            return str(YOU)
        if coder not in self._names:
            self._names[coder] = self._called(coder)
        return self._names[coder]

    def _called(self, coder: int) -> str:
        row = Participant.objects.select_related("group", "delegation").filter(pk=coder).first()
        terms = self._here.consultation.terms
        if row is not None:
            person = people.participant_as_seen(self._here.consultation, row, rule=terms.rule, inside=terms.inside)
            seen = shown_as(person, Audience.INSIDE)
            if seen.detail is Detail.NAME:
                return str(seen.label)
        place = self._order.index(coder) if coder in self._order else len(self._order)
        return gettext("Coder {letter}").format(letter=chr(ord("A") + place % 26))


# --- agreement -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PairOfCoders:
    """Two coders, by id, and how far they agree; differing: ids of contributions that they coded differently."""

    one: int
    other: int
    agreement: Agreement
    differing: tuple[int, ...]


def agreement(consultation: Consultation) -> list[PairOfCoders]:
    """Every two who coded the same contributions, over all questions: each of them under a theme or under none."""
    rows = Code.objects.filter(
        contribution__in=Contribution.objects.filter(
            seen_by("participant"), IN_PLENARY, question__session__consultation=consultation
        )
    )
    by: dict[int, dict[int, str]] = {}
    for id_, question, coder, theme in rows.order_by("contribution").values_list(
        "contribution", "contribution__question", "coder", "theme"
    ):
        by.setdefault(coder, {})[id_] = f"theme {theme}" if theme else f"none of question {question}"
    found = []
    coders = sorted(by)
    for place, one in enumerate(coders):
        for other in coders[place + 1 :]:
            both = [id_ for id_ in by[one] if id_ in by[other]]
            if both:
                pairs = [(by[one][id_], by[other][id_]) for id_ in both]
                differing = tuple(id_ for id_ in both if by[one][id_] != by[other][id_])
                found.append(PairOfCoders(one, other, kappa(pairs), differing))
    return found

"""The tracker: what is followed up, as its reader may see it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from consult import attribution
from consult.attribution import Audience, Detail, Person, Rule
from consult.models import Consultation
from consult.queries import people
from sessions_app.models import Commitment, CommitmentNote, Recommendation, RecommendationVersion
from sessions_app.states import ENDED, GONE, CommitmentState, RecommendationState

FOLLOWED = [
    state
    for state in RecommendationState
    if state not in (RecommendationState.CANDIDATE, RecommendationState.NOT_ADOPTED, *GONE)
]
HEADINGS = ("number", "text", "owner", "state", "due", "review", "note")


@dataclass(frozen=True, slots=True)
class ShownCommitment:
    """A commitment ready to print. by: its owner as the reader may see them, None where it has none yet."""

    row: Commitment
    text: str
    by: attribution.Shown | None
    notes: list[CommitmentNote]
    is_overdue: bool

    @property
    def last(self) -> CommitmentNote | None:
        return self.notes[-1] if self.notes else None

    @property
    def last_id(self) -> int:
        return self.last.pk if self.last else 0

    @property
    def group(self) -> str:
        return self.by.group if self.by else ""


def today(consultation: Consultation) -> date:
    """The day it is for the host."""
    return timezone.now().astimezone(consultation.zone).date()


def untaken(consultation: Consultation) -> QuerySet[Recommendation]:
    """Texts that were adopted or put forward and that nobody follows up yet."""
    return Recommendation.objects.filter(consultation=consultation, state__in=FOLLOWED, commitment=None)


def tracked(consultation: Consultation, audience: Audience, state: str = "") -> list[ShownCommitment]:
    """By number. A pledge whose owner the rule hides from ``audience`` is left out, words and all: they could tell."""
    rows = _rows(consultation)
    if state:
        rows = rows.filter(state=state)
    return list(_shown(consultation, rows, audience))


def one(consultation: Consultation, number: int, audience: Audience) -> ShownCommitment | None:
    """That of a number; None where there is none, or none that ``audience`` may see."""
    return next(_shown(consultation, _rows(consultation).filter(number=number), audience), None)


def by_group(found: list[ShownCommitment]) -> list[tuple[str, list[ShownCommitment]]]:
    """(group, its commitments), those of no group that may be shown last."""
    names = sorted({each.group for each in found if each.group})
    return [(name, [each for each in found if each.group == name]) for name in (*names, "")]


def counts(found: list[ShownCommitment]) -> list[tuple[CommitmentState, int]]:
    return [(state, sum(each.row.state == state for each in found)) for state in CommitmentState]


def table(consultation: Consultation) -> Iterator[tuple[str, ...]]:
    """The tracker as a list that may leave the room, and that can be read back; see ``HEADINGS``."""
    yield HEADINGS
    for each in tracked(consultation, Audience.OUTSIDE):
        row, owner = each.row, str(each.by.label) if each.by else ""
        dates = [day.isoformat() if day else "" for day in (row.due, row.review)]
        yield (str(row.number), each.text, owner, str(row.state), *dates, each.last.text if each.last else "")


def _rows(consultation: Consultation) -> QuerySet[Commitment]:
    versions = Prefetch("recommendation__versions", RecommendationVersion.objects.order_by("version"))
    rows = Commitment.objects.filter(consultation=consultation)
    rows = rows.select_related("recommendation", "participant", "delegation__group", "group")
    return rows.prefetch_related(versions, "notes")


def _shown(consultation: Consultation, rows: QuerySet[Commitment], audience: Audience) -> Iterator[ShownCommitment]:
    sizes, now = people.group_sizes(consultation), today(consultation)
    for row in rows:
        person = _owner(consultation, row, sizes)
        is_hidden = False
        if person and audience is Audience.OUTSIDE:
            is_hidden = attribution.detail(person, audience) is Detail.NOTHING
        if is_hidden and row.recommendation is None:
            continue
        yield ShownCommitment(
            row=row,
            text=list(row.recommendation.versions.all())[-1].text if row.recommendation else row.text,
            by=attribution.shown_as(person, audience) if person and not is_hidden else None,
            notes=list(row.notes.all()) if not is_hidden else [],
            is_overdue=bool(row.due and row.due < now and row.state not in ENDED),
        )


def _owner(consultation: Consultation, row: Commitment, sizes: dict[int, int]) -> Person | None:
    """None where nobody is its owner yet. Whoever agreed to be named in public is, whatever the rule."""
    if not (row.participant or row.delegation or row.body):
        return None
    person = people.person(
        consultation,
        participant=row.participant,
        group=row.group,
        delegation=row.delegation,
        rule=Rule.ON_THE_RECORD if row.is_named else row.rule,
        inside=row.inside,
        at_most=row.shown_at_most,
        sizes=sizes,
    )
    return replace(person, delegation=row.body) if row.body else person

"""Who was heard: contributions over time and by group, and who was not. Everything here counts what is shown anyway.

Groups and bodies are those that ``attribution`` prints beside a contribution: what a reader cannot see there, they
cannot see here. So a number is that of contributions which stand under a group, and none is that none does.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format

from consult import attribution
from consult.attribution import Audience, Detail, Person, Rule
from consult.models import Consultation, Delegation, StakeholderGroup
from consult.queries import people
from sessions_app.models import Contribution, GuidingQuestion
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import person_of, seen_by
from sessions_app.queries.session import plenaries, rule_of
from synthesis.queries.people import took_part

MOST_COLUMNS = 24
_STEPS = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(days=1),
    timedelta(days=7),
    timedelta(days=28),
)


@dataclass(frozen=True, slots=True)
class Column:
    """Contributions in one span of time, in the host's time zone."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class OverTime:
    """columns: one after the other without gaps; step: how long each is, in words that fit "every"."""

    columns: tuple[Column, ...]
    step: timedelta
    zone: str

    @property
    def most(self) -> int:
        return max((column.count for column in self.columns), default=0)

    @property
    def first(self) -> Column:
        return self.columns[0]

    @property
    def last(self) -> Column:
        return self.columns[-1]


@dataclass(frozen=True, slots=True)
class Heard:
    """A group's row. members: None where their number is not printed. counts: of contributions by question, None where
    the group is not shown there. bodies: how many different ones are shown, None where they are not told apart.
    """

    label: str
    mark: int | None
    members: int | None
    counts: tuple[int | None, ...]
    bodies: int | None

    @property
    def total(self) -> int:
        return sum(count or 0 for count in self.counts)

    @property
    def is_silent(self) -> bool:
        """Nothing at all stands under this group, though it would."""
        return self.total == 0 and any(count is not None for count in self.counts)


@dataclass(frozen=True, slots=True)
class Participation:
    """rows: empty where no group is shown. absent: those of them that nobody takes part for, where the
    numbers of all groups are printed. unplaced: contributions that stand under no group, by question.

    time: None where no exact time may be shown. silent: bodies under whose name nothing stands, where bodies are shown.
    """

    people: int | None
    contributions: int
    questions: tuple[GuidingQuestion, ...]
    totals: tuple[int, ...]
    rows: tuple[Heard, ...]
    absent: tuple[Heard, ...]
    unplaced: tuple[int, ...]
    time: OverTime | None
    silent: tuple[attribution.Shown, ...]

    @property
    def longest(self) -> int:
        return max((row.total for row in self.rows), default=0)

    @property
    def all_unplaced(self) -> int:
        return sum(self.unplaced)

    @property
    def not_heard(self) -> list[tuple[GuidingQuestion, list[Heard]]]:
        """Questions, each with the groups that said nothing on it."""
        found = [
            (question, [row for row in self.rows if row.counts[place] == 0 and row not in self.absent])
            for place, question in enumerate(self.questions)
        ]
        return [(question, rows) for question, rows in found if rows]


@dataclass(frozen=True, slots=True)
class _Said:
    question: int
    group: str
    body: str
    at: datetime | None


def participation(consultation: Consultation, audience: Audience) -> Participation:
    """What was said in the plenary, as ``audience`` sees it, in a fixed number of queries."""
    sizes = people.group_sizes(consultation)
    rows = GuidingQuestion.objects.filter(session__in=plenaries(consultation)).select_related("session__consultation")
    rows = rows.prefetch_related("asked_of").order_by("session__position", "session_id", "number")
    questions = tuple(row for row in rows if not _is_kept_in(rule_of(row), audience))
    said = _said(consultation, sizes, audience)
    seen = took_part(consultation)
    members = dict(seen.groups)
    per_question = Counter(one.question for one in said)
    placed = Counter((one.group, one.question) for one in said)
    groups = list(consultation.groups.all())
    heard = _rows(groups, questions, said, placed, members, sizes, audience)
    prints_all = consultation.attribution_rule in {Rule.ON_THE_RECORD, Rule.BY_DELEGATION}
    return Participation(
        people=seen.people,
        contributions=len(said),
        questions=questions,
        totals=tuple(per_question[question.pk] for question in questions),
        rows=heard,
        absent=tuple(row for row in heard if prints_all and row.members is None and row.is_silent),
        unplaced=tuple(placed["", question.pk] for question in questions),
        time=_over_time(consultation, said),
        silent=_silent(consultation, said, sizes, audience) if audience is not Audience.OUTSIDE else (),
    )


def _is_kept_in(rule: str, audience: Audience) -> bool:
    """Under the Chatham House Rule no count leaves the room."""
    return audience is Audience.OUTSIDE and rule == Rule.CHATHAM_HOUSE


def _said(consultation: Consultation, sizes: dict[int, int], audience: Audience) -> list[_Said]:
    rows = (
        Contribution.objects.filter(seen_by("participant"), IN_PLENARY, question__session__consultation=consultation)
        .select_related("author", "group", "delegation", "question__session")
        .defer("text", "sentence")
        .order_by("id")
    )
    found = []
    for row in rows:
        if _is_kept_in(row.rule, audience):
            continue
        by = attribution.shown_as(person_of(row, consultation, sizes), audience)
        has_body = by.detail in {Detail.NAME, Detail.DELEGATION} and row.delegation is not None
        found.append(
            _Said(
                question=row.question_id,
                group=by.group if by.detail is not Detail.NOTHING else "",
                body=row.delegation.name if has_body and row.delegation else "",
                at=row.created_at if by.exact_time else None,
            )
        )
    return found


def _rows(
    groups: list[StakeholderGroup],
    questions: tuple[GuidingQuestion, ...],
    said: list[_Said],
    placed: Counter[tuple[str, int]],
    members: dict[str, int | None],
    sizes: dict[int, int],
    audience: Audience,
) -> tuple[Heard, ...]:
    found = []
    for group in groups:
        mine = [one for one in said if one.group == group.name]
        counts = tuple(
            placed[group.name, question.pk]
            if placed[group.name, question.pk] or _shows(group, question, sizes, audience)
            else None
            for question in questions
        )
        bodies = {one.body for one in mine} if mine and all(one.body for one in mine) else None
        found.append(
            Heard(group.name, group.mark, members.get(group.name), counts, len(bodies) if bodies is not None else None)
        )
    return tuple(found) if any(count is not None for row in found for count in row.counts) else ()


def _shows(group: StakeholderGroup, question: GuidingQuestion, sizes: dict[int, int], audience: Audience) -> bool:
    """Whether a contribution of this group to this question would be shown under the group."""
    if group not in (list(question.asked_of.all()) or [group]):
        return False  # it was not asked
    terms = question.terms
    person = Person(
        group=group.name,
        group_size=sizes.get(group.pk, 0),
        rule=rule_of(question),
        inside=terms.inside,
        smallest_cell=group.consultation.smallest_cell,
    )
    return attribution.detail(person, audience) is not Detail.NOTHING


def _silent(
    consultation: Consultation, said: list[_Said], sizes: dict[int, int], audience: Audience
) -> tuple[attribution.Shown, ...]:
    heard = {one.body for one in said}
    rows = Delegation.objects.filter(consultation=consultation).select_related("group").order_by("group", "name")
    found = []
    for body in rows.exclude(members=None):
        if body.name in heard:
            continue
        person = people.person(
            consultation,
            participant=None,
            group=body.group,
            delegation=body,
            rule=consultation.attribution_rule,
            sizes=sizes,
        )
        if attribution.detail(person, audience) in {Detail.NAME, Detail.DELEGATION}:
            found.append(attribution.shown_as(person, audience))
    return tuple(found)


def _over_time(consultation: Consultation, said: list[_Said]) -> OverTime | None:
    """None where a time of any of them may not be shown: the others would tell when it was."""
    times = [one.at for one in said if one.at is not None]
    if not times or len(times) < len(said):
        return None
    first, last = min(times), max(times)
    step = next((step for step in _STEPS if (last - first) / step < MOST_COLUMNS - 1), _STEPS[-1])
    start = _floor(first.astimezone(consultation.zone), step)
    count = int((last - start) / step) + 1
    counted = Counter(int((at - start) / step) for at in times)
    columns = tuple(Column(_label(start + place * step, step), counted[place]) for place in range(count))
    return OverTime(columns, step, consultation.place_name)


def _floor(at: datetime, step: timedelta) -> datetime:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight if step >= timedelta(days=1) else midnight + (at - midnight) // step * step


def _label(at: datetime, step: timedelta) -> str:
    return date_format(at, "j N" if step >= timedelta(days=1) else "j N, H:i")

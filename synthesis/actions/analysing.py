"""Making an analysis: the positions are read once into arrays, the core works on them, what may be shown is kept.

Only the worker loads this module: it brings the analysis with it.
"""

from dataclasses import dataclass, replace

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from consult import record
from consult.attribution import Audience
from consult.models import Consultation, Elector, Participant
from sessions_app.actions.turns import writing
from sessions_app.models import Ballot
from sessions_app.rules import shown
from sessions_app.rules.shown import View
from sessions_app.states import Choice
from synthesis.actions import figures
from synthesis.core import bridging, columns, opinion
from synthesis.core.columns import Votes
from synthesis.models.analysis import Analysis, AnalysisState, Step
from synthesis.queries import analysis as reading
from synthesis.queries import votes
from synthesis.queries.analysis import Scope

SUPPORTS = 2  # what counts for a slate: "can live with" agrees, and supports nothing
CODES = {
    Choice.SUPPORT: SUPPORTS,
    Choice.AGREE: SUPPORTS,
    Choice.LIVE_WITH: 1,
    Choice.ABSTAIN: 0,
    Choice.PASS: 0,
    Choice.OBJECT: -1,
    Choice.DISAGREE: -1,
}
_FEWEST = 10  # people, and three questions, for the bridging model to say anything


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Positions as columns. units: a name each ("d12" a delegation, "p7" a person), in the order of ``cast``'s people.

    supports: shape (people, questions). group: place in ``groups`` of each unit, shape (people,); groups: their ids,
    None for those without; members: how many were asked, of each.
    """

    cast: Votes
    supports: NDArray[np.bool_]
    units: list[str]
    group: NDArray[np.int64]
    groups: list[int | None]
    members: list[int]


def make(analysis: Analysis, actor: Participant | str) -> None:
    """Fill ``analysis`` with what may be shown inside; one entry in the record. Each step is shown as it begins."""
    consultation = analysis.consultation
    say(analysis, Step.READING)
    scope = reading.scope(consultation)
    view = scope.view(Audience.INSIDE)
    if view not in {View.POSITIONS, View.GROUPS}:
        raise ValueError("nothing may be shown of these positions")
    positions = read(consultation, scope)
    smallest = 0 if view is View.POSITIONS else _smallest(consultation, scope)
    say(analysis, Step.GROUPS)
    before = np.array([analysis.labels.get(unit, -1) for unit in positions.units], dtype=np.int64)
    found = opinion.analyse(positions.cast, previous=before if len(before) else None)
    results = figures.opinion_of(found, positions, scope, smallest)
    results["by_question"], by_question = _by_question(positions, scope, analysis.labels, smallest)
    say(analysis, Step.MEASURES)
    if view is View.POSITIONS:
        bridges = bridging.bridging(positions.cast) if _is_enough(positions.cast) else None
        results |= figures.measures_of(positions, scope, bridges)
    say(analysis, Step.SLATE)
    results |= figures.slates_of(positions, scope, analysis.size, smallest)
    labels = dict(zip(positions.units, (int(label) for label in found.labels), strict=True)) if found.groups else {}
    with writing():
        row = Analysis.objects.select_for_update().get(pk=analysis.pk)
        row.state, row.made_at, row.method, row.seed = AnalysisState.DONE, timezone.now(), reading.METHOD, opinion.SEED
        row.data_hash, row.view = reading.data_hash(scope, row.size), str(view)
        row.ballots, row.results = [item.ballot for item in scope.items], results
        row.labels = labels | by_question if view is View.POSITIONS else {}
        row.save()
        told = {"data_hash": row.data_hash, "method": row.method, "seed": row.seed, "questions": len(scope.items)}
        record.enter(consultation.pk, "analysis made", actor, payload=told)


def _by_question(
    positions: Positions, scope: Scope, labels: dict[str, int], smallest: int
) -> tuple[dict[str, figures.Results], dict[str, int]]:
    """Of each guiding question that several were answered under, beside others: its opinion groups, and who is in them.

    labels: those of the last analysis; of a question they are kept under "q3:p7", so that a group keeps its letter.
    """
    of: dict[int, list[int]] = {}
    for place, item in enumerate(scope.items):
        if item.question is not None:
            of.setdefault(item.question, []).append(place)
    results: dict[str, figures.Results] = {}
    kept: dict[str, int] = {}
    for question, places in of.items():
        if len(places) == len(scope.items):
            continue  # it is the whole
        part = _part(positions, places)
        if int((part.cast.per_person > 0).sum()) < smallest:
            continue
        names = [f"q{question}:{unit}" for unit in positions.units]
        before = np.array([labels.get(name, -1) for name in names], dtype=np.int64)
        found = opinion.analyse(part.cast, previous=before if len(before) else None)
        items = Scope(tuple(scope.items[place] for place in places), scope.is_running)
        results[str(question)] = figures.opinion_of(found, part, items, smallest, is_part=True)["opinion"]
        if found.groups:
            kept |= dict(zip(names, (int(label) for label in found.labels), strict=True))
    return results, kept


def _part(positions: Positions, places: list[int]) -> Positions:
    """The positions on some of the statements alone, of the same people."""
    cast = positions.cast
    at = np.full(cast.statements, -1, dtype=np.int32)
    at[places] = np.arange(len(places), dtype=np.int32)
    kept = at[cast.statement] >= 0
    part = columns.votes(
        person=cast.person[kept],
        statement=at[cast.statement[kept]],
        vote=cast.vote[kept],
        people=cast.people,
        statements=len(places),
    )
    return replace(positions, cast=part, supports=positions.supports[:, places])


def say(analysis: Analysis, step: Step) -> None:
    """Show how far it is, to whoever looks at its page."""
    Analysis.objects.filter(pk=analysis.pk).update(step=step)


def _smallest(consultation: Consultation, scope: Scope) -> int:
    return max(shown.smallest(item.rule, consultation.smallest_cell) for item in scope.items)


def _is_enough(cast: Votes) -> bool:
    return cast.people >= _FEWEST and cast.statements >= 3


def read(consultation: Consultation, scope: Scope) -> Positions:
    """The positions of ``scope`` in two queries. Somebody who answered under several lists is one unit."""
    rows = Elector.objects.filter(electorate__consultation=consultation).order_by("id")
    group_by_voter: dict[int, int | None] = {}
    for delegation, participant, group in rows.values_list("delegation", "participant", "group"):
        group_by_voter.setdefault(participant or -delegation, group)
    groups = list(group_by_voter.values())
    named = sorted({group for group in groups if group is not None})
    listed: list[int | None] = [*named, None] if None in groups else [*named]
    at = {group: number for number, group in enumerate(listed)}
    group_of = np.array([at[group] for group in groups], dtype=np.int64)
    return Positions(
        *_cast(scope, {voter: number for number, voter in enumerate(group_by_voter)}),
        units=[f"p{voter}" if voter > 0 else f"d{-voter}" for voter in group_by_voter],
        group=group_of,
        groups=listed,
        members=np.bincount(group_of, minlength=len(listed)).tolist(),
    )


def _cast(scope: Scope, place: dict[int, int]) -> tuple[Votes, NDArray[np.bool_]]:
    """Votes and supports. place: of each unit, by its number as a voter."""
    at = {item.ballot: number for number, item in enumerate(scope.items)}
    found = votes.columns(Ballot.objects.filter(pk__in=list(at)), CODES)
    person = np.array([place[voter] for voter in found.voters.tolist()], dtype=np.int32)[found.person]
    statement = np.array([at[ballot] for ballot in found.ballots.tolist()], dtype=np.int32)[found.statement]
    cast = columns.votes(
        person=person,
        statement=statement,
        vote=np.minimum(found.vote, 1),
        people=len(place),
        statements=len(scope.items),
    )
    supports = np.zeros((len(place), len(scope.items)), dtype=bool)
    supports[person, statement] = found.vote == SUPPORTS
    return cast, supports

"""Making an analysis: the positions are read once into arrays, the core works on them, what may be shown is kept.

Only the worker loads this module: it brings the analysis with it.
"""

from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from consult import record
from consult.attribution import Audience
from consult.models import Consultation, Elector, Participant
from sessions_app.models import Vote
from sessions_app.rules import shown
from sessions_app.rules.shown import View
from sessions_app.states import Choice
from synthesis.actions import figures
from synthesis.core import bridging, columns, opinion
from synthesis.core.columns import Votes
from synthesis.models.analysis import Analysis, AnalysisState, Step
from synthesis.queries import analysis as reading
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
    say(analysis, Step.MEASURES)
    if view is View.POSITIONS:
        bridges = bridging.bridging(positions.cast) if _is_enough(positions.cast) else None
        results |= figures.measures_of(positions, scope, bridges)
    say(analysis, Step.SLATE)
    results |= figures.slates_of(positions, scope, analysis.size, smallest)
    labels = dict(zip(positions.units, (int(label) for label in found.labels), strict=True))
    with transaction.atomic():
        row = Analysis.objects.select_for_update().get(pk=analysis.pk)
        row.state, row.made_at, row.method, row.seed = AnalysisState.DONE, timezone.now(), reading.METHOD, opinion.SEED
        row.data_hash, row.view = reading.data_hash(scope, row.size), str(view)
        row.ballots, row.results = [item.ballot for item in scope.items], results
        row.labels = labels if view is View.POSITIONS and found.groups else {}
        row.save()
        told = {"data_hash": row.data_hash, "method": row.method, "seed": row.seed, "questions": len(scope.items)}
        record.enter(consultation.pk, "analysis made", actor, payload=told)


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
    place: dict[int, int] = {}
    units: dict[str, int] = {}
    groups: list[int | None] = []
    for pk, delegation, participant, group in rows.values_list("id", "delegation", "participant", "group"):
        name = f"d{delegation}" if delegation else f"p{participant}"
        if name not in units:
            units[name] = len(units)
            groups.append(group)
        place[pk] = units[name]
    named = sorted({group for group in groups if group is not None})
    listed: list[int | None] = [*named, None] if None in groups else [*named]
    at = {group: number for number, group in enumerate(listed)}
    group_of = np.array([at[group] for group in groups], dtype=np.int64)
    cast, supports = _cast(scope, place, len(units))
    return Positions(
        cast, supports, list(units), group_of, listed, np.bincount(group_of, minlength=len(listed)).tolist()
    )


def _cast(scope: Scope, place: dict[int, int], people: int) -> tuple[Votes, NDArray[np.bool_]]:
    at = {item.ballot: number for number, item in enumerate(scope.items)}
    votes = Vote.objects.filter(ballot__in=list(at), choice__in=list(CODES)).order_by("id")
    rows = [
        (place[elector], at[ballot], CODES[choice])  # type: ignore[index]
        for ballot, elector, choice in votes.values_list("ballot", "elector", "choice").iterator(chunk_size=20_000)
    ]
    table = np.array(rows, dtype=np.int32).reshape(-1, 3)
    cast = columns.votes(
        person=table[:, 0],
        statement=table[:, 1],
        vote=np.minimum(table[:, 2], 1),
        people=people,
        statements=len(scope.items),
    )
    supports = np.zeros((people, len(scope.items)), dtype=bool)
    supports[table[:, 0], table[:, 1]] = table[:, 2] == SUPPORTS  # the last of several stands, as in ``votes``
    return cast, supports

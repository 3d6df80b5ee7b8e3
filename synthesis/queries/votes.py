"""Votes as columns of integers, straight from the database: no object for a vote, no name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from consult.models import Consultation
from sessions_app.models import Ballot, Contribution, Vote
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import seen_by
from sessions_app.states import BallotState, Choice, Method

# Which side a choice is on; one that is not named is no position.
SIDES = {
    **dict.fromkeys((Choice.AGREE, Choice.SUPPORT, Choice.LIVE_WITH, Choice.YES), 1),
    **dict.fromkeys((Choice.DISAGREE, Choice.OBJECT, Choice.NO), -1),
    **dict.fromkeys((Choice.PASS, Choice.ABSTAIN), 0),
}
_ROWS = 20_000  # read at a time


@dataclass(frozen=True, slots=True, eq=False)
class VoteColumns:
    """Votes in no order, at most one of a voter on a ballot.

    person, statement : int32, shape (n,): places in ``voters`` and ``ballots``. vote : int8, shape (n,): what it counts
    as, of ``SIDES`` -1, 0 or 1.
    voters : int64: the participant's id, or minus the delegation's. ballots : int64: the ballot's id. Both ascend.
    """

    person: NDArray[np.int32]
    statement: NDArray[np.int32]
    vote: NDArray[np.int8]
    voters: NDArray[np.int64]
    ballots: NDArray[np.int64]


def on_statements(consultation: Consultation) -> QuerySet[Ballot]:
    """The closed votes on contributions that everybody may read."""
    return Ballot.objects.filter(
        consultation=consultation,
        method=Method.STATEMENT,
        state=BallotState.CLOSED,
        contribution__in=Contribution.objects.filter(seen_by("participant"), IN_PLENARY),
    )


def columns(ballots: QuerySet[Ballot], numbers: Mapping[Choice, int] = SIDES) -> VoteColumns:
    """All votes of ``ballots``, in one query and one pass over its rows. numbers: what each choice counts as."""
    flat = np.fromiter(chain.from_iterable(rows(ballots, numbers)), dtype=np.int64).reshape(-1, 3)
    voters, person = _places(flat[:, 0])
    asked, statement = _places(flat[:, 1])
    return VoteColumns(person, statement, flat[:, 2].astype(np.int8), voters, asked)


def rows(ballots: QuerySet[Ballot], numbers: Mapping[Choice, int] = SIDES) -> Iterator[tuple[int, int, int]]:
    """(voter, ballot, number) of every vote whose choice has one, read a part at a time."""
    side = Case(
        *(When(choice=choice, then=Value(number)) for choice, number in numbers.items()), output_field=IntegerField()
    )
    found = Vote.objects.filter(ballot__in=ballots.order_by(), choice__in=list(numbers)).order_by()
    voter = Coalesce("elector__participant_id", -F("elector__delegation_id"))
    return found.values_list(voter, "ballot_id", side).iterator(chunk_size=_ROWS)


def _places(ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The distinct ids, ascending, and the place of each among them."""
    if not len(ids):
        return ids.copy(), np.zeros(0, dtype=np.int32)
    least, most = int(ids.min()), int(ids.max())
    if most - least > 8 * len(ids) + 1_000_000:  # far apart: a table of all between them would be larger than sorting
        distinct, place = np.unique(ids, return_inverse=True)
        return distinct, place.astype(np.int32)
    there = np.zeros(most - least + 1, dtype=bool)
    there[ids - least] = True
    place_of = np.cumsum(there, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(there) + least, place_of[ids - least]

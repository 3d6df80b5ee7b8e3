"""Choosing among options: approval, ranked and points ballots, electing k of n, with every tie logged.

Approval: S. J. Brams and P. C. Fishburn, "Approval Voting", American Political Science Review 72 (1978), 831-847.
Points: cumulative voting; each elector spreads points over the options as they like. Ranked: ``rules.transfer``.

Nothing here draws lots. ``lot`` is the order in which lots were drawn before counting, the first drawn winning a tie.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sessions_app.rules.majority import is_whole

Option = TypeVar("Option", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tie(Generic[Option]):
    """A tie that had to be broken. among: in the order of the lot; stage: of the count, 0 where there is one alone;
    by: "an earlier stage" or "lot"; chosen: those it was decided for, or against where one is to leave."""

    stage: int
    among: tuple[Option, ...]
    chosen: tuple[Option, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Result(Generic[Option]):
    """elected: in the order of their totals; totals: of every option, in the order of the lot."""

    elected: tuple[Option, ...]
    totals: tuple[tuple[Option, int], ...]
    ties: tuple[Tie[Option], ...] = ()


def approval(
    ballots: Iterable[Sequence[Option]], lot: Sequence[Option], seats: int, *, most: int = 0
) -> Result[Option]:
    """Elect ``seats`` of ``lot``: those whom most electors approve of. most: how many one may approve of; 0: any.

    Raises ValueError on a ballot that names an option twice, or one that does not stand, or too many.
    """
    _check_options(lot, seats)
    totals = dict.fromkeys(lot, 0)
    for ballot in ballots:
        check_options_of(ballot, lot)
        if most and len(ballot) > most:
            raise ValueError(f"more than {most} options")
        for option in ballot:
            totals[option] += 1
    return _highest(totals, seats)


def points(
    ballots: Iterable[Mapping[Option, int]], lot: Sequence[Option], seats: int, *, budget: int, most: int = 0
) -> Result[Option]:
    """Elect ``seats`` of ``lot``: those with most points. budget: points of one elector, who need not give all of them;
    most: to one option; 0: all.

    Raises ValueError on points that are no whole number from 0, on too many, on an option that does not stand.
    """
    _check_options(lot, seats)
    totals = dict.fromkeys(lot, 0)
    for ballot in ballots:
        check_options_of(tuple(ballot), lot)
        for given in ballot.values():
            if not is_whole(given) or given < 0:
                raise ValueError(f"not a number of points: {given}")
            if most and given > most:
                raise ValueError(f"more than {most} points for one option")
        if sum(ballot.values()) > budget:
            raise ValueError(f"more than {budget} points")
        for option, given in ballot.items():
            totals[option] += given
    return _highest(totals, seats)


def check_options_of(ballot: Sequence[Option], options: Sequence[Option]) -> None:
    """Raises ValueError where a ballot names an option twice, or one that does not stand."""
    if len(set(ballot)) != len(ballot):
        raise ValueError("an option is named twice")
    if not set(ballot) <= set(options):
        raise ValueError("an option does not stand in this ballot")


def _check_options(lot: Sequence[Option], seats: int) -> None:
    if len(set(lot)) != len(lot):
        raise ValueError("an option stands twice")
    if not 1 <= seats <= len(lot):
        raise ValueError(f"{seats} of {len(lot)} cannot be elected")


def _highest(totals: dict[Option, int], seats: int) -> Result[Option]:
    """The ``seats`` highest. A tie matters, and is logged, where it stands across the last seat."""
    ranked = sorted(totals, key=lambda option: -totals[option])  # stable: equal ones stay in the order of the lot
    ties = []
    if seats < len(ranked) and totals[ranked[seats - 1]] == totals[ranked[seats]]:
        last = totals[ranked[seats]]
        level = tuple(option for option in ranked if totals[option] == last)
        ties.append(Tie(0, level, tuple(option for option in level if option in ranked[:seats]), "lot"))
    return Result(tuple(ranked[:seats]), tuple(totals.items()), tuple(ties))

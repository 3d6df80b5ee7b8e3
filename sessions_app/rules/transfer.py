"""Ranked ballots: the single transferable vote as Scotland counts it, and with one seat the instant runoff.

Weighted inclusive Gregory method of the Scottish Local Government Elections Order 2011 (SSI 2011/399), schedule 1,
rules 45 to 52: the quota is votes // (seats + 1) + 1; a surplus passes on at surplus / votes of the option, all its
papers alike, cut to five decimals; a tie goes to who had more (or, where one leaves, against who had fewer) at the
latest earlier stage at which they differed, else by lot. Numbers are whole hundred-thousandths: no rounding of floats.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sessions_app.rules.choice import Tie, check_options_of

Option = TypeVar("Option", bound=Hashable)
ONE = 100_000  # a whole vote


@dataclass(frozen=True, slots=True)
class Stage(Generic[Option]):
    """One stage of the count. votes: of each option standing or elected, in hundred-thousandths; elected, left: now."""

    votes: tuple[tuple[Option, int], ...]
    elected: tuple[Option, ...]
    left: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Transferred(Generic[Option]):
    """elected: in the order in which they were; quota: in whole votes."""

    elected: tuple[Option, ...]
    quota: int
    stages: tuple[Stage[Option], ...]
    ties: tuple[Tie[Option], ...]


@dataclass(slots=True)
class _Paper(Generic[Option]):
    ranking: tuple[Option, ...]
    value: int


@dataclass(slots=True)
class _Count(Generic[Option]):
    lot: Sequence[Option]
    seats: int
    quota: int
    piles: dict[Option, list[_Paper[Option]]]
    votes: dict[Option, int]
    elected: list[Option] = field(default_factory=list)
    surpluses: list[Option] = field(default_factory=list)  # elected, their surplus still to pass on
    gone: set[Option] = field(default_factory=set)
    stages: list[Stage[Option]] = field(default_factory=list)
    ties: list[Tie[Option]] = field(default_factory=list)

    def standing(self) -> list[Option]:
        return [option for option in self.lot if option not in self.gone and option not in self.elected]


def ranked(ballots: Iterable[Sequence[Option]], lot: Sequence[Option], seats: int = 1) -> Transferred[Option]:
    """Elect ``seats`` of ``lot`` from rankings, best first; not all need be ranked. lot: see ``rules.choice``.

    Raises ValueError on a ballot that ranks an option twice, or one that does not stand, or nothing.
    """
    if len(set(lot)) != len(lot) or not 1 <= seats <= len(lot):
        raise ValueError(f"{seats} of {len(set(lot))} cannot be elected")
    papers = [_Paper(tuple(ballot), ONE) for ballot in ballots]
    for paper in papers:
        check_options_of(paper.ranking, lot)
        if not paper.ranking:
            raise ValueError("nothing is ranked")
    count = _Count(lot, seats, len(papers) // (seats + 1) + 1, {o: [] for o in lot}, dict.fromkeys(lot, 0))
    for paper in papers:
        _give(count, paper)
    _elect(count, ())
    while len(count.elected) < seats:
        _next_stage(count)
    return Transferred(tuple(count.elected), count.quota, tuple(count.stages), tuple(count.ties))


def _next_stage(count: _Count[Option]) -> None:
    """Pass on the largest surplus, or let the last one leave."""
    if count.surpluses:
        option = _of_equals(count, count.surpluses, highest=True)
        count.surpluses.remove(option)
        _pass_on(count, option, count.votes[option] - count.quota * ONE)
        _elect(count, ())
        return
    option = _of_equals(count, count.standing(), highest=False)
    count.gone.add(option)
    _pass_on(count, option, count.votes[option])
    _elect(count, (option,))


def _elect(count: _Count[Option], left: tuple[Option, ...]) -> None:
    """Whoever reached the quota, the highest first; or all that stand, where there are only seats enough for them."""
    before = len(count.elected)
    standing = count.standing()
    if len(standing) <= count.seats - len(count.elected):
        reached = standing
    else:
        reached = [option for option in standing if count.votes[option] >= count.quota * ONE]
    while reached:
        option = _of_equals(count, reached, highest=True)
        reached.remove(option)
        count.elected.append(option)
        if count.votes[option] > count.quota * ONE:
            count.surpluses.append(option)
    votes = tuple((option, count.votes[option]) for option in count.lot if option not in count.gone)
    count.stages.append(Stage(votes, tuple(count.elected[before:]), left))


def _pass_on(count: _Count[Option], option: Option, passing: int) -> None:
    """Every paper of ``option`` to the next it ranks, at its part of what passes on; who leaves passes on all."""
    papers, held = count.piles[option], count.votes[option]
    count.piles[option] = []
    count.votes[option] -= passing
    for paper in papers:
        paper.value = paper.value * passing // held if passing != held else paper.value
        _give(count, paper)


def _give(count: _Count[Option], paper: _Paper[Option]) -> None:
    standing = set(count.standing())
    option = next((option for option in paper.ranking if option in standing), None)
    if option is not None:
        count.piles[option].append(paper)
        count.votes[option] += paper.value


def _of_equals(count: _Count[Option], among: Sequence[Option], *, highest: bool) -> Option:
    """The option with most (or fewest) votes; among equals by the latest stage at which they differed, else by lot."""
    pick = max if highest else min
    best = pick(count.votes[option] for option in among)
    level = tuple(option for option in count.lot if option in among and count.votes[option] == best)
    if len(level) == 1:
        return level[0]
    left = list(level)
    for stage in reversed(count.stages):
        then = dict(stage.votes)
        mark = pick(then[option] for option in left)
        left = [option for option in left if then[option] == mark]
        if len(left) == 1:
            break
    by = "an earlier stage" if len(left) == 1 else "lot"
    chosen = left[0] if highest else left[-1]  # the first drawn wins: the last drawn leaves
    count.ties.append(Tie(len(count.stages), level, (chosen,), by))
    return chosen

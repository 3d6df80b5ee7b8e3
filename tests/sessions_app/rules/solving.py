"""An adversary who solves tables: what hidden numbers everything that was printed leaves open, by linear programmes.

Independent of the code it tests: no circulations here, but equations and a solver. Many tables are one programme, so
that ten thousand take seconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_matrix

from sessions_app.rules.suppression import Published, PublishedRow

VOTES, TOTAL = "votes", "total"
TOGETHER = 150  # tables in one programme
TRIES = 3  # random aims, each both ways, before a number is looked at alone
_MOST = 10_000.0
Name = tuple[object, str]


@dataclass
class System:
    """The equations of one or several printed tables of the same answers; hidden: places of what none prints."""

    names: list[Name]
    left: np.ndarray
    right: np.ndarray
    hidden: list[int]


def system(*snapshots: Published) -> System:
    """What somebody knows who kept every one of ``snapshots``; groups are told apart by their id."""
    choices = snapshots[0].choices
    groups = sorted({row.group for one in snapshots for row in one.groups}, key=str)
    rows: list[object] = [*groups, TOTAL]
    names = [(row, key) for row in rows for key in (*choices, VOTES)]
    place = {name: number for number, name in enumerate(names)}
    lines: list[tuple[dict[int, float], float]] = []
    for row in rows:
        lines.append(({place[row, c]: 1.0 for c in choices} | {place[row, VOTES]: -1.0}, 0.0))
    if groups:
        for key in (*choices, VOTES):
            lines.append(({place[group, key]: 1.0 for group in groups} | {place[TOTAL, key]: -1.0}, 0.0))
    printed: set[int] = set()
    for of, row in _printed(snapshots):
        for key in (*choices, VOTES):
            value = row.votes if key == VOTES else row.counts[key]
            if value is not None:
                printed.add(place[of, key])
                lines.append(({place[of, key]: 1.0}, float(value)))
        if row.base is not None:
            lines.append(({place[of, c]: 1.0 for c in choices if c != "awaiting"}, float(row.base)))
    left = np.zeros((len(lines), len(names)))
    for number, (terms, _value) in enumerate(lines):
        for column, factor in terms.items():
            left[number, column] = factor
    hidden = [number for number in range(len(names)) if number not in printed]
    return System(names, left, np.array([value for _terms, value in lines]), hidden)


def _printed(snapshots: Sequence[Published]) -> Iterator[tuple[object, PublishedRow]]:
    for one in snapshots:
        yield TOTAL, one.total
        for row in one.groups:
            yield row.group, row


def solved(systems: Sequence[System], seed: int = 1) -> list[tuple[int, Name]]:
    """The hidden numbers, as (table, name), that can have one value only.

    Random aims first, which move most numbers at once; then each number that has not moved is aimed at alone.
    """
    chance = np.random.default_rng(seed)
    ranges = [(np.full(len(one.names), np.inf), np.full(len(one.names), -np.inf)) for one in systems]
    waiting = [number for number, one in enumerate(systems) if one.hidden]
    for _try in range(TRIES):
        _try_all(systems, ranges, {number: chance.normal(size=len(systems[number].names)) for number in waiting})
        waiting = [number for number in waiting if _narrow(systems[number], ranges[number])]
    found: list[tuple[int, Name]] = []
    left = {number: _narrow(systems[number], ranges[number]) for number in waiting}
    while left:
        _try_all(systems, ranges, {number: np.eye(len(systems[number].names))[left[number][0]] for number in left})
        for number, (place, *_more) in left.items():
            if place in _narrow(systems[number], ranges[number]):
                found.append((number, systems[number].names[place]))
        left = {
            number: rest
            for number, (_place, *more) in left.items()
            if (rest := [place for place in more if place in _narrow(systems[number], ranges[number])])
        }
    return found


Range = tuple[np.ndarray, np.ndarray]


def _narrow(one: System, found: Range) -> list[int]:
    """The hidden numbers of which one value only was seen yet."""
    return [place for place in one.hidden if found[1][place] - found[0][place] < 0.5]


def _try_all(systems: Sequence[System], ranges: Sequence[Range], aims: dict[int, np.ndarray]) -> None:
    """Solve many tables at once, each for its aim both ways, and note what values their numbers had."""
    numbers = list(aims)
    for start in range(0, len(numbers), TOGETHER):
        part = numbers[start : start + TOGETHER]
        left = block_diag([csr_matrix(systems[number].left) for number in part], format="csr")
        right = np.concatenate([systems[number].right for number in part])
        aim = np.concatenate([aims[number] for number in part])
        for sign in (1.0, -1.0):
            done = linprog(sign * aim, A_eq=left, b_eq=right, bounds=(0, _MOST), method="highs")
            assert done.success, done.message
            at = 0
            for number in part:
                low, high = ranges[number]
                mine = done.x[at : at + len(low)]
                at += len(low)
                np.minimum(low, mine, out=low)
                np.maximum(high, mine, out=high)

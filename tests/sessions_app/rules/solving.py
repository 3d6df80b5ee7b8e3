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
TOGETHER = 200  # tables in one programme
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
    """The hidden numbers, as (table, name), that can have one value only."""
    chance = np.random.default_rng(seed)
    found: list[tuple[int, Name]] = []
    for start in range(0, len(systems), TOGETHER):
        part = systems[start : start + TOGETHER]
        found += [(start + number, name) for number, name in _solved(part, chance)]
    return found


def _solved(part: Sequence[System], chance: np.random.Generator) -> list[tuple[int, Name]]:
    left = block_diag([csr_matrix(one.left) for one in part], format="csr")
    right = np.concatenate([one.right for one in part])
    first = np.concatenate(([0], np.cumsum([len(one.names) for one in part])))
    low, high = np.full(first[-1], np.inf), np.full(first[-1], -np.inf)
    for _try in range(TRIES):
        aim = chance.normal(size=first[-1])
        for sign in (1.0, -1.0):
            values = _solution(sign * aim, left, right)
            low, high = np.minimum(low, values), np.maximum(high, values)
    found = []
    for number, one in enumerate(part):
        for place in one.hidden:
            at = first[number] + place
            if high[at] - low[at] < 0.5 and not _is_open(one, place):
                found.append((number, one.names[place]))
    return found


def _is_open(one: System, place: int) -> bool:
    aim = np.zeros(len(one.names))
    aim[place] = 1.0
    ends = [_solution(sign * aim, csr_matrix(one.left), one.right)[place] for sign in (1.0, -1.0)]
    return bool(ends[1] - ends[0] > 0.5)


def _solution(aim: np.ndarray, left: csr_matrix, right: np.ndarray) -> np.ndarray:
    done = linprog(aim, A_eq=left, b_eq=right, bounds=(0, _MOST), method="highs")
    assert done.success, done.message
    values: np.ndarray = done.x
    return values

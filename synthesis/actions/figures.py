"""What the core found, as numbers that may be shown inside and that JSON holds. Only the worker loads this module.

``smallest`` is 0 where every position is on the record: then nothing is kept back. Elsewhere it is k, and nothing is
kept that goes by stakeholder group, that counts fewer than k, or from which a hidden number could be worked out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sessions_app.rules.suppression import suppress
from sessions_app.rules.tally import from_counts
from synthesis.core import columns, measures, representative, slate
from synthesis.core.agreement import cramers_v
from synthesis.core.bridging import Bridging
from synthesis.core.opinion import SEED, Opinion
from synthesis.core.slate import Slate
from synthesis.queries.analysis import Scope

if TYPE_CHECKING:
    from synthesis.actions.analysing import Positions

MOST_POINTS = 400  # people on a map; of more a sample drawn by the seed
_CHOICES = ("agree", "disagree", "pass")
_FEW_QUESTIONS = "few-questions"
_SMALL_GROUP = "small-group"

Results = dict[str, Any]


def opinion_of(found: Opinion, positions: Positions, scope: Scope, smallest: int, *, is_part: bool = False) -> Results:
    """Opinion groups: how many, their sizes and places on the map, what sets each apart; or why there are none.

    is_part: of one question, beside the groups of all: the same answers are then printed by other groups too.
    """
    cast, gates = positions.cast, found.gates
    enough = int((cast.per_person >= gates.votes).sum())
    sizes = np.bincount(found.labels[found.labels >= 0], minlength=found.groups)
    reason = _FEW_QUESTIONS if cast.statements < gates.votes else found.reason
    if not reason and sizes.min() < smallest:
        reason = _SMALL_GROUP
    told: Results = {
        "people": int((cast.per_person > 0).sum()),
        "questions": cast.statements,
        "votes": len(cast.vote),
        "enough": enough,
        "reason": reason,
        "groups": 0 if reason else found.groups,
        "smallest": smallest,
        "gates": {name: getattr(gates, name) for name in ("agreement", "gain", "membership", "votes", "people")},
        "candidates": [
            {"kind": one.kind, "k": one.k, "gain": _number(one.gain), "agreement": _number(one.agreement)}
            for one in found.candidates
        ],
    }
    if reason:
        return {"opinion": told}
    able = cast.per_person >= min(gates.votes, cast.statements)
    told |= {
        "sizes": [_about(int(size), smallest) for size in sizes],
        "unclear": None if smallest else int((found.labels[able] < 0).sum()),
        "unclear_share": _about(round(100 * found.unclear), smallest),
        "regions": _regions(found, able),
        "telling": _telling(found, positions, scope, smallest, is_part=is_part),
    }
    if not smallest:
        told |= {"points": _points(found, positions, able), **_blocs(found, positions)}
    return {"opinion": told}


def _about(number: int, smallest: int) -> int:
    """To the nearest five where numbers are kept back: those in no clear group would follow from the others."""
    return 5 * round(number / 5) if smallest else number


def _scaled(found: Opinion, able: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Places on a map from 0 to 100 both ways: the middle stays in the middle, both ways have one scale."""
    reach = max(float(np.quantile(np.abs(found.projection.points[able]), 0.98)), 1e-9)
    return np.clip(50 + 46 * found.projection.points / reach, 2, 98)


def _regions(found: Opinion, able: NDArray[np.bool_]) -> list[list[int]]:
    """Of each group the middle and the reach (one and a half standard deviations) both ways, in whole numbers."""
    places = _scaled(found, able)
    regions = []
    for group in range(found.groups):
        of = places[found.labels == group]
        middle = of.mean(axis=0)
        reach = np.clip(1.5 * of.std(axis=0), 6, np.maximum(99 - np.maximum(middle, 100 - middle), 6))
        regions.append([round(float(value)) for value in (*middle, *reach)])
    return regions


def _points(found: Opinion, positions: Positions, able: NDArray[np.bool_]) -> list[list[float | int]]:
    """[x, y, place in the list of stakeholder groups] of at most ``MOST_POINTS`` people, drawn by the seed.

    Each is set aside by a little: many answered the same, and would lie on each other.
    """
    who = np.flatnonzero(able)
    if len(who) > MOST_POINTS:
        who = np.sort(np.random.default_rng(SEED).permutation(who)[:MOST_POINTS])
    aside = np.random.default_rng(SEED).normal(scale=1.6, size=(len(able), 2))
    places = np.clip(_scaled(found, able) + aside, 2, 98)
    return [
        [round(float(places[one, 0]), 1), round(float(places[one, 1]), 1), int(positions.group[one])] for one in who
    ]


def _blocs(found: Opinion, positions: Positions) -> Results:
    """Opinion groups by stakeholder group: are they just the blocs? The last column is "no clear group"."""
    of = np.where(found.labels < 0, found.groups, found.labels)
    voted = positions.cast.per_person > 0
    table = np.zeros((len(positions.groups), found.groups + 1), dtype=np.int64)
    np.add.at(table, (positions.group[voted], of[voted]), 1)
    return {
        "stakeholders": positions.groups,
        "blocs": table.tolist(),
        "cramers_v": _number(cramers_v(positions.group, found.labels)),
    }


def _telling(found: Opinion, positions: Positions, scope: Scope, smallest: int, *, is_part: bool) -> list[Results]:
    """What sets a group apart, with its counts where they may be shown."""
    cast = positions.cast
    counts = columns.count(cast, group=found.labels, groups=found.groups)
    everybody = np.where(found.labels < 0, found.groups, found.labels)
    whole = columns.count(cast, group=everybody, groups=found.groups + 1)
    listed = []
    for one in representative.representative(counts):
        item = scope.items[one.statement]
        n: int | None = one.n
        base: int | None = one.base
        if smallest:
            n, base = _printable(whole, one, smallest, is_linked=is_part or len(positions.groups) > 1)
        listed.append({"group": one.group, "ballot": item.ballot, "side": one.side, "n": n, "base": base})
    return listed


def _printable(
    whole: columns.Counts, one: representative.Representative, smallest: int, *, is_linked: bool
) -> tuple[int | None, int | None]:
    """The counts of one group on one question after suppression over all opinion groups.

    Nothing where the same answers are printed by stakeholder group too: two tables of the same answers could be solved
    together.
    """
    if is_linked:
        return None, None
    _kinds, groups, _statements = whole.table.shape
    cells: dict[tuple[int | None, str], int] = {
        (group + 1, choice): int(whole.table[place, group, one.statement])
        for group in range(groups)
        for place, choice in enumerate(_CHOICES)
        if whole.base[group, one.statement]
    }
    table = suppress(from_counts(cells, _CHOICES, in_no_base=()), smallest_cell=smallest)
    row = next((row for row in table.groups if row.group == one.group + 1), None)
    if row is None or None in table.total.counts.values():
        return None, None
    n, base = row.counts[one.side], row.votes
    return (None, None) if n is None or base is None else (n, base)


def measures_of(positions: Positions, scope: Scope, bridges: Bridging | None) -> Results:
    """Figures of every question, where positions are on the record: in the order of ``scope``."""
    counts = columns.count(positions.cast, group=positions.group, groups=max(1, len(positions.groups)))
    low = bridges.low if bridges else None
    found = measures.measure(counts, members=positions.members, bridging_low=low)
    rows = []
    for place, item in enumerate(scope.items):
        least = int(found.least[place])
        row: Results = {
            "ballot": item.ballot,
            "base": int(found.base[place]),
            "label": found.labels[place],
            "least": positions.groups[least] if least >= 0 else None,
        }
        for name in ("support", "low", "high", "group_equal", "least_low", "group_informed", "polarization"):
            row[name] = _number(float(getattr(found, name)[place]))
        if bridges:
            row |= {
                "bridging": _number(float(bridges.intercept[place])),
                "bridging_low": _number(float(bridges.low[place])),
                "bridging_high": _number(float(bridges.high[place])),
            }
        rows.append(row)
    limits = found.thresholds
    told = {name: getattr(limits, name) for name in ("base", "group", "share", "q")}
    return {"figures": rows, "thresholds": told}


def slates_of(positions: Positions, scope: Scope, size: int, smallest: int) -> Results:
    """Slates of the texts that were checked, or of the statements where there are no texts.

    With every person weighing the same and, where positions are on the record, with every stakeholder group weighing
    the same. Elsewhere each place stands for at least ``smallest`` people.
    """
    texts = [place for place, item in enumerate(scope.items) if item.text is not None]
    among = texts or list(range(len(scope.items)))
    voted = positions.cast.per_person > 0
    supports = positions.supports[:, among][voted]
    if smallest:
        size = min(size, int(voted.sum()) // smallest)
    told: Results = {"of": "texts" if texts else "statements", "among": len(among), "size": size, "people": None}
    if len(among) <= size or size < 1:
        return {"slate": told}
    group = positions.group[voted]
    ballots = [scope.items[place].ballot for place in among]
    told["people"] = _slate(slate.slate(supports, k=size, group=group), ballots, keeps_back=bool(smallest))
    if not smallest and len(positions.groups) > 1:
        by_group = slate.slate(supports, k=size, group=group, equal_groups=True)
        told["groups"] = _slate(by_group, ballots, keeps_back=False)
    return {"slate": told}


def _slate(found: Slate, ballots: list[int], *, keeps_back: bool) -> Results:
    told: Results = {
        "chosen": [ballots[one] for one in found.chosen],
        "ties": {str(ballots[step.chosen]): [ballots[one] for one in step.tied] for step in found.steps if step.tied},
        "violations": [ballots[one.candidate] for one in found.violations],
        "swap": [ballots[found.swap.leaves], ballots[found.swap.comes]] if found.swap else None,
        "gains": bool(found.swap and found.swap.gain > 1e-9),
    }
    if not keeps_back:
        told |= {
            "group_violations": [ballots[one.candidate] for one in found.group_violations],
            "gain": _number(found.swap.gain) if found.swap else None,
        }
    return told


def _number(value: float) -> float | None:
    """To four places; None for what is no number."""
    return round(value, 4) if np.isfinite(value) else None

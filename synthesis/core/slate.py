"""A slate: k recommendations in which every part of the room finds itself in proportion. Advice, not a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthesis.core.proportionality import Array, Swap, Violation, next_swap, violations

_CLOSE = 1e-9  # prices closer than this are a tie
Supports = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Step:
    """One choice. price: what it cost each unit of weight of who paid most. tied: who was as cheap; the first won."""

    chosen: int
    phase: str
    price: float
    tied: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Slate:
    """chosen: in the order of choice. clones: candidate -> the one it was merged into.

    violations, group_violations: what EJR+ finds wrong when each voter, or each group, has the same weight; empty is
    the certificate. satisfaction: by group, the mean number of recommendations on the slate that its people support.
    """

    chosen: tuple[int, ...]
    steps: tuple[Step, ...]
    clones: Mapping[int, int]
    violations: tuple[Violation, ...]
    group_violations: tuple[Violation, ...]
    satisfaction: tuple[float, ...]
    swap: Swap | None


def slate(
    supports: Supports,
    *,
    k: int,
    group: NDArray[np.int64] | None = None,
    equal_groups: bool = False,
    clones: Sequence[tuple[int, int]] = (),
) -> Slate:
    """Method of Equal Shares, completed by Phragmen's sequential rule.

    supports: shape (voters, candidates). group: of each voter, from 0, -1 for none. equal_groups: every group weighs
    the same, whatever its size; else every voter. clones: pairs that a person confirmed to say the same; supporters of
    the later one support the earlier. Equal supporters alone make no clones: two texts that all support are two.
    Ties go to the lower number (the earlier text) and are logged. Sources: D. Peters, P. Skowron, EC 2020; M. Brill,
    R. Freeman, S. Janson, M. Lackner, AAAI 2017. Without EJR+ violations for the weighting that it was computed with
    (M. Brill, J. Peters, EC 2023), as long as candidates are left.
    """
    if k < 1:
        raise ValueError("a slate holds at least one recommendation")
    supported, merged = _merged(supports, clones)
    voters = np.ones(len(supported))
    by_group = voters if group is None else equal_weights(group)
    weights = by_group if equal_groups else voters
    steps, budget = equal_shares(supported, weights, k=k)
    steps += phragmen(supported, weights, k=k, chosen=[step.chosen for step in steps], load=_debts(budget, weights))
    chosen = tuple(step.chosen for step in steps)
    return Slate(
        chosen=chosen,
        steps=tuple(steps),
        clones=merged,
        violations=violations(supported, chosen, voters, k=k),
        group_violations=violations(supported, chosen, by_group, k=k),
        satisfaction=_satisfaction(supported, chosen, group),
        swap=next_swap(supported, chosen, weights),
    )


def equal_weights(group: NDArray[np.int64]) -> Array:
    """A weight for each voter so that every group weighs 1 in all; those in no group (-1) are one more."""
    of = np.where(group < 0, group.max(initial=-1) + 1, group)
    return 1 / np.bincount(of)[of]


def equal_shares(supports: Supports, weights: Array, *, k: int) -> tuple[list[Step], Array]:
    """Steps until nothing is affordable, and the budgets left.

    Each voter gets k w / W to spend; a candidate costs 1. Bought is the one with the smallest price q, at which
    sum of min(budget, q w) over its supporters is 1. Prices never fall, so that a price of an earlier step is a bound.
    """
    budget = weights * k / weights.sum()
    supporters = [np.flatnonzero(column) for column in supports.T]
    bound = np.zeros(len(supporters))
    steps: list[Step] = []
    while len(steps) < k:
        best, exact = np.inf, np.full(len(bound), np.inf)
        for candidate in np.argsort(bound, kind="stable"):
            if bound[candidate] > best + _CLOSE or np.isinf(bound[candidate]):
                break
            who = supporters[candidate]
            exact[candidate] = bound[candidate] = _price(budget[who], weights[who])
            best = min(best, exact[candidate])
        if np.isinf(best):
            break
        tied = np.flatnonzero(exact <= best + _CLOSE)
        bought = int(tied[0])
        who = supporters[bought]
        budget[who] = np.maximum(budget[who] - exact[bought] * weights[who], 0.0)
        bound[bought] = np.inf
        steps.append(Step(bought, "equal-shares", float(best), tuple(int(one) for one in tied[1:])))
    return steps, budget


def _price(budget: Array, weights: Array) -> float:
    """The smallest q with sum of min(budget, q w) = 1; infinite when they cannot pay."""
    if budget.sum() < 1 - _CLOSE:
        return np.inf
    ratio = budget / weights
    order = np.argsort(ratio)
    ratio, budget, weights = ratio[order], budget[order], weights[order]
    paid_by_poorer = np.concatenate(([0.0], np.cumsum(budget)[:-1]))
    price = (1 - paid_by_poorer) / np.cumsum(weights[::-1])[::-1]
    enough = price <= ratio + _CLOSE
    return float(price[np.argmax(enough)]) if enough.any() else float(ratio[-1])


def _debts(budget: Array, weights: Array) -> Array:
    return -budget / weights


def phragmen(supports: Supports, weights: Array, *, k: int, chosen: Sequence[int] = (), load: Array) -> list[Step]:
    """Fill up to k: next is the candidate whose supporters' common load after it is smallest.

    load of supporters = (1 + sum of w load) / sum of w; loads start at minus the money left over. A candidate that
    nobody supports is never taken.
    """
    weighed = supports * weights[:, None]
    total = weighed.sum(axis=0)
    load, taken, steps = load.copy(), list(chosen), list[Step]()
    while len(taken) < k:
        after = np.full(supports.shape[1], np.inf)
        np.divide(1 + load @ weighed, total, out=after, where=total > 0)
        after[taken] = np.inf
        if np.isinf(after.min()):
            break
        tied = np.flatnonzero(after <= after.min() + _CLOSE)
        bought = int(tied[0])
        load[supports[:, bought]] = after[bought]
        taken.append(bought)
        steps.append(Step(bought, "phragmen", float(after[bought]), tuple(int(one) for one in tied[1:])))
    return steps


def _merged(supports: Supports, clones: Sequence[tuple[int, int]]) -> tuple[Supports, dict[int, int]]:
    """Clones of clones are one; the earliest stands for all, and the others lose their supporters to it."""
    root = list(range(supports.shape[1]))

    def top(candidate: int) -> int:
        while root[candidate] != candidate:
            candidate = root[candidate]
        return candidate

    for one, other in clones:
        first, second = sorted((top(one), top(other)))
        root[second] = first
    merged = {candidate: top(candidate) for candidate in range(len(root)) if top(candidate) != candidate}
    if not merged:
        return supports, merged
    result = supports.copy()
    for later, first in merged.items():
        result[:, first] |= supports[:, later]
    result[:, list(merged)] = False
    return result, merged


def _satisfaction(supports: Supports, chosen: Sequence[int], group: NDArray[np.int64] | None) -> tuple[float, ...]:
    if group is None:
        return ()
    count = supports[:, list(chosen)].sum(axis=1)
    return tuple(float(count[group == one].mean()) if (group == one).any() else 0.0 for one in range(group.max() + 1))

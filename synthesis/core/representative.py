"""Which statements set an opinion group apart, and on which everybody agrees: Polis' statistics, and corrected ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from synthesis.core.columns import Counts
from synthesis.core.multiple import adjusted

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """By side (0 agree, 1 disagree), group and statement, shape (2, groups, statements).

    share: (n + 1) / (S + 2). test: 2 sqrt(S + 1) ((n + 1) / (S + 1) - 1/2). ratio: share inside to share outside.
    ratio_test: the z of two proportions, each with 1 added. group_aware: prod of shares, shape (2, statements).
    """

    share: Array
    test: Array
    ratio: Array
    ratio_test: Array
    group_aware: Array


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement of a group: n of base took this side. adjusted_p: over all statements and groups."""

    group: int
    statement: int
    side: str
    n: int
    base: int
    ratio: float
    adjusted_p: float


def statistics(counts: Counts) -> Statistics:
    """Polis' statistics of consensus and representativeness (C. Small et al., Recerca 26, 2021)."""
    chosen = counts.table[:2].astype(np.float64)
    base = counts.base.astype(np.float64)[None]
    out, out_base = chosen.sum(axis=1, keepdims=True) - chosen, base.sum(axis=1, keepdims=True) - base
    share, out_share = (chosen + 1) / (base + 2), (out + 1) / (out_base + 2)
    return Statistics(
        share=share,
        test=2 * np.sqrt(base + 1) * ((chosen + 1) / (base + 1) - 0.5),
        ratio=share / out_share,
        ratio_test=_two_shares(chosen + 1, base + 1, out + 1, out_base + 1),
        group_aware=share.prod(axis=1),
    )


def _two_shares(n: Array, base: Array, other: Array, other_base: Array) -> Array:
    pooled = (n + other) / (base + other_base)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / base + 1 / other_base))
    return np.divide(n / base - other / other_base, spread, out=np.zeros_like(n), where=pooled != 1)


def representative(counts: Counts, *, q: float = 0.05, most: int = 5) -> tuple[Representative, ...]:
    """At most ``most`` statements a group, the most telling first.

    A statement stands for a group when more than half of the group take a side, and more than outside: one-sided test
    of two proportions, adjusted over all (side, group, statement) with votes inside and outside (Benjamini-Hochberg).
    """
    if counts.table.shape[1] < 2:
        return ()
    chosen, base = counts.table[:2], counts.base
    found = statistics(counts)
    outside = base.sum(axis=0) - base
    tested = np.broadcast_to((base > 0) & (outside > 0), chosen.shape)
    p = np.ones(chosen.shape)
    p[tested] = adjusted(ndtr(-found.ratio_test[tested]))
    telling = (p <= q) & (2 * chosen > base[None])
    listed = []
    for group in range(base.shape[0]):
        side, statement = np.nonzero(telling[:, group])
        order = np.lexsort((side, statement, -found.ratio_test[side, group, statement]))[:most]
        listed += [_row(chosen, base, found, p, (int(side[at]), group, int(statement[at]))) for at in order]
    return tuple(listed)


def _row(
    chosen: NDArray[np.int64], base: NDArray[np.int64], found: Statistics, p: Array, at: tuple[int, int, int]
) -> Representative:
    side, group, statement = at
    return Representative(
        group=group,
        statement=statement,
        side=("agree", "disagree")[side],
        n=int(chosen[at]),
        base=int(base[group, statement]),
        ratio=float(found.ratio[at]),
        adjusted_p=float(p[at]),
    )

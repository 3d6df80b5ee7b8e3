"""What the counts of a statement amount to: shares with their interval, per group and across groups, and a label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr

from synthesis.core.columns import Counts
from synthesis.core.multiple import adjusted

Array = NDArray[np.float64]
_Z95 = 1.959963984540054
LABELS = ("none", "consensus", "consensus-against", "bridging", "divisive", "not-enough-data")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Printed beside every label. base: fewest votes on a statement; group: fewest in a group that decides a label."""

    base: int = 10
    group: int = 5
    share: float = 0.5
    q: float = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """All by statement; those of groups have shape (groups, statements); nan where nobody voted.

    low, high: Wilson bounds of ``support``. least: the group with the lowest lower bound, -1 without one.
    """

    base: NDArray[np.int64]
    support: Array
    low: Array
    high: Array
    group_base: NDArray[np.int64]
    group_support: Array
    group_low: Array
    group_high: Array
    participation: Array
    group_equal: Array
    least: NDArray[np.int64]
    least_low: Array
    group_informed: Array
    polarization: Array
    labels: tuple[str, ...]
    thresholds: Thresholds


def wilson(successes: ArrayLike, base: ArrayLike) -> tuple[Array, Array]:
    """Both ends of the 95 % score interval of a share (E. B. Wilson, JASA 22, 1927); 0 and 1 without a base."""
    n = np.asarray(base, dtype=np.float64)
    some, square = np.maximum(n, 1), _Z95 * _Z95
    share = np.asarray(successes, dtype=np.float64) / some
    centre = (share + square / (2 * some)) / (1 + square / some)
    half = _Z95 * np.sqrt(share * (1 - share) / some + square / (4 * some * some)) / (1 + square / some)
    low, high = np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
    return np.where(n > 0, low, 0.0), np.where(n > 0, high, 1.0)


def measure(
    counts: Counts, *, members: ArrayLike, bridging_low: Array | None = None, thresholds: Thresholds | None = None
) -> Measures:
    """Measures of all statements.

    counts: groups are disjoint and hold everybody. members: N_g, shape (groups,). bridging_low: lower end of the
    interval of the bridging intercept, where that model was fitted. participation = S_g / N_g.
    group_informed = (prod over groups of (A+1/2)/(S+1)) ** (1/groups); polarization = 4 A D / (A+D)^2, 1 when as many
    are for as against, 0 when all are on one side.
    """
    limits = thresholds or Thresholds()
    base, agree = counts.base, counts.agree
    total = counts.overall()
    all_base, all_agree = total.base[0], total.agree[0]
    low, high = wilson(all_agree, all_base)
    group_low, group_high = wilson(agree, base)
    support = _share(agree, base)
    sizes = np.maximum(np.asarray(members, dtype=np.float64), 1)[:, None]
    voted = base > 0
    least, least_low = _least(group_low, voted)
    for_against = all_agree + total.disagree[0]
    return Measures(
        base=all_base,
        support=_share(all_agree, all_base),
        low=low,
        high=high,
        group_base=base,
        group_support=support,
        group_low=group_low,
        group_high=group_high,
        participation=base / sizes,
        group_equal=_share(np.where(voted, support, 0.0).sum(axis=0), voted.sum(axis=0)),
        least=least,
        least_low=least_low,
        group_informed=np.exp(np.log((agree + 0.5) / (base + 1)).mean(axis=0)),
        polarization=_share(4 * all_agree * total.disagree[0], for_against * for_against),
        labels=_labels(counts, group_low, bridging_low, limits),
        thresholds=limits,
    )


def _share(part: NDArray[np.generic], whole: NDArray[np.generic]) -> Array:
    share: Array = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) != 0)
    return share


def _least(low: Array, voted: NDArray[np.bool_]) -> tuple[NDArray[np.int64], Array]:
    bound = np.where(voted, low, np.inf)
    any_voted = voted.any(axis=0)
    return np.where(any_voted, bound.argmin(axis=0), -1), np.where(any_voted, bound.min(axis=0), np.nan)


def sides(counts: Counts) -> Array:
    """Adjusted p-values of "as many for as against", shape (groups, statements): two-sided sign tests, all at once."""
    agree, disagree = counts.agree, counts.disagree
    p = np.minimum(1.0, 2 * bdtr(np.minimum(agree, disagree).astype(np.float64), agree + disagree, 0.5))
    return adjusted(np.where(agree + disagree > 0, p, 1.0))


def _labels(counts: Counts, low: Array, bridging_low: Array | None, limits: Thresholds) -> tuple[str, ...]:
    """A label a statement, the first that holds of: not enough data, divisive, consensus, bridging.

    consensus: in every group the lower bound of support (or of opposition) is over ``share``. divisive: two groups on
    opposite sides, each after Benjamini-Hochberg with ``q``. bridging: more than ``share`` of every group in support,
    and the intercept's interval above 0. Groups under ``group`` votes decide nothing, but block a consensus.
    """
    base, agree, disagree = counts.base, counts.agree, counts.disagree
    heard = base >= limits.group
    sure = (sides(counts) <= limits.q) & heard
    divided = (sure & (agree > disagree)).any(axis=0) & (sure & (disagree > agree)).any(axis=0)
    present = (counts.table.sum(axis=(0, 2)) > 0)[:, None]
    against_low = wilson(disagree, base)[0]
    several = heard.sum(axis=0) >= 2
    bridge = ((agree > limits.share * base) | ~heard).all(axis=0) & several
    bridge &= False if bridging_low is None else bridging_low > 0
    rules = [
        (base.sum(axis=0) < limits.base, "not-enough-data"),
        (divided, "divisive"),
        (((low > limits.share) | ~present).all(axis=0), "consensus"),
        (((against_low > limits.share) | ~present).all(axis=0), "consensus-against"),
        (bridge, "bridging"),
        (~several & (present.sum() > 1), "not-enough-data"),
    ]
    found = np.select([rule for rule, _name in rules], [name for _rule, name in rules], default="none")
    return tuple(str(name) for name in found)

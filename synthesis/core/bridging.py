"""Bridging: support for a statement beyond what the main division of opinion explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthesis.core.columns import Votes

Array = NDArray[np.float64]
SEED = 20251212
RIDGE_INTERCEPT, RIDGE_FACTOR = 0.75, 0.15  # five to one, as in Community Notes: what can be a factor is no intercept


@dataclass(frozen=True, slots=True, eq=False)
class Bridging:
    """mean: mu. intercept, low, high: i_n with its 95 % bootstrap interval, shape (statements,). factor: f_n."""

    mean: float
    intercept: Array
    low: Array
    high: Array
    factor: Array


@dataclass(slots=True)
class _State:
    mean: float
    person: Array  # shape (2, people): i_u, f_u
    statement: Array  # shape (2, statements): i_n, f_n


def bridging(cast: Votes, *, seed: int = SEED, draws: int = 40, steps: int = 30, tolerance: float = 1e-4) -> Bridging:
    """Fit r = mu + i_u + i_n + f_u f_n by alternating ridge regressions, with an interval from resampled people.

    r is the vote (-1, 0, 1). The model is that of Community Notes (S. Wojcik et al., arXiv:2210.15723, 2022). The sign
    of the factor makes its largest entry positive. People are drawn with replacement; draws start from the fit.
    """
    if not len(cast.vote):
        empty = np.zeros(cast.statements)
        return Bridging(0.0, empty, empty, empty, empty)
    chance = np.random.default_rng(seed)
    weight = np.ones(len(cast.vote))
    start = chance.standard_normal(cast.statements) * 0.1
    state = _State(0.0, np.zeros((2, cast.people)), np.vstack((np.zeros(cast.statements), start)))
    state = _fit(cast, weight, state, steps, tolerance)
    drawn = np.empty((draws, cast.statements))
    for draw in range(draws):
        times = np.bincount(chance.integers(cast.people, size=cast.people), minlength=cast.people)
        drawn[draw] = _fit(cast, times[cast.person].astype(np.float64), state, 4, tolerance).statement[0]
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0) if draws else (np.full(cast.statements, np.nan),) * 2
    factor = state.statement[1]
    sign = 1.0 if factor[np.argmax(np.abs(factor))] >= 0 else -1.0
    return Bridging(state.mean, state.statement[0], low, high, sign * factor)


def _fit(cast: Votes, weight: Array, state: _State, steps: int, tolerance: float) -> _State:
    vote = cast.vote.astype(np.float64)
    mean, person, statement = state.mean, state.person, state.statement
    total = weight.sum()
    for _step in range(steps):
        before = statement
        rest = person[0][cast.person] + statement[0][cast.statement]
        rest += person[1][cast.person] * statement[1][cast.statement]
        mean = float((weight * (vote - rest)).sum() / total)
        person = _regress(cast.person, cast.people, vote - mean, weight, statement[:, cast.statement])
        statement = _regress(cast.statement, cast.statements, vote - mean, weight, person[:, cast.person])
        if np.abs(statement - before).max() < tolerance:
            break
    return _State(mean, person, statement)


def _regress(index: NDArray[np.int32], size: int, target: Array, weight: Array, other: Array) -> Array:
    """For every unit the intercept and factor that fit best, given those of the other side; shape (2, size)."""
    rest, factor = target - other[0], other[1]
    weighed = weight * factor
    n = np.bincount(index, weight, size) + RIDGE_INTERCEPT
    x = np.bincount(index, weighed, size)
    xx = np.bincount(index, weighed * factor, size) + RIDGE_FACTOR
    y = np.bincount(index, weight * rest, size)
    xy = np.bincount(index, weighed * rest, size)
    determinant = n * xx - x * x
    return np.vstack(((y * xx - xy * x) / determinant, (n * xy - x * y) / determinant))

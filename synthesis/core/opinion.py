"""Opinion groups: people who vote alike, where there really are such groups, and none where there are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from threadpoolctl import ThreadpoolController

from synthesis.core.agreement import crosstable
from synthesis.core.candidates import MAP, MIXTURE, Candidate, Found, Gates, Held, lasting
from synthesis.core.classes import Array, Labels
from synthesis.core.columns import Votes
from synthesis.core.draws import Draws
from synthesis.core.projection import Projection, project

SEED = 20251212
_THREADS = ThreadpoolController()  # many small products: more threads only wait for each other, and change last bits


@dataclass(frozen=True, slots=True, eq=False)
class Opinion:
    """labels, shape (people,): -1 for no clear group. membership, shape (people, groups). groups is 0 when none show.

    reason: "" or why there are no groups: "few-people" | "no-gain" | "not-stable". unclear: share of those who shape
    the groups but are in no clear one.
    """

    groups: int
    labels: Labels
    membership: Array
    unclear: float
    reason: str
    candidates: tuple[Candidate, ...]
    projection: Projection
    gates: Gates


def analyse(
    cast: Votes, *, gates: Gates | None = None, seed: int = SEED, previous: NDArray[np.int64] | None = None
) -> Opinion:
    """Find opinion groups.

    Each candidate (k-means on the map; where none of these passes, a latent class mixture started there; k = 2 to 6)
    is judged by the log loss of votes held out and by the adjusted Rand index of groups found again on people drawn
    again. Of those that pass both gates the one with the highest index is taken, or a smaller k within its standard
    error: groups that the next week's votes would redraw help nobody. First tried is the smallest k within one
    standard error of the best gain (L. Breiman et al., 1984). Who cast fewer votes than shape a group is in no clear
    one. previous: labels of the last run, so that a group keeps its number.
    """
    limits = gates or Gates()
    with _THREADS.limit(limits=1):
        return _analyse(cast, limits, np.random.default_rng(seed), previous)


def _analyse(cast: Votes, limits: Gates, chance: np.random.Generator, previous: NDArray[np.int64] | None) -> Opinion:
    everybody = project(cast)
    able = np.flatnonzero(cast.per_person >= min(limits.votes, cast.statements))
    if len(able) < limits.people:
        return _none(cast, everybody, limits, "few-people", ())
    rows = able if len(able) <= limits.sample else np.sort(chance.permutation(able)[: limits.sample])
    taken, candidates = _taken(cast, rows, everybody, limits, chance)
    if taken is None:
        gained = any(one.gain >= limits.gain for one in candidates)
        return _none(cast, everybody, limits, "not-stable" if gained else "no-gain", candidates)
    k = len(taken.centres)
    membership = taken.memberships(cast, everybody.points, able).T.astype(np.float64)
    sure = np.zeros(cast.people, dtype=bool)
    sure[able] = membership[able].max(axis=1) >= limits.membership
    labels = np.where(sure, membership.argmax(axis=1), -1)
    order = _numbers(labels, k, previous)
    labels = np.where(sure, np.argsort(order)[labels], -1)
    unclear = float((labels[able] < 0).mean())
    return Opinion(k, labels, membership[:, order], unclear, "", candidates, everybody, limits)


def _none(cast: Votes, everybody: Projection, limits: Gates, reason: str, candidates: tuple[Candidate, ...]) -> Opinion:
    labels = np.full(cast.people, -1)
    return Opinion(0, labels, np.zeros((cast.people, 0)), 1.0, reason, candidates, everybody, limits)


def _taken(
    cast: Votes, rows: Labels, everybody: Projection, limits: Gates, chance: np.random.Generator
) -> tuple[Found | None, tuple[Candidate, ...]]:
    """What the first kind of candidate with groups that pass both gates found, and all that were tried."""
    some = cast if len(rows) == cast.people else cast.of_people(rows)
    held = Held(some, limits.held, chance)
    draws, tried = None, list[Candidate]()
    for kind in (MAP, MIXTURE):
        candidates = held.gains(kind, limits.largest)
        found = None
        if any(one.gain >= limits.gain for one in candidates):
            draws = draws or Draws(some, everybody.components, draws=limits.draws, chance=chance)
            found, candidates = lasting(candidates, draws, everybody.points[rows], limits, chance)
        tried += candidates
        if found:
            return found, tuple(tried)
    return None, tuple(tried)


def _numbers(labels: Labels, k: int, previous: NDArray[np.int64] | None) -> Labels:
    """Which found group gets number 0, 1, ...: by most people in common with ``previous``, else the largest first."""
    sizes = np.bincount(labels[labels >= 0], minlength=k)
    first = np.array([np.argmax(labels == group) for group in range(k)])
    by_size = np.lexsort((first, -sizes))
    if previous is None or not (previous >= 0).any():
        return by_size
    before = previous[: len(labels)]
    seen = np.full(len(labels), -1)
    seen[: len(before)] = before
    common = np.zeros((k, max(k, int(previous.max()) + 1)))
    table = crosstable(labels, seen)
    common[: table.shape[0], : table.shape[1]] = table
    group, number = linear_sum_assignment(-common[by_size])
    numbered: Labels = by_size[group[np.argsort(number, kind="stable")]]
    return numbered

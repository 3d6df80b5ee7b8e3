"""Opinion groups: people who vote alike, where there really are such groups, and none where there are not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from threadpoolctl import ThreadpoolController

from synthesis.core.classes import (
    Array,
    Classes,
    Labels,
    Votings,
    described,
    improved,
    kmeans,
    loss,
    memberships,
    mixtures,
)
from synthesis.core.columns import Votes
from synthesis.core.draws import Draws
from synthesis.core.projection import Projection, project

SEED = 20251212
_STEPS = 3  # of the mixture: more of them fit the votes at hand, not the next ones
_THREADS = ThreadpoolController()  # many small products: more threads only wait for each other, and change last bits


@dataclass(frozen=True, slots=True)
class Gates:
    """When groups are published. agreement: bootstrap ARI; gain: of held-out log loss; membership: to be in a group.

    votes: fewest of a person who shapes the groups (Polis' 7); people: fewest such people; largest: most groups.
    sample: groups are found on at most so many people, drawn by chance, and then everybody is assigned.
    certain: agreement from which no other candidate is tried.
    """

    agreement: float = 0.5
    gain: float = 0.02
    membership: float = 0.9
    votes: int = 7
    people: int = 30
    largest: int = 6
    sample: int = 2000
    draws: int = 6
    held: float = 0.2
    certain: float = 0.9


@dataclass(frozen=True, slots=True)
class Candidate:
    """gain: 1 - held-out log loss / that of one group. error: its standard error. agreement: nan when not needed."""

    kind: str
    k: int
    gain: float
    error: float
    agreement: float


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

    Each candidate (k-means on the map, or a latent class mixture started there; k = 2 to 6) is judged by the log loss
    of votes held out and by the adjusted Rand index of groups found again on resampled people. Of those that pass both
    gates the one with the highest index is taken, or a smaller k within its standard error: groups that the next week's
    votes would redraw help nobody. First tried is the smallest k within one standard error of the best gain
    (L. Breiman et al., 1984). previous: labels of
    the last run, so that a group keeps its number.
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
    some = cast if len(rows) == cast.people else cast.of_people(rows)
    candidates = _gains(some, limits, chance)
    if not any(one.gain >= limits.gain for one in candidates):
        return _none(cast, everybody, limits, "no-gain", tuple(candidates))
    taken, classes = _taken(some, rows, everybody, candidates, limits, chance)
    if classes is None or taken is None:
        return _none(cast, everybody, limits, "not-stable", tuple(candidates))
    membership = memberships(cast.choices(), classes)[0].T.astype(np.float64)
    labels = np.where(membership.max(axis=1) >= limits.membership, membership.argmax(axis=1), -1)
    order = _numbers(labels, taken.k, previous)
    labels = np.where(labels >= 0, np.argsort(order)[labels], -1)
    unclear = float((labels[able] < 0).mean())
    return Opinion(taken.k, labels, membership[:, order], unclear, "", tuple(candidates), everybody, limits)


def _none(cast: Votes, everybody: Projection, limits: Gates, reason: str, candidates: tuple[Candidate, ...]) -> Opinion:
    labels = np.full(cast.people, -1)
    return Opinion(0, labels, np.zeros((cast.people, 0)), 1.0, reason, candidates, everybody, limits)


def _gains(some: Votes, limits: Gates, chance: np.random.Generator) -> list[Candidate]:
    """What each candidate gains on votes that it has not seen. Stops at the first k that gains no more."""
    hidden = chance.random(len(some.vote)) < limits.held
    seen, held = some.where(~hidden), some.where(hidden)
    votes, points = Votings(seen.choices()), project(seen).points
    one = described(votes, np.ones((1, 1, some.people), dtype=np.float32))
    plain = loss(one.shares[0], np.ones((1, some.people), dtype=np.float32), held)
    found: list[Candidate] = []
    best = -1.0
    for k in range(2, min(limits.largest, some.people // 5) + 1):
        plainly = mixtures(votes, kmeans(points, k=k, chance=chance)[None], k=k, steps=0)
        for kind, fit in (("k-means", plainly), ("mixture", improved(votes, plainly, steps=_STEPS))):
            saved = plain - loss(fit.shares[0], memberships(votes.choices, fit)[0], held)
            gain, error = float(saved.mean() / plain.mean()), _error(saved, held) / float(plain.mean())
            found.append(Candidate(kind, k, gain, error, float("nan")))
        top = max(one.gain for one in found[-2:])
        if top <= best:
            break
        best = top
    return found


def _error(saved: Array, held: Votes) -> float:
    """Standard error of the mean of ``saved``, people being the units."""
    per_person = np.bincount(held.person, saved - saved.mean(), held.people)
    return float(np.sqrt((per_person * per_person).sum()) / len(saved))


def _taken(
    some: Votes,
    rows: Labels,
    everybody: Projection,
    candidates: list[Candidate],
    limits: Gates,
    chance: np.random.Generator,
) -> tuple[Candidate | None, Classes | None]:
    """The candidate that passes both gates, with its classes; the agreements that were needed enter ``candidates``."""
    draws = Draws(some, everybody.components, draws=limits.draws, chance=chance)
    votes, points = Votings(draws.votes.choices), everybody.points[rows]
    judged: list[tuple[Candidate, float, Classes]] = []
    for tried in _in_turn(candidates, limits):
        steps = _STEPS if tried.kind == "mixture" else 0
        found = mixtures(votes, kmeans(points, k=tried.k, chance=chance)[None], k=tried.k, steps=steps)
        labels = memberships(votes.choices, found)[0].argmax(axis=0)
        scores = np.array([rand_index(labels, one) for one in draws.found_again(tried.k, steps=steps)])
        one = replace(tried, agreement=float(scores.mean()))
        candidates[candidates.index(tried)] = one
        judged.append((one, float(scores.std(ddof=1) / np.sqrt(len(scores))), found))
        if one.agreement >= limits.certain:
            return one, found
    stable = [row for row in judged if row[0].agreement >= limits.agreement]
    if not stable:
        return None, None
    best, error, _found = max(stable, key=lambda row: row[0].agreement)
    taken = min((row for row in stable if row[0].agreement >= best.agreement - error), key=lambda row: row[0].k)
    return taken[0], taken[2]


def _in_turn(candidates: list[Candidate], limits: Gates) -> list[Candidate]:
    """Those that gain enough, of no more groups than the smallest k within one standard error of the best gain.

    Of the same k a mixture is tried where it gains more than k-means by two standard errors, and then in its place.
    """
    best = max(candidates, key=lambda one: one.gain)
    near = best.gain - best.error
    most = min(one.k for one in candidates if one.gain >= near)
    good = []
    for plain, mixed in zip(candidates[::2], candidates[1::2], strict=True):
        one = mixed if mixed.gain > plain.gain + 2 * mixed.error else plain
        if one.gain >= limits.gain and one.k <= most:
            good.append(one)
    return sorted(good, key=lambda one: (one.gain < near, one.k))


def rand_index(one: Labels, other: Labels) -> float:
    """Adjusted Rand index of two labellings from 0 (L. Hubert, P. Arabie, J. Classification 2, 1985)."""
    table = crosstable(one, other).astype(np.float64)
    pairs = [float((part * (part - 1) / 2).sum()) for part in (table, table.sum(axis=1), table.sum(axis=0))]
    total = len(one) * (len(one) - 1) / 2
    expected = pairs[1] * pairs[2] / total if total else 0.0
    most = (pairs[1] + pairs[2]) / 2
    return 1.0 if most == expected else (pairs[0] - expected) / (most - expected)


def crosstable(one: Labels, other: Labels) -> NDArray[np.int64]:
    """How many are i in ``one`` and j in ``other``; those that are -1 in either are left out."""
    kept = (one >= 0) & (other >= 0)
    if not kept.any():
        return np.zeros((1, 1), dtype=np.int64)
    wide = int(other[kept].max()) + 1
    tall = int(one[kept].max()) + 1
    return np.bincount(one[kept] * wide + other[kept], minlength=tall * wide).reshape(tall, wide)


def cramers_v(one: Labels, other: Labels) -> float:
    """Association of two labellings from 0 (none) to 1, bias corrected (W. Bergsma, J. Korean Stat. Soc. 42, 2013)."""
    table = crosstable(one, other).astype(np.float64)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    n = table.sum()
    if n < 2 or min(table.shape) < 2:
        return 0.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    rows, columns = table.shape
    square = max(0.0, float(((table - expected) ** 2 / expected).sum()) / n - (rows - 1) * (columns - 1) / (n - 1))
    least = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    return float(np.sqrt(square / least)) if least > 0 else 0.0


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

"""Opinion groups: people who vote alike, where there really are such groups, and none where there are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from threadpoolctl import ThreadpoolController

from synthesis.core.classes import Array, Classes, Labels, kmeans, mixture
from synthesis.core.columns import Votes
from synthesis.core.projection import Projection, project

SEED = 20251212
_STEPS = 8  # of the mixture
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
    gates the one with the highest index is taken: groups that the next week's votes would redraw help nobody. First
    tried is the smallest k within one standard error of the best gain (L. Breiman et al., 1984). previous: labels of
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
    taken, classes = _taken(some, everybody.points[rows], candidates, limits, chance)
    if classes is None or taken is None:
        return _none(cast, everybody, limits, "not-stable", tuple(candidates))
    membership = classes.membership(cast.choices())
    labels = np.where(membership.max(axis=1) >= limits.membership, membership.argmax(axis=1), -1)
    order = _numbers(labels, taken.k, previous)
    labels = np.where(labels >= 0, np.argsort(order)[labels], -1)
    unclear = float((labels[able] < 0).mean())
    return Opinion(taken.k, labels, membership[:, order], unclear, "", tuple(candidates), everybody, limits)


def _none(cast: Votes, everybody: Projection, limits: Gates, reason: str, candidates: tuple[Candidate, ...]) -> Opinion:
    labels = np.full(cast.people, -1)
    return Opinion(0, labels, np.zeros((cast.people, 0)), 1.0, reason, candidates, everybody, limits)


def _grouped(
    choices: csr_matrix, points: Array, kind: str, k: int, chance: np.random.Generator
) -> tuple[Classes, Array]:
    first = kmeans(points, k=k, chance=chance)
    return mixture(choices, first, k=k, steps=_STEPS if kind == "mixture" else 0)


def _gains(some: Votes, limits: Gates, chance: np.random.Generator) -> list[Candidate]:
    """What each candidate gains on votes that it has not seen. Stops at the second k that gains no more."""
    hidden = chance.random(len(some.vote)) < limits.held
    seen, held = some.where(~hidden), some.where(hidden)
    choices, points = seen.choices(), project(seen).points
    one, share = mixture(choices, np.zeros(some.people, dtype=np.int64), k=1, steps=0)
    plain = one.loss(share, held)
    found: list[Candidate] = []
    best, since = -1.0, 0
    for k in range(2, min(limits.largest, some.people // 5) + 1):
        first = kmeans(points, k=k, chance=chance)
        for kind, steps in (("k-means", 0), ("mixture", _STEPS)):
            classes, share = mixture(choices, first, k=k, steps=steps)
            saved = plain - classes.loss(share, held)
            gain, error = float(saved.mean() / plain.mean()), _error(saved, held) / float(plain.mean())
            found.append(Candidate(kind, k, gain, error, float("nan")))
        top = max(one.gain for one in found[-2:])
        since = 0 if top > best else since + 1
        best = max(best, top)
        if since == 2 or (k == 3 and best < 0):
            break
    return found


def _error(saved: Array, held: Votes) -> float:
    """Standard error of the mean of ``saved``, people being the units."""
    per_person = np.bincount(held.person, saved - saved.mean(), held.people)
    return float(np.sqrt((per_person * per_person).sum()) / len(saved))


def _taken(
    some: Votes, points: Array, candidates: list[Candidate], limits: Gates, chance: np.random.Generator
) -> tuple[Candidate | None, Classes | None]:
    """The candidate that passes both gates, with its classes; the agreements that were needed enter ``candidates``."""
    best = max(candidates, key=lambda one: one.gain)
    good = [one for one in candidates if one.gain >= limits.gain]
    good.sort(key=lambda one: (one.gain < best.gain - best.error, one.k, -one.gain))
    choices, draws = some.choices(), list(_drawn(some, limits.draws, chance))
    taken, classes = None, None
    for tried in good:
        found, share = _grouped(choices, points, tried.kind, tried.k, chance)
        to_beat = max(limits.agreement, taken.agreement if taken else 0.0)
        agreement = _agreement(choices, draws, share.argmax(axis=1), tried, to_beat, chance)
        judged = Candidate(tried.kind, tried.k, tried.gain, tried.error, agreement)
        candidates[candidates.index(tried)] = judged
        if agreement >= to_beat:
            taken, classes = judged, found
            if agreement >= limits.certain:
                break
    return taken, classes


def _drawn(some: Votes, draws: int, chance: np.random.Generator) -> Iterator[tuple[csr_matrix, Array]]:
    """Choices and map of as many people drawn with replacement, ``draws`` times."""
    for _draw in range(draws):
        again = some.of_people(np.sort(chance.integers(some.people, size=some.people)))
        yield again.choices(), project(again).points


def _agreement(
    choices: csr_matrix,
    draws: list[tuple[csr_matrix, Array]],
    labels: Labels,
    one: Candidate,
    to_beat: float,
    chance: np.random.Generator,
) -> float:
    """Mean ARI between ``labels`` and what groups found on people drawn with replacement make of the same people.

    Ends early, with the mean so far, when the draws left could not bring it to ``to_beat`` any more.
    """
    scores: list[float] = []
    for drawn, points in draws:
        classes, _share = _grouped(drawn, points, one.kind, one.k, chance)
        scores.append(rand_index(labels, classes.membership(choices).argmax(axis=1)))
        if sum(scores) + len(draws) - len(scores) < to_beat * len(draws):
            break
    return float(np.mean(scores))


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

"""Candidates for opinion groups: what each gains on votes held out, and whether it is found again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from synthesis.core.agreement import rand_index
from synthesis.core.classes import (
    Array,
    Classes,
    Labels,
    Singles,
    Votings,
    described,
    improved,
    loss,
    memberships,
    mixtures,
)
from synthesis.core.clouds import closeness, kmeans, nearest
from synthesis.core.columns import Votes
from synthesis.core.draws import Draws
from synthesis.core.projection import project

MAP, MIXTURE = "k-means", "mixture"
_STEPS = 3  # of the mixture: more of them fit the votes at hand, not the next ones


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
class Found:
    """What a candidate found: centres on the map, shape (k, 2), and of a mixture its classes."""

    centres: Singles
    classes: Classes | None

    def memberships(self, cast: Votes, points: Array, able: Labels) -> Singles:
        """P(group), shape (k, people). able: the people whose spread about the centres counts."""
        if self.classes is not None:
            share: Singles = memberships(cast.choices(), self.classes)[0]
            return share
        weights = np.zeros(cast.people)
        weights[able] = cast.per_person[able]
        return closeness(points, weights, self.centres)


class Held:
    """Votes held out of some people's, by chance, and the map of the rest."""

    def __init__(self, some: Votes, share: float, chance: np.random.Generator) -> None:
        hidden = chance.random(len(some.vote)) < share
        self.seen, self.held = some.where(~hidden), some.where(hidden)
        self.votes, self.points = Votings(self.seen.choices()), project(self.seen).points
        self.chance = chance
        everybody = np.ones((1, 1, some.people), dtype=np.float32)
        self.plain = loss(described(self.votes, everybody).shares[0], everybody[0], self.held)

    def gains(self, kind: str, largest: int) -> list[Candidate]:
        """What each k gains over one group. Stops at the first that gains no more than the one before."""
        found: list[Candidate] = []
        for k in range(2, min(largest, self.seen.people // 5) + 1):
            saved = self.plain - self._loss(kind, k)
            mean = float(self.plain.mean())
            found.append(Candidate(kind, k, float(saved.mean()) / mean, self._error(saved) / mean, float("nan")))
            if k > 2 and found[-1].gain <= found[-2].gain:
                break
        return found

    def _loss(self, kind: str, k: int) -> Array:
        weights = self.seen.per_person
        middle = kmeans(self.points, weights, k=k, chance=self.chance)
        fit = mixtures(self.votes, nearest(self.points[None], middle[None]), k=k, steps=0)
        if kind == MAP:
            return loss(fit.shares[0], closeness(self.points, weights, middle), self.held)
        fit = improved(self.votes, fit, steps=_STEPS)
        return loss(fit.shares[0], memberships(self.votes.choices, fit)[0], self.held)

    def _error(self, saved: Array) -> float:
        """Standard error of the mean of ``saved``, people being the units."""
        per_person = np.bincount(self.held.person, saved - saved.mean(), self.held.people)
        return float(np.sqrt((per_person * per_person).sum()) / len(saved))


def lasting(
    candidates: Sequence[Candidate], draws: Draws, points: Array, limits: Gates, chance: np.random.Generator
) -> tuple[Found | None, list[Candidate]]:
    """What the candidate of one kind that passes both gates found, and the candidates with the agreements needed."""
    listed = list(candidates)
    judged: list[tuple[Candidate, float, Found]] = []
    for tried in _in_turn(listed, limits):
        found, scores = _again(tried, draws, points, chance)
        one = replace(tried, agreement=float(scores.mean()))
        listed[listed.index(tried)] = one
        judged.append((one, float(scores.std(ddof=1) / np.sqrt(len(scores))), found))
        if one.agreement >= limits.certain:
            return found, listed
    stable = [row for row in judged if row[0].agreement >= limits.agreement]
    if not stable:
        return None, listed
    best, error, _best = max(stable, key=lambda row: row[0].agreement)
    taken = min((row for row in stable if row[0].agreement >= best.agreement - error), key=lambda row: row[0].k)
    return taken[2], listed


def _again(tried: Candidate, draws: Draws, points: Array, chance: np.random.Generator) -> tuple[Found, Array]:
    """What ``tried`` finds on everybody, and the adjusted Rand index with what it finds on each draw."""
    middle = kmeans(points, draws.cast, k=tried.k, chance=chance)
    labels, classes = nearest(points[None], middle[None]), None
    if tried.kind == MIXTURE:
        votes = Votings(draws.votes.choices)
        classes = mixtures(votes, labels, k=tried.k, steps=_STEPS)
        labels = memberships(votes.choices, classes).argmax(axis=1)
    again = draws.found_again(tried.k, steps=_STEPS if classes else 0)
    return Found(middle, classes), np.array([rand_index(labels[0], one) for one in again])


def _in_turn(candidates: list[Candidate], limits: Gates) -> list[Candidate]:
    """Those that gain enough, of no more groups than the smallest k within one standard error of the best gain."""
    best = max(candidates, key=lambda one: one.gain, default=None)
    if best is None:
        return []
    near = best.gain - best.error
    most = min(one.k for one in candidates if one.gain >= near)
    good = [one for one in candidates if one.gain >= limits.gain and one.k <= most]
    return sorted(good, key=lambda one: (one.gain < near, one.k))

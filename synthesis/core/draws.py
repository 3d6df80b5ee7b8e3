"""People drawn again: whether the same groups are found on them. All draws at once, as weights on the same votes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthesis.core.classes import Labels, Singles, Votings, memberships, mixtures, said
from synthesis.core.clouds import centres, nearest
from synthesis.core.columns import Votes

_TURNS = 6  # from the whole room's components to those of a draw
_CLOUD = 300  # people of a draw on whom k-means looks for centres
_STARTS = 8
_SIDE = np.array([-1, 0, 1], dtype=np.float32)  # of the three columns of a statement


class Draws:
    """As many people drawn with replacement as there are, several times (B. Efron, Ann. Statist. 7, 1979).

    votes: weighed by how often each was drawn. cast: how often each person voted. maps: the map of each draw with
    everybody on it, (draws, people, 2).
    """

    def __init__(
        self, some: Votes, components: NDArray[np.float64], *, draws: int, chance: np.random.Generator
    ) -> None:
        self.people = chance.integers(some.people, size=(draws, some.people))
        weights = np.stack([np.bincount(one, minlength=some.people) for one in self.people])
        self.votes = Votings(some.choices(), weights.astype(np.float32))
        self.maps = self._maps(some, components)
        self.cast = some.per_person
        self.chance = chance

    def _maps(self, some: Votes, components: NDArray[np.float64]) -> Singles:
        """Each draw's two components, by orthogonal iterations from those of the room; missing votes 0 as there.

        X = (vote - mean) of a draw times V is a sum over choices: a row of (side - mean) V for each of the three.
        """
        draws, wide = len(self.votes.weights), some.statements
        table = self.votes.total.reshape(draws, wide, 3)
        mean = (table[:, :, 2] - table[:, :, 0]) / np.maximum(table.sum(axis=2), 1)
        side = _SIDE - mean[:, None, :, None]
        turned = np.broadcast_to(components.astype(np.float32), (draws, 2, wide))
        for turn in range(_TURNS + 1):
            rows = (side * turned[..., None]).reshape(2 * draws, 3 * wide)
            points = said(self.votes.choices, rows).reshape(draws, 2, -1)
            if turn < _TURNS:
                given = self.votes.given((points * self.votes.weights[:, None]).reshape(2 * draws, -1))
                turned = _orthonormal((side * given.reshape(draws, 2, wide, 3)).sum(axis=3))
        scale = np.sqrt(wide / np.maximum(some.per_person, 1)).astype(np.float32)
        return np.ascontiguousarray((points * scale).transpose(0, 2, 1))

    def found_again(self, k: int, *, steps: int) -> Labels:
        """The likeliest of the groups found on each draw, of everybody, shape (draws, people).

        With ``steps`` 0: of k-means on its map, else of a mixture that starts there.
        """
        few = self.chance.integers(self.people.shape[1], size=(len(self.people), min(_CLOUD, self.people.shape[1])))
        rows = np.take_along_axis(self.people, few, axis=1)
        clouds = np.take_along_axis(self.maps, rows[:, :, None], axis=1)
        found = centres(clouds, self.cast[rows], k=k, chance=self.chance, starts=_STARTS)
        labels = nearest(self.maps, found)
        if steps:
            fits = mixtures(self.votes, labels, k=k, steps=steps)
            labels = memberships(self.votes.choices, fits).argmax(axis=1)
        return labels


def _orthonormal(rows: Singles) -> Singles:
    """Two rows a draw, of unit length and at right angles (E. Schmidt)."""
    first = rows[:, 0] / np.maximum(np.linalg.norm(rows[:, 0], axis=1, keepdims=True), 1e-12)
    second = rows[:, 1] - (rows[:, 1] * first).sum(axis=1, keepdims=True) * first
    second /= np.maximum(np.linalg.norm(second, axis=1, keepdims=True), 1e-12)
    return np.stack((first, second), axis=1)

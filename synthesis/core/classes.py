"""Groups of people: k-means on the map, classes of choices, and how sure a membership is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from synthesis.core.columns import Votes

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
_STRENGTH = 4.0  # a class starts as this many votes like everybody's: few votes decide little


def kmeans(points: Array, *, k: int, chance: np.random.Generator, starts: int = 8, steps: int = 10) -> Labels:
    """Labels from the best of many starts (S. Lloyd, 1982; first centres as in k-means++), all starts at once."""
    few = points if len(points) <= 500 else points[chance.permutation(len(points))[:500]]
    centres = _first_centres(few, k, chance, starts)
    for _step in range(steps):
        near = np.argmin(_distances(few, centres), axis=2)
        cell = near + np.arange(starts)[:, None] * k
        size = np.bincount(cell.ravel(), minlength=starts * k).reshape(starts, k)
        sums = [
            np.bincount(cell.ravel(), np.tile(few[:, axis], starts), starts * k).reshape(starts, k) for axis in (0, 1)
        ]
        moved = np.stack(sums, axis=2) / np.maximum(size, 1)[:, :, None]
        moved = np.where(size[:, :, None] > 0, moved, centres)
        if np.allclose(moved, centres, atol=1e-6):
            break
        centres = moved
    best = int(np.argmin(_distances(few, centres).min(axis=2).sum(axis=1)))
    labels: Labels = np.argmin(_distances(points, centres[best : best + 1])[0], axis=1)
    return labels


def _distances(points: Array, centres: Array) -> Array:
    """Squared, shape (starts, points, k)."""
    across = points[:, 0][None, :, None] - centres[:, None, :, 0]
    along = points[:, 1][None, :, None] - centres[:, None, :, 1]
    return across * across + along * along


def _first_centres(points: Array, k: int, chance: np.random.Generator, starts: int) -> Array:
    centres = points[chance.integers(len(points), size=starts)][:, None, :]
    while centres.shape[1] < k:
        nearest = _distances(points, centres).min(axis=2)
        reach = np.cumsum(nearest, axis=1)
        picked = (reach < chance.random(starts)[:, None] * reach[:, -1:]).sum(axis=1)
        centres = np.concatenate((centres, points[np.minimum(picked, len(points) - 1)][:, None, :]), axis=1)
    return centres


class Classes:
    """What each class of people chooses: log shares, shape (classes, 3 * statements), and log sizes."""

    def __init__(self, choices: csr_matrix, share: Array) -> None:
        """From membership ``share``, shape (people, classes); each class leans towards everybody's choices."""
        counted = np.asarray((choices.T @ share.astype(np.float32)).T, dtype=np.float64)
        shape = (share.shape[1], -1, 3)
        counts = counted.reshape(shape)
        everybody = counts.sum(axis=0) + 1 / 3
        everybody /= everybody.sum(axis=1, keepdims=True)
        smoothed = counts + _STRENGTH * everybody
        self.shares = np.log(smoothed / smoothed.sum(axis=2, keepdims=True)).reshape(share.shape[1], -1)
        sizes = share.sum(axis=0) + 1
        self.sizes = np.log(sizes / sizes.sum())

    def membership(self, choices: csr_matrix) -> Array:
        """P(class | votes), shape (people, classes)."""
        weight = choices @ self.shares.T.astype(np.float32) + self.sizes.astype(np.float32)
        weight -= weight.max(axis=1, keepdims=True)
        share = np.exp(weight, dtype=np.float64)
        membership: Array = share / share.sum(axis=1, keepdims=True)
        return membership

    def loss(self, share: Array, held: Votes) -> Array:
        """- log P(vote) of every vote held out, given the memberships of people, shape (n,)."""
        column = held.statement * np.int64(3) + held.vote + 1
        table = np.exp(self.shares)
        chance = sum(share[held.person, group] * table[group, column] for group in range(len(table)))
        loss: Array = -np.log(np.asarray(chance, dtype=np.float64))
        return loss


def mixture(choices: csr_matrix, labels: Labels, *, k: int, steps: int) -> tuple[Classes, Array]:
    """Classes and memberships from first ``labels``: latent class analysis by expectation and maximization.

    P(votes of a person) = sum over classes of P(class) prod P(vote | class, statement), missing votes left out
    (P. Lazarsfeld, N. Henry, Latent Structure Analysis, 1968). With ``steps`` 0: classes described as they are.
    """
    share = np.eye(k)[labels]
    found = Classes(choices, share)
    for _step in range(steps):
        found = Classes(choices, found.membership(choices))
    return found, found.membership(choices)

"""Groups of people: k-means on the map, classes of choices, and how sure a membership is; many fits at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from synthesis.core.columns import Votes

Array = NDArray[np.float64]
Singles = NDArray[np.float32]
Labels = NDArray[np.int64]
_STRENGTH = 12.0  # a class starts as this many votes like everybody's: few votes decide little
_STILL = 1e-3  # a step of every centre, in units of the map, after which k-means ends
_CLOUD = 500  # people on whom k-means looks for centres


def kmeans(points: NDArray[np.floating], *, k: int, chance: np.random.Generator, starts: int = 12) -> Labels:
    """Labels from the best of many starts (S. Lloyd, 1982; first centres as in k-means++)."""
    few = points if len(points) <= _CLOUD else points[chance.permutation(len(points))[:_CLOUD]]
    labels: Labels = nearest(points[None], centres(few[None], k=k, chance=chance, starts=starts))[0]
    return labels


def centres(
    clouds: NDArray[np.floating], *, k: int, chance: np.random.Generator, starts: int, steps: int = 10
) -> Singles:
    """The best centres of each cloud, shape (clouds, k, 2). All clouds, (clouds, points, 2), and starts at once."""
    x, y = (np.ascontiguousarray(clouds[:, None, :, axis], dtype=np.float32) for axis in (0, 1))
    weighed = np.stack((x[:, 0], y[:, 0], np.ones_like(x[:, 0])), axis=2)
    found = _first_centres(x, y, k, chance, starts)
    for _step in range(steps):
        _far, near = _nearest(x, y, found)
        sums = np.stack([(near == one).astype(np.float32) @ weighed for one in range(k)], axis=2)
        moved = np.where(sums[..., 2:] > 0, sums[..., :2] / np.maximum(sums[..., 2:], 1), found)
        if np.abs(moved - found).max() < _STILL:
            break
        found = moved
    best = _nearest(x, y, found)[0].sum(axis=2).argmin(axis=1)
    chosen: Singles = found[np.arange(len(found)), best]
    return chosen


def nearest(clouds: NDArray[np.floating], found: Singles) -> Labels:
    """Which of a cloud's centres is nearest to each of its points, shape (clouds, points)."""
    x, y = (np.ascontiguousarray(clouds[:, None, :, axis], dtype=np.float32) for axis in (0, 1))
    return _nearest(x, y, found[:, None])[1][:, 0].astype(np.int64)


def _nearest(x: Singles, y: Singles, found: Singles) -> tuple[Singles, NDArray[np.int8]]:
    """Squared distance to the nearest of the centres, shape (clouds, starts, k, 2), and which it is."""
    least = _squared(x, y, found[:, :, 0])
    which = np.zeros(least.shape, dtype=np.int8)
    for one in range(1, found.shape[2]):
        distance = _squared(x, y, found[:, :, one])
        which[distance < least] = one
        np.minimum(least, distance, out=least)
    return least, which


def _squared(x: Singles, y: Singles, centre: Singles) -> Singles:
    across, along = x - centre[:, :, :1], y - centre[:, :, 1:]
    across *= across
    along *= along
    across += along
    return across


def _first_centres(x: Singles, y: Singles, k: int, chance: np.random.Generator, starts: int) -> Singles:
    size = x.shape[2]
    cloud = np.arange(len(x))[:, None]
    points = np.stack((x[:, 0], y[:, 0]), axis=2)
    found = points[cloud, chance.integers(size, size=(len(x), starts))][:, :, None]
    while found.shape[2] < k:
        reach = np.cumsum(_nearest(x, y, found)[0], axis=2)
        aim = chance.random((len(x), starts, 1)).astype(np.float32) * reach[:, :, -1:]
        picked = np.minimum((reach < aim).sum(axis=2), size - 1)
        found = np.concatenate((found, points[cloud, picked][:, :, None]), axis=2)
    return found


class Votings:
    """Votes as the fits need them: a column a choice, both ways. weights: (draws, people), how often each is drawn."""

    def __init__(self, choices: csr_matrix, weights: Singles | None = None) -> None:
        self.choices, self.back = choices, choices.T
        self.weights = np.ones((1, choices.shape[0]), dtype=np.float32) if weights is None else weights
        self.total = self.given(self.weights)
        everybody = self.total.reshape(len(self.total), -1, 3) + np.float32(1 / 3)
        self.prior = (_STRENGTH * everybody / everybody.sum(axis=2, keepdims=True)).reshape(self.total.shape)

    def given(self, shares: Singles) -> Singles:
        """How often each choice was made, shape (rows, 3 * statements), by people who count as ``shares`` say."""
        return np.asarray(self.back @ np.ascontiguousarray(shares.T)).T


def said(choices: csr_matrix, rows: Singles) -> Singles:
    """The sum of ``rows``, shape (rows, 3 * statements), over the choices of each person, shape (rows, people)."""
    return np.ascontiguousarray(np.asarray(choices @ np.ascontiguousarray(rows.T)).T)


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """What each class of people chooses, of several fits at once.

    shares: log shares, shape (fits, classes, 3 * statements). sizes: log sizes, shape (fits, classes).
    """

    shares: Singles
    sizes: Singles


def described(votes: Votings, shares: Singles) -> Classes:
    """Classes as their people choose, each leaning towards everybody's choices.

    shares: memberships, shape (fits, classes, people); fit i is of draw i, or all are of the only draw. The first class
    is what the others leave over of everybody.
    """
    fits, k, people = shares.shape
    weighed = shares * votes.weights[:, None]
    counted = votes.given(weighed[:, 1:].reshape(fits * (k - 1), people)).reshape(fits, k - 1, votes.total.shape[1])
    first = np.maximum(votes.total[:, None] - counted.sum(axis=1, keepdims=True), 0)
    smoothed = (np.concatenate((first, counted), axis=1) + votes.prior[:, None]).reshape(fits, k, -1, 3)
    smoothed /= (smoothed[..., 0] + smoothed[..., 1] + smoothed[..., 2])[..., None]
    size = weighed.sum(axis=2) + 1
    return Classes(np.log(smoothed).reshape(fits, k, -1), np.log(size / size.sum(axis=1, keepdims=True)))


def memberships(choices: csr_matrix, found: Classes) -> Singles:
    """P(class | votes), shape (fits, classes, people)."""
    fits, k, wide = found.shares.shape
    differ = (found.shares[:, 1:] - found.shares[:, :1]).reshape(fits * (k - 1), wide)
    weight = said(choices, differ).reshape(fits, k - 1, choices.shape[0])
    weight += (found.sizes[:, 1:] - found.sizes[:, :1])[..., None]
    most = weight.max(axis=1, initial=0, keepdims=True)
    share: Singles = np.exp(np.concatenate((-most, weight - most), axis=1))
    share /= share.sum(axis=1, keepdims=True)
    return share


def mixtures(votes: Votings, labels: Labels, *, k: int, steps: int) -> Classes:
    """Fits from first ``labels``, shape (fits, people): latent class analysis by expectation and maximization.

    P(votes of a person) = sum over classes of P(class) prod P(vote | class, statement), missing votes left out
    (P. Lazarsfeld, N. Henry, Latent Structure Analysis, 1968). With ``steps`` 0: classes described as they are.
    """
    return improved(votes, described(votes, (np.arange(k)[:, None] == labels[:, None]).astype(np.float32)), steps=steps)


def improved(votes: Votings, found: Classes, *, steps: int) -> Classes:
    """Fits after more steps of expectation and maximization."""
    for _step in range(steps):
        found = described(votes, memberships(votes.choices, found))
    return found


def loss(shares: Singles, share: Singles, held: Votes) -> Array:
    """- log P(vote) of every vote held out, shape (n,): log ``shares`` of a fit, and memberships (classes, people)."""
    column = held.statement * np.int64(3) + (held.vote + np.int8(1))
    chance = np.zeros(len(column), dtype=np.float32)
    for mine, theirs in zip(share, np.exp(shares), strict=True):
        chance += mine.take(held.person) * theirs.take(column)
    found: Array = -np.log(chance, dtype=np.float64)
    return found

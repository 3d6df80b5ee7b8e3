"""Classes of people by what they choose, and how sure a membership is; many fits at once."""

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

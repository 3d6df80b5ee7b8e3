"""What else was said, compared with themes that people made or confirmed: the nearest of them, or none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse

from synthesis.core.text import Dense, Vectors, centres, likeness

FEW = 8  # members of a theme from which its own likeness is judged; below, that of all themes together
OUTSIDE = 0.05  # of a theme's own members, the share that would not be placed in it


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """theme: int, shape (texts,), -1 where a text fits none. likeness: its cosine with the nearest, shape (texts,)."""

    theme: NDArray[np.int64]
    likeness: Dense


def place(vectors: Vectors, members: Sequence[Sequence[int]], weights: Dense) -> Placing:
    """Each row’s nearest theme by the cosine with its centre; -1 where nineteen in twenty of its own are more like it.

    members: rows of each theme. weights: of each row, a submission's passages together 1. There is no fixed threshold:
    each theme's members, each compared with the centre of the others, say how alike what belongs to it is.
    """
    if not members:
        return Placing(np.full(vectors.shape[0], -1), np.zeros(vectors.shape[0]))
    cosines = likeness(vectors, centres(vectors, members, weights))
    own = [_own(vectors, np.asarray(one, dtype=np.int64), weights) for one in members]
    everybody = np.concatenate(own)
    least = np.array([np.quantile(one if len(one) >= FEW else everybody, OUTSIDE) for one in own])
    nearest = cosines.argmax(axis=1)
    best = cosines[np.arange(len(cosines)), nearest]
    theme = np.where(best >= np.maximum(least[nearest], 1e-9), nearest, -1)
    for number, one in enumerate(members):
        theme[list(one)] = number
    return Placing(theme.astype(np.int64), best)


def _own(vectors: Vectors, rows: NDArray[np.int64], weights: Dense) -> Dense:
    """The cosine of each member with the centre of the other members."""
    inside = vectors[rows]
    of = weights[rows]
    total = (
        inside.multiply(of[:, None]).sum(axis=0) if issparse(inside) else (inside * of[:, None]).sum(axis=0)
    ).ravel()
    total = np.asarray(total).ravel()
    along = np.asarray(inside @ total).ravel() - of  # (total - w v) . v, as v has length one
    length = np.sqrt(np.maximum(total @ total - 2 * of * (along + of) + of**2, 1e-12))
    return along / length if len(rows) > 1 else np.ones(1)

"""The map of opinion: the first two principal components of votes, straight from the sparse matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import LinearOperator, eigsh

from synthesis.core.columns import Votes, count

Array = NDArray[np.float64]
_SMALL = 60  # statements up to which the product matrix and all its eigenvectors are cheap


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """points, shape (people, 2); components, shape (2, statements), of unit length; mean vote, shape (statements,)."""

    points: Array
    components: Array
    mean: Array


def project(cast: Votes) -> Projection:
    """Polis' projection: votes minus the statement's mean, missing ones 0, on two components, spread by few votes.

    The components are right singular vectors of X = (vote - mean of the statement); a person's point is
    X_p V sqrt(C / votes of p), C the number of statements (C. Small et al., Recerca 26, 2021). Each component points to
    where its largest entry is positive.
    """
    counts = count(cast)
    mean = (counts.agree - counts.disagree)[0] / np.maximum(counts.base[0], 1)
    matrix = cast.matrix(cast.vote - mean.astype(np.float32)[cast.statement])
    components = _components(matrix, cast.statements)
    scale = np.sqrt(cast.statements / np.maximum(cast.per_person, 1))
    points = (matrix @ components.T.astype(np.float32)) * scale[:, None]
    return Projection(points, components, mean)


def _components(matrix: csr_matrix, width: int) -> Array:
    if width < 2:
        return np.eye(2, width)
    if width <= _SMALL:
        found = np.linalg.eigh((matrix.T @ matrix).toarray().astype(np.float64))[1][:, -2:][:, ::-1].T
    else:
        found = _leading(matrix, width)
    largest = np.take_along_axis(found, np.abs(found).argmax(axis=1)[:, None], axis=1)
    oriented: Array = found * np.where(largest < 0, -1.0, 1.0)
    return oriented


def _leading(matrix: csr_matrix, width: int) -> Array:
    """The two leading eigenvectors of X'X by Lanczos iterations from a fixed start (ARPACK)."""
    back = matrix.T

    def product(vector: NDArray[np.float32]) -> NDArray[np.float32]:
        result: NDArray[np.float32] = back @ (matrix @ vector.ravel())
        return result

    square = LinearOperator((width, width), matvec=product, dtype=np.float32)
    start = np.cos(np.arange(width)).astype(np.float32)
    values, found = eigsh(square, k=2, v0=start, tol=1e-4, ncv=min(width, 12))
    return np.asarray(found[:, np.argsort(-values)].T, dtype=np.float64)

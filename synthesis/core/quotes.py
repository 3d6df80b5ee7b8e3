"""Which statements stand best for what was said: greedy facility location under constraints."""

from collections.abc import Sequence

import numpy as np

from synthesis.core.text import Characters, Dense, Embedder, Vectors, likeness

SHORTEST, LONGEST = 5, 60  # words of what may be a quotation


def representatives(
    texts: Sequence[str],
    eligible: Sequence[int],
    weights: Sequence[float],
    authors: Sequence[int | None],
    *,
    most: int = 2,
    embedder: Embedder | None = None,
) -> list[int]:
    """At most ``most`` of the ``eligible`` indexes that cover ``texts`` best, at most one per author."""
    if not eligible:
        return []
    vectors = (embedder or Characters()).embed(texts)
    return pick(vectors, eligible, authors=authors, weights=np.asarray(weights, dtype=np.float64), most=most)


def pick(
    vectors: Vectors,
    eligible: Sequence[int],
    *,
    authors: Sequence[object],
    weights: Dense | None = None,
    mass: Dense | None = None,
    groups: Sequence[int | None] | None = None,
    most: int,
) -> list[int]:
    """Indexes of rows that cover all rows best, in the order in which they were taken.

    Greedy facility location: each step takes the row that adds most to sum_j mass_j max_i likeness(i, j), times its
    weight (1 - 1/e of the optimum; Nemhauser, Wolsey, Fisher 1978). eligible: rows that may be taken: consented and of
    a length that can be quoted. authors: of each row, None unknown; at most one row of each. groups: of each row; every
    group that has an eligible row gets one, as long as ``most`` allows. mass: of each row, a submission's passages
    together 1.
    """
    if not len(eligible):
        return []
    alike = np.clip(likeness(vectors[list(eligible)], vectors), 0.0, None) * (1.0 if mass is None else mass)
    value = np.ones(vectors.shape[0]) if weights is None else weights
    waiting = {groups[i] for i in eligible} - {None} if groups is not None else set()
    covered = np.zeros(vectors.shape[0])
    left, chosen, taken = list(range(len(eligible))), list[int](), set[object]()
    while left and len(chosen) < most:
        open_ = [row for row in left if authors[eligible[row]] is None or authors[eligible[row]] not in taken]
        if groups is not None and waiting and most - len(chosen) <= len(waiting):
            open_ = [row for row in open_ if groups[eligible[row]] in waiting] or open_
        gains = [float(np.maximum(alike[row] - covered, 0).sum()) * value[eligible[row]] for row in open_]
        if not gains or max(gains) <= 0:
            break
        row = open_[int(np.argmax(gains))]
        left.remove(row)
        chosen.append(eligible[row])
        covered = np.maximum(covered, alike[row])
        taken.add(authors[eligible[row]])
        if groups is not None:
            waiting.discard(groups[eligible[row]])
    return chosen


def coverage(vectors: Vectors, chosen: Sequence[int], mass: Dense | None = None) -> float:
    """How well ``chosen`` rows stand for all of them, from 0 to 1.

    sum_j mass_j max_i likeness(i, j) / sum_j mass_j: the mean likeness of what was said with the quote nearest to it.
    """
    if not len(chosen):
        return 0.0
    nearest = np.clip(likeness(vectors[list(chosen)], vectors), 0.0, 1.0).max(axis=0)
    return float(np.average(nearest, weights=mass))


def may_be_quoted(text: str) -> bool:
    """Whether a text has the length of a quotation."""
    return SHORTEST <= len(text.split()) <= LONGEST

"""Which statements stand best for what was said: facility location under constraints."""

from collections.abc import Sequence

import numpy as np

from synthesis.core.text import Characters, Dense, Embedder, Vectors, likeness

SHORTEST, LONGEST = 5, 60  # words of what may be a quotation
_LEAST_GAIN = 1e-9  # of an exchange, as a share: less is rounding


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
    return pick([vectors], eligible, authors=authors, weights=np.asarray(weights, dtype=np.float64), most=most)


def pick(
    views: Sequence[Vectors],
    eligible: Sequence[int],
    *,
    authors: Sequence[object],
    weights: Dense | None = None,
    mass: Dense | None = None,
    groups: Sequence[int | None] | None = None,
    most: int,
) -> list[int]:
    """Indexes of rows that cover all rows best, the one that adds most first.

    Facility location: sum_j mass_j max_i weight_i likeness(i, j), greedily (1 - 1/e of the optimum; Nemhauser, Wolsey,
    Fisher 1978), then exchanged one for another while that gains (Teitz, Bart 1968). likeness: the mean cosine over
    ``views`` of the same texts. eligible: rows that may be taken: consented and of a length that can be quoted.
    authors: of each row, None unknown; at most one row of each. groups: of each row; every group that has an eligible
    row gets one, as long as ``most`` allows. mass: of each row, a submission's passages together 1.
    """
    if not len(eligible):
        return []
    rows = list(eligible)
    alike: Dense = np.mean([likeness(vectors[rows], vectors) for vectors in views], axis=0)
    alike = np.clip(alike, 0.0, None) * (1.0 if mass is None else mass)
    if weights is not None:
        alike *= weights[rows][:, None]
    choice = _Choice(alike, [authors[row] for row in rows], [groups[row] if groups else None for row in rows])
    return [rows[at] for at in choice.ordered(choice.exchanged(choice.greedy(most)))]


class _Choice:
    """Rows of ``alike`` under the constraints: an author once, every group that can."""

    def __init__(self, alike: Dense, authors: list[object], groups: list[int | None]) -> None:
        self.alike, self.authors, self.groups = alike, authors, groups

    def greedy(self, most: int) -> list[int]:
        waiting, chosen = set(self.groups) - {None}, list[int]()
        covered = np.zeros(self.alike.shape[1])
        while len(chosen) < most:
            open_ = self._open(chosen)
            if waiting and most - len(chosen) <= len(waiting):
                open_ = [row for row in open_ if self.groups[row] in waiting] or open_
            gains = np.maximum(self.alike[open_] - covered, 0).sum(axis=1)
            if not len(gains) or gains.max() <= 0:
                break
            chosen.append(open_[int(gains.argmax())])
            covered = np.maximum(covered, self.alike[chosen[-1]])
            waiting.discard(self.groups[chosen[-1]])
        return chosen

    def exchanged(self, chosen: list[int]) -> list[int]:
        """``chosen``, one after the other given for what covers most beside the rest, until none gains."""
        chosen, still = list(chosen), 0
        while still < len(chosen):
            out = chosen.pop(0)
            rest = self._covered(chosen)
            open_ = [row for row in self._open(chosen) if self._keeps_groups(chosen, out, row)]
            totals = np.maximum(self.alike[open_], rest).sum(axis=1)
            best = int(totals.argmax())
            gains = totals[best] > totals[open_.index(out)] * (1 + _LEAST_GAIN)
            chosen.append(open_[best] if gains else out)
            still = 0 if gains else still + 1
        return chosen

    def ordered(self, chosen: list[int]) -> list[int]:
        left, found = sorted(chosen), list[int]()
        while left:
            totals = np.maximum(self.alike[left], self._covered(found)).sum(axis=1)
            found.append(left.pop(int(totals.argmax())))
        return found

    def _open(self, chosen: list[int]) -> list[int]:
        taken = {self.authors[row] for row in chosen} - {None}
        return [row for row in range(len(self.authors)) if row not in chosen and self.authors[row] not in taken]

    def _keeps_groups(self, rest: list[int], out: int, row: int) -> bool:
        group = self.groups[out]
        return group is None or self.groups[row] == group or any(self.groups[other] == group for other in rest)

    def _covered(self, chosen: list[int]) -> Dense:
        return self.alike[chosen].max(axis=0) if chosen else np.zeros(self.alike.shape[1])


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

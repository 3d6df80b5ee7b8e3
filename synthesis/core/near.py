"""Texts that nearly say the same: likeness by words and by meaning, guarded by rules. Proposals, merged by nobody here.

Opposites are as alike as paraphrases. So numbers and negations must agree, no word may stand against its opposite, and
those who voted on both texts must have voted alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.fuzz import token_sort_ratio

from sessions_app.rules.opposites import agree, guard
from synthesis.core.text import Characters, Embedder, Vectors, key_of, likeness

LIKE = 0.72  # cosine of sentences that may stand under one lead-in
WORDED = 88.0  # of 100: the same words in nearly the same number, whatever their order
_LOOK = 0.5  # below this cosine words are not compared: what shares them is above it
VOTERS = 5  # fewest who voted on both texts for their votes to say anything
AGREE = 0.8  # share of them who must have voted alike
Votes = Mapping[int, Mapping[int, int]]  # index of a text -> voter -> 1 (for it) or -1 (against it)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, by index, the earlier first. by: "words" (the same but for their form), "wording" or "meaning"."""

    one: int
    other: int
    likeness: float
    by: str


def pairs(
    texts: Sequence[str], vectors: Vectors, *, twins: float, votes: Votes | None = None, least: float = WORDED
) -> list[Pair]:
    """Pairs of ``texts`` that may say the same and that no guard tells apart, the likest first.

    vectors: their rows of an embedder, whose ``twins`` is the cosine from which meaning alone is enough.
    """
    keys = [key_of(text) for text in texts]
    cosines = np.triu(likeness(vectors, vectors), k=1)
    looked = set(zip(*(index.tolist() for index in np.nonzero(cosines >= min(_LOOK, twins))), strict=True))
    looked |= _same(keys)
    guards = [guard(text) for text in texts]
    found = []
    for one, other in looked:
        how = _how(keys[one], keys[other], float(cosines[one, other]), twins, least)
        if how and agree(guards[one], guards[other]) and voted_alike(votes, one, other):
            found.append(Pair(one, other, *how))
    return sorted(found, key=lambda pair: (-pair.likeness, pair.one, pair.other))


def _same(keys: Sequence[str]) -> set[tuple[int, int]]:
    """Pairs whose plain forms are one: each with the first of its kind."""
    first: dict[str, int] = {}
    return {(first[key], index) for index, key in enumerate(keys) if key and first.setdefault(key, index) != index}


def _how(one: str, other: str, cosine: float, twins: float, least: float) -> tuple[float, str] | None:
    if one == other and one:
        return 1.0, "words"
    worded = token_sort_ratio(one, other)
    if worded >= least:
        return max(cosine, worded / 100), "wording"
    return (cosine, "meaning") if cosine >= twins else None


def voted_alike(votes: Votes | None, one: int, other: int) -> bool:
    """Whether those who took a side on both texts took the same; True where too few did to say so."""
    if not votes:
        return True
    mine, theirs = votes.get(one, {}), votes.get(other, {})
    both = [voter for voter in mine if voter in theirs]
    return len(both) < VOTERS or sum(mine[voter] == theirs[voter] for voter in both) >= AGREE * len(both)


def duplicates(texts: Sequence[str], *, like: float = LIKE, embedder: Embedder | None = None) -> list[list[int]]:
    """Indexes of ``texts`` in groups that say the same, the first of each its earliest; singles stay alone.

    A text joins a group only when it is like the group's first, so that no chain drifts.
    """
    if len(texts) < 2:
        return [[index] for index in range(len(texts))]
    vectors = (embedder or Characters()).embed(texts)
    alike = {(pair.one, pair.other) for pair in pairs(texts, vectors, twins=like, least=101.0)}
    groups: list[list[int]] = []
    for index in range(len(texts)):
        home = next((group for group in groups if (group[0], index) in alike), None)
        if home is None:
            groups.append([index])
        else:
            home.append(index)
    return groups

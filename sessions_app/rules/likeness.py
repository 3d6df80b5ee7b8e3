"""Texts that nearly say the same, proposed to whoever may merge them."""

import re
from collections.abc import Sequence

from rapidfuzz.fuzz import token_set_ratio

from sessions_app.rules.words import words

LIKE = 80.0  # of 100
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def likeness(one: str, other: str) -> float:
    """0 to 100: the token set ratio of rapidfuzz over words, 0 where their numbers differ.

    One text whose words all stand in the other scores 100, so that a text and a longer wording of it are found.
    """
    if sorted(_NUMBER.findall(one)) != sorted(_NUMBER.findall(other)):
        return 0.0
    return float(token_set_ratio(" ".join(words(one)), " ".join(words(other))))


def near_duplicates(texts: Sequence[str], *, like: float = LIKE) -> list[tuple[int, int, float]]:
    """(index, index, likeness) of every pair at least ``like``, the likest first."""
    pairs = [
        (a, b, score)
        for a in range(len(texts))
        for b in range(a + 1, len(texts))
        if (score := likeness(texts[a], texts[b])) >= like
    ]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))

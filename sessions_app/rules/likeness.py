"""Texts that nearly say the same, proposed to whoever may merge them."""

from collections.abc import Sequence

from rapidfuzz.fuzz import token_set_ratio

from sessions_app.rules.opposites import agree, guard
from sessions_app.rules.words import words

LIKE = 80.0  # of 100


def near_duplicates(texts: Sequence[str], *, like: float = LIKE) -> list[tuple[int, int, float]]:
    """(index, index, likeness) of every pair at least ``like``, the likest first.

    Likeness is the token set ratio of rapidfuzz over words, 0 to 100. One text whose words all stand in the other has
    100, so that a text and a longer wording of it are found. Texts that ``opposites`` tells apart are never alike.
    """
    plain = [" ".join(words(text)) for text in texts]
    guards = [guard(text) for text in texts]
    pairs = [
        (a, b, score)
        for a in range(len(texts))
        for b in range(a + 1, len(texts))
        if agree(guards[a], guards[b]) and (score := float(token_set_ratio(plain[a], plain[b]))) >= like
    ]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))

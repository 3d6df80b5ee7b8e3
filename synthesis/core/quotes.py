"""Which statements can stand for a theme, and which of them do so best."""

import re
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

LONGEST = 32  # words
SHORTEST = 5
_END = re.compile(r"[.!?…]+[\"”’)]*(?=\s|$)")
_OWN_VOICE = re.compile(r"\b(?:I|I[’']\w+|me|my|mine|myself)\b")
_US = re.compile(r"\b(?:we|us|our|ours|you|your|yours|we[’']\w+|you[’']\w+|let[’']s)\b", re.IGNORECASE)


def is_short(text: str) -> bool:
    """Whether a statement is one sentence of a length that can be reported."""
    words = len(text.split())
    return SHORTEST <= words <= LONGEST and len(_END.findall(text.strip().rstrip(".!?…\"”’) "))) == 0 and "\n" not in text


def can_be_reported(text: str) -> bool:
    """Whether "supported the view that <text>" is grammatical: a plain statement in nobody's own voice.

    Questions, imperatives in the first person, exclamations, lists and own voices are quoted or left instead.
    """
    if not is_short(text) or re.search(r"[?!:;\"“”()…/]|\s[-–—]\s|\.\.", text.strip()):
        return False
    return not (_OWN_VOICE.search(text) or _US.search(text))


def may_stand_alone(text: str) -> bool:
    """Whether a statement can be quoted whole: one sentence, no question, not shouted."""
    letters = [letter for letter in text if letter.isalpha()]
    shouted = sum(letter.isupper() for letter in letters) > 0.3 * len(letters)
    return is_short(text) and not re.search(r"[?!]|https?:", text) and not shouted and not _OWN_VOICE.search(text)


def representatives(
    texts: Sequence[str], eligible: Sequence[int], weights: Sequence[float], authors: Sequence[int | None], *, most: int = 2
) -> list[int]:
    """At most ``most`` of the ``eligible`` indexes that cover ``texts`` best, at most one per author.

    Greedy facility location: each step takes the text that adds most to sum_j max_i likeness(i, j), times its weight
    (1 - 1/e of the optimum; Nemhauser, Wolsey, Fisher 1978). Likeness is the cosine of TF-IDF over 3 to 5 characters.
    """
    if not eligible:
        return []
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(texts)
    likeness = (vectors[list(eligible)] @ vectors.T).toarray()
    covered = np.zeros(len(texts))
    chosen: list[int] = []
    taken: set[int] = set()
    while len(chosen) < most:
        gains = [
            -1.0
            if index in chosen or (authors[index] is not None and authors[index] in taken)
            else float(np.maximum(likeness[row] - covered, 0).sum()) * weights[index]
            for row, index in enumerate(eligible)
        ]
        row = int(np.argmax(gains))
        if gains[row] <= 0:
            break
        chosen.append(eligible[row])
        covered = np.maximum(covered, likeness[row])
        author = authors[eligible[row]]
        if author is not None:
            taken.add(author)
    return chosen

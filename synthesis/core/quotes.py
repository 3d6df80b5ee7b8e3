"""Which of a theme's statements stand for it best."""

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer


def representatives(
    texts: Sequence[str],
    eligible: Sequence[int],
    weights: Sequence[float],
    authors: Sequence[int | None],
    *,
    most: int = 2,
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

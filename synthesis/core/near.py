"""Texts that nearly say the same: likeness by words and by meaning, guarded by rules. Proposals, merged by nobody here.

Opposites are as alike as paraphrases. So numbers and negations must agree, no word may stand against its opposite, and
those who voted on both texts must have voted alike.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.fuzz import token_sort_ratio

from synthesis.core.text import Characters, Embedder, Vectors, key_of, likeness, plain

LIKE = 0.72  # cosine of sentences that may stand under one lead-in
WORDED = 88.0  # of 100: the same words in nearly the same number, whatever their order
_LOOK = 0.5  # below this cosine words are not compared: what shares them is above it
VOTERS = 5  # fewest who voted on both texts for their votes to say anything
AGREE = 0.8  # share of them who must have voted alike
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|without|neither|nor|cannot|lack\w*|against|n[’']t|\w+n[’']t|"
    r"pas|sans|jamais|aucune?|contre|"  # "ne" stands with one of these: it would count twice
    r"nunca|jamás|sin|ningún|ninguna|tampoco|contra|"
    r"не|нет|без|ни|никогда|нельзя|против|"
    r"لا|لم|لن|ليس|ليست|دون|بدون|غير|ضد)\b|[不没無无非勿莫]",
    re.IGNORECASE,
)
# What one text raises and another lowers: beginnings of words in English, French, Spanish, Russian, Arabic and Chinese.
_OPPOSED_WORDS = (
    (
        "more increas rais expand augment accroî plus aument más увелич больше زيادة أكثر 增加 更多 提高",
        "less fewer reduc decreas cut lower diminu rédui moins menos dismin умень меньше сокра تقليل أقل 减少 降低",
    ),
    (
        "allow permi legali autoris autoriz encourag разреш السماح 允许 准许",
        "ban bans banned forbid prohib outlaw interdi discourag запре حظر 禁止",
    ),
    (
        "abandon abolish supprim abol отмен إلغاء 废除 取消",
        "keep maintain retain mainten manten сохран الإبقاء 保留 保持",
    ),
    ("always toujours siempre всегда دائما 总是", "seldom rarely rarement rara редко نادرا 很少"),
)


def _beginnings(words: str) -> re.Pattern[str]:
    """Any of ``words`` at the beginning of one; in Chinese, anywhere."""
    return re.compile("|".join(word if word[0] >= "\u4e00" else rf"\b{word}" for word in words.split()), re.IGNORECASE)


_OPPOSED = [tuple(map(_beginnings, sides)) for sides in _OPPOSED_WORDS]

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


@dataclass(frozen=True, slots=True)
class Guard:
    """What must agree in two texts that say the same."""

    numbers: tuple[str, ...]
    negations: int
    sides: tuple[int, ...]


def guard(text: str) -> Guard:
    body = plain(text)
    numbers = ("".join(str(unicodedata.digit(c, c)) for c in number) for number in _NUMBER.findall(body))
    sides = tuple(bool(one.search(body)) - bool(other.search(body)) for one, other in _OPPOSED)
    return Guard(tuple(sorted(numbers)), len(_NEGATION.findall(body)), sides)


def agree(one: Guard, other: Guard) -> bool:
    """Numbers and negations are the same, and no pair of opposites is split between the two."""
    opposed = any(a * b < 0 for a, b in zip(one.sides, other.sides, strict=True))
    return one.numbers == other.numbers and one.negations == other.negations and not opposed


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

"""What tells apart two texts that nearly say the same: numbers, negations, and words that stand against one another.

Opposites are as alike as paraphrases, by their words and by any measure of meaning.
"""

import re
import unicodedata
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Guard:
    """What must agree in two texts that say the same."""

    numbers: tuple[str, ...]
    negations: int
    sides: tuple[int, ...]


def guard(text: str) -> Guard:
    """The guard of a text in any of the six languages of the interface."""
    body = unicodedata.normalize("NFKC", text)
    numbers = ("".join(str(unicodedata.digit(c, c)) for c in number) for number in _NUMBER.findall(body))
    sides = tuple(bool(one.search(body)) - bool(other.search(body)) for one, other in _OPPOSED)
    return Guard(tuple(sorted(numbers)), len(_NEGATION.findall(body)), sides)


def agree(one: Guard, other: Guard) -> bool:
    """Numbers and negations are the same, and no pair of opposites is split between the two."""
    opposed = any(a * b < 0 for a, b in zip(one.sides, other.sides, strict=True))
    return one.numbers == other.numbers and one.negations == other.negations and not opposed

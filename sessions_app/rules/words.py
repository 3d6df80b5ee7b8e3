"""Texts as words: what a reader sees change as one piece."""

import unicodedata
from collections.abc import Iterator

# Scripts written without spaces between words: each letter is a piece of its own. (first, last) code point.
WITHOUT_SPACES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Chinese characters
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
_WITHIN_A_WORD = frozenset("'’-‑·")  # "l’eau", "well-being": one word where letters stand on both sides
_SPACE, _WORD, _LETTER, _MARK = "space", "word", "letter", "mark"


def tokens(text: str) -> list[str]:
    """``text`` cut into words, single letters of scripts without spaces, runs of white space, and single marks.

    Joined again they are ``text``. Vowel signs and accents stay with their letter.

    >>> tokens("States should, l’eau")
    ['States', ' ', 'should', ',', ' ', 'l’eau']
    """
    kinds = [_kind(letter) for letter in text]
    return [text[start:end] for start, end in _spans(text, kinds)]


def words(text: str) -> list[str]:
    """The words alone, in small letters: neither spaces nor marks."""
    return [token.casefold() for token in tokens(text) if is_word(token)]


def is_word(token: str) -> bool:
    return _kind(token[0]) in {_WORD, _LETTER}


def is_unspaced(letter: str) -> bool:
    """Whether a letter, sign or mark belongs to a script written without spaces."""
    point = ord(letter)
    return point > 0x0DFF and any(first <= point <= last for first, last in WITHOUT_SPACES)


def _spans(text: str, kinds: list[str]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _goes_on(text, kinds, at, end):
            end += 1
        yield at, end
        at = end


def _goes_on(text: str, kinds: list[str], start: int, at: int) -> bool:
    """Whether the piece that begins at ``start`` holds the letter at ``at`` too."""
    first = kinds[start]
    if unicodedata.category(text[at]).startswith("M"):
        return first in {_WORD, _LETTER}
    if first == _SPACE:
        return kinds[at] == _SPACE
    if first != _WORD:
        return False
    between = text[at] in _WITHIN_A_WORD and at + 1 < len(text) and kinds[at + 1] == _WORD
    return kinds[at] == _WORD or between


def _kind(letter: str) -> str:
    if letter.isspace():
        return _SPACE
    if is_unspaced(letter):
        return _LETTER if letter.isalnum() else _MARK
    return _WORD if letter.isalnum() or letter == "_" else _MARK

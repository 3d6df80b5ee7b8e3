"""Words that are to be found nowhere any more: finding them in a text, and what stands there afterwards."""

import re
from collections.abc import Iterable
from typing import Any

from sessions_app.rules.words import WITHOUT_SPACES, is_unspaced
from sessions_app.rules.words import words as words_of

SHORTEST = 12  # letters: what is shorter is said by others for other reasons; a sign for a syllable says as much as two
FEWEST = 4  # words
# Words that cannot be counted, for nothing stands between them, are as long as they are on average.
_OF_SYLLABLES, _OF_LETTERS = 1 / 2, 1 / 4  # of a word: one Chinese or Japanese sign; one letter of Thai, Lao, Khmer
RUN = 8  # words in a row that two texts do not share by chance
RUN_OF_ITS_OWN = 5  # the same, where one of them stands on the other
_SAID = {"reason", "text", "part"}  # of a finding's words: somebody's own
_STOPS = ".。．｡।۔"  # of a sentence
_UNSPACED = "".join(f"{chr(first)}-{chr(last)}" for first, last in WITHOUT_SPACES)
_LETTER = rf"[^\W{_UNSPACED}]"  # that makes another word of one beside it


def is_telling(text: str) -> bool:
    """Whether a text is its author's own wherever it is found.

    In a script without spaces twelve letters, or six signs, may be a name that everybody uses (of a body, of a right):
    below four words it is found only where it is all that stands between two marks, as ``Wanted`` sees to.
    """
    if not is_long(text):
        return False
    return len(text.split()) == 1 or _runs_together(text) or length_in_words(text) >= FEWEST


def is_long(text: str) -> bool:
    """Whether a text says enough for a paragraph of a report that holds it to tell it."""
    return len(text.strip()) + sum(map(_is_syllable, text)) >= SHORTEST


def length_in_words(text: str) -> float:
    """How many words a text has: counted where there are spaces, and estimated where there are none."""
    return sum(map(_size, words_of(text)))


class Wanted:
    """Wordings that go, and what takes their place.

    texts: as they were written; a full stop at the end does not matter, nor do capitals and spaces.
    """

    def __init__(self, texts: Iterable[str], mark: str) -> None:
        self.mark = mark
        stripped = {text.strip().rstrip(_STOPS).strip() for text in texts} - {"", mark.rstrip(_STOPS)}
        self.texts = sorted(stripped, key=lambda text: (-len(text), text))
        self._pattern = _any_of(self.texts)

    def is_in(self, text: str) -> bool:
        return self._pattern is not None and self._pattern.search(text) is not None

    def without(self, text: str) -> str:
        """``text`` with the mark wherever one of the wordings stood."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda _found: self.mark, text)

    def without_in(self, value: Any) -> Any:
        """The same through lists and dictionaries of plain data; keys stay."""
        if isinstance(value, str):
            return self.without(value)
        if isinstance(value, dict):
            return {key: self.without_in(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.without_in(one) for one in value]
        return value

    def shares(self, text: str, run: float) -> bool:
        """Whether ``run`` words in a row of one of the wordings stand in ``text``."""
        there = _runs(words_of(text), run)
        return any(there & _runs(words_of(one), run) for one in self.texts)


class Whole(Wanted):
    """Wordings that others use too, as "No." is: they go only where they stand as somebody's own words, between
    quotation marks or as all of a text up to a bracket. Of plain data only under ``_SAID``; cells and choices stay.
    """

    def __init__(self, texts: Iterable[str], mark: str) -> None:
        super().__init__(texts, mark)
        self._pattern = _quoted(self.texts)

    def without(self, text: str) -> str:
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: found[1] + self.mark, text)

    def without_in(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.without(value)
        return self._in_data(value)

    def _in_data(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: self.without(one) if key in _SAID and isinstance(one, str) else self._in_data(one)
                for key, one in value.items()
            }
        if isinstance(value, list | tuple):
            return [self._in_data(one) for one in value]
        return value


def _runs(words: list[str], length: float) -> set[tuple[str, ...]]:
    """Every shortest run of words that are together as long as ``length`` words."""
    found = set()
    for at in range(len(words)):
        end, size = at, 0.0
        while end < len(words) and size < length:
            size += _size(words[end])
            end += 1
        if size < length:
            break
        found.add(tuple(words[at:end]))
    return found


def _size(word: str) -> float:
    if not is_unspaced(word[0]):
        return 1
    return _OF_SYLLABLES if _is_syllable(word[0]) else _OF_LETTERS


def _is_syllable(letter: str) -> bool:
    """Of Chinese, Japanese or Korean."""
    return letter >= "\u3005" and (is_unspaced(letter) or "\uac00" <= letter <= "\ud7a3")


def _runs_together(text: str) -> bool:
    """Whether some of it is in a script without spaces."""
    return any(map(is_unspaced, text))


def _any_of(texts: list[str]) -> re.Pattern[str] | None:
    """Any of them, whatever white space is between their words; a stop that follows goes with it."""
    if not texts:
        return None
    return re.compile(rf"(?:{'|'.join(map(_apart, texts))})[{_STOPS}]?", re.IGNORECASE)


def _apart(text: str) -> str:
    """Never inside other words; where an end of it is in a script without spaces, whatever stands there.

    A short one in such a script may be a part of any word: it goes where nothing but marks and spaces stands around it.
    """
    if _runs_together(text) and length_in_words(text) < FEWEST:
        return rf"(?<!\w){_flexible(text)}(?!\w)"
    before = "" if is_unspaced(text[0]) else rf"(?<!{_LETTER})"
    after = "" if is_unspaced(text[-1]) else rf"(?!{_LETTER})"
    return before + _flexible(text) + after


def _quoted(texts: list[str]) -> re.Pattern[str] | None:
    """Any of them where nothing but marks stands around it; what stands before it is the first group."""
    if not texts:
        return None
    any_of = "|".join(map(_flexible, texts))
    return re.compile(rf"(^\s*|[“«„「『]\s*)(?:{any_of})[{_STOPS}]?(?=\s*(?:$|[”»“」』(（]))", re.IGNORECASE)


def _flexible(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))

"""The words that the rules look for, a table a language. Patterns are regular expressions without groups."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import import_module
from re import IGNORECASE, Pattern, compile

LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru")


@dataclass(frozen=True)
class Lexicon:
    """One language.

    units: those who may have spoken. said: word of the scale of what was said -> its patterns, each before a unit.
    other: what may stand between the two.
    never: words that stand for no number of speakers, before a unit. positions: word of the scale of positions -> its
    patterns. numbers: a number in words -> the number. adoption: needs an act of adoption; denied: before it, says that
    there was none. impersonal: a duty that nobody has. duty: what makes of those before it (in Arabic, behind it) the
    ones who have it. reporting: before it, says that it is only told. obligation: what a "must" stands on. acronyms:
    those that need no explanation. spaced: whether words are set apart by spaces.
    """

    units: tuple[str, ...]
    said: dict[str, tuple[str, ...]]
    never: tuple[str, ...]
    positions: dict[str, tuple[str, ...]]
    numbers: dict[str, int]
    percent: tuple[str, ...]
    adoption: tuple[str, ...]
    denied: tuple[str, ...]
    opinion: tuple[str, ...]
    connectives: tuple[str, ...]
    trend: tuple[str, ...]
    terms: tuple[str, ...]
    pages: tuple[str, ...]
    impersonal: tuple[str, ...]
    reporting: tuple[str, ...]
    must: tuple[str, ...]
    obligation: tuple[str, ...]
    first_person: tuple[str, ...]
    place_before: tuple[str, ...]
    duty: tuple[str, ...]
    individual: tuple[str, ...]
    other: tuple[str, ...] = ("other",)
    acronyms: str = ""
    spaced: bool = True

    @cached_property
    def unit(self) -> str:
        return "(?:" + "|".join(self.units) + ")"

    def find(self, *patterns: str) -> Pattern[str]:
        """Any of ``patterns`` as whole words."""
        return _found(patterns, spaced=self.spaced)

    @cached_property
    def number(self) -> str:
        """A number in figures or in words."""
        words = sorted(self.numbers, key=len, reverse=True)
        return r"(?:\d[\d.,\u00a0\u202f]*\d|\d|" + "|".join(words) + ")"


@lru_cache(maxsize=512)
def _found(patterns: tuple[str, ...], *, spaced: bool) -> Pattern[str]:
    body = "(?:" + "|".join(patterns) + ")"
    return compile(rf"(?<!\w){body}(?!\w)" if spaced else body, IGNORECASE)


def lexicon(language: str) -> Lexicon:
    """The table of a language, English for one that has none."""
    code = language.split("-")[0].lower()
    name = code if code in LANGUAGES else "en"
    found: Lexicon = import_module(f"synthesis.rules.lint.lexicons.{name}").LEXICON
    return found

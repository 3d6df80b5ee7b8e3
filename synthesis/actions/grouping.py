"""What was said, by theme, for a draft: themes that people confirmed first, then proposed ones of the rest."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from synthesis import wording
from synthesis.core import themes


def grouped(
    texts: Sequence[str], confirmed: Sequence[str], *, known: str, may_name: Callable[[str], bool] = lambda _name: True
) -> list[tuple[str, list[int]]]:
    """(name, indexes of ``texts``): the largest first within confirmed and proposed; what is in none last, under "".

    confirmed: for each text, the name of the confirmed theme that it stands under, or "". known: the guiding question.
    may_name: whether a proposed name, made of words of ``texts``, may be printed; what it would name is in none.
    """
    by_name: dict[str, list[int]] = {}
    for index, name in enumerate(confirmed):
        if name:
            by_name.setdefault(name, []).append(index)
    found = sorted(by_name.items(), key=lambda pair: (-len(pair[1]), pair[1]))
    free = [index for index, name in enumerate(confirmed) if not name]
    proposed, rest = _proposed(tuple(texts[index] for index in free), known)
    unnamed = [index for theme in proposed if not may_name(theme.label) for index in theme.members]
    found += [(theme.label, [free[index] for index in theme.members]) for theme in proposed if may_name(theme.label)]
    named = [(spoken(name), members) for name, members in found]
    return [*named, ("", [free[index] for index in sorted([*rest, *unnamed])])]


@lru_cache(maxsize=8)
def _proposed(texts: tuple[str, ...], known: str) -> tuple[list[themes.Theme], list[int]]:
    """A report that tells the same twice, such as one with an addendum, has the same themes in both places."""
    return themes.propose(texts, known=known)


def spoken(name: str) -> str:
    """A theme's name in a sentence: single words in a row are listed, a person's own words stay as they are."""
    parts = name.split(", ")
    return wording.listed(parts) if all(" " not in part for part in parts) else name

"""Whom a recommendation addresses: those it was given for, else the few words with which it begins."""

import re
from collections.abc import Sequence

# Whom an English text addresses: the few words that it begins with, before what they should do.
_BEGINS = re.compile(
    r"^(?P<addressee>[A-Z][\w’'-]*(?: (?!should\b|could\b|must\b)[\w’'-]+){0,5}) (?:should|could|must)\b"
)


def addressed(text: str, given: Sequence[str]) -> list[str]:
    """The addressees of ``text``, as they are written; none where nobody was given and it names nobody at once."""
    begins = _BEGINS.match(text)
    return list(given) or ([begins["addressee"]] if begins else [])

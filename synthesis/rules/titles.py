"""A text that asks for something, as a title."""

import re

LONGEST = 110
_ASKS = re.compile(r"^(?P<addressee>.+?) (?:should(?: consider)?|could|must|are encouraged to|is encouraged to) ")


def as_title(text: str) -> str:
    """What a text asks for, without who should do it; "" where it does not begin so, or is long."""
    found = _ASKS.match(text)
    title = text[found.end() :].split(". ")[0].rstrip(".") if found else ""
    return title if len(title) <= LONGEST else ""

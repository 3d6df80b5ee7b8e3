"""How wide the columns of a table are, where a format must be told."""

import re
from collections.abc import Sequence

WIDTH = 16.0  # centimetres between the margins
NUMBER_WIDTH = 2.1  # of a column of numbers, where there is room
FIRST_WIDTH = 3.0  # at least, of the column before columns of numbers
SIGN, ARABIC_SIGN = 0.2, 0.26  # of a bold letter in a table's head
CELL_EDGES = 0.4  # of both sides of a cell
_HAN = re.compile("[\u3400-\u9fff]")


def widths_of(heads: Sequence[str], *, numbers: bool, rtl: bool, whole: float = WIDTH) -> list[float]:
    """In centimetres, ``whole`` together.

    A column of numbers is at least as wide as the longest word above it, where there is room.
    """
    columns, sign = len(heads), ARABIC_SIGN if rtl else SIGN
    if not numbers:
        return [4.0, *([(whole - 4.0) / (columns - 1)] * (columns - 1))] if columns > 1 else [whole]
    needed = [max([1.0, *(sign * len(word) + CELL_EDGES for word in _words(head))]) for head in heads[1:]]
    found = [max(NUMBER_WIDTH, width) for width in needed]
    room = whole - FIRST_WIDTH
    if sum(found) > room:
        spare = (room - sum(needed)) / len(needed)
        found = [width + spare for width in needed] if spare > 0 else [width * room / sum(needed) for width in needed]
    return [whole - sum(found), *found]


def _words(head: str) -> list[str]:
    """What is not broken: Chinese signs are."""
    return [word for word in head.split() if not _HAN.search(word)]

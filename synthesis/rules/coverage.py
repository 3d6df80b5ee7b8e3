"""What became of what was said, as numbers and as quotations: rules without a database."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

Kind = TypeVar("Kind", bound=str)

SHORTEST = 12  # characters of what is a quotation and no single word in quotation marks
_MARKS = re.compile('“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|「([^」]*)」|‘([^’]{12,})’(?!\\w)|"([^"]*)"')
_LEFT_OUT = re.compile(r"\[(?:…|\.\.\.)\]")


def percents(counts: Mapping[Kind, int]) -> dict[Kind, int]:
    """Whole percentages that add up to 100: what rounding leaves goes to the largest remainders (Hamilton's method).

    Of nothing, every share is 0.
    """
    total = sum(counts.values())
    if not total:
        return dict.fromkeys(counts, 0)
    shares = {kind: 100 * count // total for kind, count in counts.items()}
    order = list(counts)
    by_remainder = sorted(order, key=lambda kind: (-(100 * counts[kind] % total), order.index(kind)))
    for kind in by_remainder[: 100 - sum(shares.values())]:
        shares[kind] += 1
    return shares


def quotes(printed: str, said: Sequence[str]) -> bool:
    """Whether words of ``said`` stand in ``printed`` between quotation marks; "[...]" may leave something out."""
    passages = [next(filter(None, groups), "") for groups in _MARKS.findall(printed)]
    return any(_is_from(passage, text) for passage in passages for text in said)


def _is_from(passage: str, text: str) -> bool:
    parts = [part for part in map(_plain, _LEFT_OUT.split(passage)) if part]
    return sum(map(len, parts)) >= SHORTEST and all(part in _plain(text) for part in parts)


def _plain(text: str) -> str:
    """Words alone, in one case: a capital or a full stop more is still the same quotation."""
    return " ".join(text.casefold().split()).strip(" .,;:!?…。،؛")

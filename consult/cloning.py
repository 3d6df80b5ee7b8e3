"""Registries that each package fills, so that this one need not look up at the others.

``copying``: called with a consultation and its new copy; copies set-up, never input. ``counting`` and ``wiping``: how
much input there is, and its end before a rehearsed consultation opens. All inside the transaction of the act.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consult.models import Consultation

Copy = Callable[["Consultation", "Consultation"], None]
Count = Callable[["Consultation"], dict[str, int]]
Wipe = Callable[["Consultation"], None]

copying: dict[str, Copy] = {}
counting: dict[str, Count] = {}
wiping: dict[str, Wipe] = {}


def copy(source: Consultation, made: Consultation) -> None:
    for each in copying.values():
        each(source, made)


def count(consultation: Consultation) -> dict[str, int]:
    """What of input there is, by kind; kinds of which there is none are left out."""
    found: dict[str, int] = {}
    for each in counting.values():
        found |= {kind: number for kind, number in each(consultation).items() if number}
    return found


def wipe(consultation: Consultation) -> dict[str, int]:
    """Delete all input; returns what there was. The last package goes first: it stands on the others."""
    found = count(consultation)
    for each in reversed(wiping.values()):
        each(consultation)
    return found

"""Which footnotes belong to which paragraph: those that follow it. They go with it wherever it goes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

FOOTNOTE = "footnote"  # the style of one


class Placed(Protocol):
    """A paragraph in its section's order."""

    pk: int
    style: str
    removed_at: datetime | None


P = TypeVar("P", bound=Placed)


def with_notes(order: Sequence[P], paragraph: Placed) -> list[P]:
    """A paragraph of ``order`` and its footnotes; a footnote alone, for it has none itself."""
    at = next(place for place, one in enumerate(order) if one.pk == paragraph.pk)
    end = at + 1
    while paragraph.style != FOOTNOTE and end < len(order) and order[end].style == FOOTNOTE:
        end += 1
    return list(order[at:end])


def owner_of(order: Sequence[P], note: Placed) -> P | None:
    """The paragraph of ``order`` under which a footnote stands; None where it stands under none."""
    at = next(place for place, one in enumerate(order) if one.pk == note.pk)
    return next((one for one in reversed(order[:at]) if one.style != FOOTNOTE), None)


def moved(order: Sequence[P], paragraph: Placed, *, up: bool) -> list[P]:
    """``order`` with a paragraph and its footnotes past the one before or behind it, and that one's footnotes.

    What was removed is stepped over. At the end it stays, and a footnote stays behind some paragraph.
    """
    own = with_notes(order, paragraph)
    rest = [one for one in order if one not in own]
    at = list(order).index(own[0])
    is_note = paragraph.style == FOOTNOTE
    there = [
        place
        for place, one in enumerate(rest)
        if one.removed_at is None and (is_note or one.style != FOOTNOTE) and (place < at if up else place >= at)
    ]
    if not there or (is_note and up and len(there) == 1):
        return list(order)
    beside = there[-1] if up else there[0]
    to = beside if up else beside + (1 if is_note else len(with_notes(rest, rest[beside])))
    return [*rest[:to], *own, *rest[to:]]

"""Shares of printed counts: the count and its base first, a percentage with its interval only from ten up."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sessions_app.rules.positions import SMALLEST_BASE, Position, wilson
from sessions_app.rules.suppression import PublishedRow
from sessions_app.states import IN_NO_BASE


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``base``. low, high: the 95 per cent Wilson interval, in per cent; None under ten."""

    count: int
    base: int
    percent: int | None
    low: int | None
    high: int | None

    @property
    def words(self) -> str:
        """How it is printed: "7 of 9", and from ten up "7 of 12: 58 % (32 to 81 %)"."""
        if self.percent is None:
            return _("{count} of {base}").format(count=self.count, base=self.base)
        return _("{count} of {base}: {percent} % ({low} to {high} %)").format(
            count=self.count, base=self.base, percent=self.percent, low=self.low, high=self.high
        )


def share(count: int, base: int) -> Share:
    """The share of ``count`` in ``base``."""
    if base < SMALLEST_BASE:
        return Share(count, base, None, None, None)
    ends = wilson(count, base)
    return Share(count, base, round(100 * count / base), round(100 * ends.low), round(100 * ends.high))


def position_of(row: PublishedRow) -> Position | None:
    """A printed row as favour, against, neither; None where a part of it is hidden.

    In favour: agree, support, can live with, yes. Awaiting instructions is in no base.
    """
    counts = row.counts
    if any(count is None for choice, count in counts.items() if choice not in IN_NO_BASE):
        return None
    number = {choice: count or 0 for choice, count in counts.items()}
    return Position(
        favour=sum(number.get(choice, 0) for choice in ("agree", "support", "live-with", "yes")),
        against=sum(number.get(choice, 0) for choice in ("disagree", "object", "no")),
        neither=sum(number.get(choice, 0) for choice in ("pass", "abstain")),
    )


def in_favour(row: PublishedRow) -> Share | None:
    """How many of a printed row are in favour; None where a part of it is hidden, or where nobody answered."""
    position = position_of(row)
    return share(position.favour, position.base) if position and position.base else None

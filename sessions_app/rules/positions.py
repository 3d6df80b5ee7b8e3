"""Measures of positions: shares with their interval, and whether views converged."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

# Percentages and quantifiers of positions only from here up; below, counts where they may be shown.
SMALLEST_BASE = 10
CONVERGING = 2 / 3  # from here a "large majority"
DIVIDED = 0.3  # both sides at least this share
UNDECIDED = 1 / 3
_Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Position:
    """Counts of one closed question: ``base`` = in favour + against + neither (abstained, passed).

    groups: the same for each stakeholder group that may be printed whole, without groups of its own.
    """

    favour: int
    against: int
    neither: int
    groups: tuple["Position", ...] = ()

    @property
    def base(self) -> int:
        return self.favour + self.against + self.neither


def wilson(successes: int, base: int) -> Interval:
    """The 95 % score interval of a share (E. B. Wilson, JASA 22, 1927); 0 to 1 without a base."""
    if base == 0:
        return Interval(0.0, 1.0)
    share, square = successes / base, _Z95 * _Z95
    centre = (share + square / (2 * base)) / (1 + square / base)
    half = _Z95 * sqrt(share * (1 - share) / base + square / (4 * base * base)) / (1 + square / base)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def group_equal(position: Position) -> float | None:
    """The mean of the groups' shares in favour, each group once; None without groups."""
    shares = [group.favour / group.base for group in position.groups if group.base]
    return sum(shares) / len(shares) if shares else None


def kind_of(position: Position) -> str:
    """converging | diverging | undecided | other | thin.

    converging: at least two thirds on one side, and in every printed group the lower bound of that side above 1/2.
    diverging: at least 30 % on both sides, or two groups on opposite sides, each with its lower bound above 1/2.
    undecided: at least a third took neither side. thin: a base under 10.
    """
    if position.base < SMALLEST_BASE:
        return "thin"
    if _opposed(position.groups) or min(position.favour, position.against) >= DIVIDED * position.base:
        return "diverging"
    if _one_side(position, "favour") or _one_side(position, "against"):
        return "converging"
    return "undecided" if position.neither >= UNDECIDED * position.base else "other"


def _one_side(position: Position, side: str) -> bool:
    clear = getattr(position, side) >= CONVERGING * position.base
    return clear and all(wilson(getattr(group, side), group.base).low > 0.5 for group in position.groups)


def _opposed(groups: Sequence[Position]) -> bool:
    sides = {
        side for group in groups for side in ("favour", "against") if wilson(getattr(group, side), group.base).low > 0.5
    }
    return len(sides) == 2

"""What a recorded vote amounts to: simple and two-thirds majorities, in one constituency or in each, never pooled.

"Present and voting" means those who vote yes or no; whoever abstains does not vote (Rules of Procedure of the United
Nations General Assembly, A/520/Rev.19, rules 86 and 126). A tie rejects (rules 95 and 133).
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Constituency = TypeVar("Constituency", bound=Hashable)

YES, NO, ABSTAIN = "yes", "no", "abstain"


class Majority(StrEnum):
    SIMPLE = "simple"
    TWO_THIRDS = "two-thirds"


class Outcome(StrEnum):
    """Why, in one word: only ``ADOPTED`` adopts."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    TIE = "tie"  # rejected, because as many were for it as against it
    NO_QUORUM = "no-quorum"  # nothing was decided
    NOBODY_VOTED = "nobody-voted"  # neither yes nor no: rejected


@dataclass(frozen=True, slots=True)
class Count:
    """The votes of one constituency. yes, no, abstain: sums of weights; bodies: how many answered at all."""

    yes: int = 0
    no: int = 0
    abstain: int = 0
    bodies: int = 0


def count(votes: Iterable[tuple[str, int]]) -> Count:
    """Add up (choice, weight), one a body. Raises ValueError on another choice, or a weight that is not 1 or more."""
    sums = {YES: 0, NO: 0, ABSTAIN: 0}
    bodies = 0
    for choice, weight in votes:
        if choice not in sums:
            raise ValueError(f"not a choice of a recorded vote: {choice}")
        if not is_whole(weight) or weight < 1:
            raise ValueError(f"not a weight: {weight}")
        sums[choice] += weight
        bodies += 1
    return Count(yes=sums[YES], no=sums[NO], abstain=sums[ABSTAIN], bodies=bodies)


def is_whole(value: object) -> bool:
    """Whether it is a whole number: what comes in may be anything."""
    return isinstance(value, int) and not isinstance(value, bool)


def outcome(votes: Count, majority: Majority = Majority.SIMPLE, *, quorum: int = 0) -> Outcome:
    """What one constituency decided. quorum: bodies that have to answer, whatever their weight and their choice.

    Simple: more yes than no. Two-thirds: at least two of three of those for or against it.
    """
    if votes.bodies < quorum:
        return Outcome.NO_QUORUM
    if votes.yes + votes.no == 0:
        return Outcome.NOBODY_VOTED
    if votes.yes == votes.no:
        return Outcome.TIE
    needed = votes.yes > votes.no
    if majority is Majority.TWO_THIRDS:
        needed = 3 * votes.yes >= 2 * (votes.yes + votes.no)
    return Outcome.ADOPTED if needed else Outcome.REJECTED


@dataclass(frozen=True, slots=True)
class Decision:
    """What all constituencies together decided, and each for itself: there is no total over them."""

    is_adopted: bool
    is_valid: bool  # False: a quorum was missing somewhere, and nothing was decided
    each: tuple[tuple[Hashable, Outcome], ...]


def decide(
    votes: Mapping[Constituency, Count],
    majority: Majority = Majority.SIMPLE,
    *,
    quorum: Mapping[Constituency, int] | None = None,
) -> Decision:
    """Adopted where the majority was reached in every constituency. Raises ValueError where there is none."""
    if not votes:
        raise ValueError("a vote needs a constituency")
    needed = quorum or {}
    each = tuple((name, outcome(votes[name], majority, quorum=needed.get(name, 0))) for name in votes)
    return Decision(
        is_adopted=all(came is Outcome.ADOPTED for _name, came in each),
        is_valid=all(came is not Outcome.NO_QUORUM for _name, came in each),
        each=each,
    )

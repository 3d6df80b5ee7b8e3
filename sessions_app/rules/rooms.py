"""How people are dealt to breakout rooms."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def mixed(people: Sequence[tuple[T, int]], rooms: int) -> list[list[T]]:
    """Deal (person, group) to ``rooms`` rooms, one after the other, group by group.

    Rooms differ by at most one person, and in each group by at most one of its members. The order within a group is
    kept: shuffle before. rooms: at least 1.
    """
    dealt: list[list[T]] = [[] for _ in range(rooms)]
    for place, (person, _group) in enumerate(sorted(people, key=lambda one: one[1])):
        dealt[place % rooms].append(person)
    return dealt

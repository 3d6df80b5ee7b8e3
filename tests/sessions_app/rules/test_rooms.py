"""Dealing people to rooms: everybody once, evenly, and each group evenly."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sessions_app.rules.rooms import mixed


@given(st.lists(st.integers(0, 5), max_size=80), st.integers(1, 12))
def test_rooms_are_even_as_a_whole_and_in_each_group(groups: list[int], rooms: int) -> None:
    people = list(enumerate(groups))
    dealt = mixed(people, rooms)
    assert sorted(person for room in dealt for person in room) == list(range(len(people)))
    sizes = [len(room) for room in dealt]
    assert len(dealt) == rooms
    assert max(sizes) - min(sizes) <= 1
    for group in set(groups):
        in_each = Counter(place for place, room in enumerate(dealt) for person in room if groups[person] == group)
        counts = [in_each[place] for place in range(rooms)]
        assert max(counts) - min(counts) <= 1

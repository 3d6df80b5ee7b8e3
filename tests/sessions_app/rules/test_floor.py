"""The list of speakers: whatever comes in, it is a list one can run a room by."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.rules import floor
from sessions_app.rules.floor import Waiting, moved, ordered, seconds_left, seconds_used, shares

ORDERS = (floor.ASKED, floor.PROTOCOL, floor.ALTERNATE)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)

names = st.lists(
    st.builds(
        Waiting,
        id=st.integers(1, 60),
        asked=st.integers(0, 30).map(float),
        kind=st.sampled_from([floor.SPEAK, floor.SPEAK, floor.SPEAK, floor.POINT_OF_ORDER, floor.REPLY]),
        place=st.none() | st.none() | st.integers(1, 9),
        for_several=st.booleans(),
        group=st.none() | st.integers(0, 3),
        body=st.sampled_from(["", "A", "B"]),
    ),
    unique_by=lambda name: name.id,
    max_size=14,
)
plain = st.lists(
    st.builds(Waiting, id=st.integers(1, 60), asked=st.integers(0, 30).map(float), group=st.integers(0, 3)),
    unique_by=lambda name: name.id,
    max_size=14,
)
orders = st.sampled_from(ORDERS)


def ids(listed: list[Waiting]) -> list[int]:
    return [name.id for name in listed]


@given(names, orders)
def test_each_name_stands_on_the_list_once(waiting: list[Waiting], order: str) -> None:
    assert sorted(ids(ordered(waiting, order))) == sorted(ids(waiting))


@given(names, orders, st.randoms())
def test_the_list_does_not_depend_on_how_it_was_read(waiting: list[Waiting], order: str, random: object) -> None:
    shuffled = waiting[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ordered(shuffled, order) == ordered(waiting, order)


@given(names, orders)
def test_points_of_order_then_the_placed_then_groups_then_others_then_replies(
    waiting: list[Waiting], order: str
) -> None:
    def rank(name: Waiting) -> int:
        if name.kind == floor.POINT_OF_ORDER:
            return 0
        if name.place is not None:
            return 1
        if name.kind == floor.REPLY:
            return 4
        return 2 if name.for_several else 3

    ranks = [rank(name) for name in ordered(waiting, order)]
    assert ranks == sorted(ranks)


@given(names)
def test_as_they_ask_is_the_order_of_asking(waiting: list[Waiting]) -> None:
    free = [name for name in ordered(waiting, floor.ASKED) if name.place is None and name.kind == floor.SPEAK]
    for part in ([n for n in free if n.for_several], [n for n in free if not n.for_several]):
        assert part == sorted(part, key=lambda name: (name.asked, name.id))


@given(plain)
def test_by_protocol_groups_stand_in_their_order(waiting: list[Waiting]) -> None:
    groups = [name.group for name in ordered(waiting, floor.PROTOCOL)]
    assert groups == sorted(groups, key=lambda group: (group is None, group or 0))


@given(plain, st.none() | st.integers(0, 3))
def test_no_group_speaks_twice_running_while_another_waits(waiting: list[Waiting], last: int | None) -> None:
    listed = ordered(waiting, floor.ALTERNATE, last)
    before = last
    for index, name in enumerate(listed):
        assert name.group != before or all(other.group == before for other in listed[index:])
        before = name.group


@given(names, orders, st.data())
def test_a_name_that_is_moved_stands_where_it_was_put(waiting: list[Waiting], order: str, data: st.DataObject) -> None:
    listed = ordered(waiting, order)
    movable = [name for name in listed if name.kind != floor.POINT_OF_ORDER]
    if not movable:
        return
    one = data.draw(st.sampled_from(movable))
    before = data.draw(st.none() | st.sampled_from([name.id for name in movable if name.id != one.id] or [None]))

    places = moved(listed, one.id, before)

    now = [Waiting(n.id, n.asked, n.kind, places.get(n.id, n.place), n.for_several, n.group, n.body) for n in waiting]
    again = [name.id for name in ordered(now, order) if name.kind != floor.POINT_OF_ORDER]
    rest = [name.id for name in movable if name.id != one.id]
    at = rest.index(before) if before is not None else len(rest)
    # Who stands below may be called in another turn of the groups; down to there the list is as the chair made it.
    wanted = [*rest[:at], one.id, *rest[at:]]
    assert again[: len(places)] == wanted[: len(places)]
    assert again.index(one.id) == at or not places


def test_moving_one_who_is_not_there_changes_nothing() -> None:
    listed = [Waiting(1, 1.0), Waiting(2, 2.0)]

    assert moved(listed, 9, 1) == {}
    assert moved(listed, 1, 1) == {}
    assert moved(listed, 1, 2) == {}


def test_the_clock_stands_while_it_is_paused() -> None:
    later = NOON + timedelta(seconds=90)

    assert seconds_used(NOON, None, later) == 90
    assert seconds_used(NOON, NOON + timedelta(seconds=30), later) == 30
    assert seconds_used(None, None, later) == 0
    assert seconds_used(later, None, NOON) == 0


@pytest.mark.parametrize(("limit", "used", "left"), [(120, 50, 70), (120, 150, -30), (None, 500, None)])
def test_time_left_can_be_over_run(limit: int | None, used: int, left: int | None) -> None:
    assert seconds_left(limit, used) == left


def test_used_time_stands_against_the_budget_of_each_group() -> None:
    found = shares([(1, 60), (2, 30), (1, 90), (9, 600)], {1: 120}, [1, 2, 3])

    assert [(share.group, share.used, share.budget, share.percent, share.is_over) for share in found] == [
        (1, 150, 120, 83, True),
        (2, 30, None, 17, False),
        (3, 0, None, 0, False),
    ]

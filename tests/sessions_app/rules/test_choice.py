"""Choosing among options: textbook elections, ties, and what holds for every election."""

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.rules.choice import approval, points
from sessions_app.rules.transfer import ONE, ranked

# A capital for Tennessee: the common textbook example (42, 26, 15 and 17 of a hundred voters, by distance).
TENNESSEE = (
    [("Memphis", "Nashville", "Chattanooga", "Knoxville")] * 42
    + [("Nashville", "Chattanooga", "Knoxville", "Memphis")] * 26
    + [("Chattanooga", "Knoxville", "Nashville", "Memphis")] * 15
    + [("Knoxville", "Chattanooga", "Nashville", "Memphis")] * 17
)
CITIES = ("Memphis", "Nashville", "Chattanooga", "Knoxville")
# Food for a party: twenty guests, three of five dishes, quota six (the example of introductions to the method).
PARTY = (
    [("oranges",)] * 4
    + [("pears", "oranges")] * 2
    + [("chocolate", "strawberries")] * 8
    + [("chocolate", "sweets")] * 4
    + [("strawberries",), ("sweets",)]
)
DISHES = ("oranges", "pears", "chocolate", "strawberries", "sweets")


def test_the_runoff_for_a_capital_of_tennessee() -> None:
    found = ranked(TENNESSEE, CITIES)
    assert found.elected == ("Knoxville",)
    assert [stage.left for stage in found.stages] == [(), ("Chattanooga",), ("Nashville",)]
    assert dict(found.stages[-1].votes) == {"Memphis": 42 * ONE, "Knoxville": 58 * ONE}
    assert found.ties == ()


def test_the_dishes_of_the_party() -> None:
    found = ranked(PARTY, DISHES, 3)
    assert (found.quota, found.elected) == (6, ("chocolate", "oranges", "strawberries"))
    after_the_surplus = dict(found.stages[1].votes)
    assert (after_the_surplus["strawberries"], after_the_surplus["sweets"]) == (5 * ONE, 3 * ONE)


def test_a_surplus_passes_on_cut_to_five_decimals() -> None:
    # Quota 7 // 3 + 1 = 3; four papers of a, surplus 1: each passes on at 0.25; then 1/3 is cut to 0.33333.
    found = ranked([("a", "b")] * 4 + [("b",)] + [("c",)] * 2, ("a", "b", "c"), 2)
    assert dict(found.stages[1].votes) == {"a": 3 * ONE, "b": 2 * ONE, "c": 2 * ONE}
    thirds = ranked([("a", "b")] * 3 + [("a", "c")] * 3 + [("d",)] * 3 + [("e",)], ("a", "b", "c", "d", "e"), 2)
    assert thirds.quota == 4
    assert dict(thirds.stages[1].votes)["b"] == 3 * (ONE * 2 // 6)


def test_a_tie_goes_by_the_latest_stage_that_tells_apart_and_else_by_lot() -> None:
    # b and c leave level, and differ nowhere before: the last drawn of the two leaves, and it is written down.
    found = ranked([("a",)] * 3 + [("b",), ("c",)], ("c", "a", "b"), 1)
    assert found.elected == ("a",)
    level = ranked([("a",)] * 2 + [("b", "a"), ("c", "a")], ("c", "a", "b"), 1)
    assert (level.ties[0].among, level.ties[0].chosen, level.ties[0].by) == (("c", "b"), ("b",), "lot")
    # d leaves and lifts c to b's number: b had more at the first stage, so that c leaves.
    earlier = ranked([("a",)] * 5 + [("b", "a")] * 3 + [("c", "a")] * 2 + [("d", "c")], ("c", "b", "a", "d"), 1)
    assert (earlier.ties[0].among, earlier.ties[0].chosen, earlier.ties[0].by) == (
        ("c", "b"),
        ("c",),
        "an earlier stage",
    )


def test_approval_elects_those_most_approved_of() -> None:
    ballots = [("a", "b"), ("a", "b"), ("a", "c"), ()]
    found = approval(ballots, ("c", "b", "a"), 2)
    assert (found.elected, found.totals, found.ties) == (("a", "b"), (("c", 1), ("b", 2), ("a", 3)), ())


def test_a_tie_across_the_last_seat_goes_by_lot_and_is_logged() -> None:
    found = approval([("a", "b"), ("a", "c")], ("c", "b", "a"), 2)
    assert found.elected == ("a", "c")
    assert [(tie.among, tie.chosen, tie.by) for tie in found.ties] == [(("c", "b"), ("c",), "lot")]
    # A tie among those who all are elected decides nothing.
    assert approval([("a",), ("b",)], ("a", "b", "c"), 2).ties == ()


def test_points_of_tennessee_as_borda_counts_them() -> None:
    # Three points for the first place, two, one, none: J.-C. de Borda, 1781.
    ballots = [dict(zip(ranking, (3, 2, 1, 0), strict=True)) for ranking in TENNESSEE]
    found = points(ballots, CITIES, 1, budget=6, most=3)
    assert dict(found.totals) == {"Memphis": 126, "Nashville": 194, "Chattanooga": 173, "Knoxville": 107}
    assert found.elected == ("Nashville",)


@pytest.mark.parametrize(
    "ballot", [{"a": 11}, {"a": 6}, {"a": -1}, {"z": 1}, {"a": 1.5}, {"a": True}, {"a": "1"}, {"a": 5, "b": 5, "c": 1}]
)
def test_illegal_points_are_refused(ballot: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"points|does not stand"):
        points([ballot], ("a", "b", "c"), 1, budget=10, most=5)


@pytest.mark.parametrize("ballot", [("a", "a"), ("z",), ("a", "b", "c", "z")])
def test_illegal_choices_are_refused(ballot: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"twice|does not stand"):
        approval([ballot], ("a", "b", "c"), 1)
    with pytest.raises(ValueError, match=r"twice|does not stand"):
        ranked([ballot], ("a", "b", "c"), 1)


def test_too_many_or_nothing_are_refused_and_seats_are_of_those_who_stand() -> None:
    with pytest.raises(ValueError, match="more than 2"):
        approval([("a", "b", "c")], ("a", "b", "c"), 1, most=2)
    with pytest.raises(ValueError, match="nothing"):
        ranked([()], ("a", "b"), 1)
    for seats in (0, 3):
        with pytest.raises(ValueError, match="elected"):
            approval([], ("a", "b"), seats)
        with pytest.raises(ValueError, match="elected"):
            ranked([], ("a", "b"), seats)
    with pytest.raises(ValueError, match="twice"):
        approval([], ("a", "a"), 1)


OPTIONS = "abcde"
RANKINGS = st.lists(
    st.permutations(OPTIONS).flatmap(lambda p: st.integers(1, 5).map(lambda n: tuple(p[:n]))), max_size=25
)


@given(RANKINGS, st.integers(1, 5), st.randoms())
def test_an_election_fills_its_seats_whatever_the_order_of_the_ballots(
    ballots: list[tuple[str, ...]], seats: int, chance: object
) -> None:
    mixed = list(ballots)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    found = ranked(ballots, OPTIONS, seats)
    assert len(set(found.elected)) == seats
    assert ranked(mixed, OPTIONS, seats) == found
    assert all(sum(votes for _option, votes in stage.votes) <= len(ballots) * ONE for stage in found.stages)


APPROVALS = st.lists(st.lists(st.sampled_from(OPTIONS), unique=True).map(tuple), max_size=25)
GIVEN = st.lists(st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 3)), max_size=25)


@given(APPROVALS, GIVEN, st.integers(1, 5), st.randoms())
def test_approvals_and_points_add_up_whatever_the_order_of_the_ballots(
    approved: list[tuple[str, ...]], given_points: list[dict[str, int]], seats: int, chance: random.Random
) -> None:
    approving, giving = approval(approved, OPTIONS, seats), points(given_points, OPTIONS, seats, budget=15)
    assert sum(total for _option, total in approving.totals) == sum(len(ballot) for ballot in approved)
    assert sum(total for _option, total in giving.totals) == sum(sum(ballot.values()) for ballot in given_points)
    chance.shuffle(approved)
    chance.shuffle(given_points)
    assert approval(approved, OPTIONS, seats) == approving
    assert points(given_points, OPTIONS, seats, budget=15) == giving


@given(RANKINGS, st.integers(1, 4))
def test_whoever_has_a_quota_of_first_places_is_elected(ballots: list[tuple[str, ...]], seats: int) -> None:
    found = ranked(ballots, OPTIONS, seats)
    for option in OPTIONS:
        if sum(ballot[0] == option for ballot in ballots) >= found.quota:
            assert option in found.elected


@given(RANKINGS)
def test_with_one_seat_a_majority_of_first_places_wins_at_once(ballots: list[tuple[str, ...]]) -> None:
    found = ranked(ballots, OPTIONS)
    for option in OPTIONS:
        if 2 * sum(ballot[0] == option for ballot in ballots) > len(ballots):
            assert (found.elected, len(found.stages)) == ((option,), 1)


def test_names_do_not_matter_where_there_is_no_tie() -> None:
    chance = random.Random(5)
    for _ in range(200):
        ballots = [tuple(chance.sample(OPTIONS, chance.randint(1, 5))) for _ in range(31)]
        first = ranked(ballots, OPTIONS, 2)
        if not any(tie.by == "lot" for tie in first.ties):
            for lot in list(permutations(OPTIONS))[::17]:
                assert set(ranked(ballots, lot, 2).elected) == set(first.elected)

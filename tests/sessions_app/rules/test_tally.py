"""Counting: every vote once, in any order, each number with its base."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.rules.tally import from_counts, in_order, tally
from sessions_app.states import CHOICES as CHOICES_OF

CHOICES = ["support", "live-with", "object", "abstain", "awaiting"]
votes = st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 4)), st.sampled_from(CHOICES)), max_size=60)


@given(votes, st.randoms())
def test_the_order_of_votes_changes_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert json.dumps(tally(rows, CHOICES)) == json.dumps(tally(shuffled, CHOICES))


@given(votes)
def test_the_rows_add_up_to_the_total_and_the_total_to_the_votes(rows):
    counted = tally(iter(rows), CHOICES)
    assert sum(counted["total"]["counts"].values()) == len(rows)
    assert counted["total"]["base"] == sum(row["base"] for row in counted["groups"])
    assert counted["total"]["base"] == sum(choice != "awaiting" for _, choice in rows)
    assert json.loads(json.dumps(counted)) == counted


@pytest.mark.parametrize("method", CHOICES_OF)
@given(st.data(), st.randoms())
def test_by_every_method_the_order_changes_nothing_and_groups_add_up_choice_by_choice(method, data, random):
    choices = CHOICES_OF[method]
    rows = data.draw(
        st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 4)), st.sampled_from(choices)), max_size=40)
    )
    counted = tally(rows, choices)
    random.shuffle(rows)
    assert tally(rows, choices) == counted
    for choice in choices:
        assert counted["total"]["counts"][choice] == sum(row["counts"][choice] for row in counted["groups"])
        assert counted["total"]["counts"][choice] == sum(said == choice for _, said in rows)


def test_no_position_yet_is_counted_and_in_no_base():
    counted = tally([(3, "support"), (3, "awaiting")], CHOICES)
    assert counted["groups"] == [
        {
            "group": 3,
            "counts": {"support": 1, "live-with": 0, "object": 0, "abstain": 0, "awaiting": 1},
            "base": 1,
        }
    ]


def test_an_unknown_choice_is_refused():
    with pytest.raises(ValueError, match="not a choice of this ballot: yes"):
        tally([(1, "yes")], CHOICES)


def test_nobody_voted():
    assert tally([], CHOICES)["total"]["base"] == 0


def test_what_a_database_shuffled_is_put_in_order():
    counted = from_counts({(1, "support"): 2, (2, "object"): 1}, ["support", "object", "abstain"])
    shuffled = json.loads(json.dumps(counted, sort_keys=True))
    assert list(in_order(shuffled)["total"]["counts"]) == ["support", "object", "abstain"]
    assert in_order(shuffled) == counted

"""Majorities, quorum, ties and weights: by the rules of procedure cited, and on votes that were really taken."""

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.rules.majority import Count, Majority, Outcome, count, decide, outcome

SIMPLE, TWO_THIRDS = Majority.SIMPLE, Majority.TWO_THIRDS


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "majority", "expected"),
    [
        # General Assembly resolution 181 (II), 29 November 1947: two thirds of 46 voting were needed.
        (33, 13, 10, TWO_THIRDS, Outcome.ADOPTED),
        # General Assembly resolution 2758 (XXVI), 25 October 1971; and the motion before it, by simple majority.
        (76, 35, 17, TWO_THIRDS, Outcome.ADOPTED),
        (55, 59, 15, SIMPLE, Outcome.REJECTED),
        # Human Rights Council resolution 26/9, 26 June 2014: fewer than half of 47 members voted for it.
        (20, 14, 13, SIMPLE, Outcome.ADOPTED),
        (20, 14, 13, TWO_THIRDS, Outcome.REJECTED),
        # Rules 95 and 133 of the General Assembly: equally divided is rejected.
        (20, 20, 7, SIMPLE, Outcome.TIE),
        (20, 20, 7, TWO_THIRDS, Outcome.TIE),
        # Rule 86: exactly two thirds of those voting are enough, abstentions aside.
        (2, 1, 0, TWO_THIRDS, Outcome.ADOPTED),
        (2, 1, 90, TWO_THIRDS, Outcome.ADOPTED),
        (199, 100, 0, TWO_THIRDS, Outcome.REJECTED),
        (1, 0, 0, SIMPLE, Outcome.ADOPTED),
        (0, 0, 5, SIMPLE, Outcome.NOBODY_VOTED),
        (0, 0, 0, TWO_THIRDS, Outcome.NOBODY_VOTED),
    ],
)
def test_majorities(yes: int, no: int, abstain: int, majority: Majority, expected: Outcome) -> None:
    assert outcome(Count(yes, no, abstain, yes + no + abstain), majority) is expected


def test_the_quorum_counts_bodies_that_answer_and_not_their_weights() -> None:
    votes = count([("yes", 500), ("abstain", 1), ("no", 1)])
    assert votes == Count(yes=500, no=1, abstain=1, bodies=3)
    assert outcome(votes, quorum=3) is Outcome.ADOPTED
    assert outcome(votes, quorum=4) is Outcome.NO_QUORUM


def test_a_majority_is_needed_in_each_constituency_and_nothing_is_pooled() -> None:
    votes = {"States": Count(100, 1, 0, 101), "Civil society": Count(4, 5, 0, 9)}
    decision = decide(votes)
    assert not decision.is_adopted
    assert decision.is_valid
    assert decision.each == (("States", Outcome.ADOPTED), ("Civil society", Outcome.REJECTED))
    assert decide({"States": Count(100, 1, 0, 101)}).is_adopted


def test_without_a_quorum_in_one_nothing_is_decided() -> None:
    votes = {"States": Count(3, 0, 0, 3), "Civil society": Count(4, 0, 0, 4)}
    decision = decide(votes, quorum={"States": 4})
    assert (decision.is_adopted, decision.is_valid) == (False, False)


@pytest.mark.parametrize(
    ("choice", "weight"), [("maybe", 1), ("", 1), ("yes", 0), ("no", -3), ("yes", True), ("no", 1.5)]
)
def test_illegal_votes_are_refused(choice: str, weight: int) -> None:
    with pytest.raises(ValueError, match="not a"):
        count([(choice, weight)])


def test_a_vote_needs_a_constituency() -> None:
    with pytest.raises(ValueError, match="constituency"):
        decide({})


VOTES = st.lists(st.tuples(st.sampled_from(["yes", "no", "abstain"]), st.integers(1, 50)), max_size=30)


@given(VOTES, st.randoms())
def test_a_count_does_not_depend_on_the_order(votes: list[tuple[str, int]], chance: object) -> None:
    mixed = list(votes)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert count(mixed) == count(votes)


@given(VOTES)
def test_a_vote_more_for_it_never_turns_adopted_into_rejected(votes: list[tuple[str, int]]) -> None:
    for majority in Majority:
        if outcome(count(votes), majority) is Outcome.ADOPTED:
            assert outcome(count([*votes, ("yes", 1)]), majority) is Outcome.ADOPTED
            assert outcome(count([*votes, ("abstain", 9)]), majority) is Outcome.ADOPTED
        if outcome(count(votes), TWO_THIRDS) is Outcome.ADOPTED:
            assert outcome(count(votes), SIMPLE) is Outcome.ADOPTED


@given(VOTES, st.sampled_from(Majority))
def test_a_body_of_weight_n_counts_as_n_bodies_of_one_but_once_towards_a_quorum(
    votes: list[tuple[str, int]], majority: Majority
) -> None:
    weighed, apart = count(votes), count([(choice, 1) for choice, weight in votes for _ in range(weight)])
    assert (weighed.yes, weighed.no, weighed.abstain) == (apart.yes, apart.no, apart.abstain)
    assert outcome(weighed, majority) is outcome(apart, majority)
    assert weighed.bodies == len(votes)
    assert (outcome(weighed, majority, quorum=len(votes) + 1)) is Outcome.NO_QUORUM


@given(st.dictionaries(st.integers(1, 5), VOTES, min_size=1), st.sampled_from(Majority), st.randoms())
def test_constituencies_are_decided_each_for_itself_in_any_order(
    votes: dict[int, list[tuple[str, int]]], majority: Majority, chance: Random
) -> None:
    counts, order = {group: count(cast) for group, cast in votes.items()}, list(votes)
    chance.shuffle(order)
    decision = decide(counts, majority)
    assert decide({group: counts[group] for group in order}, majority).is_adopted is decision.is_adopted
    assert dict(decision.each) == {group: outcome(counts[group], majority) for group in votes}
    assert decision.is_adopted is all(decide({group: counts[group]}, majority).is_adopted for group in votes)


def test_two_thirds_is_exact_for_every_small_vote() -> None:
    for yes, no in product(range(40), repeat=2):
        adopted = outcome(Count(yes, no, 0, yes + no), TWO_THIRDS) is Outcome.ADOPTED
        assert adopted == (yes > 0 and yes * 3 >= (yes + no) * 2)

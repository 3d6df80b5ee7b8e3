"""The checker finds what it is there for, in histories made up by hand."""

from __future__ import annotations

import hashlib

import pytest

from tests.faults import checker
from tests.faults.notes import OK, REFUSED, UNKNOWN, Request, Stored, during, overlapping


def sent(mark: str, start: float, end: float, outcome: str = OK, who: int = 1, **more: str) -> Request:
    fields = {"choice": "support", "command": "", "answer": outcome} | more
    return Request(who=who, mark=mark, start=start, end=end, outcome=outcome, **fields)


def row(mark: str, choice: str = "support", elector: int = 1, set_by: int = 1) -> Stored:
    return Stored(elector, choice, mark, set_by)


# --- one elector --------------------------------------------------------------------------------------------------


def test_the_later_of_two_votes_stands() -> None:
    history = [sent("a", 0, 1), sent("b", 2, 3)]
    assert not checker.one_elector(history, [row("b")])
    assert "b was sent after a had counted" in checker.one_elector(history, [row("a")])[0]


def test_of_two_votes_at_once_either_can_stand() -> None:
    history = [sent("a", 0, 2), sent("b", 1, 3)]
    for mark in "ab":
        assert not checker.one_elector(history, [row(mark)])


def test_a_repeat_that_counts_anew_is_found() -> None:
    history = [sent("a", 0, 1, command="1"), sent("b", 2, 3, command="2"), sent("a", 0.5, 4, command="1")]
    assert not checker.one_elector(history, [row("b")])
    assert checker.one_elector(history, [row("a")])


@pytest.mark.parametrize(
    ("history", "rows", "found"),
    [
        ([sent("a", 0, 1)], [], "0 rows"),
        ([sent("a", 0, 1), sent("b", 0, 1)], [row("a"), row("b")], "2 rows"),
        ([sent("a", 0, 1)], [row("a", "abstain")], "stored abstain for support"),
        ([sent("a", 0, 1)], [row("a", set_by=2)], "said to be set by 2"),
        ([sent("a", 0, 1)], [row("x")], "which nobody sent"),
        ([sent("a", 0, 1, REFUSED)], [row("a")], "which was refused"),
        (
            [sent("a", 0, 1, command="1"), sent("a", 2, 3, command="1", answer="closed")],
            [row("a")],
            "answered in 2 ways",
        ),
    ],
)
def test_what_must_never_be_is_found(history: list[Request], rows: list[Stored], found: str) -> None:
    assert any(found in problem for problem in checker.one_elector(history, rows))


# --- closing ------------------------------------------------------------------------------------------------------

ELECTORS = {1: 11, 2: 12}
DIGEST = hashlib.sha256(b"11:support\n").hexdigest()


def test_a_closing_that_counted_what_was_acknowledged_is_well() -> None:
    history = [sent("a", 0, 1), sent("b", 0, 1, REFUSED, who=2)]
    assert not checker.closing(history, [row("a", elector=11)], {"support": 1, "object": 0}, DIGEST, ELECTORS)


def test_a_tally_a_digest_or_an_acknowledgement_that_does_not_fit_is_found() -> None:
    history, rows = [sent("a", 0, 1), sent("b", 0, 1, REFUSED, who=2)], [row("a", elector=11)]
    assert "tally" in checker.closing(history, rows, {"support": 2}, DIGEST, ELECTORS)[0]
    assert "digest" in checker.closing(history, rows, {"support": 1}, "x", ELECTORS)[0]
    assert "acknowledged" in checker.closing(history, [], {}, hashlib.sha256(b"").hexdigest(), ELECTORS)[0]
    both = [*rows, row("b", elector=12)]
    assert any("was refused" in p for p in checker.closing(history, both, {"support": 2}, DIGEST, ELECTORS))


def test_a_roll_or_a_decision_that_does_not_fit_the_votes_is_found() -> None:
    rows = [row("a", "yes", 11), row("b", "no", 12)]
    lines = [(11, 2, True), (12, 1, True), (13, 1, False)]
    assert not checker.roll(rows, lines, {"yes": 2, "no": 1, "abstain": 0})
    assert "decided" in checker.roll(rows, lines, {"yes": 1, "no": 1, "abstain": 0})[0]
    assert "voted, stored" in checker.roll(rows[:1], lines, {"yes": 2, "no": 0, "abstain": 0})[0]
    lines[2] = (13, 1, None)
    assert "everybody" in checker.roll(rows, lines, {"yes": 2, "no": 1, "abstain": 0})[0]


def test_an_objection_beside_an_adoption_is_found() -> None:
    adopted = {"state": "closed", "outcome": "without-vote", "text": "without-vote", "objections": 0, "counted": 0}
    stopped = {"state": "closed", "outcome": "stopped", "text": "candidate", "objections": 1, "counted": 1}
    assert not checker.adopted_or_objected(OK, REFUSED, adopted)
    assert not checker.adopted_or_objected(REFUSED, OK, stopped)
    assert checker.adopted_or_objected(OK, OK, adopted)
    assert checker.adopted_or_objected(REFUSED, REFUSED, stopped)
    assert checker.adopted_or_objected(OK, REFUSED, adopted | {"objections": 1})
    assert checker.adopted_or_objected(REFUSED, OK, stopped | {"text": "without-vote"})


# --- loss, doubles, gaps --------------------------------------------------------------------------------------------


def test_loss_and_doubles_are_found_and_the_unknown_may_stand_or_not() -> None:
    history = [sent("a", 0, 1), sent("b", 0, 1, UNKNOWN), sent("c", 0, 1, REFUSED)]
    assert not checker.nothing_lost(history, {"a": 1})
    assert not checker.nothing_lost(history, {"a": 1, "b": 1})
    for stored in ({}, {"a": 2}, {"a": 1, "b": 2}, {"a": 1, "c": 1}, {"a": 1, "x": 1}):
        assert checker.nothing_lost(history, stored)


def test_the_last_vote_of_each_stands() -> None:
    history = [sent("a", 0, 1), sent("b", 2, 3), sent("c", 4, 5, UNKNOWN)]
    assert not checker.last_votes(history, {1: "b"})
    assert not checker.last_votes(history, {1: "c"})
    assert checker.last_votes(history, {1: "a"})
    assert checker.last_votes(history, {})


@pytest.mark.parametrize("seqs", [[1, 3], [1, 1, 2], [2, 3], [1, 2, 3, 4]])
def test_a_gap_a_double_or_an_entry_too_many_is_found(seqs: list[int]) -> None:
    assert checker.chain(seqs, None, acknowledged=3)


def test_a_broken_chain_is_found() -> None:
    assert not checker.chain([1, 2, 3], None, acknowledged=3)
    assert checker.chain([1, 2, 3], 2, acknowledged=3)


def test_what_was_under_way_together_is_counted() -> None:
    history = [sent("a", 0, 2), sent("b", 1, 3), sent("c", 4, 5)]
    assert overlapping(history) == 2
    assert during(history, 2.5, 4.5) == 2

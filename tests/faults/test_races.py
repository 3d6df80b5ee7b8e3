"""Votes that arrive together, votes that arrive while the ballot closes, acts that enter the record together."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from tests.faults import checker
from tests.faults.notes import OK, Found, caught, during, figures, name_of, overlapping, requests_in, rows_in
from tests.faults.processes import Worker, at_once
from tests.faults.size import CLOSES_WITHIN

pytestmark = pytest.mark.faults

CHOICES = {
    "temperature": ("support", "live-with", "object", "abstain", "awaiting"),
    "recorded": ("yes", "no", "abstain"),
}
METHODS = list(CHOICES)


# --- twenty votes of one elector --------------------------------------------------------------------------------


def twenty_votes(trial: int, method: str, twins: list[int], chance: random.Random) -> list[list[list[Any]]]:
    """Sixteen commands of one elector's two people, four of them sent again through the other process."""
    shares: list[list[list[Any]]] = [[], []]
    for number in range(16):
        delay, who = chance.uniform(0, 0.01), twins[number % 2]
        command = str(UUID(int=chance.getrandbits(128), version=4))
        sent = [who, chance.choice(CHOICES[method]), f"{trial}-{number}", command]
        shares[number // 2 % 2].append([delay, *sent])
        if number < 4:
            shares[1 - number // 2 % 2].append([delay + chance.uniform(0, 0.02), *sent])
    return shares


def vote_race(crew: list[Worker], method: str, trials: int, broken: str = "") -> Found:
    room = crew[0].ask("prepare", ballots=trials, per_group=1, method=method)
    chance, sent, found = random.Random(20), {}, Found()
    for trial, ballot in enumerate(room["ballots"]):
        shares = twenty_votes(trial, method, room["twins"], chance)
        tasks = [
            (worker, "vote", {"ballot": ballot, "votes": share, "broken": broken})
            for worker, share in zip(crew[:2], shares, strict=True)
        ]
        sent[ballot] = requests_in(at_once(tasks))
        found.overlapping += overlapping(sent[ballot])
    stored = crew[0].ask("stored", ballots=room["ballots"])
    for ballot, requests in sent.items():
        found.add(checker.one_elector(requests, rows_in(stored[str(ballot)])))
    return found


@pytest.mark.parametrize("method", METHODS)
def test_twenty_votes_of_one_elector_at_once_leave_one_vote_of_whoever_is_said_to_have_set_it(
    crew: list[Worker], database: str, method: str, fault_trials: int
) -> None:
    found = vote_race(crew, method, fault_trials)
    print(found.figures(f"{method} vote race on {name_of(database)}"))
    assert found.overlapping >= 100
    assert not found.wrong


@pytest.mark.parametrize("method", METHODS)
def test_check_then_insert_is_caught(own_crew: list[Worker], method: str) -> None:
    own_crew[0].ask("take_constraint_away")
    assert caught(lambda trials: vote_race(own_crew, method, trials, "looks first"), "rows of one elector")


def test_a_vote_that_is_signed_after_it_was_written_is_caught(crew: list[Worker]) -> None:
    assert caught(lambda trials: vote_race(crew, "recorded", trials, "signs later"), "said to be set by")


# --- closing during forty votes -----------------------------------------------------------------------------------


def close_race(crew: list[Worker], method: str, trials: int, broken: str = "") -> Found:
    room = crew[0].ask("prepare", ballots=trials, per_group=10, method=method)
    elector_of = dict(room["elector_of"])
    chance, sent, found = random.Random(40), {}, Found()
    for trial, ballot in enumerate(room["ballots"]):
        choices = CHOICES[method]
        votes = [[chance.uniform(0, 0.03), who, chance.choice(choices), f"{trial}-{who}", ""] for who in room["people"]]
        common = {"ballot": ballot, "broken": broken}
        *answers, closed = at_once(
            [
                (crew[0], "vote", {"votes": votes[::2], **common}),
                (crew[1], "vote", {"votes": votes[1::2], **common}),
                (crew[2], "close", {"delay": chance.uniform(0, 0.06), **common}),
            ]
        )
        assert closed["outcome"] == OK, closed
        sent[ballot] = requests_in(answers)
        found.seconds.append(closed["end"] - closed["start"])
        found.overlapping += during(sent[ballot], closed["start"], closed["end"])
    stored = crew[0].ask("stored", ballots=room["ballots"])
    rolls = crew[0].ask("rolls", ballots=room["ballots"]) if method == "recorded" else {}
    for ballot, requests in sent.items():
        one = stored[str(ballot)]
        wrong = checker.closing(requests, rows_in(one), one["counts"], one["digest"], elector_of)
        if rolls:
            wrong += checker.roll(rows_in(one), rolls[str(ballot)]["roll"], rolls[str(ballot)]["decided"])
        found.add(wrong)
    return found


@pytest.mark.parametrize("method", METHODS)
def test_closing_during_forty_votes_counts_what_was_acknowledged(
    crew: list[Worker], database: str, method: str, fault_trials: int
) -> None:
    found = close_race(crew, method, fault_trials // 2)
    print(found.figures(f"{method} close race on {name_of(database)}"))
    assert found.overlapping >= 100
    assert not found.wrong
    assert max(found.seconds) < CLOSES_WITHIN


@pytest.mark.parametrize(
    ("method", "words"), [("temperature", "tally"), ("recorded", "tally"), ("recorded", "decided")]
)
def test_closing_on_a_state_read_without_a_lock_is_caught(crew: list[Worker], method: str, words: str) -> None:
    assert caught(lambda trials: close_race(crew, method, trials, "looks first"), words)


# --- the record -------------------------------------------------------------------------------------------------


def test_acts_at_once_enter_the_record_without_a_gap(crew: list[Worker], database: str) -> None:
    room = crew[0].ask("prepare", ballots=0, per_group=5)
    people, question = room["people"], room["question"]
    shares = [people[::2], people[1::2]]
    tasks = [
        (worker, "contribute", {"people": share, "question": question, "each": 10})
        for worker, share in zip(crew[:2], shares, strict=True)
    ]
    requests = requests_in(at_once(tasks))
    acknowledged = sum(request.outcome == OK for request in requests)
    found = crew[0].ask("record_of", consultation=room["consultation"])
    print(
        figures(
            f"record on {name_of(database)}",
            entries=len(found["seqs"]),
            taken_back=len(requests) - acknowledged,
            overlapping=overlapping(requests),
        )
    )
    assert {request.answer for request in requests} == {"ok", "taken back"}
    assert overlapping(requests) >= 100
    assert not checker.chain(found["seqs"], found["broken_at"], acknowledged)
    assert all(a + 1 == b for a, b in pairwise(found["seqs"]))

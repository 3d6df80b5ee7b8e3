"""Votes that arrive together, votes that arrive while the ballot closes, acts that enter the record together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from tests.faults import checker
from tests.faults.notes import OK, Request, Stored, during, figures, overlapping
from tests.faults.processes import Worker, at_once, workers
from tests.services import Services

pytestmark = pytest.mark.faults

CHOICES = ("support", "live-with", "object", "abstain", "awaiting")
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
BROKEN_TRIALS = 40  # enough for the broken variants to be caught in several


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, services: Services) -> str:
    return services.database(postgres=request.param == "postgres")


@pytest.fixture
def crew(services: Services, database: str) -> Iterator[list[Worker]]:
    """Two processes that vote, each with its threads and connections ready, and one that closes."""
    with workers(3, services.folder / "template", database) as crew:
        for worker in crew:
            worker.tell("warm")
        for worker in crew:
            worker.hear()
        yield crew


def name_of(database: str) -> str:
    return database.partition(":")[0]


def requests_in(answers: list[list[dict[str, Any]]]) -> list[Request]:
    return [Request(**note) for answer in answers for note in answer]


def rows_in(found: dict[str, Any]) -> list[Stored]:
    return [Stored(*row) for row in found["rows"]]


# --- twenty votes of one elector --------------------------------------------------------------------------------


def twenty_votes(trial: int, twins: list[int], chance: random.Random) -> list[list[list[Any]]]:
    """Sixteen commands of one elector's two people, four of them sent again through the other process."""
    shares: list[list[list[Any]]] = [[], []]
    for number in range(16):
        delay, who = chance.uniform(0, 0.01), twins[number % 2]
        command = str(UUID(int=chance.getrandbits(128), version=4))
        sent = [who, chance.choice(CHOICES), f"{trial}-{number}", command]
        shares[number // 2 % 2].append([delay, *sent])
        if number < 4:
            shares[1 - number // 2 % 2].append([delay + chance.uniform(0, 0.02), *sent])
    return shares


def vote_race(crew: list[Worker], trials: int, broken: bool) -> tuple[dict[int, list[str]], int]:
    """Ballot -> what is wrong with it, for those where something is; and how many requests overlapped."""
    room = crew[0].ask("prepare", ballots=trials, per_group=1)
    chance, sent = random.Random(20), {}
    for trial, ballot in enumerate(room["ballots"]):
        shares = twenty_votes(trial, room["twins"], chance)
        tasks = [
            (worker, "vote", {"ballot": ballot, "votes": share, "broken": broken})
            for worker, share in zip(crew, shares, strict=False)
        ]
        sent[ballot] = requests_in(at_once(tasks))
    stored = crew[0].ask("stored", ballots=room["ballots"])
    wrong = {ballot: checker.one_elector(requests, rows_in(stored[str(ballot)])) for ballot, requests in sent.items()}
    return {ballot: w for ballot, w in wrong.items() if w}, sum(overlapping(requests) for requests in sent.values())


def test_twenty_votes_of_one_elector_at_once_leave_one_vote(
    crew: list[Worker], database: str, fault_trials: int
) -> None:
    wrong, overlap = vote_race(crew, fault_trials, broken=False)
    print(figures(f"vote race on {name_of(database)}", trials=fault_trials, bad=len(wrong), overlapping=overlap))
    assert overlap >= 100
    assert not wrong


def test_check_then_insert_is_caught(crew: list[Worker], database: str) -> None:
    crew[0].ask("take_constraint_away")
    wrong, overlap = vote_race(crew, BROKEN_TRIALS, broken=True)
    print(figures(f"naive vote on {name_of(database)}", trials=BROKEN_TRIALS, bad=len(wrong), overlapping=overlap))
    assert any("rows of one elector" in problem for problems in wrong.values() for problem in problems)


# --- closing during forty votes -----------------------------------------------------------------------------------


def close_race(crew: list[Worker], trials: int, broken: bool) -> tuple[dict[int, list[str]], list[float], int]:
    """What is wrong, ballot by ballot; how long each closing took; how many votes were under way while it closed."""
    room = crew[0].ask("prepare", ballots=trials, per_group=10)
    elector_of = dict(room["elector_of"])
    chance, sent, closings, overlap = random.Random(40), {}, [], 0
    for trial, ballot in enumerate(room["ballots"]):
        votes = [[chance.uniform(0, 0.03), who, chance.choice(CHOICES), f"{trial}-{who}", ""] for who in room["people"]]
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
        closings.append(closed["end"] - closed["start"])
        overlap += during(sent[ballot], closed["start"], closed["end"])
    stored = crew[0].ask("stored", ballots=room["ballots"])
    wrong = {}
    for ballot, requests in sent.items():
        found = stored[str(ballot)]
        wrong[ballot] = checker.closing(requests, rows_in(found), found["counts"], found["digest"], elector_of)
    return {ballot: w for ballot, w in wrong.items() if w}, closings, overlap


def test_closing_during_forty_votes_counts_what_was_acknowledged(
    crew: list[Worker], database: str, fault_trials: int
) -> None:
    trials = fault_trials if fault_trials <= 200 else fault_trials // 2
    wrong, closings, overlap = close_race(crew, trials, broken=False)
    slowest = round(max(closings), 3)
    print(
        figures(
            f"close race on {name_of(database)}",
            trials=trials,
            bad=len(wrong),
            votes_during_the_closing=overlap,
            s_the_slowest_closing=slowest,
        )
    )
    assert overlap >= 100
    assert not wrong
    assert slowest < 1


def test_closing_on_a_state_read_without_a_lock_is_caught(crew: list[Worker], database: str) -> None:
    wrong, _closings, overlap = close_race(crew, BROKEN_TRIALS, broken=True)
    print(
        figures(
            f"naive closing on {name_of(database)}",
            trials=BROKEN_TRIALS,
            bad=len(wrong),
            votes_during_the_closing=overlap,
        )
    )
    assert any("tally" in problem for problems in wrong.values() for problem in problems)


# --- the record -------------------------------------------------------------------------------------------------


def test_acts_at_once_enter_the_record_without_a_gap(crew: list[Worker], database: str) -> None:
    room = crew[0].ask("prepare", ballots=0, per_group=5)
    people, question = room["people"], room["question"]
    shares = [people[::2], people[1::2]]
    tasks = [
        (worker, "contribute", {"people": share, "question": question, "each": 10})
        for worker, share in zip(crew, shares, strict=False)
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

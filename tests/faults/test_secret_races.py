"""Secret ballots that arrive together, while the ballot closes, and while a process is killed."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.notes import OK, REFUSED, Request, during, figures, overlapping
from tests.faults.processes import Worker, at_once, workers
from tests.faults.test_races import DATABASES, name_of, requests_in
from tests.services import Services

pytestmark = pytest.mark.faults
CHOICES = ("yes", "no", "abstain")
BROKEN_TRIALS = 15  # enough for the broken variants to be caught in several


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, services: Services) -> str:
    return services.database(postgres=request.param == "postgres")


@pytest.fixture
def crew(services: Services, database: str) -> Iterator[list[Worker]]:
    with workers(3, services.folder / "template", database) as crew:
        yield crew


def prepared(worker: Worker, ballots: int, per_group: int) -> dict[str, Any]:
    room: dict[str, Any] = worker.ask("prepare", ballots=ballots, per_group=per_group)
    worker.ask("as_secret", ballots=room["ballots"])
    return room


# --- twenty of one elector ------------------------------------------------------------------------------------------


def one_ballot(requests: list[Request], box: dict[str, Any]) -> list[str]:
    """All are answered alike, with the one receipt; one participation and one vote, which somebody sent."""
    wrong = [f"{r.who} was {r.outcome}: {r.answer}" for r in requests if r.outcome != OK]
    receipts = {request.answer for request in requests if request.outcome == OK}
    if len(box["receipts"]) != 1 or sum(box["stored"].values()) != 1:
        wrong.append(f"{len(box['receipts'])} participations, {box['stored']} votes")
    if receipts != {receipt for _elector, receipt in box["receipts"]}:
        wrong.append(f"{len(receipts)} receipts were given")
    return wrong


def cast_race(crew: list[Worker], trials: int, broken: bool) -> tuple[list[list[str]], int]:
    room = prepared(crew[0], trials, 1)
    chance, sent = random.Random(21), {}
    for ballot in room["ballots"]:
        shares = [
            [[chance.uniform(0, 0.01), room["twins"][number % 2], chance.choice(CHOICES)] for number in range(10)]
            for _worker in crew[:2]
        ]
        tasks = [
            (worker, "cast_secret", {"ballot": ballot, "votes": share, "broken": broken})
            for worker, share in zip(crew, shares, strict=False)
        ]
        sent[ballot] = requests_in(at_once(tasks))
    boxes = crew[0].ask("in_boxes", ballots=room["ballots"])
    wrong = [problems for ballot, requests in sent.items() if (problems := one_ballot(requests, boxes[str(ballot)]))]
    return wrong, sum(overlapping(requests) for requests in sent.values())


def test_twenty_secret_ballots_of_one_elector_leave_one(crew: list[Worker], database: str, fault_trials: int) -> None:
    wrong, overlap = cast_race(crew, fault_trials, broken=False)
    print(figures(f"secret race on {name_of(database)}", trials=fault_trials, bad=len(wrong), overlapping=overlap))
    assert overlap >= 100
    assert not wrong


def test_looking_before_casting_is_caught(crew: list[Worker], database: str) -> None:
    crew[0].ask("take_guard_away")
    wrong, overlap = cast_race(crew, BROKEN_TRIALS, broken=True)
    print(figures(f"naive secret race on {name_of(database)}", bad=len(wrong), overlapping=overlap))
    assert any("participations" in problem for problems in wrong for problem in problems)


# --- closing during forty ---------------------------------------------------------------------------------------------


def closed_rightly(requests: list[Request], box: dict[str, Any]) -> list[str]:
    """Acknowledged = participations = votes = tally, choice by choice."""
    acknowledged = [request for request in requests if request.outcome == OK]
    receipts = {receipt for _elector, receipt in box["receipts"]}
    wrong = [f"{r.who} was {r.outcome}: {r.answer}" for r in requests if r.outcome not in (OK, REFUSED)]
    wrong += [f"{r.who} holds a receipt of nothing" for r in acknowledged if r.answer not in receipts]
    if box["stored"] != dict(Counter(request.choice for request in acknowledged)):
        wrong.append(f"stored {box['stored']}, {len(acknowledged)} acknowledged")
    if box["counts"] != box["stored"]:
        wrong.append(f"tally {box['counts']}, stored {box['stored']}")
    if not box["digest_holds"]:
        wrong.append("the digest is not that of the stored votes")
    return wrong


def close_race(crew: list[Worker], trials: int, broken: bool) -> tuple[list[list[str]], list[float], int]:
    room = prepared(crew[0], trials, 10)
    chance, sent, closings, overlap = random.Random(41), {}, [], 0
    for ballot in room["ballots"]:
        votes = [[chance.uniform(0, 0.03), who, chance.choice(CHOICES)] for who in room["people"]]
        common = {"ballot": ballot, "broken": broken}
        *answers, closed = at_once(
            [
                (crew[0], "cast_secret", {"votes": votes[::2], **common}),
                (crew[1], "cast_secret", {"votes": votes[1::2], **common}),
                (crew[2], "close_secret", {"delay": chance.uniform(0, 0.06), **common}),
            ]
        )
        sent[ballot] = requests_in(answers)
        closings.append(closed["end"] - closed["start"])
        overlap += during(sent[ballot], closed["start"], closed["end"])
    boxes = crew[0].ask("in_boxes", ballots=room["ballots"])
    found = [closed_rightly(requests, boxes[str(ballot)]) for ballot, requests in sent.items()]
    return [problems for problems in found if problems], closings, overlap


def test_closing_during_forty_secret_ballots_counts_what_was_acknowledged(
    crew: list[Worker], database: str, fault_trials: int
) -> None:
    trials = fault_trials // 2
    wrong, closings, overlap = close_race(crew, trials, broken=False)
    slowest = round(max(closings), 3)
    name = f"secret close race on {name_of(database)}"
    print(figures(name, trials=trials, bad=len(wrong), during_the_closing=overlap, s_the_slowest_closing=slowest))
    assert overlap >= 100
    assert not wrong
    assert slowest < 1


def test_closing_a_box_without_a_lock_is_caught(crew: list[Worker], database: str) -> None:
    wrong, _closings, overlap = close_race(crew, BROKEN_TRIALS, broken=True)
    print(figures(f"naive secret closing on {name_of(database)}", bad=len(wrong), during_the_closing=overlap))
    assert any("tally" in problem for problems in wrong for problem in problems)


# --- kill -9 ------------------------------------------------------------------------------------------------------


def test_after_a_kill_each_receipt_stands_with_its_vote(services: Services, database: str, tmp_path: Path) -> None:
    """A process is killed while all cast, the answers are lost, all cast again: one ballot each, no receipt void."""
    chance, cut_off, wrong, kills = random.Random(9), 0, [], 10
    with Worker(services.folder / "template", database) as survivor:
        room = prepared(survivor, kills, 10)
        for number, ballot in enumerate(room["ballots"]):
            log = tmp_path / str(number)
            with Worker(services.folder / "template", database) as killed:
                killed.tell("cast_until_killed", ballot=ballot, people=room["people"], log=str(log))
                while not log.exists():
                    time.sleep(0.001)
                time.sleep(chance.uniform(0.005, 0.12))
            lines = [line.split(" ", 2) for line in log.read_text().splitlines()]
            given = {line[1]: line[2] for line in lines if line[0] == OK}
            cut_off += sum(line[0] == "begin" for line in lines) - len(given)
            before = survivor.ask("in_boxes", ballots=[ballot])[str(ballot)]
            again = requests_in([survivor.ask("cast_secret", start=0, ballot=ballot, votes=everybody(room))])
            survivor.ask("close_secret", start=0, ballot=ballot, delay=0)
            wrong += killed_rightly(given, before, again, survivor.ask("in_boxes", ballots=[ballot])[str(ballot)])
    print(figures(f"secret kill -9 on {name_of(database)}", kills=kills, cut_off=cut_off, bad=len(wrong)))
    assert cut_off >= 100
    assert not wrong


def everybody(room: dict[str, Any]) -> list[list[Any]]:
    return [[0, who, "no"] for who in room["people"]]


def killed_rightly(
    given: dict[str, str], before: dict[str, Any], again: list[Request], after: dict[str, Any]
) -> list[str]:
    wrong = []
    if len(before["receipts"]) != sum(before["stored"].values()):
        wrong.append(f"{len(before['receipts'])} participations, {before['stored']} votes")
    answers = {str(request.who): request.answer for request in again if request.outcome == OK}
    wrong += [f"{who} got another receipt" for who, receipt in given.items() if answers.get(who) != receipt]
    yes = len(before["receipts"])
    if after["counts"] != {k: n for k, n in {"yes": yes, "no": len(again) - yes}.items() if n}:
        wrong.append(f"counted {after['counts']}: {yes} had voted yes, then {len(again)} sent no")
    return wrong

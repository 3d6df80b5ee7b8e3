"""Secret ballots that arrive together, while the ballot closes, and while a process is killed."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.faults.notes import OK, REFUSED, Found, Request, caught, during, figures, name_of, overlapping, requests_in
from tests.faults.processes import Worker, at_once, workers
from tests.faults.size import CLOSES_WITHIN
from tests.services import Services

pytestmark = pytest.mark.faults
CHOICES = ("yes", "no", "abstain")
KILLS = 7  # while up to 24 cast at once, so that a hundred are cut off


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


def cast_race(crew: list[Worker], trials: int, broken: bool = False) -> Found:
    room = crew[0].ask("prepare", ballots=trials, per_group=1, method="secret")
    chance, sent, found = random.Random(21), {}, Found()
    for ballot in room["ballots"]:
        shares = [
            [[chance.uniform(0, 0.01), room["twins"][number % 2], chance.choice(CHOICES)] for number in range(10)]
            for _worker in crew[:2]
        ]
        tasks = [
            (worker, "cast_secret", {"ballot": ballot, "votes": share, "broken": broken})
            for worker, share in zip(crew[:2], shares, strict=True)
        ]
        sent[ballot] = requests_in(at_once(tasks))
        found.overlapping += overlapping(sent[ballot])
    boxes = crew[0].ask("in_boxes", ballots=room["ballots"])
    for ballot, requests in sent.items():
        found.add(one_ballot(requests, boxes[str(ballot)]))
    return found


def test_twenty_secret_ballots_of_one_elector_leave_one(crew: list[Worker], database: str, fault_trials: int) -> None:
    found = cast_race(crew, fault_trials)
    print(found.figures(f"secret race on {name_of(database)}"))
    assert found.overlapping >= 100
    assert not found.wrong


def test_looking_before_casting_is_caught(own_crew: list[Worker]) -> None:
    own_crew[0].ask("take_guard_away")
    assert caught(lambda trials: cast_race(own_crew, trials, broken=True), "participations")


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


def close_race(crew: list[Worker], trials: int, broken: bool = False) -> Found:
    room = crew[0].ask("prepare", ballots=trials, per_group=10, method="secret")
    chance, sent, found = random.Random(41), {}, Found()
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
        found.seconds.append(closed["end"] - closed["start"])
        found.overlapping += during(sent[ballot], closed["start"], closed["end"])
    boxes = crew[0].ask("in_boxes", ballots=room["ballots"])
    for ballot, requests in sent.items():
        found.add(closed_rightly(requests, boxes[str(ballot)]))
    return found


def test_closing_during_forty_secret_ballots_counts_what_was_acknowledged(
    own_crew: list[Worker], database: str, fault_trials: int
) -> None:
    found = close_race(own_crew, fault_trials // 2)
    print(found.figures(f"secret close race on {name_of(database)}"))
    assert found.overlapping >= 100
    assert not found.wrong
    assert max(found.seconds) < CLOSES_WITHIN


def test_closing_a_box_without_a_lock_is_caught(crew: list[Worker]) -> None:
    assert caught(lambda trials: close_race(crew, trials, broken=True), "tally")


# --- kill -9 ------------------------------------------------------------------------------------------------------


def test_after_a_kill_each_receipt_stands_with_its_vote(
    services: Services, crew: list[Worker], database: str, tmp_path: Path
) -> None:
    """A process is killed while all cast, the answers are lost, all cast again: one ballot each, no receipt void."""
    chance, cut_off, wrong = random.Random(9), 0, []
    survivor = crew[0]
    room = survivor.ask("prepare", ballots=KILLS, per_group=10, method="secret")
    with workers(KILLS, services.folder / "template", database) as doomed:
        for number, (ballot, killed) in enumerate(zip(room["ballots"], doomed, strict=True)):
            log = tmp_path / str(number)
            with killed:
                killed.tell("cast_until_killed", ballot=ballot, people=room["people"], log=str(log))
                while not log.exists() or log.read_text().count("begin") < 20:
                    time.sleep(0.001)
                time.sleep(chance.uniform(0, 0.06))
            lines = [line.split(" ", 2) for line in log.read_text().splitlines()]
            given = {line[1]: line[2] for line in lines if line[0] == OK}
            cut_off += sum(line[0] == "begin" for line in lines) - len(given)
            before = survivor.ask("in_boxes", ballots=[ballot])[str(ballot)]
            again = requests_in([survivor.ask("cast_secret", start=0, ballot=ballot, votes=everybody(room))])
            survivor.ask("close_secret", start=0, ballot=ballot, delay=0)
            wrong += killed_rightly(given, before, again, survivor.ask("in_boxes", ballots=[ballot])[str(ballot)])
    print(figures(f"secret kill -9 on {name_of(database)}", kills=KILLS, cut_off=cut_off, bad=len(wrong)))
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

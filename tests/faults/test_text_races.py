"""What meets at one text: two decisions, an amendment and a ballot, an objection and the declaration of adoption."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tests.faults import checker
from tests.faults.notes import Found, caught, name_of
from tests.faults.processes import Worker, at_once

pytestmark = pytest.mark.faults

Task = tuple[Worker, str, dict[str, Any]]
Answers = dict[int, list[Any]]


def in_pairs(items: Iterable[int], tasks: Callable[[int], list[Task]], found: Found) -> Answers:
    """Item -> the answers of the two who did something to it at once; those that met are counted."""
    answers = {}
    for item in items:
        one, other = answers[item] = [_single(answer) for answer in at_once(tasks(item))]
        found.overlapping += one["start"] < other["end"] and other["start"] < one["end"]
    return answers


def _single(answer: Any) -> dict[str, Any]:
    """Of a task that did one thing, or a list of one thing."""
    [note] = answer if isinstance(answer, list) else [answer]
    return dict(note)


def judged(found: Found, name: str, trials: int) -> None:
    print(found.figures(name))
    assert found.overlapping >= min(100, trials // 2)
    assert not found.wrong


# --- two chairs decide one amendment ------------------------------------------------------------------------------


def chairs_at_once(crew: list[Worker], trials: int, broken: bool = False) -> Found:
    room, chance, found = crew[0].ask("prepare_texts", texts=trials, amended=True), random.Random(2), Found()
    outcomes = {text: chance.sample(["adopted", "rejected", "bracketed"], 2) for text in room["texts"]}

    def deciding(text: int) -> list[Task]:
        return [
            (worker, "decide", {"who": who, "text": text, "outcome": outcome, "delay": delay, "broken": broken})
            for worker, who, outcome in zip(crew[:2], room["chairs"], outcomes[text], strict=True)
            for delay in [chance.uniform(0, 0.003)]
        ]

    answers = in_pairs(room["texts"], deciding, found)
    stored = crew[0].ask("texts_stored", texts=room["texts"])
    for text, given in answers.items():
        counted = [o for o, answer in zip(outcomes[text], given, strict=True) if answer["outcome"] == "ok"]
        versions = 1 + sum(outcome != "rejected" for outcome in counted)
        now, wrong = stored[str(text)], []
        if len(counted) != 1 or now["amendments"] != counted:
            wrong.append(f"decided {counted}, stored {now['amendments']}")
        if now["versions"] != versions:
            wrong.append(f"{now['versions']} versions after {counted}")
        found.add(wrong)
    return found


def test_two_chairs_decide_an_amendment_once(crew: list[Worker], database: str, fault_trials: int) -> None:
    judged(chairs_at_once(crew, fault_trials), f"two chairs on {name_of(database)}", fault_trials)


def test_deciding_without_the_lock_is_caught(crew: list[Worker]) -> None:
    assert caught(lambda trials: chairs_at_once(crew, trials, broken=True), "decided [")


# --- an amendment comes while a ballot opens ------------------------------------------------------------------------


def amended_while_put(crew: list[Worker], trials: int, broken: bool = False) -> Found:
    room, chance, found = crew[0].ask("prepare_texts", texts=trials, amended=False), random.Random(3), Found()

    def both(text: int) -> list[Task]:
        delays = [chance.uniform(0, 0.004) for _ in "ab"]
        amending = {"who": room["speaker"], "text": text, "delay": delays[0]}
        putting = {"who": room["chairs"][0], "text": text, "delay": delays[1], "broken": broken}
        return [(crew[0], "propose", amending), (crew[1], "put", putting)]

    answers = in_pairs(room["texts"], both, found)
    stored = crew[0].ask("texts_stored", texts=room["texts"])
    for text, given in answers.items():
        wrong = [] if any(answer["outcome"] == "ok" for answer in given) else ["both were refused"]
        if stored[str(text)]["amendments"] and stored[str(text)]["checks"]:
            wrong.append("an amendment is open beside a ballot")
        found.add(wrong)
    return found


def test_an_amendment_and_a_check_never_stand_open_together(
    crew: list[Worker], database: str, fault_trials: int
) -> None:
    judged(amended_while_put(crew, fault_trials), f"amended while put on {name_of(database)}", fault_trials)


def test_putting_without_the_lock_is_caught(crew: list[Worker]) -> None:
    assert caught(lambda trials: amended_while_put(crew, trials, broken=True), "beside a ballot")


# --- an amendment is decided while a ballot opens -------------------------------------------------------------------


def put_while_decided(crew: list[Worker], method: str, trials: int, broken: bool = False) -> Found:
    room, chance, found = crew[0].ask("prepare_texts", texts=trials, amended=True), random.Random(4), Found()

    def both(text: int) -> list[Task]:
        delays = [chance.uniform(0, 0.004), chance.uniform(0, 0.012)]
        deciding = {"who": room["chairs"][0], "text": text, "outcome": "adopted", "delay": delays[0]}
        putting = {"who": room["chairs"][1], "text": text, "delay": delays[1], "method": method, "broken": broken}
        return [(crew[0], "decide", deciding), (crew[1], "put", putting)]

    answers = in_pairs(room["texts"], both, found)
    stored = crew[0].ask("texts_stored", texts=room["texts"])
    for text, (decided, put) in answers.items():
        now, wrong = stored[str(text)], []
        if decided["outcome"] != "ok" or now["versions"] != 2:
            wrong.append(f"the decision was {decided['outcome']}, and there are {now['versions']} versions")
        if now["checks"] != ([2] if put["outcome"] == "ok" else []):
            wrong.append(f"putting was {put['outcome']}, a ballot is open on version {now['checks']} of 2")
        found.add(wrong)
    return found


@pytest.mark.parametrize("method", ["temperature", "recorded"])
def test_a_ballot_that_opens_beside_a_decision_is_on_the_newest_version(
    crew: list[Worker], database: str, method: str, fault_trials: int
) -> None:
    found = put_while_decided(crew, method, fault_trials)
    judged(found, f"{method} put while decided on {name_of(database)}", fault_trials)


def test_a_ballot_on_the_version_that_was_the_newest_is_caught(crew: list[Worker]) -> None:
    assert caught(lambda trials: put_while_decided(crew, "recorded", trials, broken=True), "on version [1]")


# --- an objection while adoption is declared ------------------------------------------------------------------------


def objected_while_declared(crew: list[Worker], trials: int, broken: bool = False) -> Found:
    room, chance, found = crew[0].ask("prepare_texts", texts=trials, amended=False), random.Random(5), Found()
    ballots = crew[0].ask("ask_for_objections", who=room["chairs"][0], texts=room["texts"])

    def both(ballot: int) -> list[Task]:
        delays = [chance.uniform(0, 0.004), chance.uniform(0, 0.015)]  # declaring looks at more before it writes
        declaring = {"who": room["chairs"][0], "ballot": ballot, "delay": delays[0], "broken": broken}
        objecting = {"ballot": ballot, "votes": [[delays[1], room["speaker"], "object", "We cannot.", ""]]}
        return [(crew[0], "declare", declaring), (crew[1], "vote", objecting)]

    answers = in_pairs(ballots, both, found)
    stored = crew[0].ask("outcomes", ballots=ballots)
    for ballot, (declared, objected) in answers.items():
        now = stored[str(ballot)]
        found.add(checker.adopted_or_objected(declared["outcome"], objected["outcome"], now))
    found.named["declared"] = sum(declared["outcome"] == "ok" for declared, _objected in answers.values())
    return found


def test_a_text_is_adopted_before_an_objection_or_the_objection_stands_and_it_is_not(
    crew: list[Worker], database: str, fault_trials: int
) -> None:
    found = objected_while_declared(crew, fault_trials)
    judged(found, f"objection against declaration on {name_of(database)}", fault_trials)
    assert 0 < found.named["declared"] < fault_trials, "only one of the two ever came first"


def test_declaring_without_the_lock_is_caught(crew: list[Worker]) -> None:
    assert caught(
        lambda trials: objected_while_declared(crew, trials, broken=True), "declaring was ok, objecting was ok"
    )

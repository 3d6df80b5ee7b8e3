"""Two chairs decide one amendment at once; an amendment comes, or is decided, while a check opens."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.notes import figures
from tests.faults.processes import Worker, at_once, workers
from tests.services import Services

pytestmark = pytest.mark.faults

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
BROKEN_TRIALS = 60


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, services: Services) -> str:
    return services.database(postgres=request.param == "postgres")


@pytest.fixture
def crew(services: Services, database: str) -> Iterator[list[Worker]]:
    with workers(2, services.folder / "template", database) as crew:
        for worker in crew:
            worker.ask("texts_stored", texts=[])
        yield crew


def meet(answers: list[dict[str, Any]]) -> bool:
    one, other = answers
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def chairs_at_once(crew: list[Worker], trials: int, broken: bool) -> tuple[list[int], int]:
    """Texts on which both decisions counted, or whose state is not that of the one that did; how many overlapped."""
    room, chance, sent, overlap = crew[0].ask("prepare_texts", texts=trials, amended=True), random.Random(2), {}, 0
    for text in room["texts"]:
        outcomes = chance.sample(["adopted", "rejected", "bracketed"], 2)
        tasks = []
        for worker, who, outcome in zip(crew, room["chairs"], outcomes, strict=True):
            what = {"who": who, "text": text, "outcome": outcome, "delay": chance.uniform(0, 0.003), "broken": broken}
            tasks.append((worker, "decide", what))
        answers = at_once(tasks)
        overlap += meet(answers)
        sent[text] = [o for o, answer in zip(outcomes, answers, strict=True) if answer["outcome"] == "ok"]
    stored, wrong = crew[0].ask("texts_stored", texts=room["texts"]), []
    for text, counted in sent.items():
        found = stored[str(text)]
        versions = 1 + sum(outcome != "rejected" for outcome in counted)
        if len(counted) != 1 or found["amendments"] != counted or (not broken and found["versions"] != versions):
            wrong.append(text)
    return wrong, overlap


def test_two_chairs_decide_an_amendment_once(crew: list[Worker], database: str, fault_trials: int) -> None:
    wrong, overlap = chairs_at_once(crew, fault_trials, broken=False)
    name = database.partition(":")[0]
    print(figures(f"two chairs on {name}", trials=fault_trials, bad=len(wrong), overlapping=overlap))
    assert overlap >= min(100, fault_trials // 2)
    assert not wrong


def test_deciding_without_the_lock_is_caught(crew: list[Worker]) -> None:
    wrong, _overlap = chairs_at_once(crew, BROKEN_TRIALS, broken=True)
    assert wrong


def amended_while_put(crew: list[Worker], trials: int, broken: bool) -> tuple[list[int], int]:
    """Texts that have an open amendment beside an open check."""
    room, chance, overlap = crew[0].ask("prepare_texts", texts=trials, amended=False), random.Random(3), 0
    for text in room["texts"]:
        delays = [chance.uniform(0, 0.004) for _ in "ab"]
        amending = {"who": room["speaker"], "text": text, "delay": delays[0]}
        putting = {"who": room["chairs"][0], "text": text, "delay": delays[1], "broken": broken}
        answers = at_once([(crew[0], "propose", amending), (crew[1], "put", putting)])
        overlap += meet(answers)
        assert [answer["outcome"] for answer in answers].count("ok") >= 1
    stored = crew[0].ask("texts_stored", texts=room["texts"])
    return [text for text in room["texts"] if all(stored[str(text)][key] for key in ("amendments", "checks"))], overlap


def test_an_amendment_and_a_check_never_stand_open_together(
    crew: list[Worker], database: str, fault_trials: int
) -> None:
    wrong, overlap = amended_while_put(crew, fault_trials, broken=False)
    name = database.partition(":")[0]
    print(figures(f"amended while put on {name}", trials=fault_trials, bad=len(wrong), overlapping=overlap))
    assert overlap >= min(100, fault_trials // 2)
    assert not wrong


def test_putting_without_the_lock_is_caught(crew: list[Worker]) -> None:
    wrong, _overlap = amended_while_put(crew, BROKEN_TRIALS, broken=True)
    assert wrong


def test_a_check_that_opens_beside_a_decision_is_on_the_newest_version(
    crew: list[Worker], database: str, fault_trials: int
) -> None:
    room, chance, overlap = crew[0].ask("prepare_texts", texts=fault_trials, amended=True), random.Random(4), 0
    for text in room["texts"]:
        delays = [chance.uniform(0, 0.004) for _ in "ab"]
        deciding = {"who": room["chairs"][0], "text": text, "outcome": "adopted", "delay": delays[0]}
        putting = {"who": room["chairs"][1], "text": text, "delay": delays[1]}
        answers = at_once([(crew[0], "decide", deciding), (crew[1], "put", putting)])
        overlap += meet(answers)
        assert answers[0]["outcome"] == "ok"
    stored = crew[0].ask("texts_stored", texts=room["texts"])
    put = [found["checks"] for found in stored.values() if found["checks"]]
    name = database.partition(":")[0]
    print(figures(f"put while decided on {name}", trials=fault_trials, put=len(put), overlapping=overlap))
    assert overlap >= min(100, fault_trials // 2)
    assert all(found["versions"] == 2 and found["checks"] in ([], [2]) for found in stored.values())

"""Two who write one paragraph at once, and one who types while the report is drafted anew, lose nothing."""

from __future__ import annotations

import random

import pytest

from tests.faults.notes import Found, caught, name_of
from tests.faults.processes import Worker
from tests.faults.test_text_races import Task, in_pairs, judged
from tests.faults.writing import WORDS

pytestmark = pytest.mark.faults


def writing_at_once(crew: list[Worker], trials: int, broken: bool = False) -> Found:
    room, chance, found = crew[0].ask("prepare_report", paragraphs=trials), random.Random(5), Found()
    texts = [WORDS.replace("June", "July"), WORDS.replace("three questions", "four questions")]

    def typing(paragraph: int) -> list[Task]:
        return [
            (worker, "type_in", {"who": who, "paragraph": paragraph, "text": text, "delay": delay, "broken": broken})
            for worker, who, text in zip(crew[:2], room["writers"], texts, strict=True)
            for delay in [chance.uniform(0, 0.003)]
        ]

    answers = in_pairs(room["paragraphs"], typing, found)
    stored = crew[0].ask("report_stored", report=room["report"])
    for paragraph, given in answers.items():
        text, wrong = stored[str(paragraph)], []
        for word, answer in zip(("July", "four"), given, strict=True):
            if answer["outcome"] == "ok" and word not in text:
                wrong.append(f"“{word}” was lost")
        if not broken and any(answer["outcome"] != "ok" for answer in given):
            wrong.append("one was refused")
        found.add(wrong)
    return found


def test_two_who_write_one_paragraph_at_once_lose_nothing(crew: list[Worker], database: str, fault_trials: int) -> None:
    judged(writing_at_once(crew, fault_trials), f"two writers on {name_of(database)}", fault_trials)


def test_writing_without_holding_the_report_is_caught(crew: list[Worker]) -> None:
    assert caught(lambda trials: writing_at_once(crew, trials, broken=True), "was lost")


def typed_while_drafted(crew: list[Worker], trials: int, broken: bool = False) -> Found:
    """Each trial types in one paragraph of a small report while the whole of it is drafted anew."""
    chance, found = random.Random(6), Found()
    rooms = [crew[0].ask("prepare_report", paragraphs=3) for _ in range(trials)]
    again = WORDS.replace("three questions", "five questions")

    def both(number: int) -> list[Task]:
        room = rooms[number]
        typed = {"who": room["writers"][0], "paragraph": room["paragraphs"][1], "text": WORDS.replace("June", "July")}
        drafted = {"report": room["report"], "paragraphs": 3, "text": again}
        delays = [chance.uniform(0, 0.015) for _ in "ab"]
        return [
            (crew[0], "type_in", typed | {"delay": delays[0]}),
            (crew[1], "draft_again", drafted | {"delay": delays[1], "broken": broken}),
        ]

    answers = in_pairs(range(trials), both, found)
    for number, (typed, drafted) in answers.items():
        room, wrong = rooms[number], []
        stored = crew[0].ask("report_stored", report=room["report"])
        if typed["outcome"] == "ok" and "July" not in stored[str(room["paragraphs"][1])]:
            wrong.append("what was typed was lost")
        if drafted["outcome"] != "ok" or any("five" not in stored[str(pk)] for pk in room["paragraphs"][::2]):
            wrong.append("the new draft is not there")
        if typed["outcome"] != "ok" and not broken:
            wrong.append("what was typed was refused")
        found.add(wrong)
    return found


def test_who_types_while_the_report_is_drafted_anew_loses_nothing(
    crew: list[Worker], database: str, fault_trials: int
) -> None:
    judged(typed_while_drafted(crew, fault_trials), f"typed while drafted on {name_of(database)}", fault_trials)


def test_drafting_without_holding_the_report_is_caught(crew: list[Worker]) -> None:
    assert caught(lambda trials: typed_while_drafted(crew, trials, broken=True), "what was typed was lost")

"""Votes in batches: each is answered for itself, in its language, after the commit."""

import asyncio
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from django.utils.translation import get_language

from sessions_app import vote_writer
from sessions_app.actions.voting import VoteCommand
from sessions_app.vote_writer import Answer, VoteWriter, write

pytestmark = pytest.mark.django_db  # the writer looks at the connections that other tests left open


def command(participant_id: int, choice: str = "support") -> VoteCommand:
    return VoteCommand(participant_id, 1, choice)


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> list[list[VoteCommand]]:
    """What reached ``cast_votes``, which here fails on the choice "bad", or else answers with the participant."""
    batches: list[list[VoteCommand]] = []

    def fake(commands: list[VoteCommand]) -> list[Answer]:
        batches.append(commands)
        if any(c.choice == "bad" for c in commands):
            raise IntegrityError("one of them")
        if any(c.choice == "surprise" for c in commands):
            raise AttributeError("nobody thought of this")
        if any(c.choice == "away" for c in commands):
            raise OperationalError("the database is away")
        return [{"answer": "ok", "of": c.participant_id} for c in commands]

    monkeypatch.setattr(vote_writer, "cast_votes", fake)
    return batches


async def test_what_arrives_together_is_one_batch(cast: list[list[VoteCommand]]) -> None:
    writer = VoteWriter()
    answers = await asyncio.gather(*(writer.cast(command(n), "en") for n in range(100)))
    assert [answer["of"] for answer in answers] == list(range(100))
    assert [len(batch) for batch in cast] == [100]


async def test_a_batch_has_at_most_five_hundred(cast: list[list[VoteCommand]]) -> None:
    writer = VoteWriter()
    answers = await asyncio.gather(*(writer.cast(command(n), "en") for n in range(1200)))
    assert [answer["of"] for answer in answers] == list(range(1200))
    assert max(len(batch) for batch in cast) <= vote_writer.BATCH


async def test_it_goes_on_after_it_was_idle(cast: list[list[VoteCommand]]) -> None:
    writer = VoteWriter()
    for n in range(3):
        assert (await writer.cast(command(n), "en"))["of"] == n
    assert len(cast) == 3


async def test_each_is_answered_in_its_own_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vote_writer, "cast_votes", lambda commands: [{"answer": get_language()} for _ in commands])
    writer = VoteWriter()
    wanted = ["fr", "en", "ar", "fr", "en"]
    answers = await asyncio.gather(*(writer.cast(command(n), language) for n, language in enumerate(wanted)))
    assert [answer["answer"] for answer in answers] == wanted


def test_nobody_pays_for_the_vote_of_another(cast: list[list[VoteCommand]]) -> None:
    commands = [command(n, "bad" if n == 5 else "support") for n in range(16)]
    answers = write(commands, "en")
    assert [answer["answer"] for answer in answers] == ["refused" if n == 5 else "ok" for n in range(16)]
    assert answers[5]["reason"]


async def test_a_surprise_is_answered_and_the_next_vote_counts(cast: list[list[VoteCommand]]) -> None:
    writer = VoteWriter()
    surprised = await asyncio.wait_for(writer.cast(command(1, "surprise"), "en"), 5)
    counted = await asyncio.wait_for(writer.cast(command(2), "en"), 5)
    assert (surprised["answer"], counted["answer"]) == ("refused", "ok")


def test_without_a_database_all_are_to_be_sent_again(cast: list[list[VoteCommand]]) -> None:
    answers: list[dict[str, Any]] = write([command(n, "away") for n in range(4)], "en")
    assert {answer["answer"] for answer in answers} == {"slow down"}
    assert len(cast) == 1

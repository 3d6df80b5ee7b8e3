"""The socket: admission, commands, rights followed, and that nothing but the hub sends."""

import ast
import asyncio
import uuid
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import Client
from django.urls import reverse

from sessions_app.hub import Closing
from sessions_app.models import Contribution, Vote
from sessions_app.queries import ticket
from tests.factories import make_room
from tests.sessions_app.factories import put
from tests.sessions_app.live import Live, _emptied, _stopped, live

__all__ = ["_emptied", "_stopped", "live"]
pytestmark = pytest.mark.both_databases


# --- admission --------------------------------------------------------------------------------------------------


async def test_a_ticket_and_its_own_browser_open_a_socket(live: Live) -> None:
    socket = await live.socket()
    assert socket.is_open


@pytest.mark.parametrize(
    "origin",
    ["https://testserver:8000", "http://testserver", "http://testserver:8001", "http://evil.example", "null", ""],
)
async def test_another_origin_is_refused(live: Live, origin: str) -> None:
    assert not (await live.socket(origin=origin)).is_open


async def test_named_origins_are_the_only_ones(live: Live, settings: Any) -> None:
    settings.ORIGINS = ["https://consult.example"]
    assert (await live.socket(origin="https://consult.example")).is_open
    assert not (await live.socket()).is_open


async def test_an_expired_ticket_is_refused(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket, "SECONDS", -1)
    assert not (await live.socket()).is_open


@pytest.mark.parametrize("given", ["x", "a:b:c", "WzFd:1abc:zzz"])
async def test_a_forged_ticket_is_refused(live: Live, given: str) -> None:
    assert not (await live.socket(ticket=given)).is_open


async def test_a_ticket_opens_nothing_in_another_browser(live: Live) -> None:
    theirs = await sync_to_async(live.cookie)(live.room.people["observer"])
    assert not (await live.socket(key=theirs)).is_open
    assert not (await live.socket(key="")).is_open


async def test_a_participant_gets_no_ticket_to_the_desk(live: Live) -> None:
    assert not (await live.socket("participant", audience="desk")).is_open
    assert (await live.socket("chair", audience="desk")).is_open


async def test_the_session_of_another_consultation_is_refused(live: Live) -> None:
    other = await sync_to_async(make_room)()
    assert not (await live.socket(ticket=await sync_to_async(live.ticket)(other.people["participant"]))).is_open


# --- what comes up ----------------------------------------------------------------------------------------------


async def test_a_vote_is_counted_once_however_often_it_is_sent(live: Live) -> None:
    question = await live.session.questions.afirst()
    ballot = await sync_to_async(put)(live.room.people["chair"], question)
    socket, id_ = await live.socket(), str(uuid.uuid4())
    answers = [await socket.ask(command="vote", id=id_, ballot=ballot.pk, choice="support") for _ in range(3)]
    assert answers == [{"id": id_, "answer": "ok"}] * 3
    assert await Vote.objects.filter(ballot=ballot).acount() == 1


async def test_many_votes_at_once_are_each_answered(live: Live) -> None:
    question = await live.session.questions.afirst()
    ballot = await sync_to_async(put)(live.room.people["chair"], question)
    names = [name for name in live.room.people if name[-1] in "12"]
    sockets = [await live.socket(name) for name in names]
    answers = await asyncio.gather(
        *(s.ask(command="vote", id=str(uuid.uuid4()), ballot=ballot.pk, choice="live-with") for s in sockets)
    )
    assert [answer["answer"] for answer in answers] == ["ok"] * len(names)
    assert await Vote.objects.filter(ballot=ballot).acount() == len(names)


async def test_an_objection_without_a_reason_is_refused_with_the_reason(live: Live) -> None:
    question = await live.session.questions.afirst()
    ballot = await sync_to_async(put)(live.room.people["chair"], question)
    answer = await (await live.socket()).ask(command="vote", id=str(uuid.uuid4()), ballot=ballot.pk, choice="object")
    assert answer["answer"] == "refused"
    assert "object" in answer["reason"]


async def test_a_contribution_by_socket_is_given_once(live: Live) -> None:
    question = await live.session.questions.afirst()
    socket, id_ = await live.socket(), str(uuid.uuid4())
    first = await socket.ask(command="contribute", id=id_, question=question.pk, text="By socket.")
    again = await socket.ask(command="contribute", id=id_, question=question.pk, text="By socket.")
    assert first == again
    assert await Contribution.objects.acount() == 1


@pytest.mark.parametrize("first", ["socket", "json", "form"])
async def test_a_repeat_by_another_way_is_answered_alike(live: Live, first: str) -> None:
    question = await live.session.questions.afirst()
    socket, id_ = await live.socket(), str(uuid.uuid4())
    by_post, answers = sync_to_async(posted), {}
    for way in (first, "socket", "json", "form"):
        if way == "socket":
            answer = await socket.ask(command="contribute", id=id_, question=question.pk, text="Once.")
            answers[way] = {key: answer[key] for key in answer if key != "id"}
        else:
            answers[way] = await by_post(live, question.number, {"id": id_, "text": "Once."}, way)
    row = await Contribution.objects.aget()
    assert answers["socket"] == answers["json"] == {"answer": "ok", "contribution": row.pk}
    assert answers["form"].endswith(f"/contribution/{row.pk}/")


async def test_a_contribution_after_the_close_is_answered_alike_by_every_way_and_each_time(live: Live) -> None:
    question = await live.session.questions.afirst()
    socket, id_ = await live.socket(), str(uuid.uuid4())
    await live.session.questions.aupdate(state="closed")
    answers = []
    for _time in range(2):
        answers.append(await socket.ask(command="contribute", id=id_, question=question.pk, text="Late."))
        answers.append(await sync_to_async(posted)(live, question.number, {"id": id_, "text": "Late."}, "json"))
    assert {answer["answer"] for answer in answers} == {"closed"}
    assert len({answer["reason"] for answer in answers}) == 1
    assert await Contribution.objects.acount() == 0


def posted(live: Live, number: int, body: dict[str, str], way: str) -> Any:
    """Contribute by post: the answer in JSON, or where the form leads."""
    client = Client()
    client.force_login(live.room.people["participant"].user)
    address = reverse("contribute", args=[live.room.slug, live.session.pk, number])
    if way == "json":
        return client.post(address, body, content_type="application/json").json()
    return client.post(address, body)["Location"]


async def test_an_observer_contributes_nothing(live: Live) -> None:
    question = await live.session.questions.afirst()
    socket = await live.socket("observer")
    answer = await socket.ask(command="contribute", id=str(uuid.uuid4()), question=question.pk, text="Not allowed.")
    assert answer["answer"] == "refused"
    assert await Contribution.objects.acount() == 0


@pytest.mark.parametrize(
    "message",
    [
        " ", "{", "[]", "null", "7", '"x"', "{}", "[" * 5000, '{"ack": -1}', '{"ack": "4"}', '{"ack": true}',
        '{"ack": 1e400}', '{"command": "vote"}', '{"command": "vote", "id": "no"}',
        '{"command": "vote", "id": "6f1f6f0e-0000-4000-8000-000000000000", "ballot": "1", "choice": "support"}',
        '{"command": "vote", "id": "6f1f6f0e-0000-4000-8000-000000000000", "ballot": 99999999999999999999}',
        '{"command": "vote", "id": "6f1f6f0e-0000-4000-8000-000000000000", "ballot": 1, "choice": {"a": 1}}',
        '{"command": "vote", "id": "6f1f6f0e-0000-4000-8000-000000000000", "ballot": 1, "choice": "\\u0000"}',
        '{"command": "contribute", "id": "6f1f6f0e-0000-4000-8000-000000000000", "question": 1, "parent": "x"}',
        '{"command": "drop", "id": "6f1f6f0e-0000-4000-8000-000000000000"}', '{"text": "' + "x" * 70_000 + '"}',
    ],
)  # fmt: skip
async def test_bad_messages_get_a_clear_refusal(live: Live, message: str) -> None:
    socket = await live.socket()
    await socket.send_to(text_data=message)
    answer = await socket.until(lambda m: "answer" in m)
    assert answer["answer"] == "refused"
    assert answer["reason"]


async def test_bytes_are_refused(live: Live) -> None:
    socket = await live.socket()
    await socket.send_to(bytes_data=b"\x00\xff")
    assert (await socket.until(lambda m: "answer" in m))["answer"] == "refused"


async def test_a_flood_is_slowed_down_then_closed(live: Live) -> None:
    socket = await live.socket()
    for _ in range(200):
        await socket.send_to(text_data='{"command": "?", "id": "6f1f6f0e-0000-4000-8000-000000000000"}')
    assert await socket.until(lambda m: m.get("answer") == "slow down")
    assert await socket.closing() == Closing.TOO_MANY


# --- no channel layer -------------------------------------------------------------------------------------------


def test_no_consumer_joins_a_group_and_there_is_no_channel_layer() -> None:
    assert not hasattr(settings, "CHANNEL_LAYERS")
    forbidden = {"group_add", "group_send", "group_discard", "get_channel_layer", "channel_layer"}
    for package in ("consult", "sessions_app", "synthesis"):
        for path in (Path(settings.BASE_DIR) / package).rglob("*.py"):
            names = {
                getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None)
                for node in ast.walk(ast.parse(path.read_text()))
            }
            assert not names & forbidden, f"{path}: the hub alone sends to sockets"

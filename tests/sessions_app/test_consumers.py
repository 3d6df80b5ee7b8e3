"""The socket: admission, commands, rights followed, and that nothing but the hub sends."""

import ast
import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult import record
from consult.asgi import application
from consult.models import Participant
from sessions_app import fragments, hub
from sessions_app.actions import calling, discussion, floor, presence, speaking
from sessions_app.hub import Closing, centre, lines
from sessions_app.models import Contribution, Session, Vote
from sessions_app.queries import ticket
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, put, say, standing_of

pytestmark = pytest.mark.both_databases

HOST = "testserver:8000"
OWN = f"http://{HOST}"


@pytest.fixture(autouse=True)
def _emptied(transactional_db: None) -> Iterator[None]:
    yield
    record.remove_guards()  # the record refuses to be emptied; migrating puts them back


@pytest.fixture(autouse=True)
async def _stopped() -> AsyncIterator[None]:
    yield
    await hub.stop()
    await sync_to_async(connections.close_all)()


@dataclass
class Live:
    """A session with open questions, and how its people come to it."""

    room: Room
    session: Session
    seq: int = 0

    def cookie(self, person: Participant) -> str:
        client = Client()
        client.force_login(person.user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def ticket(self, person: Participant, audience: str = "participant") -> str:
        return ticket.make(standing_of(person), self.session.pk, audience, "en", self.seq)

    async def socket(self, role: str = "participant", audience: str = "participant", **changed: Any) -> "Socket":
        person = self.room.people[role]
        given = changed.get("ticket") or await sync_to_async(self.ticket)(person, audience)
        key = changed["key"] if "key" in changed else await sync_to_async(self.cookie)(person)
        headers = [(b"host", HOST.encode()), (b"origin", changed.get("origin", OWN).encode())]
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={key}".encode()))
        socket = Socket(
            application, f"/live/?ticket={quote(given)}&after={quote(str(changed.get('after', '')))}", headers=headers
        )
        socket.key = key
        socket.is_open, _ = await socket.connect(timeout=5)
        return socket


class Socket(WebsocketCommunicator):  # type: ignore[misc]
    is_open = False
    key = ""

    async def until(self, wanted: Any, seconds: float = 5) -> dict[str, Any]:
        """The first message for which ``wanted`` is true."""
        async with asyncio.timeout(seconds):
            while True:
                message = json.loads(await self.receive_from(timeout=seconds))
                if wanted(message):
                    return message

    async def ask(self, **command: Any) -> dict[str, Any]:
        await self.send_to(text_data=json.dumps(command))
        return await self.until(lambda message: "answer" in message)

    async def closing(self, seconds: float = 6) -> int:
        """The code with which the server closes."""
        async with asyncio.timeout(seconds):
            while True:
                event = await self.receive_output(timeout=seconds)
                if event["type"] == "websocket.close":
                    return int(event["code"])


@pytest.fixture
def live(transactional_db: None) -> Live:
    room = make_room(per_group=2)
    return Live(room, make_session(room.consultation))


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


# --- what comes down --------------------------------------------------------------------------------------------


async def test_a_contribution_reaches_everybody(live: Live) -> None:
    sockets = [await live.socket(role) for role in ("participant", "observer", "rapporteur")]
    question = await live.session.questions.afirst()
    contribution = await sync_to_async(say)(live.room.people["participant"], question, "Seen by all.")
    for socket in sockets:
        frame = await socket.until(lambda message: message.get("put"))
        assert frame["put"][0]["id"] == f"contribution-{contribution.pk}"
        assert "Seen by all." in frame["put"][0]["html"]


async def test_what_another_process_entered_is_found_by_its_head(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "announce", lambda message: None)
    socket = await live.socket()
    question = await live.session.questions.afirst()
    await sync_to_async(say)(live.room.people["participant"], question)
    assert await socket.until(lambda message: message.get("put"), seconds=centre.HEADS_EVERY + 2)


async def test_what_happened_between_page_and_socket_arrives(live: Live) -> None:
    person = live.room.people["participant"]
    given = await sync_to_async(live.ticket)(person)
    question = await live.session.questions.afirst()
    await sync_to_async(say)(person, question)
    frame = await (await live.socket(ticket=given)).until(lambda message: message.get("put"))
    assert frame["from"] == 0


async def test_turnout_arrives_without_a_sequence(live: Live) -> None:
    question = await live.session.questions.afirst()
    ballot = await sync_to_async(put)(live.room.people["chair"], question)
    socket = await live.socket()
    answer = await socket.ask(command="vote", id=str(uuid.uuid4()), ballot=ballot.pk, choice="support")
    assert answer["answer"] == "ok"
    frame = await socket.until(lambda message: "put" in message and "turnout" in message["put"][0]["id"])
    assert "to" not in frame
    assert frame["put"][0]["id"] == f"turnout-{ballot.pk}"


async def test_who_is_here_arrives_without_a_sequence(live: Live) -> None:
    socket = await live.socket()

    await sync_to_async(presence.seen)([])
    await sync_to_async(presence.seen)([(live.session.pk, live.room.people["States 1"].pk)])
    frame = await socket.until(lambda frame: frame.get("put") and "to" not in frame)

    assert frame["put"][0]["id"] == f"presence-{live.session.pk}"
    assert "States" in frame["put"][0]["html"]


async def test_who_has_the_floor_reaches_everybody(live: Live) -> None:
    socket, screen = await live.socket(), await live.socket("observer", "screen")
    chair = await sync_to_async(standing_of)(live.room.people["chair"])
    speaker = await sync_to_async(standing_of)(live.room.people["States 1"])

    await sync_to_async(floor.open_list)(chair, live.session.pk)
    request = await sync_to_async(speaking.ask)(speaker, live.session.pk)
    await sync_to_async(calling.call)(chair, live.session.pk, request.pk, instead_of=0)

    for one, name in ((socket, f"floor-{live.session.pk}"), (screen, f"podium-{live.session.pk}")):
        frame = await one.until(lambda frame: any("data-timer" in put["html"] for put in frame.get("put", [])))
        html = {put["id"]: put["html"] for put in frame["put"]}[name]
        assert "States 1" in html


async def test_one_who_acknowledges_nothing_is_closed_and_others_stay(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "ACKNOWLEDGE_WITHIN", 0.5)
    stalled, reader = await live.socket("observer"), await live.socket()
    question = await live.session.questions.afirst()
    await sync_to_async(say)(live.room.people["participant"], question)
    frame = await reader.until(lambda message: message.get("put"))
    await reader.send_to(text_data=json.dumps({"ack": frame["to"]}))
    assert await stalled.closing() == Closing.NOT_READING
    assert (await reader.ask(command="?", id=str(uuid.uuid4())))["answer"] == "refused"


# --- coming back -------------------------------------------------------------------------------------------------


async def test_each_line_gets_a_ticket_of_its_own_that_opens_a_socket(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(centre, "TICKETS_EVERY", 0.3)
    one, two = await live.socket(), await live.socket("observer")
    question = await live.session.questions.afirst()
    await sync_to_async(say)(live.room.people["participant"], question)
    seq = (await one.until(lambda message: message.get("put")))["to"]
    await one.send_to(text_data=json.dumps({"ack": seq}))
    await asyncio.sleep(0.5)
    mine = await one.until(lambda m: "ticket" in m and ticket.read(m["ticket"]).seq == seq)
    theirs = await two.until(lambda message: "ticket" in message)
    assert ticket.read(theirs["ticket"]).participant_id == live.room.people["observer"].pk
    assert (await live.socket(ticket=mine["ticket"])).is_open
    assert not (await live.socket("observer", ticket=mine["ticket"])).is_open


async def test_a_lie_about_what_was_acknowledged_gets_no_ticket_beyond_the_record(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(centre, "TICKETS_EVERY", 0.3)
    socket = await live.socket()
    await socket.send_to(text_data=json.dumps({"ack": 10**9}))
    given = await socket.until(lambda message: "ticket" in message)
    assert ticket.read(given["ticket"]).seq <= await sync_to_async(fragments.head)(live.room.consultation.pk)


async def test_a_position_shortens_the_gap_and_a_wrong_one_is_left_aside(live: Live) -> None:
    question, person = await live.session.questions.afirst(), live.room.people["participant"]
    first = await live.socket()
    given = await sync_to_async(live.ticket)(person)
    await sync_to_async(say)(person, question, "One.")
    seq = (await first.until(lambda message: message.get("put")))["to"]
    await sync_to_async(say)(person, question, "Two.")
    last = (await first.until(lambda message: message.get("put")))["to"]
    for after, begin in ((seq, seq), (last + 1, 0), (-1, 0), ("x", 0), ("9" * 400, 0), ("٣", 0)):
        back = await live.socket(ticket=given, after=after)
        frame = await back.until(lambda message: message.get("put") and "to" in message)
        assert frame["from"] == begin, after


async def test_no_position_brings_back_what_was_held_meanwhile(live: Live) -> None:
    question, person = await live.session.questions.afirst(), live.room.people["participant"]
    first = await live.socket()
    given = await sync_to_async(live.ticket)(person)
    said = await sync_to_async(say)(person, question, "Held at once.")
    await first.until(lambda message: message.get("put"))
    await live.socket(ticket=given)  # the gap is rendered, and kept for others
    chair = await sync_to_async(standing_of)(live.room.people["chair"])
    await sync_to_async(discussion.moderate)(chair, said.pk, "held")
    await first.until(lambda message: f"contribution-{said.pk}" in message.get("drop", ()))
    for after in (0, 1, 10**9):
        frame = await (await live.socket(ticket=given, after=after)).until(lambda message: "to" in message)
        assert "Held at once." not in json.dumps(frame)


async def test_five_hundred_who_came_and_left_leave_nothing(live: Live) -> None:
    given = await sync_to_async(live.ticket)(live.room.people["participant"])
    key = await sync_to_async(live.cookie)(live.room.people["participant"])
    kept = await live.socket(ticket=given, key=key)
    before = len(asyncio.all_tasks())
    for _ in range(10):
        some = await asyncio.gather(*(live.socket(ticket=given, key=key) for _ in range(50)))
        assert all(socket.is_open for socket in some)
        await asyncio.gather(*(socket.disconnect() for socket in some))
    await asyncio.sleep(0.2)
    here = centre.hub()
    assert len(here.lines()) == 1
    assert len(asyncio.all_tasks()) <= before + 2
    await kept.disconnect()
    await asyncio.sleep(0.2)
    assert here.rooms == {}


async def test_a_hub_that_is_stopped_twice_at_once_says_goodbye_to_everybody(live: Live) -> None:
    people = [await live.socket(), await live.socket("observer")]
    await asyncio.gather(hub.stop(), hub.stop())
    assert [await person.closing(1) for person in people] == [Closing.RESTART, Closing.RESTART]


# --- rights are followed ----------------------------------------------------------------------------------------


async def test_one_who_is_removed_is_closed_within_five_seconds(live: Live) -> None:
    person, other = await live.socket(), await live.socket("observer")
    await Participant.objects.filter(pk=live.room.people["participant"].pk).aupdate(removed_at=timezone.now())
    assert await person.closing(5) == Closing.NO_RIGHT
    assert (await other.ask(command="?", id=str(uuid.uuid4())))["answer"] == "refused"


async def test_signing_out_closes_the_socket(live: Live) -> None:
    person = live.room.people["participant"]
    client = Client()
    await sync_to_async(client.force_login)(person.user)
    socket = await live.socket(key=client.cookies[settings.SESSION_COOKIE_NAME].value)
    await sync_to_async(client.logout)()
    assert await socket.closing(5) == Closing.NO_RIGHT


async def test_losing_the_role_closes_the_desk_at_once_when_it_is_announced(live: Live) -> None:
    chair = live.room.people["chair"]
    socket = await live.socket("chair", audience="desk")
    await chair.role_rows.all().adelete()
    record.announce({"consultation": live.room.consultation.pk, "topic": "rights"})
    assert await socket.closing(1) == Closing.NO_RIGHT


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

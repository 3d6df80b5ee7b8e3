"""What comes down an open socket, who comes back to it, and whose it stays."""

import asyncio
import json
import uuid

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import Client
from django.utils import timezone

from consult import record
from consult.models import Participant
from sessions_app import fragments, hub
from sessions_app.actions import calling, discussion, floor, presence, speaking
from sessions_app.hub import Closing, centre, lines
from sessions_app.queries import ticket
from tests.sessions_app.factories import put, say, standing_of
from tests.sessions_app.live import Live, _emptied, _stopped, live

__all__ = ["_emptied", "_stopped", "live"]
pytestmark = pytest.mark.both_databases


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

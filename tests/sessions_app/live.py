"""A session that people come to by socket, as they do from its page."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connections
from django.test import Client

from consult import record
from consult.asgi import application
from consult.models import Participant
from sessions_app import hub
from sessions_app.models import Session
from sessions_app.queries import ticket
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, standing_of

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

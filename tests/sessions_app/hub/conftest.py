"""A line whose peer is the test, a room on fragments that the test writes, and people in a session of a site."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from bench import _common
from sessions_app import fragments
from sessions_app.fragments import Frame, View
from sessions_app.hub.lines import Line
from sessions_app.hub.rooms import Room
from sessions_app.queries.ticket import Claim
from tests.services import Site

VIEW = View(1, 1, "participant", "en")


class Peer:
    """The browser's end: what arrived, and how the socket was closed. ``reads`` False: ``send`` never returns."""

    def __init__(self, seq: int = 0, reads: bool = True) -> None:
        self.frames: list[Frame] = []
        self.closed: list[int] = []
        self.reads = reads
        self.line = Line(Claim(1, 1, "participant", "en", seq), "", self._send, self._close)

    async def _send(self, text: str) -> None:
        if not self.reads:
            await asyncio.Event().wait()
        self.frames.append(json.loads(text))

    async def _close(self, code: int) -> None:
        assert type(code) is int  # daphne takes nothing else
        assert 3000 <= code < 5000
        self.closed.append(code)

    @property
    def numbered(self) -> list[Frame]:
        return [frame for frame in self.frames if "to" in frame]

    async def has(self, ready: Callable[[], Any], seconds: float = 3.0) -> None:
        """Wait until ``ready`` says so."""
        async with asyncio.timeout(seconds):
            while not ready():
                await asyncio.sleep(0.005)


class Rendered:
    """Fragments made of the sequence alone. calls: the (after, upto] that were rendered; size: bytes of each put."""

    def __init__(self) -> None:
        self.head, self.size, self.turnout = 0, 20, 0
        self.calls: list[tuple[int, int]] = []
        self.tally_calls = self.failures = 0
        self.for_us: Callable[[int], bool] = lambda seq: True

    def changes(self, view: View, after: int, upto: int) -> Frame:
        self.calls.append((after, upto))
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the database is away")
        put = [
            {"id": f"contribution-{seq}", "rev": upto, "in": "thread-1", "after": None, "html": "x" * self.size}
            for seq in range(after + 1, upto + 1)
            if self.for_us(seq)
        ]
        return {"from": after, "to": upto, "put": put, "drop": []}

    def tallies(self, view: View, ballot_ids: set[int]) -> Frame:
        self.tally_calls += 1
        return {"put": [{"id": f"turnout-{pk}", "html": str(self.turnout)} for pk in sorted(ballot_ids)], "drop": []}


@pytest.fixture
def seeded(database_of: Callable[[Site], AbstractContextManager[None]]) -> Callable[[Site, int], dict[str, Any]]:
    """``seeded(site, 3)``: a session with an open question and check, and so many signed in, made from this process."""

    def make(site: Site, people: int) -> dict[str, Any]:
        with database_of(site):
            return _common.seeded(people, code=None)

    return make


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Rendered:
    fake = Rendered()
    monkeypatch.setattr(fragments, "changes", fake.changes)
    monkeypatch.setattr(fragments, "gap", fake.changes)
    monkeypatch.setattr(fragments, "tallies", fake.tallies)
    return fake


@pytest.fixture
async def room(rendered: Rendered) -> AsyncIterator[Room]:
    async def run(function: Callable[..., Any], *arguments: Any) -> Any:
        await asyncio.sleep(0)
        return function(*arguments)

    made = Room(VIEW, 0, lambda: rendered.head, run)
    yield made
    made.end()
    for line in made.lines:
        line.end()


@pytest.fixture
def move(room: Room, rendered: Rendered) -> Callable[[int], None]:
    def to(head: int) -> None:
        rendered.head = head
        room.news.set()

    return to

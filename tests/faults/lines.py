"""Open pages on bad lines: each holds a socket, follows its frames, and sends its acts until they are answered.

Plain asyncio, no Django. A page is what a reader would see (``tests.sessions_app.placing``), its outbox what
``static/js/outbox.js`` does: a command keeps its id however often it is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import http.client
import json
import random
import re
import time
import uuid
from typing import Any
from urllib.parse import quote, urlsplit

from websockets.asyncio.client import ClientConnection, connect

from tests.faults import posts
from tests.faults.notes import OK, REFUSED, Request
from tests.sessions_app import placing

TICKET = re.compile(r'data-ticket="([^"]+)" data-seq="(\d+)" data-since="([^"]+)"')
PAGE = 30  # contributions a page
PATIENCE = 3.0  # seconds without an answer, after which a command is sent again


class Line:
    """One page. ``origins``: the web processes it may turn to; another one after each failure."""

    def __init__(
        self, who: int, origins: list[str], path: str, key: str, reads: bool = True, way: str = "socket"
    ) -> None:
        self.who, self.origins, self.path, self.key, self.reads = who, origins, path, key, reads
        self.at, self.way = who % len(origins), way
        self.codes: list[int | None] = []  # why its sockets ended
        self.opened = 0
        self.requests: list[Request] = []
        self.is_cut = False
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._socket: ClientConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []

    # --- the page -----------------------------------------------------------------------------------------------

    async def load(self) -> None:
        text = await self._get(self.path)
        found = TICKET.search(text)
        assert found, "no ticket on the page"
        self.ticket, self.since = html.unescape(found[1]), html.unescape(found[3])
        self.follower = placing.Follower(placing.page_of(text), int(found[2]), lambda _after: {})

    async def fresh(self) -> dict[str, str]:
        """The parts of a new page."""
        return placing.parts(placing.page_of(await self._get(self.path)))

    def parts(self) -> dict[str, str]:
        """The parts of this page; of its thread as much as a new page shows."""
        for thread in self.follower.page.xpath("//*[starts-with(@id, 'thread-')]"):
            for older in list(thread)[:-PAGE]:
                thread.remove(older)
        return placing.parts(self.follower.page)

    async def _get(self, path: str) -> str:
        return await asyncio.to_thread(self._get_now, self.origins[self.at], path)

    def _get_now(self, origin: str, path: str) -> str:
        parts = urlsplit(origin)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        try:
            connection.request("GET", path, headers={"Cookie": f"sessionid={self.key}"})
            answer = connection.getresponse()
            if answer.status != 200:
                raise OSError(f"{path}: {answer.status}")
            return answer.read().decode()
        finally:
            connection.close()

    async def _catch_up(self) -> None:
        """By GET, as a page that missed something: its position, and a new ticket."""
        frame = json.loads(await self._get(f"{self.since}?after={self.follower.position}"))
        if frame.get("reload"):
            await self.load()
            return
        self.ticket = frame["ticket"]
        self.follower.take({**frame, "from": self.follower.position})

    # --- the line -----------------------------------------------------------------------------------------------

    def open(self) -> None:
        self._tasks = [asyncio.create_task(self._live()), asyncio.create_task(self._acknowledge())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._socket:
            await self._socket.close()

    def cut(self) -> None:
        """The line breaks without a word; it comes back by itself once ``is_cut`` is taken away."""
        if self._socket:
            self._socket.transport.abort()

    async def _live(self) -> None:
        is_first = True
        while True:
            try:
                while self.is_cut:
                    await asyncio.sleep(0.05)
                if not is_first:
                    await self._catch_up()
                await self._listen()
            except (OSError, AssertionError, http.client.HTTPException, ValueError):
                self.at = (self.at + 1) % len(self.origins)
            except Exception as error:  # websockets: refused, or closed in the handshake
                if not type(error).__module__.startswith("websockets"):
                    raise
                self.at = (self.at + 1) % len(self.origins)
            is_first = False
            await asyncio.sleep(0.1 + random.random() * 0.3)

    async def _listen(self) -> None:
        origin = self.origins[self.at]
        address = f"{origin.replace('http', 'ws', 1)}/live/?ticket={quote(self.ticket)}"
        headers = {"Cookie": f"sessionid={self.key}"}
        self._socket = await connect(
            address,
            origin=origin,
            additional_headers=headers,
            compression=None,
            ping_interval=None,  # type: ignore[arg-type]
        )
        if not self.reads:
            self._socket.transport.pause_reading()
        self.opened += 1
        with contextlib.suppress(Exception):
            async for text in self._socket:
                await self._take(json.loads(text))
        self.codes.append(self._socket.close_code)

    async def _take(self, frame: dict[str, Any]) -> None:
        if "answer" in frame:
            if waiting := self._waiting.get(frame["id"]):
                waiting.done() or waiting.set_result(frame)
        elif "ticket" in frame:
            self.ticket = frame["ticket"]
        elif "to" not in frame:
            placing.apply(self.follower.page, frame)  # turnout: latest-wins
        elif frame.get("reload") or frame["from"] > self.follower.position:
            await self._catch_up()
        else:
            self.follower.take(frame)

    async def _acknowledge(self) -> None:
        while True:
            await asyncio.sleep(1)
            if self.reads and self._socket:
                with contextlib.suppress(Exception):
                    await self._socket.send(json.dumps({"ack": self.follower.position}))

    # --- acts ---------------------------------------------------------------------------------------------------

    async def act(self, mark: str, command: dict[str, Any], cut_before_the_answer: bool = False) -> Request:
        """Send a command until it is answered; it keeps its id. The request is noted with both its times."""
        id_ = str(uuid.uuid4())
        if self.way != "socket":
            return await self._post(mark, {"id": id_, **command})
        answer = self._waiting[id_] = asyncio.get_running_loop().create_future()
        message, start = json.dumps({"id": id_, **command}), time.monotonic()
        while not answer.done():
            if self._socket:
                with contextlib.suppress(Exception):
                    await self._socket.send(message)
                    if cut_before_the_answer:
                        cut_before_the_answer = False
                        await asyncio.sleep(0.02)
                        self.cut()
            await asyncio.wait([answer], timeout=PATIENCE)
            if answer.done() and answer.result()["answer"] == "slow down":
                answer = self._waiting[id_] = asyncio.get_running_loop().create_future()
                await asyncio.sleep(0.3)
        return self._note(mark, {"id": id_, **command}, start, answer.result()["answer"])

    async def _post(self, mark: str, command: dict[str, Any]) -> Request:
        """By form or JSON, to another process where one does not answer; the line may be away."""
        start, told = time.monotonic(), ""
        _, _, slug, _, session, *_rest = self.path.split("/")
        while not told:
            if not self.is_cut:
                given = (self.origins[self.at], slug, int(session), self.key, self.way, command)
                told = await asyncio.to_thread(posts.answer_to, *given)
            if not told:
                self.at = (self.at + 1) % len(self.origins)
                await asyncio.sleep(0.3)
        return self._note(mark, command, start, told)

    def _note(self, mark: str, command: dict[str, Any], start: float, told: str) -> Request:
        outcome, end = OK if told == "ok" else REFUSED, time.monotonic()
        noted = Request(self.who, command.get("choice", ""), mark, command["id"], start, end, outcome, told)
        self.requests.append(noted)
        return noted

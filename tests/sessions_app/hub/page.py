"""One page on a socket, for tests of the hub: every frame with the time of its arrival, and acts with an id."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
import uuid
from typing import Any
from urllib.parse import quote, urlsplit

import lxml.html
from websockets.asyncio.client import ClientConnection, connect


def get(url: str, key: str) -> str:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        connection.request("GET", parts.path, headers={"Cookie": f"sessionid={key}"})
        answer = connection.getresponse()
        body = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{url}: {answer.status}")
        return body
    finally:
        connection.close()


class Page:
    """One browser: its document, its position, and every frame with the time of its arrival."""

    def __init__(self, origin: str, path: str, key: str, acknowledges: bool = True) -> None:
        self.origin, self.path, self.key, self.acknowledges = origin, path, key, acknowledges
        self.frames: list[tuple[float, dict[str, Any]]] = []
        self.sizes: list[int] = []
        self.answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.socket: ClientConnection | None = None
        self.closed, self.code = "", None

    def load(self) -> Page:
        self.document = lxml.html.fromstring(get(self.origin + self.path, self.key))
        main = self.document.xpath("//*[@data-live][@data-since]")[0]
        self.ticket, self.live = main.get("data-ticket"), main.get("data-live")
        self.position = self.began = int(main.get("data-seq"))
        return self

    async def open(self) -> None:
        address = f"{self.origin.replace('http', 'ws', 1)}{self.live}?ticket={quote(self.ticket)}"
        headers = {"Cookie": f"sessionid={self.key}"}
        self.socket = await connect(address, origin=self.origin, additional_headers=headers, compression=None)  # type: ignore[arg-type]
        self.tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._acknowledge())]

    async def _read(self) -> None:
        assert self.socket
        try:
            async for text in self.socket:
                frame = json.loads(text)
                if "answer" in frame:
                    self.answers[frame["id"]].set_result(frame)
                    continue
                self.frames.append((time.monotonic(), frame))
                self.sizes.append(len(text.encode() if isinstance(text, str) else text))
                self.position = max(self.position, frame.get("to", 0))
        except Exception as error:
            self.closed = repr(error)
        self.code = self.socket.close_code

    async def _acknowledge(self) -> None:
        assert self.socket
        told = 0
        while not self.code:
            await asyncio.sleep(1)
            if self.acknowledges and not self.code and len(self.frames) != told:
                told = len(self.frames)
                await self.socket.send(json.dumps({"ack": self.position}))

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        if self.socket:
            await self.socket.close()

    async def act(self, **command: Any) -> dict[str, Any]:
        id_ = str(uuid.uuid4())
        self.answers[id_] = asyncio.get_running_loop().create_future()
        assert self.socket
        await self.socket.send(json.dumps({"id": id_, **command}))
        return await asyncio.wait_for(self.answers[id_], 30)

    def gaps(self) -> int:
        """How many frames began after our position."""
        position, gaps = self.began, 0
        for _at, frame in self.frames:
            if "to" in frame:
                gaps += frame["from"] > position or bool(frame.get("reload"))
                position = max(position, frame["to"])
        return gaps

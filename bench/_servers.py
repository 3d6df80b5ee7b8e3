"""What the room is measured beside: a bare loop, ``websockets``' broadcast, and the plain idiom of Channels.

    python -m bench._servers raw|websockets PORT CONTROL
    daphne|uvicorn bench._servers:idiom           (CONTROL in BENCH_CONTROL, the layer in BENCH_LAYER)
    daphne|uvicorn bench._servers:consult         (the real application)

Each listens on a second port for lines of JSON: ``{"frames": n, "text": s, "waits": true}`` sends n frames to every
socket, the next when the one before has left the process (ours at once, where ``waits`` is false), and answers
``{"seconds", "cpu", "rss"}``.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bench._wire import Frames, accept_key, frame

Blast = Callable[[int, str, bool], Awaitable[None]]


def control(port: int, blast: Blast) -> Awaitable[asyncio.Server]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            asked = json.loads(line)
            began, cpu = time.monotonic(), _cpu()
            await blast(asked["frames"], asked["text"], asked["waits"])
            told = {"seconds": time.monotonic() - began, "cpu": _cpu() - cpu, "rss": _rss()}
            writer.write(json.dumps(told).encode() + b"\n")
            await writer.drain()

    return asyncio.start_server(serve, "127.0.0.1", port)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _rss() -> int:
    """Bytes resident now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


# --- a bare loop: the most that one process can do --------------------------------------------------------------


class Bare(asyncio.Protocol):
    lines: set[Bare] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self._head: bytes | None = b""
        self._frames = Frames(lambda opcode, payload: None)

    def data_received(self, data: bytes) -> None:
        if self._head is None:
            self._frames.feed(data)
            return
        self._head += data
        if b"\r\n\r\n" not in self._head:
            return
        key = next(line[19:] for line in self._head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key: "))
        self._head = None
        self.transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept_key(key) + b"\r\n\r\n"
        )
        self.lines.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.lines.discard(self)


async def raw(port: int, control_port: int) -> None:
    async def blast(frames: int, text: str, waits: bool) -> None:
        prepared = frame(text.encode())
        for _ in range(frames):
            for line in Bare.lines:
                line.transport.write(prepared)
            while any(line.transport.get_write_buffer_size() for line in Bare.lines):
                await asyncio.sleep(0)

    await control(control_port, blast)
    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", port)
    await server.serve_forever()


async def broadcasting(port: int, control_port: int) -> None:
    from websockets.asyncio.server import broadcast, serve  # measured beside, and only where it is asked for

    lines: set[Any] = set()

    async def handle(line: Any) -> None:
        lines.add(line)
        try:
            async for _ in line:
                pass
        finally:
            lines.discard(line)

    async def blast(frames: int, text: str, waits: bool) -> None:
        for _ in range(frames):
            broadcast(lines, text)
            while any(line.transport.get_write_buffer_size() for line in lines):
                await asyncio.sleep(0)

    await control(control_port, blast)
    async with serve(handle, "127.0.0.1", port, compression=None) as server:
        await server.serve_forever()


# --- Channels' own idiom: a group, and a send_json for each socket ----------------------------------------------


def _idiom() -> Any:
    import django
    from django.conf import settings

    layers = {
        "memory": {"BACKEND": "channels.layers.InMemoryChannelLayer"},
        "redis": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [os.environ.get("BENCH_REDIS", "")]},
        },
    }
    settings.configure(
        CHANNEL_LAYERS={"default": layers[os.environ.get("BENCH_LAYER", "memory")]},
        DATABASES={},
        SECRET_KEY="bench",
    )
    django.setup()
    from channels.generic.websocket import AsyncJsonWebsocketConsumer
    from channels.layers import get_channel_layer

    lines: set[Any] = set()
    sent = [0]

    class Idiom(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
        async def connect(self) -> None:
            await self.channel_layer.group_add("room", self.channel_name)
            await self.accept()
            lines.add(self)

        async def disconnect(self, code: int) -> None:
            lines.discard(self)
            await self.channel_layer.group_discard("room", self.channel_name)

        async def receive_json(self, content: Any, **kwargs: Any) -> None:
            pass

        async def news(self, event: dict[str, Any]) -> None:
            await self.send_json(event["frame"])
            sent[0] += 1

    async def blast(frames: int, text: str, waits: bool) -> None:
        body, layer = json.loads(text), get_channel_layer()
        for _ in range(frames):
            wanted = sent[0] + len(lines)
            await layer.group_send("room", {"type": "news", "frame": body})
            while sent[0] < wanted:  # one at a time: more at once and the layer drops them
                await asyncio.sleep(0.0005)

    return _with_control(Idiom.as_asgi(), blast)


def _with_control(application: Any, blast: Blast) -> Any:
    """``application``, with the control port opened in its event loop at the first request."""
    started: list[Any] = []

    async def served(scope: Any, receive: Any, send: Any) -> None:
        if not started:
            started.append(asyncio.ensure_future(control(int(os.environ["BENCH_CONTROL"]), blast)))
        await application(scope, receive, send)

    return served


# --- the real application ---------------------------------------------------------------------------------------


def _consult() -> Any:
    from consult.asgi import application
    from sessions_app.hub import hub
    from sessions_app.hub.lines import encode

    async def blast(frames: int, text: str, waits: bool) -> None:
        """Frames of the hub itself, to every line of every room, told as what the record tells is told."""
        rooms = list(hub().rooms.values())
        for _ in range(frames):
            for room in rooms:
                put = [{"id": "bench-1", "rev": room.at, "in": None, "after": None, "html": text}]
                room.tell(encode({"from": room.at, "to": room.at, "put": put, "drop": []}, room.at))
            while waits and any(not line.is_idle for room in rooms for line in room.lines):
                await asyncio.sleep(0)
            await asyncio.sleep(0)

    return _with_control(application, blast)


def __getattr__(name: str) -> Any:
    """``idiom`` and ``consult`` are made when a server asks for them: each sets Django up in its own way."""
    if name in {"idiom", "consult"}:
        made = _idiom() if name == "idiom" else _consult()
        globals()[name] = made
        return made
    raise AttributeError(name)


if __name__ == "__main__":
    import uvloop

    serve = {"raw": raw, "websockets": broadcasting}[sys.argv[1]]
    uvloop.run(serve(int(sys.argv[2]), int(sys.argv[3])))

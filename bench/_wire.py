"""WebSocket at the least cost: what a load client and a bare server need, on asyncio transports."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
from collections.abc import Callable

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def accept_key(key: bytes) -> bytes:
    """RFC 6455, 4.2.2: the answer to ``Sec-WebSocket-Key``."""
    return base64.b64encode(hashlib.sha1(key + _GUID).digest())


def frame(payload: bytes, opcode: int = TEXT, mask: bool = False) -> bytes:
    """One final, uncompressed frame; a client's is masked."""
    size, bit = len(payload), 0x80 if mask else 0
    if size < 126:
        head = bytes((0x80 | opcode, bit | size))
    elif size < 65536:
        head = bytes((0x80 | opcode, bit | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, bit | 127)) + size.to_bytes(8, "big")
    if not mask:
        return head + payload
    key = os.urandom(4)
    pad = (key * (size // 4 + 1))[:size]
    return head + key + (int.from_bytes(payload, "big") ^ int.from_bytes(pad, "big")).to_bytes(size, "big")


class Frames:
    """Cuts a stream into frames: ``feed`` yields (opcode, payload). Unfragmented, uncompressed messages only."""

    def __init__(self, take: Callable[[int, bytes], None]) -> None:
        self._take, self._rest = take, b""

    def feed(self, data: bytes) -> None:
        data = self._rest + data if self._rest else data
        at, end = 0, len(data)
        while end - at >= 2:
            size, body = data[at + 1] & 0x7F, at + 2
            if size == 126:
                size, body = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, body = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            is_masked = data[at + 1] & 0x80
            after = body + size + (4 if is_masked else 0)
            if after > end or body > end:
                break
            payload = data[body:after]
            if is_masked:
                pad = (payload[:4] * (size // 4 + 1))[:size]
                payload = (int.from_bytes(payload[4:], "big") ^ int.from_bytes(pad, "big")).to_bytes(size, "big")
            self._take(data[at] & 0x0F, payload)
            at = after
        self._rest = data[at:]


class Client(asyncio.Protocol):
    """One socket of the crowd: the handshake, then every message to ``take``."""

    transport: asyncio.Transport

    def __init__(self, target: str, host: str, headers: dict[str, str], take: Callable[[Client, bytes], None]) -> None:
        self.target, self.host, self.headers, self._take = target, host, headers, take
        self.opened: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._head, self._is_open, self._code = b"", False, 0
        self._frames = Frames(self._message)
        self.received = self.wire_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        lines = {
            "Host": self.host,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
            **self.headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.transport.write(f"GET {self.target} HTTP/1.1\r\n{head}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        if self._is_open:
            self.wire_bytes += len(data)
            self._frames.feed(data)
            return
        self._head += data
        head, found, rest = self._head.partition(b"\r\n\r\n")
        if not found:
            return
        self._is_open = head.startswith(b"HTTP/1.1 101")
        if not self.opened.done():
            self.opened.set_result(self._is_open)
        if self._is_open and rest:
            self._frames.feed(rest)

    def _message(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self.received += 1
            self._take(self, payload)
        elif opcode == PING:
            self.transport.write(frame(payload, PONG, mask=True))
        elif opcode == CLOSE:
            self._code = int.from_bytes(payload[:2], "big")
            self.transport.close()

    def send(self, text: bytes) -> None:
        self.transport.write(frame(text, mask=True))

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_result(False)
        if not self.closed.done():
            self.closed.set_result(self._code)

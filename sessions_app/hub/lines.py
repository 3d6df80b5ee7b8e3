"""One socket, seen from the hub: frames in order, acknowledgement, and the bounds of what may wait."""

import asyncio
import itertools
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum

from sessions_app.fragments import Frame
from sessions_app.hub.prepared import Write, prepare
from sessions_app.queries.ticket import Claim

logger = logging.getLogger("consult.hub")

LARGEST_FRAME = 32 * 1024  # bytes; beyond it the client fetches: compressed, and rendered once for all who return
ONLY_LATEST = 64 * 1024  # bytes sent and not acknowledged, beyond which only latest-wins frames go out
TOO_MUCH = 256 * 1024  # bytes waiting, beyond which a socket is closed
ACKNOWLEDGE_WITHIN = 10.0  # seconds


_numbers = itertools.count()  # of lines, as they come


class Closing(IntEnum):
    """Why a socket is closed. After each the client fetches what it missed, with a new ticket if it may have one.

    autobahn sends no code of 1001 to 2999: a restart is 4012 here, and 1012 where uvicorn closes by itself.
    """

    RESTART = 4012
    NO_RIGHT = 4403
    NOT_READING = 4408
    TOO_MANY = 4429


@dataclass(frozen=True, slots=True)
class Encoded:
    """A frame as it goes out, encoded once.

    to: the position whose acknowledgement covers it; topics: what a latest-wins frame is about, empty for the others;
    prepared: the same as it stands on the wire.
    """

    text: str
    size: int
    to: int
    topics: frozenset[str] = frozenset()
    prepared: bytes = b""


def encode(frame: Frame, to: int, topics: frozenset[str] = frozenset()) -> Encoded:
    """Encode ``frame``; one that is too large becomes the advice to fetch."""
    text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
    size = len(text.encode())
    if size > LARGEST_FRAME and "to" in frame:
        return encode(reload(frame["from"], to), to)
    return Encoded(text, size, to, topics, prepare(text))


def reload(after: int, upto: int) -> Frame:
    """The frame that says: too much happened, fetch it."""
    return {"from": after, "to": upto, "reload": True}


class Line:
    """What waits for one socket, and what it has not acknowledged.

    A server's own buffer may have no limit (daphne's ``send`` returns at once), so acknowledgement is the only thing
    that tells whether somebody reads. A client acknowledges its position, at most once in some seconds.
    """

    def __init__(
        self,
        claim: Claim,
        key: str,
        send: Callable[[str], Awaitable[None]],
        close: Callable[[int], Awaitable[None]],
        write: Write | None = None,
    ) -> None:
        """``send`` and ``close`` as the server has them; ``write`` where ``prepared.writer`` found one."""
        self.claim, self.key, self._send, self._close, self._write_now = claim, key, send, close, write
        self.position, self.number = claim.seq, next(_numbers)
        self._is_held = self._is_busy = self._has_ended = False
        self._queue: deque[Encoded] = deque()
        self._latest: list[Encoded] = []
        self._sent: deque[tuple[Encoded, float]] = deque()
        self._queued_bytes = self._sent_bytes = 0
        self._news = asyncio.Event()
        self._writer = asyncio.create_task(self._write())

    @property
    def waiting(self) -> int:
        """Bytes queued, or sent and not acknowledged."""
        return self._queued_bytes + self._sent_bytes

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be sent."""
        return not self._queue and not self._latest and not self._is_busy

    def put(self, message: Encoded) -> None:
        """Send ``message``, after what waits before it; at once where nothing does and the transport takes it."""
        if self._write_now and self.is_idle and self._passes(message) and self._write_now(message.prepared):
            self._note(message)
            return
        if message.topics:
            self._latest = [old for old in self._latest if not old.topics <= message.topics] + [message]
        else:
            self._queue.append(message)
            self._queued_bytes += message.size
        self._news.set()

    def idle(self, message: Encoded) -> None:
        """Send the position, where nothing happened."""
        self.put(message)

    def renew(self, message: Encoded) -> None:
        """Send a fresh ticket."""
        if not self._has_ended:
            self.put(message)

    def hold(self) -> None:
        """Let frames wait until ``release`` puts what lies before them."""
        self._is_held = True

    def release(self, first: Encoded) -> None:
        self._queue.appendleft(first)
        self._queued_bytes += first.size
        self._is_held = False
        self._news.set()

    def acknowledge(self, position: int) -> None:
        """The client has everything up to ``position``."""
        self.position = max(self.position, position)
        while self._sent and self._sent[0][0].to <= position:
            self._sent_bytes -= self._sent.popleft()[0].size
        self._news.set()

    def is_stalled(self, now: float) -> bool:
        """Whether too much waits, or for too long; ``now`` as ``time.monotonic`` tells it."""
        return self.waiting > TOO_MUCH or bool(self._sent and now - self._sent[0][1] > ACKNOWLEDGE_WITHIN)

    def end(self) -> None:
        """Stop writing; the socket is gone, or somebody closes it."""
        self._has_ended = True
        self._writer.cancel()

    async def close(self, code: Closing) -> None:
        self.end()
        try:
            await self._close(int(code))  # a plain number: autobahn refuses its subclasses
        except Exception:
            logger.info("closing a socket failed; it may have gone by itself", exc_info=True)

    def _passes(self, message: Encoded) -> bool:
        """Whether ``message`` may go out now: what has a position only while little is unacknowledged."""
        return not self._has_ended and (bool(message.topics) or (self._sent_bytes <= ONLY_LATEST and not self._is_held))

    def _note(self, message: Encoded) -> None:
        self._sent.append((message, time.monotonic()))
        self._sent_bytes += message.size

    def _next(self) -> Encoded | None:
        if self._queue and self._passes(self._queue[0]):
            message = self._queue.popleft()
            self._queued_bytes -= message.size
            return message
        return self._latest.pop(0) if self._latest else None

    async def _write(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while message := self._next():
                self._note(message)
                self._is_busy = True
                try:
                    await self._send(message.text)
                except Exception:  # some servers raise where the peer has gone; its disconnection follows
                    logger.debug("nobody is there any more", exc_info=True)
                    return
                self._is_busy = False

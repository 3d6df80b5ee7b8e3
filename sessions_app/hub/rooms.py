"""One view and its lines: what changed is rendered once, encoded once and told to all."""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from sessions_app import fragments
from sessions_app.fragments import Frame, View
from sessions_app.hub.lines import Encoded, Line, encode, reload

logger = logging.getLogger("consult.hub")

GATHER = 0.010  # seconds after a frame in which changes are gathered into the next
BEAT, CALM_BEAT, BRISK_FOR = 0.2, 1.0, 10.0  # seconds between turnouts; calm after a ballot's first ten
PATIENCE = 5  # failures of one frame before the clients are told to fetch instead

Run = Callable[..., Awaitable[Any]]


async def persist(step: Callable[[], Awaitable[None]]) -> None:
    """Step after step for ever; one that fails (the database is away) is taken again a second later."""
    failures = 0
    while True:
        try:
            await step()
            failures = 0
        except Exception:
            failures += 1
            if failures == 1:  # the same again every second would only fill the log
                logger.warning(
                    "%s failed; it is tried every second", getattr(step, "__qualname__", step), exc_info=True
                )
            await asyncio.sleep(1)


class Room:
    """A view with sockets.

    at: the sequence up to which it has rendered. sent: the one that its last frame told of; smaller, where what came
    since was not for this view. head: the record's head now. run: calls a function in one of the hub's threads.
    """

    def __init__(self, view: View, at: int, head: Callable[[], int], run: Run) -> None:
        self.view, self.at, self.sent = view, at, at
        self.lines: set[Line] = set()
        self.news = asyncio.Event()
        self._head, self._run = head, run
        self._failures, self._told_at = 0, 0.0
        self._gaps: dict[tuple[int, int], asyncio.Task[Encoded]] = {}
        self._open: dict[int, float] = {}  # ballot -> when it was first heard of
        self._touched: set[int] = set()
        self._touch = asyncio.Event()
        self._newcomers: set[Line] = set()
        self._told: dict[frozenset[str], str] = {}
        self._tasks = [asyncio.create_task(persist(self._follow)), asyncio.create_task(persist(self._beat))]

    def end(self) -> None:
        for task in self._tasks:
            task.cancel()

    def tell(self, message: Encoded) -> None:
        for line in self.lines:
            line.put(message)

    def idle(self) -> None:
        """An empty frame: the client learns that the line lives and that it missed nothing."""
        message = encode({"from": self.sent, "to": self.at, "put": [], "drop": []}, self.at)
        for line in self.lines:
            line.idle(message)
        self.sent = self.at

    # --- coming and going ---------------------------------------------------------------------------------------

    async def join(self, line: Line) -> None:
        """Add a line: first what happened between its page and this room's position, then everything."""
        self.lines.add(line)
        if self._open:
            self._newcomers.add(line)
            self.touch(self._open)
        if line.claim.seq < self.at:
            line.hold()
            line.release(await self._gap(line.claim.seq, self.at))

    def leave(self, line: Line) -> None:
        self.lines.discard(line)
        self._newcomers.discard(line)

    async def _gap(self, after: int, upto: int) -> Encoded:
        """Many come back from the same page at once: what they missed is rendered for the first of them."""
        task = self._gaps.get((after, upto))
        if task is None:
            task = self._gaps[after, upto] = asyncio.create_task(self._render_gap(after, upto))
            task.add_done_callback(lambda _: self._gaps.pop((after, upto), None))
        return await asyncio.shield(task)

    async def _render_gap(self, after: int, upto: int) -> Encoded:
        try:
            frame = await self._run(fragments.gap, self.view, after, upto)
        except Exception:
            logger.warning("a gap could not be rendered: the client fetches", exc_info=True)
            frame = reload(after, upto)
        return encode({**frame, "from": after, "to": upto}, upto)

    async def _render(self, after: int, upto: int) -> Frame:
        frame: Frame = await self._run(fragments.changes, self.view, after, upto)
        return frame

    # --- what the record tells ----------------------------------------------------------------------------------

    async def _follow(self) -> None:
        """One step: wait for news, gather what follows close upon the last, render once, tell all."""
        await self.news.wait()
        await asyncio.sleep(max(0.0, self._told_at + GATHER - time.monotonic()))
        self.news.clear()
        head = self._head()
        if head <= self.at:
            return
        try:
            frame = await self._render(self.at, head)
        except Exception:
            self._failures += 1
            self.news.set()  # it is still to be told
            if self._failures <= PATIENCE:
                raise
            frame = reload(self.at, head)
        self._failures, self.at, self._told_at = 0, head, time.monotonic()
        if frame.get("put") or frame.get("drop") or frame.get("reload"):
            self.tell(encode({**frame, "from": self.sent, "to": head}, head))
            self.sent = head

    # --- what has no sequence: turnout ----------------------------------------------------------------------------

    def touch(self, ballot_ids: Collection[int]) -> None:
        """The turnout of these ballots may have changed."""
        for ballot_id in ballot_ids:
            self._open.setdefault(ballot_id, time.monotonic())
        self._touched.update(ballot_ids)
        self._touch.set()

    def refresh(self, open_now: Collection[int]) -> None:
        """These are the open ballots: forget the others, and look again in case an announcement was lost."""
        self._open = {ballot_id: since for ballot_id, since in self._open.items() if ballot_id in open_now}
        if open_now:
            self.touch(open_now)

    async def _beat(self) -> None:
        """One step: wait for a touch, then for a beat of a fixed clock: no beat tells when somebody voted."""
        await self._touch.wait()
        now = time.monotonic()
        is_brisk = any(now - self._open.get(ballot_id, 0) < BRISK_FOR for ballot_id in self._touched)
        beat = BEAT if is_brisk else CALM_BEAT
        await asyncio.sleep(math.ceil(now / beat) * beat - now)
        self._touch.clear()
        ballot_ids, self._touched = self._touched, set()
        newcomers, self._newcomers = self._newcomers, set()
        try:
            frame = await self._run(fragments.tallies, self.view, ballot_ids)
        except Exception:
            self._newcomers |= newcomers & self.lines
            self.touch(ballot_ids)
            raise
        topics = frozenset(put["id"] for put in frame["put"])
        if not topics:
            return
        message = encode(frame, self.at, topics)
        is_new, self._told[topics] = self._told.get(topics) != message.text, message.text
        for line in self.lines if is_new else newcomers & self.lines:
            line.put(message)

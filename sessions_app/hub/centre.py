"""The hub itself: announcements in, the heads of the record, admission and rights."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypeVar

import redis.asyncio
from django.conf import settings
from django.db import close_old_connections

from consult import record
from sessions_app.fragments import PRESENCE, View
from sessions_app.hub import stored
from sessions_app.hub.attendance import Attendance
from sessions_app.hub.lines import Closing, Line, encode
from sessions_app.hub.rooms import GATHER, Room, persist
from sessions_app.hub.stored import CLAIMS_AT_ONCE, Bearer
from sessions_app.queries.ticket import Claim

logger = logging.getLogger("consult.hub")
T = TypeVar("T")

# Seconds: heads and open ballots heal a lost announcement, rights follow sign-out (which nothing announces).
HEADS_EVERY, RIGHTS_EVERY, BALLOTS_EVERY, STALLED_EVERY, IDLE_EVERY = 2.0, 3.0, 10.0, 1.0, 20.0
TICKETS_EVERY = 20.0  # a third of ``ticket.SECONDS``: after a restart pages come straight back
STEP = 0.5  # seconds between parts of what is done for each line: a thousand at once would hold up everybody
THREADS = 4

TICKET = frozenset({"ticket"})  # the topic of a personal frame, of which the latest wins


class Hub:
    """Views of sockets in one process. All methods belong to its event loop, except ``hear``."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.rooms: dict[View, Room] = {}
        self._heads: dict[int, int] = {}
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="hub")
        self._admissions: list[tuple[Bearer, asyncio.Future[bool]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._spawn(persist(self._subscribe)) if settings.REDIS_URL else record.listen(self.hear)
        for seconds, act in (
            (HEADS_EVERY, self.read_heads),
            (BALLOTS_EVERY, self.read_ballots),
            (STALLED_EVERY, self.close_stalled),
            (IDLE_EVERY, self.tell_idle),
        ):
            self._spawn(persist(_every(seconds, act)))
        self._spawn(persist(lambda: self._in_parts(RIGHTS_EVERY, self._check)))
        self._spawn(persist(lambda: self._in_parts(TICKETS_EVERY, self.tell_tickets)))
        self._attendance = Attendance(self.lines, self.run)
        self._spawn(persist(self._attendance.step))

    async def stop(self) -> None:
        """Close every socket as for a restart; the clients come back spread over some seconds."""
        record.unlisten(self.hear)
        lines = self.lines()
        for view in list(self.rooms):
            self.rooms.pop(view).end()
        for task in list(self._tasks):
            task.cancel()
        await self._close(lines, Closing.RESTART)
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call ``function`` in one of the hub's threads; its database connection is given back afterwards."""
        return await self.loop.run_in_executor(self._pool, _and_give_back, function, *arguments)

    def lines(self, consultation_id: int | None = None) -> list[Line]:
        return [
            line
            for view, room in self.rooms.items()
            if consultation_id in (None, view.consultation_id)
            for line in room.lines
        ]

    def head(self, consultation_id: int) -> int:
        """The end of a served record, as far as this hub heard; 0 where it has heard nothing."""
        return self._heads.get(consultation_id, 0)

    # --- admission ----------------------------------------------------------------------------------------------

    async def admits(self, claim: Claim, key: str) -> bool:
        """Whether the bearer of ``claim``, in the browser's session ``key``, may see it now. Asked in batches."""
        answer: asyncio.Future[bool] = self.loop.create_future()
        self._admissions.append(((claim, key), answer))
        if len(self._admissions) == 1:
            self._spawn(self._admit())
        return await answer

    async def _admit(self) -> None:
        await asyncio.sleep(GATHER)
        asked, self._admissions = self._admissions, []
        try:
            held = await self.run(stored.holding, [bearer for bearer, _ in asked])
        except Exception:
            logger.warning("admission could not be checked", exc_info=True)
            held = set()
        for bearer, answer in asked:
            if not answer.done():
                answer.set_result(bearer in held)

    async def join(self, line: Line) -> None:
        """Add an admitted line to its view."""
        claim = line.claim
        view = View(claim.consultation_id, claim.session_id, claim.audience, claim.language)
        room = self.rooms.get(view)
        if room is None:
            # The first page's position is the room's: what came since is told like any other news.
            consultation_id = view.consultation_id
            room = self.rooms[view] = Room(view, claim.seq, lambda: self._heads.get(consultation_id, 0), self.run)
            self._spawn(self._look_at(consultation_id))
            room.news.set()
        self._attendance.move()
        await room.join(line)

    def leave(self, line: Line) -> None:
        line.end()
        self._attendance.move()
        claim = line.claim
        view = View(claim.consultation_id, claim.session_id, claim.audience, claim.language)
        room = self.rooms.get(view)
        if room is not None:
            room.leave(line)
            if not room.lines:
                self.rooms.pop(view).end()

    # --- announcements ------------------------------------------------------------------------------------------

    def hear(self, message: dict[str, Any]) -> None:
        """An announcement, in any thread."""
        try:
            self.loop.call_soon_threadsafe(self._take, message)
        except RuntimeError:  # the loop has ended, and with it this hub
            record.unlisten(self.hear)

    def _take(self, message: dict[str, Any]) -> None:
        consultation_id, topic = message["consultation"], message.get("topic", "")
        if "seq" in message:
            self._moved(consultation_id, message["seq"])
        elif topic == "rights":
            self._spawn(self.check_rights(consultation_id))
        elif topic.startswith("tally "):
            for room in self._rooms_of(consultation_id):
                room.touch({int(topic.removeprefix("tally "))})
        elif topic.startswith("presence "):
            for room in self._rooms_of(consultation_id):
                if room.view.session_id == int(topic.removeprefix("presence ")):
                    room.touch({PRESENCE})

    def _moved(self, consultation_id: int, seq: int) -> None:
        if seq > self._heads.get(consultation_id, 0):
            self._heads[consultation_id] = seq
        for room in self._rooms_of(consultation_id):
            if seq > room.at:
                room.news.set()

    async def _subscribe(self) -> None:
        """Hear what all processes announce; ``persist`` comes back here when Redis was away."""
        client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2)
        async with client, client.pubsub() as channel:
            await channel.subscribe(record.CHANNEL)
            await self.read_heads()  # what was announced while nobody listened
            await self.read_ballots()
            async for message in channel.listen():
                if message["type"] == "message":
                    self._take(json.loads(message["data"]))

    # --- by the clock -------------------------------------------------------------------------------------------

    async def read_heads(self) -> None:
        """Find what no announcement told: it was lost, or entered by a command in another process."""
        served = {view.consultation_id for view in self.rooms}
        self._heads = {key: seq for key, seq in self._heads.items() if key in served}
        if served:
            for consultation_id, seq in (await self.run(stored.heads, served)).items():
                self._moved(consultation_id, seq)

    async def read_ballots(self) -> None:
        """The open ballots of each view: turnout is looked at again, in case the last announcement was lost."""
        served = {view.consultation_id for view in self.rooms}
        if served:
            ballots = await self.run(stored.open_ballots, served)
            for room in self.rooms.values():
                room.refresh(ballots[room.view.consultation_id])

    async def _look_at(self, consultation_id: int) -> None:
        """The same for a consultation that has just got its first socket."""
        await self.read_heads()
        ballots = await self.run(stored.open_ballots, {consultation_id})
        for room in self._rooms_of(consultation_id):
            room.refresh(ballots[consultation_id])

    async def check_rights(self, consultation_id: int | None = None) -> None:
        """Close the sockets whose bearer signed out, was removed, or is no longer of this audience."""
        lines = self.lines(consultation_id)
        for start in range(0, len(lines), CLAIMS_AT_ONCE):
            await self._check(lines[start : start + CLAIMS_AT_ONCE])

    async def _check(self, lines: list[Line]) -> None:
        held = await self.run(stored.holding, [(line.claim, line.key) for line in lines])
        await self._close([line for line in lines if (line.claim, line.key) not in held], Closing.NO_RIGHT)

    async def close_stalled(self) -> None:
        now = time.monotonic()
        await self._close([line for line in self.lines() if line.is_stalled(now)], Closing.NOT_READING)

    async def tell_idle(self) -> None:
        for room in self.rooms.values():
            room.idle()

    async def tell_tickets(self, lines: list[Line]) -> None:
        """Fresh tickets, as of what each line has acknowledged; who comes back with one is asked for rights anew."""
        claims = [
            replace(line.claim, seq=max(line.claim.seq, min(line.position, self.head(line.claim.consultation_id))))
            for line in lines
        ]
        signed = await self.run(stored.signed, claims)
        for line, claim, given in zip(lines, claims, signed, strict=True):
            line.renew(encode({"ticket": given}, claim.seq, TICKET))

    # --- small parts --------------------------------------------------------------------------------------------

    async def _in_parts(self, every: float, act: Callable[[list[Line]], Awaitable[None]]) -> None:
        """``act`` on each line once in ``every`` seconds, on a few of them at a time."""
        parts = max(1, round(every / STEP))
        for turn in range(parts):
            await asyncio.sleep(every / parts)
            if some := [line for line in self.lines() if line.number % parts == turn]:
                await act(some)

    def _rooms_of(self, consultation_id: int) -> list[Room]:
        return [room for view, room in self.rooms.items() if view.consultation_id == consultation_id]

    async def _close(self, lines: list[Line], code: Closing) -> None:
        for line in lines:
            self.leave(line)
        # Closing a socket whose peer does not read can take long: nobody waits for it.
        closing = [self._spawn(line.close(code)) for line in lines]
        if closing:
            await asyncio.wait(closing, timeout=1)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.warning("the clock will try again", exc_info=error)


def _every(seconds: float, act: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    async def step() -> None:
        await asyncio.sleep(seconds)
        await act()

    return step


def _and_give_back(function: Callable[..., T], *arguments: Any) -> T:
    try:
        return function(*arguments)
    finally:
        close_old_connections()


_hub: Hub | None = None


def hub() -> Hub:
    """The hub of this process, started with its first socket."""
    global _hub
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub


async def stop() -> None:
    """Stop the hub of this process, if it was started."""
    global _hub
    ending, _hub = _hub, None  # stopped twice at once, it would give up the goodbyes that it has begun
    if ending is not None:
        await ending.stop()

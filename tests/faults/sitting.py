"""A room under load on two processes, a fault in the middle of it, and what is wrong afterwards."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from tests.faults import checker
from tests.faults.lines import Line
from tests.faults.notes import Request
from tests.faults.posts import WAYS
from tests.faults.processes import Worker
from tests.faults.size import sized
from tests.services import Site

PEOPLE = sized(12, 24)
# Of each, how many at once do one thing after another, and the seconds between: one votes, so that one vote is last.
VOTING, SPEAKING = (1, 0.2), (2, 0.8)
BEFORE, AFTER = sized(1, 2), sized(1, 2)  # seconds of load on both sides of the fault
ENOUGH = 110  # requests under way during a fault: of fewer than a hundred nothing is said
SETTLES_WITHIN = 8.0

Fault = Callable[["Sitting"], Awaitable[None]]


class Sitting:
    """A room under load on two processes, and what can be done to it."""

    def __init__(
        self, site: Site, worker: Worker, redis: Any = None, unread: int = 0, people: int = PEOPLE, settles: float = 0
    ) -> None:
        """unread: so many never read; people: of whom ``PEOPLE`` act, by socket, JSON or form in turn."""
        self.site, self.redis, self.settles = site, redis, settles or SETTLES_WITHIN
        self.room = worker.ask("prepare", ballots=1, per_group=people // 4)
        self.people = sorted(self.room["people"])[:people]
        keys = worker.ask("sign_in", people=self.people)
        path = f"/c/{self.room['slug']}/s/{self.room['session']}/q/1/"
        self.lines = [
            Line(who, site.urls, path, key, reads=number >= unread, way=WAYS[max(0, number % 5 - 2)])
            for number, (who, key) in enumerate(zip(self.people, keys, strict=True))
        ]
        self.window, self.began = (0.0, 0.0), 0.0

    @property
    def readers(self) -> list[Line]:
        return [line for line in self.lines if line.reads]

    async def hold(self, fault: Fault) -> list[str]:
        """Load, the fault, load; then what is wrong on the pages."""
        for some in (self.lines[n : n + PEOPLE] for n in range(0, len(self.lines), PEOPLE)):
            await asyncio.gather(*(line.load() for line in some))
        for line in self.lines:
            line.open()
        ended = asyncio.Event()
        load = [
            asyncio.create_task(self._act(line, f"{what}{number}" if what == "say" else what, every, ended))
            for line in self.readers[:PEOPLE]
            for what, (times, every) in (("vote", VOTING), ("say", SPEAKING))
            for number in range(times)
        ]
        await asyncio.sleep(BEFORE)
        start = self.began = asyncio.get_running_loop().time()
        await fault(self)
        self.window = (start, asyncio.get_running_loop().time())
        await asyncio.sleep(AFTER)
        ended.set()
        await asyncio.wait_for(asyncio.gather(*load), 60)
        wrong = await self._compare()
        await asyncio.gather(*(line.close() for line in self.lines))
        return wrong

    async def lasts(self, seconds: float) -> None:
        """So long, and until enough was under way since the fault began; 15 seconds more at most."""
        await asyncio.sleep(seconds)
        end = asyncio.get_running_loop().time() + 15
        while sum(request.end > self.began for request in self.requests()) < ENOUGH:
            if asyncio.get_running_loop().time() > end:
                return
            await asyncio.sleep(0.1)

    async def _act(self, line: Line, what: str, every: float, ended: asyncio.Event) -> None:
        number = 0
        await asyncio.sleep(random.random() * every)
        while not ended.is_set():
            number += 1
            mark = f"{line.who}.{what}.{number}"
            if what == "vote":
                choice = random.choice(["support", "live-with", "abstain"])
                command = {"command": "vote", "ballot": self.room["ballots"][0], "choice": choice, "reason": mark}
            else:
                command = {"command": "contribute", "question": self.room["question"], "text": mark}
            await line.act(mark, command, self.cuts_answers and random.random() < 0.2)
            await asyncio.sleep(every)

    cuts_answers = False

    async def _compare(self) -> list[str]:
        """Pages that are not where a new one is, once everybody had time to catch up."""
        end = asyncio.get_running_loop().time() + self.settles
        while True:
            new = await self.readers[0].fresh()
            behind = [line.who for line in self.readers if line.parts() != new]
            if not behind or asyncio.get_running_loop().time() > end:
                return [f"the page of {who} is not where a new one is" for who in behind]
            await asyncio.sleep(0.5)

    def requests(self) -> list[Request]:
        return [request for line in self.lines for request in line.requests]

    def overlapping(self) -> int:
        """Requests that were under way at some moment of the fault."""
        start, end = self.window
        return sum(request.start < end and request.end > start for request in self.requests())


def wrong_in(worker: Worker, sitting: Sitting) -> list[str]:
    """What the database says: votes as last acknowledged, each contribution once, the record whole."""
    requests = sitting.requests()
    votes = [request for request in requests if request.choice]
    said = [request for request in requests if not request.choice]
    wrong = checker.last_votes(votes, dict(worker.ask("voted", ballot=sitting.room["ballots"][0])))
    wrong += checker.nothing_lost(said, Counter(worker.ask("said", question=sitting.room["question"])))
    record = worker.ask("record_of", consultation=sitting.room["consultation"])
    if record["broken_at"] is not None or record["seqs"] != list(range(1, len(record["seqs"]) + 1)):
        wrong.append("the record is not whole")
    return wrong

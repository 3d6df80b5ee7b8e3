"""Faults of the line and of what it hangs on: all that was answered stands once, every page ends where a new one is."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.faults import checker
from tests.faults.lines import Line
from tests.faults.notes import Request, figures
from tests.faults.processes import Worker
from tests.services import Services, Site

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.redis]

PEOPLE = 24
# Of each, how many at once do one thing after another, and the seconds between: one votes, so that one vote is last.
VOTING, SPEAKING = (1, 0.2), (2, 0.8)
BEFORE, AFTER = 1.5, 1.5  # seconds of load on both sides of the fault
SETTLES_WITHIN = 8.0

Fault = Callable[["Sitting"], Awaitable[None]]


class Sitting:
    """A room under load on two processes, and what can be done to it."""

    def __init__(self, site: Site, worker: Worker, redis: Any = None, unread: int = 0) -> None:
        self.site, self.redis = site, redis
        self.room = worker.ask("prepare", ballots=1, per_group=PEOPLE // 4)
        self.people = sorted(self.room["people"])[:PEOPLE]
        keys = worker.ask("sign_in", people=self.people)
        path = f"/c/{self.room['slug']}/s/{self.room['session']}/q/1/"
        self.lines = [
            Line(who, site.urls, path, key, reads=number >= unread)
            for number, (who, key) in enumerate(zip(self.people, keys, strict=True))
        ]
        self.window = (0.0, 0.0)

    @property
    def readers(self) -> list[Line]:
        return [line for line in self.lines if line.reads]

    async def hold(self, fault: Fault) -> list[str]:
        """Load, the fault, load; then what is wrong on the pages."""
        await asyncio.gather(*(line.load() for line in self.lines))
        for line in self.lines:
            line.open()
        ended = asyncio.Event()
        load = [
            asyncio.create_task(self._act(line, f"{what}{number}" if what == "say" else what, every, ended))
            for line in self.readers
            for what, (times, every) in (("vote", VOTING), ("say", SPEAKING))
            for number in range(times)
        ]
        await asyncio.sleep(BEFORE)
        start = asyncio.get_running_loop().time()
        await fault(self)
        self.window = (start, asyncio.get_running_loop().time())
        await asyncio.sleep(AFTER)
        ended.set()
        await asyncio.wait_for(asyncio.gather(*load), 60)
        wrong = await self._compare()
        await asyncio.gather(*(line.close() for line in self.lines))
        return wrong

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
        end = asyncio.get_running_loop().time() + SETTLES_WITHIN
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


# --- the faults -------------------------------------------------------------------------------------------------


async def redis_dies(sitting: Sitting) -> None:
    await asyncio.to_thread(sitting.redis.kill)
    await asyncio.sleep(3)
    await asyncio.to_thread(sitting.redis.start)


async def a_process_is_killed(sitting: Sitting) -> None:
    await asyncio.to_thread(sitting.site.kill, 1)
    await asyncio.sleep(1)
    await asyncio.to_thread(sitting.site.start)


async def clients_are_cut(sitting: Sitting) -> None:
    """Three in ten, again and again."""
    for _ in range(6):
        for line in random.sample(sitting.readers, len(sitting.readers) * 3 // 10):
            line.cut()
        await asyncio.sleep(0.5)


async def the_line_is_away(sitting: Sitting) -> None:
    """Everybody is offline; what they do meanwhile waits. Some answers are cut off after the commit."""
    sitting.cuts_answers = True
    await asyncio.sleep(1.5)
    for line in sitting.readers:
        line.is_cut = True
        line.cut()
    await asyncio.sleep(4)
    for line in sitting.readers:
        line.is_cut = False
    await asyncio.sleep(1)


async def nothing_else(_sitting: Sitting) -> None:
    """Two never read; that is the fault."""
    await asyncio.sleep(4)


FAULTS: dict[str, tuple[Fault, int]] = {
    "Redis dies and comes back": (redis_dies, 0),
    "one of two processes is killed": (a_process_is_killed, 0),
    "three in ten clients are cut": (clients_are_cut, 0),
    "the line is away while people go on": (the_line_is_away, 0),
    "two clients never read": (nothing_else, 2),
}


def run(services: Services, fault: Fault, unread: int, env: dict[str, str] | None = None) -> tuple[Sitting, list[str]]:
    redis = services.own_redis()
    site = services.site(postgres=True, redis_url=redis.url, processes=2, env=env)
    try:
        with Worker(site.folder, site.database_url) as worker:
            sitting = Sitting(site, worker, redis, unread)
            wrong = asyncio.run(sitting.hold(fault))
            return sitting, wrong + wrong_in(worker, sitting)
    finally:
        services.discard(site)
        redis.stop()


@pytest.mark.parametrize("name", FAULTS)
def test_everything_answered_stands_once_and_every_page_catches_up(
    services: Services, fault_trials: int, name: str
) -> None:
    fault, unread = FAULTS[name]
    trials = max(1, fault_trials // 100) if fault_trials > 200 else 1
    overlap, answered, wrong = 0, 0, []
    for _ in range(trials):
        sitting, found = run(services, fault, unread)
        overlap, answered, wrong = overlap + sitting.overlapping(), answered + len(sitting.requests()), wrong + found
    print(figures(name, trials=trials, answered=answered, under_way_during_the_fault=overlap, bad=len(wrong)))
    assert overlap >= 100
    assert wrong == []


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ("silent", "two clients never read"),
        ("forgetful", "the line is away while people go on"),
        ("hasty", "one of two processes is killed"),
    ],
)
def test_a_broken_server_is_caught(services: Services, broken: str, name: str) -> None:
    fault, unread = FAULTS[name]
    env = {"DJANGO_SETTINGS_MODULE": "tests.faults.broken", "CONSULT_BROKEN": broken}
    _sitting, wrong = run(services, fault, unread, env)
    assert wrong

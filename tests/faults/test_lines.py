"""Faults of the line and of what it hangs on: all that was answered stands once, every page ends where a new one is."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from sessions_app.hub import Closing
from tests.faults.lines import Line
from tests.faults.notes import figures
from tests.faults.processes import Worker
from tests.faults.sitting import PEOPLE, Fault, Sitting, wrong_in
from tests.faults.size import FULL, sized
from tests.services import Redis, Services, Site

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.redis]

# --- the faults -------------------------------------------------------------------------------------------------


async def redis_dies(sitting: Sitting) -> None:
    await asyncio.to_thread(sitting.redis.kill)
    await sitting.lasts(sized(1.5, 3))
    await asyncio.to_thread(sitting.redis.start)


async def a_process_is_killed(sitting: Sitting) -> None:
    await asyncio.to_thread(sitting.site.kill, 1)
    await sitting.lasts(1)
    await asyncio.to_thread(sitting.site.start)


async def a_process_is_asked_to_end(sitting: Sitting) -> None:
    """SIGTERM in a burst: every socket of that process hears that it restarts, and its page comes back elsewhere."""
    there = [line for line in sitting.readers if line.at == 1 and line.opened]
    heard, opened = {line: len(line.codes) for line in there}, {line: line.opened for line in there}
    logged = len(sitting.site.logged())
    await asyncio.to_thread(sitting.site.processes[1].stop)
    await _all_are_back(there, opened)
    await sitting.lasts(0)
    codes = {line.codes[heard[line]] for line in there}
    await asyncio.to_thread(sitting.site.start)
    said = sitting.site.logged()[logged:]
    # A request that its own client gave up at that moment ends in the log so: Django's, and nothing of ours.
    assert said.count("Traceback") == said.count("django.core.exceptions.RequestAborted"), said
    assert there
    assert codes <= {Closing.RESTART, 1012}, codes


async def everybody_is_cut(sitting: Sitting) -> None:
    """A storm: all come back at once, three times."""
    for _ in range(3):
        opened = {line: line.opened for line in sitting.readers}
        for line in sitting.readers:
            line.cut()
        await _all_are_back(sitting.readers, opened)
        await asyncio.sleep(0.5)
    await sitting.lasts(0)


async def _all_are_back(lines: list[Line], opened: dict[Line, int]) -> None:
    async with asyncio.timeout(sized(20, 60)):
        while any(line.opened == opened[line] for line in lines):
            await asyncio.sleep(0.05)


async def clients_are_cut(sitting: Sitting) -> None:
    """Three in ten, again and again."""
    for _ in range(sized(4, 6)):
        for line in random.sample(sitting.readers, len(sitting.readers) * 3 // 10):
            line.cut()
        await asyncio.sleep(0.5)
    await sitting.lasts(0)


async def the_line_is_away(sitting: Sitting) -> None:
    """Everybody is offline; what they do meanwhile waits. Some answers are cut off after the commit."""
    sitting.cuts_answers = True
    await asyncio.sleep(1.5)
    for line in sitting.readers:
        line.is_cut = True
        line.cut()
    await asyncio.sleep(sized(3, 60))
    for line in sitting.readers:
        line.is_cut = False
    await sitting.lasts(1)


async def nothing_else(sitting: Sitting) -> None:
    """Two never read; that is the fault."""
    await sitting.lasts(sized(2, 4))


@dataclass(frozen=True)
class Trial:
    """unread: how many never read; people: in the room, of whom ``PEOPLE`` act."""

    fault: Fault
    unread: int = 0
    people: int = PEOPLE


FAULTS = {
    "Redis dies and comes back": Trial(redis_dies),
    "one of two processes is killed": Trial(a_process_is_killed),
    "one of two processes is asked to end": Trial(a_process_is_asked_to_end),
    "three in ten clients are cut": Trial(clients_are_cut),
    "everybody is cut and comes back at once": Trial(everybody_is_cut, people=sized(24, 500)),
    "the line is away while people go on": Trial(the_line_is_away),
    "two clients never read": Trial(nothing_else, unread=2),
}


@dataclass
class House:
    """Two web processes, the Redis between them, and a worker process on their database."""

    site: Site
    redis: Redis
    worker: Worker


@contextmanager
def house(services: Services, env: dict[str, str] | None = None) -> Iterator[House]:
    redis = services.own_redis()
    site = services.site(postgres=True, redis_url=redis.url, processes=2, worker=False, env=env)
    try:
        with Worker(site.folder, site.database_url) as worker:
            yield House(site, redis, worker)
    finally:
        services.discard(site)
        redis.stop()


@pytest.fixture(scope="module")
def one_house(services: Services) -> Iterator[House]:
    """For one fault after the other, each with a room of its own: what a fault leaves behind meets the next."""
    with house(services) as found:
        yield found


def run(where: House, trial: Trial, settles: float = 0) -> tuple[Sitting, list[str]]:
    where.site.start()  # where a fault that failed left something down
    sitting = Sitting(where.site, where.worker, where.redis, trial.unread, trial.people, settles)
    wrong = asyncio.run(sitting.hold(trial.fault))
    return sitting, wrong + wrong_in(where.worker, sitting)


@pytest.mark.parametrize("name", FAULTS)
def test_everything_answered_stands_once_and_every_page_catches_up(one_house: House, name: str) -> None:
    overlap, answered, wrong = 0, 0, []
    trials = (5 if FAULTS[name].people > PEOPLE else 10) if FULL else 1
    for _ in range(trials):
        sitting, found = run(one_house, FAULTS[name])
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
    env = {"DJANGO_SETTINGS_MODULE": "tests.faults.broken", "CONSULT_BROKEN": broken}
    with house(services, env) as found:
        _sitting, wrong = run(found, FAULTS[name], 3)
    assert wrong

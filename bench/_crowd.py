"""A crowd in a process of its own: it speaks the real protocol and says what it saw.

Reads commands as lines of JSON on standard input, answers each with a line. The crowd joins as browsers do (page,
ticket, socket), acknowledges as ``static/js/live.js`` does, acts with command ids, and comes back after a cut.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import uvloop

from bench._person import Browser, Person

ACK_EVERY, FRESH = 3.0, 50.0  # as in static/js/live.js
PARTS = 60  # of the crowd, which acknowledge one after the other


class Crowd:
    """All of them, and when each message reached how many."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.pool = ThreadPoolExecutor(8)
        self.answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.target = ""
        self.arrived: dict[bytes, list[float]] = defaultdict(list)
        self.notes = False
        self._last, self._to = b"", None
        self._clock: asyncio.Task[None] | None = None

    def seen(self, payload: bytes) -> int | None:
        """The position a frame leads to. The same frame comes a thousand times: it is read once."""
        if payload != self._last:
            frame = json.loads(payload)
            if "answer" in frame:
                if waiting := self.answers.pop(frame["id"], None):
                    waiting.set_result(frame)
                return None
            self._last, self._to = payload, frame.get("to")
        if self.notes:
            self.arrived[self._last].append(time.monotonic())
        return self._to

    async def acknowledging(self) -> None:
        while True:
            await asyncio.sleep(ACK_EVERY / PARTS)
            some = self.people[self._turn :: PARTS]
            self._turn = (self._turn + 1) % PARTS
            for person in some:
                if person.has_news:
                    person.acknowledge()

    _turn = 0

    # --- commands -----------------------------------------------------------------------------------------------

    async def join(self, origins: list[str], path: str, keys: list[str], target: str = "") -> dict[str, Any]:
        """Everybody opens the page (where there is one) and its socket."""
        self.target = target
        self._clock = self._clock or asyncio.create_task(self.acknowledging())
        people = [Person(self, origins[n % len(origins)], path, key) for n, key in enumerate(keys)]
        began = time.monotonic()
        for some in (people[n : n + 50] for n in range(0, len(people), 50)):  # a ticket lasts a minute
            if not target:
                await asyncio.gather(*(self._in_thread(person.load) for person in some))
            opened = await asyncio.gather(*(person.open() for person in some))
            if not all(opened):
                raise RuntimeError("a socket was refused")
            self.people += some
        return {"seconds": time.monotonic() - began}

    async def guests(self, origins: list[str], code: str, path: str, people: int, spread: float = 0) -> dict[str, Any]:
        """``people`` come in by a code, spread over some seconds, until each has the session's page and its socket."""
        self._clock = self._clock or asyncio.create_task(self.acknowledging())
        some = [Person(self, origins[n % len(origins)], path, "") for n in range(people)]
        took: list[float] = []

        def arrive(person: Person, n: int) -> float:
            began = time.monotonic()
            person.join(code, f"Guest {n} of {people}")
            person.load()
            return began

        async def come(n: int, person: Person) -> None:
            await asyncio.sleep(spread * random.random())
            began = await self._in_thread(lambda: arrive(person, n))
            if not await person.open():
                raise RuntimeError("a socket was refused")
            took.append(time.monotonic() - began)

        began = time.monotonic()
        await asyncio.gather(*(come(n, person) for n, person in enumerate(some)))
        self.people += some
        return {"seconds": time.monotonic() - began, "took": took}

    async def requests(self, origin: str, path: str, times: int) -> dict[str, Any]:
        """So many bare requests, as many at once as guests come in."""
        began = time.monotonic()
        await asyncio.gather(*(self._in_thread(lambda: Browser(origin).get(path)) for _ in range(times)))
        return {"seconds": time.monotonic() - began}

    async def first_states(self, times: int) -> dict[str, Any]:
        """One after another opens the page and its socket anew: seconds to the page, and to the open line."""
        pages, lines = [], []
        for person in (self.people * times)[:times]:
            if person.line:
                person.line.transport.close()
            began = time.monotonic()
            await self._in_thread(person.load)
            pages.append(time.monotonic() - began)
            await person.open()
            lines.append(time.monotonic() - began)
        return {"pages": pages, "lines": lines, "bytes": self.people[0].page_bytes}

    def _in_thread(self, work: Any) -> Any:
        return asyncio.get_running_loop().run_in_executor(self.pool, work)

    async def count(self, frames: int, before: list[int] | None = None, seconds: float = 60) -> dict[str, Any]:
        """Wait until everybody has received ``frames`` more than at ``mark``."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if all(p.line and p.line.received - at >= frames for p, at in zip(self.people, self._marked, strict=True)):
                return {"seconds": time.monotonic() - self._at}
            await asyncio.sleep(0.001)
        raise RuntimeError(f"frames are missing; closed by the server, code: how many: {dict(self._codes())}")

    async def mark(self) -> dict[str, Any]:
        self._marked = [p.line.received if p.line else 0 for p in self.people]
        self._bytes = [p.line.wire_bytes if p.line else 0 for p in self.people]
        self._at = time.monotonic()
        return {}

    async def contributions(self, question: int, rate: float, seconds: float, readers: int = 0) -> dict[str, Any]:
        """Contributions at ``rate`` a second; for each how long until all (or the first ``readers``) had it."""
        self.notes, self.arrived = True, defaultdict(list)
        text = "Remedies exist on paper, yet few people reach them in practice, and fewer still in time. " * 4
        sent: dict[int, float] = {}
        took: list[float] = []

        async def say(n: int) -> None:
            await asyncio.sleep(n / rate)
            at = time.monotonic()
            person = self.people[n % min(200, len(self.people))]
            answer = await person.act(command="contribute", question=question, text=f"{n}. {text}")
            if answer["answer"] != "ok":
                raise RuntimeError(str(answer))
            took.append(time.monotonic() - at)
            sent[answer["contribution"]] = at

        await asyncio.gather(*(say(n) for n in range(int(rate * seconds))))
        await asyncio.sleep(1.5)
        self.notes = False
        wanted = readers or len(self.people)
        until: list[float] = []
        each: list[float] = []
        missing = 0
        for pk, at in sent.items():
            name = f'"contribution-{pk}"'.encode()
            when = sorted(moment for payload, moments in self.arrived.items() if name in payload for moment in moments)
            missing += max(0, wanted - len(when))
            if len(when) >= wanted:
                until.append(when[wanted - 1] - at)
            each += [moment - at for moment in when[:wanted]]
        some = sorted(each)[:: max(1, len(each) // 1000)]
        return {"until_all": until, "each": some, "missing": missing, "answered": took}

    async def votes(self, ballot: int, seconds: float, at_once: bool = False) -> dict[str, Any]:
        """Everybody votes, spread over ``seconds``: how long answers took, and the age of a turnout when it arrives."""
        self.notes, self.arrived = True, defaultdict(list)
        done: list[float] = []
        took: list[float] = []
        answers: dict[str, int] = defaultdict(int)

        async def vote(n: int, person: Person) -> None:
            if not at_once:
                await asyncio.sleep(seconds * n / len(self.people))
            at = time.monotonic()
            answer = await person.act(command="vote", ballot=ballot, choice=random.choice(["support", "live-with"]))
            answers[answer["answer"]] += 1
            done.append(time.monotonic())
            took.append(done[-1] - at)

        began = time.monotonic()
        await asyncio.gather(*(vote(n, person) for n, person in enumerate(self.people)))
        lasted = time.monotonic() - began
        await asyncio.sleep(1.5)
        self.notes = False
        ages: list[float] = []
        done.sort()
        told = sorted((moments, int(found[1])) for payload, moments in self.arrived.items()
                      if (found := re.search(rb'figure[^>]*>(?:<bdi>)?(\d+) /', payload)))  # fmt: skip
        first = dict.fromkeys(range(1, len(done) + 1), 0.0)
        for moments, count in sorted(told, key=lambda pair: pair[1]):
            late = sorted(moments)[int(len(moments) * 0.99) - 1]
            for n in range(count, 0, -1):
                if first.get(n):
                    break
                first[n] = late
        ages = [late - done[n - 1] for n, late in first.items() if late]
        return {"answers": answers, "took": took, "ages": ages, "seconds": lasted, "frames": len(told)}

    async def traffic(self) -> dict[str, Any]:
        """Bytes on the wire that each has received since ``mark``."""
        return {"bytes": [p.line.wire_bytes - at for p, at in zip(self.people, self._bytes, strict=True) if p.line]}

    async def closings(self) -> dict[str, Any]:
        """Why sockets were closed: code -> how many."""
        return {"codes": self._codes()}

    def _codes(self) -> Counter[int]:
        return Counter(p.line.closed.result() for p in self.people if p.line and p.line.closed.done())

    async def wait(self, seconds: float) -> dict[str, Any]:
        await asyncio.sleep(seconds)
        return {}

    async def stall(self, people: int) -> dict[str, Any]:
        """The last so many stop reading, as a phone in a tunnel does."""
        for person in self.people[-people:]:
            person.acknowledges = False
            if person.line:
                person.line.transport.pause_reading()
        return {}

    async def come_back(self, spread: float, seconds: float = 60) -> dict[str, Any]:
        """When every socket is closed, each waits ``spread`` s and opens another, by GET if its ticket is old."""
        lines = [person.line for person in self.people if person.line]
        await asyncio.wait([line.closed for line in lines], timeout=seconds)
        began = time.monotonic()

        async def back(person: Person) -> float:
            await asyncio.sleep(random.random() * spread)
            while True:
                try:
                    if time.monotonic() - person.renewed > FRESH:
                        await self._in_thread(person.catch_up)
                    if await person.open():
                        return time.monotonic() - began
                except (OSError, RuntimeError):
                    await asyncio.sleep(0.3 + random.random() * 0.4)

        times = sorted(await asyncio.wait_for(asyncio.gather(*map(back, self.people)), seconds))
        return {"first": times[0], "median": times[len(times) // 2], "last": times[-1]}

    async def churn(self, times: int, at_once: int) -> dict[str, Any]:
        """``times`` connects and disconnects by the first ``at_once`` people, with a page of their own each time."""
        ended = 0
        began = time.monotonic()
        while ended < times:
            some = self.people[:at_once]
            for person in some:
                if person.line:
                    person.line.transport.close()
            await asyncio.gather(*(self._in_thread(person.catch_up) for person in some))
            await asyncio.gather(*(person.open() for person in some))
            ended += at_once
        return {"seconds": time.monotonic() - began}

    async def leave(self) -> dict[str, Any]:
        for person in self.people:
            if person.line:
                person.line.transport.close()
        self.people = []
        return {}


async def main() -> None:
    crowd, loop = Crowd(), asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        command = json.loads(line)
        try:
            answer = await getattr(crowd, command.pop("do"))(**command)
        except Exception as error:  # the bench is told, and ends
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    uvloop.run(main())

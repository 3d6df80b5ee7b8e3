"""A load client in its own process: joins as a browser does, acknowledges, acts, and compares its pages at the end.

Reads a plan as JSON on standard input, prints what it saw as JSON. It speaks the real protocol: the page by HTTP, its
ticket, the socket, ``{"ack": seq}`` once a second, commands with an id.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, urlsplit

import lxml.html
from websockets.asyncio.client import ClientConnection, connect

PARTS = re.compile(r"^(contribution|question|agenda|said|state|recommendation|turnout)-\d+$")


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

    # --- placing, as static/js/live.js does ---------------------------------------------------------------------

    def gaps(self) -> int:
        """How many frames began after our position."""
        position, gaps = self.began, 0
        for _at, frame in self.frames:
            if "to" in frame:
                gaps += frame["from"] > position or bool(frame.get("reload"))
                position = max(position, frame["to"])
        return gaps

    def place_all(self, until: float) -> None:
        revs: dict[str, int] = {}
        for at, frame in self.frames:
            if at > until:
                break
            for item in frame.get("put", ()):
                if "rev" in item and item["rev"] <= revs.get(item["id"], self.began):
                    continue
                self._place(item)
                revs[item["id"]] = item.get("rev", 0)
            for id_ in frame.get("drop", ()):
                for element in self.document.xpath("//*[@id=$id]", id=id_):
                    element.drop_tree()

    def _place(self, item: dict[str, Any]) -> None:
        element = lxml.html.fragment_fromstring(item["html"])
        old = self.document.xpath("//*[@id=$id]", id=item["id"])
        if old:
            element.tail = old[0].tail
            old[0].getparent().replace(old[0], element)
            return
        container = self.document.xpath("//*[@id=$id]", id=item["in"] or "")
        if not container:
            return
        after = [child for child in container[0] if child.get("id") == item["after"]]
        if after:
            after[0].addnext(element)
        else:
            container[0].insert(0, element)

    def parts(self) -> list[tuple[str, str]]:
        """What stands on the page, in its order."""
        return [
            (element.get("id"), " ".join(element.text_content().split()))
            for element in self.document.xpath("//*[@id]")
            if PARTS.match(element.get("id"))
        ]


async def sitting(plan: dict[str, Any]) -> dict[str, Any]:
    """Everybody opens the page; some contribute, some vote; a second after the last act all pages are compared."""
    origins, loop = plan["origins"], asyncio.get_running_loop()
    pages = [Page(origins[n % len(origins)], plan["path"], key) for n, key in enumerate(plan["keys"])]
    pool = ThreadPoolExecutor(8)
    began = time.monotonic()
    for some in (pages[n : n + 50] for n in range(0, len(pages), 50)):  # a ticket lasts a minute
        await asyncio.gather(*(loop.run_in_executor(pool, page.load) for page in some))
        await asyncio.gather(*(page.open() for page in some))
    joined = time.monotonic() - began
    await asyncio.sleep(2)
    told: dict[int, float] = {}
    start = time.monotonic()

    async def later(seconds: float, page: Page, **command: Any) -> dict[str, Any]:
        await asyncio.sleep(start + seconds - time.monotonic())
        sent = time.monotonic()
        answer = await page.act(**command)
        if "contribution" in answer:
            told[answer["contribution"]] = sent
        return {**answer, "took": time.monotonic() - sent}

    said, voted, seconds = plan["contributions"], plan["votes"], plan["seconds"]
    text = "Remedies exist on paper, yet few people reach them in practice. " * 4
    answers = await asyncio.gather(
        *(
            later(seconds * n / said, pages[n], command="contribute", question=plan["question"], text=f"{n}. {text}")
            for n in range(said)
        ),
        *(
            later(seconds * n / voted, pages[-1 - n], command="vote", ballot=plan["ballot"], choice="support")
            for n in range(voted)
        ),
    )
    ended = time.monotonic()
    await asyncio.sleep(plan.get("settle", 1.0))
    until = time.monotonic()
    for page in pages:
        page.place_all(until)
    fresh = [Page(page.origin, page.path, page.key) for page in pages]
    await asyncio.gather(*(loop.run_in_executor(pool, page.load) for page in fresh))
    return {
        "joined": joined,
        "lasted": ended - start,
        "answers": [answer["answer"] for answer in answers],
        "took": [answer["took"] for answer in answers],
        "equal": sum(page.parts() == new.parts() for page, new in zip(pages, fresh, strict=True)),
        "differ": next(
            (
                sorted(set(p.parts()) ^ set(f.parts()))
                for p, f in zip(pages, fresh, strict=True)
                if p.parts() != f.parts()
            ),
            [],
        ),
        "shown": [sum(id_.startswith("contribution-") for id_, _ in page.parts()) for page in pages],
        "gaps": sum(page.gaps() for page in pages),
        "closed": [page.closed for page in pages if page.closed],
        "frames": [len(page.frames) for page in pages],
        "bytes": [sum(page.sizes) for page in pages],
        "latencies": [
            at - told[int(item["id"].rpartition("-")[2])]
            for page in pages
            for at, frame in page.frames
            for item in frame.get("put", ())
            if item["id"].startswith("contribution-") and int(item["id"].rpartition("-")[2]) in told
        ],
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(sitting(json.load(sys.stdin)))))

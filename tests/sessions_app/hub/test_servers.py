"""What each server makes of the hub: closing codes, limits, and one who does not read."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from sessions_app.hub import Closing
from sessions_app.hub.lines import ACKNOWLEDGE_WITHIN
from tests.services import Site
from tests.sessions_app.hub.page import Page

Seeded = Callable[[Site, int], dict[str, Any]]


async def until(ready: Callable[[], Any], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not ready():
            await asyncio.sleep(0.05)


@asynccontextmanager
async def opened(site: Site, room: dict[str, Any], *acknowledging: bool) -> AsyncIterator[list[Page]]:
    pages = [Page(site.url, room["path"], room["keys"][n], does) for n, does in enumerate(acknowledging)]
    for page in pages:
        await asyncio.to_thread(page.load)
        await page.open()
    yield pages
    for page in pages:
        await page.close()


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
async def test_closing_codes_and_limits(serve: Callable[..., Site], seeded: Seeded, server: str) -> None:
    site = await asyncio.to_thread(lambda: serve(server=server, worker=False))
    room = await asyncio.to_thread(seeded, site, 3)
    async with opened(site, room, True, False, True) as (reader, stalled, large):
        assert large.socket
        await large.socket.send("x" * 70_000)
        await until(lambda: large.code in (1006, 1009), 5)  # autobahn drops the line without a word

        say: Callable[[int], Awaitable[dict[str, Any]]] = lambda n: reader.act(  # noqa: E731
            command="contribute", question=room["question"], text=f"Number {n}."
        )
        assert (await say(1))["answer"] == "ok"
        await until(lambda: stalled.code is not None, ACKNOWLEDGE_WITHIN + 3)
        assert stalled.code == Closing.NOT_READING
        assert (await say(2))["answer"] == "ok"
        await until(lambda: reader.position >= 3, 3)
        assert reader.gaps() == 0

        bad = {"id": str(uuid.uuid4()), "command": "vote", "ballot": room["ballot"], "choice": "nonsense"}
        assert reader.socket
        reader.answers[bad["id"]] = asyncio.get_running_loop().create_future()
        await reader.socket.send(json.dumps(bad))
        assert (await reader.answers[bad["id"]])["answer"] == "refused"

        await asyncio.to_thread(site.stop)
        await until(lambda: reader.code is not None, 5)
        assert reader.code in (Closing.RESTART, 1012)
    assert "Traceback" not in site.logged()

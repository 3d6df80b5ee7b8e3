"""Several processes: one channel between them, and what was lost while it was away is found."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.services import Services, Site
from tests.sessions_app.hub.page import Page

pytestmark = [pytest.mark.redis, pytest.mark.asyncio]


async def until(ready: Callable[[], Any], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not ready():
            await asyncio.sleep(0.02)


def contributions(page: Page) -> int:
    return sum(put["id"].startswith("contribution-") for _at, frame in page.frames for put in frame.get("put", ()))


def turnout(page: Page) -> str:
    told = [
        put["html"] for _at, frame in page.frames for put in frame.get("put", ()) if put["id"].startswith("turnout")
    ]
    return told[-1] if told else ""


async def test_writing_goes_on_without_redis_and_screens_catch_up_when_it_is_back(
    services: Services, serve: Callable[..., Site], seeded: Callable[[Site, int], dict[str, Any]]
) -> None:
    redis = services.own_redis()
    try:
        site = await asyncio.to_thread(lambda: serve(redis_url=redis.url, processes=2, worker=False))
        room = await asyncio.to_thread(seeded, site, 2)
        here, there = (Page(url, room["path"], room["keys"][n]) for n, url in enumerate(site.urls))
        for page in (here, there):
            await asyncio.to_thread(page.load)
            await page.open()
        say = {"command": "contribute", "question": room["question"]}
        assert (await here.act(**say, text="Heard at once."))["answer"] == "ok"
        await until(lambda: contributions(there) == 1, 1.5)

        await asyncio.to_thread(redis.kill)
        assert (await here.act(**say, text="While it was away."))["answer"] == "ok"
        vote = await here.act(command="vote", ballot=room["ballot"], choice="support")
        assert vote["answer"] == "ok"
        await until(lambda: contributions(there) == 2, 5)  # by the head, Redis or not

        await asyncio.to_thread(redis.start)
        await until(lambda: "1 of" in turnout(there), 6)
        assert (await here.act(**say, text="Heard again."))["answer"] == "ok"
        await until(lambda: contributions(there) == 3, 1.5)
        assert here.gaps() == there.gaps() == 0
        for page in (here, there):
            await page.close()
    finally:
        await asyncio.to_thread(redis.stop)

"""The long poll on both servers, and what a restart and many comings and goings leave behind."""

import asyncio
import http.client
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from sessions_app.hub import Closing
from sessions_app.hub.polling import A_BROWSER
from tests.services import Site
from tests.sessions_app.hub.page import Page
from tests.sessions_app.hub.test_servers import Seeded, opened, until

REMOVE = """
from django.utils import timezone
from consult.models import Participant
Participant.objects.filter(name="Person 0").update(removed_at=timezone.now())
"""


def ask(page: Page, given: str, after: Any = 0, **headers: str) -> tuple[int, dict[str, str], dict[str, Any]]:
    """One poll of ``page``: status, headers (small letters), body."""
    sent = {"Cookie": f"sessionid={page.key}", "Origin": page.origin} | headers
    connection = http.client.HTTPConnection(urlsplit(page.origin).netloc, timeout=40)
    path = f"/live/poll/?ticket={quote(given)}&after={after}"
    connection.request("POST", path, headers={name: value for name, value in sent.items() if value})
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def shown(body: dict[str, Any]) -> str:
    return "".join(put["html"] for frame in body["frames"] for put in frame.get("put", ()))


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
async def test_polls_wait_hear_and_are_refused(serve: Callable[..., Site], seeded: Seeded, server: str) -> None:
    site = await asyncio.to_thread(lambda: serve(server=server, worker=False))
    room = await asyncio.to_thread(seeded, site, 3)
    async with opened(site, room, True) as (writer,):
        pages = [Page(site.url, room["path"], room["keys"][n]) for n in (0, 1)]
        for page in pages:
            await asyncio.to_thread(page.load)
        waiting = [asyncio.create_task(asyncio.to_thread(ask, page, page.ticket, page.began)) for page in pages]
        await asyncio.sleep(1)
        await writer.act(command="contribute", question=room["question"], text="Heard by poll.")
        for status, headers, body in await asyncio.gather(*waiting):
            assert status == 200
            assert "Heard by poll." in shown(body)
            assert headers["cache-control"] == "no-store"
            assert headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in headers["content-security-policy"]
        first = pages[0]
        for after in (first.began, "x", -1, 10**30, ""):  # a position that nobody can have brings all since the ticket
            status, _, body = await asyncio.to_thread(ask, first, first.ticket, after)
            assert status == 200
            assert "Heard by poll." in shown(body), after

        refusals: list[dict[str, str]] = [
            {"Origin": "http://evil.example"},
            {"Origin": ""},
            {"Origin": "", "Sec-Fetch-Site": "cross-site"},
            {"Cookie": ""},
            {"Cookie": f"sessionid={room['keys'][1]}"},
        ]
        for headers in refusals:
            assert (await asyncio.to_thread(ask, first, first.ticket, 0, **headers))[0] == 403, headers
        own = {"Origin": "", "Sec-Fetch-Site": "same-origin"}
        assert (await asyncio.to_thread(ask, first, first.ticket, first.began, **own))[0] == 200
        assert (await asyncio.to_thread(ask, first, "forged"))[0] == 403

        fresh = body["ticket"]
        pool, loop = ThreadPoolExecutor(A_BROWSER + 2), asyncio.get_running_loop()
        many = [loop.run_in_executor(pool, ask, first, fresh, 0) for _ in range(A_BROWSER + 2)]
        await until(lambda: sum(task.done() for task in many) >= 2, 6)
        assert {task.result()[0] for task in many if task.done()} <= {200, 429}
        await asyncio.to_thread(site.python, REMOVE)
        statuses = [(await task)[0] for task in many]
        assert 429 in statuses
        assert (await asyncio.to_thread(ask, first, fresh, 0))[0] == 403
    assert "Traceback" not in site.logged()


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
async def test_a_restart_closes_every_socket_and_answers_every_poll(
    serve: Callable[..., Site], seeded: Seeded, server: str
) -> None:
    site = await asyncio.to_thread(lambda: serve(server=server))
    room = await asyncio.to_thread(seeded, site, 3)
    async with opened(site, room, True, True) as pages:
        await asyncio.to_thread(site.stop)
        await until(lambda: all(page.code is not None for page in pages), 5)
        assert {page.code for page in pages} <= {Closing.RESTART, 1012}
    assert "Traceback" not in site.logged()


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
async def test_a_server_asked_twice_to_end_still_says_goodbye(
    serve: Callable[..., Site], seeded: Seeded, server: str
) -> None:
    """As a service manager does that asks the process and then its group."""
    site = await asyncio.to_thread(lambda: serve(server=server))
    room = await asyncio.to_thread(seeded, site, 3)
    async with opened(site, room, True, True) as pages:
        popen = site.processes[0].popen
        assert popen is not None
        for _time in range(5):  # apart, or they are one
            popen.terminate()
            await asyncio.sleep(0.01)
        await until(lambda: all(page.code is not None for page in pages), 8)
        assert {page.code for page in pages} <= {Closing.RESTART, 1012}

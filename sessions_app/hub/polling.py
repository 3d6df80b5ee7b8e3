"""The long poll beside the socket, for networks that let none through: the same ticket, rights and frames.

    POST /live/poll/?ticket=...&after=41   ->   {"frames": [{"from": 41, "to": 45, ...}], "ticket": "..."}

It waits until the view moved on, at most 25 seconds. 403: no right, or an old ticket; 429: too many of one browser;
503: the server restarts. A GET of a page names no origin, so browsers that tell nothing of the fetch have to post.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from django.conf import settings

from sessions_app.hub.centre import hub
from sessions_app.hub.knock import knock
from sessions_app.hub.lines import Closing
from sessions_app.hub.origin import Scope, is_own_fetch
from sessions_app.hub.polls import Poll
from sessions_app.queries import ticket

A_BROWSER, WITHOUT_SESSION = 6, 200  # at once
STATUS = {Closing.NO_RIGHT: 403, Closing.RESTART: 503}

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
_open: Counter[str] = Counter()
_waiting: set[Poll] = set()


async def answer_all(within: float = 2.0) -> None:
    """Tell everybody who waits that the server ends; returns when they have their answers, or after a while."""
    for line in list(_waiting):
        await line.close(Closing.RESTART)
    try:
        async with asyncio.timeout(within):
            while _open:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.05)  # what was answered leaves
    except TimeoutError:
        return


async def poll(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application."""
    if scope["method"] not in ("GET", "POST"):
        await _answer(send, 405)
        return
    claim, key = knock(scope)
    if claim is None or not is_own_fetch(scope):
        await _answer(send, 403)
        return
    if _open[key] >= (A_BROWSER if key else WITHOUT_SESSION):
        await _answer(send, 429)
        return
    _open[key] += 1
    try:
        if await hub().admits(claim, key):
            await _wait(Poll(claim, key), receive, send)
        else:
            await _answer(send, 403)
    finally:
        _open[key] -= 1
        if not _open[key]:
            del _open[key]


async def _wait(line: Poll, receive: Receive, send: Send) -> None:
    here = hub()
    gone = asyncio.create_task(_gone(receive))
    coming = asyncio.create_task(line.answer())
    _waiting.add(line)
    try:
        await here.join(line)
        await asyncio.wait({gone, coming}, return_when=asyncio.FIRST_COMPLETED)
        if not coming.done():
            return
        if line.closed is not None:
            await _answer(send, STATUS.get(line.closed, 503))
            return
        frames = coming.result()
        seq = max(line.claim.seq, *(frame.to for frame in frames if not frame.topics), 0)
        fresh = ticket.sign(replace(line.claim, seq=seq))
        texts = ",".join(frame.text for frame in frames)
        await _answer(send, 200, f'{{"frames":[{texts}],"ticket":{json.dumps(fresh)}}}')
    finally:
        _waiting.discard(line)
        here.leave(line)
        gone.cancel()
        coming.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int, body: str = "{}") -> None:
    headers = {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "Content-Length": str(len(body.encode())),
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body.encode()})

"""Random frames: each is refused with a reason, nothing is stored, nobody else is closed, nothing breaks."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.faults.frames import ENDING, KINDS, frame
from tests.faults.lines import Line
from tests.faults.notes import OK, figures
from tests.faults.processes import Worker
from tests.faults.size import sized
from tests.services import Services, Site

pytestmark = pytest.mark.faults

FRAMES = sized(400, 50_000)  # to each server
A_SOCKET = 30  # within what one socket may send at once
AT_ONCE, ROUNDS = 5, 4  # sockets; how often before the next ticket
PATIENCE = 3.0  # seconds within which each is answered
SERVERS = ["daphne", "uvicorn"]


@dataclass
class Seen:
    """What came back. silent: messages that nobody answered; wrong: answers that refuse without a word, or accept."""

    sent: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    silent: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


async def one_socket(line: Line, seen: Seen, chance: random.Random, room: dict[str, Any]) -> None:
    """Some messages on a socket of their own; whatever may end the line comes last."""
    origin = line.origins[0]
    address = f"{origin.replace('http', 'ws', 1)}/live/?ticket={quote(line.ticket)}"
    headers = {"Cookie": f"sessionid={line.key}"}
    kinds = sorted((chance.choice(KINDS) for _ in range(A_SOCKET)), key=lambda kind: kind in ENDING)
    ended = kinds.index(next((kind for kind in kinds if kind in ENDING), kinds[-1])) + 1
    async with connect(address, origin=origin, additional_headers=headers, compression=None) as socket:  # type: ignore[arg-type]
        for kind in kinds[:ended]:
            seen.sent[kind] += 1
            message = frame(kind, chance, room)
            if kind == "protocol":
                socket.transport.write(message)  # type: ignore[arg-type]
                return
            try:
                await socket.send(message)
                if kind not in ENDING:
                    _judge(seen, kind, message, await _answer(socket))
            except ConnectionClosed as closed:
                seen.wrong.append(f"{kind}: {message[:200]!r} ended the line: {closed}")
                return


def _judge(seen: Seen, kind: str, message: bytes | str, told: dict[str, Any] | None) -> None:
    if told is not None:
        seen.answered += 1
        if told["answer"] not in ("refused", "closed", "slow down") or not told.get("reason"):
            seen.wrong.append(f"{kind}: {message[:200]!r}: {told}")
    elif not _is_acknowledgement(message):
        seen.silent.append(f"{kind}: {message[:200]!r}")


def _is_acknowledgement(message: bytes | str) -> bool:
    """A position is taken without an answer."""
    with contextlib.suppress(ValueError, RecursionError):
        body = json.loads(message)
        return isinstance(body, dict) and type(body.get("ack")) is int and 0 <= body["ack"] < 2**63
    return False


async def _answer(socket: Any) -> dict[str, Any] | None:
    """The next answer; what else comes by the line is left aside."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while "answer" not in (told := json.loads(await socket.recv())):
                pass
            return dict(told)
    return None


async def rain(site: Site, keys: list[str], path: str, room: dict[str, Any]) -> tuple[Seen, list[str]]:
    """All the frames, beside two pages of others; and what is wrong with those."""
    seen, chance, wrong = Seen(), random.Random(11), []
    others = [Line(number, site.urls, path, key) for number, key in enumerate(keys[:2])]
    hostile = Line(2, site.urls, path, keys[2])
    for other in others:
        await other.load()
        other.open()
    while seen.sent.total() < FRAMES:
        await hostile.load()
        for _ in range(ROUNDS):
            await asyncio.gather(*(one_socket(hostile, seen, chance, room) for _ in range(AT_ONCE)))
    said = await others[0].act("said", {"command": "contribute", "question": room["question"], "text": "said"})
    await asyncio.sleep(1)
    if said.outcome != OK or any("said" not in "".join(other.parts().values()) for other in others):
        wrong.append("what one says no longer reaches the other")
    wrong += [f"the page of {other.who} was closed: {other.codes}" for other in others if other.opened != 1]
    for other in others:
        await other.close()
    return seen, wrong


def trial(services: Services, server: str, env: dict[str, str] | None = None) -> tuple[Seen, list[str]]:
    site = services.site(server=server, worker=False, env=env)
    try:
        with Worker(site.folder, site.database_url) as worker:
            room = worker.ask("prepare", ballots=1, per_group=1)
            keys = worker.ask("sign_in", people=sorted(room["people"])[:3])
            path = f"/c/{room['slug']}/s/{room['session']}/q/1/"
            seen, wrong = asyncio.run(rain(site, keys, path, room))
            stored = worker.ask("said", question=room["question"]), worker.ask("voted", ballot=room["ballots"][0])
        if stored != (["said"], []):
            wrong.append(f"stored: {stored}")
        logged = site.logged()
        if "Traceback" in logged:
            wrong.append("a traceback: " + logged[logged.index("Traceback") :][-1500:])
        return seen, wrong + seen.wrong + [f"no answer to {message}" for message in seen.silent]
    finally:
        services.discard(site)


@pytest.mark.parametrize("server", SERVERS)
def test_random_frames_are_refused_with_a_reason_and_harm_nobody(services: Services, server: str) -> None:
    seen, wrong = trial(services, server)
    kinds = {f"of {kind}": number for kind, number in sorted(seen.sent.items())}
    print(
        figures(f"random frames on {server}", sent=seen.sent.total(), answered=seen.answered, bad=len(wrong), **kinds)
    )
    assert wrong == []
    assert all(seen.sent[kind] >= 10 for kind in KINDS if kind not in ENDING)


def test_a_server_that_trusts_what_comes_is_caught(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, few in (
        ("FRAMES", 30),
        ("A_SOCKET", 10),
        ("PATIENCE", 0.5),
    ):  # it leaves most unanswered: that takes time
        monkeypatch.setattr(f"tests.faults.test_frames.{name}", few)
    env = {"DJANGO_SETTINGS_MODULE": "tests.faults.broken", "CONSULT_BROKEN": "trusting"}
    _seen, wrong = trial(services, "daphne", env)
    assert wrong

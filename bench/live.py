"""The live room at 1,000 sockets of one session, beside a bare loop, ``websockets`` and the plain idiom of Channels.

    python -m bench.live [uvicorn] [daphne]        BENCH_SOCKETS=200 for a quick look

Server and crowd are processes of their own, each on a core of its own; the crowd speaks the real protocol
(``bench._crowd``). Deliveries are medians of ``RUNS`` runs, interleaved with those they are compared to.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench._common import figure, full_room, note
from tests.servers import PYTHON, ROOT, Process, clean_environment, spare_port, wait_until
from tests.services import Services, Site

SOCKETS = int(os.environ.get("BENCH_SOCKETS", "1000"))
RUNS, FRAMES = 5, 20
SERVER_CORE, CROWD_CORE = ("0", "1") if (os.cpu_count() or 1) > 1 else ("0", "0")
SYNTHETIC = "x" * 230  # about 300 bytes as a frame
FRAGMENT = (
    '<article class="contribution" id="contribution-7"><header class="row"><span class="group group-1">'
    '<svg class="shape" aria-hidden="true"><use href="#shape-1"/></svg>A civil society network</span>'
    '<span class="kind">Challenge</span><time class="push" datetime="2026-01-01T10:00:00+00:00">10:00</time></header>'
    f'<div class="said" dir="auto"><p>{"Remedies exist on paper, yet few people reach them. " * 10}</p></div>'
    '<footer class="row actions"><a href="/c/a/s/1/q/1/?reply=7#composer">Reply</a></footer></article>'
)
TARGETS: dict[str, dict[str, float]] = {
    "uvicorn": {"of_raw": 0.25, "of_idiom": 10, "p99": 50},
    "daphne": {"of_raw": 0.05, "of_idiom": 3, "p99": 150},
}


class Crowd:
    """``bench._crowd`` in a process on its own core."""

    def __init__(self) -> None:
        command = ["taskset", "-c", CROWD_CORE, PYTHON, "-m", "bench._crowd"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def __call__(self, do: str, **arguments: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        answer = json.loads(self.process.stdout.readline() or '{"error": "the crowd ended"}')
        if "error" in answer:
            raise RuntimeError(f"{do}: {answer['error']}")
        return answer

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


class Control:
    """The control port of a server under test."""

    def __init__(self, port: int) -> None:
        wait_until(lambda: self._listens(port), 60, "the control port")
        self._file = socket.create_connection(("127.0.0.1", port)).makefile("rw")

    @staticmethod
    def _listens(port: int) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def blast(self, frames: int, text: str) -> dict[str, float]:
        self._file.write(json.dumps({"frames": frames, "text": text}) + "\n")
        self._file.flush()
        told: dict[str, float] = json.loads(self._file.readline())
        return told


def deliveries(crowd: Crowd, control: Control, text: str, frames: int = FRAMES) -> tuple[float, float]:
    """Deliveries a second until the last socket has its last frame; server CPU milliseconds per 1,000 deliveries."""
    crowd("mark")
    began = time.monotonic()
    told = control.blast(frames, text)
    crowd("count", frames=frames)
    taken = time.monotonic() - began
    return frames * SOCKETS / taken, 1000 * 1000 * told["cpu"] / (frames * SOCKETS)


@contextmanager
def peer(name: str, command: list[str], folder: Path, env: dict[str, str]) -> Iterator[tuple[Crowd, Control]]:
    """A server to compare with, and its crowd."""
    port, control_port = spare_port(), spare_port()
    filled = [part.format(port=port, control=control_port) for part in command]
    env = clean_environment() | env | {"BENCH_CONTROL": str(control_port)}
    process = Process(["taskset", "-c", SERVER_CORE, PYTHON, *filled], folder / f"{name}.log", env, cwd=ROOT)
    process.start()
    crowd = Crowd()
    try:
        wait_until(lambda: Control._listens(port), 60, name)
        crowd("join", origins=[f"http://127.0.0.1:{port}"], path="/", keys=["none"] * SOCKETS, target="/")
        yield crowd, Control(control_port)
    finally:
        crowd.end()
        process.stop()


def idiom(server: str) -> list[str]:
    target = "bench._servers:idiom"
    if server == "daphne":
        return ["-m", "daphne", "-p", "{port}", "-b", "127.0.0.1", "-v", "0", target]
    return ["-m", "uvicorn", "--port", "{port}", "--lifespan", "off", "--log-level", "warning", target]


def compare(server: str, site: Site, crowd: Crowd, control: Control, services: Services) -> list[bool]:
    """Deliveries of our own room beside the bare loop, ``websockets`` and the idiom, in turns."""
    folder = services.folder
    kinds = {"synthetic": SYNTHETIC, "fragments": FRAGMENT}
    found: dict[str, list[tuple[float, float]]] = {}
    with (
        peer("raw", ["-m", "bench._servers", "raw", "{port}", "{control}"], folder, {}) as raw,
        peer("websockets", ["-m", "bench._servers", "websockets", "{port}", "{control}"], folder, {}) as broadcast,
        peer("idiom", idiom(server), folder, {"BENCH_LAYER": "memory"}) as memory,
        peer("idiom-redis", idiom(server), folder, {"BENCH_LAYER": "redis", "BENCH_REDIS": site.redis_url}) as redis,
    ):
        others = {"raw": raw, "websockets": broadcast, "idiom": memory, "idiom-redis": redis}
        for _run in range(RUNS):
            for kind, html in kinds.items():
                found.setdefault(f"ours.{kind}", []).append(deliveries(crowd, control, html))
                text = json.dumps({"from": 1, "to": 1, "put": [{"id": "bench-1", "html": html}], "drop": []})
                for name, (their, steering) in others.items():
                    frames = FRAMES if name in {"raw", "websockets"} else 3
                    found.setdefault(f"{name}.{kind}", []).append(deliveries(their, steering, text, frames))
    results = []
    at = {name: (median(r for r, _ in runs), median(c for _, c in runs)) for name, runs in found.items()}
    targets = TARGETS[server]
    for kind in kinds:
        ours, cpu = at[f"ours.{kind}"]
        results += [
            _figure(server, f"deliveries.{kind}", ours / at[f"raw.{kind}"][0], "of the raw limit",
                    target=targets["of_raw"], reference=round(at[f"raw.{kind}"][0])),
            _figure(server, f"deliveries.{kind}.of_websockets", ours / at[f"websockets.{kind}"][0],
                    "of websockets' broadcast", reference=round(at[f"websockets.{kind}"][0])),
            _figure(server, f"deliveries.{kind}.of_idiom", ours / at[f"idiom.{kind}"][0],
                    "times the idiom, layer in memory", target=targets["of_idiom"],
                    reference=round(at[f"idiom.{kind}"][0])),
            _figure(server, f"deliveries.{kind}.of_idiom_redis", ours / at[f"idiom-redis.{kind}"][0],
                    "times the idiom, layer in Redis", target=targets["of_idiom"],
                    reference=round(at[f"idiom-redis.{kind}"][0])),
            _figure(server, f"deliveries.{kind}.a_second", ours, "deliveries"),
            _figure(server, f"deliveries.{kind}.cpu", cpu, "ms of the server per 1,000"),
        ]  # fmt: skip
    return results


def _figure(server: str, name: str, value: float, unit: str, **more: Any) -> bool:
    return figure(f"live.{name}.{server}", value, unit, **more)


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def contributions(server: str, room: dict[str, Any], crowd: Crowd) -> list[bool]:
    """Four a second: how long until all have it, while everything is well and beside 5 % that do not read."""
    said = crowd("contributions", question=room["question"], rate=4, seconds=15)
    before = 1000 * percentile(said["until_all"], 0.99)
    results = [
        _figure(server, "contribution.all_have_it_p99", before, f"ms, {SOCKETS} sockets, 4 a second",
                target=TARGETS[server]["p99"], most=True),
        _figure(server, "contribution.all_have_it_p50", 1000 * median(said["until_all"]), "ms"),
        _figure(server, "contribution.each_p99", 1000 * percentile(said["each"], 0.99), "ms"),
        _figure(server, "contribution.answered_p99", 1000 * percentile(said["answered"], 0.99), "ms"),
        _figure(server, "contribution.missing", said["missing"], "deliveries", target=0, most=True),
    ]  # fmt: skip
    return results


def votes(server: str, room: dict[str, Any], crowd: Crowd) -> list[bool]:
    first = crowd("votes", ballot=room["ballot"], seconds=8)
    burst = crowd("votes", ballot=room["ballot"], seconds=0, at_once=True)
    refused = sum(n for found in (first, burst) for word, n in found["answers"].items() if word != "ok")
    results = [
        _figure(server, "votes.refused", refused, f"of {2 * SOCKETS}", target=0, most=True),
        _figure(server, "votes.answered_p99", 1000 * percentile(first["took"], 0.99), f"ms, {SOCKETS} in 8 s"),
        _figure(server, "votes.at_once_p99", 1000 * percentile(burst["took"], 0.99), f"ms, {SOCKETS} at once"),
        _figure(server, "votes.at_once", SOCKETS / burst["seconds"], "answered a second by socket"),
    ]  # fmt: skip
    if first["ages"]:
        age = 1000 * percentile(first["ages"], 0.99)
        results.append(_figure(server, "tally.age_p99", age, "ms in the first 10 s", target=300, most=True))
    else:
        note("no turnout arrived")
        results.append(False)
    return results


def stalled(server: str, room: dict[str, Any], crowd: Crowd) -> list[bool]:
    """The same while one in twenty does not read."""
    well = crowd("contributions", question=room["question"], rate=4, seconds=10)
    crowd("stall", people=SOCKETS // 20)
    beside = crowd("contributions", question=room["question"], rate=4, seconds=10, readers=SOCKETS - SOCKETS // 20)
    ratio = percentile(beside["until_all"], 0.99) / percentile(well["until_all"], 0.99)
    return [_figure(server, "stalled.others_p99", ratio, "times, beside 5 % that do not read", target=1.2, most=True)]


def restart(server: str, site: Site, crowd: Crowd) -> list[bool]:
    """Everybody comes back after a restart, spread over four seconds as ``live.js`` does."""
    site.stop()
    site.start()
    back = crowd("come_back", spread=4.0)
    return [_figure(server, "restart.all_back", back["last"], f"s, {SOCKETS} sockets, up to 4 s of it their own spread",
                    target=5, most=True),
            _figure(server, "restart.median_back", back["median"], "s")]  # fmt: skip


def churn(server: str, crowd: Crowd, control: Control) -> list[bool]:
    """Memory after 5,000 connects and disconnects, beside what it was after the first 1,000."""
    at_once = min(100, SOCKETS)
    crowd("churn", times=1000, at_once=at_once)
    before = control.blast(0, "")["rss"]
    crowd("churn", times=4000, at_once=at_once)
    grown = (control.blast(0, "")["rss"] - before) / 1024
    return [_figure(server, "churn.growth", grown / 4000, "KiB a connection over 4,000 after the first 1,000",
                    target=0.5, most=True)]  # fmt: skip


def on(server: str, services: Services) -> list[bool]:
    control_port = spare_port()
    env = {"DJANGO_SETTINGS_MODULE": "bench._settings", "BENCH_CONTROL": str(control_port)}
    site = services.site(postgres=True, redis=True, server=server, worker=False, env=env,
                         prefix=["taskset", "-c", SERVER_CORE])  # fmt: skip
    room, crowd = full_room(site, SOCKETS), Crowd()
    try:
        joined = crowd("join", origins=site.urls, path=room["path"], keys=room["keys"])
        control = Control(control_port)
        results = [_figure(server, "joins", SOCKETS / joined["seconds"], "pages with their socket a second, 1 process")]
        results += compare(server, site, crowd, control, services)
        results += contributions(server, room, crowd)
        results += votes(server, room, crowd)
        results += restart(server, site, crowd)
        control = Control(control_port)
        results += stalled(server, room, crowd)
        crowd("leave")
        crowd("join", origins=site.urls, path=room["path"], keys=room["keys"])
        results += churn(server, crowd, control)
        return results
    finally:
        crowd.end()
        services.discard(site)


def main(names: list[str]) -> int:
    results: list[bool] = []
    with Services() as services:
        for server in names or list(TARGETS):
            note(f"{server}, {SOCKETS} sockets")
            results += on(server, services)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

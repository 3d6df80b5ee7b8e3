"""The room beside a bare loop, ``websockets``' broadcast and the plain idiom of Channels: deliveries, in turns."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench._common import QUICK, figure, full_room
from tests.servers import PYTHON, ROOT, Process, clean_environment, spare_port, wait_until
from tests.services import Services, Site

SOCKETS = int(os.environ.get("BENCH_SOCKETS", "60" if QUICK else "1000"))
RUNS, FRAMES = (1, 5) if QUICK else (5, 20)
SERVER_CORE, CROWD_CORE = ("0", "1") if (os.cpu_count() or 1) > 1 else ("0", "0")
SYNTHETIC = "x" * 230  # about 300 bytes as a frame
FRAGMENT = (
    '<article class="contribution" id="contribution-7"><header class="row"><span class="group group-1">'
    '<svg class="shape" aria-hidden="true"><use href="#shape-1"/></svg>A civil society network</span>'
    '<span class="kind">Challenge</span><time class="push" datetime="2026-01-01T10:00:00+00:00">10:00</time></header>'
    f'<div class="said" dir="auto"><p>{"Remedies exist on paper, yet few people reach them. " * 10}</p></div>'
    '<footer class="row actions"><a href="/c/a/s/1/q/1/?reply=7#composer">Reply</a></footer></article>'
)
# of the raw limit, with prepared frames and without; times the idiom
TARGETS = {
    "uvicorn": {"prepared": 0.5, "plain": 0.25, "of_idiom": 10},
    "daphne": {"prepared": 0.1, "plain": 0.05, "of_idiom": 3},
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

    def blast(self, frames: int, text: str, waits: bool = True) -> dict[str, float]:
        """Frames to every socket; ``waits`` until they have left. Seconds, CPU seconds and bytes resident."""
        self._file.write(json.dumps({"frames": frames, "text": text, "waits": waits}) + "\n")
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


@contextmanager
def plain_site(server: str, services: Services) -> Iterator[tuple[Crowd, Control]]:
    """Our own room once more, without prepared frames."""
    site, control_port = our_site(server, services, {"CONSULT_PREPARED_FRAMES": "0"})
    room, crowd = full_room(site, SOCKETS), Crowd()
    try:
        crowd("join", origins=site.urls, path=room["path"], keys=room["keys"])
        yield crowd, Control(control_port)
    finally:
        crowd.end()
        services.discard(site)


def our_site(server: str, services: Services, env: dict[str, str] | None = None) -> tuple[Site, int]:
    """The real application on its core, and its control port."""
    control_port = spare_port()
    env = {"DJANGO_SETTINGS_MODULE": "bench._settings", "BENCH_CONTROL": str(control_port), **(env or {})}
    prefix = ["taskset", "-c", SERVER_CORE]
    return services.site(postgres=True, redis=True, server=server, worker=False, env=env, prefix=prefix), control_port


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
        plain_site(server, services) as plain,
    ):
        others = {"raw": raw, "websockets": broadcast, "idiom": memory, "idiom-redis": redis}
        for _run in range(RUNS):
            for kind, html in kinds.items():
                found.setdefault(f"ours.{kind}", []).append(deliveries(crowd, control, html))
                found.setdefault(f"plain.{kind}", []).append(deliveries(*plain, html))
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
            server_figure(server, f"deliveries.{kind}", ours / at[f"raw.{kind}"][0], "of the raw limit",
                    target=targets["prepared"], reference=round(at[f"raw.{kind}"][0])),
            server_figure(server, f"deliveries.{kind}.unprepared", at[f"plain.{kind}"][0] / at[f"raw.{kind}"][0],
                    "of the raw limit, CONSULT_PREPARED_FRAMES=0", target=targets["plain"],
                    reference=round(at[f"raw.{kind}"][0])),
            server_figure(server, f"deliveries.{kind}.of_websockets", ours / at[f"websockets.{kind}"][0],
                    "of websockets' broadcast", reference=round(at[f"websockets.{kind}"][0])),
            server_figure(server, f"deliveries.{kind}.of_idiom", ours / at[f"idiom.{kind}"][0],
                    "times the idiom, layer in memory", target=targets["of_idiom"],
                    reference=round(at[f"idiom.{kind}"][0])),
            server_figure(server, f"deliveries.{kind}.of_idiom_redis", ours / at[f"idiom-redis.{kind}"][0],
                    "times the idiom, layer in Redis", target=targets["of_idiom"],
                    reference=round(at[f"idiom-redis.{kind}"][0])),
            server_figure(server, f"deliveries.{kind}.a_second", ours, "deliveries"),
            server_figure(server, f"deliveries.{kind}.cpu", cpu, "ms of the server per 1,000"),
        ]  # fmt: skip
    return results


def server_figure(server: str, name: str, value: float, unit: str, **more: Any) -> bool:
    return figure(f"live.{name}.{server}", value, unit, **more)

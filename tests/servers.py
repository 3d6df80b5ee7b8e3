"""Throwaway PostgreSQL and Redis servers on spare ports, and processes that are certainly stopped. Plain Python."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable


class Unavailable(Exception):
    """A server program is neither installed nor named by the environment."""


def spare_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], seconds: float, what: str) -> None:
    """Ask ``ready`` every 50 ms; raise TimeoutError after ``seconds``."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


# --- finding programs -------------------------------------------------------------------------------------------


def postgres_programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``: the PATH's, or Debian's newest."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


def redis_program() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def chromium_program() -> str | None:
    named = os.environ.get("CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, names)), None)


def clean_environment() -> dict[str, str]:
    """This process's variables without those that configure Consult or pytest."""
    ours = ("CONSULT_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DJANGO_", "PYTEST_CURRENT")
    return {key: value for key, value in os.environ.items() if not key.startswith(ours)}


# --- a process that is certainly stopped ------------------------------------------------------------------------


class Process:
    """One child in a session of its own, its output in ``log``; stop, kill and restart reach all its descendants."""

    def __init__(self, command: Sequence[str | Path], log: Path, env: Mapping[str, str] | None = None, **options: Any):
        self.command, self.log, self.env, self.options = [str(part) for part in command], log, env, options
        self.popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.popen = subprocess.Popen(
                self.command, stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                env=self.env, start_new_session=True, **self.options,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        if self.popen is None:
            raise RuntimeError("not started")
        return self.popen.pid

    def alive(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    def terminate(self, number: int = signal.SIGTERM) -> None:
        """Ask the process itself (not its children) to end, without waiting."""
        if self.popen is not None:
            self.popen.send_signal(number)

    def stop(self, number: int = signal.SIGTERM, seconds: float = 20) -> None:
        """Ask it to end; after ``seconds``, or once it has ended, kill what is left of its process group."""
        if self.popen is None:
            return
        self.terminate(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """SIGKILL to the whole group at once, as a power cut would."""
        if self.popen is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()

    def tail(self, lines: int = 40) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""


# --- PostgreSQL -------------------------------------------------------------------------------------------------


def _unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root: a prefix that drops to ``postgres`` or ``nobody``."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            person = pwd.getpwnam(name)
            return ["setpriv", f"--reuid={person.pw_uid}", f"--regid={person.pw_gid}", "--clear-groups"]
    raise Unavailable("PostgreSQL needs an unprivileged account (postgres or nobody)")


class Postgres:
    """A server of our own on a spare port; or, with ``url``, one that somebody else runs.

    durable: as in production. Without it a commit waits for no disk: only a test that cuts the power could tell.
    """

    def __init__(self, folder: Path, url: str = "", durable: bool = True):
        self.folder, self.own, self.durable = folder / "postgres", not url, durable
        self.port = spare_port() if self.own else 0
        self.url = url or f"postgres://consult@127.0.0.1:{self.port}/postgres"
        self.process: Process | None = None
        if self.own:
            self._make()

    def _make(self) -> None:
        programs = postgres_programs()
        if programs is None:
            raise Unavailable("PostgreSQL is not installed")
        prefix = _unprivileged()
        self.folder.mkdir(parents=True)
        if prefix:
            uid, gid = (int(part.split("=")[1]) for part in prefix[1:3])
            os.chown(self.folder, uid, gid)
        data = self.folder / "data"
        log = self.folder.parent / "postgres.log"
        with log.open("ab") as output:
            subprocess.run(
                [*prefix, programs / "initdb", "--pgdata", data, "--username=consult", "--auth=trust",
                 "--encoding=UTF8", "--locale=C", "--no-sync"],
                check=True, stdout=output, stderr=output, cwd=self.folder,
            )  # fmt: skip
        options = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder,
            "max_connections": 200, "shared_buffers": "64MB", "log_min_messages": "warning",
            "idle_in_transaction_session_timeout": "5min",
        }  # fmt: skip
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        self.process = Process([*prefix, programs / "postgres", "-D", data, *settings], log, cwd=self.folder)
        self.start()

    def start(self) -> None:
        if self.process is None:
            raise Unavailable("this PostgreSQL is not ours to start")
        self.process.start()
        try:
            wait_until(self._answers, 60, "PostgreSQL")
        except TimeoutError:
            raise TimeoutError(f"PostgreSQL did not start\n{self.process.tail()}") from None

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, fast: bool = True) -> None:
        """Fast shutdown (SIGINT), or the immediate one that recovers at the next start (SIGQUIT)."""
        if self.process is not None:
            self.process.stop(signal.SIGINT if fast else signal.SIGQUIT, seconds=30)

    def crash(self) -> None:
        """Stop at once without a checkpoint, as ``pg_ctl stop -m immediate`` does."""
        self.stop(fast=False)

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)

    def create(self, template: str = "") -> str:
        """A new database (a copy of the database ``template``); its URL."""
        name = f"consult_test_{secrets.token_hex(6)}"
        self.run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def drop(self, url: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')


class Redis:
    """A server of our own on a spare port that keeps nothing on disk; or, with ``url``, somebody else's."""

    def __init__(self, folder: Path, url: str = ""):
        self.own = not url
        self.port = spare_port() if self.own else urlsplit(url).port or 6379
        self.url = url or f"redis://127.0.0.1:{self.port}/0"
        self.process: Process | None = None
        if self.own:
            program = redis_program()
            if program is None:
                raise Unavailable("Redis is not installed")
            self.process = Process(
                [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                 "--dir", folder],
                folder / "redis.log",
            )  # fmt: skip
            self.start()

    def start(self) -> None:
        if self.process is None:
            raise Unavailable("this Redis is not ours to start")
        self.process.start()
        wait_until(lambda: listens(self.port), 20, "Redis")

    def stop(self) -> None:
        if self.process is not None:
            self.process.stop()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()

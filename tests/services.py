"""Throwaway servers for tests, fault runs and benchmarks: PostgreSQL, Redis, and Consult itself.

Plain Python, no pytest: ``tests/conftest.py`` wraps it in fixtures, ``bench/`` and ``tools/`` import it.

    with Services() as services:
        site = services.site(postgres=True, redis=True, processes=2)
        site.manage("make_demo")
        httpx.get(site.url + "/")
        site.kill(); site.start()

A server named by ``CONSULT_TEST_POSTGRES`` or ``CONSULT_TEST_REDIS`` (the runner sets them) is used as it is; otherwise
one is started on a spare port and stopped at the end. All data lives in one temporary directory. What every run makes
first (migrated databases to copy, the collected static files) is kept in ``CONSULT_TEST_TEMPLATES``, where that is set:
so the stages of a run, and the workers of each, make it once.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import fcntl
import http.client
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from django.db import connections
from environ import Env

from tests.servers import (
    PYTHON,
    ROOT,
    Postgres,
    Process,
    Redis,
    Unavailable,
    chromium_program,
    clean_environment,
    spare_port,
    wait_until,
)

__all__ = [
    "Postgres",
    "Process",
    "Redis",
    "Services",
    "Site",
    "Unavailable",
    "chromium_program",
    "connected_to",
    "manage",
    "running",
]

# --- Consult ----------------------------------------------------------------------------------------------------


class Site:
    """The real application on a database of its own: ``processes`` web servers, the first with the worker.

    Plain http on 127.0.0.1, otherwise production settings. ``server`` is ``daphne`` or ``uvicorn``. ``prefix``
    goes before each command (``["taskset", "-c", "0"]``).
    """

    def __init__(
        self, folder: Path, database_url: str, redis_url: str = "", *, processes: int = 1, server: str = "daphne",
        worker: bool = True, env: Mapping[str, str] | None = None, prefix: Sequence[str] = (),
        ports: Sequence[int] = (),
    ):  # fmt: skip
        self.folder, self.database_url, self.redis_url = folder, database_url, redis_url
        folder.mkdir(parents=True, exist_ok=True)
        self.ports = list(ports) or [spare_port() for _ in range(processes)]
        self.urls = [f"http://127.0.0.1:{port}" for port in self.ports]
        self.url = self.urls[0]
        self.env = site_environment(folder, database_url, redis_url) | {"CONSULT_ORIGINS": ",".join(self.urls)}
        self.env |= env or {}
        self.log = folder / "site.log"
        self.processes = [
            Process([*prefix, *self._command(server, worker, number)], self.log, self.env, cwd=ROOT)
            for number in range(len(self.ports))
        ]

    def _command(self, server: str, worker: bool, number: int) -> list[str]:
        command = [PYTHON, "manage.py", "serve", "--server", server, "--port", str(self.ports[number])]
        return command if worker and number == 0 else [*command, "--no-worker"]

    def start(self, seconds: float = 60) -> Self:
        """Start what does not run and wait until every process answers a request."""
        for process in self.processes:
            if not process.alive():
                process.start()
        for process, port in zip(self.processes, self.ports, strict=True):
            self._wait(process, port, seconds)
        return self

    def _wait(self, process: Process, port: int, seconds: float) -> None:
        def ready() -> bool:
            if not process.alive():
                raise RuntimeError(f"Consult ended by itself\n{process.tail()}")
            return answers(port)

        try:
            wait_until(ready, seconds, "Consult")
        except TimeoutError:
            raise TimeoutError(f"Consult does not answer on port {port}\n{process.tail()}") from None

    def stop(self) -> None:
        """SIGTERM to every web server, which ends its own worker."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.stop()

    def kill(self, number: int | None = None) -> None:
        """SIGKILL to one web server (with its worker), or to all."""
        for process in self.processes if number is None else [self.processes[number]]:
            process.kill()

    def restart(self, kill: bool = False) -> Self:
        """Stop (or kill) and start again on the same ports and database."""
        self.kill() if kill else self.stop()
        return self.start()

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self.processes]

    def manage(self, *arguments: str, check: bool = True, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a management command on this site's database in a process of its own."""
        return manage(arguments, self.env, check=check, timeout=timeout)

    def python(self, source: str) -> str:
        """Run Python with Django set up on this site's database; what it printed."""
        return self.manage("shell", "--verbosity", "0", "-c", source).stdout

    def logged(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def mails(self) -> list[EmailMessage]:
        """Every message this site has sent, oldest first (needs a file-based EMAIL_URL, which is the default here)."""
        files = sorted((self.folder / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
        texts = [part for path in files for part in path.read_text().split("-" * 79 + "\n")]
        return [email.message_from_string(text, policy=email.policy.default) for text in texts if text.strip()]


def answers(port: int) -> bool:
    """Whether a web server on this port answers with something better than a server error."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def site_environment(folder: Path, database_url: str, redis_url: str = "") -> dict[str, str]:
    """The variables of a site under test: production settings over plain http, mail in ``folder/mail``."""
    return clean_environment() | {
        "DJANGO_SETTINGS_MODULE": "consult.settings",
        "CONSULT_SECRET_KEY": "only-for-tests-" + "x" * 50,
        "CONSULT_INSECURE_HTTP": "1",
        "CONSULT_SECOND_FACTOR": "0",
        "CONSULT_HOSTS": "127.0.0.1,localhost",
        "CONSULT_DATA_DIR": str(folder),
        "CONSULT_EMAIL_DIR": str(folder / "mail"),
        "EMAIL_URL": "filemail://",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PYTHONUNBUFFERED": "1",
    }


def manage(
    arguments: Sequence[str], env: Mapping[str, str], *, check: bool = True, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """``manage.py`` in a process of its own; a failure shows what it printed."""
    done = subprocess.run(
        [PYTHON, "manage.py", *arguments], cwd=ROOT, env=dict(env), text=True, capture_output=True, timeout=timeout
    )
    if check and done.returncode:
        raise RuntimeError(f"manage.py {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


# --- all of them ------------------------------------------------------------------------------------------------


class Services:
    """Servers, started when first asked for, and sites on fresh databases; everything is stopped by ``close``."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="consult-"))
        self.folder.chmod(0o755)
        self._postgres: Postgres | None = None
        self._redis: Redis | None = None
        kept = os.environ.get("CONSULT_TEST_TEMPLATES", "")
        self.templates = Path(kept) if kept else self.folder / "template"
        self.templates.mkdir(exist_ok=True)
        self._sites: list[Site] = []
        self._databases: list[str] = []
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def postgres(self) -> Postgres:
        if self._postgres is None:
            self._postgres = Postgres(self.folder, os.environ.get("CONSULT_TEST_POSTGRES", ""))
        return self._postgres

    @property
    def redis(self) -> Redis:
        if self._redis is None:
            self._redis = Redis(self.folder, os.environ.get("CONSULT_TEST_REDIS", ""))
        return self._redis

    def own_postgres(self) -> Postgres:
        """A PostgreSQL that nobody else uses: for tests that stop it. The caller stops it for good."""
        self._count += 1
        return Postgres(self.folder / f"own-{self._count}")

    def own_redis(self) -> Redis:
        """A Redis that nobody else uses: for tests that stop it. The caller stops it for good."""
        self._count += 1
        folder = self.folder / f"own-{self._count}"
        folder.mkdir()
        return Redis(folder)

    # A migrated database is made once and then copied, which takes milliseconds.

    def database(self, postgres: bool = False, server: Postgres | None = None) -> str:
        """The URL of a fresh migrated database: a SQLite file, or a PostgreSQL database."""
        if server is not None and server is not self._postgres:
            url = server.create()
            self._migrate(url)
            return url
        if postgres:
            url = self.postgres.create(template=urlsplit(self._template(postgres=True)).path[1:])
            self._databases.append(url)
            return url
        self._count += 1
        file = self.folder / f"{self._count}.sqlite3"
        source = urlsplit(self._template(postgres=False)).path
        with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(file)) as new:
            old.backup(new)
        return f"sqlite:///{file}"

    def _template(self, postgres: bool) -> str:
        name = f"postgres-{urlsplit(self.postgres.url).port}" if postgres else "sqlite"
        return self._once(name, self._migrated, postgres)

    def _migrated(self, postgres: bool) -> str:
        url = self.postgres.create() if postgres else f"sqlite:///{self.templates / 'template.sqlite3'}"
        self._migrate(url)
        if postgres and self.templates.parent == self.folder:
            self._databases.append(url)
        return url

    def _migrate(self, url: str) -> None:
        manage(["migrate", "--verbosity", "0"], site_environment(self.templates, url))

    def _static(self) -> Path:
        """Static files collected once, shared by all sites."""
        return Path(self._once("static", self._collected))

    def _collected(self) -> str:
        env = site_environment(self.templates, f"sqlite:///{self.templates / 'none.sqlite3'}")
        manage(["collectstatic", "--noinput", "--verbosity", "0"], env)
        (self.templates / "static").mkdir(exist_ok=True)
        return str(self.templates / "static")

    def _once(self, name: str, make: Callable[..., str], *arguments: Any) -> str:
        """What ``make`` answered the first time, in whichever of several processes that was."""
        answer = self.templates / f"{name}.made"
        with (self.templates / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not answer.exists():
                answer.write_text(make(*arguments))
        return answer.read_text()

    def site(
        self, *, postgres: bool = False, redis: bool = False, processes: int = 1, server: str = "daphne",
        worker: bool = True, env: Mapping[str, str] | None = None, prefix: Sequence[str] = (),
        database_url: str = "", redis_url: str = "",
        start: bool = True,
    ) -> Site:  # fmt: skip
        """Consult, running, on a fresh database. More than one process needs ``redis`` to hear each other at once."""
        self._count += 1
        folder = self.folder / f"site-{self._count}"
        folder.mkdir()
        (folder / "static").symlink_to(self._static())
        site = Site(
            folder, database_url or self.database(postgres), redis_url or (self.redis.url if redis else ""),
            processes=processes, server=server, worker=worker, env=env, prefix=prefix,
        )  # fmt: skip
        self._sites.append(site)
        return site.start() if start else site

    def discard(self, site: Site) -> None:
        """Stop a site before the end."""
        site.stop()
        self._sites.remove(site)

    def close(self) -> None:
        for site in self._sites:
            site.stop()
        if self._postgres is not None:
            if not self._postgres.own:
                for url in self._databases:
                    self._postgres.drop(url)
            self._postgres.stop()
        if self._redis is not None:
            self._redis.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def connected_to(database_url: str) -> Iterator[None]:
    """This process's models on another database of the same kind; Django must be set up."""
    own = connections.settings["default"]
    # Django keeps one pool an alias, and that one leads to our own database.
    options = {key: value for key, value in own["OPTIONS"].items() if key != "pool"}
    other = {**own, **Env.db_url_config(database_url)} | {"OPTIONS": options}
    if own["ENGINE"] != other["ENGINE"]:
        raise ValueError(f"this process is set to {own['ENGINE']}, the other database is {other['ENGINE']}")
    before = connections["default"]
    connections.settings["default"] = other
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = own
        connections["default"] = before


@contextlib.contextmanager
def running(**options: Any) -> Iterator[Site]:
    """One site for a script: ``with running(postgres=True, redis=True) as site: ...``."""
    with Services() as services:
        yield services.site(**options)

"""Runs every suite, each with the servers it needs: checks, SQLite, PostgreSQL with Redis, the browser.

``python -m tools.run_tests [--fast | --faults] [paths and pytest options]``; with paths or options the checks are left
out. PostgreSQL, Redis and Chromium are taken from DATABASE_URL, REDIS_URL and CHROMIUM or the PATH; on Debian root
installs what is missing. Suites that cannot run are named, which with ``CI=true`` is a failure.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.servers import (
    PYTHON,
    ROOT,
    Postgres,
    Redis,
    Unavailable,
    chromium_program,
    clean_environment,
    postgres_programs,
    redis_program,
)

SQLITE = "not browser and not postgres and not redis"
SERVERS = "(postgres or redis or both_databases) and not browser"
CORES = os.cpu_count() or 1
BUSY = CORES + 1  # workers that keep all cores busy where tests wait for servers and browsers
NO_TESTS = 5
PACKAGES: dict[str, tuple[Callable[[], object], list[str]]] = {
    "PostgreSQL": (lambda: os.environ.get("DATABASE_URL") or postgres_programs(), ["postgresql"]),
    "Redis": (lambda: os.environ.get("REDIS_URL") or redis_program(), ["redis-server"]),
    "Chromium": (chromium_program, ["chromium", "fonts-noto-core"]),
}


@dataclass
class Run:
    """What happened so far: one line a stage, and the counts that the runner closes with."""

    arguments: list[str]
    folder: Path
    lines: list[str] = field(default_factory=list)
    not_run: list[str] = field(default_factory=list)
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    bad: bool = False

    def check(self) -> None:
        start = time.monotonic()
        code = subprocess.run(["tools/check.sh"], cwd=ROOT, check=False).returncode
        self._note("check", "ok" if code == 0 else "FAILED", start)
        self.bad |= code != 0

    def pytest(self, stage: str, marks: str, env: dict[str, str], *, workers: int = 0) -> None:
        """One pytest run on these marks, by so many ``workers`` side by side (0: alone); its counts are added up.

        A worker that has nothing left takes from the end of another's tests, so that none waits for the last file.
        """
        print(f"\n--- {stage}", flush=True)
        start = time.monotonic()
        report = self.folder / f"{len(self.lines)}.xml"
        command = [PYTHON, "-m", "pytest", "--no-header", "-m", marks, f"--junit-xml={report}", *self.arguments]
        if workers:
            command += ["-n", str(workers), "--dist", "worksteal"]
        env = clean_environment() | {"CONSULT_TEST_TEMPLATES": str(self.folder / "templates")} | env
        code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
        passed, failed, skipped = counts(report)
        self.passed, self.failed, self.skipped = self.passed + passed, self.failed + failed, self.skipped + skipped
        self.bad |= code not in (0, NO_TESTS)
        self._note(stage, f"{passed} passed, {failed} failed, {skipped} skipped", start)

    def _note(self, stage: str, result: str, start: float) -> None:
        self.lines.append(f"{stage:<22} {time.monotonic() - start:6.0f} s  {result}")

    def close(self) -> int:
        """Print the account, ending with the counts; the exit code."""
        print("\n" + "\n".join(self.lines))
        if self.not_run:
            print("suites not run: " + "; ".join(self.not_run))
        if self.passed + self.failed == 0:
            print("no test was run")
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped", flush=True)
        hidden = bool(self.not_run) and os.environ.get("CI") == "true"
        return int(self.bad or hidden or self.passed + self.failed == 0)


def counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed (with errors) and skipped tests of a JUnit report that our own pytest wrote."""
    if not report.exists():
        return 0, 1, 0
    suite = ElementTree.parse(report).getroot().find("testsuite")
    if suite is None:
        return 0, 1, 0
    tests, failed, skipped = (int(suite.get(name, 0)) for name in ("tests", "failures", "skipped"))
    failed += int(suite.get("errors", 0))
    return max(tests - failed - skipped, 0), failed, skipped


def install_missing(wanted: list[str]) -> None:
    """As root on Debian, install what is missing with apt; anywhere else leave the machine as it is."""
    packages = [package for name in wanted if not PACKAGES[name][0]() for package in PACKAGES[name][1]]
    if not packages or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing " + " ".join(packages), flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-qq", "-y", "--no-install-recommends"]
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", *options, *packages]):
        done = subprocess.run(command, env=env, text=True, capture_output=True, check=False)
        if done.returncode:
            print(re.sub(r"https?://\S+", "(address)", done.stdout + done.stderr), flush=True)


def on_servers(run: Run, stage: str, marks: str, *, workers: int, browser: bool) -> None:
    """PostgreSQL with Redis, then the browser, on throwaway servers or on those that the environment names.

    Each of several workers has a Redis of its own, since what is published is heard in all of its databases.
    """
    given = os.environ.get("DATABASE_URL", "")
    given = given if given.startswith("postgres") else ""
    postgres: Postgres | None = None
    redis: list[Redis] = []
    env: dict[str, str] = {}
    named = os.environ.get("REDIS_URL", "")
    try:
        try:
            postgres = Postgres(run.folder, given, durable=not browser)  # of use to the full fault runs alone
            redis += [Redis(run.folder, named) for _ in range(1 if named else BUSY)]
            urls = [server.url for server in redis]
            env = {"CONSULT_TEST_POSTGRES": postgres.url, "CONSULT_TEST_REDIS": urls[0]}
            env["CONSULT_TEST_REDIS_OF_WORKERS"] = " ".join(urls)
            own = {"DATABASE_URL": postgres.url, "REDIS_URL": urls[0]}
            for name, more in (("", " and not faults"), (", faults", " and faults")) if workers else (("", ""),):
                run.pytest(f"{stage}{name}", f"({marks}){more}", env | own, workers=0 if named else workers)
        except Unavailable as reason:
            run.not_run.append(f"postgres, redis ({reason})")
        if browser and chromium_program():
            run.pytest("browser", "browser", env, workers=BUSY if workers and not named else 0)
        elif browser:
            run.not_run.append("browser (no Chromium on the PATH or in CHROMIUM)")
    finally:
        for made in (run.folder / "templates").glob("postgres-*.made"):
            if postgres is not None and given:
                postgres.drop(made.read_text())
        for server in (postgres, *redis):
            if server is not None:
                server.stop()


def main(arguments: list[str]) -> int:
    fast, faults = "--fast" in arguments, "--faults" in arguments
    rest = [part for part in arguments if part not in ("--fast", "--faults")]
    with tempfile.TemporaryDirectory(prefix="consult-run-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        run = Run(rest, folder)
        if fast:
            run.pytest("SQLite", f"{SQLITE} and not faults", {}, workers=CORES)
        elif faults:
            install_missing(["PostgreSQL", "Redis"])
            run.pytest("faults on SQLite", f"faults and {SQLITE}", {})
            on_servers(run, "faults on PostgreSQL", f"faults and {SERVERS}", workers=0, browser=False)
        else:
            install_missing(list(PACKAGES))
            if not rest:
                run.check()
            run.pytest("SQLite", SQLITE, {}, workers=0 if rest else CORES)
            on_servers(run, "PostgreSQL and Redis", SERVERS, workers=0 if rest else CORES, browser=True)
        return run.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

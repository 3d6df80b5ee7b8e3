"""Worker processes of a fault run: each does what it is told, on one database, in as many threads as it is given."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.servers import PYTHON, ROOT
from tests.services import site_environment


class Worker:
    """One Python process with Django set up on ``database_url``; ``ask`` calls a function of ``tests.faults.acts``."""

    def __init__(self, folder: Path, database_url: str):
        env = site_environment(folder, database_url) | {"CONSULT_DATABASE_POOL": "30"}
        self._process = subprocess.Popen(
            [PYTHON, "-m", "tests.faults.worker"],
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def tell(self, do: str, **arguments: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self._process.stdin.flush()

    def hear(self) -> Any:
        return _value(self.line())

    def line(self) -> str:
        """What it answers, as it comes."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a worker ended with {self._process.wait()}")
        return line

    def ask(self, do: str, **arguments: Any) -> Any:
        self.tell(do, **arguments)
        return self.hear()


def _value(line: str) -> Any:
    answer = json.loads(line)
    if "failed" in answer:
        raise RuntimeError(answer["failed"])
    return answer["value"]


@contextmanager
def workers(count: int, folder: Path, database_url: str) -> Iterator[list[Worker]]:
    """So many processes, which start side by side."""
    with ExitStack() as stack:
        yield [stack.enter_context(Worker(folder, database_url)) for _ in range(count)]


def warmed(crew: list[Worker]) -> list[Worker]:
    """The same, each with its threads and connections ready."""
    for worker in crew:
        worker.tell("warm")
    for worker in crew:
        worker.hear()
    return crew


def at_once(tasks: Sequence[tuple[Worker, str, dict[str, Any]]]) -> list[Any]:
    """Tell several workers to begin at the same moment of the machine's clock; their answers in that order."""
    start = time.monotonic() + 0.004
    for worker, do, arguments in tasks:
        worker.tell(do, start=start, **arguments)
    lines = [worker.line() for worker, _, _ in tasks]  # all of them, or the next race would hear those of this one
    return [_value(line) for line in lines]

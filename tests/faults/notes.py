"""What a fault run notes: each request with its times and its outcome. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OK, REFUSED, UNKNOWN = "ok", "refused", "unknown"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as its sender saw it. start, end: seconds on the machine's monotonic clock.

    outcome: ``ok`` was acknowledged, ``refused`` was refused, of ``unknown`` nothing was heard: it may stand or not.
    mark: told apart from every other request of the run, stored with the vote; command: its id, or "".
    """

    who: int
    choice: str
    mark: str
    command: str
    start: float
    end: float
    outcome: str
    answer: str = ""

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Stored:
    """A vote as the database has it afterwards."""

    elector: int
    choice: str
    mark: str


def overlapping(requests: Sequence[Request]) -> int:
    """How many requests were under way together with another one."""
    ordered = sorted(requests, key=lambda request: request.start)
    together: set[int] = set()
    for number, request in enumerate(ordered):
        for later in range(number + 1, len(ordered)):
            if ordered[later].start >= request.end:
                break
            together |= {number, later}
    return len(together)


def during(requests: Iterable[Request], start: float, end: float) -> int:
    """How many requests were under way between two moments."""
    return sum(request.start < end and request.end > start for request in requests)


def figures(name: str, **values: object) -> str:
    """One line for the reader of a run: ``vote race on sqlite: 200 trials, 0 bad, ...``."""
    return f"{name}: " + ", ".join(f"{value} {key.replace('_', ' ')}" for key, value in values.items())

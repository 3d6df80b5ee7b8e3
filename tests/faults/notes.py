"""What a fault run notes: each request with its times and its outcome. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.size import GATE

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
    """A vote as the database has it afterwards. set_by: who is said to have set it."""

    elector: int
    choice: str
    mark: str
    set_by: int | None


@dataclass
class Found:
    """What some trials found. wrong: what is wrong, in words, for each trial in which something is.

    overlapping: how many operations met; seconds: how long each closing took; named: what else is counted.
    """

    wrong: list[list[str]] = field(default_factory=list)
    overlapping: int = 0
    seconds: list[float] = field(default_factory=list)
    trials: int = 0
    named: dict[str, int] = field(default_factory=dict)

    def add(self, problems: Sequence[str]) -> None:
        self.trials += 1
        if problems:
            self.wrong.append(list(problems))

    def figures(self, name: str) -> str:
        slowest = {"s_the_slowest_closing": round(max(self.seconds), 3)} if self.seconds else {}
        return figures(
            name, trials=self.trials, bad=len(self.wrong), overlapping=self.overlapping, **slowest, **self.named
        )


def caught(race: Callable[[int], Found], words: str) -> bool:
    """Whether a race of something broken is found wrong in these words.

    It is tried in rounds, and no further once it is caught: the rarest goes wrong in one trial of ten, so that four
    times what the gate tries misses it less often than once in a hundred thousand runs.
    """
    found = Found()
    for _ in range(4 * GATE // 5):
        tried = race(5)
        found.trials += tried.trials
        found.overlapping += tried.overlapping
        found.wrong += [problems for problems in tried.wrong if any(words in problem for problem in problems)]
        if found.wrong:
            break
    print(found.figures(f"broken on purpose ({words})"))
    return bool(found.wrong)


def requests_in(answers: Iterable[Iterable[dict[str, Any]]]) -> list[Request]:
    return [Request(**note) for answer in answers for note in answer]


def rows_in(found: dict[str, Any]) -> list[Stored]:
    return [Stored(*row) for row in found["rows"]]


def name_of(database: str) -> str:
    return database.partition(":")[0]


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

"""Who has a page open is told once it has settled, and again before it is forgotten."""

import asyncio
from typing import Any

import pytest

from sessions_app.hub import attendance
from sessions_app.hub.attendance import Attendance
from sessions_app.hub.lines import Line
from sessions_app.queries.ticket import Claim


class Open:
    """Lines that the test opens and closes; what was told of them."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.told: list[tuple[set[tuple[int, int]], set[tuple[int, int]]]] = []
        self.attendance = Attendance(lambda: self.lines, self._run)

    async def _run(self, _seen: Any, here: set[tuple[int, int]], gone: set[tuple[int, int]]) -> None:
        self.told.append((here, gone))

    def open(self, participant: int, audience: str = "participant") -> Line:
        line = Line(Claim(1, 1, audience, "en", 0, participant), "", self._nothing, self._nothing)
        self.lines.append(line)
        self.attendance.move()
        return line

    def close(self, line: Line) -> None:
        line.end()
        self.lines.remove(line)
        self.attendance.move()

    async def _nothing(self, _what: Any) -> None:
        return None


async def test_pages_that_come_and_go_at_once_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance, "SETTLES", 0.05)
    page = Open()
    step = asyncio.create_task(page.attendance.step())
    first = page.open(7)
    await asyncio.sleep(0.01)
    page.open(8)
    page.close(first)
    page.open(7)
    page.open(0, "screen")
    await step
    assert page.told == [({(1, 7), (1, 8)}, set())]


async def test_who_left_is_told_and_after_the_last_page_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance, "SETTLES", 0.01)
    monkeypatch.setattr(attendance, "EVERY", 0.05)
    page = Open()
    line = page.open(7)
    await page.attendance.step()
    await page.attendance.step()  # by the clock
    page.close(line)
    await page.attendance.step()
    await page.attendance.step()
    assert page.told == [({(1, 7)}, set()), ({(1, 7)}, set()), (set(), {(1, 7)})]

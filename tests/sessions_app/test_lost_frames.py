"""Frames that get lost, come twice or in another order: whatever happens, a page ends where a new one is.

A sitting is held once; its frames are those that a hub would have sent, rendered when they were due. Then hundreds of
pages, opened at any moment of it, take them as a bad line would bring them.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest import mock

import pytest

from sessions_app import fragments
from sessions_app.fragments import View
from tests.factories import make_room
from tests.sessions_app import placing
from tests.sessions_app.factories import make_session
from tests.sessions_app.test_fragments import Opened, Screen, decided, screens, sitting

pytestmark = pytest.mark.django_db

LINES = 30  # of each view
Frame = dict[str, Any]


@dataclass
class Tape:
    """What one view saw: its pages at each moment, and the frames that were sent."""

    view: View
    pages: list[Opened]
    frames: list[Frame]

    def fetched(self, after: int) -> Frame:
        """What catching up answers at the end."""
        return fragments.changes(self.view, after, self.pages[-1][0])


def record_a_sitting(chance: random.Random, views: int | None = None) -> list[Tape]:
    """Each frame covers one act or a few: the hub gathers what happens within a moment. views: the first so many."""
    room = make_room(per_group=2)
    session = make_session(room.consultation)
    open_pages: list[Screen] = list(screens(room, session).values())[:views]
    tapes = [Tape(page.view, [page.fresh()], []) for page in open_pages]
    sent = [tape.pages[0][0] for tape in tapes]
    for _name, do in [*sitting(room, session), *decided(room, session)]:
        do()
        for number, (page, tape) in enumerate(zip(open_pages, tapes, strict=True)):
            if chance.random() < 0.7:
                tape.pages.append(page.fresh())
                head = tape.pages[-1][0]
                tape.frames.append(fragments.changes(tape.view, sent[number], head))
                sent[number] = head
    for number, (page, tape) in enumerate(zip(open_pages, tapes, strict=True)):
        tape.pages.append(page.fresh())
        tape.frames.append(fragments.changes(tape.view, sent[number], tape.pages[-1][0]))
    return tapes


def over_a_bad_line(frames: list[Frame], chance: random.Random) -> list[Frame]:
    """Some lost, some twice, some later than their turn."""
    arrive: list[tuple[float, Frame]] = []
    for at, frame in enumerate(frames):
        for _time in range(chance.choice((0, 1, 1, 1, 1, 2))):
            arrive.append((at + chance.choice((0, 0, 0, 0, 1.5, 3.5)), frame))
    return [frame for _at, frame in sorted(arrive, key=lambda pair: pair[0])]


def lines_that_end_elsewhere(tapes: list[Tape], chance: random.Random) -> Iterator[str]:
    """Which of ``LINES`` pages of each view do not end where a new one is."""
    for tape in tapes:
        new = placing.parts(placing.page_of(tape.pages[-1][1]))
        fetched = cache(tape.fetched)
        for number in range(LINES):
            start, page = chance.choice(tape.pages[:-1])
            follower = placing.Follower(placing.page_of(page), start, fetched)
            due = [frame for frame in tape.frames if frame["to"] > start]
            for frame in over_a_bad_line(due, chance):
                follower.take(frame)
            follower.catch_up()  # an idle frame tells the position at last, where the newest frame was lost
            if placing.parts(follower.page) != new:
                yield f"{tape.view.audience}, line {number}"


@pytest.mark.both_databases
def test_a_page_on_a_bad_line_ends_where_a_new_one_is() -> None:
    chance = random.Random(0)
    tapes = record_a_sitting(chance)
    assert list(lines_that_end_elsewhere(tapes, chance)) == []

    with mock.patch.object(placing.Follower, "_apply", _whatever_its_revision):
        assert any(lines_that_end_elsewhere(tapes, chance)), "pages that look at no revision are not caught"


@pytest.mark.parametrize("broken", ["a text is left out", "what left the room stays"])
def test_a_broken_renderer_is_caught(broken: str) -> None:
    chance = random.Random(7)
    texts, said = fragments.text.changed, fragments.contribution.changed
    patches = {
        "a text is left out": mock.patch.object(fragments.text, "changed", lambda *given: (texts(*given)[0][1:], [])),
        "what left the room stays": mock.patch.object(
            fragments.contribution, "changed", lambda *given: (said(*given)[0], [])
        ),
    }
    with patches[broken]:
        assert any(lines_that_end_elsewhere(record_a_sitting(chance, views=1), chance))


def _whatever_its_revision(follower: placing.Follower, frame: Frame) -> None:
    placing.apply(follower.page, frame)
    follower.position = max(follower.position, frame["to"])

"""In a rush what all of a view see alike is made once, and is never older than the record."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from sessions_app import fragments
from sessions_app.actions import discussion
from sessions_app.fragments import shared
from sessions_app.models import Session
from sessions_app.queries import discussion as reading
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, put, say, standing_of

pytestmark = pytest.mark.django_db
OWN = re.compile(r'(csrfmiddlewaretoken" value|data-ticket|name="now" content|nonce|\bid|for|aria-\w+)="[^"]*"')


@pytest.fixture
def room() -> Room:
    return make_room(per_group=3)


@pytest.fixture
def session(room: Room) -> Session:
    session = make_session(room.consultation)
    question = session.questions.get(number=1)
    for name in ("States 1", "Business 1", "Academia 1"):
        top = say(room.people[name], question, f"What {name} says.")
    say(room.people["States 2"], question, "A reply.", parent_id=top.pk)
    put(room.people["chair"], question)
    return session


@pytest.fixture
def rush(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every second one who asks is a rush."""
    monkeypatch.setattr(shared, "RUSH", 0)
    monkeypatch.setattr(shared, "FRESH", 60.0)
    shared._asked.clear()
    shared._made.clear()


def page(room: Room, session: Session, name: str, number: int = 1) -> str:
    client = Client()
    client.force_login(room.people[name].user)
    return OWN.sub("", client.get(f"{session.get_absolute_url()}q/{number}/").content.decode())


def test_a_page_in_a_rush_is_the_page_otherwise(room: Room, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("States 1", "Business 1", "chair", "observer", "States 1")
    calm = [page(room, session, name) for name in names]
    monkeypatch.setattr(shared, "RUSH", 0)
    monkeypatch.setattr(shared, "FRESH", 60.0)
    assert [page(room, session, name) for name in names] == calm
    assert any(key[0][0] == "newest" for key in shared._made)  # type: ignore[index]


@pytest.mark.usefixtures("rush")
def test_what_an_act_changed_is_never_shown_as_it_was(room: Room, session: Session) -> None:
    first = reading.thread(session.questions.get(number=1), "participant").first()
    assert first
    assert first.text in page(room, session, "Business 2")
    assert first.text in page(room, session, "Business 3")

    discussion.moderate(standing_of(room.people["chair"]), first.pk, "hidden", "Because.")
    assert first.text not in page(room, session, "Business 2")
    assert first.text in page(room, session, "chair")

    say(room.people["States 3"], session.questions.get(number=1), "Said a moment ago.")
    assert "Said a moment ago." in page(room, session, "Business 2")


@pytest.mark.usefixtures("rush")
def test_nothing_of_who_asked_first_is_on_the_page_of_the_next(room: Room, session: Session) -> None:
    texts = {name: page(room, session, name) for name in ("States 1", "Business 1", "chair")}
    assert "Chair’s desk" in texts["chair"]
    assert "Moderate</a>" in texts["chair"]
    for name in ("States 1", "Business 1"):
        assert "Chair’s desk" not in texts[name]
        assert "Moderate</a>" not in texts[name]
        assert f"Shown here as: {room.people[name].name}" in texts[name]


def test_many_at_once_make_it_once_and_a_few_each_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    made, ready = [], threading.Event()

    def make() -> int:
        ready.wait(5)
        made.append(1)
        return len(made)

    shared._asked.clear()
    ready.set()
    for _ in range(shared.RUSH):
        fragments.together("few", (1, "a"), make)
    assert len(made) == shared.RUSH
    ready.clear()
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(fragments.together, "few", (1, "a"), make) for _ in range(6)]
        ready.set()
        assert len({one.result() for one in asked}) == 1
    assert fragments.together("few", (2, "b"), make) == shared.RUSH + 2  # the record moved on


@pytest.mark.usefixtures("rush")
def test_what_failed_is_made_anew() -> None:
    def fail() -> int:
        raise RuntimeError("the database is away")

    with pytest.raises(RuntimeError):
        fragments.together("failing", (1, "a"), fail)
    assert fragments.together("failing", (1, "a"), lambda: 7) == 7

"""The clock: closes what is due, once, in one process at a time; forgets old answers."""

import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from consult import record
from consult.models import RecordEntry
from sessions_app.actions import clock
from sessions_app.management.commands import tick
from sessions_app.models import Ballot, Command
from sessions_app.states import BallotState
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, put

pytestmark = pytest.mark.both_databases


@pytest.fixture
def _emptied(transactional_db: None) -> Iterator[None]:
    yield
    record.remove_guards()


@pytest.fixture
def room(_emptied: None) -> Room:
    return make_room()


@pytest.fixture
def ballot(room: Room) -> Ballot:
    question = make_session(room.consultation).questions.first()
    assert question
    return put(room.people["chair"], question, minutes=1)


def is_due(ballot: Ballot) -> None:
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now() - timedelta(seconds=1))


def test_a_ballot_whose_time_has_passed_is_closed_by_the_rule_once(ballot: Ballot) -> None:
    assert tick.tick()
    ballot.refresh_from_db()
    assert ballot.state == BallotState.OPEN
    is_due(ballot)
    for _ in range(3):
        call_command("tick", once=True)
    ballot.refresh_from_db()
    assert ballot.state == BallotState.CLOSED
    closings = RecordEntry.objects.filter(act="close", subject=f"ballot-{ballot.pk}")
    assert [entry.actor for entry in closings] == [record.RULE]


def test_answers_to_commands_are_kept_a_day(room: Room) -> None:
    participant = room.people["participant"]
    old, new = (Command.objects.create(participant=participant, command_id=uuid.uuid4()) for _ in range(2))
    Command.objects.filter(pk=old.pk).update(at=timezone.now() - tick.ANSWERS_FOR - timedelta(minutes=1))
    tick.tick()
    assert list(Command.objects.all()) == [new]


def test_one_process_ticks_at_a_time(ballot: Ballot, monkeypatch: pytest.MonkeyPatch) -> None:
    is_due(ballot)
    inside, leave, answers = threading.Event(), threading.Event(), []

    def slow() -> int:
        inside.set()
        leave.wait(5)
        return 0

    def other() -> None:
        try:
            answers.append(tick.tick())
        finally:
            connection.close()

    monkeypatch.setattr(tick, "close_due", slow)
    holder = threading.Thread(target=other)
    holder.start()
    assert inside.wait(5)
    assert tick.tick() is False
    leave.set()
    holder.join()
    assert answers == [True]
    assert tick.tick() is True


def test_the_clock_goes_on_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping, calls = threading.Event(), []

    def fails() -> bool:
        calls.append(1)
        if len(calls) == 3:
            stopping.set()
        raise RuntimeError("the database is away")

    monkeypatch.setattr(tick, "EVERY", 0.01)
    monkeypatch.setattr(tick, "tick", fails)
    tick.run(stopping)
    assert len(calls) == 3


def test_one_act_of_another_package_that_fails_stops_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> int:
        raise OverflowError("date value out of range")

    monkeypatch.setattr(clock, "due", {"first": fails, "second": lambda: 2, "third": lambda: 0})
    assert clock.do_due() == {"second": 2}
    assert "first: failed" in caplog.text

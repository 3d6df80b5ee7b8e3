"""The list of speakers: who gets on it, when it closes, what the chair sets; a second click does nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult import record
from consult.models import RecordEntry
from consult.procedure import PhaseKind, RefusedError
from sessions_app.actions import calling, floor, speaking
from sessions_app.management.commands.tick import tick
from sessions_app.models import Session, SpeakingRequest
from sessions_app.queries import floor as reading
from tests.factories import Room, make_room, open_phases
from tests.sessions_app.actions.speakers import acts, ago, ask, call, order, room, session
from tests.sessions_app.factories import make_session, standing_of

__all__ = ["room", "session"]
pytestmark = pytest.mark.django_db


# --- asking -----------------------------------------------------------------------------------------------------------


def test_who_asks_twice_stands_on_the_list_once(room: Room, session: Session) -> None:
    person = room.people["States 1"]

    first, again = ask(person, session), ask(person, session, language="fr")

    assert first == again
    assert acts() == ["open the floor", "ask for the floor"]


@pytest.mark.parametrize("role", ["observer", "scribe", "rapporteur"])
def test_only_those_who_take_part_ask(room: Room, session: Session, role: str) -> None:
    with pytest.raises(RefusedError, match="is for: "):
        ask(room.people[role], session)
    assert not SpeakingRequest.objects.exists()


def test_nobody_asks_outside_the_phases_for_it(room: Room, session: Session) -> None:
    open_phases(room.consultation, [PhaseKind.SYNTHESIS])
    with pytest.raises(RefusedError, match="not open now"):
        ask(room.people["States 1"], session)


def test_nobody_asks_while_the_list_is_closed_but_a_point_of_order_may_interrupt(room: Room, session: Session) -> None:
    chair, one, other = room.people["chair"], room.people["States 1"], room.people["States 2"]
    waiting = ask(one, session)
    floor.close_list(standing_of(chair), session.pk)

    with pytest.raises(RefusedError, match="list of speakers is closed"):
        ask(other, session)
    point = ask(other, session, kind="point-of-order")

    assert order(session) == [point.pk, waiting.pk]


def test_where_nothing_goes_on_there_is_no_point_of_order(room: Room) -> None:
    session = make_session(room.consultation)
    with pytest.raises(RefusedError, match="Nobody has the floor"):
        ask(room.people["States 1"], session, kind="point-of-order")


def test_a_written_round_has_no_floor(room: Room) -> None:
    session = make_session(room.consultation, kind="written")
    with pytest.raises(RefusedError, match="written round"):
        floor.open_list(standing_of(room.people["chair"]), session.pk)
    with pytest.raises(RefusedError, match="written round"):
        ask(room.people["States 1"], session)


@pytest.mark.parametrize("fields", [{"kind": "a song"}, {"kind": "\x00"}, {"kind": ""}])
def test_a_request_of_no_known_kind_is_refused(room: Room, session: Session, fields: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="no such kind"):
        ask(room.people["States 1"], session, **fields)


def test_what_no_database_stores_is_mended(room: Room, session: Session) -> None:
    request = ask(room.people["States 1"], session, on_behalf_of="The\x00 Group " + "x" * 400, language="a\x00b" * 9)
    request.refresh_from_db()
    assert request.on_behalf_of.startswith("The Group x")
    assert (len(request.on_behalf_of), len(request.language)) == (300, 10)


def test_the_floor_of_another_consultation_is_no_floor_here(session: Session) -> None:
    other = make_room()
    for act in (speaking.ask, floor.open_list, floor.close_list):
        with pytest.raises(RefusedError, match="no such session"):
            act(standing_of(other.people["chair"]), session.pk)


def test_a_request_of_another_session_is_not_called(room: Room, session: Session) -> None:
    elsewhere = make_session(room.consultation, 0)
    floor.open_list(standing_of(room.people["chair"]), elsewhere.pk)
    request = ask(room.people["States 1"], elsewhere)
    with pytest.raises(RefusedError, match="no such request"):
        calling.call(standing_of(room.people["chair"]), session.pk, request.pk)


def test_a_breakout_is_a_floor_of_its_members(room: Room, session: Session) -> None:
    group = make_session(room.consultation, 0, breakout_of=session)
    group.members.add(room.people["States 1"])
    floor.open_list(standing_of(room.people["chair"]), group.pk)

    ask(room.people["States 1"], group)
    with pytest.raises(RefusedError, match="This breakout room is for its members"):
        ask(room.people["States 2"], group)


# --- closing ----------------------------------------------------------------------------------------------------------


def test_a_closing_that_is_announced_lets_those_on_the_list_stay(room: Room, session: Session) -> None:
    chair = standing_of(room.people["chair"])
    early = ask(room.people["States 1"], session)
    floor.announce_closing(chair, session.pk, 5)
    late = ask(room.people["Business 1"], session)
    Session.objects.filter(pk=session.pk).update(floor_closes_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(RefusedError, match="closed"):
        ask(room.people["Academia 1"], session)  # the clock has not acted yet
    tick()

    session.refresh_from_db()
    assert (session.floor_state, session.floor_closes_at) == ("closed", None)
    assert order(session) == [early.pk, late.pk]
    last = RecordEntry.objects.order_by("-seq").first()
    assert last is not None
    assert (last.act, last.actor) == ("close the floor", record.RULE)


def test_the_clock_closes_once_and_nothing_before_its_time(room: Room, session: Session) -> None:
    floor.announce_closing(standing_of(room.people["chair"]), session.pk, 5)
    assert floor.close_due() == 0
    Session.objects.filter(pk=session.pk).update(floor_closes_at=timezone.now())
    assert [floor.close_due(), floor.close_due()] == [1, 0]


@pytest.mark.parametrize("minutes", [0, -5, 601, 10**12])
def test_a_closing_time_that_makes_no_sense_is_refused(room: Room, session: Session, minutes: int) -> None:
    with pytest.raises(RefusedError, match="one minute to ten hours"):
        floor.announce_closing(standing_of(room.people["chair"]), session.pk, minutes)
    session.refresh_from_db()
    assert session.floor_state == "open"


def test_a_second_click_on_the_list_is_no_second_act(room: Room, session: Session) -> None:
    chair = standing_of(room.people["chair"])
    for _ in range(2):
        floor.open_list(chair, session.pk)
    for _ in range(2):
        floor.announce_closing(chair, session.pk, 3)
    for _ in range(2):
        floor.close_list(chair, session.pk)
    assert acts() == ["open the floor", "announce that the list closes", "close the floor"]


def test_only_the_chair_runs_the_floor(room: Room, session: Session) -> None:
    request = ask(room.people["States 1"], session)
    here = standing_of(room.people["States 1"])
    for act in (floor.open_list, floor.close_list):
        with pytest.raises(RefusedError, match="is for: "):
            act(here, session.pk)
    for run in (calling.call, calling.end, calling.pause, calling.go_on, calling.pass_over):
        with pytest.raises(RefusedError, match="is for: "):
            run(here, session.pk, request.pk)
    with pytest.raises(RefusedError, match="is for: "):
        calling.move(here, session.pk, request.pk, None)


# --- settings, time by group ------------------------------------------------------------------------------------------


def test_groups_take_turns_where_the_chair_says_so(room: Room, session: Session) -> None:
    names = ("States 1", "States 2", "Business 1", "Academia 1")
    one, two, three, four = (ask(room.people[name], session) for name in names)
    chair = standing_of(room.people["chair"])
    floor.set_up(chair, session.pk, order="alternate", seconds=60, group_seconds=None, budgets={})
    assert order(session) == [one.pk, three.pk, four.pk, two.pk]
    floor.set_up(chair, session.pk, order="protocol", seconds=60, group_seconds=None, budgets={})
    assert order(session) == [one.pk, two.pk, three.pk, four.pk]


def test_used_time_of_a_group_stands_against_its_budget(room: Room, session: Session) -> None:
    chair, states = room.people["chair"], room.group("States")
    floor.set_up(
        standing_of(chair), session.pk, order="asked", seconds=60, group_seconds=None, budgets={states.pk: 100}
    )
    one, two = ask(room.people["States 1"], session), ask(room.people["States 2"], session)
    call(chair, one)
    ago(one, 80)
    call(chair, two)
    ago(two, 30)

    session.refresh_from_db()
    first = reading.times_by_group(session)[0]
    assert (first.group, first.share.used, first.share.budget, first.share.is_over) == (states, 110, 100, True)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"order": "loudest"}, "no such order"),
        ({"seconds": 0}, "Speaking time"),
        ({"seconds": 10**12}, "Speaking time"),
        ({"group_seconds": -1}, "Speaking time"),
        ({"budgets": {10**15: 60}}, "no such stakeholder group"),
        ({"budgets": {1: 10**15}}, "Speaking time"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    room: Room, session: Session, fields: dict[str, object], why: str
) -> None:
    good: dict[str, object] = {"order": "asked", "seconds": 60, "group_seconds": None, "budgets": {}}
    with pytest.raises(RefusedError, match=why):
        floor.set_up(standing_of(room.people["chair"]), session.pk, **{**good, **fields})  # type: ignore[arg-type]
    session.refresh_from_db()
    assert session.speaking_seconds == 120


def test_the_record_of_a_floor_holds_no_name_and_is_whole(room: Room, session: Session) -> None:
    chair = standing_of(room.people["chair"])
    one = ask(room.people["States 1"], session, on_behalf_of="Zyxgroup")
    calling.add(chair, session.pk, name="Zyxname")
    calling.call(chair, session.pk, one.pk)
    assert not RecordEntry.objects.filter(body__contains="Zyx").exists()
    assert not RecordEntry.objects.filter(body__contains="States 1").exists()
    assert record.broken_at(room.consultation.pk) is None

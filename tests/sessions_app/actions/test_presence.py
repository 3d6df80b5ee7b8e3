"""Who is here: counted by open pages, announced where it changed; a quorum is counted by those who say so."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consult import record
from consult.models import Delegation, Participant, RecordEntry
from consult.procedure import RefusedError
from sessions_app import fragments
from sessions_app.actions import presence
from sessions_app.models import Presence, Session
from sessions_app.queries import presence as reading
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.factories import make_session, standing_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def room() -> Room:
    presence.seen([])
    return make_room(per_group=2)


@pytest.fixture
def told(room: Room, settings: Any) -> Iterator[list[str]]:
    """The topics that were announced."""
    settings.REDIS_URL = ""  # without Redis the listeners of this process hear
    topics: list[str] = []

    def hear(message: dict[str, object]) -> None:
        if "topic" in message:
            topics.append(str(message["topic"]))

    record.listen(hear)
    yield topics
    record.unlisten(hear)


def test_open_pages_are_counted_by_group_and_announced_when_that_changes(
    room: Room, session: Session, told: list[str]
) -> None:
    people = [room.people[name].pk for name in ("States 1", "States 2", "Business 1")]

    presence.seen([(session.pk, pk) for pk in people])
    presence.seen([(session.pk, pk) for pk in people])
    assert told == [f"presence {session.pk}"]

    found = reading.present(session, "participant")
    assert found
    assert [(group.name, number) for group, number in found.groups] == [("States", 2), ("Business", 1)]
    Presence.objects.filter(participant=people[2]).update(seen_until=timezone.now() - timedelta(seconds=1))
    presence.seen([(session.pk, people[0])])
    assert len(told) == 2
    assert reading.counts([session.pk])[session.pk] == {room.group("States").pk: 2}


def test_who_left_is_no_longer_counted_unless_another_process_sees_them(
    room: Room, session: Session, told: list[str]
) -> None:
    here, elsewhere, leaves = ((session.pk, room.people[name].pk) for name in ("States 1", "States 2", "Business 1"))
    presence.seen([here, elsewhere, leaves])
    noted = Presence.objects.get(participant=elsewhere[1])
    Presence.objects.filter(pk=noted.pk).update(seen_until=noted.seen_until + timedelta(seconds=1))  # type: ignore[operator]

    presence.seen([here], gone=[elsewhere, leaves])

    assert reading.counts([session.pk])[session.pk] == {room.group("States").pk: 2}
    assert told == [f"presence {session.pk}"] * 2
    presence.seen([], gone=[here])
    assert reading.counts([session.pk])[session.pk] == {room.group("States").pk: 1}
    assert len(told) == 3


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("on-the-record", "Ada Lovelace"),
        ("by-delegation", "Kingdom of Tests"),
        ("by-group", ""),
        ("chatham-house", ""),
        ("anonymous", ""),
    ],
)
def test_the_desk_sees_who_is_here_as_far_as_the_rule_names_anybody(rule: str, told: str) -> None:
    room = make_room(rule=rule, per_group=1)
    session = make_session(room.consultation)
    person, unlisted = room.people["States 1"], room.people["Business 1"]
    Participant.objects.filter(pk=person.pk).update(name="Ada Lovelace")
    Participant.objects.filter(pk=unlisted.pk).update(name="Grace Hopper", never_list=True)
    Delegation.objects.filter(pk=person.delegation_id).update(name="Kingdom of Tests")
    presence.seen([(session.pk, person.pk), (session.pk, unlisted.pk)])

    texts = {}
    for audience in ("participant", "desk"):
        view = fragments.View(room.consultation.pk, session.pk, audience, "en")
        texts[audience] = fragments.tallies(view, {fragments.PRESENCE})["put"][0]["html"]

    assert ("Who is here" in texts["desk"]) == bool(told)
    assert told in texts["desk"]
    assert "Hopper" not in texts["desk"]
    assert "Lovelace" not in texts["participant"] + ("" if rule == "on-the-record" else texts["desk"])
    assert "Who is here" not in texts["participant"]


def test_what_the_hub_says_of_others_consultations_or_of_nobody_is_left_out(room: Room, session: Session) -> None:
    stranger = make_room().people["participant"]
    presence.seen([(session.pk, stranger.pk), (session.pk, 10**9), (10**9, room.people["States 1"].pk)])
    assert not Presence.objects.exists()


def test_seeing_somebody_keeps_that_they_said_present(room: Room, session: Session) -> None:
    person = room.people["States 1"]
    presence.check_in(standing_of(person), session.pk)
    presence.seen([(session.pk, person.pk)])
    row = Presence.objects.get(participant=person)
    assert row.present_at
    assert row.seen_until


def test_present_is_said_once_for_a_delegation(room: Room, session: Session) -> None:
    person = room.people["States 1"]
    colleague = ParticipantFactory(consultation=room.consultation, delegation=person.delegation, group=person.group)
    presence.set_quorum(standing_of(room.people["chair"]), session.pk, 2)

    for one in (person, person, colleague):
        presence.check_in(standing_of(one), session.pk)
    session.refresh_from_db()
    one_body = reading.present(session, "participant")
    presence.check_in(standing_of(room.people["Business 1"]), session.pk)
    two_bodies = reading.present(session, "participant")

    assert one_body
    assert two_bodies
    assert [(found.bodies, found.is_quorate) for found in (one_body, two_bodies)] == [(1, False), (2, True)]
    assert RecordEntry.objects.filter(act="present").count() == 2


def test_who_speaks_for_no_delegation_is_not_counted(room: Room, session: Session) -> None:
    with pytest.raises(RefusedError, match="no delegation"):
        presence.check_in(standing_of(room.people["chair"]), session.pk)
    with pytest.raises(RefusedError, match="is for: "):
        presence.check_in(standing_of(room.people["observer"]), session.pk)
    for quorum in (0, -1, 10**9):
        with pytest.raises(RefusedError, match="quorum"):
            presence.set_quorum(standing_of(room.people["chair"]), session.pk, quorum)


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous"])
def test_where_the_rule_is_silent_the_room_sees_no_presence_and_the_desk_its_counts(rule: str) -> None:
    room = make_room(rule=rule, per_group=1)
    session = make_session(room.consultation, quorum=1)
    presence.seen([(session.pk, room.people["States 1"].pk)])
    presence.check_in(standing_of(room.people["States 1"]), session.pk)

    texts = {}
    for audience in ("participant", "desk", "screen"):
        view = fragments.View(room.consultation.pk, session.pk, audience, "en")
        frames = [fragments.tallies(view, {fragments.PRESENCE}), fragments.changes(view, 0, 9)]
        texts[audience] = " ".join(
            put["html"] for frame in frames for put in frame["put"] if put["id"].startswith("presence")
        )

    assert reading.present(session, "participant") is None
    assert "States" not in texts["participant"]
    assert "Quorum" not in texts["participant"]
    assert "States" in texts["desk"]
    assert "Quorum reached" in texts["desk"]
    assert texts["screen"] == ""

"""Who is called, what the clock says, who leaves and who yields; a second click does nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.models import Participant
from consult.procedure import RefusedError
from sessions_app.actions import calling, presence, speaking
from sessions_app.actions.merging import merge
from sessions_app.models import Presence, Session, SpeakingRequest
from sessions_app.queries import floor as reading
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.actions.speakers import acts, ago, ask, call, now_has, order, room, session
from tests.sessions_app.factories import make_session, standing_of

__all__ = ["room", "session"]
pytestmark = pytest.mark.django_db


# --- calling ----------------------------------------------------------------------------------------------------------


def test_calling_the_next_speaker_ends_the_one_before(room: Room, session: Session) -> None:
    chair = room.people["chair"]
    one, other = ask(room.people["States 1"], session), ask(room.people["Business 1"], session)
    call(chair, one, instead_of=0)
    ago(one, 90)

    call(chair, other, instead_of=one.pk)

    one.refresh_from_db()
    assert (one.state, one.used) == ("spoken", 90)
    assert now_has(session) == other.pk


def test_two_clicks_or_two_chairs_call_once(room: Room, session: Session) -> None:
    chair = room.people["chair"]
    one, two, three = (ask(room.people[f"{name} 1"], session) for name in ("States", "Business", "Academia"))
    call(chair, one, instead_of=0)

    call(chair, one, instead_of=0)
    with pytest.raises(RefusedError, match="floor has moved"):
        call(room.people["convenor"], two, instead_of=0)
    call(chair, two, instead_of=one.pk)
    with pytest.raises(RefusedError, match="floor has moved"):
        call(room.people["convenor"], three, instead_of=one.pk)

    assert now_has(session) == two.pk
    assert acts().count("call") == 2


def test_who_has_spoken_is_not_called_again(room: Room, session: Session) -> None:
    chair = room.people["chair"]
    one = ask(room.people["States 1"], session)
    call(chair, one)
    for _ in range(2):
        calling.end(standing_of(chair), session.pk, one.pk)
    with pytest.raises(RefusedError, match="has spoken"):
        call(chair, one)
    assert (acts().count("end"), now_has(session)) == (1, None)


def test_the_time_is_that_of_one_or_of_several_bodies(room: Room, session: Session) -> None:
    chair = room.people["chair"]
    one = ask(room.people["States 1"], session)
    several = ask(room.people["Business 1"], session, on_behalf_of="Five companies")
    assert order(session) == [several.pk, one.pk]

    limits = []
    for request in (several, one):
        call(chair, request)
        request.refresh_from_db()
        limits.append(request.limit)

    assert limits == [300, 120]


def test_the_clock_stands_while_paused_and_goes_on_with_what_is_left(room: Room, session: Session) -> None:
    chair = standing_of(room.people["chair"])
    one = ask(room.people["States 1"], session)
    calling.call(chair, session.pk, one.pk)
    ago(one, 40)
    for _ in range(2):
        calling.pause(chair, session.pk, one.pk)
    row = SpeakingRequest.objects.get(pk=one.pk)
    later = timezone.now() + timedelta(minutes=10)
    assert reading.floor(session, later).speaking.left == 80  # type: ignore[union-attr]
    assert row.started_at
    assert row.paused_at
    minute = timedelta(minutes=1)
    SpeakingRequest.objects.filter(pk=one.pk).update(
        started_at=row.started_at - minute, paused_at=row.paused_at - minute
    )

    for _ in range(2):
        calling.go_on(chair, session.pk, one.pk)

    assert reading.floor(session).speaking.left in (79, 80)  # type: ignore[union-attr]
    assert acts()[-3:] == ["call", "pause", "go on"]


def test_more_time_is_granted_once_however_often_it_is_clicked(room: Room, session: Session) -> None:
    chair = standing_of(room.people["chair"])
    one = ask(room.people["States 1"], session)
    calling.call(chair, session.pk, one.pk)
    for _ in range(2):
        calling.grant(chair, session.pk, one.pk, 180)
    one.refresh_from_db()
    assert (one.limit, acts().count("grant time")) == (180, 1)
    for limit in (0, -1, 10**9):
        with pytest.raises(RefusedError, match="Speaking time"):
            calling.grant(chair, session.pk, one.pk, limit)


def test_a_point_of_order_interrupts_and_the_speaker_goes_on_with_what_was_left(room: Room, session: Session) -> None:
    chair = room.people["chair"]
    one, waiting = ask(room.people["States 1"], session), ask(room.people["States 2"], session)
    call(chair, one)
    ago(one, 50)
    point = ask(room.people["Business 1"], session, kind="point-of-order")
    assert order(session)[0] == point.pk

    call(chair, point, instead_of=one.pk)
    assert order(session) == [one.pk, waiting.pk]
    call(chair, one, instead_of=point.pk)

    assert reading.floor(session).speaking.left in (69, 70)  # type: ignore[union-attr]


def test_a_right_of_reply_comes_after_the_list(room: Room, session: Session) -> None:
    reply = ask(room.people["Business 1"], session, kind="reply")
    one = ask(room.people["States 1"], session)
    assert order(session) == [one.pk, reply.pk]


def test_who_is_not_there_is_passed_over_and_comes_back(room: Room, session: Session) -> None:
    chair = standing_of(room.people["chair"])
    one, other = ask(room.people["States 1"], session), ask(room.people["States 2"], session)
    for _ in range(2):
        calling.pass_over(chair, session.pk, one.pk)
    assert order(session) == [other.pk]

    for _ in range(2):
        speaking.come_back(standing_of(room.people["States 1"]), session.pk, one.pk)
    assert order(session) == [one.pk, other.pk]

    calling.call(chair, session.pk, one.pk)
    calling.pass_over(chair, session.pk, one.pk)
    assert now_has(session) is None
    assert ask(room.people["States 1"], session).pk == one.pk
    assert acts().count("pass over") == 2


def test_the_chair_moves_names_and_later_ones_queue_behind(room: Room, session: Session) -> None:
    chair = standing_of(room.people["chair"])
    one, two, three = (ask(room.people[name], session) for name in ("States 1", "States 2", "Business 1"))
    for _ in range(2):
        calling.move(chair, session.pk, three.pk, one.pk)
    several = ask(room.people["Academia 1"], session, on_behalf_of="Several")
    assert order(session) == [three.pk, several.pk, one.pk, two.pk]
    assert acts().count("move") == 1


def test_a_point_of_order_is_not_moved(room: Room, session: Session) -> None:
    point = ask(room.people["States 1"], session, kind="point-of-order")
    with pytest.raises(RefusedError, match="not moved"):
        calling.move(standing_of(room.people["chair"]), session.pk, point.pk, None)


# --- in the room, on one list -----------------------------------------------------------------------------------------


def test_remote_and_in_the_room_are_one_list(room: Room, session: Session) -> None:
    chair = standing_of(room.people["chair"])
    remote = ask(room.people["States 1"], session)
    made = [calling.add(chair, session.pk, delegation_id=room.delegations["Business A"].pk) for _ in range(2)]
    guest = calling.add(chair, session.pk, name=" A visitor\x00 ")

    assert made[0] == made[1]
    assert order(session) == [remote.pk, made[0].pk, guest.pk]
    labels = [str(speaker.by.label) for speaker in reading.floor(session).listed]
    assert labels == ["States 1, States 1 delegation", "Business A", "A visitor"]


def test_somebody_in_the_room_needs_a_name_or_a_body_of_this_consultation(room: Room, session: Session) -> None:
    chair = standing_of(room.people["chair"])
    stranger = make_room().delegations["States A"]
    with pytest.raises(RefusedError, match="Give a name"):
        calling.add(chair, session.pk, name=" ")
    with pytest.raises(RefusedError, match="no such delegation"):
        calling.add(chair, session.pk, delegation_id=stranger.pk)


@pytest.mark.parametrize(
    ("rule", "inside"), [("anonymous", "names"), ("chatham-house", "group"), ("by-group", "names")]
)
def test_a_name_that_the_room_may_not_see_is_not_kept(rule: str, inside: str) -> None:
    room = make_room(rule=rule, inside=inside)
    session = make_session(room.consultation)
    chair = standing_of(room.people["chair"])
    with pytest.raises(RefusedError, match="Give a name or choose"):
        calling.add(chair, session.pk, name="Zyxname")
    request = calling.add(chair, session.pk, name="Zyxname", delegation_id=room.delegations["States A"].pk)
    request.refresh_from_db()
    assert request.name == ""


# --- leaving and yielding ---------------------------------------------------------------------------------------------


def test_who_asked_withdraws_and_nobody_else_but_the_desk(room: Room, session: Session) -> None:
    one, two = ask(room.people["States 1"], session), ask(room.people["States 2"], session)
    with pytest.raises(RefusedError, match="Only whoever asked"):
        speaking.withdraw(standing_of(room.people["Business 1"]), session.pk, one.pk)
    for _ in range(2):
        speaking.withdraw(standing_of(room.people["States 1"]), session.pk, one.pk)
    speaking.withdraw(standing_of(room.people["chair"]), session.pk, two.pk)
    assert order(session) == []
    assert acts().count("withdraw from the list") == 2


def test_a_speaker_says_that_they_have_spoken(room: Room, session: Session) -> None:
    one = ask(room.people["States 1"], session)
    call(room.people["chair"], one)
    speaking.withdraw(standing_of(room.people["States 1"]), session.pk, one.pk)
    one.refresh_from_db()
    assert one.state == "spoken"


def test_the_rest_of_ones_time_goes_to_a_colleague(room: Room, session: Session) -> None:
    speaker = room.people["States 1"]
    colleague = ParticipantFactory(
        consultation=room.consultation, delegation=speaker.delegation, group=speaker.group, name="Colleague"
    )
    one = ask(speaker, session)
    call(room.people["chair"], one)
    ago(one, 50)

    speaking.give(standing_of(speaker), session.pk, one.pk, colleague.pk)

    now = reading.floor(session).speaking
    assert now
    assert (str(now.by.label), now.left) == ("Colleague, States 1 delegation", 70)
    with pytest.raises(RefusedError, match="no longer on the list"):
        speaking.give(standing_of(speaker), session.pk, one.pk, colleague.pk)


def test_ones_place_goes_to_somebody_who_waits_further_down(room: Room, session: Session) -> None:
    one, two, three = (ask(room.people[name], session) for name in ("States 1", "States 2", "Business 1"))
    speaking.give(standing_of(room.people["States 1"]), session.pk, one.pk, room.people["Business 1"].pk)
    assert order(session) == [three.pk, two.pk]


def test_nobody_yields_to_a_stranger_or_what_is_not_theirs(room: Room, session: Session) -> None:
    one, two = ask(room.people["States 1"], session), ask(room.people["States 2"], session)
    with pytest.raises(RefusedError, match="Choose a colleague"):
        speaking.give(standing_of(room.people["States 1"]), session.pk, one.pk, room.people["Academia 1"].pk)
    with pytest.raises(RefusedError, match="Only whoever asked"):
        speaking.give(standing_of(room.people["States 1"]), session.pk, two.pk, room.people["States 1"].pk)


def test_who_was_removed_no_longer_waits(room: Room, session: Session) -> None:
    ask(room.people["States 1"], session)
    Participant.objects.filter(pk=room.people["States 1"].pk).update(removed_at=timezone.now())
    assert order(session) == []


def test_two_participations_that_become_one_have_one_place_and_one_presence(room: Room, session: Session) -> None:
    kept, guest = room.people["States 1"], room.people["States 2"]
    place = ask(kept, session)
    for person in (kept, guest):
        ask(person, session)
        ask(person, session, kind="reply")
        presence.seen([(session.pk, person.pk)])
    other = make_session(room.consultation, 0)
    presence.seen([(other.pk, guest.pk)])

    merge(kept, guest)

    waiting = SpeakingRequest.objects.filter(state="waiting")
    assert {(row.participant, row.kind) for row in waiting} == {(kept, "speak"), (kept, "reply")}
    assert waiting.count() == 2
    assert order(session)[0] == place.pk
    assert sorted(Presence.objects.values_list("session", "participant")) == [
        (session.pk, kept.pk),
        (other.pk, kept.pk),
    ]

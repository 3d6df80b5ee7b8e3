"""The floor: who gets on the list, who is called, what the clock says, and that a second click does nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult import record
from consult.models import Participant, RecordEntry
from consult.procedure import PhaseKind, RefusedError
from sessions_app.actions import calling, floor, presence, speaking
from sessions_app.actions.merging import merge
from sessions_app.management.commands.tick import tick
from sessions_app.models import Presence, Session, SpeakingRequest
from sessions_app.queries import floor as reading
from tests.factories import ParticipantFactory, Room, make_room, open_phases
from tests.sessions_app.factories import make_session, standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


@pytest.fixture
def session(room: Room) -> Session:
    session = make_session(room.consultation, speaking_seconds=120, group_speaking_seconds=300)
    floor.open_list(standing_of(room.people["chair"]), session.pk)
    return session


def ask(person: Participant, session: Session, **fields: object) -> SpeakingRequest:
    return speaking.ask(standing_of(person), session.pk, **fields)  # type: ignore[arg-type]


def call(chair: Participant, request: SpeakingRequest, **fields: int) -> None:
    calling.call(standing_of(chair), request.session_id, request.pk, **fields)


def order(session: Session) -> list[int]:
    session.refresh_from_db()
    return [speaker.id for speaker in reading.floor(session).listed]


def now_has(session: Session) -> int | None:
    speaker = reading.floor(Session.objects.get(pk=session.pk)).speaking
    return speaker.id if speaker else None


def acts() -> list[str]:
    return list(RecordEntry.objects.order_by("seq").values_list("act", flat=True))


def ago(request: SpeakingRequest, seconds: int) -> None:
    """Let ``request`` have had the floor for so long."""
    SpeakingRequest.objects.filter(pk=request.pk).update(started_at=timezone.now() - timedelta(seconds=seconds))


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

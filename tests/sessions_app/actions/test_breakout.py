"""Breakout rooms: made, filled, opened, called back; and what they report."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from consult.models import Participant, RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import Here
from sessions_app import fragments
from sessions_app.actions import breakout as acts
from sessions_app.actions import drafting, setup
from sessions_app.actions import report_back as reports
from sessions_app.actions.cloning import wipe
from sessions_app.models import Contribution, Session
from sessions_app.queries import breakout as reading
from sessions_app.queries.discussion import shown
from sessions_app.states import QuestionState
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, say, standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(per_group=3)


@pytest.fixture
def plenary(room: Room) -> Session:
    return make_session(room.consultation, attribution_rule="by-delegation")


@pytest.fixture
def desk(room: Room) -> Here:
    return standing_of(room.people["chair"])


def _inside(found: Session) -> set[Participant]:
    return set(found.members.all())


def test_rooms_copy_the_questions_or_have_one_of_their_own(desk: Here, plenary: Session) -> None:
    copied = acts.make(desk, plenary.pk, ["North", " ", "South"])
    own = acts.make(desk, plenary.pk, ["East"], question="What is missing?")[0]
    assert [row.title for row in copied] == ["North", "South"]
    assert [row.text for row in copied[1].questions.all()] == [row.text for row in plenary.questions.all()]
    assert [(row.number, row.text, row.state) for row in own.questions.all()] == [(1, "What is missing?", "planned")]
    assert own.attribution_rule == "by-delegation"


def test_mixing_gives_each_room_of_every_group(desk: Here, room: Room, plenary: Session) -> None:
    made = acts.make(desk, plenary.pk, ["A", "B", "C"])
    acts.mix(desk, plenary.pk)
    for group in room.groups.values():
        counts = [found.members.filter(group=group).count() for found in made]
        assert max(counts) - min(counts) <= 1
    assert sum(found.members.count() for found in made) == reading.takers(plenary).count()
    acts.mix(desk, plenary.pk)
    assert sum(found.members.count() for found in made) == reading.takers(plenary).count()


def test_by_hand_somebody_is_in_one_room_at_most(desk: Here, room: Room, plenary: Session) -> None:
    one, other = acts.make(desk, plenary.pk, ["A", "B"])
    person, second = room.people["States 1"], room.people["States 2"]
    acts.assign(desk, plenary.pk, {person.pk: one.pk, second.pk: one.pk})
    acts.assign(desk, plenary.pk, {person.pk: other.pk})
    assert (_inside(one), _inside(other)) == ({second}, {person})
    acts.assign(desk, plenary.pk, {second.pk: 0})
    assert _inside(one) == set()


def test_the_record_does_not_tell_who_is_where(desk: Here, room: Room, plenary: Session) -> None:
    one = acts.make(desk, plenary.pk, ["Secret name"])[0]
    acts.assign(desk, plenary.pk, {room.people["States 1"].pk: one.pk})
    acts.mix(desk, plenary.pk)
    written = [entry for entry in RecordEntry.objects.all() if "breakout" in entry.act]
    assert len(written) == 3
    for entry in written:
        assert set(entry.payload) == {"session", "rooms"}
        assert "Secret name" not in entry.body


@pytest.mark.parametrize("wrong", ["stranger", "other room", "observer"])
def test_only_those_who_take_part_here_go_into_rooms_of_here(
    desk: Here, room: Room, plenary: Session, wrong: str
) -> None:
    one = acts.make(desk, plenary.pk, ["A"])[0]
    elsewhere = make_room()
    other = acts.make(standing_of(elsewhere.people["chair"]), make_session(elsewhere.consultation).pk, ["Elsewhere"])[0]
    where = {
        "stranger": {elsewhere.people["participant"].pk: one.pk},
        "other room": {room.people["States 1"].pk: other.pk},
        "observer": {room.people["observer"].pk: one.pk},
    }[wrong]
    with pytest.raises(RefusedError, match="not here any more"):
        acts.assign(desk, plenary.pk, where)
    assert _inside(one) == _inside(other) == set()


def test_a_participant_chooses_and_changes(desk: Here, room: Room, plenary: Session) -> None:
    one, other = acts.make(desk, plenary.pk, ["A", "B"], is_chosen=True)
    person = standing_of(room.people["States 1"])
    acts.join(person, one.pk)
    acts.join(person, other.pk)
    acts.join(person, other.pk)
    assert (_inside(one), _inside(other)) == (set(), {room.people["States 1"]})
    assert RecordEntry.objects.filter(act="join a breakout").count() == 2


def test_a_room_that_the_desk_fills_cannot_be_chosen(desk: Here, room: Room, plenary: Session) -> None:
    one = acts.make(desk, plenary.pk, ["A"])[0]
    with pytest.raises(RefusedError, match="The desk says"):
        acts.join(standing_of(room.people["States 1"]), one.pk)
    with pytest.raises(RefusedError, match="no such breakout"):
        acts.join(standing_of(make_room().people["participant"]), one.pk)
    with pytest.raises(RefusedError, match="no such breakout"):
        acts.join(standing_of(room.people["States 1"]), plenary.pk)


def test_out_and_back(desk: Here, room: Room, plenary: Session) -> None:
    one = acts.make(desk, plenary.pk, ["A"])[0]
    acts.assign(desk, plenary.pk, {room.people["States 1"].pk: one.pk})
    with pytest.raises(RefusedError, match="not open yet"):
        say(room.people["States 1"], one.questions.get(number=1))
    with pytest.raises(RefusedError, match="not open"):
        acts.back_to_plenary(desk, plenary.pk)
    acts.open_rooms(desk, plenary.pk, 15)
    one.refresh_from_db()
    first = one.ends_at
    acts.open_rooms(desk, plenary.pk, 30)
    one.refresh_from_db()
    assert first is not None
    assert one.ends_at is not None
    assert one.ends_at > first
    say(room.people["States 1"], one.questions.get(number=1))
    acts.back_to_plenary(desk, plenary.pk)
    one.refresh_from_db()
    assert one.closed_at
    assert set(one.questions.values_list("state", flat=True)) == {QuestionState.CLOSED}
    with pytest.raises(RefusedError, match="closed"):
        say(room.people["States 1"], one.questions.get(number=1))
    assert reading.rooms(plenary) == []


def test_calling_back_moves_the_pages_and_projectors_of_all_rooms(desk: Here, plenary: Session) -> None:
    made = acts.make(desk, plenary.pk, ["A", "B"])
    acts.open_rooms(desk, plenary.pk, 5)
    before = fragments.head(plenary.consultation_id)
    acts.back_to_plenary(desk, plenary.pk)
    for found in made:
        for audience, page in (("participant", ""), ("screen", "screen/"), ("desk", "")):
            view = fragments.View(plenary.consultation_id, found.pk, audience, "en")
            frame = fragments.changes(view, before, fragments.head(plenary.consultation_id))
            html = next(put["html"] for put in frame["put"] if put["id"] == f"breakouts-{found.pk}")
            assert f'data-go="{plenary.get_absolute_url()}{page}"' in html
    view = fragments.View(plenary.consultation_id, plenary.pk, "participant", "en")
    frame = fragments.changes(view, before, fragments.head(plenary.consultation_id))
    assert "data-go" not in json.dumps(frame)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda here, plenary: acts.make(here, plenary.pk, ["A"]),
        lambda here, plenary: acts.mix(here, plenary.pk),
        lambda here, plenary: acts.assign(here, plenary.pk, {}),
        lambda here, plenary: acts.open_rooms(here, plenary.pk),
        lambda here, plenary: acts.back_to_plenary(here, plenary.pk),
    ],
)
def test_only_the_desk_handles_rooms(room: Room, plenary: Session, attempt: Callable[[Here, Session], object]) -> None:
    for role in ("participant", "rapporteur", "scribe", "observer"):
        with pytest.raises(RefusedError, match="is for"):
            attempt(standing_of(room.people[role]), plenary)
    assert not Session.objects.filter(breakout_of__isnull=False).exists()


@pytest.mark.parametrize(
    ("titles", "question", "reason"),
    [([], "", "Name the rooms"), ([" \x00"], "", "Name the rooms"), (["x" * 121], "", "too long"),
     (["A"], "y" * 1001, "too long"), (["A"] * 31, "", "At most 30")],
)  # fmt: skip
def test_what_is_no_room_is_refused(
    desk: Here, plenary: Session, titles: list[str], question: str, reason: str
) -> None:
    with pytest.raises(RefusedError, match=reason):
        acts.make(desk, plenary.pk, titles, question=question)
    assert not Session.objects.filter(breakout_of=plenary).exists()


def test_there_are_no_rooms_within_rooms(desk: Here, plenary: Session) -> None:
    one = acts.make(desk, plenary.pk, ["A"])[0]
    with pytest.raises(RefusedError, match="beside the plenary"):
        acts.make(desk, one.pk, ["B"])


def test_a_room_writes_no_texts(desk: Here, plenary: Session) -> None:
    one = acts.make(desk, plenary.pk, ["A"])[0]
    with pytest.raises(RefusedError, match="writes no texts"):
        drafting.propose(desk, one.questions.get(number=1).pk, text="States should.")


# --- the report back --------------------------------------------------------------------------------------------------


def test_a_report_is_one_contribution_of_the_plenary(desk: Here, room: Room, plenary: Session) -> None:
    one = acts.make(desk, plenary.pk, ["North"])[0]
    scribe = room.people["States 1"]
    acts.assign(desk, plenary.pk, {scribe.pk: one.pk, room.people["States 2"].pk: one.pk})
    acts.name_scribe(desk, plenary.pk, one.pk, scribe.pk)
    acts.open_rooms(desk, plenary.pk)
    with pytest.raises(RefusedError, match="Somebody else was named"):
        reports.report_back(standing_of(room.people["States 2"]), one.pk, "Ours.")
    said = reports.report_back(standing_of(scribe), one.pk, "We agreed on three points.")
    assert said.question.session == plenary
    assert said.text == "Report of breakout North\n\nWe agreed on three points."
    assert (said.author, said.entered_by, said.is_spoken, said.rule) == (scribe, scribe, True, "by-delegation")
    printed = shown([said], room.consultation, "participant")[0]
    assert scribe.name not in printed.by.label
    assert "States 1" not in str(printed.by)
    with pytest.raises(RefusedError, match="has reported already") as second:
        reports.report_back(desk, one.pk, "We agreed on four.")
    assert second.value.answer == "stale"
    assert Contribution.objects.filter(question__session=plenary).count() == 1


def test_the_second_who_reports_keeps_their_words(desk: Here, room: Room, plenary: Session) -> None:
    one = acts.make(desk, plenary.pk, ["North"])[0]
    reports.report_back(desk, one.pk, "First.")
    client = Client()
    client.force_login(room.people["rapporteur"].user)
    answer = client.post(f"{one.get_absolute_url()}report-back/", {"text": "The words of the second."})
    assert answer.status_code == 422
    assert "The words of the second." in answer.content.decode()
    assert "has reported already" in answer.content.decode()


def test_a_report_is_held_where_everything_is(desk: Here, plenary: Session) -> None:
    one = acts.make(desk, plenary.pk, ["North"])[0]
    Session.objects.filter(pk=plenary.pk).update(holds_all=True)
    assert reports.report_back(desk, one.pk, "Ours.").state == "held"


@pytest.mark.parametrize("text", ["", " ", "\x00", "x" * 5_001])
def test_what_is_no_report_is_refused(desk: Here, plenary: Session, text: str) -> None:
    one = acts.make(desk, plenary.pk, ["North"])[0]
    with pytest.raises(RefusedError):
        reports.report_back(desk, one.pk, text)
    one.refresh_from_db()
    assert one.report is None


def test_a_scribe_is_a_member_and_leaves_with_the_room(desk: Here, room: Room, plenary: Session) -> None:
    one, other = acts.make(desk, plenary.pk, ["A", "B"])
    scribe = room.people["States 1"]
    with pytest.raises(RefusedError, match="a member of the room"):
        acts.name_scribe(desk, plenary.pk, one.pk, scribe.pk)
    acts.assign(desk, plenary.pk, {scribe.pk: one.pk})
    acts.name_scribe(desk, plenary.pk, one.pk, scribe.pk)
    acts.assign(desk, plenary.pk, {scribe.pk: other.pk})
    one.refresh_from_db()
    assert one.scribe is None


# --- what surrounds it ------------------------------------------------------------------------------------------------


def test_a_room_is_taken_away_only_while_nothing_was_said(desk: Here, room: Room, plenary: Session) -> None:
    one, other = acts.make(desk, plenary.pk, ["A", "B"])
    acts.assign(desk, plenary.pk, {room.people["States 1"].pk: one.pk})
    acts.open_rooms(desk, plenary.pk)
    say(room.people["States 1"], one.questions.get(number=1))
    acts.remove(desk, plenary.pk, other.pk)
    with pytest.raises(RefusedError, match="Something was said"):
        acts.remove(desk, plenary.pk, one.pk)
    assert reading.rooms(plenary) == [one]


def test_a_plenary_stays_while_its_rooms_spoke_and_they_stand_on_no_agenda(
    desk: Here, room: Room, plenary: Session
) -> None:
    bare = Session.objects.create(consultation=room.consultation, title="Bare")
    one = acts.make(desk, bare.pk, ["A"], question="What?")[0]
    acts.assign(desk, bare.pk, {room.people["States 1"].pk: one.pk})
    acts.open_rooms(desk, bare.pk)
    say(room.people["States 1"], one.questions.get())
    convenor = standing_of(room.people["convenor"])
    with pytest.raises(RefusedError, match="it stays"):
        setup.remove_session(convenor, bare.pk)
    with pytest.raises(RefusedError, match="no such session"):
        setup.remove_session(convenor, one.pk)
    wipe(room.consultation)
    assert not Session.objects.filter(breakout_of__isnull=False).exists()


def test_by_hand_nobody_is_named_where_the_rule_names_nobody(room: Room, desk: Here) -> None:
    hidden = make_session(room.consultation, attribution_rule="by-group")
    assert reading.seats(hidden) == []
    open_ = make_session(room.consultation, 0)
    Participant.objects.filter(pk=room.people["States 1"].pk).update(never_list=True)
    labels = [seat.label for seat in reading.seats(open_)]
    assert any("States 2" in label for label in labels)
    assert not any(label.startswith("States 1") for label in labels)

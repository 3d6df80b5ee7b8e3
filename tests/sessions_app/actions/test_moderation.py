"""Holding before showing, holding everything, flags, several moderators, removing whoever said something."""

import json
from types import SimpleNamespace
from uuid import uuid4

import pytest

from consult import record
from consult.actions.people import remove
from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import discussion, moderation
from sessions_app.consumers import give
from sessions_app.forms import messages
from sessions_app.models import Contribution, Flag, GuidingQuestion, Session
from sessions_app.queries.discussion import revision_of
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.factories import make_session, say, standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def room() -> Room:
    return make_room(per_group=1)


def acts(room: Room) -> list[str]:
    entries = RecordEntry.objects.filter(consultation_id=room.consultation.pk).order_by("seq")
    return list(entries.values_list("act", flat=True))


def state(row: Contribution) -> str:
    row.refresh_from_db()
    return row.state


# --- the question about third persons -----------------------------------------------------------------------------


def test_what_names_a_third_person_is_held_before_anybody_sees_it(room: Room, question: GuidingQuestion) -> None:
    row = say(room.people["participant"], question, third_person=True)
    assert (row.state, row.held_for) == ("held", "third-person")
    assert acts(room) == ["contribute"]
    assert RecordEntry.objects.get().payload["held"] == "third-person"


def test_by_socket_the_author_is_told_that_it_is_held(
    room: Room, question: GuidingQuestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions_app.consumers.close_old_connections", lambda: None)
    sent = {"command": "contribute", "id": str(uuid4()), "question": question.pk, "text": "A.", "third_person": True}
    claim = SimpleNamespace(participant_id=room.people["participant"].pk, language="en")
    first = give(claim, messages.read(json.dumps(sent)))  # type: ignore[arg-type]
    again = give(claim, messages.read(json.dumps(sent)))  # type: ignore[arg-type]
    assert first == again == {"answer": "ok", "contribution": Contribution.objects.get().pk, "state": "held"}


@pytest.mark.parametrize("value", ["yes", 1, None, [], {}, "true"])
def test_on_the_socket_only_true_is_a_yes(value: object) -> None:
    sent = {"command": "contribute", "id": str(uuid4()), "question": 1, "text": "A.", "third_person": value}
    assert messages.read(json.dumps(sent))["third_person"] is False


def test_an_edit_that_names_somebody_is_held_too(room: Room, question: GuidingQuestion) -> None:
    row, author = say(room.people["participant"], question), standing_of(room.people["participant"])
    discussion.edit(author, row.pk, text="Better said.")
    assert state(row) == "shown"
    discussion.edit(author, row.pk, text="The nurse said it.", third_person=True)
    assert state(row) == "held"


def test_what_is_hidden_stays_hidden_when_its_author_edits_it(room: Room, question: GuidingQuestion) -> None:
    row = say(room.people["participant"], question)
    discussion.moderate(standing_of(room.people["chair"]), row.pk, "hidden", "It names a witness.")
    discussion.edit(standing_of(room.people["participant"]), row.pk, text="Without the name.")
    assert (state(row), row.state_reason) == ("hidden", "It names a witness.")


def test_nobody_replies_to_what_is_held_nor_under_it(room: Room, question: GuidingQuestion) -> None:
    top = say(room.people["participant"], question)
    reply = say(room.people["States 1"], question, parent_id=top.pk)
    discussion.moderate(standing_of(room.people["chair"]), top.pk, "held")
    for parent in (top, reply):
        with pytest.raises(RefusedError, match="no longer here"):
            say(room.people["States 1"], question, parent_id=parent.pk)


# --- holding everything -------------------------------------------------------------------------------------------


def test_while_everything_is_held_what_is_new_or_changed_waits(
    room: Room, session: Session, question: GuidingQuestion
) -> None:
    chair, before = standing_of(room.people["chair"]), say(room.people["participant"], question)
    assert moderation.hold_all(chair, session.pk, True)
    held = say(room.people["States 1"], question)
    assert (held.state, held.held_for, state(before)) == ("held", "all", "shown")
    discussion.edit(standing_of(room.people["participant"]), before.pk, text="Changed.")
    assert state(before) == "held"
    assert moderation.hold_all(chair, session.pk, False)
    assert say(room.people["States 1"], question).state == "shown"
    assert state(held) == "held"


def test_what_another_moderator_did_before_is_entered_once(room: Room, session: Session) -> None:
    assert moderation.hold_all(standing_of(room.people["chair"]), session.pk, True)
    assert not moderation.hold_all(standing_of(room.people["convenor"]), session.pk, True)
    assert acts(room) == ["hold all"]


def test_released_together_is_what_was_seen_and_held_for_no_other_reason(
    room: Room, session: Session, question: GuidingQuestion
) -> None:
    chair, speaker = standing_of(room.people["chair"]), room.people["participant"]
    moderation.hold_all(chair, session.pk, True)
    seen, named = say(speaker, question), say(speaker, question, third_person=True)
    by_desk, unseen = say(speaker, question), say(speaker, question)
    discussion.moderate(chair, by_desk.pk, "hidden", "Off the question.")
    discussion.moderate(chair, by_desk.pk, "shown")
    discussion.moderate(chair, by_desk.pk, "held")
    assert moderation.release_all(chair, session.pk, by_desk.pk) == 1
    assert [state(row) for row in (seen, named, by_desk, unseen)] == ["shown", "held", "held", "held"]
    assert RecordEntry.objects.order_by("-seq")[0].payload["contributions"] == [seen.pk]
    assert moderation.release_all(chair, session.pk, by_desk.pk) == 0


@pytest.mark.parametrize("role", ["participant", "observer", "rapporteur", "scribe"])
def test_only_chair_and_convenor_hold_everything_and_remove(
    room: Room, session: Session, question: GuidingQuestion, role: str
) -> None:
    row, who = say(room.people["participant"], question), standing_of(room.people[role])
    for act in (
        lambda: moderation.hold_all(who, session.pk, True),
        lambda: moderation.release_all(who, session.pk, row.pk),
        lambda: moderation.settle(who, row.pk),
        lambda: moderation.remove_author(who, row.pk),
        lambda: moderation.enter_export(who),
    ):
        with pytest.raises(RefusedError, match="is for: Convenor, Chair"):
            act()


def test_another_consultations_chair_does_nothing_here(session: Session, question: GuidingQuestion, room: Room) -> None:
    row, who = say(room.people["participant"], question), standing_of(make_room().people["chair"])
    for act in (
        lambda: moderation.hold_all(who, session.pk, True),
        lambda: moderation.release_all(who, session.pk, row.pk),
        lambda: moderation.settle(who, row.pk),
        lambda: moderation.remove_author(who, row.pk),
    ):
        with pytest.raises(RefusedError, match="no such"):
            act()


# --- several moderators -------------------------------------------------------------------------------------------


def test_of_two_moderators_the_second_is_told_what_the_first_decided(room: Room, question: GuidingQuestion) -> None:
    row = say(room.people["participant"], question, third_person=True)
    seen = revision_of(row)
    discussion.moderate(standing_of(room.people["chair"]), row.pk, "hidden", "It names a witness.", seen)
    with pytest.raises(RefusedError, match=r"decided meanwhile: it is hidden\. The reason given: It names a witness\."):
        discussion.moderate(standing_of(room.people["convenor"]), row.pk, "shown", "", seen)
    assert state(row) == "hidden"
    assert acts(room) == ["contribute", "hidden"]


def test_text_that_changed_meanwhile_is_read_again_before_it_is_released(room: Room, question: GuidingQuestion) -> None:
    row = say(room.people["participant"], question, third_person=True)
    seen = revision_of(row)
    discussion.edit(standing_of(room.people["participant"]), row.pk, text="The nurse is called Zyx.")
    with pytest.raises(RefusedError, match="changed the text meanwhile"):
        discussion.moderate(standing_of(room.people["chair"]), row.pk, "shown", "", seen)
    assert state(row) == "held"


def test_a_release_leaves_no_reason_for_the_room_to_read(room: Room, question: GuidingQuestion) -> None:
    chair, row = standing_of(room.people["chair"]), say(room.people["participant"], question)
    discussion.moderate(chair, row.pk, "hidden", "It names a witness.")
    discussion.moderate(chair, row.pk, "shown", "It does not.")
    assert (state(row), row.state_reason, row.held_for) == ("shown", "", "")


# --- flags --------------------------------------------------------------------------------------------------------


def test_a_flag_counts_once_each_and_the_record_does_not_say_whose(room: Room, question: GuidingQuestion) -> None:
    row = say(room.people["participant"], question)
    flagger = standing_of(room.people["observer"])
    assert moderation.flag(flagger, row.pk, "It attacks a person.")
    assert not moderation.flag(flagger, row.pk, "Again.")
    assert moderation.flag(standing_of(room.people["States 1"]), row.pk)
    assert row.flags.count() == 2
    entries = RecordEntry.objects.filter(act="flag")
    assert {entry.actor for entry in entries} == {"participant"}
    assert not any(f"participant-{flagger.participant.pk}" in entry.body for entry in entries)
    assert "attacks" not in "".join(entry.body for entry in entries)
    assert record.broken_at(room.consultation.pk) is None


def test_what_is_held_cannot_be_flagged_or_found_by_it(room: Room, question: GuidingQuestion) -> None:
    row = say(room.people["participant"], question, third_person=True)
    with pytest.raises(RefusedError, match="no such contribution"):
        moderation.flag(standing_of(room.people["observer"]), row.pk)


def test_flags_are_settled_by_leaving_it_or_by_deciding(room: Room, question: GuidingQuestion) -> None:
    chair = standing_of(room.people["chair"])
    first, second = say(room.people["participant"], question), say(room.people["participant"], question)
    for row in (first, second):
        moderation.flag(standing_of(room.people["observer"]), row.pk)
    assert moderation.settle(chair, first.pk) == 1
    assert moderation.settle(chair, first.pk) == 0
    discussion.moderate(chair, second.pk, "hidden", "It attacks a person.")
    assert not Flag.objects.filter(is_settled=False).exists()
    assert acts(room)[-2:] == ["settle flags", "hidden"]


# --- removing -----------------------------------------------------------------------------------------------------


def test_a_moderator_removes_whoever_said_something(room: Room, question: GuidingQuestion) -> None:
    author = room.people["States 1"]
    row = say(author, question)
    moderation.remove_author(standing_of(room.people["chair"]), row.pk)
    with pytest.raises(RefusedError, match="no longer take part"):
        say(author, question)
    assert state(row) == "shown"
    author.refresh_from_db()
    assert not author.is_head


def test_under_the_anonymous_rule_nothing_says_whom(question: GuidingQuestion) -> None:
    room = make_room(rule="anonymous", per_group=1)
    question = make_session(room.consultation).questions.get(number=1)
    author = room.people["States 1"]
    row = say(author, question)
    moderation.remove_author(standing_of(room.people["chair"]), row.pk)
    entry = RecordEntry.objects.get(act="remove author")
    assert entry.subject == f"flag-{row.pk}"
    assert f"participant-{author.pk}" not in entry.body


def test_one_refusal_for_staff_for_who_left_and_for_what_has_no_author(room: Room, question: GuidingQuestion) -> None:
    chair = standing_of(room.people["chair"])
    of_staff = say(room.people["convenor"], question)
    both = ParticipantFactory(consultation=room.consultation, roles=["participant", "scribe"])
    gone = say(room.people["States 1"], question)
    remove(standing_of(room.people["convenor"]), room.people["States 1"].pk)
    nobodys = say(room.people["participant"], question)
    Contribution.objects.filter(pk=nobodys.pk).update(author=None)
    reasons = set()
    for row in (of_staff, say(room.people["chair"], question), say(both, question), gone, nobodys):
        with pytest.raises(RefusedError) as refused:
            moderation.remove_author(chair, row.pk)
        reasons.add(str(refused.value.reason))
    assert len(reasons) == 1

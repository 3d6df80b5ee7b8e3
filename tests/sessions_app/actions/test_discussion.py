"""What is said: who may contribute when, and what becomes of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from consult import record
from consult.models import RecordEntry
from consult.procedure import PhaseKind, RefusedError
from sessions_app.actions import discussion
from sessions_app.models import Ballot, Contribution, GuidingQuestion
from tests.factories import Room, make_room, open_phases
from tests.sessions_app.factories import make_session, put, say, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def room() -> Room:
    return make_room(per_group=1)


@pytest.fixture
def question(room: Room) -> GuidingQuestion:
    return make_session(room.consultation).questions.get(number=1)


def acts(room: Room) -> list[str]:
    return list(RecordEntry.objects.filter(consultation_id=room.consultation.pk).values_list("act", flat=True))


# --- contributing -----------------------------------------------------------------------------------------------


def test_a_participant_contributes_to_an_open_question(room: Room, question: GuidingQuestion) -> None:
    given = say(room.people["participant"], question, "A thing was seen.", type="evidence", sentence="a thing was seen")
    assert (given.text, given.type, given.sentence, given.state) == (
        "A thing was seen.", "evidence", "a thing was seen", "shown",
    )  # fmt: skip
    assert given.rule == "on-the-record"
    assert given.delegation == room.delegations["States A"]
    assert acts(room) == ["contribute"]


@pytest.mark.parametrize(("state", "why"), [("planned", "not open yet"), ("closed", "is closed")])
def test_nobody_contributes_to_a_question_that_is_not_open(
    room: Room, question: GuidingQuestion, state: str, why: str
) -> None:
    GuidingQuestion.objects.filter(pk=question.pk).update(state=state)
    with pytest.raises(RefusedError, match=why):
        say(room.people["participant"], question)
    assert not Contribution.objects.exists()
    assert acts(room) == []


@pytest.mark.parametrize("role", ["observer", "rapporteur"])
def test_observers_and_rapporteurs_read_and_do_not_contribute(room: Room, question: GuidingQuestion, role: str) -> None:
    with pytest.raises(RefusedError, match="is for: "):
        say(room.people[role], question)


def test_nobody_contributes_outside_the_phase_for_it(room: Room, question: GuidingQuestion) -> None:
    open_phases(room.consultation, [PhaseKind.DECISION])
    with pytest.raises(RefusedError, match="Contributions"):
        say(room.people["participant"], question)


def test_who_was_removed_no_longer_contributes(room: Room, question: GuidingQuestion) -> None:
    person = room.people["participant"]
    person.removed_at = timezone.now()
    person.save()
    with pytest.raises(RefusedError, match="no longer take part"):
        say(person, question)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"text": ""}, "empty"),
        ({"text": " \n\x00\t"}, "empty"),
        ({"text": "x" * 5_001}, "5001 characters long; the limit is 5000"),
        ({"text": "x" * 1_000_000}, "1000000 characters"),
        ({"sentence": "word " * 31}, "31 words; the limit is 30"),
        ({"sentence": "x" * 401}, "sentence for the report"),
        ({"type": "rumour"}, "no such type"),
        ({"quotation": "always"}, "no such choice"),
        ({"shown_at_most": "everything"}, "no such choice"),
        ({"parent_id": 987_654}, "no longer here"),
    ],
)
def test_what_cannot_stand_is_refused_with_its_reason(
    room: Room, question: GuidingQuestion, fields: dict[str, object], why: str
) -> None:
    with pytest.raises(RefusedError, match=why):
        say(room.people["participant"], question, **{"text": "A thing.", **fields})
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("text", ["🙂 👩🏽‍⚖️", "نص عربي", "a\nb\n\nc", "<script>alert(1)</script>", "=1+1", "x" * 5_000])
def test_what_was_written_is_stored_as_it_was(room: Room, question: GuidingQuestion, text: str) -> None:
    assert Contribution.objects.get(pk=say(room.people["participant"], question, text).pk).text == text


@pytest.mark.parametrize(("sent", "kept"), [("a\x00b", "ab"), ("half \ud83d", "half \ufffd"), ("a\r\nb", "a\nb")])
def test_what_no_database_stores_is_mended_as_a_browser_does(
    room: Room, question: GuidingQuestion, sent: str, kept: str
) -> None:
    given = say(room.people["participant"], question, sent, sentence=sent)
    assert Contribution.objects.get(pk=given.pk).text == kept


def test_another_consultations_question_is_no_question_here(question: GuidingQuestion) -> None:
    stranger = make_room().people["participant"]
    with pytest.raises(RefusedError, match="no such question"):
        discussion.contribute(standing_of(stranger), question.pk, text="A thing.")


def test_a_contribution_keeps_the_rule_under_which_it_was_given(room: Room, question: GuidingQuestion) -> None:
    given = say(room.people["participant"], question)
    question.attribution_rule = "anonymous"
    question.save()
    later = say(room.people["participant"], question)
    given.refresh_from_db()
    assert (given.rule, later.rule) == ("on-the-record", "anonymous")


# --- commands with an id -----------------------------------------------------------------------------------------


def test_a_repeated_command_gives_the_same_contribution(room: Room, question: GuidingQuestion) -> None:
    command = uuid4()
    first = say(room.people["participant"], question, "Once.", command_id=command)
    again = say(room.people["participant"], question, "Once.", command_id=command)
    assert first.pk == again.pk
    assert Contribution.objects.count() == 1
    assert acts(room) == ["contribute"]


def test_a_repeat_is_answered_alike_also_after_the_question_closed(room: Room, question: GuidingQuestion) -> None:
    command = uuid4()
    first = say(room.people["participant"], question, command_id=command)
    GuidingQuestion.objects.filter(pk=question.pk).update(state="closed")
    assert say(room.people["participant"], question, command_id=command).pk == first.pk


def test_a_refused_command_can_be_sent_again(room: Room, question: GuidingQuestion) -> None:
    command = uuid4()
    GuidingQuestion.objects.filter(pk=question.pk).update(state="closed")
    with pytest.raises(RefusedError):
        say(room.people["participant"], question, command_id=command)
    GuidingQuestion.objects.filter(pk=question.pk).update(state="open")
    assert say(room.people["participant"], question, command_id=command).pk


def test_the_same_id_of_two_people_is_two_commands(room: Room, question: GuidingQuestion) -> None:
    command = uuid4()
    one = say(room.people["participant"], question, command_id=command)
    other = say(room.people["chair"], question, command_id=command)
    assert one.pk != other.pk


def test_the_id_of_a_vote_makes_no_contribution(room: Room, question: GuidingQuestion) -> None:
    command = uuid4()
    ballot = put(room.people["chair"], question)
    assert vote(room.people["participant"], ballot, "support", command_id=command)["answer"] == "ok"
    with pytest.raises(RefusedError, match="sent before, as something else"):
        say(room.people["participant"], question, command_id=command)


# --- replies ----------------------------------------------------------------------------------------------------


def test_a_reply_to_a_reply_stands_beside_it(room: Room, question: GuidingQuestion) -> None:
    top = say(room.people["participant"], question)
    reply = say(room.people["chair"], question, parent_id=top.pk)
    second = say(room.people["participant"], question, parent_id=reply.pk)
    assert reply.parent == top
    assert second.parent == top


def test_nobody_replies_to_what_the_room_does_not_see(room: Room, question: GuidingQuestion) -> None:
    top = say(room.people["participant"], question)
    discussion.moderate(standing_of(room.people["chair"]), top.pk, "hidden", "A name.")
    with pytest.raises(RefusedError, match="no longer here"):
        say(room.people["participant"], question, parent_id=top.pk)


def test_nobody_replies_across_questions(room: Room, question: GuidingQuestion) -> None:
    top = say(room.people["participant"], question)
    other = question.session.questions.get(number=2)
    with pytest.raises(RefusedError, match="no longer here"):
        say(room.people["participant"], other, parent_id=top.pk)


# --- changing one's own -----------------------------------------------------------------------------------------


def aged(contribution: Contribution, minutes: float) -> None:
    Contribution.objects.filter(pk=contribution.pk).update(created_at=timezone.now() - timedelta(minutes=minutes))


def test_its_author_edits_for_ten_minutes(room: Room, question: GuidingQuestion) -> None:
    author = standing_of(room.people["participant"])
    given = say(room.people["participant"], question)
    aged(given, 9.9)
    changed = discussion.edit(author, given.pk, text="Better.", sentence="better")
    assert (changed.text, changed.sentence) == ("Better.", "better")
    assert changed.edited_at is not None
    assert acts(room) == ["contribute", "edit"]
    aged(given, 10.1)
    with pytest.raises(RefusedError, match="ten minutes"):
        discussion.edit(author, given.pk, text="Best.")


def test_nobody_else_edits_or_withdraws(room: Room, question: GuidingQuestion) -> None:
    given = say(room.people["participant"], question)
    for role in ("chair", "convenor"):
        with pytest.raises(RefusedError, match="Only its author"):
            discussion.edit(standing_of(room.people[role]), given.pk, text="Changed.")
        with pytest.raises(RefusedError, match="Only its author"):
            discussion.withdraw(standing_of(room.people[role]), given.pk)


def test_text_that_was_put_to_a_vote_no_longer_changes(room: Room, question: GuidingQuestion) -> None:
    given = say(room.people["participant"], question)
    Ballot.objects.create(consultation=room.consultation, electorate=room.electorate, contribution=given)
    with pytest.raises(RefusedError, match="put to a vote"):
        discussion.edit(standing_of(room.people["participant"]), given.pk, text="Changed.")


def test_what_was_withdrawn_is_gone_for_good(room: Room, question: GuidingQuestion) -> None:
    author = standing_of(room.people["participant"])
    given = say(room.people["participant"], question)
    discussion.withdraw(author, given.pk)
    for act in (lambda: discussion.withdraw(author, given.pk), lambda: discussion.edit(author, given.pk, text="Back.")):
        with pytest.raises(RefusedError, match="was withdrawn"):
            act()
    with pytest.raises(RefusedError, match="cannot become"):
        discussion.moderate(standing_of(room.people["chair"]), given.pk, "shown")


# --- moderating ---------------------------------------------------------------------------------------------------


def test_a_chair_holds_hides_with_a_reason_and_releases(room: Room, question: GuidingQuestion) -> None:
    chair, given = standing_of(room.people["chair"]), say(room.people["participant"], question)
    discussion.moderate(chair, given.pk, "held")
    discussion.moderate(chair, given.pk, "hidden", "It names a witness.")
    given.refresh_from_db()
    assert (given.state, given.state_reason) == ("hidden", "It names a witness.")
    discussion.moderate(chair, given.pk, "shown")
    assert acts(room) == ["contribute", "held", "hidden", "shown"]


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_hiding_needs_a_reason(room: Room, question: GuidingQuestion, reason: str) -> None:
    given = say(room.people["participant"], question)
    with pytest.raises(RefusedError, match="Give the reason"):
        discussion.moderate(standing_of(room.people["chair"]), given.pk, "hidden", reason)


@pytest.mark.parametrize("state", ["withdrawn", "deleted", "", "shown\x00"])
def test_a_chair_only_holds_hides_and_releases(room: Room, question: GuidingQuestion, state: str) -> None:
    given = say(room.people["participant"], question)
    with pytest.raises(RefusedError, match="Choose to hold"):
        discussion.moderate(standing_of(room.people["chair"]), given.pk, state, "Because.")


@pytest.mark.parametrize("role", ["participant", "observer", "rapporteur", "scribe"])
def test_only_chair_and_convenor_moderate(room: Room, question: GuidingQuestion, role: str) -> None:
    given = say(room.people["participant"], question)
    with pytest.raises(RefusedError, match="is for: Convenor, Chair"):
        discussion.moderate(standing_of(room.people[role]), given.pk, "hidden", "Because.")


def test_another_consultations_chair_moderates_nothing_here(room: Room, question: GuidingQuestion) -> None:
    given = say(room.people["participant"], question)
    with pytest.raises(RefusedError, match="no such contribution"):
        discussion.moderate(standing_of(make_room().people["chair"]), given.pk, "hidden", "Because.")


def test_the_record_holds_no_word_of_a_contribution_and_its_chain_holds(room: Room, question: GuidingQuestion) -> None:
    given = say(room.people["participant"], question, "Marigold seventeen.")
    discussion.moderate(standing_of(room.people["chair"]), given.pk, "hidden", "Reason nineteen.")
    bodies = " ".join(RecordEntry.objects.values_list("body", flat=True))
    assert "Marigold" not in bodies
    assert "nineteen" not in bodies
    assert record.broken_at(room.consultation.pk) is None

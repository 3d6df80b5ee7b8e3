"""The silence procedure: a final text to all, 72 hours and two working days, broken in writing, ended by the clock."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.utils import timezone

from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import closing, consensus, decision, drafting, silence
from sessions_app.management.commands.tick import tick
from sessions_app.models import Ballot, GuidingQuestion, Notice, Recommendation
from sessions_app.queries.decision import receipts
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.deciding import provide
from tests.sessions_app.factories import make_session, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FRIDAY = datetime(2026, 3, 6, 15, tzinfo=UTC)


@pytest.fixture
def room() -> Room:
    room = make_room(per_group=1)
    room.consultation.phases.update(opens_at=FRIDAY - timedelta(days=1))
    return room


@pytest.fixture
def question(room: Room) -> GuidingQuestion:
    return make_session(room.consultation).questions.get(number=1)


@pytest.fixture
def ballot(room: Room, question: GuidingQuestion) -> Ballot:
    return begin(room, question)


def begin(room: Room, question: GuidingQuestion, **fields: object) -> Ballot:
    return silence.put(standing_of(room.people["chair"]), question.recommendations.get().pk, **fields)  # type: ignore[arg-type]


def is_over(ballot: Ballot) -> None:
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now() - timedelta(seconds=1))


def state_of(ballot: Ballot) -> tuple[str, str, str]:
    ballot.refresh_from_db()
    assert ballot.version is not None
    return ballot.state, ballot.outcome, Recommendation.objects.get(pk=ballot.version.recommendation_id).state


def test_it_lasts_three_days_and_two_working_days_of_the_host(room: Room, question: GuidingQuestion) -> None:
    with mock.patch("django.utils.timezone.now", return_value=FRIDAY):
        with pytest.raises(RefusedError, match="until 2026-03-11 00:00 or later"):
            begin(room, question, ends_at=FRIDAY + timedelta(hours=73))
        ballot = begin(room, question)
    assert ballot.closes_at == datetime(2026, 3, 10, 23, tzinfo=UTC)


def test_the_holidays_of_the_host_are_no_working_days(room: Room, question: GuidingQuestion) -> None:
    provide(room, holidays=[datetime(2026, 3, 9, tzinfo=UTC).date()])
    with mock.patch("django.utils.timezone.now", return_value=FRIDAY):
        assert begin(room, question).closes_at == datetime(2026, 3, 11, 23, tzinfo=UTC)


def test_the_week_is_that_of_the_host(room: Room, question: GuidingQuestion) -> None:
    provide(room, weekend=[4, 5])
    with mock.patch("django.utils.timezone.now", return_value=FRIDAY):
        assert begin(room, question).closes_at == datetime(2026, 3, 9, 23, tzinfo=UTC)
    with pytest.raises(RefusedError, match="A week needs a working day"):
        provide(room, weekend=list(range(7)))


def test_it_ends_within_ninety_days(room: Room, question: GuidingQuestion) -> None:
    with pytest.raises(RefusedError, match="90 days at most"):
        begin(room, question, ends_at=timezone.now() + timedelta(days=92))


def test_everybody_of_the_delegations_is_told_and_the_translations_stand_beside_the_text(
    room: Room, question: GuidingQuestion
) -> None:
    ballot = begin(room, question, translations={"fr": "Les États devraient.", "xx": "Nothing.", "es": " "})
    assert ballot.version is not None
    assert list(ballot.version.translations.values_list("language", "text")) == [("fr", "Les États devraient.")]
    told = set(Notice.objects.filter(kind="silence").values_list("participant", flat=True))
    asked = ("participant", "States 1", "Civil society 1", "Business 1", "Academia 1")
    assert told == {room.people[name].pk for name in asked}


def test_receipt_is_acknowledged_once_for_a_delegation_and_those_not_reached_are_in_the_record(
    room: Room, ballot: Ballot
) -> None:
    assert receipts(ballot) == (0, 5)
    for _twice in range(2):
        silence.acknowledge(standing_of(room.people["States 1"]), ballot.pk)
    assert receipts(ballot) == (1, 5)
    for role in ("observer", "chair"):
        with pytest.raises(RefusedError):
            silence.acknowledge(standing_of(room.people[role]), ballot.pk)
    is_over(ballot)
    with pytest.raises(RefusedError, match="has ended"):
        silence.acknowledge(standing_of(room.people["Business 1"]), ballot.pk)
    closing.close_due()
    missed = RecordEntry.objects.order_by("-seq")[0].payload["not reached"]
    assert len(missed) == 4


def test_the_clock_ends_it_and_the_text_is_adopted_without_a_vote(room: Room, ballot: Ballot) -> None:
    assert tick()
    assert state_of(ballot) == ("open", "", "candidate")
    is_over(ballot)
    assert tick()
    assert state_of(ballot) == ("closed", "without-vote", "without-vote")
    entry = RecordEntry.objects.order_by("-seq")[0]
    assert (entry.act, entry.actor, entry.payload["outcome"]) == ("close", "rule", "without-vote")
    assert tick()
    assert RecordEntry.objects.order_by("-seq")[0] == entry


@pytest.mark.parametrize("reason", ["", "We wait for instructions."])
def test_anyone_on_the_list_breaks_it_in_writing_and_it_is_back_with_the_chair(
    room: Room, ballot: Ballot, reason: str
) -> None:
    who = room.people["Business 1"]
    assert vote(who, ballot, "break", reason) == {"answer": "ok"}
    assert state_of(ballot) == ("closed", "broken", "candidate")
    entry = RecordEntry.objects.order_by("-seq")[0]
    assert (entry.act, entry.actor) == ("break the silence", f"participant-{who.pk}")
    assert Notice.objects.filter(kind="broken").count() == 5


def test_after_a_break_the_chair_revises_reopens_or_takes_another_way(
    room: Room, question: GuidingQuestion, ballot: Ballot
) -> None:
    vote(room.people["Business 1"], ballot, "break")
    text, chair = question.recommendations.get(), standing_of(room.people["chair"])
    again = begin(room, question)
    vote(room.people["States 1"], again, "break")
    drafting.reword(chair, text.pk, drafting.Wording("States should consider it.", 1, "So that all can join."))
    third = begin(room, question)
    assert third.version is not None
    assert third.version.version == 2
    consensus.call_off(chair, third.pk)
    assert consensus.put(chair, text.pk).method == "consensus"


def test_a_break_after_the_end_is_too_late_although_the_clock_has_not_ended_it(room: Room, ballot: Ballot) -> None:
    is_over(ballot)
    assert vote(room.people["Business 1"], ballot, "break")["answer"] == "closed"
    with pytest.raises(RefusedError, match="being adopted"):
        consensus.call_off(standing_of(room.people["chair"]), ballot.pk)


def test_putting_a_text_looks_at_the_clock_itself(room: Room, question: GuidingQuestion, ballot: Ballot) -> None:
    is_over(ballot)
    with pytest.raises(RefusedError, match="adopted without a vote: it cannot be put"):
        begin(room, question)
    assert state_of(ballot) == ("closed", "without-vote", "without-vote")


def test_the_chair_does_not_end_it_early_but_calls_it_off(room: Room, ballot: Ballot) -> None:
    with pytest.raises(RefusedError, match="call it off"):
        closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))
    consensus.call_off(standing_of(room.people["chair"]), ballot.pk)
    assert state_of(ballot) == ("closed", "called-off", "candidate")


def test_whom_the_head_authorized_breaks_it_too(room: Room, ballot: Ballot) -> None:
    head = room.people["participant"]
    member = ParticipantFactory(consultation=room.consultation, group=head.group, delegation=head.delegation)
    assert vote(member, ballot, "break")["answer"] == "refused"
    decision.authorize(standing_of(head), member.pk, True)
    assert vote(member, ballot, "break")["answer"] == "ok"

"""Questions put, and the answers: who answers for whom, what counts, and what closing freezes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.actions import people
from consult.models import Participant, RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import closing, voting
from sessions_app.models import Ballot, Command, GuidingQuestion, Recommendation, Vote
from sessions_app.queries.voting import turnout
from sessions_app.states import CHOICES, Choice, Method
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.factories import make_session, put, say, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


@pytest.fixture
def question(room: Room) -> GuidingQuestion:
    return make_session(room.consultation).questions.get(number=1)


@pytest.fixture
def ballot(room: Room, question: GuidingQuestion) -> Ballot:
    return put(room.people["chair"], question)


def stored(ballot: Ballot) -> list[tuple[str, str]]:
    return list(ballot.votes.order_by("elector").values_list("choice", "reason"))


def close(room: Room, ballot: Ballot) -> Ballot:
    return closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))


# --- putting ----------------------------------------------------------------------------------------------------


def test_putting_opens_a_check_on_the_latest_version_before_the_room(room: Room, question: GuidingQuestion) -> None:
    text = question.recommendations.get()
    latest = text.versions.create(version=2, text="States should do it sooner.")
    ballot = put(room.people["chair"], question, minutes=5)
    question.session.refresh_from_db()
    assert (ballot.version, ballot.state, question.session.current_ballot) == (latest, "open", ballot)
    assert ballot.closes_at is not None
    assert ballot.opened_at is not None
    assert ballot.closes_at - ballot.opened_at == timedelta(minutes=5)
    assert RecordEntry.objects.get().act == "put"


def test_a_text_is_put_once_at_a_time(room: Room, question: GuidingQuestion, ballot: Ballot) -> None:
    with pytest.raises(RefusedError, match="open already"):
        put(room.people["chair"], question)
    close(room, ballot)
    assert put(room.people["chair"], question).pk != ballot.pk


def test_the_database_itself_refuses_a_second_open_check_on_a_version(ballot: Ballot) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(
            consultation=ballot.consultation, electorate=ballot.electorate, version=ballot.version, state="open"
        )


@pytest.mark.parametrize("minutes", [0, -1, 60 * 24 * 60 + 1])
def test_a_check_lasts_between_a_minute_and_sixty_days(room: Room, question: GuidingQuestion, minutes: int) -> None:
    with pytest.raises(RefusedError, match="between one minute and sixty days"):
        put(room.people["chair"], question, minutes=minutes)


def test_a_withdrawn_or_foreign_text_is_not_put(room: Room, question: GuidingQuestion) -> None:
    with pytest.raises(RefusedError, match="no such text"):
        put(make_room().people["chair"], question)
    question.recommendations.update(state="withdrawn")
    with pytest.raises(RefusedError, match="withdrawn"):
        put(room.people["chair"], question)


@pytest.mark.parametrize("role", ["participant", "observer", "rapporteur", "scribe"])
def test_only_chair_and_convenor_put_and_close(
    room: Room, question: GuidingQuestion, ballot: Ballot, role: str
) -> None:
    person = room.people[role]
    with pytest.raises(RefusedError, match="is for: Convenor, Chair"):
        put(person, question.session.questions.get(number=2))
    with pytest.raises(RefusedError, match="is for: Convenor, Chair"):
        closing.close_ballot(ballot.pk, person, standing_of(person))


def test_discussion_only_puts_nothing_and_counts_nothing(room: Room, question: GuidingQuestion, ballot: Ballot) -> None:
    room.consultation.discussion_only = True
    room.consultation.save()
    with pytest.raises(RefusedError, match="only discusses"):
        put(room.people["chair"], question.session.questions.get(number=2))
    answer = vote(room.people["participant"], ballot, "support")
    assert answer["answer"] == "refused"
    assert "only discusses" in str(answer["reason"])
    assert stored(ballot) == []


# --- who answers ------------------------------------------------------------------------------------------------


def test_who_is_not_on_the_list_is_not_counted(room: Room, ballot: Ballot) -> None:
    answer = vote(ParticipantFactory(consultation=room.consultation), ballot, "support")
    assert "not on the list" in str(answer["reason"])
    assert stored(ballot) == []


def test_the_head_of_a_delegation_answers_for_it(room: Room, ballot: Ballot) -> None:
    head = room.people["participant"]
    member = ParticipantFactory(consultation=room.consultation, delegation=head.delegation)
    assert "head of your delegation" in str(vote(member, ballot, "support")["reason"])
    assert vote(head, ballot, "abstain") == {"answer": "ok"}
    assert stored(ballot) == [("abstain", "")]


def test_while_a_delegation_has_no_head_any_member_answers_and_the_last_one_counts(room: Room, ballot: Ballot) -> None:
    first = room.people["Business 1"]
    second = ParticipantFactory(consultation=room.consultation, delegation=first.delegation)
    assert vote(first, ballot, "support")["answer"] == "ok"
    assert vote(second, ballot, "object", "Too early.")["answer"] == "ok"
    assert stored(ballot) == [("object", "Too early.")]
    assert ballot.votes.get().set_by == second


@pytest.mark.parametrize("role", ["observer", "chair", "convenor", "rapporteur", "scribe"])
def test_only_participants_take_a_position(room: Room, ballot: Ballot, role: str) -> None:
    assert "is for: Participant" in str(vote(room.people[role], ballot, "support")["reason"])


def test_another_consultations_elector_answers_nothing_here(ballot: Ballot) -> None:
    assert "no such ballot" in str(vote(make_room().people["participant"], ballot, "support")["reason"])


@pytest.mark.parametrize("ballot_id", [0, -1, 987_654])
def test_an_unknown_ballot_is_refused(room: Room, ballot_id: int) -> None:
    command = voting.VoteCommand(room.people["participant"].pk, ballot_id, "support")
    assert voting.cast_votes([command])[0]["answer"] == "refused"


def test_in_a_batch_nobody_pays_for_another(room: Room, ballot: Ballot) -> None:
    good, bad = room.people["States 1"], room.people["observer"]
    commands = [
        voting.VoteCommand(bad.pk, ballot.pk, "support"),
        voting.VoteCommand(good.pk, ballot.pk, "nonsense"),
        voting.VoteCommand(good.pk, ballot.pk, "object"),
        voting.VoteCommand(good.pk, ballot.pk, "support"),
        voting.VoteCommand(good.pk, ballot.pk, "abstain"),
        voting.VoteCommand(987_654, ballot.pk, "support"),
    ]
    answers = [answer["answer"] for answer in voting.cast_votes(commands)]
    assert answers == ["refused", "refused", "refused", "ok", "ok", "refused"]
    assert stored(ballot) == [("abstain", "")]


# --- what counts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "   ", "\x00"])
def test_an_objection_counts_with_its_reason(room: Room, ballot: Ballot, reason: str) -> None:
    assert "Say why you object" in str(vote(room.people["participant"], ballot, "object", reason)["reason"])
    assert stored(ballot) == []


def test_a_reason_has_a_limit_and_is_mended_like_any_text(room: Room, ballot: Ballot) -> None:
    speaker = room.people["participant"]
    assert "at most 1000" in str(vote(speaker, ballot, "object", "x" * 1_001)["reason"])
    assert vote(speaker, ballot, "object", "half \ud83d\x00 🙂")["answer"] == "ok"
    assert stored(ballot) == [("object", "half \ufffd 🙂")]


def test_the_choices_of_another_method_are_not_answers(room: Room, ballot: Ballot) -> None:
    for choice in CHOICES[Method.STATEMENT]:
        assert "not one of the answers" in str(vote(room.people["participant"], ballot, choice)["reason"])
    assert stored(ballot) == []


LEGAL = set(CHOICES[Method.TEMPERATURE])


@given(choice=st.one_of(st.text(), st.sampled_from([*Choice, "SUPPORT", " support", "support\x00"])), reason=st.text())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_value_makes_a_traceback_or_an_illegal_vote(room: Room, ballot: Ballot, choice: str, reason: str) -> None:
    with transaction.atomic():
        ballot.votes.all().delete()
        answer = vote(room.people["participant"], ballot, choice, reason)
    assert answer["answer"] in {"ok", "refused"}
    assert (answer["answer"] == "ok") == ballot.votes.exists()
    assert set(ballot.votes.values_list("choice", flat=True)) <= LEGAL


def test_the_database_itself_refuses_an_unknown_choice_and_a_second_vote(room: Room, ballot: Ballot) -> None:
    elector = room.electorate.electors.first()
    assert elector is not None
    row = {"ballot": ballot, "elector": elector, "at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(choice="nonsense", **row)
    Vote.objects.create(choice="support", **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(choice="abstain", **row)


def test_a_repeated_command_is_answered_alike_and_does_nothing(room: Room, ballot: Ballot) -> None:
    speaker, command = room.people["participant"], uuid4()
    first = vote(speaker, ballot, "support", command_id=command)
    vote(speaker, ballot, "abstain", command_id=uuid4())
    assert vote(speaker, ballot, "support", command_id=command) == first == {"answer": "ok"}
    assert stored(ballot) == [("abstain", "")]
    close(room, ballot)
    assert vote(speaker, ballot, "support", command_id=command) == first


def test_a_repeat_in_the_same_batch_does_nothing(room: Room, ballot: Ballot) -> None:
    speaker, command = room.people["participant"].pk, uuid4()
    batch = [voting.VoteCommand(speaker, ballot.pk, choice, "", command) for choice in ("support", "abstain")]
    assert voting.cast_votes(batch) == [{"answer": "ok"}] * 2
    assert stored(ballot) == [("support", "")]


def test_a_refused_vote_keeps_no_command(room: Room, ballot: Ballot) -> None:
    speaker, command = room.people["participant"], uuid4()
    assert vote(speaker, ballot, "object", command_id=command)["answer"] == "refused"
    assert not Command.objects.exists()
    assert vote(speaker, ballot, "object", "Because.", command_id=command)["answer"] == "ok"


def test_the_id_of_a_contribution_counts_no_vote(room: Room, question: GuidingQuestion, ballot: Ballot) -> None:
    speaker, command = room.people["participant"], uuid4()
    say(speaker, question, command_id=command)
    answer = vote(speaker, ballot, "support", command_id=command)
    assert answer["answer"] == "refused"
    assert "sent before, as something else" in str(answer["reason"])
    assert stored(ballot) == []


def test_the_same_id_of_two_electors_is_two_votes(room: Room, ballot: Ballot) -> None:
    command = uuid4()
    for name, choice in (("States 1", "support"), ("Business 1", "abstain")):
        assert vote(room.people[name], ballot, choice, command_id=command) == {"answer": "ok"}
    assert stored(ballot) == [("support", ""), ("abstain", "")]


# --- closing ----------------------------------------------------------------------------------------------------


def test_closing_counts_by_group_and_freezes(room: Room, ballot: Ballot) -> None:
    for name, choice in [("States 1", "support"), ("States 2", "awaiting"), ("Business 1", "abstain")]:
        vote(room.people[name], ballot, choice)
    closed = close(room, ballot)
    states, business = room.group("States").pk, room.group("Business").pk
    assert closed.tally is not None
    bases = {row["group"]: row["base"] for row in closed.tally["groups"]}
    assert bases == {states: 1, business: 1}
    assert closed.tally["total"]["counts"]["awaiting"] == 1
    assert closed.tally["total"]["base"] == 2
    assert closed.entitled == room.electorate.electors.count()
    assert closed.digest == closing.digest(closed)
    assert RecordEntry.objects.order_by("-seq")[0].payload["digest"] == closed.digest


def test_the_list_of_a_check_takes_whoever_comes_in_and_is_kept_as_it_stood_at_the_close(
    room: Room, ballot: Ballot
) -> None:
    late = ParticipantFactory(consultation=room.consultation, is_elector=True)
    assert not ballot.roll.exists()
    assert vote(late, ballot, "support") == {"answer": "ok"}
    people.end_part(late)  # an answer that is counted keeps its line
    silent = ParticipantFactory(consultation=room.consultation, is_elector=True)
    people.end_part(silent)
    entitled = close(room, ballot).entitled
    ParticipantFactory(consultation=room.consultation, is_elector=True)
    assert entitled == ballot.roll.count() == room.electorate.electors.count() - 2
    assert ballot.roll.get(voted=True).elector.participant == late
    assert turnout(Ballot.objects.get(pk=ballot.pk)) == (1, entitled)


def test_no_position_yet_alone_is_no_base_at_all(room: Room, ballot: Ballot) -> None:
    vote(room.people["participant"], ballot, "awaiting")
    tally = close(room, ballot).tally
    assert tally is not None
    assert tally["total"]["base"] == 0


def test_after_closing_nothing_is_counted_and_the_answer_says_so(room: Room, ballot: Ballot) -> None:
    close(room, ballot)
    assert vote(room.people["participant"], ballot, "support")["answer"] == "closed"
    assert stored(ballot) == []


def test_an_answer_to_a_check_that_was_put_again_is_stale(
    room: Room, question: GuidingQuestion, ballot: Ballot
) -> None:
    close(room, ballot)
    question.recommendations.get().versions.create(version=2, text="States should do it sooner.")
    newer = put(room.people["chair"], question)
    assert vote(room.people["participant"], ballot, "support")["answer"] == "stale"
    assert vote(room.people["participant"], newer, "support")["answer"] == "ok"
    close(room, newer)
    assert vote(room.people["participant"], ballot, "support")["answer"] == "closed"


def test_after_its_time_nothing_is_counted_although_the_clock_has_not_closed_it(room: Room, ballot: Ballot) -> None:
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert vote(room.people["participant"], ballot, "support")["answer"] == "closed"
    assert closing.close_due() == 1
    assert closing.close_due() == 0
    ballot.refresh_from_db()
    assert ballot.state == "closed"
    assert RecordEntry.objects.order_by("-seq")[0].actor == "rule"


def test_a_check_is_closed_once_and_only_at_home(room: Room, ballot: Ballot) -> None:
    stranger = make_room().people["chair"]
    with pytest.raises(RefusedError, match="no such ballot"):
        closing.close_ballot(ballot.pk, stranger, standing_of(stranger))
    close(room, ballot)
    with pytest.raises(RefusedError, match="not open"):
        close(room, ballot)


def test_a_new_check_begins_with_no_answers(room: Room, question: GuidingQuestion, ballot: Ballot) -> None:
    vote(room.people["participant"], ballot, "support")
    close(room, ballot)
    assert stored(put(room.people["chair"], question)) == []
    assert Recommendation.objects.get(question=question).versions.get().ballots.count() == 2
    assert Participant.objects.filter(pk=room.people["participant"].pk).exists()

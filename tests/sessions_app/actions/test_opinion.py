"""Statements from the discussion are put to each participant, who agrees, disagrees or passes."""

import pytest

from consult.actions import joining
from consult.attribution import Audience
from consult.models import Elector, ParticipantRole, RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import discussion, opinion
from sessions_app.actions.closing import close_ballot
from sessions_app.actions.voting import closed
from sessions_app.models import Contribution, GuidingQuestion, Session
from sessions_app.queries import opinion as reading
from sessions_app.queries.voting import result
from sessions_app.states import BallotState
from tests.factories import GuestFactory, ParticipantFactory, Room, make_room
from tests.sessions_app.factories import say, standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WHO = ("States 1", "States 2", "Civil society 1", "Civil society 2")


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


@pytest.fixture
def said(room: Room, question: GuidingQuestion) -> list[Contribution]:
    words = ("Publish the budget.", "Publish nothing.", "x" * 601)
    return [say(room.people[name], question, text) for name, text in zip(WHO, words, strict=False)]


def answer(room: Room, who: str, ballot: int, choice: str) -> str:
    return str(opinion.answer(standing_of(room.people[who]), ballot, choice)["answer"])


def test_each_person_answers_and_the_close_counts_them(room: Room, session: Session, said: list[Contribution]) -> None:
    first, second = opinion.put(standing_of(room.people["chair"]), session.pk, [said[0].pk, said[1].pk])
    assert [answer(room, who, first.pk, "agree") for who in WHO] == ["ok"] * 4
    assert answer(room, WHO[0], first.pk, "disagree") == "ok"  # changed
    assert answer(room, WHO[1], second.pk, "pass") == "ok"

    assert opinion.close(standing_of(room.people["chair"]), session.pk) == 2
    first.refresh_from_db()
    assert first.state == BallotState.CLOSED
    assert first.entitled == reading.entitled(room.consultation).count()
    [one, other] = reading.closed(session, room.people[WHO[0]])
    assert (one.choice, other.choice) == ("disagree", "")
    assert one.result is not None
    assert one.result.words.startswith("3 agree, 1 disagree")
    assert answer(room, WHO[2], first.pk, "agree") == closed()["answer"]


def test_every_member_of_a_delegation_answers_for_themselves(
    room: Room, session: Session, said: list[Contribution]
) -> None:
    one, other = room.people["States 1"], room.people["States 2"]
    other.delegation, other.group = one.delegation, one.group
    other.save()
    Elector.objects.filter(participant=other).delete()
    [ballot] = opinion.put(standing_of(room.people["chair"]), session.pk, [said[0].pk])
    assert answer(room, "States 1", ballot.pk, "agree") == "ok"
    assert answer(room, "States 2", ballot.pk, "disagree") == "ok"
    assert ballot.votes.count() == 2


def test_whoever_is_not_on_the_list_gives_no_opinion(room: Room, session: Session, said: list[Contribution]) -> None:
    [ballot] = opinion.put(standing_of(room.people["chair"]), session.pk, [said[0].pk])
    stranger = room.people["States 1"]
    Elector.objects.filter(electorate__consultation=room.consultation).delete()
    assert answer(room, "States 1", ballot.pk, "agree") == "refused"
    assert opinion.why_not(standing_of(stranger), ballot)
    assert not ballot.votes.exists()


def test_what_is_too_long_hidden_or_put_before_is_not_put(
    room: Room, session: Session, question: GuidingQuestion, said: list[Contribution]
) -> None:
    chair = standing_of(room.people["chair"])
    discussion.moderate(chair, said[1].pk, "hidden", "Off the subject.")
    [ballot] = opinion.put(chair, session.pk, None)
    assert ballot.contribution == said[0]
    for refused in (said[0], said[1], said[2]):
        with pytest.raises(RefusedError):
            opinion.put(chair, session.pk, [refused.pk])
    assert [part.too_long for part in reading.to_put(session)] == [1, 0]


def test_what_may_not_be_quoted_is_not_put(room: Room, session: Session, said: list[Contribution]) -> None:
    Contribution.objects.filter(pk=said[0].pk).update(quotation="none")
    [ballot] = opinion.put(standing_of(room.people["chair"]), session.pk, None)
    assert ballot.contribution == said[1]


def test_a_guest_who_is_claimed_answers_once_and_keeps_the_answer(
    room: Room, session: Session, said: list[Contribution]
) -> None:
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), is_elector=True)
    ParticipantRole.objects.get_or_create(participant=guest, role="participant")
    account = room.people["observer"]
    [ballot] = opinion.put(standing_of(room.people["chair"]), session.pk, [said[0].pk])
    assert opinion.answer(standing_of(guest), ballot.pk, "agree")["answer"] == "ok"
    joining.claim(guest.user, account.user.email)
    account.refresh_from_db()
    assert [one.choice for one in reading.waiting(session, account)] == ["agree"]
    assert opinion.answer(standing_of(account), ballot.pk, "disagree")["answer"] == "ok"
    assert list(ballot.votes.values_list("choice", flat=True)) == ["disagree"]
    opinion.close(standing_of(room.people["chair"]), session.pk)
    ballot.refresh_from_db()
    assert ballot.tally is not None
    assert ballot.tally["guests"] == 0


def test_what_the_clock_closed_meanwhile_stays_closed(room: Room, session: Session, said: list[Contribution]) -> None:
    chair = standing_of(room.people["chair"])
    first, _second = opinion.put(chair, session.pk, None)
    close_ballot(first.pk, "rule")
    assert opinion.close(chair, session.pk) == 1
    assert opinion.close(chair, session.pk) == 0


def test_what_is_taken_back_takes_no_answers(room: Room, session: Session, said: list[Contribution]) -> None:
    [ballot] = opinion.put(standing_of(room.people["chair"]), session.pk, [said[0].pk])
    discussion.withdraw(standing_of(room.people[WHO[0]]), said[0].pk)
    assert answer(room, WHO[1], ballot.pk, "agree") == "refused"
    assert reading.waiting(session, room.people[WHO[1]]) == []


def test_a_statement_that_was_put_no_longer_changes(room: Room, session: Session, said: list[Contribution]) -> None:
    opinion.put(standing_of(room.people["chair"]), session.pk, [said[0].pk])
    with pytest.raises(RefusedError):
        discussion.edit(standing_of(room.people[WHO[0]]), said[0].pk, text="Publish half of it.")


@pytest.mark.parametrize("choice", ["support", "yes", "", "agree ", "\x00"])
def test_only_agree_disagree_and_pass_are_answers(
    room: Room, session: Session, said: list[Contribution], choice: str
) -> None:
    [ballot] = opinion.put(standing_of(room.people["chair"]), session.pk, [said[0].pk])
    assert answer(room, WHO[1], ballot.pk, choice) == "refused"
    assert not ballot.votes.exists()


def test_only_who_puts_questions_puts_statements(room: Room, session: Session, said: list[Contribution]) -> None:
    for act in (lambda here: opinion.put(here, session.pk, None), lambda here: opinion.close(here, session.pk)):
        with pytest.raises(RefusedError):
            act(standing_of(room.people["States 1"]))


def test_putting_and_closing_stand_in_the_record(room: Room, session: Session, said: list[Contribution]) -> None:
    [ballot] = opinion.put(standing_of(room.people["chair"]), session.pk, [said[0].pk])
    opinion.close(standing_of(room.people["chair"]), session.pk)
    entries = RecordEntry.objects.filter(subject=f"ballot-{ballot.pk}").order_by("seq")
    assert [entry.act for entry in entries] == ["put", "close"]
    assert entries[0].payload["contribution"] == said[0].pk
    assert entries[1].payload["digest"]


def test_everybody_reads_them_in_an_order_of_their_own_which_stays(
    room: Room, session: Session, question: GuidingQuestion
) -> None:
    for n in range(8):
        say(room.people[WHO[0]], question, f"Statement {n}.")
    opinion.put(standing_of(room.people["chair"]), session.pk, None)

    def order(who: str) -> list[int]:
        return [one.ballot.pk for one in reading.waiting(session, room.people[who])]

    assert order(WHO[1]) == order(WHO[1])
    assert sorted(order(WHO[1])) == sorted(order(WHO[2]))
    assert len({tuple(order(who)) for who in WHO}) > 1


def test_a_small_group_is_hidden_where_positions_are_not_on_the_record(
    said: list[Contribution], room: Room, session: Session
) -> None:
    room.consultation.attribution_rule = "by-group"
    room.consultation.save()
    [ballot] = opinion.put(standing_of(room.people["chair"]), session.pk, [said[0].pk])
    for who in WHO:
        assert answer(room, who, ballot.pk, "agree") == "ok"
    opinion.close(standing_of(room.people["chair"]), session.pk)
    ballot.refresh_from_db()
    found = result(ballot, "by-group", Audience.INSIDE)  # type: ignore[arg-type]
    assert found is None or all("2" not in row.counts for row in found.rows)

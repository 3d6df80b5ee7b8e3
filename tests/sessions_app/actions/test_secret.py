"""Secret ballots: once for each elector, nothing kept that leads from voter to vote, nothing shown but totals."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.actions import joining, people
from consult.attribution import Audience, Rule
from consult.models import Elector, Participant, RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import closing, drafting, merging, position, secret, voting
from sessions_app.models import Ballot, Command, GuidingQuestion, Participation, Recommendation, SecretVote, Vote
from sessions_app.queries import secret as reading
from sessions_app.queries.own import own_data
from sessions_app.queries.voting import turnout
from sessions_app.states import PositionKind
from tests.factories import DelegationFactory, GuestFactory, ParticipantFactory, Room, make_elector, make_room
from tests.sessions_app.factories import make_session, say, standing_of, vote
from tests.sessions_app.factories import put as put_to_a_check

pytestmark = pytest.mark.django_db


def put(room: Room, **terms: Any) -> Ballot:
    session = make_session(room.consultation, questions=1)
    text = session.questions.get().recommendations.get()
    return secret.put(standing_of(room.people["chair"]), text.pk, **terms)


def close(room: Room, ballot: Ballot) -> Ballot:
    return secret.close(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))


def declare(room: Room, ballot: Ballot) -> Ballot:
    return closing.declare(standing_of(room.people["chair"]), ballot.pk)


def text_of(ballot: Ballot) -> Recommendation:
    assert ballot.version
    return Recommendation.objects.get(pk=ballot.version.recommendation_id)


def voters(room: Room) -> list[Participant]:
    return [person for name, person in room.people.items() if name[-1].isdigit()]


def cast(room: Room, ballot: Ballot, *choices: str) -> None:
    for person, choice in zip(voters(room), choices, strict=False):
        assert secret.cast(person.pk, ballot.pk, choice)["answer"] == "ok"


def test_totals_and_outcome_stand_in_the_record_and_nothing_of_who() -> None:
    room = make_room(per_group=3)
    ballot = put(room)
    cast(room, ballot, *["yes"] * 5, *["no"] * 2, "abstain")
    assert turnout(ballot) == (8, 13)
    closed = close(room, ballot)
    assert closed.tally["total"]["counts"] == {"yes": 5, "no": 2, "abstain": 1}
    assert closed.tally["groups"] == []
    assert closed.tally["outcome"] == "adopted"
    entry = RecordEntry.objects.get(act="close")
    assert entry.payload["digest"] == closed.digest == secret.digest(closed)
    assert [e.act for e in RecordEntry.objects.filter(subject=f"ballot-{ballot.pk}")] == ["put", "close"]


def test_nothing_but_two_rows_is_written_by_a_vote() -> None:
    room = make_room(per_group=1)
    ballot = put(room)
    entries = RecordEntry.objects.count()
    receipt = secret.cast(voters(room)[0].pk, ballot.pk, "yes")["receipt"]
    assert (Vote.objects.count(), Command.objects.count(), RecordEntry.objects.count()) == (0, 0, entries)
    participation, row = Participation.objects.get(), SecretVote.objects.get()
    assert receipt == str(participation.pk) != str(row.pk)
    linking = {field.name for field in SecretVote._meta.fields} & {"elector", "at", "participant", "command_id"}
    assert not linking
    assert not {field.name for field in Participation._meta.fields} & {"at", "choice", "answer", "command_id"}


def test_a_repeat_is_answered_alike_and_the_first_ballot_stands() -> None:
    room = make_room(per_group=1)
    ballot, person = put(room), voters(room)[0]
    first = secret.cast(person.pk, ballot.pk, "yes")
    assert secret.cast(person.pk, ballot.pk, "yes") == first
    assert secret.cast(person.pk, ballot.pk, "no") == first
    assert SecretVote.objects.get().choice == "yes"
    close(room, ballot)
    assert secret.cast(person.pk, ballot.pk, "yes") == first  # the answer was lost, and asked for after the close


def test_two_members_of_one_delegation_have_one_ballot() -> None:
    room = make_room()
    body = room.delegations["Business A"]
    twins = [ParticipantFactory(consultation=room.consultation, delegation=body, is_elector=True) for _ in "ab"]
    ballot = put(room)
    assert secret.cast(twins[0].pk, ballot.pk, "yes") == secret.cast(twins[1].pk, ballot.pk, "no")
    assert SecretVote.objects.count() == 1


@pytest.mark.parametrize("choice", ["", "support", "Yes", "yes\x00", "\ud800", "y" * 10_000])
def test_an_illegal_answer_is_refused_and_none_stored(choice: str) -> None:
    room = make_room(per_group=1)
    ballot = put(room)
    with pytest.raises(RefusedError, match="not one of the answers"):
        secret.cast(voters(room)[0].pk, ballot.pk, choice)
    assert not Participation.objects.exists()
    assert not SecretVote.objects.exists()


@pytest.mark.parametrize("role", ["chair", "convenor", "observer", "rapporteur"])
def test_who_is_not_on_the_list_is_refused(role: str) -> None:
    room = make_room(per_group=1)
    ballot = put(room)
    with pytest.raises(RefusedError):
        secret.cast(room.people[role].pk, ballot.pk, "yes")
    stranger = make_room(per_group=1)
    with pytest.raises(RefusedError):
        secret.cast(voters(stranger)[0].pk, ballot.pk, "yes")
    assert not Participation.objects.exists()


def test_after_the_close_nobody_votes_and_the_socket_never_does() -> None:
    room = make_room(per_group=1)
    ballot, person = put(room), voters(room)[0]
    assert vote(person, ballot, "yes")["answer"] == "refused"
    with pytest.raises(RefusedError):
        closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))
    close(room, ballot)
    with pytest.raises(RefusedError) as refused:
        secret.cast(person.pk, ballot.pk, "yes")
    assert refused.value.answer == "closed"
    assert not SecretVote.objects.exists()
    with pytest.raises(RefusedError):
        close(room, ballot)


def test_the_clock_closes() -> None:
    room = make_room(per_group=1)
    ballot = put(room, minutes=5)
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(RefusedError):
        secret.cast(voters(room)[0].pk, ballot.pk, "yes")
    assert closing.close_due() == 0
    assert (secret.close_due(), secret.close_due()) == (1, 0)
    assert RecordEntry.objects.get(act="close").actor == "rule"


def test_closing_shuffles_under_new_ids_and_keeps_the_receipts() -> None:
    room = make_room(per_group=5)
    ballot = put(room)
    receipts = {secret.cast(person.pk, ballot.pk, "yes")["receipt"] for person in voters(room)}
    before = set(SecretVote.objects.values_list("pk", flat=True))
    close(room, ballot)
    assert not before & set(SecretVote.objects.values_list("pk", flat=True))
    assert {str(pk) for pk in Participation.objects.values_list("pk", flat=True)} == receipts


@pytest.mark.parametrize(
    ("choices", "terms", "outcome"),
    [
        (["yes", "no"], {}, "tie"),
        (["yes", "yes", "no"], {}, "adopted"),
        (["yes", "yes", "no"], {"majority": "two-thirds"}, "adopted"),
        (["yes", "yes", "no", "no", "yes"], {"majority": "two-thirds"}, "rejected"),
        (["yes", "abstain"], {"quorum": 3}, "no-quorum"),
        (["abstain"], {}, "nobody-voted"),
        ([], {}, "nobody-voted"),
    ],
)
def test_the_outcome_is_that_of_the_majority(choices: list[str], terms: dict[str, Any], outcome: str) -> None:
    room = make_room(per_group=2)
    ballot = put(room, **terms)
    cast(room, ballot, *choices)
    assert close(room, ballot).tally["outcome"] == outcome


@pytest.mark.parametrize(
    ("choices", "terms", "outcome", "state"),
    [
        (["yes", "yes", "no"], {}, "adopted", "adopted"),
        (["yes", "no"], {}, "not-adopted", "not-adopted"),
        (["yes", "yes", "no", "no", "yes"], {"majority": "two-thirds"}, "not-adopted", "not-adopted"),
        (["abstain"], {}, "not-adopted", "not-adopted"),
        (["yes", "yes"], {"quorum": 3}, "no-quorum", "candidate"),
    ],
)
def test_the_chair_declares_what_the_count_decides_and_the_text_becomes_it(
    choices: list[str], terms: dict[str, Any], outcome: str, state: str
) -> None:
    room = make_room(per_group=2)
    ballot = put(room, **terms)
    cast(room, ballot, *choices)
    close(room, ballot)
    assert (text_of(ballot).state, ballot_again(ballot).outcome) == ("candidate", "")
    declared = declare(room, ballot)
    assert (declared.outcome, text_of(ballot).state) == (outcome, state)
    assert declared.declared_at is not None
    assert RecordEntry.objects.get(act="declare").payload == {"outcome": outcome}


def test_it_is_declared_once_after_the_close_and_the_text_waits_for_it() -> None:
    room = make_room(per_group=2)
    ballot, chair = put(room), standing_of(room.people["chair"])
    with pytest.raises(RefusedError, match="not closed"):
        declare(room, ballot)
    cast(room, ballot, "yes")
    close(room, ballot)
    for act in (
        lambda: secret.put(chair, text_of(ballot).pk),
        lambda: voting.put(chair, text_of(ballot).pk),
        lambda: drafting.set_state(chair, text_of(ballot).pk, "put-forward"),
        lambda: drafting.reword(chair, text_of(ballot).pk, drafting.Wording("Other words.", 1, "Shorter.")),
    ):
        with pytest.raises(RefusedError, match="waits for the chair to declare"):
            act()
    for role in ("participant", "rapporteur", "observer"):
        with pytest.raises(RefusedError):
            closing.declare(standing_of(room.people[role]), ballot.pk)
    with pytest.raises(RefusedError, match="no such ballot"):
        closing.declare(standing_of(make_room(per_group=1).people["chair"]), ballot.pk)
    declare(room, ballot)
    with pytest.raises(RefusedError, match="was declared"):
        declare(room, ballot)
    assert RecordEntry.objects.filter(act="declare").count() == 1


def test_only_a_candidate_is_put_to_it() -> None:
    room = make_room(per_group=1)
    text = make_session(room.consultation, questions=1).questions.get().recommendations.get()
    chair = standing_of(room.people["chair"])
    drafting.set_state(chair, text.pk, "put-forward")
    with pytest.raises(RefusedError, match="put forward"):
        secret.put(chair, text.pk)


def test_no_outcome_of_a_check_is_declared() -> None:
    room = make_room(per_group=1)
    question = make_session(room.consultation, questions=1).questions.get()
    check = put_to_a_check(room.people["chair"], question)
    closing.close_ballot(check.pk, room.people["chair"])
    with pytest.raises(RefusedError, match="No outcome"):
        declare(room, check)


def test_whoever_lost_can_reserve_and_nobody_explains_a_secret_vote() -> None:
    room = make_room(per_group=2)
    ballot = put(room)
    cast(room, ballot, "yes", "yes", "no")
    close(room, ballot)
    declare(room, ballot)
    me = standing_of(room.people["States 1"])
    assert position.open_kinds(me, text_of(ballot)) == [PositionKind.GENERAL, PositionKind.RESERVATION]
    position.state(me, text_of(ballot).pk, position.Words("reservation", "We read it as a wish."))
    assert text_of(ballot).state == "reserved"


def test_terms_that_make_no_sense_are_refused() -> None:
    room = make_room()
    text = make_session(room.consultation, questions=1).questions.get().recommendations.get()
    chair = standing_of(room.people["chair"])
    for terms in ({"majority": "half"}, {"quorum": 99}, {"quorum": -1}, {"minutes": 0}):
        with pytest.raises(RefusedError):
            secret.put(chair, text.pk, **terms)  # type: ignore[arg-type]
    with pytest.raises(RefusedError):
        secret.put(standing_of(room.people["participant"]), text.pk)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("rule", list(Rule))
def test_totals_are_all_that_is_shown_and_nothing_of_a_few(rule: Rule) -> None:
    room = make_room(rule=rule, per_group=3)
    ballot = put(room)
    assert reading.result(ballot, rule) is None
    cast(room, ballot, *["yes"] * 7, *["no"] * 4)
    shown = reading.result(close(room, ballot), rule)
    assert shown is not None
    assert shown.words == "7 in favour, 4 against, 0 abstain"
    outside = reading.result(ballot_again(ballot), rule, Audience.OUTSIDE)
    assert (outside is None) == (rule is Rule.CHATHAM_HOUSE)


def ballot_again(ballot: Ballot) -> Ballot:
    return Ballot.objects.get(pk=ballot.pk)


def test_of_a_few_votes_the_outcome_alone_is_shown_and_why() -> None:
    room = make_room(per_group=1)
    ballot = put(room)
    cast(room, ballot, "yes", "no", "yes")
    close(room, ballot)
    shown = reading.result(declare(room, ballot), Rule.ON_THE_RECORD)
    assert shown is not None
    assert (shown.outcome, shown.words, shown.counts) == ("Adopted by secret ballot", "", [])
    assert "Of fewer than 5" in shown.note


def test_where_all_voted_alike_it_is_said() -> None:
    room = make_room(per_group=2)
    ballot = put(room)
    cast(room, ballot, *["yes"] * 6)
    shown = reading.result(close(room, ballot), Rule.ON_THE_RECORD)
    assert shown is not None
    assert "voted alike" in shown.note


# --- the list of the entitled ---------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_whoever_comes_onto_the_list_while_the_box_is_open_cannot_vote_and_is_in_no_number() -> None:
    room = make_room(per_group=1)
    ballot = put(room, quorum=5)
    late = ParticipantFactory(consultation=room.consultation, is_elector=True)
    with pytest.raises(RefusedError, match="was closed when this ballot was put"):
        secret.cast(late.pk, ballot.pk, "yes")
    assert (turnout(ballot), Participation.objects.count()) == ((0, 5), 0)
    cast(room, ballot, *["yes"] * 4)
    closed = close(room, ballot)
    put_with, closed_with = (RecordEntry.objects.get(act=act).payload["entitled"] for act in ("put", "close"))
    assert put_with == closed_with == closed.entitled == 5
    assert closed.tally["outcome"] == "no-quorum"


def test_the_list_says_after_the_close_who_voted_and_nothing_before() -> None:
    room = make_room(per_group=1)
    ballot = put(room)
    cast(room, ballot, "yes", "no")
    assert set(ballot.roll.values_list("voted", flat=True)) == {None}
    close(room, ballot)
    voted = ballot.roll.filter(voted=True).values_list("elector__delegation__name", flat=True)
    assert sorted(voted) == sorted(person.delegation.name for person in voters(room)[:2] if person.delegation)
    assert ballot.roll.filter(voted=False).count() == 3


def test_whoever_was_removed_before_is_not_on_the_list() -> None:
    room = make_room(per_group=1)
    gone = ParticipantFactory(consultation=room.consultation, is_elector=True)
    people.end_part(gone)
    assert turnout(put(room)) == (0, 5)


@pytest.mark.both_databases
@pytest.mark.parametrize("has_voted", [True, False])
def test_a_guest_on_the_list_who_claims_an_account_on_it_is_one_line(has_voted: bool) -> None:
    room = make_room(per_group=1)
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), is_elector=True)
    own = ParticipantFactory(consultation=room.consultation, is_elector=True)
    ballot = put(room)
    if has_voted:
        secret.cast(guest.pk, ballot.pk, "yes")
    joining.claim(guest.user, own.user.email)
    assert turnout(ballot) == (int(has_voted), 6)
    assert secret.cast(own.pk, ballot.pk, "no")["answer"] == "ok"
    closed = close(room, ballot)
    assert (closed.entitled, closed.tally["total"]["counts"]["yes"]) == (6, int(has_voted))


def test_the_database_refuses_a_second_participation_and_an_unknown_choice() -> None:
    room = make_room(per_group=1)
    ballot = put(room)
    elector = Elector.objects.first()
    assert elector
    Participation.objects.create(ballot=ballot, elector=elector)
    for row in (
        Participation(ballot=ballot, elector=elector),
        SecretVote(ballot=ballot, choice="support"),
        SecretVote(ballot=ballot),
        SecretVote(ballot=ballot, choice="yes", answer="1"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_a_guest_who_voted_and_becomes_somebody_else_cannot_vote_again() -> None:
    room = make_room(per_group=1)
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory())
    own = ParticipantFactory(consultation=room.consultation)
    make_elector(guest), make_elector(own)
    ballot = put(room)
    first = secret.cast(guest.pk, ballot.pk, "yes")
    merging.merge(own, guest)
    assert secret.cast(own.pk, ballot.pk, "no") == first
    assert SecretVote.objects.count() == 1


def test_where_guest_and_account_both_voted_they_stay_two_until_the_box_is_closed() -> None:
    room = make_room(per_group=1)
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), is_elector=True)
    own = ParticipantFactory(consultation=room.consultation, is_elector=True)
    ballot = put(room)
    contribution = say(guest, GuidingQuestion.objects.get(), "Said as a guest.")
    for person, choice in ((guest, "yes"), (own, "no")):
        secret.cast(person.pk, ballot.pk, choice)
    with pytest.raises(RefusedError, match="stay apart until it is closed"):
        joining.claim(guest.user, own.user.email)
    contribution.refresh_from_db()
    guest.user.refresh_from_db()
    assert (contribution.author_id, guest.user.is_active) == (guest.pk, True)
    close(room, ballot)
    joining.claim(guest.user, own.user.email)
    contribution.refresh_from_db()
    assert contribution.author_id == own.pk


@pytest.mark.parametrize(("is_head", "of_the_body"), [(True, 0), (False, 1)])
def test_only_who_speaks_for_a_delegation_uses_up_its_vote_by_claiming_a_guests(
    is_head: bool, of_the_body: int
) -> None:
    """The guest's vote stays in the box, once. The head's own was the body's; another member's locks nobody out."""
    room = make_room(per_group=1)
    body = DelegationFactory(consultation=room.consultation)
    of_body = {"consultation": room.consultation, "delegation": body}
    head = ParticipantFactory(**of_body, is_head=True, is_elector=True)
    own = head if is_head else ParticipantFactory(**of_body)
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), is_elector=True)
    ballot = put(room)
    receipt = secret.cast(guest.pk, ballot.pk, "yes")["receipt"]
    joining.claim(guest.user, own.user.email)
    assert (secret.cast(head.pk, ballot.pk, "no")["receipt"] == receipt) is is_head
    assert SecretVote.objects.count() == Participation.objects.count() == 1 + of_the_body
    with pytest.raises(RefusedError):
        secret.cast(guest.pk, ballot.pk, "no")


def test_a_member_can_claim_a_guest_who_voted_though_the_head_has_voted() -> None:
    room = make_room(per_group=1)
    body = DelegationFactory(consultation=room.consultation)
    head = ParticipantFactory(consultation=room.consultation, delegation=body, is_head=True, is_elector=True)
    own = ParticipantFactory(consultation=room.consultation, delegation=body)
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), is_elector=True)
    ballot = put(room)
    for person in (head, guest):
        secret.cast(person.pk, ballot.pk, "yes")
    assert joining.claim(guest.user, own.user.email) == own.user
    assert close(room, ballot).tally["total"]["counts"]["yes"] == 2


def test_own_data_tells_the_receipt_and_no_vote() -> None:
    room = make_room()
    person = ParticipantFactory(consultation=room.consultation, is_elector=True)
    ballot = put(room)
    receipt = secret.cast(person.pk, ballot.pk, "yes")["receipt"]
    told = own_data(person.user)
    assert told["positions"] == []
    assert [row["receipt"] for row in told["secret_ballots"]] == [receipt]
    assert "yes" not in str(told)

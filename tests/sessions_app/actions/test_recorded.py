"""Recorded votes: by delegations of one constituency, or a majority in each, off unless a rule provides for them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.attribution import Rule
from consult.models import Consultation, Participant, RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import closing, decision, drafting, recorded
from sessions_app.models import Ballot, GuidingQuestion, Recommendation
from sessions_app.queries import decision as reading
from sessions_app.queries.session import terms_of_ballot
from sessions_app.queries.voting import mine, result, turnout
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.deciding import provide, put_recorded
from tests.sessions_app.factories import make_session, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def room() -> Room:
    return make_room(per_group=3)


@pytest.fixture
def question(room: Room) -> GuidingQuestion:
    return make_session(room.consultation).questions.get(number=1)


@pytest.fixture
def ballot(room: Room, question: GuidingQuestion) -> Ballot:
    provide(room)
    return put_recorded(room.people["chair"], question)


def close(room: Room, ballot: Ballot) -> Ballot:
    return closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))


def declare(room: Room, ballot: Ballot) -> Ballot:
    return closing.declare(standing_of(room.people["chair"]), ballot.pk)


def cast(room: Room, ballot: Ballot, **choices: str) -> None:
    """``States_1="yes"``."""
    for name, choice in choices.items():
        answer = vote(room.people[name.replace("_", " ")], ballot, choice)
        assert answer == {"answer": "ok"}, answer


def outcome_of(room: Room, ballot: Ballot) -> tuple[str, str]:
    """What it came to, and what its text thereby is."""
    close(room, ballot)
    declared = declare(room, ballot)
    assert ballot.version is not None
    return declared.outcome, Recommendation.objects.get(pk=ballot.version.recommendation_id).state


# --- whether there is one at all --------------------------------------------------------------------------------


def test_it_is_off_until_the_convenor_names_the_rule(room: Room, question: GuidingQuestion) -> None:
    with pytest.raises(RefusedError, match="has not named the rule"):
        put_recorded(room.people["chair"], question)
    provide(room, constituencies=[])
    with pytest.raises(RefusedError, match="needs a constituency"):
        put_recorded(room.people["chair"], question)
    provide(room)
    assert put_recorded(room.people["chair"], question).terms.rule == "Rule 12"


def test_only_the_convenor_names_it_and_only_chair_and_convenor_put_it(room: Room, question: GuidingQuestion) -> None:
    with pytest.raises(RefusedError, match="is for"):
        decision.save_rules(standing_of(room.people["chair"]), {})
    provide(room)
    for role in ("participant", "rapporteur", "observer", "scribe"):
        with pytest.raises(RefusedError, match="is for: Convenor, Chair"):
            put_recorded(room.people[role], question)


def test_where_nobody_is_named_nothing_is_recorded_by_name(room: Room, question: GuidingQuestion) -> None:
    provide(room)
    question.session.attribution_rule = "anonymous"
    question.session.save()
    with pytest.raises(RefusedError, match="secret ballot"):
        put_recorded(room.people["chair"], question)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("state", ["put-forward", "not-adopted", "withdrawn"])
def test_only_a_candidate_is_put_to_it(room: Room, question: GuidingQuestion, state: str) -> None:
    provide(room)
    question.recommendations.update(state=state)
    with pytest.raises(RefusedError, match="cannot be put"):
        put_recorded(room.people["chair"], question)


def test_a_constituency_without_a_delegation_on_the_list_is_refused(room: Room, question: GuidingQuestion) -> None:
    empty = room.consultation.groups.create(name="Nobody yet", position=9)
    provide(room, constituencies=[room.group("States").pk, empty.pk])
    with pytest.raises(RefusedError, match="No delegation of Nobody yet"):
        put_recorded(room.people["chair"], question)


# --- who votes --------------------------------------------------------------------------------------------------


def test_only_delegations_of_its_constituency_vote(room: Room, ballot: Ballot) -> None:
    assert "not on the list" in str(vote(room.people["Business 1"], ballot, "yes")["reason"])
    cast(room, ballot, States_1="yes", participant="no")
    assert turnout(ballot) == (2, 4)


def test_the_list_is_frozen_when_it_is_put(room: Room, ballot: Ballot) -> None:
    late = ParticipantFactory(
        consultation=room.consultation,
        group=room.group("States"),
        delegation=room.delegations["States B"],
        is_elector=True,
    )
    assert "not on the list" in str(vote(late, ballot, "yes")["reason"])
    assert list(ballot.roll.values_list("elector__delegation__name", flat=True)) == sorted(
        ["States A", *(f"States {n} delegation" for n in (1, 2, 3))]
    )


def test_the_answers_are_yes_no_and_abstain(room: Room, ballot: Ballot) -> None:
    for choice in ("support", "object", "live-with", "join", "break", "", "YES"):
        assert vote(room.people["participant"], ballot, choice, "Because.")["answer"] == "refused"
    assert not ballot.votes.exists()


def member_of(head: Participant) -> Participant:
    return ParticipantFactory(
        consultation=head.consultation, name="A member", group=head.group, delegation=head.delegation
    )


def test_whom_the_head_authorizes_votes_for_the_delegation_and_both_see_who_did(room: Room, ballot: Ballot) -> None:
    head = room.people["participant"]
    member = member_of(head)
    assert "not on the list" in str(vote(member, ballot, "yes")["reason"])
    decision.authorize(standing_of(head), member.pk, True)
    assert vote(member, ballot, "yes")["answer"] == "ok"
    assert mine(ballot, head).set_by == "A member"
    assert mine(ballot, member).set_by == ""
    decision.authorize(standing_of(head), member.pk, False)
    assert vote(member, ballot, "no")["answer"] == "refused"
    assert ballot.votes.get().choice == "yes"


def test_only_a_head_authorizes_and_only_members_of_its_own(room: Room) -> None:
    head, other = room.people["participant"], room.people["States 1"]
    with pytest.raises(RefusedError, match="no such member"):
        decision.authorize(standing_of(head), other.pk, True)
    with pytest.raises(RefusedError, match="no such member"):
        decision.authorize(standing_of(head), head.pk, True)
    with pytest.raises(RefusedError, match="head of a delegation"):
        decision.authorize(standing_of(member_of(head)), head.pk, True)


def test_a_member_who_changed_delegations_no_longer_votes_for_the_first(room: Room, ballot: Ballot) -> None:
    head = room.people["participant"]
    member = member_of(head)
    decision.authorize(standing_of(head), member.pk, True)
    Participant.objects.filter(pk=member.pk).update(delegation=room.delegations["States B"])
    assert vote(member, ballot, "yes")["answer"] == "refused"


# --- what it comes to -------------------------------------------------------------------------------------------


def test_more_yes_than_no_adopts_and_abstentions_do_not_count(room: Room, ballot: Ballot) -> None:
    cast(room, ballot, States_1="yes", States_2="abstain", States_3="abstain")
    assert outcome_of(room, ballot) == ("adopted", "adopted")


def test_a_tie_rejects(room: Room, ballot: Ballot) -> None:
    cast(room, ballot, States_1="yes", States_2="no")
    assert outcome_of(room, ballot) == ("not-adopted", "not-adopted")
    ballot.terms.refresh_from_db()
    assert ballot.terms.decision is not None
    assert ballot.terms.decision["each"][0]["outcome"] == "tie"


def test_two_thirds_of_those_who_vote_yes_or_no(room: Room, question: GuidingQuestion) -> None:
    provide(room, majority="two-thirds")
    ballot = put_recorded(room.people["chair"], question)
    cast(room, ballot, participant="yes", States_1="yes", States_2="no", States_3="abstain")
    assert outcome_of(room, ballot) == ("adopted", "adopted")


def test_without_a_quorum_nothing_is_decided_and_it_can_be_put_again(room: Room, question: GuidingQuestion) -> None:
    provide(room, quorum={room.group("States").pk: 3})
    ballot = put_recorded(room.people["chair"], question)
    cast(room, ballot, States_1="yes", States_2="abstain")
    assert outcome_of(room, ballot) == ("no-quorum", "candidate")
    again = put_recorded(room.people["chair"], question)
    cast(room, again, States_1="yes", States_2="abstain", States_3="yes")
    assert outcome_of(room, again) == ("adopted", "adopted")


def test_a_quorum_that_nobody_can_reach_is_refused(room: Room, question: GuidingQuestion) -> None:
    states, chair = room.group("States").pk, standing_of(room.people["chair"])
    provide(room, quorum={states: 99})
    with pytest.raises(RefusedError, match="at most the number of those who may vote"):
        put_recorded(room.people["chair"], question)
    assert not Ballot.objects.exists()
    provide(room, quorum={states: 2})
    ballot = put_recorded(room.people["chair"], question)
    with pytest.raises(RefusedError, match="at most the number of those who may vote"):
        recorded.change_terms(chair, ballot.pk, majority="simple", quorum={states: ballot.roll.count() + 1})
    recorded.change_terms(chair, ballot.pk, majority="simple", quorum={states: ballot.roll.count()})


def test_of_two_constituencies_each_needs_its_majority_and_there_is_no_total(
    room: Room, question: GuidingQuestion
) -> None:
    provide(room, "States", "Business")
    ballot = put_recorded(room.people["chair"], question)
    cast(room, ballot, participant="yes", States_1="yes", States_2="yes", Business_1="no", Business_2="abstain")
    assert outcome_of(room, ballot) == ("not-adopted", "not-adopted")


def test_a_delegation_can_weigh_more(room: Room, question: GuidingQuestion) -> None:
    body = room.people["States 1"].delegation_id
    provide(room, weights={body: 5})
    ballot = put_recorded(room.people["chair"], question)
    cast(room, ballot, participant="yes", States_1="no", States_2="yes")
    assert outcome_of(room, ballot) == ("not-adopted", "not-adopted")
    ballot.terms.refresh_from_db()
    assert ballot.terms.decision is not None
    assert [(one["yes"], one["no"], one["bodies"]) for one in ballot.terms.decision["each"]] == [(2, 5, 3)]


def test_the_outcome_is_declared_once_after_the_close_and_the_text_waits_for_it(
    room: Room, ballot: Ballot, question: GuidingQuestion
) -> None:
    text = question.recommendations.get()
    with pytest.raises(RefusedError, match="not closed"):
        declare(room, ballot)
    cast(room, ballot, States_1="yes")
    close(room, ballot)
    with pytest.raises(RefusedError, match="waits for the chair to declare"):
        put_recorded(room.people["chair"], question)
    with pytest.raises(RefusedError, match="waits for the chair to declare"):
        drafting.reword(standing_of(room.people["rapporteur"]), text.pk, drafting.Wording("Other words.", 1, "So."))
    declare(room, ballot)
    with pytest.raises(RefusedError, match="was declared"):
        declare(room, ballot)
    with pytest.raises(RefusedError, match="cannot be put"):
        put_recorded(room.people["chair"], question)


def test_no_word_of_the_desk_adopts_a_text(room: Room, question: GuidingQuestion) -> None:
    for state in ("adopted", "without-vote", "reserved", "replaced"):
        with pytest.raises(RefusedError, match="put forward, not adopted or withdrawn"):
            drafting.set_state(standing_of(room.people["chair"]), question.recommendations.get().pk, state)


def test_the_lists_are_frozen_and_stand_in_the_record_with_the_digest(room: Room, ballot: Ballot) -> None:
    cast(room, ballot, States_1="yes", States_2="no")
    closed = close(room, ballot)
    assert sorted(ballot.roll.filter(voted=True).values_list("elector__delegation__name", flat=True)) == [
        "States 1 delegation",
        "States 2 delegation",
    ]
    assert ballot.roll.filter(voted=False).count() == 2
    entry = RecordEntry.objects.order_by("-seq")[0]
    assert (entry.act, entry.payload["entitled"], entry.payload["digest"]) == ("close", 4, closed.digest)
    assert len(entry.payload["roll"]) == 64


# --- hidden while it runs; shown by rule --------------------------------------------------------------------------


def test_while_it_runs_nothing_of_the_choices_is_read(room: Room, ballot: Ballot) -> None:
    cast(room, ballot, States_1="yes")
    rule = terms_of_ballot(ballot).rule
    assert result(ballot, rule) is None
    assert {line.choice for line in reading.lines(ballot, rule)} == {""}
    assert not any(line.voted for line in reading.lines(ballot, rule))


@pytest.mark.parametrize(
    ("rule", "choices"),
    [("on-the-record", {"yes", "no", ""}), ("by-delegation", {"yes", "no", ""}), ("by-group", set())],
)
def test_who_voted_how_is_shown_where_the_rule_allows_it(
    room: Room, ballot: Ballot, rule: str, choices: set[str]
) -> None:
    cast(room, ballot, States_1="yes", States_2="no")
    close(room, ballot)
    Consultation.objects.update(attribution_rule=rule)
    ballot = Ballot.objects.get()
    assert {line.choice for line in reading.lines(ballot, Rule(rule))} == choices


# --- suspension, terms --------------------------------------------------------------------------------------------


def test_a_suspended_vote_counts_nothing_keeps_its_time_and_goes_on(room: Room, question: GuidingQuestion) -> None:
    provide(room)
    ballot = put_recorded(room.people["chair"], question, minutes=10)
    chair = standing_of(room.people["chair"])
    cast(room, ballot, States_1="yes")
    recorded.suspend(chair, ballot.pk)
    assert "suspended" in str(vote(room.people["States 2"], ballot, "no")["reason"])
    assert closing.close_due() == 0
    with pytest.raises(RefusedError, match="not open"):
        close(room, ballot)
    with pytest.raises(RefusedError, match="open already"):
        put_recorded(room.people["chair"], question)
    resumed = recorded.resume(chair, ballot.pk)
    assert resumed.closes_at is not None
    assert timedelta(minutes=9) < resumed.closes_at - timezone.now() <= timedelta(minutes=10)
    cast(room, ballot, States_2="no")
    with pytest.raises(RefusedError, match="not suspended"):
        recorded.resume(chair, ballot.pk)


def test_once_a_vote_is_in_the_terms_become_stricter_never_looser(room: Room, question: GuidingQuestion) -> None:
    states = room.group("States").pk
    provide(room, majority="two-thirds", quorum={states: 2})
    ballot, chair = put_recorded(room.people["chair"], question), standing_of(room.people["chair"])
    recorded.change_terms(chair, ballot.pk, majority="simple", quorum={states: 1})
    recorded.change_terms(chair, ballot.pk, majority="two-thirds", quorum={states: 2})
    cast(room, ballot, States_1="yes")
    for majority, quorum in (("simple", {states: 2}), ("two-thirds", {states: 1})):
        with pytest.raises(RefusedError, match="stricter, not looser"):
            recorded.change_terms(chair, ballot.pk, majority=majority, quorum=quorum)
    recorded.change_terms(chair, ballot.pk, majority="two-thirds", quorum={states: 4})
    ballot.terms.refresh_from_db()
    assert (ballot.terms.majority, ballot.terms.quorum) == ("two-thirds", {str(states): 4})
    with pytest.raises(RefusedError, match="from 0 to"):
        recorded.change_terms(chair, ballot.pk, majority="two-thirds", quorum={states: 10**9})


# --- the roll, the telephone --------------------------------------------------------------------------------------


def test_the_roll_is_called_line_by_line_and_no_screen_answers_meanwhile(room: Room, ballot: Ballot) -> None:
    chair = standing_of(room.people["chair"])
    cast(room, ballot, States_3="abstain")
    recorded.call_roll(chair, ballot.pk)
    assert "The roll is being called" in str(vote(room.people["States 1"], ballot, "yes")["reason"])
    for place, choice in enumerate(("yes", "no", "", "yes"), 1):
        recorded.answer_roll(chair, ballot.pk, place, choice)
    ballot.terms.refresh_from_db()
    assert ballot.terms.roll_place == recorded.ROLL_IS_OVER
    recorded.answer_roll(chair, ballot.pk, 3, "yes")
    votes = list(ballot.votes.order_by("elector__delegation__name").values_list("choice", "way"))
    assert votes == [("yes", "roll"), ("no", "roll"), ("yes", "roll"), ("yes", "roll")]
    assert outcome_of(room, ballot) == ("adopted", "adopted")


def test_a_position_told_by_telephone_is_marked_until_the_delegation_votes_itself(room: Room, ballot: Ballot) -> None:
    chair, head = standing_of(room.people["chair"]), room.people["participant"]
    elector = ballot.roll.get(elector__delegation=head.delegation).elector_id
    recorded.tell(chair, ballot.pk, elector, "no", way="telephone")
    own = mine(ballot, head)
    assert own.vote is not None
    assert (own.vote.choice, own.vote.way) == ("no", "telephone")
    assert "told by telephone" in own.set_by
    cast(room, ballot, participant="yes")
    assert list(ballot.votes.values_list("choice", "way")) == [("yes", "")]


@pytest.mark.parametrize(("choice", "way"), [("yes", ""), ("yes", "roll"), ("support", "telephone"), ("", "room")])
def test_what_is_entered_for_a_delegation_is_checked(room: Room, ballot: Ballot, choice: str, way: str) -> None:
    with pytest.raises(RefusedError):
        recorded.tell(
            standing_of(room.people["chair"]), ballot.pk, ballot.roll.get(place=1).elector_id, choice, way=way
        )
    assert not ballot.votes.exists()


def test_nobody_is_called_by_name_where_the_rule_names_no_delegation(room: Room, question: GuidingQuestion) -> None:
    provide(room)
    question.session.attribution_rule = "by-group"
    question.session.save()
    ballot, chair = put_recorded(room.people["chair"], question), standing_of(room.people["chair"])
    with pytest.raises(RefusedError, match="not named"):
        recorded.call_roll(chair, ballot.pk)
    with pytest.raises(RefusedError, match="not named"):
        recorded.tell(chair, ballot.pk, ballot.roll.get(place=1).elector_id, "yes", way="telephone")


def test_nothing_is_done_to_a_ballot_of_another_consultation_or_method(room: Room, ballot: Ballot) -> None:
    stranger = standing_of(make_room().people["chair"])
    for act in (recorded.suspend, recorded.resume, closing.declare, recorded.call_roll):
        with pytest.raises(RefusedError, match="no such ballot"):
            act(stranger, ballot.pk)
        with pytest.raises(RefusedError, match="no such ballot"):
            act(standing_of(room.people["chair"]), 987_654)

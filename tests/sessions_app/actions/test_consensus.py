"""Adoption without a vote: objections asked for, a last call of sixty seconds, the chair's word."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import closing, consensus, recorded
from sessions_app.models import Ballot, DecisionTerms, GuidingQuestion, Recommendation
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, put, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def room() -> Room:
    return make_room(per_group=1)


@pytest.fixture
def question(room: Room) -> GuidingQuestion:
    return make_session(room.consultation).questions.get(number=1)


@pytest.fixture
def ballot(room: Room, question: GuidingQuestion) -> Ballot:
    return consensus.put(standing_of(room.people["chair"]), question.recommendations.get().pk)


def state_of(ballot: Ballot) -> tuple[str, str, str]:
    ballot.refresh_from_db()
    assert ballot.version is not None
    return ballot.state, ballot.outcome, Recommendation.objects.get(pk=ballot.version.recommendation_id).state


def call(room: Room, ballot: Ballot, ago: int = 0) -> None:
    """The last call, begun so many seconds ago."""
    consensus.last_call(standing_of(room.people["chair"]), ballot.pk)
    DecisionTerms.objects.filter(ballot=ballot).update(called_at=timezone.now() - timedelta(seconds=ago))


def test_the_chair_declares_after_the_last_call_and_not_before(room: Room, ballot: Ballot) -> None:
    chair = standing_of(room.people["chair"])
    with pytest.raises(RefusedError, match="until the end of the last call"):
        consensus.declare(chair, ballot.pk)
    call(room, ballot, ago=59)
    with pytest.raises(RefusedError, match="until the end of the last call"):
        consensus.declare(chair, ballot.pk)
    with pytest.raises(RefusedError, match="running already"):
        consensus.last_call(chair, ballot.pk)
    DecisionTerms.objects.update(called_at=timezone.now() - timedelta(seconds=consensus.LAST_CALL))
    consensus.declare(chair, ballot.pk)
    assert state_of(ballot) == ("closed", "without-vote", "without-vote")
    assert RecordEntry.objects.order_by("-seq")[0].act == "adopt without a vote"
    with pytest.raises(RefusedError, match="not being asked for"):
        consensus.declare(chair, ballot.pk)


def test_the_word_consensus_stands_only_where_the_chair_says_it(room: Room, ballot: Ballot) -> None:
    call(room, ballot, ago=61)
    consensus.declare(standing_of(room.people["chair"]), ballot.pk, is_consensus=True)
    assert state_of(ballot) == ("closed", "consensus", "without-vote")


@pytest.mark.parametrize("called", [None, 10, 61])
def test_an_objection_stops_it_at_once(room: Room, ballot: Ballot, called: int | None) -> None:
    if called is not None:
        call(room, ballot, ago=called)
    who = room.people["Business 1"]
    assert "Say why you object" in str(vote(who, ballot, "object")["reason"])
    assert vote(who, ballot, "object", "It leaves companies out.") == {"answer": "ok"}
    assert state_of(ballot) == ("closed", "stopped", "candidate")
    entry = RecordEntry.objects.order_by("-seq")[0]
    assert (entry.act, entry.actor) == ("object", f"participant-{who.pk}")
    with pytest.raises(RefusedError, match="not being asked for"):
        consensus.declare(standing_of(room.people["chair"]), ballot.pk)
    assert vote(room.people["States 1"], ballot, "object", "So do we.")["answer"] == "closed"


def test_an_objection_that_was_stored_alone_still_forbids_the_declaration_and_the_clock_ends_it(
    room: Room, ballot: Ballot
) -> None:
    """As when the process ended between the vote and the act that follows from it."""
    call(room, ballot, ago=61)
    elector = ballot.roll.earliest("place").elector
    ballot.votes.create(elector=elector, choice="object", reason="No.", at=timezone.now())
    with pytest.raises(RefusedError, match="There is an objection"):
        consensus.declare(standing_of(room.people["chair"]), ballot.pk)
    closing.close_due()
    assert state_of(ballot) == ("closed", "stopped", "candidate")


def test_who_is_dissociated_from_a_part_stands_beside_the_text_that_is_adopted(room: Room, ballot: Ballot) -> None:
    who = room.people["Academia 1"]
    assert "from which paragraph" in str(vote(who, ballot, "dissociate")["reason"])
    assert vote(who, ballot, "dissociate", "paragraph 2, “shall”") == {"answer": "ok"}
    assert vote(room.people["States 1"], ballot, "dissociate", "all of it") == {"answer": "ok"}
    assert vote(room.people["States 1"], ballot, "join") == {"answer": "ok"}
    call(room, ballot, ago=61)
    consensus.declare(standing_of(room.people["chair"]), ballot.pk)
    [stated] = Recommendation.objects.get(pk=ballot.version.recommendation_id).position_statements.all()  # type: ignore[union-attr]
    assert (stated.kind, stated.part, stated.delegation, stated.participant) == (
        "dissociation", "paragraph 2, “shall”", who.delegation, who,
    )  # fmt: skip


def test_an_objection_from_the_room_is_entered_by_the_desk_and_stops_it_too(room: Room, ballot: Ballot) -> None:
    line = ballot.roll.get(elector__delegation=room.people["States 1"].delegation)
    recorded.tell(
        standing_of(room.people["chair"]), ballot.pk, line.elector_id, "object", reason="Too early.", way="room"
    )
    assert state_of(ballot) == ("closed", "stopped", "candidate")
    assert ballot.votes.get().way == "room"


def test_it_is_called_off_by_the_chair_and_can_be_asked_again(
    room: Room, ballot: Ballot, question: GuidingQuestion
) -> None:
    chair = standing_of(room.people["chair"])
    with pytest.raises(RefusedError, match="call it off"):
        closing.close_ballot(ballot.pk, room.people["chair"], chair)
    consensus.call_off(chair, ballot.pk)
    assert state_of(ballot) == ("closed", "called-off", "candidate")
    with pytest.raises(RefusedError, match="nothing to call off"):
        consensus.call_off(chair, ballot.pk)
    assert consensus.put(chair, question.recommendations.get().pk).pk != ballot.pk


def test_only_delegations_on_the_list_object(room: Room, ballot: Ballot) -> None:
    assert vote(room.people["observer"], ballot, "object", "No.")["answer"] == "refused"
    assert vote(room.people["chair"], ballot, "object", "No.")["answer"] == "refused"
    assert vote(room.people["States 1"], ballot, "support")["answer"] == "refused"
    assert state_of(ballot)[0] == "open"


@pytest.mark.parametrize("role", ["participant", "observer", "rapporteur", "scribe"])
def test_only_chair_and_convenor_ask_call_and_declare(room: Room, ballot: Ballot, role: str) -> None:
    here = standing_of(room.people[role])
    for act in (consensus.last_call, consensus.declare, consensus.call_off):
        with pytest.raises(RefusedError, match="is for: Convenor, Chair"):
            act(here, ballot.pk)


def test_the_acts_are_not_those_of_a_check(room: Room, question: GuidingQuestion) -> None:
    check, chair = put(room.people["chair"], question), standing_of(room.people["chair"])
    for act, words in (
        (consensus.last_call, "not being asked for"),
        (consensus.declare, "not being asked for"),
        (consensus.call_off, "nothing to call off"),
    ):
        with pytest.raises(RefusedError, match=words):
            act(chair, check.pk)

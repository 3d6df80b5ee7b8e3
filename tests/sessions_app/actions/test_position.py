"""Statements on position: each kind in its window, by whoever speaks for a delegation, printed as it came."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import closing, consensus, position
from sessions_app.actions.position import Words
from sessions_app.models import Ballot, DecisionTerms, GuidingQuestion, PositionStatement, Recommendation
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.deciding import provide, put_recorded
from tests.sessions_app.drafts import led_by
from tests.sessions_app.factories import make_session, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


@pytest.fixture
def question(room: Room) -> GuidingQuestion:
    return make_session(room.consultation).questions.get(number=1)


@pytest.fixture
def text(question: GuidingQuestion) -> Recommendation:
    return question.recommendations.get()


def state(room: Room, who: str, text: Recommendation, kind: str, words: str = "We say so.", **fields: object) -> str:
    """Make a statement; the text's state afterwards."""
    made = position.state(standing_of(room.people[who]), text.pk, Words(kind, words, **fields))  # type: ignore[arg-type]
    return Recommendation.objects.get(pk=made.recommendation_id).state


def by_vote(room: Room, question: GuidingQuestion, choice: str = "yes") -> Ballot:
    provide(room)
    ballot = put_recorded(room.people["chair"], question)
    vote(room.people["States 1"], ballot, choice)
    closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))
    return closing.declare(standing_of(room.people["chair"]), ballot.pk)


def without_vote(room: Room, question: GuidingQuestion) -> Ballot:
    chair = standing_of(room.people["chair"])
    ballot = consensus.put(chair, question.recommendations.get().pk)
    consensus.last_call(chair, ballot.pk)
    DecisionTerms.objects.filter(ballot=ballot).update(called_at=timezone.now() - timedelta(minutes=2))
    return consensus.declare(chair, ballot.pk)


def test_a_reservation_makes_a_text_adopted_with_reservations(
    room: Room, question: GuidingQuestion, text: Recommendation
) -> None:
    with pytest.raises(RefusedError, match="Nothing was decided"):
        state(room, "States 1", text, "reservation")
    by_vote(room, question)
    assert state(room, "States 1", text, "reservation", "We reserve our position.\n\nOn all of it.") == "reserved"
    assert state(room, "Business 1", text, "reservation") == "reserved"
    made = PositionStatement.objects.earliest("pk")
    assert made.text == "We reserve our position.\n\nOn all of it."
    assert (made.delegation, made.rule) == (room.people["States 1"].delegation, "on-the-record")
    entry = RecordEntry.objects.order_by("-seq")[0]
    assert entry.act == "state a position"
    assert "We say so" not in entry.body


def test_a_text_adopted_without_a_vote_can_be_reserved_on_and_dissociated_from(
    room: Room, question: GuidingQuestion, text: Recommendation
) -> None:
    without_vote(room, question)
    assert state(room, "States 1", text, "dissociation", "", part="“shall”") == "without-vote"
    assert state(room, "Business 1", text, "explanation") == "without-vote"
    assert state(room, "Academia 1", text, "reservation") == "reserved"
    with pytest.raises(RefusedError, match="does not follow"):
        state(room, "Academia 1", text, "after")


@pytest.mark.parametrize("kind", ["explanation", "dissociation"])
def test_where_there_was_a_vote_it_is_the_vote_that_is_explained(
    room: Room, question: GuidingQuestion, text: Recommendation, kind: str
) -> None:
    by_vote(room, question)
    with pytest.raises(RefusedError, match="does not follow"):
        state(room, "States 1", text, kind, part="all")
    assert state(room, "States 1", text, "after") == "adopted"


def test_nobody_reserves_on_what_was_not_adopted(room: Room, question: GuidingQuestion, text: Recommendation) -> None:
    by_vote(room, question, "no")
    with pytest.raises(RefusedError, match="does not follow"):
        state(room, "States 1", text, "reservation")
    assert state(room, "States 1", text, "after") == "not-adopted"


def test_before_the_vote_it_is_explained_until_voting_begins(
    room: Room, question: GuidingQuestion, text: Recommendation
) -> None:
    with pytest.raises(RefusedError, match="No vote on this text lies ahead"):
        state(room, "States 1", text, "before")
    provide(room)
    state(room, "States 1", text, "before")
    put_recorded(room.people["chair"], question)
    with pytest.raises(RefusedError, match="Nobody interrupts"):
        state(room, "States 2", text, "before")


@pytest.mark.parametrize("kind", ["before", "after"])
def test_sponsors_do_not_explain_their_vote_on_their_own_text(
    room: Room, question: GuidingQuestion, text: Recommendation, kind: str
) -> None:
    led_by(text, room.people["States 1"])
    provide(room)
    if kind == "after":
        by_vote(room, question)
    for who in ("States 1", "a colleague"):
        room.people["a colleague"] = room.people.get("a colleague") or ParticipantFactory(
            consultation=room.consultation, delegation=room.people["States 1"].delegation, is_head=False
        )
        with pytest.raises(RefusedError, match="sponsors a text does not explain"):
            state(room, who, text, kind)
    state(room, "States 2", text, kind)


def test_each_delegation_makes_each_statement_once_and_replies_twice(
    room: Room, question: GuidingQuestion, text: Recommendation
) -> None:
    by_vote(room, question)
    with pytest.raises(RefusedError, match="does not follow"):
        state(room, "States 2", text, "reply")
    state(room, "States 1", text, "after")
    with pytest.raises(RefusedError, match="has made this statement"):
        state(room, "States 1", text, "after")
    for _time in range(2):
        state(room, "States 2", text, "reply")
    with pytest.raises(RefusedError, match="has made this statement"):
        state(room, "States 2", text, "reply")


def test_the_window_ends_so_many_hours_after_the_decision(
    room: Room, question: GuidingQuestion, text: Recommendation
) -> None:
    ballot = by_vote(room, question)
    provide(room, statement_hours=2)
    Ballot.objects.filter(pk=ballot.pk).update(declared_at=timezone.now() - timedelta(hours=1, minutes=59))
    state(room, "States 1", text, "after")
    Ballot.objects.filter(pk=ballot.pk).update(declared_at=timezone.now() - timedelta(hours=2))
    for kind in ("after", "reservation", "general", "reply"):
        with pytest.raises(RefusedError, match="time for statements on this text is over"):
            state(room, "States 2", text, kind)


def test_words_are_counted_and_a_dissociation_says_from_what(
    room: Room, question: GuidingQuestion, text: Recommendation
) -> None:
    without_vote(room, question)
    provide(room, statement_words=3)
    for words, kind, refusal in (
        ("", "general", "it is empty"),
        ("one two three four", "general", "at most 3 words"),
        ("x" * 61, "general", "at most 3 words"),
        ("one two", "dissociation", "from which paragraph"),
        ("one", "nonsense", "no such kind"),
    ):
        with pytest.raises(RefusedError, match=refusal):
            state(room, "States 1", text, kind, words)
    with pytest.raises(RefusedError, match="in 300 characters"):
        state(room, "States 1", text, "dissociation", "", part="x" * 301)
    with pytest.raises(RefusedError, match="languages offered"):
        state(room, "States 1", text, "general", "one", language="xx")
    assert not PositionStatement.objects.exists()
    state(room, "States 1", text, "general", "half \ud83d\x00 two", language="fr")
    assert PositionStatement.objects.get().text == "half � two"


def test_a_delegation_speaks_on_behalf_of_those_the_convenor_listed_with_it(room: Room, text: Recommendation) -> None:
    body, other = room.people["States 1"].delegation, room.delegations["States B"]
    assert body is not None
    with pytest.raises(RefusedError, match="speaks for itself"):
        state(room, "States 1", text, "general", on_behalf_of=(other.pk,))
    body.on_behalf_of.add(other)
    state(room, "States 1", text, "general", on_behalf_of=(other.pk,))
    assert list(PositionStatement.objects.get().on_behalf_of.all()) == [other]


def test_a_member_without_authority_an_observer_and_staff_state_nothing(room: Room, text: Recommendation) -> None:
    head = room.people["participant"]
    room.people["a member"] = ParticipantFactory(consultation=room.consultation, delegation=head.delegation)
    for who in ("a member", "observer", "chair", "rapporteur"):
        with pytest.raises(RefusedError, match=r"head of a delegation|is for"):
            state(room, who, text, "general")
    elsewhere = make_session(make_room().consultation).questions.get(number=1).recommendations.get()
    with pytest.raises(RefusedError, match="no such text"):
        state(room, "participant", elsewhere, "general")

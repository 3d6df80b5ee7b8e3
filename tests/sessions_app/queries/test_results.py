"""What is shown of a check once it is closed, rule by rule."""

import pytest

from consult.attribution import Rule
from sessions_app.actions import closing
from sessions_app.models import Ballot
from sessions_app.queries.voting import result
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, put, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


@pytest.fixture
def ballot(room: Room) -> Ballot:
    return put(room.people["chair"], make_session(room.consultation).questions.get(number=1))


def close(room: Room, ballot: Ballot) -> Ballot:
    return closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))


def answered(room: Room, ballot: Ballot) -> Ballot:
    choices = ["support", "support", "live-with", "abstain", "support", "support", "support"]
    names = ["States 1", "States 2", "Civil society 1", "Civil society 2", "Business 1", "Business 2", "Academia 1"]
    for name, choice in zip(names, choices, strict=True):
        vote(room.people[name], ballot, choice)
    vote(room.people["Academia 2"], ballot, "object", "It comes too early.")
    return close(room, ballot)


@pytest.mark.parametrize("rule", list(Rule))
def test_after_closing_the_answers_are_told_apart_and_objections_are_stated(
    room: Room, ballot: Ballot, rule: Rule
) -> None:
    shown = result(answered(room, ballot), rule)
    assert shown is not None
    [objection] = shown.objections
    assert objection.reason == "It comes too early."
    if rule in {Rule.ON_THE_RECORD, Rule.BY_DELEGATION}:
        assert shown.words == "5 support, 1 can live with it, 1 objects, 1 abstains"
        assert "Academia 2 delegation" in str(objection.by.label)
        assert len(shown.rows) == 4
    else:
        assert objection.by.label == "One objection"
        assert "–" in {count for row in shown.rows for count in row.counts} | set(shown.words)


@pytest.mark.parametrize("rule", [Rule.BY_GROUP, Rule.CHATHAM_HOUSE, Rule.ANONYMOUS])
def test_a_single_answer_is_neither_told_nor_denied(room: Room, ballot: Ballot, rule: Rule) -> None:
    vote(room.people["participant"], ballot, "support")
    shown = result(close(room, ballot), rule)
    assert shown is not None
    assert shown.rows == []
    assert "1" not in shown.words
    assert "nobody" not in shown.words


def test_nothing_of_a_running_check_is_a_result(room: Room, ballot: Ballot) -> None:
    vote(room.people["participant"], ballot, "support")
    for rule in Rule:
        assert result(ballot, rule) is None

"""The record of a decision as a page: who voted how where the rule shows it, and nothing said of it elsewhere."""

import pytest
from django.test import Client
from django.urls import reverse

from sessions_app.actions import closing, silence
from sessions_app.models import Ballot
from tests.factories import Room, make_room
from tests.sessions_app.deciding import provide, put_recorded
from tests.sessions_app.factories import make_session, standing_of, vote

pytestmark = pytest.mark.django_db


def record_of(room: Room, ballot: Ballot) -> str:
    client = Client()
    client.force_login(room.people["observer"].user)
    shown = client.get(reverse("ballot", args=[room.slug, ballot.pk])).text
    return shown[shown.index("<main") : shown.index("</main>")]


def voted(rule: str, *, is_closed: bool = True) -> tuple[Room, Ballot]:
    """Two of the States voted."""
    room = make_room(rule=rule, per_group=2)
    provide(room)
    ballot = put_recorded(room.people["chair"], make_session(room.consultation).questions.get(number=1))
    for name, choice in (("States 1", "yes"), ("States 2", "no")):
        vote(room.people[name], ballot, choice)
    if is_closed:
        closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))
    return room, ballot


def test_on_the_record_each_vote_stands_beside_its_delegation() -> None:
    shown = record_of(*voted("on-the-record"))
    assert "Who voted how" in shown
    assert shown.count("did not vote") == 1


@pytest.mark.parametrize(("rule", "is_closed"), [("chatham-house", True), ("on-the-record", False)])
def test_where_votes_are_not_shown_nobody_is_said_not_to_have_voted(rule: str, is_closed: bool) -> None:
    shown = record_of(*voted(rule, is_closed=is_closed))
    assert ("States 1 delegation" in shown) is is_closed
    assert "did not vote" not in shown
    assert "Who voted how" not in shown
    assert ("nobody’s vote is named" in shown) is is_closed


def test_whoever_broke_a_silence_is_not_said_to_be_out_of_reach() -> None:
    room = make_room(per_group=2)
    text = make_session(room.consultation).questions.get(number=1).recommendations.get()
    ballot = silence.put(standing_of(room.people["chair"]), text.pk)
    vote(room.people["States 1"], ballot, "break", "We wait for instructions.")
    rows = [row.partition("</tr>")[0] for row in record_of(room, ballot).split("<tr")[1:]]
    [line] = [row for row in rows if "States 1 delegation" in row]
    assert "Break the silence" in line
    assert "not reached" not in line

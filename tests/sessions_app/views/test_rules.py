"""The page that says how questions are decided and what is shown of the answers, to everybody."""

import pytest
from django.test import Client

from consult.attribution import Rule
from sessions_app.rules.shown import INSIDE, OUTSIDE, View, what
from sessions_app.states import Method
from sessions_app.views.rules import IN_WORDS
from tests.factories import Room, make_room
from tests.sessions_app.deciding import provide
from tests.sessions_app.factories import make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("watched_templates")]


@pytest.fixture
def room() -> Room:
    return make_room(visibility="public")


def test_the_table_is_the_one_that_the_results_obey(room: Room) -> None:
    answer = Client().get(f"/c/{room.slug}/rules/questions/")
    [(_rule, rows)] = answer.context["tables"]
    for method, (_open, inside, outside) in rows:
        if method in (Method.TEMPERATURE.label, Method.STATEMENT.label, Method.RECORDED.label):
            one = next(each for each in Method if each.label == method)
            rule = room.consultation.attribution_rule
            assert inside == IN_WORDS[what(rule=rule, method=one, is_closed=True, audience=INSIDE)]
            assert outside == IN_WORDS[what(rule=rule, method=one, is_closed=True, audience=OUTSIDE)]


def test_each_rule_that_something_stands_under_has_its_table(room: Room) -> None:
    make_session(room.consultation, attribution_rule=Rule.CHATHAM_HOUSE)
    tables = dict(Client().get(f"/c/{room.slug}/rules/questions/").context["tables"])
    assert list(tables) == [Rule(room.consultation.attribution_rule).label, Rule.CHATHAM_HOUSE.label]
    strict = dict(tables[Rule.CHATHAM_HOUSE.label])
    assert {cells[2] for cells in strict.values()} == {IN_WORDS[View.NOTHING]}


def test_recorded_votes_are_told_with_the_rule_that_provides_for_them(room: Room) -> None:
    assert (
        "no rule that provides for them is named" in Client().get(f"/c/{room.slug}/rules/questions/").content.decode()
    )
    provide(room, "States", quorum={room.group("States").pk: 2})
    text = Client().get(f"/c/{room.slug}/rules/questions/").content.decode()
    assert "no rule that provides for them is named" not in text
    assert "<bdi>States</bdi>" in text
    assert "<td>2</td>" in text


def test_a_consultation_that_only_discusses_has_no_such_table() -> None:
    room = make_room(visibility="public", discussion_only=True)
    answer = Client().get(f"/c/{room.slug}/rules/questions/")
    assert answer.status_code == 200
    assert b"<table" not in answer.content

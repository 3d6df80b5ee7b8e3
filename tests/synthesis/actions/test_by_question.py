"""The analysis of one guiding question by itself: its own groups, and no more told than beside the whole is safe."""

import numpy as np
import pytest
from django.urls import reverse

from consult.models import Consultation
from consult.queries.people import here
from sessions_app.models import GuidingQuestion
from synthesis.actions import analysis as acts
from synthesis.models import Analysis
from synthesis.queries.opinion import groups_of
from tests.synthesis import voted
from tests.synthesis.rooms import add_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(django_capture_on_commit_callbacks):
    def asked(room):
        room_now = Consultation.objects.get(pk=room.consultation.pk)
        with django_capture_on_commit_callbacks(execute=True):
            acts.begin(here(room_now, room.people["rapporteur"].user), 5)
        return Analysis.objects.get(consultation=room.consultation)

    return asked


def two_questions(rule="on-the-record"):
    """One question that divides people in two camps, and one that everybody answers by chance."""
    room = voted.divided(rule)
    people = len(voted.electors(room))
    voted.vote_on(room, np.random.default_rng(5).choice([1, -1], size=(people, 20)))
    return room, list(GuidingQuestion.objects.filter(session__consultation=room.consultation).order_by("pk"))


def page(client, room, question=None):
    client.force_login(room.people["rapporteur"].user)
    query = f"?question={question.pk}" if question else ""
    response = client.get(reverse("results_opinion", args=[room.slug]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_question_has_its_own_groups_and_another_has_none(ask, client):
    room, (divided, chance) = two_questions()
    told = ask(room).results["by_question"]
    assert told[str(divided.pk)]["groups"] == 2
    assert sum(told[str(divided.pk)]["sizes"]) + told[str(divided.pk)]["unclear"] == 61
    assert (told[str(chance.pk)]["groups"], told[str(chance.pk)]["questions"]) == (0, 20)
    of_divided, of_chance = page(client, room, divided), page(client, room, chance)
    assert "2 opinion groups" in of_divided
    assert "No opinion groups" in of_chance
    assert divided.text in of_divided
    assert 'aria-current="page"' in of_divided


def test_where_views_met_is_of_that_question_alone(ask, client):
    room = voted.divided()
    people = len(voted.electors(room))
    voted.vote_on(room, np.ones((people, 8), dtype=int))
    ask(room)
    divided, agreed = GuidingQuestion.objects.filter(session__consultation=room.consultation).order_by("pk")
    assert "Where views met" in page(client, room, agreed)
    assert "Where views differed" not in page(client, room, agreed)
    assert "Where views differed" in page(client, room, divided)


def test_groups_are_those_that_the_question_alone_would_have(ask):
    room, (divided, _chance) = two_questions()
    together = ask(room).results["by_question"][str(divided.pk)]
    other = voted.make_room(per_group=15, slug="alone")
    voted.vote_on(other, voted.camps(len(voted.electors(other)), 20))
    alone = ask(other).results["opinion"]
    assert together["sizes"] == alone["sizes"]
    assert "by_question" in Analysis.objects.get(consultation=other.consultation).results
    assert Analysis.objects.get(consultation=other.consultation).results["by_question"] == {}


def test_under_a_strict_rule_nothing_is_counted_twice(ask, client):
    room, (divided, _chance) = two_questions("by-group")
    analysis = ask(room)
    told = analysis.results["by_question"][str(divided.pk)]
    assert told["groups"] == 2
    assert all(size % 5 == 0 for size in told["sizes"])
    assert told["unclear"] is None
    assert {"points", "blocs", "stakeholders"} & set(told) == set()
    assert all(one["n"] is None and one["base"] is None for one in told["telling"])
    assert analysis.labels == {}
    assert "people are not drawn under this rule" in page(client, room, divided)


def test_a_group_keeps_its_letter_and_its_people_are_told(ask):
    room, (divided, _chance) = two_questions()
    before = dict(ask(room).labels)
    assert any(name.startswith(f"q{divided.pk}:") for name in before)
    Analysis.objects.update(data_hash="")
    assert ask(room).labels == before
    assert len(groups_of(room.people["States 1"].user)) == 1


@pytest.mark.parametrize("asked", ["0", "x", "9" * 40, "-1", "\x00", "12"])
def test_a_question_that_is_none_is_the_whole(ask, client, asked):
    room, _questions = two_questions()
    ask(room)
    client.force_login(room.people["rapporteur"].user)
    response = client.get(reverse("results_opinion", args=[room.slug]), {"question": asked})
    assert response.status_code == 200
    assert 'href="?question=' in response.content.decode()


def test_a_question_of_another_consultation_is_out_of_reach(ask, client):
    room, _questions = two_questions()
    ask(room)
    other = add_session(voted.make_room(), 1)[0]
    assert other.text != page(client, room, other)
    assert 'aria-current="page">All questions' in page(client, room, other).replace("\n", "")

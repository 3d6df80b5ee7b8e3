"""Contributions by form and by JSON come as fast as a socket takes them; beyond it they are told to slow down."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from sessions_app.actions.pace import BURST, Bucket
from sessions_app.models import Contribution
from sessions_app.views.discussion import CONTRIBUTING
from tests.factories import make_room
from tests.sessions_app.factories import make_session

pytestmark = pytest.mark.django_db
WORDS = "Too many messages at once."


@pytest.fixture
def room():
    cache.clear()
    made = make_room()
    session = make_session(made.consultation)
    return made, reverse("contribute", args=[made.slug, session.pk, 1])


def spend(room):
    from consult.views import limits

    made, _address = room
    for _time in range(BURST):
        assert limits.spend("contribute", CONTRIBUTING, person=str(made.people["participant"].pk))


def send(client, address, text, **headers):
    body = {"text": text, "quotation": "none", "type": "issue", "id": str(uuid4())}
    return client.post(address, body, headers=headers)


def test_a_form_that_comes_too_fast_comes_back_with_its_text(client, room):
    client.force_login(room[0].people["participant"].user)
    spend(room)
    answer = send(client, room[1], "What I have typed stays.")
    assert answer.status_code == 429
    assert WORDS in answer.content.decode()
    assert "What I have typed stays." in answer.content.decode()
    assert not Contribution.objects.filter(text="What I have typed stays.").exists()


def test_json_is_told_to_slow_down_and_the_command_may_come_again(client, room):
    client.force_login(room[0].people["participant"].user)
    spend(room)
    answer = send(client, room[1], "Kept by the page.", accept="application/json")
    assert (answer.status_code, answer.json()) == (429, {"answer": "slow down", "reason": WORDS})
    cache.clear()
    assert send(client, room[1], "Kept by the page.", accept="application/json").json()["answer"] == "ok"


def test_one_who_is_fast_slows_nobody_else_down(client, room):
    spend(room)
    other = room[0].people["chair"]
    other.role_rows.create(role="participant")
    client.force_login(other.user)
    assert send(client, room[1], "From somebody else.").status_code == 302


def test_a_bucket_holds_a_burst_and_fills_with_time(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    bucket = Bucket()
    assert [bucket.take() >= 0 for _time in range(BURST + 1)] == [True] * BURST + [False]
    now[0] += 1.05
    assert [bucket.take() >= 0 for _time in range(11)].count(True) == 9

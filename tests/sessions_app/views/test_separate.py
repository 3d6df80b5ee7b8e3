"""A separate vote on the pages: asked for on the text’s page, put or refused at the desk, told on every page."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from sessions_app.models import Ballot, Recommendation, SeparateVote
from tests.factories import Room, make_room
from tests.sessions_app.deciding import provide
from tests.sessions_app.drafts import make_text
from tests.sessions_app.factories import make_session, vote
from tests.sessions_app.views.test_secret import as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    made = make_room(per_group=3)
    make_session(made.consultation, questions=1)
    provide(made)
    return made


@pytest.fixture
def text(room: Room) -> Recommendation:
    return make_text(room, "States should publish.\n\nMarigolds should be funded.\n\nThey should report.")


def ask(client: Client, room: Room, text: Recommendation, **body: str) -> str:
    at = reverse("separate", args=[room.slug, text.number])
    return client.post(at, {"do": "ask", "paragraph": "2", "version": "1"} | body, follow=True).text


def press(chair: Client, room: Room, do: str, on: int, **body: str) -> str:
    session = room.consultation.sessions.get()
    return chair.post(reverse("steer", args=[room.slug, session.pk]), {"do": do, "on": on, **body}, follow=True).text


def test_from_asking_to_the_text_without_the_paragraph(room: Room, text: Recommendation) -> None:
    delegate, chair = as_(room, "States 1"), as_(room, "chair")
    page = ask(delegate, room, text)
    assert "A separate vote on paragraph 2 is asked for." in page
    assert "Take it back" in page
    desk = reverse("desk", args=[room.slug, room.consultation.sessions.get().pk])
    assert "Put paragraph 2 to the vote" in chair.get(desk).text
    assert "The whole is put to a recorded vote after the paragraphs." in chair.get(desk).text
    asked = SeparateVote.objects.get()
    assert "The vote on paragraph 2 of text 1.2 is open." in press(chair, room, "put-paragraph", asked.pk)
    screen = chair.get(reverse("screen", args=[room.slug, room.consultation.sessions.get().pk])).text
    assert '<h1 dir="auto">Marigolds should be funded.</h1>' in screen
    ballot = Ballot.objects.get()
    assert "Recorded vote on paragraph 2 alone." in delegate.get(reverse("text", args=[room.slug, "1.2"])).text
    for number in (1, 2):
        vote(room.people[f"States {number}"], ballot, "no")
    press(chair, room, "close-ballot", ballot.pk)
    assert "Text 1.2, paragraph 2: taken out." in press(chair, room, "declare", ballot.pk)
    page = as_(room, "observer").get(reverse("text", args=[room.slug, "1.2"])).text
    assert "without a paragraph that was voted out" in page
    assert reverse("ballot", args=[room.slug, ballot.pk]) in page
    assert "Recorded vote on paragraph 2 of version 1" in page
    record = as_(room, "observer").get(reverse("ballot", args=[room.slug, ballot.pk])).text
    assert "Recorded vote on paragraph 2 of text 1.2" in record
    assert "Version 2, without the paragraph" in record


def test_it_stands_on_the_results_page_and_in_its_files(room: Room, text: Recommendation) -> None:
    ask(as_(room, "States 1"), room, text)
    chair = as_(room, "chair")
    press(chair, room, "put-paragraph", SeparateVote.objects.get().pk)
    ballot = Ballot.objects.get()
    for number, choice in ((1, "no"), (2, "no"), (3, "yes")):
        vote(room.people[f"States {number}"], ballot, choice)
    press(chair, room, "close-ballot", ballot.pk)
    press(chair, room, "declare", ballot.pk)
    page = as_(room, "observer").get(reverse("results", args=[room.slug])).text
    assert "Separate vote on paragraph 2 of version 1" in page
    assert "Paragraph 2: taken out" in page
    file = as_(room, "observer").get(reverse("results_file", args=[room.slug, "csv"])).content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(file)) if row["group"] == "States"]
    assert {row["method"] for row in rows} == {"Recorded vote, paragraph 2"}
    assert {row["choice"]: row["count"] for row in rows} == {"Yes": "1", "No": "2", "Abstain": "0"}


def test_the_chair_refuses_it_with_a_reason_that_stands_beside_it(room: Room, text: Recommendation) -> None:
    ask(as_(room, "States 1"), room, text)
    chair, asked = as_(room, "chair"), SeparateVote.objects.get()
    assert "Give the reason" in press(chair, room, "decline-paragraph", asked.pk)
    told = press(chair, room, "decline-paragraph", asked.pk, reason="It is one thought.")
    assert "is not granted" in told
    page = as_(room, "States 1").get(reverse("text", args=[room.slug, "1.2"])).text
    assert "It is one thought." in page
    assert "Put paragraph" not in told


@pytest.mark.parametrize(
    "body",
    [
        {"paragraph": "9"},
        {"paragraph": "x\x00"},
        {"paragraph": "9" * 30},
        {"version": ""},
        {"do": "dance"},
        {"do": "withdraw", "request": "7"},
        {"do": "withdraw", "request": "\ud800"},
    ],
)
def test_what_makes_no_sense_is_refused(room: Room, text: Recommendation, body: dict[str, str]) -> None:
    client = as_(room, "States 1")
    sent = {"do": "ask", "paragraph": "2", "version": "1"} | body
    answer = client.post(
        reverse("separate", args=[room.slug, text.number]),
        {key: value.encode("utf-8", "replace").decode() for key, value in sent.items()},
    )
    assert answer.status_code == 403
    assert not SeparateVote.objects.exists()


@pytest.mark.parametrize("rule", ["by-group", "chatham-house", "anonymous"])
def test_the_room_sees_no_more_of_who_asked_than_the_rule_shows(rule: str) -> None:
    room = make_room(per_group=3, rule=rule)
    make_session(room.consultation, questions=1)
    provide(room)
    divided = make_text(room, "One.\n\nTwo.")
    told = ask(as_(room, "States 1"), room, divided)
    page = as_(room, "observer").get(reverse("text", args=[room.slug, "1.2"])).text
    if rule == "anonymous":
        assert "nothing is recorded by name" in told
        assert not SeparateVote.objects.exists()
    else:
        assert "Paragraph 2 of version 1" in page
        assert ("States 1" in page) is (rule == "chatham-house")

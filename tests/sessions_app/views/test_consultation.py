"""The page of a consultation, and its calendar file."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from consult.models import Contact, Resource
from consult.models.consultation import Visibility
from sessions_app.models import GuidingQuestion, Session
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session

pytestmark = pytest.mark.django_db
START = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def room() -> Room:
    room = make_room(
        title="A consultation",
        reference="REF/1",
        starts_at=START,
        place="Room XX",
        objectives=["Find what works"],
        partners=[{"name": "Partner body"}],
        context="Why it is held.",
    )
    make_session(room.consultation, starts_at=START)
    Contact.objects.create(consultation=room.consultation, name="Contact person", email="contact@example.org")
    Resource.objects.create(consultation=room.consultation, text="A background paper", url="https://example.org/p")
    return room


def read(client: Client, room: Room) -> str:
    answer = client.get(room.consultation.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_tells_everything_that_an_event_page_tells(client: Client, room: Room) -> None:
    page = read(client, room)
    for words in (
        "A consultation", "REF/1", "Room XX", "Find what works", "Partner body", "Why it is held.", "Host body",
        "What about point 2?", "Contact person", "contact@example.org", "A background paper", "On the record",
    ):  # fmt: skip
        assert words in page
    for name in ("rules", "confidentiality", "calendar"):
        assert reverse(name, args=[room.slug]) in page


def test_times_are_the_hosts_with_the_readers_place_left_open(client: Client, room: Room) -> None:
    page = read(client, room)
    assert "3 June 2027, 10:00 Geneva" in page
    assert '<time datetime="2027-06-03T08:00:00Z" data-yours>' in page


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        (None, ["join"], ["people", "question", "desk"]),
        ("participant", ["question"], ["people", "desk", "join"]),
        ("chair", ["question", "people", "desk"], ["join"]),
    ],
)
def test_only_doors_that_open_are_shown(
    client: Client, room: Room, role: str | None, shown: list[str], hidden: list[str]
) -> None:
    if role:
        client.force_login(room.people[role].user)
    page = read(client, room)
    session = room.consultation.sessions.get()
    doors = {
        "join": reverse("join"),
        "people": reverse("people", args=[room.slug]),
        "question": reverse("question", args=[room.slug, session.pk, 1]),
        "desk": reverse("desk", args=[room.slug, session.pk]),
    }
    for name in shown:
        assert f'href="{doors[name]}"' in page, name
    for name in hidden:
        assert f'href="{doors[name]}"' not in page, name


def test_the_head_of_a_delegation_finds_who_may_set_its_vote_though_nothing_is_open(client: Client, room: Room) -> None:
    address = reverse("delegation", args=[room.slug])
    for role, is_there in (("participant", True), ("observer", False), ("chair", False)):
        client.force_login(room.people[role].user)
        assert (f'href="{address}"' in read(client, room)) is is_there, role


def test_without_a_session_it_says_the_next_step(client: Client) -> None:
    assert "No session yet" in read(client, make_room())


def test_the_number_of_queries_does_not_grow(client: Client, room: Room) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, room)
        return len(captured)

    before = queries()
    question = GuidingQuestion.objects.first()
    assert question is not None
    for number in range(3, 9):
        GuidingQuestion.objects.create(session=question.session, number=number, text="?")
    Session.objects.create(consultation=room.consultation, title="Another")
    assert queries() == before


def test_the_calendar_file_holds_the_sittings(client: Client, room: Room) -> None:
    answer = client.get(reverse("calendar", args=[room.slug]))
    assert answer["Content-Type"].startswith("text/calendar")
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "Sitting"
    assert event["DTSTART"].dt == START
    assert event["LOCATION"] == "Room XX, Geneva"
    assert event["URL"].endswith(room.consultation.get_absolute_url())


def test_without_sittings_it_holds_the_dates(client: Client) -> None:
    room = make_room(title="Dates alone", starts_at=START)
    answer = client.get(reverse("calendar", args=[room.slug]))
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "Dates alone"
    assert not Calendar.from_ical(client.get(reverse("calendar", args=[make_room().slug])).content).walk("VEVENT")


def test_for_the_invited_only_it_does_not_exist(client: Client) -> None:
    room = make_room(visibility=Visibility.INVITED)
    for name in ("consultation", "calendar", "rules", "confidentiality"):
        assert client.get(reverse(name, args=[room.slug])).status_code == 404
    client.force_login(room.people["observer"].user)
    assert "Sessions and questions" in read(client, room)

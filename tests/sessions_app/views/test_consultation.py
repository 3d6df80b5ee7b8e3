"""The page of a consultation, and its calendar file."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar
from lxml import html

from consult.models import Contact, Resource
from consult.models.consultation import Visibility
from sessions_app.models import GuidingQuestion, Session
from sessions_app.states import SessionKind
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


def test_whoever_takes_part_finds_the_open_session_before_anything_else(client: Client, room: Room) -> None:
    client.force_login(room.people["participant"].user)
    session = room.consultation.sessions.get()
    door = f'<a class="button main" href="{session.get_absolute_url()}">To the session</a>'
    assert read(client, room).index(door) < read(client, room).index("Why it is held.")


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


@pytest.mark.parametrize(
    ("role", "first"),
    [(None, ["join"]), ("participant", ["session"]), ("convenor", ["session", "setup", "people"])],
)
def test_the_way_in_stands_before_a_text_that_can_be_long(
    client: Client, room: Room, role: str | None, first: list[str]
) -> None:
    if role:
        client.force_login(room.people[role].user)
    before, _text = read(client, room).split("Why it is held.")
    doors = {
        "join": reverse("join"),
        "session": room.consultation.sessions.get().get_absolute_url(),
        "setup": reverse("setup", args=[room.slug]),
        "people": reverse("people", args=[room.slug]),
    }
    for name, address in doors.items():
        assert (f'href="{address}"' in before) == (name in first), name


def test_a_round_that_takes_submissions_offers_them_first_and_of_several_sessions_the_list(client: Client) -> None:
    room = make_room(context="Why it is held.")
    session = make_session(room.consultation, kind=SessionKind.WRITTEN, takes_submissions=True)
    client.force_login(room.people["participant"].user)
    assert f'href="{reverse("submit", args=[room.slug, session.pk])}"' in read(client, room).split("Why it is held.")[0]
    make_session(room.consultation, questions=0)
    assert 'href="#sessions"' in read(client, room).split("Why it is held.")[0]


def test_a_calendar_file_is_offered_only_where_something_has_a_date(client: Client, room: Room) -> None:
    assert reverse("calendar", args=[room.slug]) in read(client, room)
    undated = make_room()
    make_session(undated.consultation)
    assert reverse("calendar", args=[undated.slug]) not in read(client, undated)


@pytest.mark.parametrize(
    ("hours", "told"), [(2, "3 June 2027, 10:00 Geneva to 12:00 Geneva"), (26, "10:00 Geneva to 4 June 2027, 12:00")]
)
def test_an_end_on_the_same_day_of_the_host_is_told_by_its_hour_alone(client: Client, hours: int, told: str) -> None:
    room = make_room(starts_at=START, ends_at=START + timedelta(hours=hours))
    words = " ".join(html.fromstring(read(client, room)).text_content().replace("(your time )", "").split())
    assert told in words


@pytest.mark.parametrize(
    ("days", "told"),
    [(0, "3 June 2027"), (2, "3 June 2027 to 5 June 2027"), (None, "3 June 2027")],
)
def test_whole_days_have_no_hours_on_the_page_and_in_the_calendar(client: Client, days: int | None, told: str) -> None:
    midnight = datetime(2027, 6, 3, tzinfo=ZoneInfo("Europe/Zurich"))
    ends = midnight + timedelta(days=days, hours=23, minutes=59) if days is not None else None
    room = make_room(starts_at=midnight, ends_at=ends, visibility=Visibility.PUBLIC)
    page = read(client, room)
    [dates] = html.fromstring(page).xpath("//dt[.='Dates']/following-sibling::dd")
    assert " ".join(dates.text_content().split()) == told
    assert "data-yours" not in page
    assert "00:00" not in html.fromstring(client.get(reverse("home")).content).text_content()
    [event] = Calendar.from_ical(client.get(reverse("calendar", args=[room.slug])).content).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2027, 6, 3), date(2027, 6, 4 + (days or 0)))

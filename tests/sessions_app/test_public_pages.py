"""What the public sees: the page of a consultation, its downloads, and the card that other sites embed."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from consult.models import Consultation, Contact
from sessions_app.formats import start
from sessions_app.models import AgendaItem
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, say
from tests.sessions_app.written import make_paper, make_round

pytestmark = pytest.mark.django_db


def read(client: Client, room: Room) -> str:
    return client.get(room.consultation.get_absolute_url()).content.decode()


def make_conference() -> Room:
    """An event with everything that its page names."""
    room = make_room(
        rule="chatham-house",
        format="conference",
        discussion_only=True,
        visibility="public",
        title="Registers and rights",
        reference="AB1234",
        document_status="organizers",
        partners=[{"name": "A ministry"}, {"name": "A foundation"}],
        starts_at=datetime(2027, 6, 3, 8, 0, tzinfo=UTC),
    )
    session = make_session(room.consultation, questions=1)
    AgendaItem.objects.create(session=session, title="Opening", minutes=20, position=1)
    AgendaItem.objects.create(session=session, title="Registers in hospitals", minutes=90, position=2)
    Contact.objects.create(consultation=room.consultation, name="Pat Example", role="Programme Director")
    Contact.objects.create(consultation=room.consultation, email="office@example.org")
    return room


def test_the_page_of_a_conference_shows_what_its_event_page_does(client: Client) -> None:
    page = read(client, make_conference())
    for words in (
        "Registers and rights", "AB1234", "A ministry", "A foundation", "Pat Example", "Programme Director",
        "office@example.org", "Opening", "20 min", "Registers in hospitals", "90 min", "Downloads", "Calendar file",
        "Chatham House Rule", "Organizers’ report",
    ):  # fmt: skip
        assert words in page
    assert "vote" not in page.lower()


@pytest.mark.parametrize(
    ("rule", "outside", "inside"),
    [("on-the-record", True, True), ("by-delegation", False, False), ("chatham-house", False, True)],
)
def test_speakers_are_named_where_the_rule_lets_names_be_shown(
    client: Client, rule: str, outside: bool, inside: bool
) -> None:
    room = make_room(rule=rule, visibility="public")
    session = make_session(room.consultation, questions=1)
    AgendaItem.objects.create(session=session, title="Opening", speakers="Zoe Quill", position=1)
    assert ("Zoe Quill" in read(client, room)) == outside
    client.force_login(room.people["participant"].user)
    assert ("Zoe Quill" in read(client, room)) == inside


@pytest.mark.parametrize("kind", ["roundtable", "conference", "call", "symposium", "intergovernmental", "blank"])
def test_it_says_what_kind_it_is_in_one_sentence(client: Client, kind: str) -> None:
    room = make_room(format=kind)
    assert str(start(kind).wording) in read(client, room)


def test_the_page_of_a_call_tells_its_deadline_and_takes_one_to_the_form(client: Client) -> None:
    room, session = make_round()
    address = reverse("submit", args=[room.slug, session.pk])
    assert address not in read(client, room), "a door that would not open is not shown"
    client.force_login(room.people["participant"].user)
    page = read(client, room)
    assert address in page
    assert "Deadline:" in page
    assert "At most 200 words" in page


def test_the_page_of_a_symposium_lists_its_papers_and_not_their_threads_twice(client: Client) -> None:
    room = make_room(format="symposium", visibility="public")
    paper = make_paper(room, title="A paper of note", theme="A theme")
    page = read(client, room)
    assert page.count("A paper of note") == 1
    assert paper.get_absolute_url() in page
    assert "A theme" in page


def test_the_card_may_stand_in_other_pages_and_nothing_else_may(client: Client) -> None:
    room = make_conference()
    card = client.get(reverse("card", args=[room.slug]))
    assert "X-Frame-Options" not in card.headers
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    for name in ("consultation", "follow", "feed", "papers"):
        answer = client.get(reverse(name, args=[room.slug]))
        assert answer.headers["X-Frame-Options"] == "DENY", name
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], name


def test_the_card_sets_no_cookie_and_holds_public_facts_alone(client: Client) -> None:
    room = make_conference()
    say(room.people["participant"], room.consultation.sessions.get().questions.get(), "Said inside.")
    card = client.get(reverse("card", args=[room.slug]))
    page = card.content.decode()
    assert not card.cookies
    assert "<form" not in page
    assert "<script" not in page
    assert "Registers and rights" in page
    assert "Said inside." not in page


@pytest.mark.parametrize("visibility", ["link", "invited"])
def test_only_a_public_consultation_has_a_card(client: Client, visibility: str) -> None:
    room = make_room()
    Consultation.objects.filter(pk=room.consultation.pk).update(visibility=visibility)
    assert client.get(reverse("card", args=[room.slug])).status_code == 404

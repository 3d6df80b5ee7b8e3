"""Feeds and followers: what is new in public reaches those who asked, and names nobody but as the rule allows."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from sessions_app.actions.follower import tell_followers
from sessions_app.actions.submission import publish
from sessions_app.models import Follower
from tests.factories import Room, make_room
from tests.sessions_app.factories import standing_of
from tests.sessions_app.written import make_paper, make_round, send

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "follower@example.org"


def entries(client: Client, room: Room) -> list[tuple[str, str]]:
    answer = client.get(reverse("feed", args=[room.slug]))
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = etree.fromstring(answer.content)
    found = root.findall(f"{ATOM}entry")
    return [(one.findtext(f"{ATOM}title"), one.findtext(f"{ATOM}updated")) for one in found]


def ask(client: Client, room: Room, address: str = ADDRESS) -> EmailMessage:
    assert client.post(reverse("follow", args=[room.slug]), {"email": address}).status_code == 302
    return mail.outbox[-1]


def link_in(message: EmailMessage) -> str:
    found = re.search(r"https?://testserver(/f/\S+)", str(message.body))
    assert found
    return found[1]


def follow(client: Client, room: Room) -> str:
    link = link_in(ask(client, room))
    client.post(link)
    mail.outbox.clear()
    return link


def test_the_feed_tells_of_papers_and_of_published_submissions(client: Client) -> None:
    room, session = make_round()
    made = send(room.people["participant"], session)
    make_paper(room, title="A paper of note")
    assert [title for title, _ in entries(client, room)] == ["A paper of note"]
    publish(standing_of(room.people["chair"]), made.pk, is_shown=True)
    titles = [title for title, _ in entries(client, room)]
    assert titles == ["Submission: The participant, States A", "A paper of note"]
    publish(standing_of(room.people["chair"]), made.pk, is_shown=False)
    assert [title for title, _ in entries(client, room)] == ["A paper of note"]


def test_under_the_chatham_house_rule_the_feed_knows_days_alone(client: Client) -> None:
    room = make_room(rule="chatham-house")
    make_paper(room)
    [(_title, at)] = entries(client, room)
    assert "T00:00:00" in at


def test_the_feed_of_the_house_lists_what_anybody_may_find(client: Client) -> None:
    make_room(visibility="public", title="For everybody")
    make_room(visibility="link", title="By its link")
    told = client.get(reverse("home_feed")).content.decode()
    assert "For everybody" in told
    assert "By its link" not in told


def test_nothing_is_sent_to_an_address_that_did_not_confirm(client: Client) -> None:
    room = make_room(title="A delicate matter")
    message = ask(client, room)
    assert message.subject == "Please confirm"
    assert "delicate" not in str(message.body) + message.subject
    make_paper(room)
    assert tell_followers(at_once=True) == 0


def test_an_address_that_was_never_confirmed_is_forgotten(client: Client) -> None:
    ask(client, make_room())
    Follower.objects.update(asked_at=timezone.now() - timedelta(days=4))
    tell_followers(at_once=True)
    assert not Follower.objects.exists()


def test_a_follower_is_told_once_of_what_is_new_and_of_no_topic(client: Client) -> None:
    room = make_room(title="A delicate matter", visibility="public")
    follow(client, room)
    assert tell_followers(at_once=True) == 0
    make_paper(room, title="A telling title")
    assert (tell_followers(at_once=True), tell_followers(at_once=True)) == (1, 0)
    [message] = mail.outbox
    told = f"{message.subject} {message.body}"
    assert "delicate" not in told
    assert "telling" not in told
    assert room.slug not in told
    assert "A delicate matter" in client.get(link_in(message)).content.decode()


def test_one_click_leaves_and_keeps_nothing() -> None:
    room, client = make_room(), Client(enforce_csrf_checks=True)
    follow(Client(), room)
    make_paper(room)
    tell_followers(at_once=True)
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert client.get(address).status_code == 200, "a link that is looked at does nothing"
    assert Follower.objects.exists()
    assert client.post(address).status_code == 403, "a form has its key"
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follower.objects.exists()
    assert client.get(address).status_code == 404


def test_who_follows_already_is_not_told_to_others(client: Client) -> None:
    room = make_room()
    follow(client, room)
    first = client.post(reverse("follow", args=[room.slug]), {"email": ADDRESS})
    other = client.post(reverse("follow", args=[room.slug]), {"email": "new@example.org"})
    assert (first.status_code, first["Location"]) == (other.status_code, other["Location"])
    assert [message.to for message in mail.outbox] == [["new@example.org"]]


def test_no_mailbox_is_flooded(client: Client) -> None:
    room = make_room()
    answers = [client.post(reverse("follow", args=[room.slug]), {"email": ADDRESS}).status_code for _ in range(6)]
    assert answers == [302, 302, 302, 302, 429, 429]
    assert len(mail.outbox) == 4


def test_what_is_for_the_invited_is_not_named_to_the_holder_of_a_link(client: Client) -> None:
    room = make_room(title="A delicate matter", visibility="invited")
    member = Client()
    member.force_login(room.people["participant"].user)
    link = link_in(ask(member, room))
    assert "delicate" not in client.get(link).content.decode()


def test_a_link_that_was_changed_leads_nowhere(client: Client) -> None:
    link = link_in(ask(client, make_room()))
    assert client.get(link.rstrip("/") + "x/").status_code == 404

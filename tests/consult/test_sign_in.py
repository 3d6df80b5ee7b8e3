"""Signing in by a code sent by e-mail: no password, nothing told about who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from consult.actions import joining, people
from consult.actions.joining import Entry
from consult.models import User
from consult.queries.people import here
from tests.factories import UserFactory, make_room

pytestmark = pytest.mark.django_db
SIGN_IN = "account_request_login_code"
CONFIRM = "account_confirm_login_code"


def sent_code() -> str:
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def test_a_code_by_mail_signs_in_and_leads_back(client: Client) -> None:
    user = UserFactory(email="person@example.org")
    answer = client.post(reverse(SIGN_IN), {"email": "person@example.org", "next": "/me/"})
    assert answer.status_code == 302
    before = client.session.session_key
    assert "_auth_user_id" not in client.session
    answer = client.post(reverse(CONFIRM), {"code": sent_code(), "next": "/me/"})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.session_key != before
    assert client.get("/me/").status_code == 200


def test_a_wrong_code_signs_nobody_in(client: Client) -> None:
    UserFactory(email="person@example.org")
    client.post(reverse(SIGN_IN), {"email": "person@example.org"})
    for _try in range(5):
        client.post(reverse(CONFIRM), {"code": "WRONG1"}, follow=True)
    client.post(reverse(CONFIRM), {"code": sent_code()}, follow=True)
    assert "_auth_user_id" not in client.session


def test_known_and_unknown_addresses_get_the_same_answer(client: Client) -> None:
    UserFactory(email="known@example.org")
    answers = []
    for address in ("known@example.org", "other@example.org"):
        visitor = Client()
        answer = visitor.post(reverse(SIGN_IN), {"email": address})
        page = visitor.get(answer["Location"]).content.decode().replace(address, "")
        answers.append((answer.status_code, answer["Location"], re.sub(r'value="[^"]*"', "", page)))
    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2


def test_an_account_is_made_by_address_and_code_without_a_password(client: Client) -> None:
    answer = client.post(reverse("account_signup"), {"email": "fresh@example.org"}, follow=True)
    assert answer.status_code == 200
    client.post(reverse("account_email_verification_sent"), {"code": sent_code()})
    user = User.objects.get(email="fresh@example.org")
    assert not user.has_usable_password()
    assert client.session["_auth_user_id"] == str(user.pk)


def test_signing_up_with_a_known_address_tells_nothing() -> None:
    UserFactory(email="known@example.org")
    answers = [
        Client().post(reverse("account_signup"), {"email": address})
        for address in ("known@example.org", "new@example.org")
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert User.objects.filter(email="known@example.org").count() == 1


def test_mails_name_no_topic(client: Client) -> None:
    room = make_room(title="Marker of a topic")
    UserFactory(email="person@example.org")
    for address in ("person@example.org", "nobody@example.org"):
        Client().post(reverse(SIGN_IN), {"email": address})
        Client().post(reverse("account_signup"), {"email": address})
    desk = here(room.consultation, room.people["convenor"].user)
    made = people.invite(desk, [people.Row(email="invited@example.org", name="Marker of a name")])
    people.mail_invitations(made, lambda token: f"https://example.org/i/{token}/")
    assert len(mail.outbox) == 5
    assert {sent.subject for sent in mail.outbox} == {"Your code", "Signing in", "An invitation"}
    for sent in mail.outbox:
        whole = sent.subject + sent.body + sent.from_email
        assert "Marker" not in whole
        assert "example.com" not in whole


def test_a_session_key_from_before_is_worth_nothing_after(client: Client) -> None:
    """Fixation: an attacker who planted a session key does not come along."""
    room = make_room(join_code="ACDE3H4K")
    client.post(reverse("join"), {"code": "wrong"})
    planted = client.session.session_key
    form = {"name": "A", "group": room.group("States").pk, "capacity": "personal", "quotation": "none"}
    client.post(reverse("join_code", args=["ACDE3H4K"]), form)
    attacker = Client()
    attacker.cookies["sessionid"] = planted or ""
    assert attacker.get(reverse("account")).status_code == 302
    assert client.get(reverse("account")).status_code == 200


def test_proving_an_address_signs_out_whoever_used_its_invitation(client: Client) -> None:
    """A link can be forwarded. When the owner first proves the address, sessions made by the link end."""
    room = make_room()
    desk = here(room.consultation, room.people["convenor"].user)
    token = people.invite(desk, [people.Row(email="owner@example.org")])[0].token
    stranger, owner = client, Client()
    stranger.post(reverse("invitation", args=[token]), {"name": "S", "capacity": "personal", "quotation": "none"})
    assert stranger.get(reverse("account")).status_code == 200
    assert not EmailAddress.objects.get(email="owner@example.org").verified
    owner.post(reverse(SIGN_IN), {"email": "owner@example.org"})
    owner.post(reverse(CONFIRM), {"code": sent_code()})
    assert owner.get(reverse("account")).status_code == 200
    assert stranger.get(reverse("account")).status_code == 302
    assert EmailAddress.objects.get(email="owner@example.org").verified
    owner.post(reverse("account_logout"))
    owner.post(reverse(SIGN_IN), {"email": "owner@example.org"})
    owner.post(reverse(CONFIRM), {"code": sent_code()})
    assert owner.get(reverse("account")).status_code == 200


def test_a_guest_signs_out_and_is_gone(client: Client) -> None:
    room = make_room(join_code="ACDE3H4K")
    guest = joining.join_by_code(None, "ACDE3H4K", Entry(name="G", group_id=room.group("States").pk))
    client.force_login(guest.user)
    assert client.post(reverse("account_logout"))["Location"] == reverse("home")
    assert client.get(reverse("account")).status_code == 302

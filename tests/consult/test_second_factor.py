"""The second factor: for names that the room does not see, for their export, to publish; setting up waits for none."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from consult.models import Consultation, RecordEntry
from tests.factories import GuestFactory, Room, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked(settings: Any) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def room() -> Room:
    return make_room(rule="chatham-house", inside="group")


@pytest.fixture
def desk(room: Room, client: Client) -> Client:
    client.force_login(room.people["convenor"].user)
    return client


def prove(client: Client, room: Room, ago: float = 0.0) -> None:
    """As allauth notes it when a code or a passkey was accepted."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = str(room.people["convenor"].user_id)
    session.save()


def test_names_the_room_does_not_see_wait_for_it(desk: Client, room: Room) -> None:
    page = desk.get(reverse("people", args=[room.slug])).content.decode()
    assert "The rapporteur" not in page
    assert room.people["rapporteur"].user.email not in page
    answer = desk.get(reverse("people", args=[room.slug]), {"names": "1"})
    assert answer["Location"] == reverse("mfa_index")
    prove(desk, room)
    assert "The rapporteur" in desk.get(reverse("people", args=[room.slug])).content.decode()


def test_names_that_the_room_sees_anyway_do_not(desk: Client, room: Room) -> None:
    Consultation.objects.update(attribution_rule="on-the-record")
    assert "The rapporteur" in desk.get(reverse("people", args=[room.slug])).content.decode()


def test_a_filter_tells_no_name_that_is_not_shown(desk: Client, room: Room) -> None:
    address = reverse("people", args=[room.slug])
    found = desk.get(address, {"name": "The rapporteur"}).content.decode()
    nothing = desk.get(address, {"name": "Nobody at all"}).content.decode()
    assert found.count("<tr id=") == nothing.count("<tr id=") > 0


def test_the_export_with_names_waits_for_it_and_is_entered(desk: Client, room: Room) -> None:
    address = reverse("people_export", args=[room.slug])
    assert desk.get(address, {"names": "1"}).status_code == 302
    assert not RecordEntry.objects.exists()
    prove(desk, room)
    assert "The rapporteur" in desk.get(address, {"names": "1"}).content.decode()
    assert RecordEntry.objects.filter(act="read names").count() == 1


def test_it_lasts_an_hour(desk: Client, room: Room) -> None:
    prove(desk, room, ago=3_700)
    assert desk.get(reverse("people_export", args=[room.slug]), {"names": "1"}).status_code == 302


def test_who_has_one_is_asked_for_it_and_led_back(desk: Client, room: Room) -> None:
    Authenticator.objects.create(user=room.people["convenor"].user, type="totp", data={"secret": "x"})
    answer = desk.get(reverse("people", args=[room.slug]), {"names": "1"})
    assert answer["Location"].startswith(reverse("mfa_reauthenticate") + "?next=%2Fc%2F")


def test_publishing_waits_for_it_and_setting_up_does_not(desk: Client, room: Room) -> None:
    assert desk.post(reverse("publish", args=[room.slug, 1])).status_code in {302, 403}
    assert desk.get(reverse("setup", args=[room.slug])).status_code == 200


def test_its_own_pages_stand_and_carry_no_style(desk: Client) -> None:
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn"):
        answer = desk.get(reverse(name), follow=True)
        assert answer.status_code == 200
        assert " style=" not in answer.content.decode()


def test_one_sets_it_up_from_the_account_before_it_is_asked_for(desk: Client) -> None:
    door = f'href="{reverse("mfa_index")}"'
    assert door in desk.get(reverse("account")).text
    guest = Client()
    guest.force_login(GuestFactory())
    assert door not in guest.get(reverse("account")).text

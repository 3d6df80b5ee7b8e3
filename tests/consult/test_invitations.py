"""Coming in by a personal link."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.actions import joining, people
from consult.actions.joining import Entry
from consult.models import Elector, Invitation, Participant, RecordEntry, User
from consult.procedure import RefusedError
from tests.consult.entries import CODE, desk, form, invite
from tests.factories import Room, UserFactory, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(join_code=CODE)


def test_looking_at_an_invitation_uses_nothing_up(client: Client, room: Room) -> None:
    token = invite(room, name="Ben Example", delegation="States B")
    for method in (client.get, client.head, client.get):
        assert method(reverse("invitation", args=[token])).status_code == 200
    assert Invitation.objects.get().accepted_by is None
    assert not User.objects.filter(email="new@example.org").exists()


def test_accepting_makes_an_account_a_participant_and_an_elector(client: Client, room: Room) -> None:
    token = invite(room, delegation="States B")
    answer = client.post(reverse("invitation", args=[token]), form(room))
    assert answer.status_code == 302
    participant = Participant.objects.get(name="Ada Example")
    assert participant.user.email == "new@example.org"
    assert participant.delegation == room.delegations["States B"]  # the form's own claims count for nothing
    assert participant.is_head
    assert Elector.objects.get(delegation=participant.delegation).group == room.group("States")
    again = Client().get(reverse("invitation", args=[token]))
    assert again.status_code == 404
    assert "was used" in again.content.decode()


def test_a_delegation_is_listed_once(room: Room) -> None:
    for number in range(3):
        token = invite(room, email=f"member{number}@example.org", delegation="States B")
        joining.accept_invitation(token, None, Entry(name=f"Member {number}"))
    assert Elector.objects.filter(delegation=room.delegations["States B"]).count() == 1
    assert Participant.objects.filter(delegation=room.delegations["States B"], is_head=True).count() == 1


@pytest.mark.parametrize("role", ["chair", "rapporteur", "observer"])
def test_other_roles_are_on_no_list(room: Room, role: str) -> None:
    before = Elector.objects.count()
    participant = joining.accept_invitation(invite(room, role=role), None, Entry(name="X"))
    assert {row.role for row in participant.role_rows.all()} == {role}
    assert Elector.objects.count() == before


def test_only_the_hash_of_a_token_is_kept(room: Room) -> None:
    token = invite(room)
    row = Invitation.objects.values().get()
    assert token not in str(row)
    assert token not in "".join(RecordEntry.objects.values_list("body", flat=True))
    assert (row["expires_at"] - timezone.now()).days in {29, 30}


def test_expired_and_replaced_links_admit_nobody(room: Room) -> None:
    old, new = invite(room), invite(room)
    with pytest.raises(RefusedError, match="was replaced"):
        joining.accept_invitation(old, None, Entry(name="X"))
    Invitation.objects.update(expires_at=timezone.now())
    with pytest.raises(RefusedError, match="expired"):
        joining.accept_invitation(new, None, Entry(name="X"))
    assert not Participant.objects.filter(name="X").exists()


def test_a_link_does_not_open_somebody_elses_account(client: Client, room: Room) -> None:
    """Whoever holds a link to an address with an account signs in first: a link can be forwarded."""
    owner = UserFactory(email="new@example.org")
    token = invite(room)
    page = client.get(reverse("invitation", args=[token])).content.decode()
    assert "Sign in first" in page
    client.post(reverse("invitation", args=[token]), form(room))
    assert "_auth_user_id" not in client.session
    with pytest.raises(RefusedError, match="Sign in first"):
        joining.accept_invitation(token, None, Entry(name="X"))
    client.force_login(owner)
    client.post(reverse("invitation", args=[token]), form(room))
    assert Participant.objects.get(user=owner).consultation == room.consultation


def test_nothing_is_invited_by_halves(room: Room) -> None:
    invite(room, email="one@example.org")
    joining.accept_invitation(invite(room, email="one@example.org"), None, Entry(name="X"))
    count = Invitation.objects.count()
    with pytest.raises(RefusedError, match="already accepted"):
        people.invite(desk(room), [people.Row(email="two@example.org"), people.Row(email="one@example.org")])
    assert Invitation.objects.count() == count


def test_whoever_used_a_link_is_led_in_by_it_again_and_nobody_else(client: Client, room: Room) -> None:
    token = invite(room, "ada@example.org")
    client.post(reverse("invitation", args=[token]), form(room))
    again = client.get(reverse("invitation", args=[token]))
    assert (again.status_code, again["Location"]) == (302, reverse("consultation", args=[room.slug]))
    other = Client()
    assert other.get(reverse("invitation", args=[token])).status_code == 404
    other.force_login(room.people["observer"].user)
    assert other.get(reverse("invitation", args=[token])).status_code == 404
    Participant.objects.filter(name="Ada Example").update(removed_at=timezone.now())
    assert client.get(reverse("invitation", args=[token])).status_code == 404

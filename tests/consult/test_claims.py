"""A guest claims the session with an address, and both become one."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from consult.actions import joining, people
from consult.models import Elector, Participant, User
from consult.queries.people import here
from sessions_app.actions.closing import close_ballot
from sessions_app.models import Contribution, Vote
from tests.consult.entries import CODE, desk, form
from tests.factories import GuestFactory, ParticipantFactory, Room, UserFactory, make_room
from tests.sessions_app.factories import make_session, put, say, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(join_code=CODE)


def sent_code() -> str:
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def guest_session(client: Client, room: Room) -> Participant:
    client.post(reverse("join_code", args=[CODE]), form(room))
    return Participant.objects.get(name="Ada Example")


def test_a_guest_claims_an_unknown_address(client: Client, room: Room) -> None:
    participant = guest_session(client, room)
    client.post(reverse("claim"), {"email": "Ada@Example.org"})
    assert mail.outbox[-1].to == ["ada@example.org"]
    client.post(reverse("confirm_claim"), {"code": sent_code()})
    participant.user.refresh_from_db()
    assert participant.user.email == "ada@example.org"
    assert participant.user.emailaddress_set.get().verified
    assert client.get(reverse("account")).status_code == 200


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_mail(client: Client, room: Room) -> None:
    guest_session(client, room)
    client.get(reverse("home"))  # takes the message of having joined
    UserFactory(email="known@example.org")
    answers, mails = [], []
    for address in ("known@example.org", "unknown@example.org"):
        answer = client.post(reverse("claim"), {"email": address})
        page = client.get(answer["Location"]).content.decode().replace(address, "")
        answers.append((answer.status_code, answer["Location"], re.sub(r'value="[^"]*"', "", page)))
        mails.append((mail.outbox[-1].subject, mail.outbox[-1].body.replace(sent_code(), "")))
    assert answers[0] == answers[1]
    assert mails[0] == mails[1]


def test_a_wrong_code_three_times_ends_the_claim(client: Client, room: Room) -> None:
    participant = guest_session(client, room)
    client.post(reverse("claim"), {"email": "ada@example.org"})
    code = sent_code()
    for _try in range(3):
        client.post(reverse("confirm_claim"), {"code": "WRONG1"})
    client.post(reverse("confirm_claim"), {"code": code})
    participant.user.refresh_from_db()
    assert participant.user.is_guest


def test_claims_are_limited_per_session(client: Client, room: Room) -> None:
    guest_session(client, room)
    answers = [client.post(reverse("claim"), {"email": f"a{n}@example.org"}).status_code for n in range(8)]
    assert answers[-1] == 429


def test_both_proved_become_one_with_one_position(client: Client, room: Room) -> None:
    """A guest, admitted by the desk, and an account with a line of its own: one participation and one line remain."""
    guest = guest_session(client, room)
    guest.delegation = None
    guest.save()
    account = ParticipantFactory(
        consultation=room.consultation,
        user=UserFactory(email="ada@example.org"),
        group=room.group("Business"),
        is_elector=True,
    )
    people.admit(desk(room), guest.pk)
    session = make_session(room.consultation)
    first, second = session.questions.all()
    closed, running = put(room.people["chair"], first), put(room.people["chair"], second)
    contribution = say(guest, first, "Said as a guest.")
    vote(guest, running, "support")
    vote(account, running, "object", "Because.")
    client.post(reverse("claim"), {"email": "ada@example.org"})
    client.post(reverse("confirm_claim"), {"code": sent_code()})
    assert client.session["_auth_user_id"] == str(account.user_id)
    assert Contribution.objects.get(pk=contribution.pk).author == account
    assert Vote.objects.get(ballot=running).choice == "object"
    assert Elector.objects.filter(participant=account).count() == 1
    assert not Participant.objects.filter(pk=guest.pk).exists()
    assert not User.objects.get(pk=guest.user_id).is_active
    assert not Vote.objects.filter(ballot=closed).exists()


def test_a_counted_vote_stays_where_it_was_counted(room: Room) -> None:
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), is_elector=True)
    account = ParticipantFactory(consultation=room.consultation, is_elector=True)
    session = make_session(room.consultation)
    ballot = put(room.people["chair"], session.questions.first())
    vote(guest, ballot, "support")
    digest = close_ballot(ballot.pk, "rule").digest
    assert joining.claim(guest.user, account.user.email) == account.user
    ballot.refresh_from_db()
    assert ballot.digest == digest
    assert Vote.objects.filter(ballot=ballot).count() == 1
    guest.refresh_from_db()
    assert guest.removed_at is not None


def test_the_guests_line_is_handed_over_where_the_account_has_none(room: Room) -> None:
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), is_elector=True)
    account = ParticipantFactory(consultation=room.consultation)
    session = make_session(room.consultation)
    ballot = put(room.people["chair"], session.questions.first())
    vote(guest, ballot, "support")
    joining.claim(guest.user, account.user.email)
    elector = Elector.objects.get(participant=account)
    assert not elector.is_guest
    assert Vote.objects.get(ballot=ballot).elector == elector


def test_the_guests_answer_moves_where_the_account_is_listed_and_has_not_answered(room: Room) -> None:
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), is_elector=True)
    account = ParticipantFactory(consultation=room.consultation, is_elector=True)
    session = make_session(room.consultation)
    ballot = put(room.people["chair"], session.questions.first())
    vote(guest, ballot, "object", "Because.")
    joining.claim(guest.user, account.user.email)
    kept = Vote.objects.get(ballot=ballot)
    assert (kept.elector.participant, kept.choice, kept.reason) == (account, "object", "Because.")


def test_claiming_brings_nobody_back_who_was_removed(room: Room) -> None:
    account = ParticipantFactory(consultation=room.consultation)
    people.remove(desk(room), account.pk)
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory())
    joining.claim(guest.user, account.user.email)
    assert here(room.consultation, account.user).standing.is_removed

"""Reminders: set up by the convenor, sent by the clock, once each, in the reader's language, revealing nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.models import Consultation, Invitation, Mailing, Participant, RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import token_hash
from sessions_app.actions.reminding import mail_reminders, remind_due, set_reminders
from sessions_app.actions.submission import withdraw
from sessions_app.models import RoundReminder, Session
from sessions_app.queries.reminding import silent
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.factories import make_session, say, standing_of
from tests.sessions_app.written import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(title="A marked title", rule="chatham-house")


@pytest.fixture
def written(room: Room) -> Session:
    """A round that ends in four days and reminds five days before."""
    ends_at = timezone.now() + timedelta(days=4)
    return make_session(room.consultation, kind="written", takes_submissions=True, ends_at=ends_at, remind_days=5)


def invited(room: Room, number: int, *, days_ago: int = 9, **fields: Any) -> Participant:
    """Somebody who accepted their invitation."""
    person = ParticipantFactory(consultation=room.consultation, **fields)
    Participant.objects.filter(pk=person.pk).update(joined_at=timezone.now() - timedelta(days=days_ago))
    invitation(room, number, accepted_by=person)
    return person


def invitation(room: Room, number: int, **fields: Any) -> Invitation:
    now = timezone.now()
    values = {"sent_at": now - timedelta(days=9), "expires_at": now + timedelta(days=3), **fields}
    return Invitation.objects.create(
        consultation=room.consultation,
        email=f"guest{number}@example.org",
        token_hash=token_hash(f"{room.slug}-{number}"),
        **values,
    )


def tick(commit: Any) -> int:
    with commit(execute=True):
        return remind_due(at_once=True)


# --- a written round -----------------------------------------------------------------------------------------------


def test_who_sent_nothing_is_reminded_once_however_often_the_clock_looks(
    room: Room, written: Session, django_capture_on_commit_callbacks: Any
) -> None:
    quiet = invited(room, 1)
    spoke, sent = invited(room, 2), invited(room, 3)
    say(spoke, written.questions.get(number=1))
    send(sent, written)
    for _again in range(3):
        tick(django_capture_on_commit_callbacks)
    assert [message.to for message in mail.outbox] == [[quiet.user.email]]
    entry = RecordEntry.objects.get(act="remind of round")
    assert (entry.actor, entry.payload["people"]) == ("rule", 1)
    assert mail_reminders([RoundReminder.objects.get().pk]) == 0


def test_nobody_is_reminded_before_its_day_after_the_deadline_or_where_it_is_off(
    room: Room, written: Session, django_capture_on_commit_callbacks: Any
) -> None:
    invited(room, 1)
    now = timezone.now()
    for change in (
        {"remind_days": None},
        {"remind_days": 3},
        {"remind_days": 5, "ends_at": now - timedelta(hours=1)},
        {"ends_at": now + timedelta(days=4), "kind": "sitting"},
    ):
        Session.objects.update(**change)
        assert tick(django_capture_on_commit_callbacks) == 0
    Session.objects.update(kind="written")
    Consultation.objects.update(stage="rehearsal")
    assert tick(django_capture_on_commit_callbacks) == 0
    Consultation.objects.update(stage="open")
    assert tick(django_capture_on_commit_callbacks) == 1


def test_only_invited_people_with_an_address_who_have_been_here_for_a_while(room: Room, written: Session) -> None:
    quiet = invited(room, 1)
    body = room.delegations["States A"]
    colleague, other = invited(room, 2, delegation=body), invited(room, 3, delegation=body)
    removed = invited(room, 4)
    Participant.objects.filter(pk=removed.pk).update(removed_at=timezone.now())
    guest = invited(room, 5)
    guest.user.email = None
    guest.user.save()
    ParticipantFactory(consultation=room.consultation)  # came by the code
    assert set(silent(written)) == {quiet, colleague, other}
    send(colleague, written)
    assert set(silent(written)) == {quiet}  # their delegation has spoken
    invited(room, 6, days_ago=1)
    remind_due(at_once=True)
    assert list(RoundReminder.objects.values_list("participant", flat=True)) == [quiet.pk]


def test_whoever_withdrew_what_they_sent_has_sent_nothing(room: Room, written: Session) -> None:
    person = invited(room, 1)
    sent = send(person, written)
    assert not silent(written)
    withdraw(standing_of(person), sent.pk)
    assert list(silent(written)) == [person]


def test_a_reminder_is_in_the_language_of_its_reader_and_reveals_nothing(
    room: Room, written: Session, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    settings.ORIGINS = ["https://consult.example"]
    person = invited(room, 1, language="fr")
    tick(django_capture_on_commit_callbacks)
    (message,) = mail.outbox
    told = f"{message.subject} {message.body}"
    for secret in (room.consultation.title, room.slug, written.title, person.name, room.consultation.host):
        assert secret not in told
    assert "https://consult.example/for-you/" in message.body
    assert "Geneva" in message.body


def test_for_you_lists_the_rounds_that_wait(room: Room, written: Session, client: Client) -> None:
    person = invited(room, 1)
    client.force_login(person.user)
    assert written.get_absolute_url() in client.get(reverse("notices")).text
    send(person, written)
    assert written.get_absolute_url() not in client.get(reverse("notices")).text


# --- invitations ---------------------------------------------------------------------------------------------------


def test_an_invitation_nobody_answered_is_reminded_of_once_before_its_link_ends(
    room: Room, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    settings.ORIGINS = ["https://consult.example"]
    Consultation.objects.update(remind_invited=4)
    ends_soon = invitation(room, 1)
    invitation(room, 2, expires_at=timezone.now() + timedelta(days=8))  # not yet
    invitation(room, 3, accepted_by=room.people["participant"])
    invitation(room, 4, sent_at=timezone.now() - timedelta(days=1))  # has only just come
    invitation(room, 5, expires_at=timezone.now() - timedelta(days=1))  # is over
    for _again in range(3):
        tick(django_capture_on_commit_callbacks)
    (message,) = mail.outbox
    assert message.to == [ends_soon.email]
    assert "https://consult.example/i/" in message.body
    assert (Mailing.objects.count(), Mailing.objects.get().sent) == (1, 1)
    entry = RecordEntry.objects.get(act="remind")
    assert (entry.actor, entry.payload["invitations"]) == ("rule", [ends_soon.pk])


@pytest.mark.parametrize("deadline", ["starts_at", "contributions"])
def test_the_beginning_and_the_end_of_contributions_are_deadlines_too(
    room: Room, django_capture_on_commit_callbacks: Any, settings: Any, deadline: str
) -> None:
    settings.ORIGINS = ["https://consult.example"]
    soon = timezone.now() + timedelta(days=3)
    Consultation.objects.update(remind_invited=4)
    if deadline == "starts_at":
        Consultation.objects.update(starts_at=soon)
    else:
        room.consultation.phases.filter(kind="contributions").update(closes_at=soon)
    invitation(room, 1, expires_at=timezone.now() + timedelta(days=20))
    assert tick(django_capture_on_commit_callbacks) == 1


def test_whom_the_convenor_reminded_the_clock_does_not(
    room: Room, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    Consultation.objects.update(remind_invited=4)
    invitation(room, 1)
    client.force_login(room.people["convenor"].user)
    client.post(reverse("remind", args=[room.slug]))
    assert tick(django_capture_on_commit_callbacks) == 0


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_remind_once(settings: Any) -> None:
    settings.ORIGINS = ["https://consult.example"]
    room = make_room()
    ends_at = timezone.now() + timedelta(days=4)
    make_session(room.consultation, kind="written", takes_submissions=True, ends_at=ends_at, remind_days=5)
    Consultation.objects.update(remind_invited=4)
    for number in range(5):
        invited(room, number)
        invitation(room, 10 + number)

    def look(_turn: int) -> int:
        try:
            return remind_due(at_once=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(look, range(8))) == 10
    assert (RoundReminder.objects.count(), Mailing.objects.count()) == (5, 1)
    assert RecordEntry.objects.filter(actor="rule").count() == 2


# --- the set-up ----------------------------------------------------------------------------------------------------


def test_the_convenor_sets_the_days_and_sees_what_will_be_sent_and_to_how_many(
    room: Room, written: Session, client: Client
) -> None:
    Session.objects.update(remind_days=None)
    invited(room, 1)
    invited(room, 2)
    invitation(room, 3)
    client.force_login(room.people["convenor"].user)
    address = reverse("setup_reminders", args=[room.slug])
    page = client.get(address).text
    assert "Off. 2 people were invited and have sent nothing." in page
    assert "Off. 1 invitation waits for an answer." in page
    assert "You were invited to say something in writing" in page
    assert "You were invited to take part" in page
    assert client.post(address, {"invited": "3", f"round-{written.pk}": "2"}).status_code == 302
    written.refresh_from_db()
    assert (written.remind_days, Consultation.objects.get().remind_invited) == (2, 3)
    assert RecordEntry.objects.filter(act="change reminders").count() == 1
    page = client.get(address).text
    assert "On. As things stand 2 people who were invited" in page
    client.post(address, {"invited": "3", f"round-{written.pk}": "2"})
    assert RecordEntry.objects.filter(act="change reminders").count() == 1


@pytest.mark.parametrize("days", ["0", "-1", "61", "x", "9" * 30])
def test_days_that_are_none_are_refused(room: Room, written: Session, client: Client, days: str) -> None:
    client.force_login(room.people["convenor"].user)
    answer = client.post(reverse("setup_reminders", args=[room.slug]), {"invited": "", f"round-{written.pk}": days})
    assert answer.status_code == 400
    assert Session.objects.get().remind_days == 5


def test_the_act_refuses_a_round_of_another_consultation(room: Room) -> None:
    other = make_session(make_room().consultation, kind="written", ends_at=timezone.now() + timedelta(days=4))
    with pytest.raises(RefusedError, match="no such written round"):
        set_reminders(standing_of(room.people["convenor"]), invited=None, rounds={other.pk: 3})


def test_reminders_end_with_the_rehearsal_and_are_among_ones_own_data(room: Room, written: Session) -> None:
    from consult import cloning, privacy

    person = invited(room, 1)
    remind_due(at_once=True)
    assert privacy.data_of(person.user)["sessions"]["reminders"][0]["session"] == written.title
    cloning.wipe(room.consultation)
    assert not RoundReminder.objects.exists()

"""Inviting by a list: rows with reasons, nothing before the word, each mail once, in the reader's language."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from openpyxl import Workbook

from consult.actions import inviting
from consult.models import Delegation, Elector, GuestList, Invitation, Mailing, RecordEntry
from consult.queries.people import here, to_admit
from tests.factories import GuestFactory, ParticipantFactory, Room, make_room

pytestmark = pytest.mark.django_db
HEAD = "E-mail,Name,Group,Delegation,Language,Role"


@pytest.fixture
def room() -> Room:
    return make_room()


@pytest.fixture
def desk(room: Room, client: Client) -> Client:
    client.force_login(room.people["convenor"].user)
    return client


def upload(desk: Client, room: Room, data: bytes | str, name: str = "people.csv", **fields: Any) -> Any:
    sent = SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)
    return desk.post(reverse("invite_list", args=[room.slug]), {"file": sent, **fields})


def xlsx(rows: list[list[Any]]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def waiting_list(room: Room) -> GuestList:
    return GuestList.objects.get(consultation=room.consultation)


def five_hundred() -> list[list[str]]:
    """480 good rows and 20 with one fault each."""
    rows = [HEAD.split(",")]
    rows += [[f"person{n}@list.example", f"Person {n}", "States", f"State {n % 60}", "", ""] for n in range(480)]
    rows += [[f"not an address {n}", "", "", "", "", ""] for n in range(5)]
    rows += [[f"person{n}@list.example", "again", "", "", "", ""] for n in range(5)]
    rows += [[f"group{n}@list.example", "", "No such group", "", "", ""] for n in range(4)]
    rows += [[f"body{n}@list.example", "", "", "A body of no group", "", ""] for n in range(3)]
    rows += [[f"tongue{n}@list.example", "", "", "", "Latin", ""] for n in range(2)]
    rows += [["role@list.example", "", "", "", "", "emperor"]]
    return rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_of_500_people_20_are_refused_with_reasons_and_480_invited_once(
    desk: Client, room: Room, kind: str, django_capture_on_commit_callbacks: Any
) -> None:
    rows = five_hundred()
    data = xlsx(rows) if kind == "xlsx" else "\n".join(",".join(row) for row in rows).encode()
    answer = upload(desk, room, data, f"people.{kind}")
    page = desk.get(answer["Location"]).content.decode()
    assert "20 rows cannot be used" in page
    assert "480 people to invite" in page
    for reason in ("not an e-mail address", "further up", "no stakeholder group", "belongs to", "language", "emperor"):
        assert reason in page
    assert (Invitation.objects.count(), len(mail.outbox), Delegation.objects.filter(name="State 1").count()) == (
        0,
        0,
        0,
    )
    with django_capture_on_commit_callbacks(execute=True):
        first = desk.post(answer["Location"], {"do": "confirm"})
    with django_capture_on_commit_callbacks(execute=True):
        again = desk.post(answer["Location"], {"do": "confirm"})
    assert again.status_code == 403
    assert "go out once" in again.content.decode()
    assert Invitation.objects.count() == len(mail.outbox) == len({sent.to[0] for sent in mail.outbox}) == 480
    assert Delegation.objects.filter(name__startswith="State ").count() == 60
    assert "480 of 480" in desk.get(first["Location"]).content.decode()
    assert RecordEntry.objects.filter(act="invite").count() == 1


def test_sending_the_same_mailing_twice_sends_nothing_twice(desk: Client, room: Room) -> None:
    desk.post(upload(desk, room, "one@example.org\ntwo@example.org\n")["Location"], {"do": "confirm"})
    mailing = Mailing.objects.get()
    assert [inviting.send_mailing(mailing.pk), inviting.send_mailing(mailing.pk)] == [2, 0]
    assert len(mail.outbox) == 2


def test_a_mail_that_failed_can_be_sent_again(desk: Client, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any) -> None:
        raise OSError

    desk.post(upload(desk, room, "one@example.org\n")["Location"], {"do": "confirm"})
    mailing = Mailing.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        assert inviting.send_mailing(mailing.pk) == 0
    assert "could not be sent" in desk.get(reverse("mailing", args=[room.slug, mailing.pk])).content.decode()
    assert inviting.send_mailing(mailing.pk) == 1


def test_mails_are_in_the_language_of_whom_they_are_for_and_name_no_topic(desk: Client, room: Room) -> None:
    answer = upload(desk, room, "E-mail;Group;Delegation;Language\none@example.org;States;Secret body;Français\n")
    desk.post(answer["Location"], {"do": "confirm"})
    assert Invitation.objects.get().language == "fr"
    inviting.send_mailing(Mailing.objects.get().pk)
    sent = mail.outbox[0]
    for secret in (room.consultation.title, room.consultation.host, "Secret body", "States"):
        assert secret not in sent.subject + sent.body
    link = next(line for line in sent.body.splitlines() if "/i/" in line)
    assert Client().get(link).status_code == 200


def test_a_list_without_headings_and_one_with_a_default_group(desk: Client, room: Room) -> None:
    group = room.group("Academia")
    answer = upload(desk, room, "one@example.org;One;;New university\n", group=group.pk)
    assert "New university" in desk.get(answer["Location"]).content.decode()
    desk.post(answer["Location"], {"do": "confirm"})
    assert Invitation.objects.get().group == group


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 not a book", "damaged"),
        (b"a@b.org\n" * 2_500, "2,000"),
        (b"x" * 3_000_000, "2 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(
    desk: Client, room: Room, data: bytes, reason: str
) -> None:
    answer = upload(desk, room, data)
    assert answer.status_code == 400
    assert reason in answer.content.decode()
    assert GuestList.objects.count() == 0


def test_what_stands_in_a_list_is_text(desk: Client, room: Room) -> None:
    page = desk.get(upload(desk, room, "one@example.org,<script>alert(1)</script>\n")["Location"]).content.decode()
    assert "<script>alert" not in page


def test_a_list_thrown_away_leaves_nothing(desk: Client, room: Room) -> None:
    address = upload(desk, room, "one@example.org\n")["Location"]
    desk.post(address, {"do": "throw away"})
    assert desk.get(address).status_code == 404
    assert Invitation.objects.count() == 0


def test_a_list_of_another_consultation_is_out_of_reach(desk: Client, room: Room) -> None:
    upload(desk, room, "one@example.org\n")
    other = make_room()
    stranger = Client()
    stranger.force_login(other.people["convenor"].user)
    address = reverse("guest_list", args=[other.slug, waiting_list(room).pk])
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"do": "confirm"}).status_code == 404


# --- afterwards --------------------------------------------------------------------------------------------------


def invited(desk: Client, room: Room, **fields: Any) -> Invitation:
    desk.post(upload(desk, room, "one@example.org\n")["Location"], {"do": "confirm"})
    inviting.send_mailing(Mailing.objects.get().pk)
    Invitation.objects.update(**fields)
    return Invitation.objects.get()


def link_of(sent: Any) -> str:
    return next(line for line in sent.body.splitlines() if "/i/" in line)


def test_sending_again_ends_the_earlier_link(desk: Client, room: Room, django_capture_on_commit_callbacks: Any) -> None:
    one = invited(desk, room)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("invitation_act", args=[room.slug, one.pk]), {"act": "again"})
    first, second = (link_of(sent) for sent in mail.outbox)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_a_withdrawn_invitation_admits_nobody(desk: Client, room: Room) -> None:
    one = invited(desk, room)
    desk.post(reverse("invitation_act", args=[room.slug, one.pk]), {"act": "withdraw"})
    assert Client().get(link_of(mail.outbox[0])).status_code == 404
    assert Invitation.objects.count() == 0


def test_a_reminder_goes_out_once_and_not_at_once(
    desk: Client, room: Room, django_capture_on_commit_callbacks: Any
) -> None:
    invited(desk, room)
    assert desk.post(reverse("remind", args=[room.slug])).status_code == 403
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=3))
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("remind", args=[room.slug]))
    assert desk.post(reverse("remind", args=[room.slug])).status_code == 403
    assert [sent.subject for sent in mail.outbox] == ["An invitation", "A reminder"]
    assert Client().get(link_of(mail.outbox[1])).status_code == 200


def test_guests_who_wait_are_admitted_in_one_go(desk: Client, room: Room) -> None:
    guests = [
        ParticipantFactory(consultation=room.consultation, user=GuestFactory(), group=room.group("Academia"))
        for _number in range(3)
    ]
    waiting = [person.pk for person in to_admit(room.consultation)]
    assert waiting == [guest.pk for guest in guests]
    page = desk.get(reverse("people", args=[room.slug])).content.decode()
    assert "Admit all 3 shown" in page
    desk.post(reverse("admit", args=[room.slug]), {"who": waiting[:1]})
    assert Elector.objects.filter(participant=guests[0]).exists()
    desk.post(reverse("admit", args=[room.slug]), {"who": [*waiting, "x", "99999999"]})
    assert Elector.objects.filter(participant__in=guests).count() == 3
    assert "Waiting to be admitted" not in desk.get(reverse("people", args=[room.slug])).content.decode()
    assert RecordEntry.objects.filter(act="admit").count() == 2


def test_a_guest_who_came_after_the_page_is_not_admitted_with_it(desk: Client, room: Room) -> None:
    shown = ParticipantFactory(consultation=room.consultation, user=GuestFactory())
    late = ParticipantFactory(consultation=room.consultation, user=GuestFactory())
    desk.post(reverse("admit", args=[room.slug]), {"who": [shown.pk]})
    assert not Elector.objects.filter(participant=late).exists()


def test_nobody_is_admitted_from_elsewhere(desk: Client, room: Room) -> None:
    other = make_room()
    stranger = ParticipantFactory(consultation=other.consultation, user=GuestFactory())
    desk.post(reverse("admit", args=[room.slug]), {"who": [stranger.pk]})
    assert not Elector.objects.filter(participant=stranger).exists()
    assert here(room.consultation, room.people["convenor"].user).is_staff


def test_roles_and_languages_of_a_list_are_shown_in_the_readers_words(desk: Client, room: Room) -> None:
    upload(desk, room, f"{HEAD}\na@list.example,A,States,State A,fr,observer\n")
    page = desk.get(reverse("guest_list", args=[room.slug, waiting_list(room).pk]), headers={"accept-language": "es"})
    cells = html.fromstring(page.content).xpath("//tbody/tr[1]/td/text()")
    assert "Français" in cells
    assert "Observador" in " ".join(cells)


@pytest.mark.parametrize(("people", "told"), [(1, "1 invitation was sent."), (2, "2 of 2 mails were sent.")])
def test_how_many_invitations_went_out_is_said_in_the_right_number(
    desk: Client, room: Room, people: int, told: str
) -> None:
    rows = "".join(f"person{n}@example.org\n" for n in range(people))
    desk.post(upload(desk, room, rows)["Location"], {"do": "confirm"})
    mailing = Mailing.objects.get()
    inviting.send_mailing(mailing.pk)
    assert told in desk.get(reverse("mailing", args=[room.slug, mailing.pk])).content.decode()

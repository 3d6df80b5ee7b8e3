"""Contributors are told once what became of what they gave, and nobody else can read it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult import privacy, record
from consult.models import Participant, RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import here
from sessions_app.models import Contribution
from synthesis.actions import publishing, telling
from synthesis.actions.coverage import Choice, settle
from synthesis.models import Section, Telling
from synthesis.models.telling import About
from synthesis.queries.telling import preview
from tests.factories import GuestFactory, Room, make_room, open_phases
from tests.leaks.marked import markers
from tests.synthesis.rooms import add_session, say
from tests.synthesis.test_coverage import make_report, write
from tests.synthesis.thematic import at_desk

pytestmark = pytest.mark.django_db


def scene(rule: str = "chatham-house") -> tuple[Room, list[Contribution], Section]:
    """Four spoke: one in French, one a guest, one who was removed since."""
    room = make_room(rule=rule, per_group=3, title="A marked title", phases=["synthesis", "published"])
    question, _other = add_session(room)
    people = [room.people[f"{group} 1"] for group in room.groups]
    for number, person in enumerate(people):
        Participant.objects.filter(pk=person.pk).update(name=markers(number)[0])
    Participant.objects.filter(pk=people[1].pk).update(language="fr")
    guest = GuestFactory()
    Participant.objects.filter(pk=people[2].pk).update(user=guest)
    Participant.objects.filter(pk=people[3].pk).update(removed_at=timezone.now())
    people = list(Participant.objects.filter(pk__in=[person.pk for person in people]).order_by("pk"))
    said = [say(question, person, f"{markers(n)[0]} spoke of railings.") for n, person in enumerate(people)]
    return room, said, make_report(room)


def mine(client: Client, contribution: Contribution) -> str:
    assert contribution.author is not None
    client.force_login(contribution.author.user)
    return client.get(reverse("own_reports")).text


def test_each_is_told_once_in_their_own_language_by_a_mail_that_reveals_nothing(
    django_capture_on_commit_callbacks: Any,
) -> None:
    room, said, section = scene()
    desk = at_desk(room)
    before = preview(section.report)
    assert (before.by_mail, before.by_page, before.told, before.open) == (2, 1, 0, 4)
    with django_capture_on_commit_callbacks(execute=True):
        assert telling.send(desk, section.report) == 3
    subjects = sorted(str(message.subject) for message in mail.outbox)
    assert subjects == [
        "Something waits for you",
        "Un élément vous attend",
    ]
    for message in mail.outbox:
        text = f"{message.subject} {message.body}"
        assert not [word for word in ("marked", room.slug, "railings", "zyx") if word in text.lower()]
    with pytest.raises(RefusedError), django_capture_on_commit_callbacks(execute=True):
        telling.send(desk, section.report)
    assert telling.mail_tellings([row.pk for row in Telling.objects.all()]) == 0
    assert len(mail.outbox) == 2
    entry = RecordEntry.objects.get(act="contributors told")
    assert entry.payload == {"people": 3}
    assert said


def test_the_database_lets_nobody_be_told_twice() -> None:
    room, said, section = scene()
    telling.send(at_desk(room), section.report)
    with pytest.raises(IntegrityError), transaction.atomic():
        telling.note(section.report, [said[0].author], About.USED)  # type: ignore[list-item]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_however_many_send_at_once_each_is_told_once() -> None:
    room, said, section = scene()
    desk, key = at_desk(room), f"c{said[0].pk}"

    def act(turn: int) -> int:
        try:
            settle(desk, section.report, [key], Choice("noted" if turn % 2 else "open"))
            return telling.tell_contributors(section.report, "command")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(act, range(8))) == 3
    assert Telling.objects.count() == 3
    assert RecordEntry.objects.filter(act="contributors told").count() == 1
    assert record.broken_at(room.consultation.pk) is None


def test_publishing_tells_whoever_was_not_told_before(django_capture_on_commit_callbacks: Any) -> None:
    room, said, section = scene()
    telling.send(at_desk(room), section.report)
    late = say(said[0].question, room.people["States 2"], "Late, on railings.")
    convenor = here(room.consultation, room.people["convenor"].user)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(convenor, section.report)
    assert Telling.objects.filter(about=About.USED).count() == 4
    assert [message.to for message in mail.outbox] == [[late.author.user.email]]  # type: ignore[union-attr]


def test_one_reads_which_paragraph_rests_on_ones_words_or_why_they_were_not_taken(client: Client) -> None:
    room, said, section = scene()
    write(section, "Railings came up.", said[0])
    settle(at_desk(room), section.report, [f"c{said[1].pk}"], Choice("not-taken", "scope", "See the other call."))
    assert "Nothing to read yet" in mine(client, said[0])
    telling.send(at_desk(room), section.report)
    first = mine(client, said[0])
    assert "Reflected in the report" in first
    assert "paragraph 1" not in first  # of a draft nobody outside learns how it is ordered
    client.cookies["django_language"] = "en"
    second = mine(client, said[1])
    assert "it is outside the scope of the consultation. See the other call." in second
    assert "no reason was given" in mine(client, said[2])
    publishing.publish(here(room.consultation, room.people["convenor"].user), section.report)
    address = reverse("report", args=[room.slug, section.report_id])
    assert reverse("report_paragraph", args=[room.slug, section.report_id, 1]) in mine(client, said[0])
    open_phases(room.consultation, ["synthesis"])
    assert address not in mine(client, said[0])


def test_nobody_else_can_read_it_whoever_they_are(client: Client) -> None:
    room, said, section = scene()
    settle(at_desk(room), section.report, [f"c{said[0].pk}"], Choice("not-taken", "other", "Zyxreason"))
    telling.send(at_desk(room), section.report)
    assert "Zyxreason" in mine(client, said[0])
    for person in (*room.people.values(), said[1].author, said[2].author):
        assert person is not None
        if person.pk == said[0].author_id:
            continue
        client.force_login(person.user)
        page = client.get(reverse("own_reports")).text
        assert "Zyxreason" not in page
        assert markers(0)[0] not in page
    assert client.get(reverse("own_reports"))["Cache-Control"].startswith("max-age=0")
    assert Client().get(reverse("own_reports")).status_code == 302
    assert said[3].text not in mine(client, said[3])  # who was removed has no page of it any more


def test_the_page_before_telling_says_how_many_and_a_second_post_is_refused(client: Client) -> None:
    room, _said, section = scene()
    client.force_login(room.people["rapporteur"].user)
    address = reverse("tell_contributors", args=[room.slug, section.report_id])
    page = client.get(address).text
    assert "Tell 3 people" in page
    assert "what became of it can now be read" in page
    assert client.post(address).status_code == 302
    assert "Nobody is left to be told." in client.get(address).text
    assert client.post(address).status_code == 403
    client.force_login(room.people["chair"].user)
    assert client.post(address).status_code == 403


def test_a_rehearsal_mails_nobody(django_capture_on_commit_callbacks: Any) -> None:
    room, _said, section = scene()
    room.consultation.stage = "rehearsal"
    room.consultation.save()
    section.report.consultation.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        telling.send(at_desk(room), section.report)
    assert mail.outbox == []


def test_when_two_participations_become_one_nobody_is_told_again() -> None:
    room, said, section = scene()
    telling.send(at_desk(room), section.report)
    kept, merged = said[0].author, said[2].author
    assert kept is not None
    assert merged is not None
    privacy.merge(kept, merged)
    merged.delete()
    assert Telling.objects.filter(participant=kept, about=About.USED).count() == 1
    assert preview(section.report).by_mail + preview(section.report).by_page == 0


def test_ones_data_hold_what_one_was_told() -> None:
    room, said, section = scene()
    settle(at_desk(room), section.report, [f"c{said[0].pk}"], Choice("not-taken", "scope"))
    telling.send(at_desk(room), section.report)
    assert said[0].author is not None
    data = privacy.data_of(said[0].author.user)["synthesis"]
    assert data["told"][0]["about"] == "used"
    assert data["used"][0]["status"] == "not-taken"
    assert data["used"][0]["reason"] == "it is outside the scope of the consultation"

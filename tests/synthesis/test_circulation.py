"""A draft is circulated for correction: who reads it, what they comment, what is done with that, and what stays in."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.attribution import Inside
from consult.models import Participant, RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import Here, here
from synthesis.actions import circulation as acts
from synthesis.actions import publishing
from synthesis.actions import report as editing
from synthesis.actions.reminding import remind_due
from synthesis.models import Circulation, DraftComment, Paragraph, Section
from synthesis.queries import circulation as reading
from synthesis.writers.circulation import text_of
from tests.factories import GuestFactory, ParticipantFactory, Room, make_room, open_phases
from tests.leaks.crawl import opened
from tests.leaks.marked import make_people, markers
from tests.synthesis.test_coverage import make_report, write
from tests.synthesis.thematic import at_desk

pytestmark = pytest.mark.django_db

WRONG = acts.Said("factual", "It was in spring.", "The bridge closed in spring.", "en")


def scene(rule: str = "on-the-record", **fields: Any) -> tuple[Room, list[Participant], Section]:
    """A draft of two paragraphs; four people who take part, each with markers."""
    room = make_room(rule=rule, title="A marked title", phases=["comments"], **fields)
    people = make_people(room, 4)
    section = make_report(room)
    write(section, "The bridge closed in winter.", key="bridge")
    write(section, "Boats were used.", key="boats")
    return room, people, section


def sent(section: Section, room: Room, **terms: Any) -> Circulation:
    given = {"deadline": timezone.now() + timedelta(days=4), **terms}
    section.report.refresh_from_db()
    return acts.circulate(at_desk(room), section.report, acts.Terms(**given), text_of)


def place_of(circulation: Circulation, key: str) -> int:
    return next(place for place, block in enumerate(circulation.text) if block["key"] == key)


def says(person: Participant, section: Section, circulation: Circulation, said: acts.Said = WRONG) -> DraftComment:
    return acts.comment(at(person), section.report, place_of(circulation, "bridge"), said)


def at(person: Participant) -> Here:
    return here(person.consultation, person.user)


def over(circulation: Circulation) -> None:
    Circulation.objects.filter(pk=circulation.pk).update(deadline=timezone.now() - timedelta(minutes=1))


# --- circulating -----------------------------------------------------------------------------------------------------


def test_everybody_who_takes_part_is_told_once_by_a_mail_that_reveals_nothing(
    django_capture_on_commit_callbacks: Any,
) -> None:
    room, people, section = scene("chatham-house")
    Participant.objects.filter(pk=people[0].pk).update(removed_at=timezone.now())
    ParticipantFactory(consultation=room.consultation, user=GuestFactory())
    with django_capture_on_commit_callbacks(execute=True):
        sent(section, room)
    to = {message.to[0] for message in mail.outbox}
    assert people[0].user.email not in to
    assert {person.user.email for person in people[1:]} <= to
    assert room.people["observer"].user.email not in to
    assert len(to) == len(mail.outbox)
    for message in mail.outbox:
        told = f"{message.subject} {message.body}".lower()
        assert not [word for word in ("marked", room.slug, "bridge", "zyx") if word in told]
    entry = RecordEntry.objects.get(act="draft circulated")
    assert "bridge" not in entry.body


def test_it_stays_as_it_was_circulated_whatever_is_edited_meanwhile(client: Client) -> None:
    room, people, section = scene()
    made = sent(section, room)
    paragraph = Paragraph.objects.get(key="bridge")
    editing.edit(at_desk(room), paragraph.pk, editing.Change("The bridge closed early.", paragraph.revision))
    client.force_login(people[0].user)
    page = client.get(reverse("circulated", args=[room.slug, section.report_id])).text
    assert "closed in winter" in page
    assert "closed early" not in page
    says(people[0], section, made)
    client.force_login(room.people["rapporteur"].user)
    desk = client.get(reverse("comments", args=[room.slug, section.report_id])).text
    assert "closed in winter" in desk
    assert "closed early" in desk


def test_one_circulation_at_a_time_of_a_draft_with_a_deadline_to_come_in_its_phase() -> None:
    room, _people, section = scene()
    with pytest.raises(RefusedError, match="past"):
        sent(section, room, deadline=timezone.now())
    open_phases(room.consultation, ["contributions"])
    with pytest.raises(RefusedError):
        sent(section, room)
    open_phases(room.consultation, ["synthesis"])
    first = sent(section, room)
    with pytest.raises(RefusedError, match="already"):
        sent(section, room)
    acts.end(at_desk(room), section.report)
    assert sent(section, room).round == first.round + 1
    section.report.state = "published"
    section.report.save()
    acts.end(at_desk(room), section.report)
    with pytest.raises(RefusedError, match="no draft"):
        sent(section, room)


# --- commenting ------------------------------------------------------------------------------------------------------


def test_a_comment_is_its_authors_to_change_and_withdraw_until_the_deadline() -> None:
    room, people, section = scene()
    made = sent(section, room)
    row = says(people[0], section, made)
    assert (row.is_late, row.delegation, row.rule) == (False, people[0].delegation, "on-the-record")
    acts.edit(at(people[0]), section.report, row.pk, acts.Said("other", "It was in\x00 May."))
    row.refresh_from_db()
    assert (row.text, row.kind, row.wording) == ("It was in May.", "other", "")
    for somebody in (people[1], room.people["chair"]):
        with pytest.raises(RefusedError, match="no such comment of yours"):
            acts.withdraw(at(somebody), section.report, row.pk)
    over(made)
    with pytest.raises(RefusedError, match="no longer be changed"):
        acts.edit(at(people[0]), section.report, row.pk, WRONG)
    late = says(people[0], section, made)
    assert late.is_late
    with pytest.raises(RefusedError):
        acts.withdraw(at(people[0]), section.report, late.pk)


def test_what_is_withdrawn_is_seen_by_nobody_and_its_words_are_gone() -> None:
    room, people, section = scene()
    made = sent(section, room)
    row = says(people[0], section, made)
    acts.withdraw(at(people[0]), section.report, row.pk)
    row.refresh_from_db()
    assert (row.text, row.wording) == ("", "")
    assert reading.all_comments(made, reading.Audience.INSIDE) == []
    with pytest.raises(RefusedError):
        acts.answer(at_desk(room), section.report, row.pk, "up")
    entries = " ".join(RecordEntry.objects.values_list("body", flat=True))
    assert "spring" not in entries


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (0, WRONG),  # the title
        (99, WRONG),
        (-1, WRONG),
        (10**18, WRONG),
        (None, acts.Said("no such", "x")),
        (None, acts.Said("factual", " \x00 ")),
        (None, acts.Said("factual", "x" * 5_001)),
        (None, acts.Said("factual", "x", "x" * 8_001)),
    ],
)
def test_a_comment_on_nothing_or_of_nothing_is_refused(place: int | None, said: acts.Said) -> None:
    room, people, section = scene()
    made = sent(section, room)
    with pytest.raises(RefusedError):
        acts.comment(at(people[0]), section.report, place_of(made, "bridge") if place is None else place, said)
    assert not DraftComment.objects.exists()


def test_after_its_end_and_after_publication_no_comment_is_taken() -> None:
    room, people, section = scene()
    made = sent(section, room)
    section.report.state = "published"
    section.report.save()
    with pytest.raises(RefusedError, match="not taken any more"):
        says(people[0], section, made)
    section.report.state = "draft"
    section.report.save()
    acts.end(at_desk(room), section.report)
    with pytest.raises(RefusedError, match="not taken any more"):
        says(people[0], section, made)


# --- what is done with it --------------------------------------------------------------------------------------------


def test_the_author_reads_what_was_done_with_a_comment(client: Client) -> None:
    room, people, section = scene()
    made = sent(section, room)
    row = says(people[0], section, made)
    for taken, reason in (("not", ""), ("in-part", " "), ("no such", "x"), ("up", "x" * 501)):
        with pytest.raises(RefusedError):
            acts.answer(at_desk(room), section.report, row.pk, taken, reason)
    acts.answer(at_desk(room), section.report, row.pk, "in-part", "The month is not known.")
    client.force_login(people[0].user)
    page = client.get(reverse("circulated", args=[room.slug, section.report_id])).text
    assert "Taken up in part" in page
    assert "The month is not known." in page
    assert "1 comment of yours, 1 answered" in client.get(reverse("own_reports")).text
    with pytest.raises(RefusedError):
        acts.edit(at(people[0]), section.report, row.pk, WRONG)
    open_phases(room.consultation, ["published"])
    assert "Taken up in part" in client.get(reverse("circulated", args=[room.slug, section.report_id])).text


def test_who_commented_is_told_once_when_the_last_of_their_comments_is_answered(
    django_capture_on_commit_callbacks: Any,
) -> None:
    room, people, section = scene("chatham-house")
    circulation = sent(section, room)
    one, other = (says(people[0], section, circulation) for _ in range(2))
    says(people[1], section, circulation)
    mail.outbox.clear()
    for row, taken in ((one, "up"), (other, "up"), (other, "up")):
        with django_capture_on_commit_callbacks(execute=True):
            acts.answer(at_desk(room), section.report, row.pk, taken)
        assert len(mail.outbox) == (row is other)
    assert mail.outbox[0].to == [people[0].user.email]
    assert not any(marker in mail.outbox[0].body for marker in markers(people))


def test_a_draft_waits_for_those_who_have_not_commented_on_it(client: Client) -> None:
    room, people, section = scene()
    circulation = sent(section, room)
    says(people[0], section, circulation)
    address = reverse("circulated", args=[room.slug, section.report_id])
    waiting = []
    for person in people[:2]:
        client.force_login(person.user)
        page = client.get(reverse("notices")).content.decode()
        waiting.append(f'href="{address}"' in page and "Nothing waits for you" not in page)
    assert waiting == [False, True]
    acts.end(at_desk(room), section.report)
    assert "Nothing waits for you" in client.get(reverse("notices")).content.decode()


def test_comments_stay_with_what_a_paragraph_is_about_when_it_is_drafted_anew(client: Client) -> None:
    room, people, section = scene()
    made = sent(section, room)
    says(people[0], section, made)
    old = Paragraph.objects.get(key="bridge")
    client.force_login(room.people["rapporteur"].user)
    assert "Comments: 1<" in client.get(reverse("report_desk", args=[room.slug, section.report_id])).text
    assert [one.text for one in reading.beside(section.report)[old.pk]] == ["It was in spring."]
    old.delete()
    assert reading.beside(section.report) == {}
    anew = write(section, "The bridge was closed.", key="bridge")
    assert list(reading.beside(section.report)) == [anew.pk]


# --- leaks -----------------------------------------------------------------------------------------------------------


def test_a_circulated_draft_is_for_those_who_take_part_here_and_for_nobody_else(client: Client) -> None:
    room, people, section = scene(visibility="public")
    address = reverse("circulated", args=[room.slug, section.report_id])
    client.force_login(people[0].user)
    assert client.get(address).status_code == 404  # not circulated yet
    sent(section, room)
    elsewhere = make_room()
    gone = people[1]
    Participant.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    outside = [None, elsewhere.people["convenor"].user, elsewhere.people["participant"].user, gone.user]
    for user in [*outside, room.people["observer"].user, room.people["scribe"].user]:
        if user is None:
            client.logout()
        else:
            client.force_login(user)
        for answer in (client.get(address), client.post(address, {"do": "comment", "place": "1", "text": "x"})):
            assert answer.status_code in {302, 403, 404}
            assert "bridge" not in answer.text
    client.force_login(elsewhere.people["convenor"].user)
    assert client.get(reverse("circulated", args=[elsewhere.slug, section.report_id])).status_code == 404
    client.force_login(people[0].user)
    answer = client.get(address)
    assert "bridge" in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert client.get(reverse("report", args=[room.slug, section.report_id])).status_code == 403
    assert not DraftComment.objects.exists()


@pytest.mark.parametrize("inside", [Inside.GROUP, Inside.NAMES])
def test_under_the_chatham_house_rule_no_list_of_comments_says_more_than_the_rule(client: Client, inside: str) -> None:
    room, people, section = scene("chatham-house", inside=inside)
    made = sent(section, room)
    for number, person in enumerate(people):
        says(person, section, made, acts.Said("factual", f"Comment {number}."))
    every = [marker for number in range(4) for marker in markers(number)]
    client.force_login(room.people["rapporteur"].user)
    address = reverse("comments", args=[room.slug, section.report_id])
    page = client.get(address).text
    assert all(f"Comment {number}." in page for number in range(4))
    if inside == Inside.GROUP:
        assert [marker for marker in every if marker in page] == []
    for extension in ("csv", "xlsx", "docx"):
        data = client.get(f"{address}comments.{extension}").content
        parts = opened(f"comments.{extension}", data)
        assert any(b"Factual correction" in part for part in parts.values())
        assert not any(b"Comment 3." in part for part in parts.values())  # no words leave the room
        assert [m for m in every for part in parts.values() if m.lower().encode() in part.lower()] == []
    client.force_login(people[0].user)
    own = client.get(reverse("circulated", args=[room.slug, section.report_id])).text
    assert "Comment 0." in own
    assert not [number for number in (1, 2, 3) if f"Comment {number}." in own]
    assert [marker for marker in every if marker in own] == []
    assert client.get(address).status_code == 403
    assert client.get(f"{address}comments.csv").status_code == 403


def test_on_the_record_the_file_names_who_commented_and_holds_no_formula(client: Client) -> None:
    room, people, section = scene()
    made = sent(section, room)
    says(people[0], section, made, acts.Said("factual", "=1+1", "@sum"))
    client.force_login(room.people["rapporteur"].user)
    address = reverse("comments", args=[room.slug, section.report_id])
    data = client.get(f"{address}comments.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(data))
    assert row["Paragraph"] == "1"
    assert markers(0)[0] in row["By"]
    assert not [cell for cell in row.values() if cell[:1] in set("=+-@")]
    assert RecordEntry.objects.filter(act="export comments", subject=f"report-{section.report_id}").count() == 1
    assert client.get(f"{address}comments.exe").status_code == 404


# --- the clock -------------------------------------------------------------------------------------------------------


def test_who_said_nothing_is_reminded_once_before_the_deadline(django_capture_on_commit_callbacks: Any) -> None:
    room, people, section = scene()
    made = sent(section, room, remind_days=2)
    says(people[0], section, made)
    assert remind_due(at_once=True) == 0
    Circulation.objects.update(deadline=timezone.now() + timedelta(days=1))
    late = ParticipantFactory(consultation=room.consultation)  # was not sent it
    mail.outbox.clear()
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            remind_due(at_once=True)
    to = [message.to[0] for message in mail.outbox]
    assert sorted(to) == sorted(set(to))
    assert {person.user.email for person in people[1:]} <= set(to)
    assert people[0].user.email not in to
    assert late.user.email not in to


# --- forms -----------------------------------------------------------------------------------------------------------


def test_everything_by_plain_forms(client: Client) -> None:
    room, people, section = scene()
    desk, read = (reverse(name, args=[room.slug, section.report_id]) for name in ("comments", "circulated"))
    client.force_login(room.people["rapporteur"].user)
    assert "Circulate the draft for factual correction" in client.get(desk).text
    for wrong in (
        {},
        {"deadline": "x"},
        {"deadline": "2020-01-01T10:00"},
        {"deadline": "2999-01-01", "remind_days": "x"},
    ):
        assert client.post(desk, {"do": "circulate", **wrong}).status_code == 422
    sent_round = {"do": "circulate", "deadline": "2999-01-01T10:00", "note": "Please."}
    assert "within two years" in client.post(desk, sent_round).text
    sent_round["deadline"] = (timezone.now() + timedelta(days=300)).strftime("%Y-%m-%dT10:00")
    assert client.post(desk, sent_round).status_code == 302
    client.force_login(people[0].user)
    place = place_of(Circulation.objects.get(), "bridge")
    page = client.get(read, {"at": str(place)}).text
    assert 'id="form"' in page
    assert 'id="para-1"' in page
    assert "style=" not in page
    refused = client.post(read, {"do": "comment", "place": place, "kind": "factual", "text": "", "wording": "Kept."})
    assert refused.status_code == 422
    assert "Kept." in refused.text
    assert client.post(read, {"do": "comment", "place": place, "kind": "factual", "text": "Spring."}).status_code == 302
    row = DraftComment.objects.get()
    assert "Spring." in client.get(read, {"comment": row.pk}).text
    changed = {"do": "edit", "comment": row.pk, "place": place, "kind": "other", "text": "May."}
    assert client.post(read, changed).status_code == 302
    assert client.post(read, {"do": "no such"}).status_code == 422
    assert client.post(read, {"do": "comment", "place": "9" * 30, "kind": "x", "text": "\x00"}).status_code == 422
    client.force_login(room.people["rapporteur"].user)
    assert "May." in client.get(desk).text
    assert client.post(desk, {"do": "answer", "comment": row.pk, "taken": "not"}).status_code == 422
    assert client.post(desk, {"do": "answer", "comment": "x", "taken": "up"}).status_code == 422
    assert client.post(desk, {"do": "answer", "comment": row.pk, "taken": "up"}).status_code == 302
    assert client.post(desk, {"do": "x"}).status_code == 422
    assert client.post(desk, {"do": "end"}).status_code == 302
    assert client.post(desk, {"do": "end"}).status_code == 422


def test_publishing_needs_no_end_of_the_circulation() -> None:
    room, _people, section = scene()
    made = sent(section, room)
    open_phases(room.consultation, ["synthesis"])
    publishing.publish(here(room.consultation, room.people["convenor"].user), section.report)
    section.report.refresh_from_db()
    assert not reading.is_open(made, section.report)

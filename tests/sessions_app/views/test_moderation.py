"""The moderation page, the desk's small queue, flags, the policy, the log."""

import csv
import io

import pytest
from django.test import Client
from lxml import html

from consult.actions.joining import Entry, join_by_code
from consult.models import RecordEntry
from sessions_app import fragments
from sessions_app.actions import discussion, moderation
from sessions_app.models import Contribution, GuidingQuestion, Session
from sessions_app.queries.discussion import revision_of
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, say, standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def room() -> Room:
    return make_room(per_group=1)


@pytest.fixture
def desk(room: Room) -> Client:
    client = Client()
    client.force_login(room.people["chair"].user)
    return client


def url(session: Session, rest: str = "moderation/") -> str:
    return f"{session.get_absolute_url()}{rest}"


def test_the_queue_holds_what_waits_the_newest_first_and_filters(
    room: Room, session: Session, question: GuidingQuestion, desk: Client
) -> None:
    speaker, chair = room.people["participant"], standing_of(room.people["chair"])
    say(speaker, question, "Shown and quiet.")
    say(speaker, question, "Held by its author.", third_person=True)
    hidden, flagged = say(speaker, question, "Hidden one."), say(speaker, question, "Flagged one.")
    discussion.moderate(chair, hidden.pk, "hidden", "It names a witness.")
    moderation.flag(standing_of(room.people["observer"]), flagged.pk, "It attacks <a person>.")
    text = desk.get(url(session)).content.decode()
    assert text.index("Flagged one.") < text.index("Held by its author.")
    assert "It attacks &lt;a person&gt;." in text
    assert "The observer" not in text
    assert "Hidden one." not in text
    assert "quiet" not in text
    assert "Hidden one." in desk.get(url(session, "moderation/?show=hidden")).content.decode()
    assert "Flagged one." not in desk.get(url(session, "moderation/?show=held")).content.decode()


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=999999", "?page=x", "?show=x", "?page=-1", "?page=9999999999999999999"]
)
def test_whatever_the_address_asks_the_page_answers(session: Session, desk: Client, query: str) -> None:
    assert desk.get(url(session, f"moderation/{query}")).status_code == 200


def test_the_queue_is_paged(room: Room, session: Session, question: GuidingQuestion, desk: Client) -> None:
    for number in range(23):
        say(room.people["participant"], question, f"Thing {number}.", third_person=True)
    first = desk.get(url(session)).content.decode()
    second = desk.get(url(session, "moderation/?page=2")).content.decode()
    assert "Thing 22." in first
    assert "Thing 2." not in first
    assert "Thing 2." in second
    assert "?show=waiting&amp;page=1" in second


def test_a_decision_goes_back_to_the_queue_and_the_second_moderator_is_told(
    room: Room, session: Session, question: GuidingQuestion, desk: Client
) -> None:
    row = say(room.people["participant"], question, third_person=True)
    body = {"state": "hidden", "reason": "It names a witness.", "seen": revision_of(row), "back": "held"}
    answer = desk.post(url(session, f"contribution/{row.pk}/moderate/"), body)
    assert answer["Location"] == url(session, "moderation/?show=held#queue")
    other = Client()
    other.force_login(room.people["convenor"].user)
    late = other.post(url(session, f"contribution/{row.pk}/moderate/"), {**body, "state": "shown", "reason": ""})
    assert late.status_code == 422
    assert "it is hidden. The reason given: It names a witness." in late.content.decode()
    row.refresh_from_db()
    assert row.state == "hidden"


def test_hiding_without_a_reason_keeps_the_page_and_changes_nothing(
    room: Room, session: Session, question: GuidingQuestion, desk: Client
) -> None:
    row = say(room.people["participant"], question)
    answer = desk.post(url(session, f"contribution/{row.pk}/moderate/"), {"state": "hidden"})
    assert answer.status_code == 422
    assert "Give the reason" in answer.content.decode()


def test_removing_needs_a_second_word(room: Room, session: Session, question: GuidingQuestion, desk: Client) -> None:
    row, author = say(room.people["States 1"], question), room.people["States 1"]
    place = url(session, f"contribution/{row.pk}/moderate/")
    assert desk.post(place, {"state": "remove"}).status_code == 422
    assert desk.post(place, {"state": "remove", "sure": "yes"}).status_code == 302
    author.refresh_from_db()
    assert author.removed_at


def test_holding_everything_from_the_desk_returns_there(session: Session, desk: Client) -> None:
    answer = desk.post(url(session), {"do": "hold-all", "back": "desk"})
    assert answer["Location"] == url(session, "desk/")
    assert "Everything new is held" in desk.get(url(session, "desk/")).content.decode()
    assert desk.post(url(session), {"do": "nothing"}).status_code == 403


def test_the_author_is_told_what_happens_next_and_the_reason(
    room: Room, session: Session, question: GuidingQuestion
) -> None:
    client = Client()
    client.force_login(room.people["participant"].user)
    sent = {"text": "A nurse told us.", "third_person": "yes"}
    page = client.post(url(session, "q/1/contribute/"), sent, follow=True).content.decode()
    assert "nobody sees it until the desk has looked at it" in page
    assert "The desk looks at it before anybody else sees it" in page
    row = Contribution.objects.get()
    discussion.moderate(standing_of(room.people["chair"]), row.pk, "hidden", "It names a nurse.")
    assert "It names a nurse." in client.get(url(session, "q/1/own/")).content.decode()
    sent_again = client.post(
        url(session, "q/1/contribute/"), {"text": "Another.", "third_person": "yes"}, HTTP_ACCEPT="application/json"
    )
    assert sent_again.json()["state"] == "held"


def test_flagging_from_the_thread(room: Room, session: Session, question: GuidingQuestion, desk: Client) -> None:
    row, client = say(room.people["participant"], question, "Off the point."), Client()
    client.force_login(room.people["observer"].user)
    place = url(session, f"contribution/{row.pk}/flag/")
    assert "Off the point." in client.get(place).content.decode()
    for told in ("Nobody is told who asked", "You asked before"):
        assert told in client.post(place, {"reason": "\x00 Off."}, follow=True).content.decode()
    small = desk.get(url(session, "desk/moderation/")).content.decode()
    assert "1 flag" in small


def test_the_desk_and_nobody_else_hears_of_a_flag(room: Room, session: Session, question: GuidingQuestion) -> None:
    row = say(room.people["participant"], question)
    moderation.flag(standing_of(room.people["observer"]), row.pk, "Off.")
    for audience, count in (("desk", 1), ("participant", 0), ("public", 0), ("screen", 0)):
        view = fragments.View(room.consultation.pk, session.pk, audience, "en")
        assert len([put for put in fragments.changes(view, 1, 2)["put"] if put["id"].startswith("contr")]) == count


def test_the_policy_says_who_decides_and_to_whom_to_appeal(room: Room) -> None:
    text = Client().get(f"/c/{room.slug}/moderation/").content.decode()
    for part in ("What is held", "What is hidden", "Who decides", "How to appeal"):
        assert part in text
    assert "Export the log" not in text


# --- the log ------------------------------------------------------------------------------------------------------


def log_of(desk: Client, room: Room) -> list[list[str]]:
    answer = desk.post(f"/c/{room.slug}/moderation/log/")
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def act_a_while(room: Room, session: Session) -> None:
    chair, question = standing_of(room.people["chair"]), session.questions.get(number=1)
    say(room.people["participant"], question, "Of no concern to the log, for it is held by nobody.")
    first = say(room.people["States 1"], question, "=HYPERLINK(marigold)", third_person=True)
    discussion.moderate(chair, first.pk, "hidden", "+It names marigold.")
    moderation.hold_all(chair, session.pk, True)
    second = say(room.people["States 1"], question, "Second marigold.")
    moderation.release_all(chair, session.pk, second.pk)
    moderation.flag(standing_of(room.people["observer"]), second.pk, "marigold")
    moderation.remove_author(chair, second.pk)


def test_the_log_says_what_was_decided_by_which_role_and_is_no_formula(
    room: Room, session: Session, desk: Client
) -> None:
    act_a_while(room, session)
    rows = log_of(desk, room)
    assert [row[2] for row in rows[1:]] == [
        "Held before anybody saw it",
        "Hidden",
        "Everything held from now on",
        "Held before anybody saw it",
        "Released together",
        "Flagged",
        "Its author removed from the room",
    ]
    assert [row[3] for row in rows[1:]] == [
        "Participant",
        "Chair",
        "Chair",
        "Participant",
        "Chair",
        "Participant",
        "Chair",
    ]
    assert rows[2][4:] == ["1", "'+It names marigold.", "'=HYPERLINK(marigold)"]
    names = {person.name for person in room.people.values()}
    assert not [cell for row in rows for cell in row if cell in names or "participant-" in cell]
    assert RecordEntry.objects.filter(act="export moderation log").count() == 1


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous"])
def test_under_the_strict_rules_the_log_holds_no_text_no_reason_and_no_minute(rule: str) -> None:
    room = make_room(rule=rule, per_group=1)
    act_a_while(room, make_session(room.consultation))
    desk = Client()
    desk.force_login(room.people["chair"].user)
    rows = log_of(desk, room)
    assert len(rows) == 8
    assert not [cell for row in rows for cell in row if "marigold" in cell]
    assert all(len(row[1]) == len("2026-01-01") for row in rows[1:])


def test_a_session_under_a_stricter_rule_is_logged_under_it(room: Room, desk: Client) -> None:
    act_a_while(room, make_session(room.consultation, attribution_rule="chatham-house"))
    assert not [cell for row in log_of(desk, room) for cell in row if "marigold" in cell]


# --- a guest who was removed --------------------------------------------------------------------------------------


def test_a_guest_who_was_removed_does_not_come_again_in_the_same_browser() -> None:
    room = make_room(join_code="ACDE3H4K", per_group=1)
    question = make_session(room.consultation).questions.get(number=1)
    entry = {"name": "Somebody", "group": room.group("States").pk, "capacity": "personal", "quotation": "none"}
    browser, other = Client(), Client()
    assert browser.post("/j/ACDE3H4K/", entry).status_code == 302
    guest = room.consultation.participants.get(name="Somebody")
    row = say(guest, question)
    moderation.remove_author(standing_of(room.people["chair"]), row.pk)
    assert browser.get(question.get_absolute_url()).status_code == 403  # as its open page does, once it is closed
    browser.post("/accounts/logout/")
    again = browser.post("/j/ACDE3H4K/", entry)
    assert again.status_code == 403
    assert "no longer take part" in again.content.decode()
    assert room.consultation.participants.filter(name="Somebody").count() == 1
    assert str(room.consultation.pk) != browser.cookies["kept-out"].value
    assert other.post("/j/ACDE3H4K/", entry).status_code == 302  # another browser is not known


def test_a_guest_who_was_removed_does_not_come_back_by_signing_in() -> None:
    room = make_room(join_code="ACDE3H4K")
    guest = join_by_code(None, "ACDE3H4K", Entry(name="Somebody", group_id=room.group("States").pk))
    question = make_session(room.consultation).questions.get(number=1)
    moderation.remove_author(standing_of(room.people["chair"]), say(guest, question).pk)
    browser = Client()
    browser.force_login(guest.user)
    assert browser.get("/j/ACDE3H4K/").status_code == 403


def test_enter_in_the_reason_hides_and_never_releases(
    room: Room, session: Session, question: GuidingQuestion, desk: Client
) -> None:
    row = say(room.people["participant"], question, "It names somebody.", third_person=True)
    page = html.fromstring(desk.get(url(session)).content)
    [form] = page.xpath(f"//form[.//input[@id='reason-{row.pk}']]")
    assert form.xpath("string(.//button[1]/@value)") == "hidden"

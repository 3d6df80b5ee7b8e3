"""Minutes: the record as an account, a summary that two can edit without loss, files, approval, a file to keep."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consult.attribution import Audience
from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import (
    amendment,
    breakout,
    calling,
    closing,
    drafting,
    floor,
    moderation,
    secret,
    speaking,
    taking,
)
from sessions_app.actions import discussion as discussing
from sessions_app.actions import minutes as acts
from sessions_app.actions import report_back as reports
from sessions_app.actions import session as steering
from sessions_app.models import Minutes, Recommendation, Session
from sessions_app.queries.account import account
from sessions_app.queries.minutes import markdown, minutes_of, names_somebody, versions
from sessions_app.states import RequestKind
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, put, standing_of, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


def client_of(room: Room, role: str) -> Client:
    client = Client()
    client.force_login(room.people[role].user)
    return client


def hold_a_sitting(room: Room, session: Session) -> None:
    """Questions, speakers, a point of order, a check, an amendment decided, rooms and their report."""
    chair, first = standing_of(room.people["chair"]), session.questions.get(number=1)
    steering.set_question(chair, first.pk, "closed")
    steering.set_question(chair, first.pk, "open")
    floor.open_list(chair, session.pk)
    one = speaking.ask(standing_of(room.people["States 1"]), session.pk)
    calling.call(chair, session.pk, one.pk)
    taking.take_down(standing_of(room.people["scribe"]), first.pk, taking.Heard("As I said.", f"request-{one.pk}"))
    order = speaking.ask(standing_of(room.people["Business 1"]), session.pk, kind=RequestKind.POINT_OF_ORDER)
    calling.call(chair, session.pk, order.pk)
    calling.end(chair, session.pk, order.pk)
    calling.call(chair, session.pk, one.pk)
    calling.end(chair, session.pk, one.pk)
    ballot = put(room.people["chair"], first)
    for name in ("States 1", "States 2", "Business 1"):
        vote(room.people[name], ballot, "support")
    closing.close_ballot(ballot.pk, room.people["chair"], chair)
    text = session.questions.get(number=2).recommendations.get()
    amendment.amend(standing_of(room.people["States 1"]), text.pk, text="States shall do thing 2.", version=1)
    amendment.decide(chair, text.pk, 1, outcome="adopted", reason="Nobody objected.")
    drafting.set_state(chair, text.pk, "put-forward")
    made = breakout.make(chair, session.pk, ["North", "South"])
    breakout.open_rooms(chair, session.pk, 5)
    breakout.open_rooms(chair, session.pk, 9)
    reports.report_back(chair, made[0].pk, "Two pages.")
    breakout.back_to_plenary(chair, session.pk)


def words(session: Session, to: Audience = Audience.INSIDE) -> list[str]:
    return [line.words for line in account(session, to).lines]


def test_the_record_reads_as_an_account(room: Room, session: Session) -> None:
    hold_a_sitting(room, session)
    assert words(session) == [
        "Question 1 was closed.",
        "Question 1 was opened.",
        "The list of speakers was opened.",
        "States 1, States 1 delegation took the floor.",
        "States 1, States 1 delegation spoke; what was said stands in the thread.",
        "Business 1, Business 1 delegation raised a point of order.",
        "Text 1.1, version 1, was put to a check.",
        "The check on text 1.1 was closed.",
        "Amendment 1 to text 2.1: adopted.",
        "Text 2.1: put forward.",
        "The sitting went into 2 breakout rooms.",
        "A breakout room reported back; its report stands in the thread.",
        "The sitting came back from its breakout rooms.",
    ]
    lines = {line.words: line for line in account(session, Audience.INSIDE).lines}
    assert lines["The check on text 1.1 was closed."].note.startswith("Result: 3 support")
    assert lines["Amendment 1 to text 2.1: adopted."].note == "Reason: Nobody objected."
    assert lines["Question 1 was opened."].quote == "What about point 1?"
    assert all(line.at for line in lines.values())


def test_a_secret_ballot_is_told_with_its_totals_and_what_was_declared_of_few_without_numbers(room: Room) -> None:
    session = make_session(room.consultation)
    chair, voters = standing_of(room.people["chair"]), [p for name, p in room.people.items() if name[-1].isdigit()]
    for number, most in (("1.1", 6), ("2.1", 2)):
        ballot = secret.put(chair, Recommendation.objects.get(number=number).pk)
        for person in voters[:most]:
            secret.cast(person.pk, ballot.pk, "yes")
        secret.close(ballot.pk, room.people["chair"], chair)
        closing.declare(chair, ballot.pk)
    lines = [(line.words, line.note) for line in account(session, Audience.INSIDE).lines]
    assert lines == [
        ("Text 1.1, version 1, was put: Secret ballot.", ""),
        ("The vote on text 1.1 was closed.", "Result: 6 in favour, 0 against, 0 abstain."),
        ("The chair declared the outcome on text 1.1: adopted.", ""),
        ("Text 2.1, version 1, was put: Secret ballot.", ""),
        ("The vote on text 2.1 was closed.", ""),
        ("The chair declared the outcome on text 2.1: adopted.", ""),
    ]


def test_another_sitting_has_an_account_of_its_own(room: Room, session: Session) -> None:
    hold_a_sitting(room, session)
    other = make_session(room.consultation, 0)
    assert [words(one) for one in (other, *session.breakouts.all())] == [[], [], []]


@pytest.mark.parametrize(
    ("rule", "inside", "outside"),
    [
        ("by-delegation", "States 1 delegation took the floor.", "States 1 delegation took the floor."),
        ("by-group", "States took the floor.", None),
        ("chatham-house", "States 1, States 1 delegation took the floor.", None),
        ("anonymous", None, None),
    ],
)
def test_who_spoke_is_told_by_the_rule(rule: str, inside: str | None, outside: str | None) -> None:
    room = make_room(per_group=2, rule=rule, inside="names")
    session = make_session(room.consultation)
    hold_a_sitting(room, session) if rule != "anonymous" else _speak(room, session)
    for audience, expected in ((Audience.INSIDE, inside), (Audience.OUTSIDE, outside)):
        told = account(session, audience)
        spoke = [line.words for line in told.lines if "took the floor" in line.words]
        assert spoke == ([expected] if expected else [])
        assert any("point of order was raised" in line.words or "raised a point" in line.words for line in told.lines)
        assert all((line.at is None) is (rule in ("chatham-house", "anonymous")) for line in told.lines)


def _speak(room: Room, session: Session) -> None:
    chair = standing_of(room.people["chair"])
    floor.open_list(chair, session.pk)
    for kind in (RequestKind.SPEAK, RequestKind.POINT_OF_ORDER):
        asked = speaking.ask(standing_of(room.people["States 1"]), session.pk, kind=kind)
        calling.call(chair, session.pk, asked.pk)
        calling.end(chair, session.pk, asked.pk)


def test_what_was_hidden_since_is_no_line(room: Room, session: Session) -> None:
    scribe, first = standing_of(room.people["scribe"]), session.questions.get(number=1)
    heard = taking.Heard("Hidden soon.", "other", name="Somebody Named")
    said = taking.take_down(scribe, first.pk, heard)
    assert any("Somebody Named" in line for line in words(session))
    discussing.moderate(standing_of(room.people["chair"]), said.pk, "hidden", "It names a person.")
    assert words(session) == []
    moderation.hold_all(standing_of(room.people["chair"]), session.pk, True)
    assert words(session) == []


# --- the summary ------------------------------------------------------------------------------------------------------


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(room: Room, session: Session) -> None:
    rapporteur, scribe = standing_of(room.people["rapporteur"]), client_of(room, "scribe")
    acts.save(rapporteur, session.pk, "Theirs.", 0)
    path = f"{session.get_absolute_url()}minutes/"
    answer = scribe.post(path, {"do": "save", "summary": "Mine, at the same time.", "revision": "0"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Theirs." in html
    assert "Mine, at the same time." in html
    assert 'name="revision" value="1"' in html
    assert minutes_of(session).summary == "Theirs."
    scribe.post(path, {"do": "save", "summary": "Theirs. Mine.", "revision": "1"})
    found = minutes_of(session)
    assert (found.summary, found.revision) == ("Theirs. Mine.", 2)
    assert [version.summary for version in versions(found)] == ["Theirs."]
    written = RecordEntry.objects.filter(act="write minutes")
    assert written.count() == 2
    assert "Mine" not in " ".join(entry.body for entry in written)


def test_the_same_again_changes_nothing(room: Room, session: Session) -> None:
    rapporteur = standing_of(room.people["rapporteur"])
    acts.save(rapporteur, session.pk, "Once.", 0)
    acts.save(rapporteur, session.pk, " Once. ", 1)
    assert minutes_of(session).revision == 1
    assert RecordEntry.objects.filter(act="write minutes").count() == 1


@pytest.mark.parametrize("role", ["participant", "observer"])
def test_minutes_are_read_once_they_are_approved(room: Room, session: Session, role: str) -> None:
    acts.save(standing_of(room.people["scribe"]), session.pk, "What it came to.", 0)
    reader, path = client_of(room, role), f"{session.get_absolute_url()}minutes/"
    assert "What it came to." not in reader.get(path).content.decode()
    assert "Not approved yet" in reader.get(path).content.decode()
    assert reader.get(f"{path}minutes.md").status_code == 403
    acts.approve(standing_of(room.people["chair"]), session.pk, 1)
    assert "What it came to." in reader.get(path).content.decode()
    assert "What it came to" in reader.get(f"{path}minutes.md").content.decode()
    acts.open_again(standing_of(room.people["chair"]), session.pk)
    assert "What it came to." not in reader.get(path).content.decode()


def test_only_the_chair_approves_and_only_what_they_read(room: Room, session: Session) -> None:
    acts.save(standing_of(room.people["scribe"]), session.pk, "First.", 0)
    with pytest.raises(RefusedError, match="is for"):
        acts.approve(standing_of(room.people["rapporteur"]), session.pk, 1)
    with pytest.raises(RefusedError, match="changed since"):
        acts.approve(standing_of(room.people["chair"]), session.pk, 0)
    acts.approve(standing_of(room.people["chair"]), session.pk, 1)
    with pytest.raises(RefusedError, match="are approved"):
        acts.save(standing_of(room.people["scribe"]), session.pk, "Second.", 1)
    assert minutes_of(session).summary == "First."


@pytest.mark.parametrize("role", ["participant", "observer"])
def test_others_write_nothing(room: Room, session: Session, role: str) -> None:
    with pytest.raises(RefusedError):
        acts.save(standing_of(room.people[role]), session.pk, "Mine.", 0)
    answer = client_of(room, role).post(f"{session.get_absolute_url()}minutes/", {"do": "save", "summary": "Mine."})
    assert answer.status_code == 403
    assert not Minutes.objects.filter(summary="Mine.").exists()


@pytest.mark.parametrize(
    "body",
    [{"do": "save", "summary": "x" * 20_001}, {"do": "save", "summary": "x", "revision": "9" * 40}, {"do": "fly"}, {},
     {"do": "detach", "file": "x\x00"}, {"do": "attach"}],
)  # fmt: skip
def test_what_cannot_be_done_is_told(room: Room, session: Session, body: dict[str, str]) -> None:
    path = f"{session.get_absolute_url()}minutes/"
    assert client_of(room, "scribe").post(path, body).status_code == 422
    assert not Minutes.objects.filter(session=session, revision__gt=0).exists()


# --- files ------------------------------------------------------------------------------------------------------------


def test_files_are_kept_under_the_limits_of_attachments(room: Room, session: Session) -> None:
    scribe, path = client_of(room, "scribe"), f"{session.get_absolute_url()}minutes/"
    good = SimpleUploadedFile("../list of\ndocuments.pdf", b"%PDF-1.7 %%EOF")
    assert scribe.post(path, {"do": "attach", "files": good}).status_code == 302
    bad = SimpleUploadedFile("x.pdf", b"MZ not a document")
    assert scribe.post(path, {"do": "attach", "files": bad}).status_code == 422
    kept = session.minutes_files.get()
    assert "/" not in kept.name
    reader = client_of(room, "participant")
    assert reader.get(f"{path}files/{kept.pk}/").status_code == 403
    acts.approve(standing_of(room.people["chair"]), session.pk, 0)
    answer = reader.get(f"{path}files/{kept.pk}/")
    assert answer.content == b"%PDF-1.7 %%EOF"
    assert answer["Content-Disposition"].startswith("attachment")
    other = make_session(room.consultation, 0)
    assert reader.get(f"{other.get_absolute_url()}minutes/files/{kept.pk}/").status_code in (403, 404)


def test_no_more_than_ten_files(room: Room, session: Session) -> None:
    scribe = standing_of(room.people["scribe"])
    for _ in range(5):
        acts.attach(scribe, session.pk, [("a.pdf", b"%PDF-1.7 %%EOF")] * 2)
    with pytest.raises(RefusedError, match="At most 10"):
        acts.attach(scribe, session.pk, [("a.pdf", b"%PDF-1.7 %%EOF")])


# --- the file to keep -------------------------------------------------------------------------------------------------


def test_the_file_is_plain_markdown_whatever_was_written(room: Room, session: Session) -> None:
    summary = "# Not a heading\n\n[a link](https://evil.example) <script>alert(1)</script>\n\n1. no list"
    acts.save(standing_of(room.people["scribe"]), session.pk, summary, 0)
    text = markdown(session, minutes_of(session))
    assert "\\# Not a heading" in text
    assert "\\<script\\>" in text
    assert "\n1\\. no list" in text
    assert not re.search(r"(?m)^# Not", text)


@pytest.mark.parametrize(
    ("rule", "text", "answer"),
    [
        ("on-the-record", "States 1 spoke.", False),
        ("by-delegation", "states 1 spoke.", True),
        ("by-delegation", "States A spoke.", False),
        ("by-group", "States A spoke.", True),
        ("by-group", "Civil society spoke.", False),
        ("chatham-house", "Civil society spoke.", True),
        ("chatham-house", "Estates were mentioned.", False),
        ("anonymous", "The matter was discussed.", False),
    ],
)
def test_a_summary_that_names_somebody_is_known(rule: str, text: str, answer: bool) -> None:
    room = make_room(per_group=1, rule=rule)
    session = make_session(room.consultation, 0)
    assert names_somebody(text, room.consultation, {session.consultation.attribution_rule}) is answer

"""A statement before it is delivered: who reads it, whose it is, what becomes of it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.attribution import Inside, Rule
from consult.models import Participant, RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import calling, discussion, floor, merging, speaking, statement
from sessions_app.actions.taking import OTHER, Heard, take_down
from sessions_app.models import Contribution, Session, Statement
from sessions_app.queries import statement as reading
from sessions_app.queries.own import own_data
from tests.factories import ParticipantFactory, Room, UserFactory, make_room
from tests.sessions_app.factories import make_session, standing_of
from tests.sessions_app.written import docx

pytestmark = pytest.mark.django_db
TEXT = "Zyxembargoed: registers have to fit on two pages."


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


def hand_in(
    room: Room, session: Session, who: str = "States 1", question: int | None = None, **fields: str
) -> Statement:
    sent = {"text": TEXT, "language": "fr"} | fields
    key = session.questions.get(number=question).pk if question else None
    return statement.hand_in(standing_of(room.people[who]), session.pk, key, **sent)


def speaks(room: Room, session: Session, person: Participant) -> str:
    """Give ``person`` the floor; what the scribe's form then sends for them."""
    chair = standing_of(room.people["chair"])
    floor.open_list(chair, session.pk)
    asked = speaking.ask(standing_of(person), session.pk)
    calling.call(chair, session.pk, asked.pk)
    return f"request-{asked.pk}"


def deliver(room: Room, session: Session, row: Statement, who: str, text: str = TEXT, **fields: str) -> Contribution:
    heard = Heard(text, who, statement=row.pk, **fields)
    return take_down(standing_of(room.people["scribe"]), session.questions.get(number=1).pk, heard)


def client_of(room: Room, who: str) -> Client:
    client = Client()
    client.force_login(room.people[who].user)
    return client


def again(session: Session) -> Session:
    return Session.objects.select_related("consultation", "current_question").get(pk=session.pk)


# --- handing in ---------------------------------------------------------------------------------------------------


def test_one_waits_for_each_item_and_is_replaced_and_withdrawn(room: Room, session: Session) -> None:
    first, other = hand_in(room, session), hand_in(room, session, question=2)
    replaced = hand_in(room, session, text="Another text.")

    assert replaced.pk == first.pk != other.pk
    assert [one.text for one in reading.mine(session, room.people["States 1"])] == ["Another text.", TEXT]
    statement.withdraw(standing_of(room.people["States 1"]), first.pk)
    assert list(Statement.objects.all()) == [other]
    acts = ["hand in statement", "hand in statement", "replace statement", "withdraw statement"]
    assert list(RecordEntry.objects.filter(act__contains="statement").values_list("act", flat=True)) == acts
    assert "Zyxembargoed" not in " ".join(RecordEntry.objects.values_list("body", flat=True))


def test_nobody_else_withdraws_or_replaces_it(room: Room, session: Session) -> None:
    row = hand_in(room, session)

    for who in ("States 2", "chair", "scribe", "convenor"):
        with pytest.raises(RefusedError, match="no such statement of yours"):
            statement.withdraw(standing_of(room.people[who]), row.pk)
    assert hand_in(room, session, "States 2").pk != row.pk


def test_what_is_refused_changes_nothing(room: Room, session: Session) -> None:
    elsewhere = make_session(make_room().consultation)

    for fields in ({"text": " \x00 "}, {"text": "x" * 12_001}, {"language": "xx"}):
        with pytest.raises(RefusedError):
            hand_in(room, session, **fields)
    with pytest.raises(RefusedError, match="no such session"):
        statement.hand_in(standing_of(room.people["States 1"]), elsewhere.pk, None, TEXT, "")
    question = elsewhere.questions.get(number=1).pk
    with pytest.raises(RefusedError, match="no such question"):
        statement.hand_in(standing_of(room.people["States 1"]), session.pk, question, TEXT, "")
    with pytest.raises(RefusedError, match="written round"):
        hand_in(room, make_session(room.consultation, 0, kind="written"))
    with pytest.raises(RefusedError):
        hand_in(room, session, "observer")
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", b"not packed"),
        ("a.pdf", b"%PDF-1.7\nbroken"),
        ("a.txt", b"\x00" * 500),
        ("a.html", b"<h1>Title</h1><p>Said.</p>"),
        ("a.docx", b""),
        ("../../\x00.odt", b"PK\x03\x04"),
        ("a.txt", b"x" * (11 * 1024 * 1024)),
    ],
    ids=range(7),
)
def test_a_hostile_file_is_refused_and_nothing_typed_is_lost(
    room: Room, session: Session, name: str, data: bytes
) -> None:
    form = {"file": SimpleUploadedFile(name or "x", data), "text": "Typed.", "question": "", "language": "en"}

    answer = client_of(room, "States 1").post(f"{session.get_absolute_url()}statement/", form)

    assert answer.status_code == 422 or (not data and answer.status_code == 302)
    assert b"Typed." in answer.content or not data
    assert not Statement.objects.exclude(text="Typed.").exists()


def test_of_a_file_its_text_is_kept_and_nothing_else(room: Room, session: Session) -> None:
    form = {
        "file": SimpleUploadedFile("Zyxname.docx", docx("One point.", "Another.")),
        "question": "",
        "language": "fr",
    }

    assert client_of(room, "States 1").post(f"{session.get_absolute_url()}statement/", form).status_code == 302

    row = Statement.objects.get()
    assert (row.text, row.language) == ("One point.\n\nAnother.", "fr")
    assert "Zyxname" not in str(Statement.objects.values().get())


# --- who reads it -------------------------------------------------------------------------------------------------


def test_until_it_is_delivered_only_the_desk_the_scribe_and_the_interpreters_read_it(
    room: Room, session: Session
) -> None:
    hand_in(room, session)
    speaks(room, session, room.people["States 1"])
    link = statement.open_link(standing_of(room.people["chair"]), session.pk, is_open=True).interpreters_key
    base = session.get_absolute_url()
    pages = [
        f"{base}{part}" for part in ("statements/", "statement/", "scribe/", "scribe/who/", "q/1/", "since/?after=0")
    ]
    pages += [
        f"{base}desk/",
        f"{base}screen/",
        f"{base}news/",
        f"{base}q/1/own/",
        reverse("statements", args=[room.slug, session.pk]),
    ]

    def read_by(client: Client) -> set[str]:
        return {page for page in pages if TEXT[:12] in client.get(page).content.decode()}

    takers = {f"{base}{part}" for part in ("statements/", "scribe/", "scribe/who/")}
    for who in ("scribe", "chair", "convenor", "rapporteur"):
        assert read_by(client_of(room, who)) == takers, who
    assert read_by(client_of(room, "States 1")) == {f"{base}statement/"}
    for reader in (client_of(room, "States 2"), client_of(room, "observer"), Client()):
        assert read_by(reader) == set()
    page = Client().get(reverse("interpreters", args=[link]))
    assert TEXT[:12] in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]


def test_the_interpreters_link_ends_when_it_is_renewed_closed_or_a_day_after_the_sitting(
    room: Room, session: Session
) -> None:
    chair = standing_of(room.people["chair"])

    def status(key: str) -> int:
        return Client().get(f"/interpreters/{key}/").status_code

    first = statement.open_link(chair, session.pk, is_open=True).interpreters_key
    second = statement.open_link(chair, session.pk, is_open=True).interpreters_key
    assert (status(first), status(second)) == (404, 200)
    Session.objects.filter(pk=session.pk).update(ends_at=timezone.now() - timedelta(days=2))
    assert status(second) == 404
    Session.objects.filter(pk=session.pk).update(ends_at=None)
    statement.open_link(chair, session.pk, is_open=False)
    assert [status(key) for key in (second, "x", "%00", "\u0663")] == [404] * 4
    with pytest.raises(RefusedError):
        statement.open_link(standing_of(room.people["scribe"]), session.pk, is_open=True)


@pytest.mark.parametrize(
    ("rule", "inside", "label"),
    [
        (Rule.CHATHAM_HOUSE, Inside.GROUP, "States"),
        (Rule.BY_GROUP, Inside.NAMES, "States"),
        (Rule.ANONYMOUS, Inside.NAMES, "A participant"),
    ],
)
def test_who_handed_it_in_is_shown_as_the_rule_lets_it(
    room: Room, session: Session, rule: str, inside: str, label: str
) -> None:
    room.consultation.attribution_rule, room.consultation.inside = rule, inside
    room.consultation.save()

    hand_in(room, session)

    assert [str(one.by.label) for one in reading.waiting(again(session))] == [label]


def test_it_keeps_the_stricter_of_the_rule_it_was_handed_in_under_and_the_one_now(room: Room, session: Session) -> None:
    session.questions.filter(number=2).update(attribution_rule=Rule.ANONYMOUS)
    row = hand_in(room, session, question=2)
    assert str(reading.waiting(again(session))[0].by.label) == "A participant"

    taken = deliver(room, session, row, speaks(room, session, room.people["States 1"]))

    assert taken.rule == Rule.ANONYMOUS


# --- delivered ----------------------------------------------------------------------------------------------------


def test_taken_down_it_is_its_authors_contribution_and_nothing_is_kept_beside_it(room: Room, session: Session) -> None:
    row, person = hand_in(room, session), room.people["States 1"]
    who = speaks(room, session, person)
    offered = reading.of_the_floor(again(session))
    assert offered is not None
    assert (offered.id, offered.text, offered.language) == (row.pk, TEXT, "fr")

    taken = deliver(room, session, row, who, "As it was said. " * 500, language="fr")

    row.refresh_from_db()
    assert (taken.author, taken.is_spoken, taken.language) == (person, True, "fr")
    assert (row.contribution, row.text, row.salt, row.delivered_at) == (taken, "", "", taken.created_at)
    assert RecordEntry.objects.get(act="take down").payload["statement"] == row.pk
    assert reading.of_the_floor(again(session)) is None
    assert reading.waiting(again(session)) == []
    with pytest.raises(RefusedError, match="It was delivered"):
        statement.withdraw(standing_of(person), row.pk)
    with pytest.raises(RefusedError, match="taken down already"):
        deliver(room, session, row, who)
    discussion.edit(standing_of(person), taken.pk, text="Put right. " * 600)
    assert hand_in(room, session).pk != row.pk


def test_a_colleague_delivers_it_and_words_go_to_nobody_else(room: Room, session: Session) -> None:
    author = room.people["States 1"]
    colleague = ParticipantFactory(
        consultation=room.consultation, user=UserFactory(), group=author.group, delegation=author.delegation
    )
    row = hand_in(room, session)

    with pytest.raises(RefusedError, match="somebody else"):
        deliver(room, session, row, speaks(room, session, room.people["Business 1"]))
    with pytest.raises(RefusedError, match="somebody else"):
        deliver(room, session, row, OTHER, name="Somebody in the room")
    assert not Contribution.objects.exists()
    who = speaks(room, session, colleague)
    offered = reading.of_the_floor(again(session))
    assert offered is not None
    assert offered.id == row.pk
    assert deliver(room, session, row, who).author == colleague


def test_the_one_for_the_item_before_the_room_is_offered_first(room: Room, session: Session) -> None:
    hand_in(room, session, text="For the session.")
    own = hand_in(room, session, question=2, text="For the item.")
    hand_in(room, session, "Business 1", question=2)
    Session.objects.filter(pk=session.pk).update(current_question=session.questions.get(number=2))
    assert reading.of_the_floor(again(session)) is None

    speaks(room, session, room.people["States 1"])

    offered = reading.of_the_floor(again(session))
    assert offered is not None
    assert offered.id == own.pk


def test_without_scripts_a_button_puts_it_after_what_was_typed(room: Room, session: Session) -> None:
    row = hand_in(room, session)
    who = speaks(room, session, room.people["States 1"])
    client, address = client_of(room, "scribe"), f"{session.get_absolute_url()}scribe/"
    question = str(session.questions.get(number=1).pk)

    page = client.post(address, {"use": str(row.pk), "text": "Thank you.", "question": question}).content.decode()

    assert f"Thank you.\n\n{TEXT}</textarea>" in page
    assert f'name="statement" value="{row.pk}" checked' in page
    assert not Contribution.objects.exists()
    sent = {"question": question, "who": who, "text": TEXT, "statement": str(row.pk)}
    assert client.post(address, sent).status_code == 302
    assert Statement.objects.get().contribution == Contribution.objects.get()


def test_it_is_in_ones_own_data_and_moves_with_a_claim(room: Room, session: Session) -> None:
    hand_in(room, session)
    kept = room.people["Business 1"]

    merging.merge(kept, room.people["States 1"])

    assert [one["text"] for one in own_data(kept.user)["statements"]] == [TEXT]


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        ("on-the-record", True),
        ("by-delegation", True),
        ("by-group", False),
        ("chatham-house", False),
        ("anonymous", False),
    ],
)
def test_whoever_has_the_interpreters_link_is_outside_the_room(rule: str, shown: bool) -> None:
    room = make_room(rule=rule, per_group=2)
    session = make_session(room.consultation)
    hand_in(room, session)
    link = statement.open_link(standing_of(room.people["chair"]), session.pk, is_open=True).interpreters_key

    page = Client().get(reverse("interpreters", args=[link])).text

    assert TEXT in page
    assert ("States 1" in page) is shown
    assert ("States" in page) is shown

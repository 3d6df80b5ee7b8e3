"""A transcript that waits: whom its names mean, who takes what, and what is kept of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consult.attribution import Audience, Inside, Rule
from consult.models import Participant, RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import moderation, transcript
from sessions_app.actions.taking import Heard
from sessions_app.models import Contribution, GuidingQuestion, Session, Transcript
from sessions_app.queries import discussion as reading
from sessions_app.queries.transcript import Directory, directory, waiting
from sessions_app.states import QuestionState
from tests.factories import DelegationFactory, Room, make_room
from tests.sessions_app.factories import make_session, standing_of

pytestmark = pytest.mark.django_db
TURNS = [
    ("Zyxunknown", "Registers help.", 1.0),
    ("States 1", "They have to fit on two pages.", 62.0),
    ("", "Who says this?", None),
]


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


def under(room: Room, rule: str, inside: str = Inside.NAMES) -> None:
    room.consultation.attribution_rule, room.consultation.inside = rule, inside
    room.consultation.save()


def first(session: Session) -> GuidingQuestion:
    return GuidingQuestion.objects.select_related("session__consultation").get(session=session, number=1)


def known(session: Session) -> Directory:
    question = first(session)
    return directory(question.session, question)


def wait(room: Room, session: Session, turns: list[tuple[str, str, float | None]] | None = None) -> Transcript:
    """The turns, with the name of a participant for "States 1"."""
    named = [(room.people[who].name if who in room.people else who, text, at) for who, text, at in turns or TURNS]
    return transcript.add(standing_of(room.people["scribe"]), session.pk, name="a.vtt", language="fr", turns=named)


def take(
    room: Room, session: Session, row: Transcript, number: int, label: str, text: str = "As edited."
) -> Contribution:
    heard = transcript.heard_of(known(session), label, Heard(text, "", language="fr"))
    return transcript.take(standing_of(room.people["scribe"]), row.pk, number, first(session).pk, heard)


def take_all(room: Room, session: Session, row: Transcript) -> int:
    return transcript.take_all(standing_of(room.people["scribe"]), row.pk, first(session).pk)


def label(row: Contribution, to: Audience = Audience.INSIDE) -> str:
    again = Contribution.objects.get(pk=row.pk)
    return str(reading.shown([again], again.question.session.consultation, "participant", to)[0].by.label)


# --- whom a name means --------------------------------------------------------------------------------------------


def test_who_takes_part_is_its_author_by_name_title_or_body(room: Room, session: Session) -> None:
    person, body = room.people["States 1"], room.people["States 1"].delegation
    assert body is not None
    found = known(session)

    for said in (person.name, person.name.upper(), f"Ms. {person.name}", f"{person.name} ({body.name})"):
        assert found.value_of(said) == f"participant-{person.pk}", said
    assert found.value_of(body.name) == f"delegation-{body.pk}"
    assert found.value_of(f"Zyxunknown ({body.name})") == f"delegation-{body.pk}"
    assert found.value_of("Zyxunknown") == ""


def test_a_name_that_two_have_means_neither_and_the_field_tells_them_apart(room: Room, session: Session) -> None:
    people = [room.people["States 1"], room.people["Business 1"]]
    Participant.objects.filter(pk__in=[one.pk for one in people]).update(name="Same Name", delegation=None)
    found = known(session)

    assert found.value_of("same name (x)") == ""
    labels = [one for one in found.labels if one.startswith("Same Name")]
    assert {found.value_of(one) for one in labels} == {f"participant-{one.pk}" for one in people}


@pytest.mark.parametrize(
    ("rule", "inside", "kind"),
    [
        (Rule.ON_THE_RECORD, Inside.NAMES, "participant"),
        (Rule.BY_DELEGATION, Inside.NAMES, "delegation"),
        (Rule.BY_GROUP, Inside.NAMES, "group"),
        (Rule.CHATHAM_HOUSE, Inside.NAMES, "participant"),
        (Rule.CHATHAM_HOUSE, Inside.GROUP, "group"),
        (Rule.ANONYMOUS, Inside.NAMES, ""),
    ],
)
def test_a_name_leads_as_far_as_the_rule_lets_it_show(
    room: Room, session: Session, rule: str, inside: str, kind: str
) -> None:
    under(room, rule, inside)
    person = room.people["States 1"]
    Participant.objects.filter(pk=person.pk).update(delegation=DelegationFactory(consultation=room.consultation))

    assert known(session).value_of(person.name).partition("-")[0] == kind


def test_whoever_is_never_listed_counts_as_their_body(room: Room, session: Session) -> None:
    person = room.people["States 1"]
    Participant.objects.filter(pk=person.pk).update(never_list=True)

    assert known(session).value_of(person.name) == f"delegation-{person.delegation_id}"


# --- taking -------------------------------------------------------------------------------------------------------


def test_one_is_taken_as_edited_one_left_and_the_list_ends_with_the_last(room: Room, session: Session) -> None:
    row = wait(room, session)
    person = room.people["States 1"]

    taken = take(room, session, row, 1, person.name)
    transcript.leave(standing_of(room.people["scribe"]), row.pk, 2)

    assert (taken.author, taken.text, taken.language, taken.is_spoken) == (person, "As edited.", "fr", True)
    row.refresh_from_db()
    assert row.cues[1:] == [{"speaker": "", "text": "", "start": None, "state": state} for state in ("taken", "left")]
    named = take(room, session, row, 0, "Zyxunknown")
    assert (named.author, named.speaker) == (None, "Zyxunknown")
    assert not Transcript.objects.exists()
    end = RecordEntry.objects.get(act="end transcript")
    assert {key: end.payload[key] for key in ("taken", "left", "thrown_away")} == {
        "taken": 2,
        "left": 1,
        "thrown_away": 0,
    }


def test_all_whose_speaker_is_known_are_taken_with_one_entry(room: Room, session: Session) -> None:
    row = wait(room, session)

    assert take_all(room, session, row) == 2

    made = list(Contribution.objects.order_by("pk"))
    assert label(made[0]) == "Zyxunknown"
    assert made[1].author == room.people["States 1"]
    entry = RecordEntry.objects.get(act="take down all")
    assert entry.payload["contributions"] == [one.pk for one in made]
    row.refresh_from_db()
    assert [cue["state"] for cue in row.cues] == ["taken", "taken", ""]
    assert take_all(room, session, row) == 0


def test_where_everything_is_held_so_is_what_is_taken(room: Room, session: Session) -> None:
    moderation.hold_all(standing_of(room.people["chair"]), session.pk, True)

    take_all(room, session, wait(room, session))

    assert set(Contribution.objects.values_list("state", "held_for")) == {("held", "all")}


def test_of_two_scribes_the_second_is_told_and_nothing_is_taken_twice(room: Room, session: Session) -> None:
    row = wait(room, session)
    take(room, session, row, 1, room.people["States 1"].name)

    with pytest.raises(RefusedError, match="before you"):
        take(room, session, row, 1, room.people["States 1"].name)
    with pytest.raises(RefusedError, match="no such remark"):
        transcript.leave(standing_of(room.people["scribe"]), row.pk, 99)
    transcript.throw_away(standing_of(room.people["scribe"]), row.pk)
    with pytest.raises(RefusedError, match="no longer here"):
        take(room, session, row, 0, "x")
    assert Contribution.objects.count() == 1


def test_what_is_refused_changes_nothing(room: Room, session: Session) -> None:
    row, scribe = wait(room, session), standing_of(room.people["scribe"])
    other = make_session(make_room().consultation)
    GuidingQuestion.objects.filter(session=session, number=2).update(state=QuestionState.PLANNED)
    planned = session.questions.get(number=2)

    with pytest.raises(RefusedError, match="Say who spoke"):
        take(room, session, row, 2, "")
    with pytest.raises(RefusedError, match="empty"):
        take(room, session, row, 1, "x", " ")
    with pytest.raises(RefusedError, match="not open yet"):
        transcript.take_all(scribe, row.pk, planned.pk)
    with pytest.raises(RefusedError, match="no such question"):
        transcript.take_all(scribe, row.pk, first(other).pk)
    with pytest.raises(RefusedError, match="no such session"):
        transcript.add(scribe, other.pk, name="a.txt", language="", turns=TURNS)
    with pytest.raises(RefusedError, match="language"):
        transcript.add(scribe, session.pk, name="a.txt", language="xx", turns=TURNS)
    assert not Contribution.objects.exists()
    assert [cue["text"] for cue in Transcript.objects.get().cues] == [text for _who, text, _at in TURNS]


# --- what is kept, and who sees it ---------------------------------------------------------------------------------


def test_where_nobody_may_be_named_no_name_is_kept_at_all(room: Room, session: Session) -> None:
    under(room, Rule.ANONYMOUS)
    row = wait(room, session)

    assert [cue["speaker"] for cue in row.cues] == ["", "", ""]
    assert take_all(room, session, row) == 3
    made = Contribution.objects.all()
    assert set(made.values_list("author", "speaker", "delegation", "group")) == {(None, "", None, None)}
    assert not Transcript.objects.exists()


def test_where_only_bodies_show_a_name_stays_in_the_list_and_is_shown_to_nobody(room: Room, session: Session) -> None:
    under(room, Rule.BY_DELEGATION)
    row = wait(room, session, [("Zyxunknown", "One.", None), ("Zyxperson", "Two.", None)])
    person, client = room.people["States 1"], Client()
    Participant.objects.filter(pk=person.pk).update(name="Zyxperson")
    client.force_login(room.people["scribe"].user)
    address = f"{session.get_absolute_url()}transcripts/{row.pk}/"

    page = client.get(address).content.decode()
    assert "Zyxunknown" not in page
    assert "Zyxperson" not in page
    assert person.delegation is not None
    assert person.delegation.name in page
    with pytest.raises(RefusedError, match="Names are not shown here"):
        take(room, session, row, 0, "Zyxunknown")
    assert take_all(room, session, row) == 1
    assert "Zyxunknown" in str(Transcript.objects.get().cues)
    client.post(address, {"do": "throw-away"})
    assert not Transcript.objects.exists()
    kept = " ".join(RecordEntry.objects.values_list("body", flat=True))
    assert "Zyxunknown" not in kept + str(list(Contribution.objects.values()))


def test_under_the_chatham_house_rule_a_name_of_a_file_shows_inside_alone(room: Room, session: Session) -> None:
    under(room, Rule.CHATHAM_HOUSE)

    take_all(room, session, wait(room, session))

    named = Contribution.objects.get(speaker="Zyxunknown")
    assert label(named) == "Zyxunknown"
    assert label(named, Audience.OUTSIDE) == "A participant"


# --- the pages ----------------------------------------------------------------------------------------------------


def test_a_file_is_read_taken_and_gone(room: Room, session: Session) -> None:
    client, base = Client(), f"{session.get_absolute_url()}transcripts/"
    client.force_login(room.people["scribe"].user)
    file = SimpleUploadedFile("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Zyxunknown>It was said.")

    address = client.post(base, {"file": file, "language": "en"})["Location"]
    assert "Zyxunknown" in client.get(address).content.decode()
    refused = client.post(address, {"do": "take", "on": "0", "question": "1", "speaker": "Zyx", "text": " "})
    assert refused.status_code == 422
    assert 'value="Zyx"' in refused.content.decode()
    sent = {"do": "take", "on": "0", "question": "1", "speaker": "Zyx", "text": "Put right."}
    assert client.post(address, sent)["Location"] == base
    assert "Everything in it is decided" in client.get(base).content.decode()
    assert Contribution.objects.get().text == "Put right."
    assert client.get(address).status_code == 404
    assert client.post(address, sent).status_code == 404


def test_waiting_counts_what_is_known(room: Room, session: Session) -> None:
    found = waiting(wait(room, session), known(session))

    assert (found.waits, found.known, found.decided, found.total) == (3, 2, 0, 3)
    assert [(one.clock, bool(one.speaker)) for one in found.remarks] == [
        ("00:00:01", True),
        ("00:01:02", True),
        ("", False),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"do": "take", "on": "9" * 30, "question": "1"},
        {"do": "take", "on": "-1", "question": "x\x00", "speaker": "\ud800", "text": "\x00"},
        {"do": "leave", "on": "٣"},
        {"do": ""},
        {},
        {"do": "take-all", "question": "99"},
    ],
)
def test_a_wrong_form_is_refused_and_nothing_lost(room: Room, session: Session, body: dict[str, str]) -> None:
    row, client = wait(room, session), Client()
    client.force_login(room.people["scribe"].user)
    safe = {key: value.encode("utf-8", "replace").decode() for key, value in body.items()}

    answer = client.post(f"{session.get_absolute_url()}transcripts/{row.pk}/", safe)

    assert answer.status_code == 422
    assert not Contribution.objects.exists()
    assert Transcript.objects.get().cues == row.cues


def test_a_written_round_has_no_transcript(room: Room) -> None:
    written, client = make_session(room.consultation, kind="written"), Client()
    client.force_login(room.people["scribe"].user)

    assert client.get(f"{written.get_absolute_url()}transcripts/").status_code == 403
    with pytest.raises(RefusedError, match="written round"):
        wait(room, written)

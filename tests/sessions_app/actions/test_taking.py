"""What is said aloud: whose contribution it is, what of its speaker shows, who may put it right."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from consult.attribution import Audience, Inside, Quotation, Rule, quoted_as
from consult.models import Participant, RecordEntry
from consult.procedure import PhaseKind, RefusedError
from sessions_app.actions import calling, discussion, floor, moderation, speaking
from sessions_app.actions.taking import Heard, take_down
from sessions_app.models import Contribution, GuidingQuestion, Session
from sessions_app.queries import discussion as reading
from sessions_app.queries import taking
from tests.factories import Room, make_room, open_phases
from tests.sessions_app.factories import make_session, standing_of

pytestmark = pytest.mark.django_db
SAID = "Registers have to fit on two pages."


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


def question_of(session: Session) -> GuidingQuestion:
    return session.questions.get(number=1)


def take(room: Room, session: Session, who: str = "other", **fields: object) -> Contribution:
    heard = Heard(**{"text": SAID, "who": who, **fields})  # type: ignore[arg-type]
    return take_down(standing_of(room.people["scribe"]), question_of(session).pk, heard)


def shown(session: Session, taken: Contribution, to: Audience = Audience.INSIDE) -> str:
    row = Contribution.objects.get(pk=taken.pk)
    return str(reading.shown([row], session.consultation, "participant", to)[0].by.label)


def speaks(room: Room, session: Session, person: Participant) -> str:
    """Give ``person`` the floor; what the form then sends for them."""
    chair = standing_of(room.people["chair"])
    floor.open_list(chair, session.pk)
    asked = speaking.ask(standing_of(person), session.pk)
    calling.call(chair, session.pk, asked.pk)
    return f"request-{asked.pk}"


def under(room: Room, rule: str, inside: str = Inside.NAMES) -> None:
    room.consultation.attribution_rule, room.consultation.inside = rule, inside
    room.consultation.save()


# --- whose it is ------------------------------------------------------------------------------------------------------


def test_who_has_the_floor_is_its_author_by_their_own_consent(room: Room, session: Session) -> None:
    person = room.people["States 1"]
    Participant.objects.filter(pk=person.pk).update(quotation=Quotation.NONE)

    taken = take(room, session, speaks(room, session, person), language="fr", type="challenge")

    assert (taken.author, taken.delegation, taken.group) == (person, person.delegation, person.group)
    assert (taken.quotation, taken.language, taken.type) == (Quotation.NONE, "fr", "challenge")
    assert taken.is_spoken
    assert taken.entered_by == room.people["scribe"]


def test_a_free_name_is_shown_and_never_quoted_by_name(room: Room, session: Session) -> None:
    group = room.group("States")

    taken = take(room, session, other=f"group-{group.pk}", name="  Somebody  in the room ")

    assert shown(session, taken) == "Somebody in the room"
    assert taken.quotation == Quotation.WITHOUT_NAME
    person = reading.person_of(taken, session.consultation, {})
    assert quoted_as(Quotation(taken.quotation), person).label == ""


def test_only_a_group_is_enough(room: Room, session: Session) -> None:
    assert shown(session, take(room, session, other=f"group-{room.group('States').pk}")) == "States"


@pytest.mark.parametrize(
    ("rule", "inside", "outside"),
    [
        (Rule.BY_GROUP, "States", "A participant"),
        (Rule.CHATHAM_HOUSE, "Somebody", "A participant"),
        (Rule.ANONYMOUS, "A participant", "A participant"),
    ],
)
def test_a_free_name_is_hidden_as_names_are(room: Room, session: Session, rule: str, inside: str, outside: str) -> None:
    taken = take(room, session, other=f"group-{room.group('States').pk}", name="Somebody")

    Contribution.objects.filter(pk=taken.pk).update(rule=rule)

    assert shown(session, taken) == inside
    assert shown(session, taken, Audience.OUTSIDE) == outside


@pytest.mark.parametrize("rule", [Rule.BY_DELEGATION, Rule.BY_GROUP, Rule.ANONYMOUS])
def test_where_names_are_not_shown_none_is_taken_or_offered(room: Room, session: Session, rule: str) -> None:
    under(room, rule)
    session.refresh_from_db()
    person = room.people["States 1"]

    with pytest.raises(RefusedError, match="Names are not shown here"):
        take(room, session, name="Somebody")
    with pytest.raises(RefusedError, match="cannot be chosen"):
        take(room, session, other=f"participant-{person.pk}")
    hand = taking.hand(Session.objects.get(pk=session.pk))
    assert not hand.participants
    assert not hand.takes_names
    assert not Contribution.objects.exists()


def test_without_any_names_it_is_a_participants(room: Room, session: Session) -> None:
    under(room, Rule.ANONYMOUS)
    assert shown(session, take(room, session)) == "A participant"


def test_what_was_said_namelessly_before_does_not_lend_its_speaker(room: Room, session: Session) -> None:
    before = take(room, session, speaks(room, session, room.people["States 1"]))
    Contribution.objects.filter(pk=before.pk).update(rule=Rule.ANONYMOUS)

    with pytest.raises(RefusedError, match="Say who spoke"):
        take(room, session, f"said-{before.pk}")


@pytest.mark.parametrize("who", ["", "request-0", "request-x", "participant-1", "said-99999999999999999999", "x\x00-1"])
def test_nobody_speaks_who_cannot_be_found(room: Room, session: Session, who: str) -> None:
    with pytest.raises(RefusedError, match="Say who spoke"):
        take(room, session, who)
    assert not Contribution.objects.exists()


def test_a_name_beside_another_speaker_is_not_guessed_away(room: Room, session: Session) -> None:
    who = speaks(room, session, room.people["States 1"])
    with pytest.raises(RefusedError, match="Two speakers"):
        take(room, session, who, name="Somebody else")
    with pytest.raises(RefusedError, match="not both"):
        take(room, session, other=f"participant-{room.people['States 1'].pk}", name="Somebody else")


def test_nobody_of_another_consultation_speaks_here(room: Room, session: Session) -> None:
    elsewhere = make_room(slug="elsewhere")
    other = make_session(elsewhere.consultation)
    who = speaks(elsewhere, other, elsewhere.people["participant"])

    with pytest.raises(RefusedError):
        take(room, session, who)
    with pytest.raises(RefusedError):
        take(room, session, other=f"group-{elsewhere.group('States').pk}")
    with pytest.raises(RefusedError, match="no such question"):
        take_down(standing_of(room.people["scribe"]), question_of(other).pk, Heard(SAID, "other", name="X"))


def test_who_is_never_listed_is_not_offered(room: Room, session: Session) -> None:
    person = room.people["States 1"]
    Participant.objects.filter(pk=person.pk).update(never_list=True)

    assert f"participant-{person.pk}" not in dict(taking.hand(session).participants)
    with pytest.raises(RefusedError):
        take(room, session, other=f"participant-{person.pk}")


# --- who is at hand ---------------------------------------------------------------------------------------------------


def test_the_floor_comes_first_then_who_had_it_then_the_others(room: Room, session: Session) -> None:
    take(room, session, name="Somebody in the room")
    first = speaks(room, session, room.people["States 1"])
    second = speaks(room, session, room.people["Business 1"])

    voices = taking.hand(Session.objects.get(pk=session.pk)).voices

    assert [voice.value for voice in voices[:2]] == [second, first]
    assert (voices[0].has_floor, voices[1].was_before) == (True, True)
    assert str(voices[2].by.label) == "Somebody in the room"
    assert len(voices) == 3


def test_by_group_the_others_are_offered_as_their_group(room: Room, session: Session) -> None:
    under(room, Rule.BY_GROUP)
    for name in ("States 1", "States 2", "Business 1", "Academia 1"):
        speaks(room, session, room.people[name])

    voices = taking.hand(Session.objects.get(pk=session.pk)).voices

    assert [voice.value.split("-")[0] for voice in voices] == ["request", "request", "group", "group", "group"]
    assert [str(voice.by.label) for voice in voices] == ["Academia", "Business", "Academia", "Business", "States"]


# --- who may, and when ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["participant", "observer"])
def test_only_scribes_and_those_at_the_desk_take_down(room: Room, session: Session, role: str) -> None:
    with pytest.raises(RefusedError):
        take_down(standing_of(room.people[role]), question_of(session).pk, Heard(SAID, "other", name="X"))


def test_a_closed_question_still_takes_it_and_one_not_yet_open_does_not(room: Room, session: Session) -> None:
    GuidingQuestion.objects.filter(session=session).update(state="closed")
    assert take(room, session, name="X").pk
    GuidingQuestion.objects.filter(session=session).update(state="planned")
    with pytest.raises(RefusedError, match="not open yet"):
        take(room, session, name="X")


def test_nothing_is_taken_down_once_the_report_stands_or_in_a_written_round(room: Room, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(kind="written")
    with pytest.raises(RefusedError, match="written round"):
        take(room, session, name="X")
    Session.objects.filter(pk=session.pk).update(kind="sitting")
    open_phases(room.consultation, [PhaseKind.PUBLISHED])
    with pytest.raises(RefusedError):
        take(room, session, name="X")


@pytest.mark.parametrize(
    "fields", [{"text": " "}, {"text": "x" * 5001}, {"language": "xx"}, {"type": "x"}, {"name": "x" * 161}]
)
def test_what_does_not_fit_is_refused(room: Room, session: Session, fields: dict[str, str]) -> None:
    with pytest.raises(RefusedError):
        take(room, session, **{"name": "X", **fields})
    assert not Contribution.objects.exists()


def test_sent_twice_it_stands_once(room: Room, session: Session) -> None:
    scribe, command = standing_of(room.people["scribe"]), uuid4()
    heard = Heard(SAID, "other", name="X")

    first = take_down(scribe, question_of(session).pk, heard, command)

    assert take_down(scribe, question_of(session).pk, heard, command) == first
    assert RecordEntry.objects.filter(act="take down").count() == 1


def test_while_everything_is_held_it_is_held(room: Room, session: Session) -> None:
    moderation.hold_all(standing_of(room.people["chair"]), session.pk, is_on=True)
    assert take(room, session, name="X").state == "held"


def test_the_record_names_nobody_and_holds_no_text(room: Room, session: Session) -> None:
    person = room.people["States 1"]
    taken = take(room, session, speaks(room, session, person))

    entry = RecordEntry.objects.get(act="take down")

    assert (entry.actor, entry.subject) == (f"participant-{room.people['scribe'].pk}", f"contribution-{taken.pk}")
    assert entry.payload["speaker"] == f"participant-{person.pk}"
    assert SAID not in entry.body
    assert person.name not in entry.body


# --- who puts it right ------------------------------------------------------------------------------------------------


def test_its_speaker_puts_it_right_and_withdraws_it(room: Room, session: Session) -> None:
    person = room.people["States 1"]
    taken = take(room, session, speaks(room, session, person))

    discussion.edit(standing_of(person), taken.pk, text="Three pages.")
    discussion.withdraw(standing_of(person), taken.pk)

    taken.refresh_from_db()
    assert (taken.text, taken.state) == ("Three pages.", "withdrawn")


def test_the_scribe_edits_for_ten_minutes_and_never_withdraws(room: Room, session: Session) -> None:
    scribe, taken = standing_of(room.people["scribe"]), take(room, session, name="X")

    discussion.edit(scribe, taken.pk, text="Three pages.")
    with pytest.raises(RefusedError, match="Only its author"):
        discussion.withdraw(scribe, taken.pk)
    Contribution.objects.filter(pk=taken.pk).update(created_at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(RefusedError, match="ten minutes"):
        discussion.edit(scribe, taken.pk, text="Four pages.")

    taken.refresh_from_db()
    assert (taken.text, taken.state) == ("Three pages.", "shown")


def test_another_scribe_does_not_edit_it(room: Room, session: Session) -> None:
    taken = take(room, session, name="X")
    with pytest.raises(RefusedError, match="Only its author"):
        discussion.edit(standing_of(room.people["chair"]), taken.pk, text="Three pages.")


def test_the_second_of_two_who_edit_sees_what_the_first_wrote(room: Room, session: Session) -> None:
    person = room.people["States 1"]
    taken = take(room, session, speaks(room, session, person))
    seen = reading.revision_of(Contribution.objects.get(pk=taken.pk))
    discussion.edit(standing_of(person), taken.pk, text="Three pages.", seen=seen)

    client = Client()
    client.force_login(room.people["scribe"].user)
    path = f"/c/{room.slug}/s/{session.pk}/contribution/{taken.pk}/edit/"
    answer = client.post(path, {"text": "Four pages.", "seen": seen})

    assert answer.status_code == 422
    assert "<p>Three pages.</p>" in answer.text
    assert ">Four pages.</textarea>" in answer.text
    taken.refresh_from_db()
    assert taken.text == "Three pages."


# --- the page ---------------------------------------------------------------------------------------------------------


def test_by_form_alone_it_is_taken_down_marked_and_listed(room: Room, session: Session) -> None:
    speaks(room, session, room.people["States 1"])
    client = Client()
    client.force_login(room.people["scribe"].user)
    path = f"/c/{room.slug}/s/{session.pk}/scribe/"
    page = client.get(path).text
    assert "data-has-floor checked" in page

    refused = client.post(path, {"question": question_of(session).pk, "text": SAID, "who": ""})
    assert refused.status_code == 422
    assert SAID in refused.text

    sent = {"question": question_of(session).pk, "text": SAID, "who": "other", "name": "Somebody in the room"}
    assert client.post(path, sent, follow=True).text.count(SAID) == 1
    thread = client.get(f"/c/{room.slug}/s/{session.pk}/q/1/").text
    assert '<span class="kind">spoken</span>' in thread
    assert "Somebody in the room" in thread

"""Coming in by code."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.actions import joining, people
from consult.actions.joining import Entry
from consult.models import Consultation, Elector, Participant, RecordEntry, User
from consult.procedure import Act, RefusedError, Role, may
from consult.queries.people import CODE_ALPHABET, here, new_join_code, plain_code
from tests.consult.entries import CODE, desk, form
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, put, say, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(join_code=CODE)


def test_a_guest_joins_by_code_reads_and_contributes_and_is_on_no_list(client: Client, room: Room) -> None:
    page = client.get(reverse("join_code", args=[CODE]))
    assert room.consultation.title in page.content.decode()
    before = client.session.session_key
    answer = client.post(reverse("join_code", args=[CODE]), form(room))
    assert answer.status_code == 302
    assert answer["Location"] == room.consultation.get_absolute_url()
    participant = Participant.objects.get(name="Ada Example")
    assert participant.user.is_guest
    assert participant.group == room.group("Business")
    assert participant.delegation is not None
    assert participant.quotation == "by-name"
    assert client.session["_auth_user_id"] == str(participant.user_id)
    assert client.session.session_key != before
    standing = here(room.consultation, participant.user).standing
    assert may(standing, Act.READ)
    assert may(standing, Act.CONTRIBUTE)
    assert not Elector.objects.filter(delegation=participant.delegation).exists()
    session = make_session(room.consultation)
    say(participant, session.questions.first())
    ballot = put(room.people["chair"], session.questions.first())
    assert vote(participant, ballot, "support")["answer"] == "refused"


def test_the_page_says_how_one_is_shown_before_anything_is_asked(client: Client) -> None:
    room = make_room(rule="chatham-house", join_code=CODE)
    text = client.get(reverse("join_code", args=[CODE])).content.decode()
    for line in ("Here, those admitted see your name", "Outside, nothing shows who you are", "We cannot stop others"):
        assert line in text
    assert text.index("Outside, nothing shows") < text.index("<form method", text.index("<main"))
    assert room.consultation.title in text


def test_codes_are_typed_as_people_type_them(client: Client, room: Room) -> None:
    for typed in ("acde3h4k", "ACDE 3H4K", " acde-3h4k "):
        assert client.post(reverse("join"), {"code": typed})["Location"] == reverse("join_code", args=[CODE])


def test_codes_hold_no_look_alikes_and_do_not_repeat() -> None:
    assert not set(CODE_ALPHABET) & set("0OI1L2ZS5B8")
    assert len({new_join_code() for _ in range(2_000)}) == 2_000
    assert plain_code("x" * 10_000) == "X" * 9


@pytest.mark.parametrize("typed", ["ACDE3H4J", "nothing", "ö' OR 1=1 --", "A" * 40, "ACDE3H4KA"])
def test_an_unknown_code_is_refused_clearly_and_changes_nothing(client: Client, room: Room, typed: str) -> None:
    before = (User.objects.count(), Participant.objects.count(), RecordEntry.objects.count())
    answers = [client.post(reverse("join"), {"code": typed}), client.get(reverse("join_code", args=[typed]))]
    answers.append(client.post(reverse("join_code", args=[typed]), form(room)))
    for answer in answers:
        assert answer.status_code == 404
        assert "This code admits to nothing now" in answer.content.decode()
    assert before == (User.objects.count(), Participant.objects.count(), RecordEntry.objects.count())


def test_expired_withdrawn_and_unknown_codes_get_one_answer(client: Client, room: Room) -> None:
    def answer() -> tuple[int, str]:
        response = client.post(reverse("join"), {"code": CODE})
        return response.status_code, re.sub(r'value="[^"]*"', "", response.content.decode())

    Consultation.objects.filter(pk=room.consultation.pk).update(join_code_until=timezone.now() - timedelta(minutes=1))
    expired = answer()
    people.renew_code(desk(room), is_on=False)
    assert expired == answer()
    assert expired[0] == 404


def test_a_code_does_not_admit_to_a_consultation_twice(client: Client, room: Room) -> None:
    client.force_login(room.people["observer"].user)
    count = Participant.objects.count()
    assert client.get(reverse("join_code", args=[CODE])).status_code == 302
    client.post(reverse("join_code", args=[CODE]), form(room))
    assert joining.join_by_code(room.people["observer"].user, CODE, Entry()).pk == room.people["observer"].pk
    assert Participant.objects.count() == count
    assert not room.people["observer"].role_rows.filter(role=Role.PARTICIPANT).exists()


def test_whoever_was_removed_does_not_come_back_by_code(room: Room) -> None:
    people.remove(desk(room), room.people["observer"].pk)
    with pytest.raises(RefusedError, match="no longer take part"):
        joining.join_by_code(room.people["observer"].user, CODE, Entry(group_id=room.group("States").pk))


def test_nobody_speaks_for_a_listed_delegation_by_code(room: Room) -> None:
    """State A is on the list: under its name a stranger's words would be its own."""
    entry = Entry(name="Mallory", group_id=room.group("Academia").pk, delegation=" states  a ")
    with pytest.raises(RefusedError, match="personal invitation"):
        joining.join_by_code(None, CODE, entry)
    assert not Participant.objects.filter(name="Mallory").exists()
    assert not User.objects.filter(name="Mallory").exists()


def test_a_group_of_another_consultation_cannot_be_chosen(client: Client, room: Room) -> None:
    other = make_room()
    answer = client.post(reverse("join_code", args=[CODE]), form(room, group=other.group("States").pk))
    assert answer.status_code == 400
    assert not Participant.objects.filter(name="Ada Example").exists()


def test_what_was_typed_stays_when_something_is_missing(client: Client, room: Room) -> None:
    answer = client.post(reverse("join_code", args=[CODE]), form(room, group=""))
    assert answer.status_code == 400
    assert "Ada Example" in answer.content.decode()
    assert 'class="errors"' in answer.content.decode()


def test_the_entry_holds_no_name(client: Client, room: Room) -> None:
    client.post(reverse("join_code", args=[CODE]), form(room))
    entry = RecordEntry.objects.filter(act="join").get()
    for personal in ("Ada", "Company Q"):
        assert personal not in entry.body
    assert entry.actor == entry.subject == f"participant-{Participant.objects.get(name='Ada Example').pk}"


def test_keeping_nothing_ends_the_session_with_the_browser(client: Client, room: Room) -> None:
    client.post(reverse("join_code", args=[CODE]), form(room, keep_nothing="on"))
    assert client.session.get_expire_at_browser_close()


def test_unknown_codes_are_limited_per_session_and_the_room_is_not(client: Client, room: Room) -> None:
    for _try in range(12):
        last = client.post(reverse("join"), {"code": "ACDE3H4J"})
    assert last.status_code == 429
    assert client.post(reverse("join"), {"code": CODE}).status_code == 429
    neighbour = Client()  # the same address
    assert neighbour.post(reverse("join"), {"code": CODE}).status_code == 302


def test_guessing_without_a_session_meets_the_ceiling_of_the_address(room: Room) -> None:
    answers = [Client().get(reverse("join_code", args=["ACDE3H4J"])).status_code for _try in range(302)]
    assert answers.count(404) == 300
    assert answers[-1] == 429

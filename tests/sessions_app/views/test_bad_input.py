"""Whatever is sent to a session: refused with words or stored as it was, never an error of the server."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consult.models import RecordEntry
from sessions_app.models import Ballot, Command, Contribution, GuidingQuestion, Session, Vote
from tests.factories import Room, make_room
from tests.sessions_app.factories import put, say

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HUGE = 10**30


@pytest.fixture
def room() -> Room:
    return make_room()


@pytest.fixture
def ballot(room: Room, question: GuidingQuestion) -> Ballot:
    return put(room.people["chair"], question)


@pytest.fixture
def reader(room: Room) -> Client:
    """A participant's browser; an error of the server is an answer here, not an exception."""
    client = Client(raise_request_exception=False)
    client.force_login(room.people["participant"].user)
    return client


@pytest.fixture
def chair(room: Room) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(room.people["chair"].user)
    return client


def contribute_at(question: GuidingQuestion) -> str:
    return reverse("contribute", args=[question.session.consultation.slug, question.session_id, question.number])


def vote_at(ballot: Ballot) -> str:
    return reverse("vote", args=[ballot.consultation.slug, ballot.pk])


def as_json(client: Client, address: str, body: object) -> Any:
    raw = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return client.post(address, raw, content_type="application/json")


# --- JSON -------------------------------------------------------------------------------------------------------

NOT_AN_OBJECT = [
    b" ", b"{", b"null", b"[]", b'"text"', b"1", b"NaN", b"\xff\xfe", b"\x00", b'{"text": "a"',
    b"[" * 100_000, b'{"a":' * 20_000, b"1" * 10_000, b'{"text": ' + b"9" * 10_000 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("body", NOT_AN_OBJECT, ids=lambda body: repr(body[:12]))
def test_what_is_no_json_object_is_refused(
    reader: Client, question: GuidingQuestion, ballot: Ballot, body: bytes
) -> None:
    for address in (contribute_at(question), vote_at(ballot)):
        answer = as_json(reader, address, body)
        assert 400 <= answer.status_code < 500
        assert answer.json()["reason"]
    assert not Contribution.objects.exists()
    assert not Vote.objects.exists()


STRANGE = [None, True, 0, -1, 1.5, HUGE, [], {}, ["a"], {"a": "b"}, "", " ", "\x00", "\ud800", "9" * 40, "²", "🙂"]


@pytest.mark.parametrize("value", STRANGE, ids=repr)
@pytest.mark.parametrize("field", ["text", "sentence", "type", "quotation", "parent", "shown_at_most", "id"])
def test_a_strange_value_in_a_contribution_is_refused_or_left_out(
    reader: Client, question: GuidingQuestion, field: str, value: object
) -> None:
    answer = as_json(reader, contribute_at(question), {"text": "A thing.", field: value})
    assert answer.status_code < 500
    assert answer.json()["answer"] in {"ok", "refused"}
    assert Contribution.objects.count() == (answer.json()["answer"] == "ok")


@pytest.mark.parametrize("value", STRANGE, ids=repr)
@pytest.mark.parametrize("field", ["choice", "reason", "id"])
def test_a_strange_value_in_a_vote_is_refused_or_left_out(
    reader: Client, ballot: Ballot, field: str, value: object
) -> None:
    answer = as_json(reader, vote_at(ballot), {"choice": "object", "reason": "Because.", field: value})
    assert answer.status_code < 500
    assert answer.json()["answer"] in {"ok", "refused"}
    assert Vote.objects.count() == (answer.json()["answer"] == "ok")
    assert set(Vote.objects.values_list("choice", flat=True)) <= {"object"}


def test_half_a_character_and_nul_are_mended_and_the_rest_stays(reader: Client, question: GuidingQuestion) -> None:
    body = rb'{"text": "\ud83d\ude42 \ud83d and \u0000nul", "sentence": "half \udc00"}'
    assert as_json(reader, contribute_at(question), body).json()["answer"] == "ok"
    given = Contribution.objects.get()
    assert (given.text, given.sentence) == ("🙂 \ufffd and nul", "half \ufffd")


# --- forms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["form", "json"])
def test_a_contribution_of_one_megabyte_is_refused_clearly_and_changes_nothing(
    room: Room, question: GuidingQuestion, kind: str
) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(room.people["participant"].user)
    client.get(question.get_absolute_url())
    key = client.cookies["csrftoken"].value
    address, text = contribute_at(question), "x" * 1_000_000
    if kind == "form":
        answer = client.post(address, {"text": text, "csrfmiddlewaretoken": key})
    else:
        answer = client.post(
            address, json.dumps({"text": text}), content_type="application/json", headers={"x-csrftoken": key}
        )
    assert answer.status_code in {400, 413}
    assert "too long" in answer.text
    assert not Contribution.objects.exists()
    assert not Command.objects.exists()


def test_a_contribution_over_its_limit_stands_in_the_form_again(reader: Client, question: GuidingQuestion) -> None:
    answer = reader.post(contribute_at(question), {"text": "word " * 1_200})
    assert answer.status_code == 422
    assert "the limit is 5000" in answer.text
    assert "word word" in answer.text


@pytest.mark.parametrize("field", ["text", "sentence", "type", "quotation", "parent"])
@pytest.mark.parametrize("value", ["\x00", "²", "9" * 5_000, "🙂", "' OR 1=1 --", "{{ 7 }}", "%s"])
def test_a_strange_field_of_a_form_is_refused_or_kept_as_text(
    reader: Client, question: GuidingQuestion, field: str, value: str
) -> None:
    answer = reader.post(contribute_at(question), {"text": "A thing.", field: value}, follow=True)
    assert answer.status_code < 500


# --- addresses --------------------------------------------------------------------------------------------------

NUMBERS = ["0", "-1", "²", "٣", "1e3", "9" * 19, "9" * 40, "9" * 5_000, "\x00", "", "a", "1.5", " 1"]


@pytest.mark.parametrize("value", NUMBERS, ids=lambda value: repr(value[:12]))
@pytest.mark.parametrize("name", ["before", "reply", "after", "audience"])
def test_a_strange_query_is_no_error(reader: Client, question: GuidingQuestion, name: str, value: str) -> None:
    slug, pk = question.session.consultation.slug, question.session_id
    addresses = [question.get_absolute_url(), reverse("since", args=[slug, pk]), reverse("screen", args=[slug, pk])]
    for address in addresses:
        assert reader.get(address, {name: value}).status_code == 200


@pytest.mark.parametrize("number", ["99999", "9" * 19, "9" * 40, "9" * 400])
def test_an_unknown_object_is_not_found(reader: Client, room: Room, session: Session, number: str) -> None:
    home = f"/c/{room.slug}/"
    reading = [
        f"{home}s/{number}/", f"{home}s/{session.pk}/q/{number}/", f"{home}s/{number}/since/",
        f"{home}s/{session.pk}/contribution/{number}/", f"{home}texts/{number}/yours/", f"{home}texts/{number}/",
    ]  # fmt: skip
    writing = [
        f"{home}s/{session.pk}/q/{number}/contribute/", f"{home}ballots/{number}/vote/",
        f"{home}s/{session.pk}/contribution/{number}/withdraw/",
    ]  # fmt: skip
    assert {reader.get(address).status_code for address in reading} == {404}
    assert {reader.post(address).status_code for address in writing} <= {403, 404}


@pytest.mark.parametrize("number", ["%00", "%F0%9F%99%82", "1.1%00", "%27", "x" * 300])
def test_a_strange_number_of_a_text_is_not_found(reader: Client, session: Session, number: str) -> None:
    assert reader.get(f"/c/{session.consultation.slug}/texts/{number}/").status_code == 404


# --- the desk ---------------------------------------------------------------------------------------------------

BUTTONS = [
    "open", "close", "show", "put", "close-ballot", "show-ballot", "put-forward", "candidate", "withdrawn",
    "", "\x00", "delete", "🙂",
]  # fmt: skip


@pytest.mark.parametrize("on", ["", "0", "-1", "²", "9" * 19, "9" * 40, "\x00", "a"])
@pytest.mark.parametrize("do", BUTTONS)
def test_a_button_on_nothing_changes_nothing(chair: Client, session: Session, do: str, on: str) -> None:
    address = reverse("steer", args=[session.consultation.slug, session.pk])
    assert chair.post(address, {"do": do, "on": on}).status_code < 500
    assert not RecordEntry.objects.exists()


@pytest.mark.parametrize("minutes", ["-5", "0", "a", "1.5", "9" * 30, "²"])
def test_a_check_is_not_opened_for_a_time_that_is_none(chair: Client, question: GuidingQuestion, minutes: str) -> None:
    address = reverse("steer", args=[question.session.consultation.slug, question.session_id])
    answer = chair.post(address, {"do": "put", "on": question.recommendations.get().pk, "minutes": minutes})
    assert answer.status_code < 500
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(("state", "reason"), [("hidden", "\x00"), ("\x00", "x"), ("held", "x" * 5_000), ("²", "")])
def test_strange_moderation_is_no_error(
    chair: Client, room: Room, question: GuidingQuestion, state: str, reason: str
) -> None:
    row = say(room.people["participant"], question)
    address = reverse("moderate", args=[room.slug, question.session_id, row.pk])
    assert chair.post(address, {"state": state, "reason": reason}).status_code < 500

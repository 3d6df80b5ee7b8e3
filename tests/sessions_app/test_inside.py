"""What those in the room see under the Chatham House Rule: set for a consultation, a session, a question; kept."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consult.models import Consultation
from consult.procedure import RefusedError
from consult.queries.people import Here
from sessions_app.actions import secret, sponsor
from sessions_app.actions import setup as agenda
from sessions_app.actions.submission import take
from sessions_app.models import Ballot, Contribution, GuidingQuestion, Session
from sessions_app.queries import sheet
from sessions_app.queries.discussion import shown
from sessions_app.queries.drafting import sponsors
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, say, standing_of
from tests.sessions_app.written import send

pytestmark = pytest.mark.django_db
NAME, BODY, GROUP = "Zoe Quill", "States A", "States"


@pytest.fixture
def room() -> Room:
    room = make_room(rule="chatham-house", inside="names")
    person = room.people["participant"]
    person.name, person.delegation, person.group = NAME, room.delegations[BODY], room.group(GROUP)
    person.save()
    return room


def convenor(room: Room) -> Here:
    return standing_of(room.people["convenor"])


def label(row: Contribution) -> str:
    """How the room sees its author."""
    return str(shown([row], Consultation.objects.get(), "participant")[0].by.label)


def fresh(row: Contribution) -> Contribution:
    return Contribution.objects.select_related("question__session", "author", "delegation", "group").get(pk=row.pk)


@pytest.mark.parametrize(
    ("of_session", "of_question", "seen"),
    [
        ("", "", f"{NAME}, {BODY}"),
        ("delegation", "", BODY),
        ("delegation", "group", GROUP),
        ("", "group", GROUP),
        ("group", "names", f"{NAME}, {BODY}"),
    ],
)
def test_the_question_s_own_goes_before_the_session_s_before_the_consultation_s(
    room: Room, of_session: str, of_question: str, seen: str
) -> None:
    session = make_session(room.consultation, inside=of_session)
    question = session.questions.get(number=1)
    GuidingQuestion.objects.filter(pk=question.pk).update(inside=of_question)
    assert label(fresh(say(room.people["participant"], question))) == seen


def test_what_was_said_keeps_what_the_room_then_saw(room: Room) -> None:
    session = make_session(room.consultation)
    question = session.questions.get(number=1)
    before = say(room.people["participant"], question)
    agenda.save_session(convenor(room), session.pk, {"inside": "group"})
    after = say(room.people["participant"], question)
    assert (before.inside, after.inside) == ("names", "group")
    assert (label(fresh(before)), label(fresh(after))) == (f"{NAME}, {BODY}", GROUP)


def test_a_row_that_kept_nothing_is_shown_as_its_question_now_says(room: Room) -> None:
    session = make_session(room.consultation, inside="group")
    said = say(room.people["participant"], session.questions.get(number=1))
    Contribution.objects.update(inside="")
    assert label(fresh(said)) == GROUP


@pytest.mark.parametrize("values", [{"inside": "names"}, {"inside": ""}, {"attribution_rule": "on-the-record"}])
def test_once_somebody_spoke_a_session_and_a_question_only_become_stricter(room: Room, values: dict[str, Any]) -> None:
    session = make_session(room.consultation, inside="delegation")
    question = session.questions.get(number=1)
    agenda.save_session(convenor(room), session.pk, {"inside": "names"})  # nobody spoke yet: either way
    agenda.save_session(convenor(room), session.pk, {"inside": "delegation"})
    agenda.save_question(convenor(room), session.pk, question.pk, {"inside": "delegation"})
    say(room.people["participant"], question)
    with pytest.raises(RefusedError, match="stricter"):
        agenda.save_session(convenor(room), session.pk, values)
    if values != {"inside": ""}:  # a question without its own has its session's: the same
        with pytest.raises(RefusedError, match="stricter"):
            agenda.save_question(convenor(room), session.pk, question.pk, values)
    agenda.save_session(convenor(room), session.pk, {"inside": "group"})
    assert Session.objects.get().inside == "group"


def test_the_chatham_house_rule_with_names_is_no_tightening_of_the_rule_by_group(room: Room) -> None:
    session = make_session(room.consultation, attribution_rule="by-group")
    say(room.people["participant"], session.questions.get(number=1))
    with pytest.raises(RefusedError, match="stricter"):
        agenda.save_session(convenor(room), session.pk, {"attribution_rule": "chatham-house"})
    agenda.save_session(convenor(room), session.pk, {"attribution_rule": "chatham-house", "inside": "group"})


def test_a_submission_in_a_session_counts_as_spoken(room: Room) -> None:
    session = make_session(room.consultation, kind="written", takes_submissions=True, inside="delegation")
    send(room.people["participant"], session)
    with pytest.raises(RefusedError, match="stricter"):
        agenda.save_session(convenor(room), session.pk, {"inside": "names"})


def test_a_passage_comes_into_a_thread_under_the_stricter_of_both(room: Room) -> None:
    session = make_session(room.consultation, kind="written", takes_submissions=True, inside="delegation")
    question = session.questions.get(number=1)
    sent = send(room.people["participant"], session)
    assert sent.inside == "delegation"
    GuidingQuestion.objects.filter(pk=question.pk).update(inside="group")
    (taken,) = take(standing_of(room.people["chair"]), sent.pk, {sent.passages.get().pk: question.pk})
    assert taken.inside == "group"


def test_a_sponsor_is_shown_as_when_they_stood_behind_the_text(room: Room) -> None:
    session = make_session(room.consultation, inside="group")
    text = session.questions.get(number=1).recommendations.get()
    sponsor.stand(standing_of(room.people["participant"]), text.pk)
    text.refresh_from_db()
    assert [str(one.by.label) for one in sponsors(text, 1, None)] == [GROUP]


def test_every_page_of_a_session_says_what_the_room_sees(room: Room, client: Client) -> None:
    session = make_session(room.consultation, inside="delegation")
    second = session.questions.get(number=2)
    GuidingQuestion.objects.filter(pk=second.pk).update(inside="group")
    client.force_login(room.people["participant"].user)
    for page, words in (
        (reverse("session", args=[room.slug, session.pk]), "delegations in the room"),
        (reverse("question", args=[room.slug, session.pk, 1]), "delegations in the room"),
        (reverse("question", args=[room.slug, session.pk, 2]), "groups in the room"),
        (reverse("rules", args=[room.slug]), "names in the room"),
    ):
        assert f"Chatham House Rule ({words})" in client.get(page, follow=True).text
    page = client.get(reverse("consultation", args=[room.slug])).text
    for words in ("names in the room", "delegations in the room", "groups in the room", "not your name."):
        assert words in page


def test_the_convenor_sets_it_on_the_pages_of_the_agenda(room: Room, client: Client) -> None:
    session = make_session(room.consultation)
    client.force_login(room.people["convenor"].user)
    address = reverse("setup_session", args=[room.slug, session.pk])
    body = {"do": "session", "session-title": "Sitting", "session-kind": "sitting", "session-inside": "group"}
    assert client.post(address, body).status_code == 302
    question = session.questions.get(number=1)
    key = f"question-{question.pk}"
    body = {"do": f"question {question.pk}", f"{key}-text": question.text, f"{key}-inside": "delegation"}
    assert client.post(address, body).status_code == 302
    question.refresh_from_db()
    assert (Session.objects.get().inside, question.inside) == ("group", "delegation")
    assert client.post(address, body | {f"{key}-inside": "everybody"}).status_code == 400


def test_paper_names_nobody_whom_a_session_does_not_name_though_the_consultation_would() -> None:
    room = make_room(rule="chatham-house", inside="names", per_group=2)
    session = make_session(room.consultation, inside="group")
    ballot = secret.put(standing_of(room.people["chair"]), session.questions.get(number=1).recommendations.get().pk)

    assert not sheet.may_be_named(ballot)
    assert {sheet.label(ballot, one) for one in sheet.without_answer(ballot)} <= set(room.groups)

    Session.objects.filter(pk=session.pk).update(inside="")
    assert sheet.may_be_named(Ballot.objects.get(pk=ballot.pk))

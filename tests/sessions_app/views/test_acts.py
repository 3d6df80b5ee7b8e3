"""Contributing, answering, steering and moderating by form: what one is told, and where one finds oneself."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.models import Phase
from sessions_app.actions import discussion
from sessions_app.models import Ballot, Contribution, GuidingQuestion, Session, Vote
from tests.factories import Room, make_room, open_phases
from tests.sessions_app.factories import make_session, put, say, standing_of, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(per_group=1)


def as_(room: Room, role: str) -> Client:
    client = Client()
    client.force_login(room.people[role].user)
    return client


def steer(room: Room, session: Session, do: str, on: int, **more: object) -> str:
    address = reverse("steer", args=[room.slug, session.pk])
    return as_(room, "chair").post(address, {"do": do, "on": on, **more}, follow=True).text


# --- contributing -----------------------------------------------------------------------------------------------


def test_a_contribution_by_form_stands_in_the_thread(room: Room, question: GuidingQuestion) -> None:
    address = reverse("contribute", args=[room.slug, question.session_id, 1])
    answer = as_(room, "participant").post(address, {"text": "A thing was <b>seen</b>."}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0].endswith(f"#contribution-{Contribution.objects.get().pk}")
    assert "A thing was &lt;b&gt;seen&lt;/b&gt;." in answer.text


def test_a_closed_question_says_so_instead_of_a_form(room: Room, question: GuidingQuestion) -> None:
    GuidingQuestion.objects.filter(pk=question.pk).update(state="closed")
    page = as_(room, "participant").get(question.get_absolute_url()).text
    assert "This question is closed." in page
    assert 'name="text"' not in page


def test_the_author_reads_why_a_contribution_was_hidden_and_the_room_does_not(
    room: Room, question: GuidingQuestion
) -> None:
    row = say(room.people["participant"], question, "Marigold seventeen.")
    discussion.moderate(standing_of(room.people["chair"]), row.pk, "hidden", "It names a witness.")
    pages = {role: as_(room, role).get(question.get_absolute_url()).text for role in ("participant", "States 1")}
    assert "It names a witness." in pages["participant"]
    assert "It names a witness." not in pages["States 1"]
    assert "Marigold" not in pages["States 1"]


@pytest.mark.parametrize("state", ["held", "hidden", "withdrawn"])
def test_the_address_of_what_the_room_does_not_see_is_not_found(
    room: Room, question: GuidingQuestion, state: str
) -> None:
    row = say(room.people["participant"], question)
    Contribution.objects.filter(pk=row.pk).update(state=state)
    address = reverse("contribution", args=[room.slug, question.session_id, row.pk])
    assert as_(room, "States 1").get(address).status_code == 404


def test_another_consultations_objects_are_not_found_here(room: Room, question: GuidingQuestion) -> None:
    row, ballot = say(room.people["participant"], question), put(room.people["chair"], question)
    home = make_room()
    own = make_session(home.consultation)
    chair = as_(home, "chair")
    addresses = [
        reverse("session", args=[home.slug, question.session_id]),
        reverse("contribution", args=[home.slug, own.pk, row.pk]),
        reverse("moderate", args=[home.slug, own.pk, row.pk]),
        reverse("since", args=[home.slug, question.session_id]),
        reverse("desk", args=[home.slug, question.session_id]),
        reverse("yours", args=[home.slug, question.recommendations.get().pk]),
    ]
    assert {chair.get(address).status_code for address in addresses} == {404}
    assert chair.post(reverse("vote", args=[home.slug, ballot.pk]), {"choice": "support"}).status_code == 404


# --- answering --------------------------------------------------------------------------------------------------


def test_an_answer_by_form_is_counted_and_said_so(room: Room, question: GuidingQuestion) -> None:
    ballot = put(room.people["chair"], question)
    address = reverse("vote", args=[room.slug, ballot.pk])
    answer = as_(room, "participant").post(address, {"choice": "live-with"}, follow=True)
    assert "Counted: Can live with" in answer.text
    assert Vote.objects.get().choice == "live-with"


@pytest.mark.parametrize(("choice", "why"), [("object", "Say why you object"), ("nonsense", "not one of the answers")])
def test_an_answer_that_cannot_count_is_refused_with_its_reason(
    room: Room, question: GuidingQuestion, choice: str, why: str
) -> None:
    address = reverse("vote", args=[room.slug, put(room.people["chair"], question).pk])
    assert why in as_(room, "participant").post(address, {"choice": choice}, follow=True).text
    answer = as_(room, "participant").post(address, {"choice": choice}, content_type="application/json")
    assert (answer.status_code, answer.json()["answer"]) == (409, "refused")
    assert why in answer.json()["reason"]
    assert not Vote.objects.exists()


def test_an_answer_to_a_closed_check_is_told_that_it_came_late(room: Room, question: GuidingQuestion) -> None:
    ballot = put(room.people["chair"], question)
    steer(room, question.session, "close-ballot", ballot.pk)
    address = reverse("vote", args=[room.slug, ballot.pk])
    answer = as_(room, "participant").post(address, {"choice": "support"}, content_type="application/json")
    assert answer.json()["answer"] == "closed"
    assert "closed before your answer arrived" in answer.json()["reason"]
    assert not Vote.objects.exists()


def test_reading_an_act_does_nothing(room: Room, question: GuidingQuestion) -> None:
    ballot = put(room.people["chair"], question)
    acts = [
        reverse("vote", args=[room.slug, ballot.pk]),
        reverse("contribute", args=[room.slug, question.session_id, 1]),
        reverse("steer", args=[room.slug, question.session_id]),
    ]
    assert {as_(room, "chair").get(address).status_code for address in acts} == {405}


def test_an_act_without_the_forms_key_is_refused(room: Room, question: GuidingQuestion) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(room.people["participant"].user)
    ballot = put(room.people["chair"], question)
    address = reverse("vote", args=[room.slug, ballot.pk])
    assert client.post(address, {"choice": "support"}).status_code == 403
    assert client.post(address, {"choice": "support"}, content_type="application/json").status_code == 403
    assert not Vote.objects.exists()


# --- the desk ---------------------------------------------------------------------------------------------------


def test_the_desk_opens_and_closes_a_question(room: Room, session: Session, question: GuidingQuestion) -> None:
    assert "Question 1 is closed." in steer(room, session, "close", question.pk)
    assert "Question 1 is open." in steer(room, session, "open", question.pk)


def test_the_desk_puts_and_closes_a_check(room: Room, session: Session, question: GuidingQuestion) -> None:
    text = question.recommendations.get()
    assert "The check on text 1.1 is open." in steer(room, session, "put", text.pk, minutes="5")
    ballot = Ballot.objects.get()
    assert ballot.closes_at is not None
    vote(room.people["participant"], ballot, "support")
    assert "its result stands on every screen" in steer(room, session, "close-ballot", ballot.pk)
    assert "1 supports" in as_(room, "observer").get(question.get_absolute_url()).text


def test_the_desk_says_why_it_does_not(room: Room, session: Session, question: GuidingQuestion) -> None:
    text = question.recommendations.get()
    steer(room, session, "put", text.pk)
    assert "open already" in steer(room, session, "put", text.pk)
    assert "between one minute and sixty days" in steer(
        room, session, "put", session.questions.get(number=2).recommendations.get().pk, minutes="0"
    )


@pytest.mark.parametrize("role", ["participant", "observer", "rapporteur", "scribe"])
def test_the_desk_is_for_those_who_run_the_room(room: Room, session: Session, role: str) -> None:
    assert as_(room, role).get(reverse("desk", args=[room.slug, session.pk])).status_code == 403
    answer = as_(room, role).post(reverse("steer", args=[room.slug, session.pk]), {"do": "close"})
    assert answer.status_code == 403


def test_discussion_only_takes_every_check_and_the_word_vote_off_the_pages(room: Room, session: Session) -> None:
    room.consultation.discussion_only = True
    room.consultation.save()
    addresses = [
        session.questions.get(number=1).get_absolute_url(),
        reverse("desk", args=[room.slug, session.pk]),
        reverse("screen", args=[room.slug, session.pk]),
        reverse("text", args=[room.slug, "1.1"]),
    ]
    for address in addresses:
        page = as_(room, "chair").get(address).text.lower()
        assert "vote" not in page
        assert "temperature" not in page


# --- moderating and catching up ---------------------------------------------------------------------------------


def test_hiding_asks_for_a_reason_and_releasing_brings_it_back(room: Room, question: GuidingQuestion) -> None:
    row, chair = say(room.people["participant"], question, "Marigold seventeen."), as_(room, "chair")
    address = reverse("moderate", args=[room.slug, question.session_id, row.pk])
    answer = chair.post(address, {"state": "hidden"})
    assert (answer.status_code, "Give the reason" in answer.text) == (422, True)
    chair.post(address, {"state": "hidden", "reason": "It names a witness."})
    assert "Marigold" not in as_(room, "States 1").get(question.get_absolute_url()).text
    chair.post(address, {"state": "shown"})
    assert "Marigold" in as_(room, "States 1").get(question.get_absolute_url()).text


def test_since_gives_what_changed_to_those_admitted_and_stays_out_of_caches(
    room: Room, question: GuidingQuestion
) -> None:
    row = say(room.people["participant"], question)
    address = reverse("since", args=[room.slug, question.session_id])
    answer = as_(room, "observer").get(address, {"after": 0})
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["to"] == 1
    assert answer.json()["put"][0]["id"] == f"contribution-{row.pk}"
    assert as_(room, "observer").get(address, {"after": 99}).json() == {"reload": True}
    assert Client().get(address, {"after": 0}).status_code == 403


def test_since_gives_a_participant_nothing_that_is_held(room: Room, question: GuidingQuestion) -> None:
    row = say(room.people["States 1"], question, "Marigold seventeen.")
    discussion.moderate(standing_of(room.people["chair"]), row.pk, "held")
    address = reverse("since", args=[room.slug, question.session_id])
    for wanted in ("", "desk", "screen", "public"):
        answer = as_(room, "participant").get(address, {"after": 0, "audience": wanted})
        assert "Marigold" not in answer.text
    assert "Marigold" in as_(room, "chair").get(address, {"after": 0}).text


def test_what_somebody_wrote_is_never_sent_as_somebody_else(room: Room, question: GuidingQuestion) -> None:
    """It waited in a browser while another person signed in there."""
    address = reverse("contribute", args=[room.slug, question.session_id, 1])
    author = room.people["participant"].user
    body, headers = {"text": "It waited."}, {"Accept": "application/json", "Written-By": f"u{author.pk}"}
    answer = as_(room, "chair").post(address, body, headers=headers)
    assert answer.json()["answer"] == "sign in"
    assert "Somebody else" in answer.json()["reason"]
    assert not Contribution.objects.exists()
    assert as_(room, "participant").post(address, body, headers=headers).json()["answer"] == "ok"


def test_who_is_no_longer_signed_in_is_asked_to_sign_in_and_then_it_counts(
    room: Room, question: GuidingQuestion
) -> None:
    address = reverse("contribute", args=[room.slug, question.session_id, 1])
    headers = {"Accept": "application/json", "Written-By": f"u{room.people['participant'].user.pk}"}
    body = {"text": "It waited.", "id": str(uuid4())}
    answer = Client(enforce_csrf_checks=True).post(address, body, headers=headers)
    assert (answer.status_code, answer.json()["answer"]) == (403, "sign in")
    assert "no longer signed in" in answer.json()["reason"]
    assert as_(room, "participant").post(address, body, headers=headers).json()["answer"] == "ok"


# --- too late, and sent twice -------------------------------------------------------------------------------------


def late(room: Room, question: GuidingQuestion, **headers: str) -> Any:
    GuidingQuestion.objects.filter(pk=question.pk).update(state="closed")
    address = reverse("contribute", args=[room.slug, question.session_id, 1])
    return as_(room, "participant").post(address, {"text": "Marigold seventeen."}, headers=headers)


def test_a_contribution_after_the_close_is_answered_closed(room: Room, question: GuidingQuestion) -> None:
    answer = late(room, question, Accept="application/json")
    assert (answer.status_code, answer.json()["answer"]) == (409, "closed")
    assert "This question is closed" in answer.json()["reason"]
    assert not Contribution.objects.exists()


def test_without_scripts_a_late_text_stands_on_the_page_to_be_copied(room: Room, question: GuidingQuestion) -> None:
    page = late(room, question)
    assert page.status_code == 422
    assert "This question is closed" in page.text
    assert "Marigold seventeen." in page.text


def test_a_contribution_after_its_phase_is_late_and_one_before_it_is_not(room: Room, question: GuidingQuestion) -> None:
    address = reverse("contribute", args=[room.slug, question.session_id, 1])
    now, hour, said = timezone.now(), timedelta(hours=1), []
    for window in ({"opens_at": now - 2 * hour, "closes_at": now - hour}, {"opens_at": now + hour}):
        open_phases(room.consultation, ["drafting"])
        Phase.objects.create(consultation=room.consultation, kind="contributions", **window)
        said.append(as_(room, "participant").post(address, {"text": "A."}, headers={"Accept": "application/json"}))
    assert [answer.json()["answer"] for answer in said] == ["closed", "refused"]


def test_an_edit_of_an_older_text_is_stale_and_can_be_saved_after_reading(
    room: Room, question: GuidingQuestion
) -> None:
    row = say(room.people["participant"], question, "First.")
    client = as_(room, "participant")
    address = reverse("edit", args=[room.slug, question.session_id, row.pk])
    seen = re.findall(r'name="seen" value="([^"]+)"', client.get(address).text)[0]
    client.post(address, {"text": "Second.", "seen": seen})
    page = client.post(address, {"text": "Third.", "seen": seen})
    assert page.status_code == 422
    assert "Second." in page.text
    assert "Third." in page.text
    row.refresh_from_db()
    assert row.text == "Second."
    again = re.findall(r'name="seen" value="([^"]+)"', page.text)[0]
    client.post(address, {"text": "Third.", "seen": again})
    row.refresh_from_db()
    assert row.text == "Third."

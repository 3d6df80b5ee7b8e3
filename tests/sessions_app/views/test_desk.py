"""The chair's desk: the next step, and a step back."""

import pytest
from django.test import Client
from django.urls import reverse

from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import drafting, lineage
from sessions_app.models import GuidingQuestion, Recommendation, RecommendationVersion, Session
from tests.factories import Room, make_room
from tests.sessions_app.deciding import provide, put_recorded
from tests.sessions_app.factories import make_session, put, standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(per_group=1)


@pytest.fixture
def chair(room: Room) -> Client:
    client = Client()
    client.force_login(room.people["chair"].user)
    return client


def press(chair: Client, session: Session, do: str, on: int = 0) -> str:
    return chair.post(
        reverse("steer", args=[session.consultation.slug, session.pk]), {"do": do, "on": on}, follow=True
    ).text


def question(session: Session, number: int) -> GuidingQuestion:
    return session.questions.get(number=number)


def first_button(chair: Client, session: Session) -> str:
    return chair.get(reverse("desk", args=[session.consultation.slug, session.pk])).text.split("step-bar")[1][:900]


def test_the_next_step_opens_what_is_planned_then_moves_on(chair: Client, session: Session) -> None:
    session.questions.update(state="planned")
    press(chair, session, "open", question(session, 1).pk)
    assert "Next: open question 2" in first_button(chair, session)
    press(chair, session, "open", question(session, 2).pk)
    press(chair, session, "show", question(session, 1).pk)
    assert "Next: question 2" in first_button(chair, session)


def test_an_open_check_is_closed_before_anything_else(room: Room, chair: Client, session: Session) -> None:
    press(chair, session, "open", question(session, 1).pk) if question(session, 1).state != "open" else None
    put(room.people["chair"], question(session, 1))
    assert "Close the check on text 1.1" in first_button(chair, session)


def test_after_the_last_question_the_order_of_business_is_done(chair: Client, session: Session) -> None:
    last = session.questions.order_by("-number")[0]
    press(chair, session, "show", last.pk)
    assert "The order of business is done." in first_button(chair, session)


def test_an_act_is_taken_back_by_acts_that_stand_in_the_record(chair: Client, session: Session) -> None:
    first, second = question(session, 1), question(session, 2)
    press(chair, session, "show", first.pk)
    press(chair, session, "close", second.pk)
    before = RecordEntry.objects.count()

    assert "Taken back: Question 2 is closed." in press(chair, session, "undo")
    session.refresh_from_db()
    assert question(session, 2).state == "open"
    assert session.current_question_id == first.pk
    assert RecordEntry.objects.count() == before + 2


def test_the_screen_goes_back_to_the_text_it_showed(room: Room, chair: Client, session: Session) -> None:
    ballot = put(room.people["chair"], question(session, 1))
    press(chair, session, "show", question(session, 2).pk)
    press(chair, session, "undo")
    session.refresh_from_db()
    assert session.current_ballot_id == ballot.pk


def test_nothing_is_taken_back_twice_nor_from_another_session(room: Room, chair: Client, session: Session) -> None:
    other = make_session(make_room(slug="other").consultation)
    press(chair, session, "close", question(session, 1).pk)
    press(chair, session, "undo")
    assert "There is nothing to take back." in press(chair, session, "undo")
    press(chair, session, "close", question(session, 1).pk)
    chair.post(reverse("steer", args=[other.consultation.slug, other.pk]), {"do": "undo"})
    assert other.questions.get(number=1).state == "open"


def test_what_cannot_be_taken_back_offers_no_step_back(chair: Client, session: Session) -> None:
    press(chair, session, "close", question(session, 1).pk)
    assert 'value="undo"' in first_button(chair, session)
    press(chair, session, "put", question(session, 2).recommendations.get().pk)
    assert 'value="undo"' not in first_button(chair, session)


def test_the_clock_of_a_question_starts_when_it_comes_before_the_room(chair: Client, session: Session) -> None:
    press(chair, session, "show", question(session, 1).pk)
    session.refresh_from_db()
    came = session.item_started_at
    assert came is not None
    press(chair, session, "show", question(session, 1).pk)
    session.refresh_from_db()
    assert session.item_started_at == came
    press(chair, session, "show", question(session, 2).pk)
    session.refresh_from_db()
    assert session.item_started_at > came


def test_no_answer_is_chosen_beforehand_for_a_delegation_that_told_its_own(
    room: Room, chair: Client, session: Session
) -> None:
    provide(room, "States")
    ballot = put_recorded(room.people["chair"], question(session, 1))
    page = chair.get(reverse("ballot_desk", args=[room.slug, ballot.pk])).text
    first = page.split('id="tell-choice"')[1].split("</option>")[0]
    assert 'value=""' in first
    assert "required" in first


def test_the_bar_leads_to_the_text_that_is_answered_and_to_the_question_in_the_room(
    room: Room, chair: Client, session: Session
) -> None:
    press(chair, session, "show", question(session, 1).pk)
    put(room.people["chair"], question(session, 2))
    bar = chair.get(reverse("question", args=[room.slug, session.pk, 1])).text.split("<main")[0]
    assert f'href="{reverse("question", args=[room.slug, session.pk, 2])}#texts"' in bar
    assert f'data-elsewhere href="{reverse("question", args=[room.slug, session.pk, 1])}"' in bar


def test_a_step_back_returns_to_the_question_that_stood_there_unsaid(chair: Client, session: Session) -> None:
    assert session.current_question is None  # the first that is open is in view: nobody brought it
    GuidingQuestion.objects.filter(session=session, number=2).update(state="planned")
    press(chair, session, "open", question(session, 2).pk)
    press(chair, session, "undo")
    session.refresh_from_db()
    assert session.current_question == question(session, 1)


def loose(room: Room, number: str, **fields: object) -> Recommendation:
    """A text that came with a document, under no question."""
    row = Recommendation.objects.create(consultation=room.consultation, number=number, **fields)
    RecommendationVersion.objects.create(recommendation=row, version=1, text=f"Loose text {number}.")
    return row


def test_a_text_under_no_question_is_put_under_one_with_its_parts_and_keeps_its_number(
    room: Room, chair: Client, session: Session
) -> None:
    whole = loose(room, "0.1")
    loose(room, "0.2", parent=whole)
    shown = chair.get(reverse("desk", args=[room.slug, session.pk])).text
    assert 'href="#desk-loose"' in shown  # the section shows once one goes there
    section = shown[shown.index('id="desk-loose"') :]
    assert "Loose text 0.1." in section
    assert "Loose text 0.2." not in section
    asked, here = question(session, 2), standing_of(room.people["chair"])
    chair.post(reverse("steer", args=[room.slug, session.pk]), {"do": "place", "on": whole.pk, "question": asked.pk})
    assert sorted(asked.recommendations.values_list("number", flat=True)) == ["0.1", "0.2", "2.1"]
    assert RecordEntry.objects.get(act="place").payload == {"session": session.pk, "question": asked.pk}
    assert 'id="desk-loose"' not in chair.get(reverse("desk", args=[room.slug, session.pk])).text
    assert drafting.propose(here, asked.pk, text="Another.").number == "2.3"
    merged = lineage.merge(here, [whole.pk, asked.recommendations.get(number="2.1").pk], text="Both.")
    assert put(room.people["chair"], question(session, 1)).version is not None
    assert merged.question == asked


def test_nothing_is_moved_that_stands_under_a_question_or_is_a_part_of_what_stands_elsewhere(
    room: Room, session: Session
) -> None:
    here, whole = standing_of(room.people["chair"]), loose(room, "0.1")
    part = loose(room, "0.2", parent=whole)
    first, second = question(session, 1), question(session, 2)
    with pytest.raises(RefusedError, match="under a question already"):
        drafting.place(here, first.recommendations.get().pk, second.pk)
    with pytest.raises(RefusedError, match="a part of another"):
        drafting.place(here, part.pk, first.pk)
    with pytest.raises(RefusedError, match="no such question"):
        drafting.place(here, whole.pk, make_session(make_room().consultation).questions.get(number=1).pk)
    with pytest.raises(RefusedError, match="is for"):
        drafting.place(standing_of(room.people["participant"]), whole.pk, first.pk)
    assert Recommendation.objects.filter(question=None).count() == 2

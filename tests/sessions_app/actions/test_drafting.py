"""Candidate recommendations: who writes them, their numbers, and what becomes of them."""

import pytest

from consult.procedure import PhaseKind, RefusedError
from sessions_app.actions import drafting
from sessions_app.models import GuidingQuestion, Recommendation
from tests.factories import Room, make_room, open_phases
from tests.sessions_app.factories import make_session, put, say, standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room()


@pytest.fixture
def question(room: Room) -> GuidingQuestion:
    return make_session(room.consultation).questions.get(number=2)


def test_a_number_follows_the_question_and_stays(room: Room, question: GuidingQuestion) -> None:
    here = standing_of(room.people["rapporteur"])
    second = drafting.propose(here, question.pk, text="States should publish it.")
    drafting.set_state(here, second.pk, "withdrawn")
    third = drafting.propose(here, question.pk, text="States should publish it sooner.")
    assert (second.number, third.number) == ("2.2", "2.3")


@pytest.mark.parametrize("role", ["participant", "observer", "scribe"])
def test_only_those_who_draft_write_texts(room: Room, question: GuidingQuestion, role: str) -> None:
    with pytest.raises(RefusedError, match="is for: Convenor, Chair, Rapporteur"):
        drafting.propose(standing_of(room.people[role]), question.pk, text="States should.")


@pytest.mark.parametrize(("text", "why"), [("", "empty"), (" \x00\n", "empty"), ("x" * 3_001, "at most 3000")])
def test_a_text_that_cannot_stand_is_refused(room: Room, question: GuidingQuestion, text: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        drafting.propose(standing_of(room.people["rapporteur"]), question.pk, text=text)
    assert Recommendation.objects.filter(question=question).count() == 1


def test_a_text_says_which_contribution_prompted_it(room: Room, question: GuidingQuestion) -> None:
    here, said = standing_of(room.people["rapporteur"]), say(room.people["participant"], question)
    foreign = say(room.people["participant"], question.session.questions.get(number=1))
    assert drafting.propose(here, question.pk, text="A.", prompted_by_id=said.pk).prompted_by == said
    assert drafting.propose(here, question.pk, text="B.", prompted_by_id=foreign.pk).prompted_by is None


def test_a_text_is_put_forward_and_taken_back_and_withdrawn_for_good(room: Room, question: GuidingQuestion) -> None:
    here, text = standing_of(room.people["convenor"]), question.recommendations.get()
    for state in ("put-forward", "candidate", "withdrawn"):
        assert drafting.set_state(here, text.pk, state).state == state
    for state in ("candidate", "adopted", ""):
        with pytest.raises(RefusedError):
            drafting.set_state(here, text.pk, state)


def test_a_text_stays_what_it_is_while_a_check_on_it_is_open(room: Room, question: GuidingQuestion) -> None:
    here, text = standing_of(room.people["convenor"]), question.recommendations.get()
    put(room.people["chair"], question)
    for state in ("put-forward", "withdrawn"):
        with pytest.raises(RefusedError, match="close it first"):
            drafting.set_state(here, text.pk, state)


def test_texts_are_written_in_their_phases_only(room: Room, question: GuidingQuestion) -> None:
    open_phases(room.consultation, [PhaseKind.DECISION])
    with pytest.raises(RefusedError, match="Drafting"):
        drafting.propose(standing_of(room.people["rapporteur"]), question.pk, text="States should.")


def test_another_consultations_rapporteur_writes_nothing_here(question: GuidingQuestion) -> None:
    stranger = standing_of(make_room().people["rapporteur"])
    with pytest.raises(RefusedError, match="no such question"):
        drafting.propose(stranger, question.pk, text="States should.")
    with pytest.raises(RefusedError, match="no such text"):
        drafting.set_state(stranger, question.recommendations.get().pk, "withdrawn")

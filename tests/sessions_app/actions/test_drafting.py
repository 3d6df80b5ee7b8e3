"""Candidate recommendations: who writes them, their numbers, and what becomes of them."""

import pytest

from consult.procedure import PhaseKind, RefusedError
from sessions_app.actions import discussion, drafting, lineage
from sessions_app.models import GuidingQuestion, Notice, Recommendation
from sessions_app.queries.drafting import sponsors
from tests.factories import Room, make_room, open_phases
from tests.sessions_app.drafts import make_body
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
        with pytest.raises(RefusedError, match="until it is closed"):
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


# --- turned and prompted ----------------------------------------------------------------------------------------------


def test_its_author_turns_a_contribution_and_sponsors_the_text(room: Room, question: GuidingQuestion) -> None:
    author = room.people["participant"]
    said = say(author, question, "States should publish registers.")
    text = drafting.turn(standing_of(author), said.pk, text=said.text)
    assert (text.turned_from, text.prompted_by, text.number) == (said, None, "2.2")
    assert (text.sponsors.get().participant, text.sponsors.get().is_main) == (author, True)
    assert not Notice.objects.exists()


def test_the_rapporteur_turns_it_and_its_author_is_told(room: Room, question: GuidingQuestion) -> None:
    said = say(room.people["participant"], question, "States should publish registers.")
    text = drafting.turn(
        standing_of(room.people["rapporteur"]), said.pk, text="States should publish registers, early."
    )
    assert (text.turned_from, text.sponsors.count()) == (said, 0)
    assert list(Notice.objects.values_list("participant", "kind")) == [(room.people["participant"].pk, "turned")]


def test_others_write_what_it_prompted_in_their_own_words(room: Room, question: GuidingQuestion) -> None:
    said = say(room.people["participant"], question, "States should publish registers of all systems in use.")
    other = make_body(room, "Civil society A")
    with pytest.raises(RefusedError, match="in your own words"):
        drafting.turn(standing_of(other), said.pk, text=said.text)
    with pytest.raises(RefusedError, match="in your own words"):
        drafting.turn(standing_of(other), said.pk, text=said.text.replace("all", "the"))
    text = drafting.turn(standing_of(other), said.pk, text="Courts should be able to read every register.")
    assert (text.turned_from, text.prompted_by, text.sponsors.get().participant) == (None, said, other)
    assert list(Notice.objects.values_list("participant", "kind")) == [(room.people["participant"].pk, "prompted")]


def test_what_left_the_room_is_not_turned(room: Room, question: GuidingQuestion) -> None:
    author = room.people["participant"]
    said = say(author, question)
    discussion.withdraw(standing_of(author), said.pk)
    with pytest.raises(RefusedError, match="not shown"):
        drafting.turn(standing_of(author), said.pk, text="States should.")


def test_who_asked_for_less_attribution_is_not_named_by_the_text(room: Room, question: GuidingQuestion) -> None:
    author = room.people["participant"]
    said = say(author, question, "States should publish registers.", shown_at_most="group")
    text = drafting.turn(standing_of(author), said.pk, text=said.text)
    assert [str(one.by.label) for one in sponsors(text, 1, None)] == ["States"]
    lineage.merge(standing_of(room.people["chair"]), [text.pk, question.recommendations.first().pk], text="Both.")  # type: ignore[union-attr]
    merged = question.recommendations.get(number="2.3")
    assert [str(one.by.label) for one in sponsors(merged, 1, None)] == ["States"]


@pytest.mark.parametrize("role", ["observer", "scribe"])
def test_observers_and_scribes_turn_nothing(room: Room, question: GuidingQuestion, role: str) -> None:
    said = say(room.people["participant"], question)
    with pytest.raises(RefusedError, match="is for: Convenor, Chair, Rapporteur, Participant"):
        drafting.turn(standing_of(room.people[role]), said.pk, text="States should.")


# --- other words ------------------------------------------------------------------------------------------------------


def wording(**fields: object) -> drafting.Wording:
    return drafting.Wording(**({"text": "States should.", "version": 1, "reason": "Shorter."} | fields))  # type: ignore[arg-type]


def test_a_change_of_words_is_a_new_version_and_needs_a_reason(room: Room, question: GuidingQuestion) -> None:
    here, text = standing_of(room.people["rapporteur"]), question.recommendations.get()
    with pytest.raises(RefusedError, match="Say why"):
        drafting.reword(here, text.pk, wording(reason=" "))
    drafting.reword(here, text.pk, wording())
    assert list(text.versions.values_list("version", "kind", "reason")) == [
        (1, "first", ""),
        (2, "reworded", "Shorter."),
    ]
    with pytest.raises(RefusedError, match="changed while you wrote"):
        drafting.reword(here, text.pk, wording(text="Others should."))


def test_addressees_modality_and_place_change_without_a_version(room: Room, question: GuidingQuestion) -> None:
    here, text = standing_of(room.people["rapporteur"]), question.recommendations.get()
    other = drafting.propose(here, question.pk, text="States could begin small.")
    same = text.versions.get().text
    drafting.reword(here, text.pk, wording(text=same, addressees=("States ", "", "States"), modality="should"))
    part = wording(text="States could begin small.", modality="could", parent_id=text.pk)
    drafting.reword(here, other.pk, part)
    text.refresh_from_db()
    other.refresh_from_db()
    assert (text.addressees, text.modality, text.versions.count()) == (["States"], "should", 1)
    assert other.parent == text
    with pytest.raises(RefusedError, match="is part of one"):
        drafting.reword(here, text.pk, wording(text=same, parent_id=other.pk))
    with pytest.raises(RefusedError, match="is part of one"):
        drafting.reword(here, text.pk, wording(text=same, parent_id=text.pk))


def test_must_names_the_obligation_it_stands_on(room: Room, question: GuidingQuestion) -> None:
    here, text = standing_of(room.people["rapporteur"]), question.recommendations.get()
    with pytest.raises(RefusedError, match="what a treaty obliges to"):
        drafting.reword(here, text.pk, wording(modality="must"))
    with pytest.raises(RefusedError, match="no such modality"):
        drafting.reword(here, text.pk, wording(modality="ought perhaps"))
    assert drafting.reword(here, text.pk, wording(modality="must", basis="A covenant, article 2")).modality == "must"


def test_a_text_that_is_not_adopted_can_be_taken_up_again(room: Room, question: GuidingQuestion) -> None:
    here, text = standing_of(room.people["chair"]), question.recommendations.get()
    drafting.set_state(here, text.pk, "not-adopted")
    with pytest.raises(RefusedError, match="cannot be put"):
        put(room.people["chair"], question)
    with pytest.raises(RefusedError, match="only a candidate changes"):
        drafting.reword(here, text.pk, wording())
    assert drafting.set_state(here, text.pk, "candidate").state == "candidate"

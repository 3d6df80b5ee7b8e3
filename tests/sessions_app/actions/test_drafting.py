"""Candidate recommendations: who writes them, their numbers, and what becomes of them."""

import pytest

from consult.models import RecordEntry
from consult.procedure import PhaseKind, RefusedError
from sessions_app.actions import closing, discussion, drafting, lineage, sponsor, voting
from sessions_app.models import Ballot, GuidingQuestion, Notice, PositionStatement, Recommendation
from sessions_app.queries.drafting import sponsors
from tests.factories import Room, make_room, open_phases
from tests.sessions_app.drafts import make_body
from tests.sessions_app.factories import make_session, put, say, standing_of, vote

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


def test_addressees_modality_and_place_of_a_text_nobody_relies_on_change_without_a_version(
    room: Room, question: GuidingQuestion
) -> None:
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


RELIED_ON = ("a sponsor", "a check", "a statement")


@pytest.mark.both_databases
@pytest.mark.parametrize("what", RELIED_ON)
@pytest.mark.parametrize("change", [{"modality": "must", "basis": "Article 2"}, {"addressees": ("Companies",)}])
def test_once_others_rely_on_a_text_another_modality_is_a_new_version_that_they_are_asked_to_confirm(
    room: Room, question: GuidingQuestion, what: str, change: dict[str, object]
) -> None:
    here, text, person = (
        standing_of(room.people["rapporteur"]),
        question.recommendations.get(),
        room.people["participant"],
    )
    same = text.versions.get().text
    drafting.reword(here, text.pk, wording(text=same, modality="could", reason=""))
    assert text.versions.count() == 1
    if what == "a sponsor":
        sponsor.stand(standing_of(person), text.pk)
    elif what == "a check":
        ballot = put(room.people["chair"], question)
        assert vote(person, ballot, "support") == {"answer": "ok"}
        closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))
    else:
        PositionStatement.objects.create(recommendation=text, kind="general", participant=person, text="We note it.")
    with pytest.raises(RefusedError, match="Say why"):
        drafting.reword(here, text.pk, wording(text=same, reason="", **change))
    drafting.reword(here, text.pk, wording(text=same, reason="A treaty says so.", **change))
    first, second = text.versions.all()
    assert (second.text, second.kind, second.reason) == (same, "reworded", "A treaty says so.")
    assert first.described["modality"] == "could"
    told = {"a sponsor": ["changed"], "a check": ["position"], "a statement": []}[what]
    assert list(Notice.objects.filter(participant=person).values_list("kind", flat=True)) == told
    assert sorted(RecordEntry.objects.filter(act="reword").latest("seq").payload["changed"]) == sorted(
        {"modality", *change}
    )
    if what == "a check":
        assert ballot.version == first


def test_nothing_is_a_new_version_where_nothing_changed(room: Room, question: GuidingQuestion) -> None:
    text = question.recommendations.get()
    put(room.people["chair"], question, minutes=1)
    Ballot.objects.update(state="closed")
    drafting.reword(standing_of(room.people["rapporteur"]), text.pk, wording(text=text.versions.get().text, reason=""))
    assert text.versions.count() == 1


# --- the main sponsor’s own words ---------------------------------------------------------------------------------


def own_text(room: Room, question: GuidingQuestion) -> Recommendation:
    author = room.people["participant"]
    said = say(author, question, "States should publish registers.")
    return drafting.turn(standing_of(author), said.pk, text=said.text, addressees=("States", ""), modality="could")


def test_whoever_writes_a_text_says_whom_it_addresses_and_how_binding_it_is(
    room: Room, question: GuidingQuestion
) -> None:
    text = own_text(room, question)
    assert (text.addressees, text.modality) == (["States"], "could")
    here = standing_of(room.people["rapporteur"])
    proposed = drafting.propose(here, question.pk, text="Do.", addressees=("Courts",), modality="should")
    assert (proposed.addressees, proposed.modality) == (["Courts"], "should")
    with pytest.raises(RefusedError, match="what a treaty obliges to"):
        drafting.propose(here, question.pk, text="Do it.", modality="must")
    assert question.recommendations.count() == 3


def test_its_main_sponsor_rewords_a_text_and_stands_behind_it_still(room: Room, question: GuidingQuestion) -> None:
    text, author = own_text(room, question), standing_of(room.people["participant"])
    joined = make_body(room, "Civil society A")
    sponsor.stand(standing_of(joined), text.pk)
    drafting.reword(author, text.pk, wording(text="States should publish all registers.", modality="should"))
    text.refresh_from_db()
    assert (text.modality, text.versions.count()) == ("should", 2)
    asked = {row.participant_id: row.confirmed for row in text.sponsors.all()}
    assert asked == {room.people["participant"].pk: 2, joined.pk: 1}
    with pytest.raises(RefusedError, match="is for"):
        drafting.reword(standing_of(joined), text.pk, wording(version=2))


def test_a_sponsor_cannot_reword_what_is_open_or_what_was_voted_on(room: Room, question: GuidingQuestion) -> None:
    text, author = own_text(room, question), standing_of(room.people["participant"])
    chair = room.people["chair"]
    ballot = voting.put(standing_of(chair), text.pk)
    with pytest.raises(RefusedError, match="question put on this text is open"):
        drafting.reword(author, text.pk, wording())
    vote(room.people["participant"], ballot, "support")
    closing.close_ballot(ballot.pk, chair, standing_of(chair))
    with pytest.raises(RefusedError, match="by an amendment"):
        drafting.reword(author, text.pk, wording())
    drafting.reword(standing_of(room.people["rapporteur"]), text.pk, wording())
    assert text.versions.count() == 2


def test_a_sponsor_does_not_move_a_text_among_others(room: Room, question: GuidingQuestion) -> None:
    text = own_text(room, question)
    above = question.recommendations.get(number="2.1")
    fields = {"text": text.versions.get().text, "parent_id": above.pk, "addressees": ("States",), "modality": "could"}
    drafting.reword(standing_of(room.people["participant"]), text.pk, wording(**fields))
    text.refresh_from_db()
    assert text.parent is None


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

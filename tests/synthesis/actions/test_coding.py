"""Coding, reading, agreement of coders, the notebook; what ends with a rehearsal and what goes with a person."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from consult import cloning, privacy
from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.models import Contribution
from synthesis.actions import coding, notebook
from synthesis.actions import theme as acts
from synthesis.models import Code, Note, Reading, Suggestion, Theme, ThemeRun
from synthesis.queries import notebook as notes
from synthesis.queries import reading
from synthesis.queries.coding import Coders, agreement, stands
from tests.factories import ParticipantFactory
from tests.synthesis import thematic
from tests.synthesis.thematic import at_desk, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    return thematic.thematic()


def stand_of(here, question, contribution):
    return stands([question], here.participant)[question.pk][contribution.pk]


def test_a_code_goes_before_what_is_proposed_and_says_whose_it_is(told):
    room, question, said = told
    theme = proposed(question)[0]
    here = at_desk(room)
    assert not stand_of(here, question, said[0]).is_human
    coding.code(here, [said[0].pk], coding.NONE)
    stand = stand_of(here, question, said[0])
    assert (stand.theme, stand.is_human, stand.is_read) == (None, True, True)
    assert stand.suggested == Suggestion.objects.get(contribution=said[0]).theme_id
    coding.code(here, [said[0].pk], theme.pk)
    assert Code.objects.filter(contribution=said[0]).count() == 1
    coding.uncode(here, [said[0].pk])
    assert not stand_of(here, question, said[0]).is_human


def test_two_coders_each_keep_their_own_and_that_they_differ_is_said(told):
    room, question, said = told
    theme = proposed(question)[0]
    second = at_desk(room, thematic.another_rapporteur(room))
    coding.code(at_desk(room), [said[0].pk], theme.pk)
    coding.code(second, [said[0].pk], coding.NONE)
    stand = stand_of(second, question, said[0])
    assert stand.differs
    assert stand.theme is None, "the last one's stands"
    found = reading.queue(second, question, "differ", 1, Coders(second))
    assert [entry.item.coded for entry in found.entries] == [
        [("The rapporteur", theme.label), ("you", "none of the themes")]
    ]


def test_a_proposed_theme_that_somebody_used_is_not_taken_away(told):
    room, question, said = told
    theme = proposed(question)[0]
    coding.code(at_desk(room), [said[0].pk], theme.pk)
    proposed(question)
    assert Theme.objects.filter(pk=theme.pk).exists()
    assert Code.objects.get().theme_id == theme.pk


def test_what_was_edited_since_is_unread_again(told):
    room, question, said = told
    here = at_desk(room)
    coding.mark_read(here, [said[0].pk, said[1].pk])
    Contribution.objects.filter(pk=said[0].pk).update(edited_at=timezone.now() + timedelta(seconds=1))
    assert not stand_of(here, question, said[0]).is_read
    assert stand_of(here, question, said[1]).is_read
    coding.mark_unread(here, [said[1].pk])
    assert not Reading.objects.filter(contribution=said[1]).exists()


def test_read_next_goes_from_theme_to_theme_and_says_why(told):
    room, question, _said = told
    themes = proposed(question)
    here = at_desk(room)
    first = reading.queue(here, question, "next", 1, Coders(here)).entries[: len(themes)]
    assert {entry.item.stand.theme for entry in first} == {theme.pk for theme in themes}
    assert all(entry.why.startswith("Nothing of") for entry in first)
    chosen = [entry.item.shown.id for entry in first]
    coding.mark_read(here, chosen)
    again = [entry.item.shown.id for entry in reading.queue(here, question, "next", 1, Coders(here)).entries]
    assert not set(again) & set(chosen)
    assert "of" in reading.read_next(here, Coders(here))[0].why


def test_hidden_contributions_are_neither_read_nor_coded(told):
    room, question, said = told
    Contribution.objects.filter(pk=said[0].pk).update(state="hidden")
    here = at_desk(room)
    with pytest.raises(RefusedError, match="no longer shown"):
        coding.code(here, [said[0].pk], coding.NONE)
    assert said[0].pk not in stands([question], here.participant)[question.pk]


def test_kappa_of_two_coders_over_what_both_placed(told):
    room, question, said = told
    one, other, *_rest = proposed(question)
    first, second = at_desk(room), at_desk(room, thematic.another_rapporteur(room))
    for place, contribution in enumerate(said[:20]):
        coding.code(first, [contribution.pk], one.pk if place % 2 else other.pk)
        coding.code(second, [contribution.pk], one.pk if place % 2 or place < 4 else other.pk)
    coding.code(first, [said[30].pk], one.pk)
    (pair,) = agreement(room.consultation)
    assert (pair.agreement.both, pair.agreement.same) == (20, 18)
    assert pair.agreement.kappa == pytest.approx(0.8)
    assert set(pair.differing) == {said[0].pk, said[2].pk}


def test_a_coder_has_no_name_where_the_room_sees_none():
    room, _question, said = thematic.thematic("by-group")
    second = at_desk(room, thematic.another_rapporteur(room))
    coding.code(at_desk(room), [said[0].pk], coding.NONE)
    coding.code(second, [said[0].pk], coding.NONE)
    assert [Coders(second).name(pk) for pk in Coders(second).ids] == ["Coder A", "you"]


@pytest.mark.parametrize("ids", [[], [0], [10**18]])
def test_what_is_not_there_is_refused(told, ids):
    room, _question, _said = told
    with pytest.raises(RefusedError):
        coding.code(at_desk(room), ids, coding.NONE)


# --- the notebook ----------------------------------------------------------------------------------------------------


def test_a_note_keeps_the_item_before_the_room_and_how_far_into_it(told):
    room, question, _said = told
    session = question.session
    session.current_question, session.item_started_at = question, timezone.now() - timedelta(seconds=125)
    session.save()
    notebook.write(at_desk(room), "They hesitated here.")
    note = Note.objects.get()
    assert note.question == question
    assert 125 <= note.seconds < 140
    (page,) = notes.pages(at_desk(room))
    assert page.notes[0].into.startswith("2:")
    notebook.write(at_desk(room), "On another item.", session.questions.last().pk)
    assert Note.objects.get(text="On another item.").seconds is None


def test_a_note_that_waited_and_is_sent_twice_stands_once(told):
    room, _question, _said = told
    command = uuid4()
    assert [notebook.write(at_desk(room), "Once.", None, command)["answer"] for _time in range(2)] == ["ok", "ok"]
    assert Note.objects.count() == 1


def test_nobody_reads_anothers_notes_and_no_record_knows_of_them(told):
    room, _question, _said = told
    before = RecordEntry.objects.count()
    notebook.write(at_desk(room), "Mine alone.")
    note = Note.objects.get()
    second = at_desk(room, thematic.another_rapporteur(room))
    assert notes.pages(second) == []
    assert notes.pages(at_desk(room, room.people["convenor"])) == []
    for act in (lambda: notebook.change(second, note.pk, "x"), lambda: notebook.throw_away(second, note.pk)):
        with pytest.raises(RefusedError, match="no such note"):
            act()
    notebook.change(at_desk(room), note.pk, "Mine, changed.")
    assert Note.objects.get().text == "Mine, changed."
    assert RecordEntry.objects.count() == before


@pytest.mark.parametrize("text", ["", "  \x00", "x" * 5_001])
def test_a_note_that_is_none_or_too_long_is_refused(told, text):
    room, _question, _said = told
    with pytest.raises(RefusedError):
        notebook.write(at_desk(room), text)
    assert not Note.objects.exists()


# --- rehearsals, people ----------------------------------------------------------------------------------------------


def test_a_rehearsal_takes_themes_codes_and_notes_with_it(told):
    room, question, said = told
    kept_room, kept_question, kept = thematic.thematic()
    for here, asked, first in ((at_desk(room), question, said[0]), (at_desk(kept_room), kept_question, kept[0])):
        proposed(asked)
        coding.code(here, [first.pk], coding.NONE)
        notebook.write(here, "A note.")
    counted = cloning.count(room.consultation)
    assert counted["themes"] >= 2
    assert (counted["codes"], counted["notes"]) == (1, 1)
    cloning.wipe(room.consultation)
    for rows in (Theme, ThemeRun):
        assert set(rows.objects.values_list("question", flat=True)) == {kept_question.pk}
    assert Code.objects.count() == Note.objects.count() == Reading.objects.count() == 1
    assert set(Suggestion.objects.values_list("contribution__question", flat=True)) == {kept_question.pk}


def test_what_somebody_coded_and_noted_is_among_their_data(told):
    room, question, said = told
    theme = proposed(question)[0]
    here = at_desk(room)
    acts.rename(here, thematic.seen(theme), "Frogs")
    coding.code(here, [said[0].pk], theme.pk)
    notebook.write(here, "Remember this.")
    data = json.dumps(privacy.data_of(room.people["rapporteur"].user)["synthesis"])
    assert "Remember this." in data
    assert "Frogs" in data
    assert "Remember this." not in json.dumps(privacy.data_of(room.people["convenor"].user))


def test_of_two_participations_that_become_one_everything_moves(told):
    room, question, said = told
    guest, kept = (
        ParticipantFactory(consultation=room.consultation, roles=["rapporteur"]),
        room.people["rapporteur"],
    )
    theme = proposed(question)[0]
    coding.code(at_desk(room, guest), [said[0].pk, said[1].pk], theme.pk)
    coding.code(at_desk(room, kept), [said[0].pk], coding.NONE)
    notebook.write(at_desk(room, guest), "A note.")
    privacy.merge(kept, guest)
    assert dict(Code.objects.filter(coder=kept).values_list("contribution", "theme")) == {
        said[0].pk: None,
        said[1].pk: theme.pk,
    }
    assert not Code.objects.filter(coder=guest).exists()
    assert Note.objects.get().author == kept

"""The assistant proposes, a person decides: what becomes of a proposal, and what the report says of it."""

import json

import pytest

from consult import record
from consult.models import RecordEntry
from consult.procedure import RefusedError
from synthesis.actions import rephrasing as acts
from synthesis.actions import report as desk_acts
from synthesis.actions.drafting import draft_report
from synthesis.models.report import Grounding
from synthesis.queries import rephrasing as reading
from synthesis.writers.blocks import report_blocks
from tests.synthesis import endpoint
from tests.synthesis.assisted import at_desk, rewords, spoken

pytestmark = pytest.mark.django_db


def test_a_grounded_paragraph_comes_back_in_other_words_and_waits(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    row, server = asking(me, paragraph, endpoint.saying(rewords), ASSISTANT_KEY="k3y")
    assert (row.state, row.before, row.revision) == ("proposed", paragraph.text, paragraph.revision)
    assert "those forms" in row.text
    paragraph.refresh_from_db()
    assert paragraph.text == row.before
    path, headers, body = server.asked[0]
    assert (path, headers["Authorization"], body["model"]) == ("/v1/chat/completions", "Bearer k3y", "small-model")


def test_accepting_is_an_edit_that_says_who_checked_it_and_the_method_note_tells(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    row, _server = asking(me, paragraph, endpoint.saying(rewords))
    assert reading.note(report) == ""
    after = acts.accept(me, paragraph.pk, acts.Seen(row.pk, row.revision))
    assert (after.text, after.revision, after.grounding) == (row.text, row.revision + 1, Grounding.GROUNDED)
    assert after.evidence.count() == paragraph.evidence.count() > 0
    assert reading.marks(report)[paragraph.pk] == "rephrased by an assistant, checked by The rapporteur"
    texts = [block.text for block in report_blocks(report)]
    assert sum("drafting assistant (small-model)" in text for text in texts) == 1
    draft_report(me.consultation, "command")
    paragraph.refresh_from_db()
    assert paragraph.text == row.text
    acts_told = list(RecordEntry.objects.filter(act__startswith="rephrasing").values_list("act", flat=True))
    assert acts_told == ["rephrasing asked for", "rephrasing accepted"]
    assert record.broken_at(me.consultation.pk) is None


def test_what_is_taken_back_is_no_longer_told(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    row, _server = asking(me, paragraph, endpoint.saying(rewords))
    after = acts.accept(me, paragraph.pk, acts.Seen(row.pk, row.revision))
    with pytest.raises(RefusedError, match="Take it back"):
        acts.ask(me, paragraph.pk)
    edited = desk_acts.edit(me, paragraph.pk, desk_acts.Change(after.text + " Indeed.", after.revision))
    assert reading.marks(report)[paragraph.pk].endswith("edited since")
    desk_acts.restore(me, paragraph.pk, edited.revision)
    assert (reading.marks(report), reading.note(report)) == ({}, "")


def test_leaving_changes_nothing_and_decides_once(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    row, _server = asking(me, paragraph, endpoint.saying(rewords))
    seen = acts.Seen(row.pk, row.revision)
    acts.leave(me, paragraph.pk, seen)
    for act in (acts.accept, acts.leave):
        with pytest.raises(RefusedError, match="does not wait"):
            act(me, paragraph.pk, seen)
    paragraph.refresh_from_db()
    assert paragraph.text == row.before


def test_a_proposal_for_a_text_that_changed_is_not_accepted(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    row, _server = asking(me, paragraph, endpoint.saying(rewords))
    desk_acts.edit(me, paragraph.pk, desk_acts.Change("In my words.", paragraph.revision))
    with pytest.raises(desk_acts.StaleEditError):
        acts.accept(me, paragraph.pk, acts.Seen(row.pk, row.revision))
    row.refresh_from_db()
    paragraph.refresh_from_db()
    assert (row.state, paragraph.text) == ("proposed", "In my words.")


def test_sentences_that_people_changed_are_never_sent(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    desk_acts.edit(me, paragraph.pk, desk_acts.Change("Ruritania whispered something.", paragraph.revision))
    row, server = asking(me, paragraph, endpoint.saying(rewords))
    assert (row.state, server.asked) == ("nothing", [])


def test_the_record_says_nothing_of_the_words(asking):
    report, me = at_desk()
    row, _server = asking(me, spoken(report), endpoint.saying(rewords))
    bodies = json.dumps(list(RecordEntry.objects.filter(act__startswith="rephrasing").values_list("body", flat=True)))
    assert "forms" not in bodies
    assert row.model in bodies

"""The rapporteur's acts: nothing typed is lost, nothing edited is drafted over, each act is in the record."""

import pytest

from consult import record
from consult.models import RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import here
from synthesis.actions import report as acts
from synthesis.actions.drafting import draft_report
from synthesis.actions.publishing import publish
from synthesis.models import Paragraph, Report
from synthesis.models.report import Grounding, ReportState
from tests.factories import open_phases
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    room = rooms.lively()
    report = draft_report(room.consultation, "command")
    return room, report, here(room.consultation, room.people["rapporteur"].user)


def first(report: Report, key: str) -> Paragraph:
    found = Paragraph.objects.filter(section__report=report, key__startswith=key)
    return found.order_by("section__position", "position")[0]


def keys(report: Report) -> list[str]:
    rows = Paragraph.objects.filter(section__report=report).order_by("section__position", "position")
    return list(rows.values_list("key", flat=True))


def test_a_new_draft_keeps_what_was_edited_added_moved_and_removed(desk):
    _room, report, me = desk
    process = first(report, "process")
    acts.edit(me, process.pk, acts.Change("The process, in my words.", process.revision))
    own = acts.add(me, process.section_id, "My own paragraph.", after=process.pk)
    raised = first(report, "raised:")
    acts.remove(me, raised.pk)
    before = keys(report)
    draft_report(me.consultation, "command")
    assert keys(report) == before
    assert first(report, "process").text == "The process, in my words."
    assert Paragraph.objects.get(pk=own.pk).text == "My own paragraph."
    assert first(report, "raised:").removed_at is not None


def test_an_edited_paragraph_whose_sources_changed_is_marked_and_kept(desk):
    room, report, me = desk
    process = first(report, "process")
    acts.edit(me, process.pk, acts.Change("The process, in my words.", process.revision))
    question = me.consultation.sessions.get().questions.get(number=2)
    rooms.say(question, room.people["States 1"], "x", type="issue", sentence="records are kept in drawers")
    draft_report(me.consultation, "command")
    process.refresh_from_db()
    assert (process.text, process.is_outdated) == ("The process, in my words.", True)
    assert "ten contributions" in process.generated or "10 contributions" in process.generated


def test_a_stale_edit_is_refused_and_brings_its_text_back(desk):
    _room, report, me = desk
    process = first(report, "process")
    acts.edit(me, process.pk, acts.Change("First.", process.revision))
    with pytest.raises(acts.StaleEditError) as stale:
        acts.edit(me, process.pk, acts.Change("Second.", process.revision))
    assert stale.value.given == "Second."
    assert stale.value.paragraph.text == first(report, "process").text == "First."


def test_a_slot_that_is_written_becomes_the_rapporteurs_own(desk):
    _room, report, me = desk
    slot = first(report, "slot:next")
    acts.edit(me, slot.pk, acts.Change("A second meeting follows in spring.", slot.revision))
    slot.refresh_from_db()
    assert slot.grounding == Grounding.OWN
    draft_report(me.consultation, "command")
    assert Paragraph.objects.get(pk=slot.pk).text == "A second meeting follows in spring."


def test_what_was_changed_can_be_taken_back(desk):
    _room, report, me = desk
    process = first(report, "process")
    drafted = process.text
    edited = acts.edit(me, process.pk, acts.Change("Other.", process.revision))
    acts.restore(me, process.pk, edited.revision)
    assert first(report, "process").text == drafted
    acts.remove(me, process.pk)
    acts.remove(me, process.pk, back=True)
    assert first(report, "process").removed_at is None


def test_paragraphs_move_within_their_section(desk):
    _room, report, me = desk
    result = first(report, "result:")
    acts.move(me, result.pk, up=True)
    order = [key for key in keys(report) if key.startswith("result")]
    assert order[0].startswith("result:")


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 8_001])
def test_no_text_and_too_much_text_are_refused(desk, text):
    _room, report, me = desk
    process = first(report, "process")
    with pytest.raises(RefusedError):
        acts.edit(me, process.pk, acts.Change(text, process.revision))
    assert first(report, "process").revision == process.revision


@pytest.mark.parametrize("role", ["participant", "observer", "chair", "scribe"])
def test_others_may_not_touch_the_draft(desk, role):
    room, report, _me = desk
    other = here(room.consultation, room.people[role].user)
    process = first(report, "process")
    for act in (
        lambda: acts.begin_draft(other),
        lambda: acts.edit(other, process.pk, acts.Change("x", process.revision)),
        lambda: acts.add(other, process.section_id, "x"),
        lambda: acts.move(other, process.pk, up=True),
        lambda: acts.remove(other, process.pk),
    ):
        with pytest.raises(RefusedError):
            act()


def test_a_paragraph_of_another_consultation_is_out_of_reach(desk):
    _room, report, _me = desk
    elsewhere = rooms.lively()
    stranger = here(elsewhere.consultation, elsewhere.people["rapporteur"].user)
    with pytest.raises(RefusedError):
        acts.edit(stranger, first(report, "process").pk, acts.Change("x", 1))


def test_a_published_report_is_not_changed(desk):
    _room, report, me = desk
    Report.objects.filter(pk=report.pk).update(state=ReportState.PUBLISHED)
    with pytest.raises(RefusedError):
        acts.edit(me, first(report, "process").pk, acts.Change("x", 1))


def test_each_act_is_in_the_record_without_its_text(desk):
    _room, report, me = desk
    process = first(report, "process")
    acts.edit(me, process.pk, acts.Change("A marked sentence.", process.revision))
    entries = RecordEntry.objects.filter(consultation_id=me.consultation.pk)
    assert {"report drafted", "paragraph edited"} <= set(entries.values_list("act", flat=True))
    assert not entries.filter(body__contains="marked").exists()
    assert record.broken_at(me.consultation.pk) is None


def test_the_draft_waits_for_its_phase(desk):
    room, _report, _me = desk
    open_phases(room.consultation, ["set-up"])
    with pytest.raises(RefusedError):
        acts.begin_draft(here(room.consultation, room.people["rapporteur"].user))


def test_drafting_is_a_task_that_a_button_starts(desk, django_capture_on_commit_callbacks):
    _room, report, me = desk
    with django_capture_on_commit_callbacks(execute=True):
        asked = acts.begin_draft(me)
    asked.refresh_from_db()
    assert (asked.pk, asked.state, asked.percent) == (report.pk, ReportState.DRAFT, 100)


def test_a_removed_paragraph_is_not_moved(desk):
    _room, report, me = desk
    process = first(report, "process")
    acts.remove(me, process.pk)
    with pytest.raises(RefusedError, match="Put it back first"):
        acts.move(me, process.pk, up=True)


@pytest.mark.both_databases
def test_what_no_database_can_store_is_left_out_of_an_edit(desk):
    _room, report, me = desk
    process = first(report, "process")
    assert acts.edit(me, process.pk, acts.Change("One\x00 \ud800 two", process.revision)).text == "One \ufffd two"
    assert acts.add(me, process.section_id, "Three\x00").text == "Three"


def test_only_a_draft_is_published_and_only_once(desk):
    room, report, _me = desk
    open_phases(room.consultation, ["synthesis", "published"])
    convenor = here(room.consultation, room.people["convenor"].user)
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    for state in (ReportState.DRAFTING, ReportState.FAILED):
        Report.objects.filter(pk=report.pk).update(state=state)
        with pytest.raises(RefusedError, match="not drafted yet"):
            publish(convenor, report)
    Report.objects.filter(pk=report.pk).update(state=ReportState.DRAFT)
    published = publish(convenor, report)
    with pytest.raises(RefusedError, match="published already"):
        publish(convenor, report)
    assert RecordEntry.objects.filter(act="report published").count() == 1
    assert Report.objects.get().published_at == published.published_at

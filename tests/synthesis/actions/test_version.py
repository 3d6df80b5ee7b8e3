"""Every text that a paragraph had is kept; two who edit at once lose nothing."""

import pytest

from consult.models import RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import here
from synthesis.actions import paragraph as acts
from synthesis.actions import version
from synthesis.actions.drafting import draft_report
from synthesis.actions.version import StaleEditError
from synthesis.models import Paragraph, ParagraphVersion, Report
from synthesis.models.report import Grounding
from synthesis.models.version import VersionAct
from synthesis.queries.version import versions
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db
BASE = "The meeting was held in June and heard forty speakers on three questions."


@pytest.fixture
def desk():
    room = rooms.lively()
    report = draft_report(room.consultation, "command")
    people = [here(room.consultation, room.people[role].user) for role in ("rapporteur", "convenor")]
    own = acts.add(people[0], report.sections.get(key="process").pk, BASE)
    return report, own, *people


def now(paragraph: Paragraph) -> Paragraph:
    return Paragraph.objects.get(pk=paragraph.pk)


def edit(who, paragraph: Paragraph, text: str, revision: int) -> Paragraph:
    return acts.edit(who, paragraph.pk, acts.Change(text, revision))


@pytest.mark.both_databases
def test_two_edits_that_do_not_touch_are_put_together(desk):
    _report, own, me, other = desk
    edit(me, own, BASE.replace("June", "July"), 1)
    edit(other, own, BASE.replace("three questions", "four questions"), 1)
    assert now(own).text == "The meeting was held in July and heard forty speakers on four questions."
    assert [row.act for row in versions(me, now(own))] == [
        VersionAct.MERGED.label, VersionAct.EDITED.label, VersionAct.WRITTEN.label,
    ]  # fmt: skip


def test_two_edits_of_the_same_words_change_nothing_and_come_back(desk):
    _report, own, me, other = desk
    edit(me, own, BASE.replace("June", "July"), 1)
    with pytest.raises(StaleEditError) as stale:
        edit(other, own, BASE.replace("June", "May"), 1)
    assert (now(own).text, now(own).revision) == (BASE.replace("June", "July"), 2)
    assert stale.value.given == BASE.replace("June", "May")


def test_each_text_is_kept_with_who_and_when(desk):
    _report, own, me, other = desk
    edit(other, own, "It was held.", 1)
    found = versions(me, now(own))
    assert [(row.number, row.text, row.is_now) for row in found] == [(2, "It was held.", True), (1, BASE, False)]
    assert [row.by for row in found] == [other.participant.name, "you"]
    assert all(row.at for row in found)


def test_a_text_that_was_drafted_is_the_first_version(desk):
    report, _own, me, _other = desk
    process = Paragraph.objects.get(section__report=report, key="process")
    drafted = process.text
    edit(me, process, "In my words.", process.revision)
    assert [(row.text, row.by) for row in versions(me, now(process))] == [("In my words.", "you"), (drafted, "")]


def test_an_older_text_is_put_back_as_a_new_version(desk):
    _report, own, me, other = desk
    edit(me, own, "Second.", 1)
    edit(me, own, "Third.", 2)
    version.put_back(other, own.pk, 1, 3)
    assert (now(own).text, now(own).revision) == (BASE, 4)
    with pytest.raises(StaleEditError):
        version.put_back(other, own.pk, 2, 3)
    with pytest.raises(RefusedError, match="never had"):
        version.put_back(other, own.pk, 99, 4)


def test_undo_takes_the_last_change_back_and_undone_again_it_stands(desk):
    _report, own, me, _other = desk
    with pytest.raises(RefusedError, match="nothing to undo"):
        version.undo(me, own.pk, 1)
    edit(me, own, "Second.", 1)
    assert version.undo(me, own.pk, 2).text == BASE
    assert version.undo(me, own.pk, 3).text == "Second."


def test_a_slot_that_was_written_can_be_a_slot_again(desk):
    report, _own, me, _other = desk
    slot = Paragraph.objects.get(section__report=report, key="slot:next")
    edit(me, slot, "A second meeting follows.", slot.revision)
    assert now(slot).grounding == Grounding.OWN
    version.undo(me, slot.pk, now(slot).revision)
    assert (now(slot).grounding, now(slot).text) == (Grounding.SLOT, slot.text)
    assert not now(slot).is_kept


def test_what_is_taken_back_to_the_draft_is_drafted_anew(desk):
    report, _own, me, _other = desk
    process = Paragraph.objects.get(section__report=report, key="process")
    edit(me, process, "In my words.", process.revision)
    version.restore(me, process.pk, now(process).revision)
    assert not now(process).is_kept


def test_who_types_while_the_report_is_drafted_anew_loses_nothing(desk):
    report, _own, me, _other = desk
    process = Paragraph.objects.get(section__report=report, key="process")
    room = me.consultation
    question = room.sessions.get().questions.get(number=2)
    author = room.participants.get(name=room.participants.filter(role_rows__role="participant").first().name)
    rooms.say(question, author, "x", type="issue", sentence="records are kept in drawers")
    draft_report(room, "command")
    drafted = now(process)
    assert drafted.revision == process.revision + 1
    mine = process.text.replace("Contributions", "Written contributions", 1)
    mine = mine if mine != process.text else "Put first. " + process.text
    edit(me, process, mine, process.revision)
    kept = now(process)
    assert kept.versions.count() == 3
    assert set(drafted.text.split()) <= set(kept.text.split())
    assert set(mine.split()) - set(process.text.split()) <= set(kept.text.split())


def test_no_version_is_made_where_nothing_changes(desk):
    report, own, me, _other = desk
    edit(me, own, BASE, 1)
    draft_report(report.consultation, "command")
    assert ParagraphVersion.objects.filter(paragraph=own).count() == 1
    assert now(own).revision == 1


def test_the_record_has_each_act_and_no_text(desk):
    _report, own, me, _other = desk
    edit(me, own, "A marked sentence.", 1)
    version.undo(me, own.pk, 2)
    entries = RecordEntry.objects.filter(consultation_id=me.consultation.pk, subject=f"paragraph-{own.pk}")
    assert list(entries.order_by("seq").values_list("act", flat=True)) == [
        "paragraph added", "paragraph edited", "paragraph edited",
    ]  # fmt: skip
    assert not entries.filter(body__contains="marked").exists()


def test_a_frozen_report_is_not_edited(desk):
    report, own, me, _other = desk
    Report.objects.filter(pk=report.pk).update(frozen_at=report.drafted_at)
    with pytest.raises(RefusedError, match="frozen"):
        edit(me, own, "x", 1)

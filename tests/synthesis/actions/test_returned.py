"""A draft goes out in Word and comes back: changes are read, told apart, and taken over with their evidence."""

import shutil
import subprocess
from pathlib import Path

import pytest

from consult.models import RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import here
from synthesis.actions import receiving
from synthesis.actions import returned as acts
from synthesis.actions.drafting import draft_report
from synthesis.actions.report import Change, StaleEditError, edit
from synthesis.models import Paragraph, ReturnedChange, ReturnedFile
from synthesis.models.report import Style
from synthesis.models.returned import ChangeState
from synthesis.queries.returned import by_author
from synthesis.writers import export, working
from tests.synthesis import rooms
from tests.synthesis.word import Word

pytestmark = pytest.mark.django_db
TOLD = "It was suggested by a few delegations that States should fund a shared register of assessments."
NOTED = "It was noted that small suppliers"
REPORTED = "It was reported that a shared register"
ASKED = "It was asked who would keep"


@pytest.fixture
def room():
    return rooms.converging()


@pytest.fixture
def report(room):
    return draft_report(room.consultation, "command")


@pytest.fixture
def rapporteur(room):
    return here(room.consultation, room.people["rapporteur"].user)


@pytest.fixture
def word(rapporteur, report):
    data, ids = working.write(report)
    receiving.keep_copy(rapporteur, report, ids)
    return Word(data)


def paragraph(report, words: str) -> Paragraph:
    return Paragraph.objects.get(section__report=report, text__startswith=words)


def received(rapporteur, report, word) -> list[tuple[str, str, str]]:
    """(kind, before, after) of every change."""
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    return [(row.kind, row.before[:30], row.after[:30]) for row in file.changes.all()]


def test_a_file_that_nobody_touched_holds_no_changes(rapporteur, report, word):
    assert received(rapporteur, report, word) == []


def test_footnotes_are_not_told_as_removed_and_what_is_added_has_its_form(rapporteur, report):
    section = report.sections.order_by("position").first()
    for at, (style, text) in enumerate(((Style.FOOTNOTE, "A note."), (Style.LETTER, "A point."))):
        Paragraph.objects.create(
            section=section, grounding="own", style=style, text=text, key=f"own:{at}", position=900 + at
        )
    data, ids = working.write(report)
    receiving.keep_copy(rapporteur, report, ids)
    assert received(rapporteur, report, Word(data)) == []


def test_ids_are_drawn_anew_for_each_file_and_the_file_that_is_published_has_none(report):
    first, second = working.write(report), working.write(report)
    assert not set(first[1]["ids"]) & set(second[1]["ids"])
    assert export(report, "docx") == export(report, "docx")
    assert b'w:name="_c' not in Word(export(report, "docx")).parts["word/document.xml"]


def test_tracked_words_are_told_by_author_and_taken_over_with_their_evidence(rapporteur, report, word):
    before = paragraph(report, TOLD)
    evidence = list(before.evidence.values_list("contribution", flat=True))
    word.replace("fund a shared register", "pay for a common register", author="Ann Editor")
    file = receiving.receive(rapporteur, report, word.data, "C:\\back.docx")
    (change,) = file.changes.all()
    assert (file.name, change.kind, change.authors, change.paragraph) == (
        "back.docx",
        "changed",
        ["Ann Editor"],
        before,
    )
    assert change.before == TOLD
    acts.accept(rapporteur, file, change.pk)
    before.refresh_from_db()
    assert before.text == TOLD.replace("fund a shared register", "pay for a common register")
    assert (before.revision, before.grounding) == (2, "grounded")
    assert list(before.evidence.values_list("contribution", flat=True)) == evidence
    acts_entered = set(RecordEntry.objects.values_list("act", flat=True))
    assert {"word copy made", "word file returned", "paragraph edited", "returned change decided"} <= acts_entered


def test_words_retyped_without_tracking_are_found_by_their_id(rapporteur, report, word):
    word.retype(NOTED, "Quite other words stand here now.")
    (change,) = receiving.receive(rapporteur, report, word.data, "back.docx").changes.all()
    assert (change.kind, change.authors, change.paragraph) == ("changed", [], paragraph(report, NOTED))


def test_a_paragraph_changed_meanwhile_is_a_conflict_and_nothing_is_lost(rapporteur, report, word):
    word.replace("a few delegations", "several delegations")
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    change = file.changes.get()
    edit(rapporteur, change.paragraph_id, Change("Written at the desk.", 1))
    (author,) = by_author(file)
    assert author.changes[0].is_conflict
    assert author.changes[0].now == "Written at the desk."
    with pytest.raises(StaleEditError):
        acts.accept(rapporteur, file, change.pk)
    change.refresh_from_db()
    assert change.state == ChangeState.WAITING
    acts.accept(rapporteur, file, change.pk, revision=2)
    assert Paragraph.objects.get(pk=change.paragraph_id).text == change.after


def test_what_was_added_is_the_rapporteurs_own_and_stands_where_it_stood(rapporteur, report, word):
    word.insert_after(TOLD, "A second paragraph of my own.", style="ReportText")
    word.insert_after(TOLD, "A first paragraph of my own.")
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    assert [row.kind for row in file.changes.all()] == ["added", "added"]
    assert acts.accept_all(rapporteur, file) == (2, 0)
    section = paragraph(report, TOLD).section
    texts = list(section.paragraphs.values_list("text", "grounding"))
    at = texts.index((TOLD, "grounded"))
    assert texts[at + 1 : at + 3] == [("A first paragraph of my own.", "own"), ("A second paragraph of my own.", "own")]


def test_what_was_deleted_is_removed_and_can_be_put_back(rapporteur, report, word):
    gone = paragraph(report, ASKED)
    word.delete(ASKED)
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    (change,) = file.changes.all()
    assert (change.kind, change.paragraph, change.authors) == ("removed", gone, ["Ann Editor"])
    acts.accept(rapporteur, file, change.pk)
    gone.refresh_from_db()
    assert gone.removed_at is not None


@pytest.mark.parametrize("how", ["move_after", "drag_after"])
def test_what_was_moved_is_moved_with_its_evidence(rapporteur, report, word, how):
    moved, to = paragraph(report, REPORTED), paragraph(report, TOLD)
    getattr(word, how)(REPORTED, TOLD)
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    (change,) = file.changes.all()
    assert (change.kind, change.paragraph, change.follows) == ("moved", moved, to)
    acts.accept(rapporteur, file, change.pk)
    moved.refresh_from_db()
    assert moved.section == to.section
    assert moved.position > to.position
    assert moved.evidence.exists()


def test_a_paragraph_that_was_split_keeps_its_first_part(rapporteur, report, word):
    first = paragraph(report, NOTED)
    head, tail = first.text.split("Concern", 1)
    word.split(NOTED, "Concern")
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    changed, added = file.changes.all()
    assert (changed.kind, changed.paragraph, changed.after) == ("changed", first, head.strip())
    assert (added.kind, added.after, added.follows) == ("added", "Concern" + tail, first)


def test_paragraphs_that_were_merged_are_one_changed_and_one_removed(rapporteur, report, word):
    word.merge(TOLD, "It was suggested that every assessment")
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    assert sorted((row.kind, row.before[:35]) for row in file.changes.all()) == [
        ("changed", TOLD[:35]),
        ("removed", "It was suggested that every assessm"),
    ]


def test_without_ids_the_words_tell(rapporteur, report, word):
    word.retype(NOTED, paragraph(report, NOTED).text.replace("small suppliers", "little suppliers"))
    word.delete(ASKED)
    word.insert_after(TOLD, "Something entirely new about lamps on the quay.")
    word.lose_marks()
    changes = receiving.receive(rapporteur, report, word.data, "back.docx").changes.all()
    assert sorted((row.kind, row.paragraph is not None) for row in changes) == [
        ("added", False),
        ("changed", True),
        ("removed", True),
    ]


def test_ids_that_are_strangers_count_for_nothing(rapporteur, report, word):
    word.rename_marks()
    assert received(rapporteur, report, word) == []


def test_another_document_is_refused_and_nothing_is_kept(rapporteur, report, word):
    other = Word(export(draft_report(rooms.lively("chatham-house").consultation, "command"), "docx"))
    for p in list(other.body)[:-1]:
        other.body.remove(p)
    with pytest.raises(RefusedError, match="does not seem to be"):
        receiving.receive(rapporteur, report, other.data, "other.docx")
    assert not ReturnedFile.objects.exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04zz", b"%PDF-1.7", b"some words", b"\xd0\xcf\x11\xe0"])
def test_bad_files_are_refused_with_a_reason(rapporteur, report, word, data):
    with pytest.raises(RefusedError):
        receiving.receive(rapporteur, report, data, "x.docx")
    assert not ReturnedFile.objects.exists()


def test_a_document_type_in_a_part_is_refused(rapporteur, report, word):
    word.parts["word/comments.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with pytest.raises(RefusedError, match="document type"):
        receiving.receive(rapporteur, report, word.data, "x.docx")


def test_comments_are_told_by_author_beside_their_paragraph(rapporteur, report, word):
    word.comment(TOLD, "Which register?")
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    (author,) = by_author(file)
    (comment,) = author.comments
    assert (author.author, comment.text, comment.on) == ("Carl Reader", "Which register?", TOLD)
    assert comment.place.paragraph == paragraph(report, TOLD).pk


def test_the_rules_are_asked_of_what_came_back(rapporteur, report, word):
    word.replace("It was suggested by a few delegations that", "It was agreed that")
    word.insert_after(NOTED, "A rich discussion followed.")
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    (author,) = by_author(file)
    assert [[one.fault.rule for one in change.faults] for change in author.changes] == [["adoption"], ["opinion"]]


def test_a_change_is_decided_once(rapporteur, report, word):
    word.replace("a few delegations", "some delegations")
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    change = file.changes.get()
    acts.decline(rapporteur, file, change.pk)
    for act in (acts.accept, acts.decline):
        with pytest.raises(RefusedError):
            act(rapporteur, file, change.pk)
    assert paragraph(report, TOLD).revision == 1


def test_a_draft_made_anew_meanwhile_is_found_by_its_keys(rapporteur, report, word, room):
    word.replace("a few delegations", "a pair of delegations")
    draft_report(room.consultation, "command")
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    change = file.changes.get()
    assert change.paragraph == paragraph(report, TOLD)
    acts.accept(rapporteur, file, change.pk)
    assert "a pair of delegations" in Paragraph.objects.get(pk=change.paragraph_id).text


def test_nothing_is_taken_over_into_another_consultations_report(rapporteur, report, word):
    word.replace("a few delegations", "some delegations")
    file = receiving.receive(rapporteur, report, word.data, "back.docx")
    other = rooms.lively("by-group")
    stranger = here(other.consultation, other.people["rapporteur"].user)
    with pytest.raises(RefusedError):
        acts.accept(stranger, file, file.changes.get().pk)
    assert ReturnedChange.objects.get().state == ChangeState.WAITING


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
def test_a_way_through_another_office_program_keeps_the_ids(rapporteur, report, word, tmp_path: Path):
    word.replace("a few delegations", "some delegations")
    path = tmp_path / "in" / "back.docx"
    path.parent.mkdir()
    path.write_bytes(word.data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    file = receiving.receive(rapporteur, report, (tmp_path / "out" / "back.docx").read_bytes(), "back.docx")
    (change,) = file.changes.all()
    assert (change.kind, change.authors) == ("changed", ["Ann Editor"])
    assert change.paragraph == paragraph(report, TOLD)

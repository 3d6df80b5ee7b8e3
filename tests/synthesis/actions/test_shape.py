"""Items with a letter and footnotes that are made at the desk: how they print, what they go with, and through Word."""

import pytest

from consult.attribution import Audience
from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.models import Contribution
from synthesis.actions import paragraph as acts
from synthesis.actions import receiving, returned
from synthesis.actions.drafting import draft_report
from synthesis.actions.shape import Shape, annotate, shape
from synthesis.models import Paragraph, Report
from synthesis.models.report import Style
from synthesis.queries import desk as reading
from synthesis.writers import working
from synthesis.writers.blocks import report_blocks
from tests.synthesis import rooms
from tests.synthesis.word import Word

pytestmark = pytest.mark.django_db
LEAD = "Three things were asked for:"


@pytest.fixture
def desk():
    return at_work()


def at_work():
    """A rapporteur, a report, and five paragraphs of theirs in it."""
    room = rooms.lively()
    report = draft_report(room.consultation, "command")
    me = rooms.at_desk(room)
    section = report.sections.get(key="process")
    made = [acts.add(me, section.pk, text) for text in (LEAD, "Light;", "At night;", "Oil.", "Nothing else.")]
    return me, report, made


def listed(me, made) -> None:
    """(a) Light; (i) At night; (b) Oil."""
    shape(me, made[1].pk, Shape("letter"))
    shape(me, made[2].pk, Shape("letter"))
    shape(me, made[2].pk, Shape("letter", 1))
    shape(me, made[3].pk, Shape("letter"))


def printed(report: Report) -> list[tuple[str, str]]:
    """(mark or number, text) from the lead on."""
    blocks = [one for one in report_blocks(Report.objects.get(pk=report.pk)) if one.kind != "footnote"]
    at = next(place for place, block in enumerate(blocks) if block.text == LEAD)
    return [(block.marker or block.number or "", block.text) for block in blocks[at : at + 5]]


def notes(report: Report) -> list[tuple[str, str]]:
    """(footnote, what it stands under) as printed."""
    blocks, found, owner = report_blocks(Report.objects.get(pk=report.pk)), [], ""
    for block in blocks:
        if block.kind == "footnote":
            found.append((block.text, owner))
        else:
            owner = block.text
    return found


def copied(me, report) -> Word:
    data, ids = working.write(report)
    receiving.keep_copy(me, report, ids)
    return Word(data)


def changes(me, report, word: Word):
    file = receiving.receive(me, report, word.data, "back.docx")
    return file, [(row.kind, row.style, row.before, row.after) for row in file.changes.all()]


# --- items -------------------------------------------------------------------------------------------------------


def test_items_print_with_their_letters_and_letters_begin_anew_behind_anything_else(desk):
    me, report, made = desk
    listed(me, made)
    marks = [("(a)", "Light;"), ("(i)", "At night;"), ("(b)", "Oil.")]
    assert printed(report)[1:4] == marks
    shape(me, made[2].pk, Shape("plain"))
    assert [mark for mark, _text in printed(report)[1:4]] == ["(a)", "", "(a)"]
    assert RecordEntry.objects.filter(act="paragraph shaped").count() == 5


def test_a_list_at_the_end_of_a_section_does_not_go_on_in_the_next(desk):
    me, report, made = desk
    rows = report.sections.filter(position__gt=made[4].section.position, paragraphs__removed_at=None)
    following = next(row for row in rows if row.paragraphs.exists())
    shape(me, made[4].pk, Shape("letter"))
    Paragraph.objects.filter(section=following).update(style=Style.LETTER, level=0)
    assert printed(report)[4][0] == "(a)"
    first = next(block for block in report_blocks(report) if block.text == following.paragraphs.first().text)
    assert first.marker == "(a)"
    shown = {
        item.paragraph.pk: item.marker for part in reading.sections(report, Audience.INSIDE) for item in part.paragraphs
    }
    assert (shown[made[4].pk], shown[following.paragraphs.first().pk]) == ("(a)", "(a)")


def test_a_form_stays_in_a_new_draft(desk):
    me, report, _made = desk
    drafted = Paragraph.objects.filter(section__report=report, key__startswith="raised:").first()
    acts.add(me, drafted.section_id, "It was said:", after=None)
    own = Paragraph.objects.get(text="It was said:")
    while drafted.section.paragraphs.filter(removed_at=None).first() != own:
        acts.move(me, own.pk, up=True)
    shape(me, drafted.pk, Shape("letter"))
    draft_report(me.consultation, "command")
    drafted.refresh_from_db()
    assert (drafted.style, drafted.level) == ("letter", 0)


@pytest.mark.parametrize(
    ("at", "wanted"),
    [(1, Shape("letter", 1)), (1, Shape("letter", 2)), (1, Shape("table")), (1, Shape("footnote")), (1, Shape("x"))],
)
def test_what_cannot_stand_there_is_refused_and_nothing_changes(desk, at, wanted):
    me, _report, made = desk
    with pytest.raises(RefusedError):
        shape(me, made[at].pk, wanted)
    assert Paragraph.objects.get(pk=made[at].pk).style == "paragraph"


def test_the_first_of_a_section_is_no_item_and_quotations_keep_their_form(desk):
    me, report, _made = desk
    first = report.sections.get(key="process").paragraphs.first()
    with pytest.raises(RefusedError, match="no paragraph above"):
        shape(me, first.pk, Shape("letter"))
    quote = acts.add(me, first.section_id, "“Mine.”", style="quote")
    with pytest.raises(RefusedError, match="keep their form"):
        shape(me, quote.pk, Shape("plain"))
    acts.remove(me, first.pk)
    with pytest.raises(RefusedError, match="removed"):
        shape(me, first.pk, Shape("plain"))


# --- footnotes ---------------------------------------------------------------------------------------------------


def test_footnotes_stand_under_their_paragraph_in_order(desk):
    me, report, made = desk
    annotate(me, made[0].pk, "See there.")
    annotate(me, made[0].pk, "And here.")
    assert notes(report)[-2:] == [("See there.", LEAD), ("And here.", LEAD)]
    acts.add(me, made[0].section_id, "Put between.", after=made[0].pk)
    assert notes(report)[-2:] == [("See there.", LEAD), ("And here.", LEAD)]


def test_a_footnote_goes_where_its_paragraph_goes(desk):
    me, report, made = desk
    annotate(me, made[1].pk, "See there.")
    acts.move(me, made[2].pk, up=True)
    acts.move(me, made[1].pk, up=False)
    acts.place(me, made[1].pk, report.sections.last().pk)
    assert notes(report)[-1:] == [("See there.", "Light;")]
    acts.remove(me, made[1].pk)
    assert ("See there.", "Light;") not in notes(report)
    acts.remove(me, made[1].pk, back=True)
    assert ("See there.", "Light;") in notes(report)


def test_a_footnote_taken_out_before_its_paragraph_stays_out_when_that_comes_back(desk):
    me, report, made = desk
    note = annotate(me, made[1].pk, "See there.")
    acts.remove(me, note.pk)
    acts.remove(me, made[1].pk)
    acts.remove(me, made[1].pk, back=True)
    assert "See there." not in dict(notes(report))


def test_joined_paragraphs_keep_the_footnotes_of_both_and_a_split_one_has_its_own_at_its_end(desk):
    me, report, made = desk
    annotate(me, made[1].pk, "First.")
    annotate(me, made[2].pk, "Second.")
    acts.join(me, made[1].pk)
    assert notes(report)[-2:] == [("First.", "Light; At night;"), ("Second.", "Light; At night;")]
    acts.split(me, made[1].pk, "Light;", "At night;", 2)
    assert notes(report)[-2:] == [("First.", "At night;"), ("Second.", "At night;")]


def test_a_new_draft_leaves_a_footnote_and_the_text_under_which_it_stands(desk):
    me, report, _made = desk
    drafted = Paragraph.objects.filter(section__report=report, key__startswith="raised:").first()
    annotate(me, drafted.pk, "Of that day.")
    said = Contribution.objects.filter(type="issue").first()
    rooms.say(said.question, said.author, "x", type="issue", sentence="records are kept in drawers")
    draft_report(me.consultation, "command")
    assert ("Of that day.", drafted.text) in notes(report)
    drafted.refresh_from_db()
    assert drafted.is_outdated


def test_tables_footnotes_and_what_is_to_be_written_have_no_footnotes(desk):
    me, report, made = desk
    note = annotate(me, made[0].pk, "See there.")
    table = Paragraph.objects.filter(section__report=report, style=Style.TABLE).first()
    slot = Paragraph.objects.filter(section__report=report, grounding="slot").first()
    for one in filter(None, (note, table, slot)):
        with pytest.raises(RefusedError):
            annotate(me, one.pk, "Another.")
    with pytest.raises(RefusedError):
        annotate(me, made[0].pk, "  ")
    with pytest.raises(RefusedError, match="keep their form"):
        shape(me, note.pk, Shape("plain"))


# --- through Word ------------------------------------------------------------------------------------------------


def test_items_and_footnotes_come_back_from_word_as_they_went(desk):
    me, report, made = desk
    listed(me, made)
    annotate(me, made[1].pk, "See there.")
    annotate(me, made[3].pk, "And here.")
    assert changes(me, report, copied(me, report))[1] == []


def test_a_footnote_that_was_changed_in_word_is_taken_over(desk):
    me, report, made = desk
    annotate(me, made[1].pk, "See there.")
    word = copied(me, report)
    word.retype_note("See there.", "See the annex.")
    file, found = changes(me, report, word)
    assert found == [("changed", "footnote", "See there.", "See the annex.")]
    assert returned.accept_all(me, file) == (1, 0)
    assert notes(report)[-1:] == [("See the annex.", "Light;")]


def test_a_footnote_that_word_adds_or_takes_out_is_told_and_taken_over(desk):
    me, report, made = desk
    annotate(me, made[1].pk, "See there.")
    word = copied(me, report)
    word.add_note("Nothing else.", "But see the annex.", author="Ann Editor")
    word.delete_note("See there.", author="Ann Editor")
    file, found = changes(me, report, word)
    assert sorted(found) == [("added", "footnote", "", "But see the annex."), ("removed", "footnote", "See there.", "")]
    assert {tuple(row.authors) for row in file.changes.all()} == {("Ann Editor",)}
    assert returned.accept_all(me, file) == (2, 0)
    assert notes(report)[-1:] == [("But see the annex.", "Nothing else.")]


def test_a_paragraph_moved_in_word_takes_its_footnotes_along_as_one_change(desk):
    me, report, made = desk
    annotate(me, made[1].pk, "See there.")
    word = copied(me, report)
    word.drag_after("Light;", "Nothing else.")
    file, found = changes(me, report, word)
    assert [row[0] for row in found] == ["moved"]
    assert returned.accept_all(me, file) == (1, 0)
    assert notes(report)[-1:] == [("See there.", "Light;")]
    assert [text for _mark, text in printed(report)] == [LEAD, "At night;", "Oil.", "Nothing else.", "Light;"]


def test_a_footnote_under_a_paragraph_that_word_adds_comes_with_it_or_not_at_all(desk):
    me, report, _made = desk
    word = copied(me, report)
    word.insert_after("Oil.", "A new point.")
    word.add_note("A new point.", "From the floor.")
    file, found = changes(me, report, word)
    assert [(row[0], row[3]) for row in found] == [("added", "A new point."), ("added", "From the floor.")]
    point, note = file.changes.all()
    with pytest.raises(RefusedError, match="Take that over first"):
        returned.accept(me, file, note.pk)
    returned.accept(me, file, point.pk)
    returned.accept(me, file, note.pk)
    assert notes(report)[-1:] == [("From the floor.", "A new point.")]


def test_an_item_below_an_item_keeps_its_depth_when_word_adds_it(desk):
    me, report, made = desk
    listed(me, made)
    word = copied(me, report)
    word.insert_after("At night;", "By day;", style="ReportRoman")
    file, _found = changes(me, report, word)
    assert returned.accept_all(me, file) == (1, 0)
    assert ("(ii)", "By day;") in printed(report)

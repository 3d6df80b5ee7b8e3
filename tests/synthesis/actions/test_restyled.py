"""Through Word and back: where a footnote was set, another style for a paragraph, another level for a heading."""

import pytest
from django.urls import reverse
from docx.oxml.ns import qn

from synthesis.actions import receiving, returned
from synthesis.actions.shape import annotate
from synthesis.queries.returned import by_author
from synthesis.writers import working
from tests.synthesis.actions.test_shape import at_work, changes, copied, notes, printed
from tests.synthesis.word import Word

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return at_work()


def test_a_footnote_that_word_adds_before_another_stands_before_it(desk):
    me, report, made = desk
    annotate(me, made[1].pk, "See there.")
    word = copied(me, report)
    word.add_note("Light;", "The first of all.", at_once=True)
    word.add_note("Light;", "The last of all.")
    file, found = changes(me, report, word)
    assert [row[3] for row in found] == ["The first of all.", "The last of all."]
    last, first = reversed(file.changes.all())
    returned.accept(me, file, last.pk)
    returned.accept(me, file, first.pk)
    told = [note for note, owner in notes(report) if owner == "Light;"]
    assert told == ["The first of all.", "See there.", "The last of all."]


def test_two_footnotes_before_another_keep_their_order_whichever_is_taken_over_first(desk):
    me, report, made = desk
    annotate(me, made[1].pk, "See there.")
    word = copied(me, report)
    word.add_note("Light;", "Second.", at_once=True)
    word.add_note("Light;", "First.", at_once=True)
    file, _found = changes(me, report, word)
    for change in reversed(file.changes.all()):
        returned.accept(me, file, change.pk)
    assert [note for note, owner in notes(report) if owner == "Light;"] == ["First.", "Second.", "See there."]


def test_an_added_footnote_is_told_with_the_paragraph_under_which_it_stands(desk):
    me, report, made = desk
    annotate(me, made[1].pk, "See there.")
    word = copied(me, report)
    word.add_note("Light;", "The last of all.")
    file, _found = changes(me, report, word)
    (one,) = [change for author in by_author(file) for change in author.changes]
    assert one.number == next(mark for mark, text in printed(report) if text == "Light;")


# --- another style in Word ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "form"),
    [
        ("ReportList", ("list-item", 0)),
        ("ListBullet", ("list-item", 0)),
        ("ReportLetter", ("letter", 0)),
        ("ReportText", ("plain", 0)),
        ("Normal", ("plain", 0)),
    ],
)
def test_a_paragraph_that_word_gives_another_style_is_told_and_given_that_form(desk, style, form):
    me, report, made = desk
    word = copied(me, report)
    word.restyle("Light;", style)
    file, found = changes(me, report, word)
    assert found == [("changed", form[0], "Light;", "Light;")]
    assert returned.accept_all(me, file) == (1, 0)
    made[1].refresh_from_db()
    assert ((made[1].style, made[1].level), made[1].text) == (form, "Light;")


def test_words_and_style_are_two_changes_and_each_is_decided_for_itself(desk):
    me, report, made = desk
    word = copied(me, report)
    word.restyle("Light;", "ReportLetter")
    word.retype("Light;", "Lamplight;")
    file, found = changes(me, report, word)
    assert [row[2:] for row in found] == [("Light;", "Lamplight;"), ("Lamplight;", "Lamplight;")]
    words, form = file.changes.all()
    returned.accept(me, file, form.pk)
    returned.decline(me, file, words.pk)
    made[1].refresh_from_db()
    assert (made[1].style, made[1].text) == ("letter", "Light;")


@pytest.mark.parametrize("style", ["Heading2", "ReportQuote", "IntenseQuote"])
def test_a_form_that_the_desk_does_not_give_is_told_and_not_taken_over(client, desk, style):
    me, report, made = desk
    word = copied(me, report)
    word.restyle("Light;", style)
    file, found = changes(me, report, word)
    assert [(row[0], row[3]) for row in found] == [("changed", "Light;")]
    client.force_login(me.participant.user)
    page = client.get(reverse("returned_file", args=[report.consultation.slug, report.pk, file.pk])).text
    assert "Give it one at the desk by hand." in page
    assert returned.accept_all(me, file) == (0, 1)
    made[1].refresh_from_db()
    assert made[1].style == "paragraph"


def test_the_list_of_changes_says_which_form(client, desk):
    me, report, _made = desk
    word = copied(me, report)
    word.restyle("Light;", "ReportLetter")
    file, _found = changes(me, report, word)
    client.force_login(me.participant.user)
    page = client.get(reverse("returned_file", args=[report.consultation.slug, report.pk, file.pk])).text
    assert "Form: (a) item under the paragraph above" in page


def test_a_heading_that_word_puts_on_another_level_is_told_and_put_there(desk):
    me, report, _made = desk
    section = report.sections.filter(level=2).first()
    word = copied(me, report)
    word.restyle(section.heading, "Heading3")
    file, found = changes(me, report, word)
    assert found == [("changed", "heading", section.heading, section.heading)]
    assert returned.accept_all(me, file) == (1, 0)
    section.refresh_from_db()
    assert section.level == 3


def test_a_heading_that_word_adds_is_told(client, desk):
    me, report, _made = desk
    word = copied(me, report)
    word.insert_after("Oil.", "A heading of mine", style="Heading2")
    file, found = changes(me, report, word)
    assert found == [("added", "heading", "", "A heading of mine")]
    assert returned.accept_all(me, file) == (0, 1)


def test_a_program_that_lost_all_styles_changed_none(desk):
    me, report, _made = desk
    word = copied(me, report)
    for one in word.body.iter(qn("w:pStyle")):
        one.set(qn("w:val"), "Normal")
    assert changes(me, report, word)[1] == []


def test_a_copy_made_before_styles_were_kept_tells_of_none(desk):
    me, report, _made = desk
    data, ids = working.write(report)
    for one in ids["ids"].values():
        del one["form"]
    receiving.keep_copy(me, report, {name: ids[name] for name in ("ids", "headings", "other")})
    word = Word(data)
    word.restyle("Light;", "ReportLetter")
    assert changes(me, report, word)[1] == []

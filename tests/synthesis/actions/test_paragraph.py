"""Paragraphs apart, together and elsewhere: sources and findings go with them, and a new draft leaves it so."""

from itertools import pairwise

import pytest

from consult.procedure import RefusedError
from synthesis.actions import paragraph as acts
from synthesis.actions import section as sections
from synthesis.actions.drafting import draft_report
from synthesis.actions.version import StaleEditError
from synthesis.models import Evidence, Paragraph, Report, Section
from synthesis.writers.blocks import report_blocks
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    room = rooms.lively()
    report = draft_report(room.consultation, "command")
    return room, report, rooms.at_desk(room)


def first(report: Report, key: str) -> Paragraph:
    return Paragraph.objects.filter(section__report=report, key__startswith=key).order_by("pk").first()


def texts(section) -> list[str]:
    return list(section.paragraphs.filter(removed_at=None).values_list("text", flat=True))


def sources(paragraph: Paragraph) -> set[tuple]:
    return set(paragraph.evidence.values_list("contribution", "ballot", "recommendation", "fact"))


def halves(paragraph: Paragraph) -> tuple[str, str]:
    at = paragraph.text.index(" ", len(paragraph.text) // 2)
    return paragraph.text[:at], paragraph.text[at:].strip()


def test_both_parts_of_a_split_paragraph_stand_on_its_sources(desk):
    _room, report, me = desk
    raised = first(report, "raised:")
    head, rest = halves(raised)
    part = acts.split(me, raised.pk, head, rest, raised.revision)
    raised.refresh_from_db()
    assert (raised.text, part.text) == (head, rest)
    assert sources(raised) == sources(part) != set()
    assert raised.findings == part.findings != []
    assert texts(raised.section)[:2] == [head, rest]
    before = texts(raised.section)
    draft_report(me.consultation, "command")
    part.refresh_from_db()
    assert texts(raised.section) == before
    assert not part.is_outdated


def test_a_part_is_marked_when_what_it_came_from_would_be_drafted_otherwise(desk):
    room, report, me = desk
    process = first(report, "process")
    part = acts.split(me, process.pk, *halves(process), process.revision)
    question = me.consultation.sessions.get().questions.get(number=2)
    rooms.say(question, room.people["States 1"], "x", type="issue", sentence="records are kept in drawers")
    draft_report(me.consultation, "command")
    part.refresh_from_db()
    assert part.is_outdated


@pytest.mark.parametrize("given", [("", "All."), ("All.", ""), ("  ", "x")])
def test_nothing_is_split_off_from_nothing(desk, given):
    _room, report, me = desk
    raised = first(report, "raised:")
    with pytest.raises(RefusedError):
        acts.split(me, raised.pk, *given, raised.revision)
    assert first(report, "raised:").revision == raised.revision


def test_a_paragraph_that_changed_meanwhile_is_not_split(desk):
    _room, report, me = desk
    raised = first(report, "raised:")
    acts.edit(me, raised.pk, acts.Change("Another text.", raised.revision))
    with pytest.raises(StaleEditError) as stale:
        acts.split(me, raised.pk, "One.", "Two.", raised.revision)
    assert stale.value.given == "One. Two."


@pytest.mark.both_databases
def test_joined_paragraphs_stand_on_the_sources_of_both_also_in_a_new_draft(desk):
    _room, report, me = desk
    process = first(report, "process")
    own = acts.add(me, process.section_id, "And more.", after=process.pk)
    raised = first(report, "raised:")
    acts.place(me, raised.pk, process.section_id)
    while texts(process.section)[2] != raised.text:
        acts.move(me, raised.pk, up=True)
    wanted = sources(process) | sources(raised)
    acts.join(me, own.pk)
    acts.join(me, process.pk)
    process.refresh_from_db()
    assert process.text.endswith(f"And more. {raised.text}")
    assert sources(process) == wanted
    assert [one in process.findings for one in raised.findings] == [True] * len(raised.findings)
    draft_report(me.consultation, "command")
    process.refresh_from_db()
    assert sources(process) == wanted
    assert process.text.endswith(raised.text)
    assert Paragraph.objects.get(pk=raised.pk).removed_at is not None


def test_forms_that_differ_slots_and_the_last_are_not_joined(desk):
    _room, report, me = desk
    process = first(report, "process")
    quote = acts.add(me, process.section_id, "“Mine.”", after=process.pk, style="quote")
    with pytest.raises(RefusedError, match="different forms"):
        acts.join(me, process.pk)
    acts.remove(me, quote.pk)
    slot = first(report, "slot:next")
    with pytest.raises(RefusedError):
        acts.join(me, slot.pk)
    last = first(report, "process").section.paragraphs.filter(removed_at=None).last()
    with pytest.raises(RefusedError, match="no paragraph behind"):
        acts.join(me, last.pk)


def test_a_moved_paragraph_stays_where_it_was_put_and_is_drafted_there(desk):
    room, report, me = desk
    raised, process = first(report, "raised:"), first(report, "process")
    acts.place(me, raised.pk, process.section_id)
    rooms.say(
        me.consultation.sessions.get().questions.get(number=1),
        room.people["States 2"],
        "x",
        type="issue",
        sentence="forms are lost in the post",
    )
    draft_report(me.consultation, "command")
    raised.refresh_from_db()
    assert raised.section_id == process.section_id
    assert Paragraph.objects.filter(section__report=report, key=raised.key).count() == 1


def test_a_paragraph_does_not_move_to_a_section_of_another_report(desk):
    _room, report, me = desk
    elsewhere = draft_report(rooms.lively().consultation, "command")
    with pytest.raises(RefusedError):
        acts.place(me, first(report, "process").pk, elsewhere.sections.first().pk)


# --- sections ------------------------------------------------------------------------------------------------------


def headings(report: Report) -> list[str]:
    return list(report.sections.filter(removed_at=None).values_list("heading", flat=True))


def test_what_people_did_to_sections_stays_in_a_new_draft(desk):
    _room, report, me = desk
    first_one, *_rest = report.sections.all()
    last = report.sections.last()
    sections.change(me, first_one.pk, "How it went", 1, before=first_one.heading)
    own = sections.add(me, report.pk, "Of my own", after=first_one.pk)
    acts.add(me, own.pk, "Mine.")
    sections.move(me, last.pk, up=True)
    before = headings(report)
    assert before[:2] == ["How it went", "Of my own"]
    draft_report(me.consultation, "command")
    assert headings(report) == before
    assert texts(own) == ["Mine."]


@pytest.mark.both_databases
def test_a_removed_section_is_not_printed_and_comes_back_whole(desk):
    _room, report, me = desk
    section = report.sections.get(key="process")
    one = section.paragraphs.first()
    acts.remove(me, one.pk)
    before = [block.text for block in report_blocks(report)]
    sections.remove(me, section.pk)
    printed = [block.text for block in report_blocks(report)]
    assert section.heading not in printed
    draft_report(me.consultation, "command")
    assert [block.text for block in report_blocks(report)] == printed
    sections.remove(me, section.pk, back=True)
    assert [block.text for block in report_blocks(report)] == before
    assert Paragraph.objects.get(pk=one.pk).removed_at is not None


def test_a_main_section_moves_with_what_stands_under_it(desk):
    _room, report, me = desk
    rows = list(report.sections.all())
    main = next(row for row, behind in pairwise(rows) if (row.level, behind.level) == (1, 2))
    own = [row.heading for row in sections.under(rows, main)]
    sections.move(me, main.pk, up=True)
    now = headings(report)
    at = now.index(main.heading)
    assert now[at : at + len(own)] == own
    assert at < [row.pk for row in rows].index(main.pk)
    sections.move(me, main.pk, up=False)
    assert headings(report) == [row.heading for row in rows]


def test_two_who_rename_a_section_at_once_hear_of_each_other(desk):
    _room, report, me = desk
    section = report.sections.get(key="process")
    sections.change(me, section.pk, "How it went", 1, before=section.heading)
    with pytest.raises(RefusedError, match=r"“How it went”.*“Another”"):
        sections.change(me, section.pk, "Another", 1, before=section.heading)


@pytest.mark.parametrize(("heading", "level"), [("", 1), ("x" * 301, 1), ("Fine", 4)])
def test_a_heading_is_a_line_on_one_of_three_levels(desk, heading, level):
    _room, report, me = desk
    with pytest.raises(RefusedError):
        sections.add(me, report.pk, heading, level=level)
    assert not report.sections.filter(is_own=True).exists()


def test_a_report_has_no_more_sections_than_can_be_numbered(desk):
    _room, report, me = desk
    Section.objects.bulk_create(Section(report=report, key=f"x{n}", heading="x") for n in range(sections.MOST))
    with pytest.raises(RefusedError, match="at most"):
        sections.add(me, report.pk, "One more")


def test_what_people_took_off_stays_off_in_a_new_draft(desk):
    _room, report, me = desk
    raised = first(report, "raised:")
    off = raised.evidence.first()
    Evidence.everything.filter(pk=off.pk).update(detached_at=report.drafted_at)
    draft_report(me.consultation, "command")
    assert off.contribution_id not in raised.evidence.values_list("contribution", flat=True)

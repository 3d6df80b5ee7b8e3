"""A paragraph has one number wherever it is shown, and a heading is printed where something stands under it."""

import pytest
from django.utils import timezone

from consult.attribution import Audience
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph, Section
from synthesis.models.report import Grounding, ReportState, Style
from synthesis.queries import desk, rephrasing, takeout
from synthesis.queries.checks import draft_of
from synthesis.queries.printed import is_printed, numbers, paragraphs_of, printed_sections
from synthesis.queries.units import coverage
from synthesis.writers.blocks import placed_blocks
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    """A draft with one paragraph removed and another without a number."""
    made = draft_report(rooms.lively("on-the-record").consultation, "command")
    rows = list(paragraphs_of(made).filter(style=Style.PARAGRAPH))
    Paragraph.objects.filter(pk=rows[1].pk).update(removed_at=timezone.now())
    Paragraph.objects.filter(pk=rows[3].pk).update(style=Style.PLAIN)
    return made


def test_desk_page_checks_and_lists_tell_the_same_numbers(report):
    number = numbers(report, paragraphs_of(report))
    told = {pk: str(one) for pk, one in number.items() if one.own is not None}
    assert list(told.values()) == [str(place) for place in range(1, len(told) + 1)]
    assert len(told) > 5
    printed = {p.pk: b.number for b, p in placed_blocks(report, Audience.OUTSIDE) if p and b.kind == "paragraph"}
    assert {pk: place for pk, place in printed.items() if place} == told
    _draft, places = draft_of(report)
    assert {place.paragraph: place.number for place in places.values() if place.number} == told
    shown = [item for section in desk.sections(report, Audience.DESK) for item in section.paragraphs]
    assert {item.paragraph.pk: str(item.number) for item in shown if item.number} == told
    assert {pk: str(desk.one(Paragraph.objects.get(pk=pk), Audience.DESK).number) for pk in told} == told
    labels = dict(takeout.passages(report))
    assert {pk: labels[str(pk)].partition(".")[0] for pk in told} == told
    worded = [one for one in rephrasing.wordings(report) if one.number]
    assert worded
    assert all(told[one.paragraph.pk] == str(one.number) for one in worded)
    places = {place.paragraph: place.number for unit in coverage(report) for place in unit.places}
    assert places
    assert all(place == number[pk] for pk, place in places.items())


def test_what_has_no_number_knows_the_one_before_it(report):
    rows = list(paragraphs_of(report))
    number = numbers(report, rows)
    plain = next(at for at, row in enumerate(rows) if row.style == Style.PLAIN and number[row.pk].last)
    assert (number[rows[plain].pk].own, str(number[rows[plain].pk])) == (None, "")
    assert number[rows[plain].pk].last == number[rows[plain - 1].pk].last


@pytest.mark.parametrize("state", [ReportState.EMBARGOED, ReportState.PUBLISHED, ReportState.WITHDRAWN])
def test_what_is_still_to_be_written_is_printed_in_a_draft_and_for_the_desk_alone(report, state):
    slot = Paragraph(grounding=Grounding.SLOT)
    assert is_printed(slot, report)
    report.state = state
    assert not is_printed(slot, report)
    assert is_printed(slot, report, Audience.DESK)


def test_a_heading_is_printed_where_something_stands_under_it_or_under_a_heading_below(report):
    Section.objects.filter(report=report).delete()
    for place, (key, level) in enumerate([("a", 1), ("b", 2), ("c", 3), ("d", 2), ("e", 1), ("f", 2), ("g", 1)]):
        made = Section.objects.create(report=report, key=key, heading=key, level=level, position=place)
        if key in "cf":
            removed = timezone.now() if key == "f" else None
            Paragraph.objects.create(section=made, text="Said.", removed_at=removed)
    rows = list(report.sections.prefetch_related("paragraphs"))
    assert [section.key for section, _paragraphs in printed_sections(report, rows)] == ["a", "b", "c"]
    assert [section.key for section, _paragraphs in printed_sections(report, rows, filled={"g"})][-1] == "g"

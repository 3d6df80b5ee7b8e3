"""The published report as a site: its pages, what leads from one to the next, and what machines are told of it."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.models import Consultation
from sessions_app.models import Recommendation
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph, Report
from synthesis.models.report import Grounding, ReportState, Style
from synthesis.writers.parts import book_of
from tests.factories import Room, open_phases
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return rooms.lively(visibility="public")


@pytest.fixture
def report(room: Room) -> Report:
    return published(draft_report(room.consultation, "command"))


def published(report: Report) -> Report:
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    at = datetime(2025, 12, 12, 9, tzinfo=UTC)
    Report.objects.filter(pk=report.pk).update(state=ReportState.PUBLISHED, published_at=at)
    open_phases(report.consultation, ["published"])
    report.refresh_from_db()
    return report


def page(name: str, report: Report, *more: object) -> str:
    answer = Client().get(reverse(name, args=[report.consultation.slug, report.pk, *more]))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-cache"
    return answer.text


def test_the_front_page_has_masthead_summary_contents_and_how_to_cite(report) -> None:
    front = page("report", report)
    book = book_of(report)
    for block in book.masthead:
        assert block.label in front
    for part in book.parts:
        assert reverse("report_part", args=[report.consultation.slug, report.pk, part.number]) in front
    summary = re.search(r'<div id="report-text">(.*?)</div>', front, re.S)
    assert summary is not None
    assert book.summary[0].items[0].block.text[:40] in summary[1]
    citation = re.search(r'id="citation"[^>]*>([^<]*)<', front)
    assert citation is not None
    assert citation[1].startswith("Host body, “")
    assert "12 December 2025" in citation[1]
    assert citation[1].endswith(f"http://testserver/c/{report.consultation.slug}/report/{report.pk}/")
    assert "style=" not in front


def test_every_paragraph_stands_on_one_part_with_its_number_and_the_parts_lead_to_each_other(report) -> None:
    book = book_of(report)
    assert len(book.parts) > 3
    seen: list[str] = []
    for part in book.parts:
        text = page("report_part", report, part.number)
        seen += re.findall(r'id="p(\d+)"', text)
        assert ('rel="prev"' in text) is (part.number > 1)
        assert ('rel="next"' in text) is (part.number < len(book.parts))
        assert text.count("<h1") == 1
    whole = page("report_whole", report)
    assert seen == re.findall(r'id="p(\d+)"', whole) == [str(n) for n in range(1, len(seen) + 1)]
    missing = Client().get(reverse("report_part", args=[report.consultation.slug, report.pk, len(book.parts) + 1]))
    assert missing.status_code == 404


def test_the_address_of_a_paragraph_leads_to_where_it_stands(report) -> None:
    book = book_of(report)
    part = book.part_of_paragraph("3")
    assert part is not None
    answer = Client().get(reverse("report_paragraph", args=[report.consultation.slug, report.pk, 3]))
    wanted = reverse("report_part", args=[report.consultation.slug, report.pk, part.number]) + "#p3"
    assert answer["Location"] == wanted
    gone = Client().get(reverse("report_paragraph", args=[report.consultation.slug, report.pk, 999]))
    assert gone.status_code == 404


def test_recommendations_stand_by_addressee_and_a_query_shows_those_of_one(report) -> None:
    address = reverse("report_recommendations", args=[report.consultation.slug, report.pk])
    every = Client().get(address).text
    assert "States should publish what they assess." in every.replace("<b>", "").replace("</b>", "")
    assert "Businesses" in every
    one = Client().get(address, {"addressee": "States"}).text
    assert "should publish what they assess." in one
    assert "should keep registers" not in one
    assert Client().get(address, {"addressee": "Nobody"}).text.count("<li dir") == every.count("<li dir")


def test_where_nobody_was_given_a_recommendation_stands_under_whom_its_words_address(room) -> None:
    Recommendation.objects.update(addressees=[])
    report = published(draft_report(room.consultation, "command"))
    every = page("report_recommendations", report)
    assert re.search(r"<h2[^>]*><bdi>States</bdi>", every)
    assert "Without an addressee" not in every


def test_a_recommendation_with_a_nested_one_and_an_addressee_in_front(report) -> None:
    item = Paragraph.objects.filter(
        section__report=report, style=Style.LIST_ITEM, evidence__recommendation__number="1.1"
    )
    Paragraph.objects.create(
        section=item.get().section, style=Style.LIST_ITEM, level=1, text="This could be a form.", position=10_000,
        grounding=Grounding.OWN,
    )  # fmt: skip
    assert "<b>States</b> should publish" in page("report_recommendations", report)
    whole = page("report_whole", report)
    assert re.search(r'<ul class="recs"><li dir="auto"><span data-said>This could be a form\.', whole)


def test_charts_stand_beside_tables_as_far_as_the_rule_lets_them(report) -> None:
    text = page("report_charts", report)
    assert '<svg class="chart diverging"' in text
    assert "Positions on text 1.1" in text
    Consultation.objects.update(attribution_rule="chatham-house")
    Recommendation.objects.filter(number="1.1").update(state="candidate")
    kept = page("report_charts", report)
    assert '<svg class="chart' not in kept
    assert "Nothing may be shown of positions on this text." in kept


def test_machines_are_told_what_it_is_and_a_draft_or_a_hidden_one_is_not_to_be_found(report) -> None:
    front = page("report", report)
    assert f'<link rel="canonical" href="http://testserver/c/{report.consultation.slug}/report/{report.pk}/">' in front
    assert '<meta name="citation_publication_date" content="2025/12/12">' in front
    assert "noindex" not in front
    Consultation.objects.update(visibility="link")
    assert "noindex" in page("report", report)


def test_several_reports_are_listed_with_their_days(report) -> None:
    second = Report.objects.create(
        consultation=report.consultation, title="Another report", drafted_at=timezone.now(),
        state=ReportState.PUBLISHED, published_at=datetime(2026, 1, 5, tzinfo=UTC), edition=2,
    )  # fmt: skip
    text = Client().get(reverse("reports", args=[report.consultation.slug])).text
    assert "12 December 2025" in text
    assert "5 January 2026" in text
    assert "edition 2" in text
    assert second.get_absolute_url() in text


def test_reading_aloud_is_offered_only_by_the_script_that_can(report) -> None:
    text = page("report_part", report, 1)
    assert re.search(r'data-speech="report-text" data-parts="\[data-said\]"[^>]* hidden>', text)
    assert "data-said" in text.split('id="report-text"')[1]


def test_footnotes_are_cited_where_they_belong_and_break_no_list(report) -> None:
    section = report.sections.get(key="process")
    rows = [("Asked for:", Style.PARAGRAPH, 0), ("Light;", Style.LETTER, 0), ("Of 1901.", Style.FOOTNOTE, 0)]
    rows += [("At night;", Style.LETTER, 1), ("Oil.", Style.LETTER, 0), ("Of 1902.", Style.FOOTNOTE, 0)]
    for place, (text, style, level) in enumerate(rows):
        Paragraph.objects.create(
            section=section, grounding="own", style=style, text=text, level=level, position=9000 + place
        )
    part = next(one for one in book_of(report).parts if one.key == "process")
    text = page("report_part", report, part.number)
    assert re.findall(r'data-said>([^<]*)</span><sup class="cited" id="cited-(\d+)"><a href="#note-\2"', text) == [
        ("Light;", "1"),
        ("Oil.", "2"),
    ]
    assert re.findall(r'<li id="note-(\d+)" value="\1" dir="auto">([^<]*) <a href="#cited-\1"', text) == [
        ("1", "Of 1901."),
        ("2", "Of 1902."),
    ]
    assert re.findall(r'<span class="no">(\([a-z]+\))</span>', text) == ["(a)", "(i)", "(b)"]
    assert text.count('<ul class="letters">') == 2

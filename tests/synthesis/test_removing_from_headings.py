"""A heading that was made of a recommendation goes with it, here and in the reports that took it; others stay."""

import pytest
from django.utils import timezone

from sessions_app.models import GuidingQuestion, Recommendation, RecommendationVersion
from synthesis.actions import removing_texts
from synthesis.models import Report, Section
from synthesis.models.report import ReportState, Template
from tests.synthesis import rooms
from tests.synthesis.test_removing_texts import WHY, convenor, publish, room

pytestmark = pytest.mark.django_db
__all__ = ["room"]
GONE = "[This heading was removed.]"


def headings(report: Report) -> list[str]:
    return list(report.sections.values_list("heading", flat=True))


def with_text(room, text: str) -> Recommendation:
    row = Recommendation.objects.get(number="1.1")
    RecommendationVersion.objects.filter(recommendation=row).update(text=text)
    return row


def test_a_theme_named_after_a_recommendation_loses_its_name_here_and_where_it_was_taken(room) -> None:
    row = with_text(room, "States should protect zqherq.")
    report = publish(room, Template.CONFERENCE)
    [theme] = [one for one in headings(report) if "zqherq" in one]
    assert theme.endswith(": Protect zqherq")
    kept = [one for one in headings(report) if one != theme]
    here = room.consultation.pk
    parent = rooms.lively()
    made = Report.objects.create(
        consultation=parent.consultation, title="Of all", is_rollup=True, drafted_at=timezone.now(),
        state=ReportState.PUBLISHED, published_at=timezone.now(),
    )  # fmt: skip
    for key, heading in ((f"c{here}", "The part"), (f"c{here}.q1", theme), (f"c9.c{here}.q1", theme)):
        Section.objects.create(report=made, key=key, heading=heading)
    removing_texts.remove_recommendation(convenor(room), row.pk, WHY)
    made.refresh_from_db()
    assert headings(made) == ["The part", GONE, GONE]
    assert made.edition == 2
    assert [one for one in headings(report) if one != GONE] == kept
    assert headings(report).count(GONE) == 1


@pytest.mark.parametrize(
    ("heading", "goes"),
    [
        ("To publish what they assess each year", True),
        ("Theme 7: publish what they assess", True),
        ("Participation", False),
        ("Theme 7: States", False),
        ("Question 1: Assess each year, and publish what they find", False),
    ],
)
def test_a_heading_that_people_wrote_goes_where_it_shares_its_words(room, heading, goes) -> None:
    row = with_text(room, "States should publish what they assess each year.")
    report = publish(room, Template.BODY)
    section = Section.objects.create(report=report, key="own", heading=heading, is_own=True)
    removing_texts.remove_recommendation(convenor(room), row.pk, WHY)
    section.refresh_from_db()
    assert section.heading == (GONE if goes else heading)


def test_a_heading_that_is_the_name_of_a_question_stays(room) -> None:
    row = with_text(room, "States should grant access to justice for all.")
    GuidingQuestion.objects.filter(pk=row.question_id).update(short_title="Access to justice for all")
    report = publish(room, Template.BODY)
    section = Section.objects.create(report=report, key="own", heading="Question 1: Access to justice for all")
    removing_texts.remove_recommendation(convenor(room), row.pk, WHY)
    section.refresh_from_db()
    assert section.heading == "Question 1: Access to justice for all"

"""Tables by group when the rule became stricter after the draft: nothing that may no longer be told is printed."""

import pytest
from django.utils import timezone

from consult.models import Consultation, Participant
from consult.procedure import PhaseKind, RefusedError
from synthesis.actions import approval, paragraph, publishing
from synthesis.actions.drafting import draft_report
from synthesis.actions.tabulating import tabulate
from synthesis.models import Paragraph, Report
from synthesis.writers.blocks import report_blocks
from tests.factories import Room, open_phases
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db
CAPTION = "My own words over the table"


@pytest.fixture
def room() -> Room:
    room = rooms.lively()
    open_phases(room.consultation, list(PhaseKind))
    return room


@pytest.fixture
def report(room: Room) -> Report:
    """A report that is the two tables."""
    report = draft_report(room.consultation, "command")
    kept = {"participation", "coverage"}
    Paragraph.objects.filter(section__report=report).exclude(key__in=kept, section__key="annex.participation").delete()
    assert all(table_of(report, key).rows for key in kept)
    return report


def table_of(report: Report, key: str) -> Paragraph:
    return Paragraph.objects.get(section__report=report, key=key)


def tighten(room: Room, rule: str) -> None:
    Consultation.objects.filter(pk=room.consultation.pk).update(attribution_rule=rule)
    room.consultation.refresh_from_db()


def caption(report: Report, key: str) -> None:
    Paragraph.objects.filter(pk=table_of(report, key).pk).update(text=CAPTION, edited_at=timezone.now())


@pytest.mark.parametrize("is_captioned", [False, True])
def test_no_count_by_group_is_published_under_the_chatham_house_rule_whoever_wrote_over_it(
    room: Room, report: Report, is_captioned: bool
) -> None:
    for key in ("participation", "coverage") if is_captioned else ():
        caption(report, key)
    tighten(room, "chatham-house")
    publishing.publish(rooms.at_desk(room, "convenor"), report)
    for key in ("participation", "coverage"):
        assert (table_of(report, key).rows, table_of(report, key).findings) == ([], [])
    assert not [block for block in report_blocks(Report.objects.get(pk=report.pk)) if block.kind == "table"]


def test_what_is_approved_under_the_chatham_house_rule_holds_no_counts_by_group(room: Room, report: Report) -> None:
    tighten(room, "chatham-house")
    approval.approve(rooms.at_desk(room, "chair"), report.pk)
    assert [table_of(report, key).rows for key in ("participation", "coverage")] == [[], []]


def test_a_text_approved_with_counts_is_opened_again_before_it_is_published_under_that_rule(
    room: Room, report: Report
) -> None:
    chair, convenor = rooms.at_desk(room, "chair"), rooms.at_desk(room, "convenor")
    approval.approve(chair, report.pk)
    tighten(room, "chatham-house")
    with pytest.raises(RefusedError, match="can open it again"):
        publishing.publish(convenor, report)
    approval.open_again(chair, report.pk, "Counts do not leave the room.")
    publishing.publish(convenor, report)
    assert table_of(report, "participation").rows == []


def test_a_group_that_became_too_small_to_be_told_leaves_the_table_and_the_words_over_it_stay(
    room: Room, report: Report
) -> None:
    of_states = Participant.objects.filter(group=room.groups["States"]).order_by("pk")
    of_states.filter(pk__in=list(of_states.values_list("pk", flat=True)[2:])).delete()
    tighten(room, "by-group")
    caption(report, "participation")
    tabulate(Report.objects.get(pk=report.pk))
    table = table_of(report, "participation")
    assert table.text == CAPTION
    assert "States" not in str(table.rows)
    assert [int(row[1]) for row in table.rows[1:]] == list(table.findings[0]["numbers"].values())
    assert len(table.rows) > 2


def test_numbers_stay_those_of_the_draft_while_each_group_may_be_told(room: Room, report: Report) -> None:
    """The text beside the table tells them too."""
    before = table_of(report, "participation").rows
    Participant.objects.filter(group=room.groups["States"]).last().delete()
    tabulate(Report.objects.get(pk=report.pk))
    assert table_of(report, "participation").rows == before


def test_removed_tables_stay_as_they_are(room: Room, report: Report) -> None:
    row = table_of(report, "participation")
    paragraph.remove(rooms.at_desk(room), row.pk)
    tighten(room, "chatham-house")
    tabulate(Report.objects.get(pk=report.pk))
    assert table_of(report, "participation").rows == row.rows

"""A report whose rule became stricter after it was drafted: no figure that the rule keeps back now goes out."""

import io
import re
import zipfile
from datetime import timedelta
from html import unescape

import pypdfium2
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from consult.attribution import Rule
from consult.models import Consultation, Elector, RecordEntry
from consult.procedure import PhaseKind, RefusedError
from sessions_app.models import GuidingQuestion
from synthesis.actions import approval, paragraph, publishing
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph, Report, Snapshot
from synthesis.models.report import Grounding, ReportState
from synthesis.queries.checks import checks_of
from synthesis.tasks import make_files
from synthesis.writers import FORMATS
from synthesis.writers.material import material_of
from synthesis.writers.offers import offers
from tests.factories import ParticipantFactory, Room, open_phases
from tests.synthesis import rooms, told, voted
from tests.synthesis.test_embargo import addresses

pytestmark = pytest.mark.django_db


def tighten(room: Room, rule: str, **fields: object) -> None:
    Consultation.objects.filter(pk=room.consultation.pk).update(attribution_rule=rule, **fields)
    room.consultation.refresh_from_db()


def kept_figures(report: Report) -> list[str]:
    found = checks_of(Report.objects.get(pk=report.pk)).leaking
    return [one.fault.words for one in found if one.fault.rule in {"kept-figure", "count"}]


@pytest.mark.parametrize("rule", [str(rule) for rule in Rule])
@pytest.mark.parametrize("template", told.TEMPLATES)
def test_a_draft_under_a_rule_holds_no_figure_that_the_rule_keeps_back(template: str, rule: str) -> None:
    """What is drafted under a rule is nothing that has to be taken out under it."""
    for room in (rooms.lively(rule, slug=f"lively-{rule}"), voted.sober(rule)):
        report = told.draft(room.consultation, template)
        assert kept_figures(report) == []


# --- every format ---------------------------------------------------------------------------------------------------

SUPPORT, LIVE_WITH, OBJECT, ABSTAIN = 83, 61, 47, 9  # of 200; none is a day, and none stands elsewhere in a report
STATES, ALL = 51, 201  # delegations that took part
MARKERS = re.compile(rf"(?<![\w.,:#/-])(?:{'|'.join(map(str, (SUPPORT, LIVE_WITH, OBJECT, STATES, ALL)))})(?![\w:/-])")


@pytest.fixture
def crowd() -> Room:
    """Two hundred delegations answered a check on the record; nobody is named in what was said of it."""
    room = rooms.lively(per_group=50, visibility="public")
    room.consultation.quotes = False
    question = GuidingQuestion.objects.filter(session__consultation=room.consultation).first()
    electors = Elector.objects.filter(electorate=room.electorate).exclude(participant=room.people["participant"])
    given = ["support"] * SUPPORT + ["live-with"] * LIVE_WITH + ["object"] * OBJECT + ["abstain"] * ABSTAIN
    pks = sorted(electors.values_list("pk", flat=True))[:200]
    version = rooms.add_text(room, question, "1.3", "States should light every lamp.", addressees=["States"])
    rooms.check(room, version, {pk: (choice, "") for pk, choice in zip(pks, given, strict=True)})
    open_phases(room.consultation, list(PhaseKind))
    return room


def read(room: Room, report: Report) -> dict[str, str]:
    """Address -> what anybody reads there: tags, drawings and what only programs use left out."""
    client, found = Client(), {}
    for address in addresses(room, report):
        answer = client.get(address, follow=True)
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[address] = _words(data) if data and answer.status_code == 200 else ""
    return found


def _words(data: bytes) -> str:
    if data.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(data)
        return "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    if not data.startswith(b"PK"):
        return _plain(data)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = packed.namelist()
        if "xl/workbook.xml" in names:
            sheets = load_workbook(io.BytesIO(data)).worksheets
            return "\n".join(str(cell) for one in sheets for row in one.iter_rows(values_only=True) for cell in row)
        kept = [name for name in names if "style" not in name and "theme" not in name and "settings" not in name]
        return "\n".join(_words(packed.read(name)) for name in kept)


def _plain(data: bytes) -> str:
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", data.decode("utf-8", "replace"), flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", text))


def of_formats(room: Room, report: Report, found: dict[str, str]) -> dict[str, str]:
    return {one: found[reverse("export", args=[room.slug, report.pk, one])] for one in FORMATS}


def finish(report: Report) -> None:
    """Whoever writes the report writes what is left to be written."""
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()


def test_no_format_and_no_page_tells_a_figure_that_the_rule_came_to_keep_back(crowd: Room) -> None:
    convenor = rooms.at_desk(crowd, "convenor")
    report = draft_report(crowd.consultation, "command")
    finish(report)
    tighten(crowd, "chatham-house")
    with pytest.raises(RefusedError, match=r"Something could give somebody away.*: A figure that the rule keeps back"):
        publishing.publish(convenor, report)
    draft_report(crowd.consultation, "command", Report.objects.get(pk=report.pk))
    finish(report)
    publishing.publish(convenor, report)
    make_files.call(report.pk)
    found = read(crowd, report)
    assert all(of_formats(crowd, report, found).values())
    told = {address: MARKERS.findall(text) for address, text in found.items()}
    assert {address: figures for address, figures in told.items() if figures} == {}
    assert "On the record" not in found[reverse("report_whole", args=[crowd.slug, report.pk])]


def test_the_reader_of_formats_notices_figures_that_may_be_told(crowd: Room) -> None:
    report = draft_report(crowd.consultation, "command")
    finish(report)
    publishing.publish(rooms.at_desk(crowd, "convenor"), report)
    make_files.call(report.pk)
    found = read(crowd, report)
    assert [one for one, text in of_formats(crowd, report, found).items() if not MARKERS.search(text)] == []
    assert MARKERS.search(found[reverse("results", args=[crowd.slug])])


# --- how it is put right --------------------------------------------------------------------------------------------


@pytest.fixture
def report(crowd: Room) -> Report:
    """Drafted on the record; now under the Chatham House Rule."""
    report = draft_report(crowd.consultation, "command")
    finish(report)
    tighten(crowd, "chatham-house")
    return report


def test_the_refusal_names_the_paragraph(crowd: Room, report: Report) -> None:
    first = checks_of(report).leaking[0]
    with pytest.raises(RefusedError, match=re.escape(f" {first.place.number}: {first.name}")):
        publishing.publish(rooms.at_desk(crowd, "convenor"), report)


@pytest.mark.parametrize("number", ["83", "two", "five delegations and 12 per cent"])
def test_a_figure_that_a_person_writes_under_the_rule_is_kept_back_too(
    crowd: Room, report: Report, number: str
) -> None:
    draft_report(crowd.consultation, "command", report)
    finish(report)
    words = f"It was asked for by {number} delegations."
    row = Paragraph.objects.filter(section__report=report, style="paragraph").first()
    Paragraph.objects.filter(pk=row.pk).update(text=words, edited_at=timezone.now())
    with pytest.raises(RefusedError, match="A count or share under the Chatham House Rule"):
        publishing.publish(rooms.at_desk(crowd, "convenor"), report)


def test_a_table_of_positions_loses_them_whoever_wrote_over_it(crowd: Room, report: Report) -> None:
    table = Paragraph.objects.get(section__report=report, key="results")
    assert str(SUPPORT) in str(table.rows)
    paragraph.edit(rooms.at_desk(crowd), table.pk, paragraph.Change(text="My words over it", revision=table.revision))
    table.refresh_from_db()
    assert (table.rows, table.findings) == ([], [])


def test_a_row_of_the_table_that_may_still_be_told_stays(crowd: Room) -> None:
    report = draft_report(crowd.consultation, "command")
    of_other = crowd.consultation.recommendations.get(number="1.3")
    of_other.question.attribution_rule = "chatham-house"
    of_other.question.save()
    second = GuidingQuestion.objects.exclude(pk=of_other.question_id).get()
    crowd.consultation.recommendations.filter(number="1.1").update(question=second)
    table = Paragraph.objects.get(section__report=report, key="results")
    before = table.rows
    paragraph.edit(rooms.at_desk(crowd), table.pk, paragraph.Change(text="My words over it", revision=table.revision))
    table.refresh_from_db()
    assert table.rows == [row for row in before if row[0] != "1.3"]


def test_an_approved_text_with_such_a_table_is_opened_again_before_it_is_published(crowd: Room) -> None:
    report = draft_report(crowd.consultation, "command")
    Paragraph.objects.filter(section__report=report).exclude(key="results").delete()
    chair, convenor = rooms.at_desk(crowd, "chair"), rooms.at_desk(crowd, "convenor")
    approval.approve(chair, report.pk)
    tighten(crowd, "chatham-house")
    with pytest.raises(RefusedError, match="can open it again"):
        publishing.publish(convenor, report)
    approval.open_again(chair, report.pk, "Counts do not leave the room.")
    publishing.publish(convenor, report)
    assert Paragraph.objects.get(section__report=report).rows == []


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous"])
def test_the_reason_of_an_objection_loses_its_words_under_a_strict_rule(rule: str) -> None:
    room = rooms.lively()
    report = draft_report(room.consultation, "command")
    row = Paragraph.objects.get(section__report=report, key__startswith="result:")
    text = "The reason given was: “It would name victims.”"  # as it reads once the name is taken out
    Paragraph.objects.filter(pk=row.pk).update(text=text, edited_at=timezone.now())
    assert "unconsented" not in [one.fault.rule for one in checks_of(report).leaking]
    tighten(room, rule)
    found = [one.fault for one in checks_of(Report.objects.get(pk=report.pk)).leaking if one.place.paragraph == row.pk]
    assert [(one.rule, one.words) for one in found] == [("unconsented", "It would name victims")]


def test_a_small_group_may_not_be_told_of_under_a_rule_by_group(crowd: Room) -> None:
    report = draft_report(crowd.consultation, "command")
    finish(report)
    assert kept_figures(report) == []
    tighten(crowd, "by-group", smallest_cell=51)
    told = Paragraph.objects.get(section__report=report, key="process")
    assert set(kept_figures(report)) >= {"50"}
    assert f"States ({STATES})" in told.text


# --- files that are there already, and an embargo ---------------------------------------------------------------------


def test_files_of_a_draft_that_were_made_before_are_not_offered(crowd: Room) -> None:
    report = draft_report(crowd.consultation, "command")
    make_files.call(report.pk)
    report.refresh_from_db()
    text = material_of(report, tables=False)
    assert any(one.file for one in offers(report, text))
    tighten(crowd, "chatham-house")
    report.refresh_from_db()
    assert not any(one.file for one in offers(report, text))


@pytest.fixture
def waiting(crowd: Room) -> Report:
    """Under an embargo until tomorrow, with its files made, drafted on the record."""
    report = draft_report(crowd.consultation, "command")
    finish(report)
    publishing.publish(rooms.at_desk(crowd, "convenor"), report, timezone.now() + timedelta(days=1))
    make_files.call(report.pk)
    return report


def state_of(report: Report) -> tuple[str, bool]:
    """Its state, and whether files of it are kept."""
    report.refresh_from_db()
    return report.state, Snapshot.objects.filter(report=report).exists()


def test_a_report_that_waits_and_comes_under_a_stricter_rule_is_a_draft_again(crowd: Room, waiting: Report) -> None:
    call_command("tick", "--once")
    assert state_of(waiting) == (ReportState.EMBARGOED, True)
    tighten(crowd, "chatham-house")
    call_command("tick", "--once")
    assert state_of(waiting) == (ReportState.DRAFT, False)
    assert RecordEntry.objects.get(act="report held back").actor == "rule"


def test_a_report_that_stands_under_changed_rules_is_looked_at_once(
    crowd: Room, waiting: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []

    def look(report: Report) -> bool:
        looked.append(report.pk)
        return False

    monkeypatch.setattr(publishing, "tells_too_much", look)
    type(crowd.consultation).objects.filter(pk=crowd.consultation.pk).update(smallest_cell=6)
    for _ in range(3):
        publishing.hold_back_tightened()
    assert looked == [waiting.pk]
    assert state_of(waiting) == (ReportState.EMBARGOED, True)


def test_whoever_joins_under_a_telling_name_stops_no_report(crowd: Room, waiting: Report) -> None:
    words = Paragraph.objects.filter(section__report=waiting, key="process").get().text.split()
    ParticipantFactory(consultation=crowd.consultation, name=" ".join(words[:3]))
    publishing.hold_back_tightened()
    assert state_of(waiting) == (ReportState.EMBARGOED, True)

"""What else goes when something is taken out: its footnotes, what the reports made of it took over, other files."""

import json

import pytest
from django.utils import timezone

from consult.models import Consultation, Elector
from consult.procedure import PhaseKind
from consult.queries.people import here
from sessions_app.states import Method
from synthesis.actions import removing, rollup
from synthesis.actions.editions import Why
from synthesis.models import Edition, Paragraph, ParagraphSource, Report, ReportFile, Snapshot
from synthesis.models.report import Grounding, ReportState, Style
from synthesis.tasks import make_files
from tests.factories import Room, make_room, open_phases
from tests.synthesis import rooms

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WHY = Why("safety", "Somebody is threatened.")
GONE = ""  # the text of what stands in the place of a removed paragraph
HEADING_GONE = "[This heading was removed.]"


@pytest.fixture
def room() -> Room:
    room = make_room(title="One region", visibility="public")
    open_phases(room.consultation, list(PhaseKind))
    return room


def convenor(room: Room):
    return here(room.consultation, room.people["convenor"].user)


def published(consultation: Consultation, **fields: object) -> Report:
    return Report.objects.create(
        consultation=consultation, title="Of it", drafted_at=timezone.now(), published_at=timezone.now(),
        state=ReportState.PUBLISHED, **fields,
    )  # fmt: skip


def written(report: Report, *texts: tuple[str, str]) -> list[Paragraph]:
    """Paragraphs under a heading, in their order. texts: (style, text)."""
    section = report.sections.get_or_create(key="process", heading="What was said")[0]
    return [
        Paragraph.objects.create(section=section, style=style, text=text, position=place)
        for place, (style, text) in enumerate(texts)
    ]


def copied(report: Report, rows: list[Paragraph]) -> Report:
    """A published report of reports in another consultation, made of a report."""
    parent = make_room(title="All regions").consultation
    made = published(parent, is_rollup=True)
    key = rollup.heading_key(report.consultation_id, rows[0].section.key)
    section = made.sections.create(key=key, heading=rows[0].section.heading, level=2)
    for row in rows:
        copy = Paragraph.objects.create(section=section, style=row.style, text=row.text, position=row.position)
        ParagraphSource.objects.create(paragraph=copy, report=report, of=row)
    return made


def headings(report: Report) -> list[str]:
    return [row.heading for row in report.sections.all()]


def texts(report: Report) -> list[str]:
    return [row.text for row in Paragraph.objects.filter(section__report=report)]


NOTED = (
    (Style.PARAGRAPH, "First."),
    (Style.PARAGRAPH, "Second."),
    (Style.FOOTNOTE, "See the contributions of X and Y."),
    (Style.FOOTNOTE, "X wrote it."),
    (Style.PARAGRAPH, "Third."),
    (Style.FOOTNOTE, "See another."),
)


def test_a_passage_goes_with_its_footnotes_and_the_notes_of_others_keep_their_numbers(room) -> None:
    report = published(room.consultation)
    rows = written(report, *NOTED)
    removing.remove_passage(convenor(room), report, rows[1].pk, WHY)
    assert texts(report) == ["First.", GONE, GONE, GONE, "Third.", "See another."]
    marks = Paragraph.objects.filter(section__report=report, grounding=Grounding.REMOVED)
    assert [row.style for row in marks] == [Style.PARAGRAPH, Style.FOOTNOTE, Style.FOOTNOTE]


def test_a_footnote_goes_alone(room) -> None:
    report = published(room.consultation)
    rows = written(report, *NOTED)
    removing.remove_passage(convenor(room), report, rows[2].pk, WHY)
    assert texts(report) == ["First.", "Second.", GONE, "X wrote it.", "Third.", "See another."]


def test_a_footnote_is_of_the_paragraph_behind_which_it_is_printed(room) -> None:
    """Between the two stands what the rapporteur removed while it was a draft."""
    report = published(room.consultation)
    rows = written(report, (Style.PARAGRAPH, "Told."), (Style.PARAGRAPH, "Left."), (Style.FOOTNOTE, "X told it."))
    Paragraph.objects.filter(pk=rows[1].pk).update(removed_at=timezone.now())
    removing.remove_passage(convenor(room), report, rows[0].pk, WHY)
    assert texts(report) == [GONE, "Left.", GONE]


def test_in_a_report_of_reports_the_footnotes_go_too_those_taken_over_and_those_added_there(room) -> None:
    report = published(room.consultation)
    rows = written(report, *NOTED)
    made = copied(report, rows)
    section = made.sections.get()
    Paragraph.objects.create(section=section, style=Style.FOOTNOTE, text="X again.", position=3)
    removing.remove_passage(convenor(room), report, rows[1].pk, WHY)
    assert texts(made) == ["First.", GONE, GONE, GONE, GONE, "Third.", "See another."]
    assert Edition.objects.get(report=made).extent == "source"


def test_a_heading_goes_from_the_reports_of_reports_whatever_is_left_under_it_there(room) -> None:
    report = published(room.consultation)
    rows = written(report, (Style.PARAGRAPH, "Told."))
    made = copied(report, rows)
    of_these = copied(made, list(Paragraph.objects.filter(section__report=made)))
    another = copied(published(make_room().consultation), rows)
    removing.remove_passage(convenor(room), report, rows[0].pk, WHY)
    assert not ParagraphSource.objects.filter(report__in=[report, made]).exists()
    removing.remove_heading(convenor(room), report, rows[0].section_id, WHY)
    assert headings(report) == headings(made) == headings(of_these) == [HEADING_GONE]
    assert headings(another) == ["What was said"]
    extents = {edition.report_id: edition.extent for edition in Edition.objects.filter(number=3)}
    assert extents == {report.pk: "heading", made.pk: "source", of_these.pk: "source"}


def test_a_heading_that_people_changed_in_a_report_of_reports_goes_too(room) -> None:
    report = published(room.consultation)
    rows = written(report, (Style.PARAGRAPH, "Told."))
    made = copied(report, rows)
    made.sections.update(heading="What was said to us", edited_at=timezone.now())
    removing.remove_heading(convenor(room), report, rows[0].section_id, WHY)
    assert headings(made) == [HEADING_GONE]


def test_a_heading_stays_that_a_report_of_reports_has_from_another_report_of_the_part(room) -> None:
    report = published(room.consultation)
    rows = written(report, (Style.PARAGRAPH, "Told."))
    other = published(room.consultation)
    made = copied(other, written(other, (Style.PARAGRAPH, "Told otherwise.")))
    made.sections.update(heading="What became of it")
    removing.remove_heading(convenor(room), report, rows[0].section_id, WHY)
    assert headings(made) == ["What became of it"]
    assert not Edition.objects.filter(report=made).exists()


def test_a_withdrawn_report_leaves_no_heading_in_the_reports_made_of_it(room) -> None:
    report = published(room.consultation)
    rows = written(report, (Style.PARAGRAPH, "Told."))
    made = copied(report, rows)
    of_these = copied(made, list(Paragraph.objects.filter(section__report=made)))
    removing.withdraw(convenor(room), report, WHY)
    assert headings(report) == []
    assert headings(made) == headings(of_these) == [HEADING_GONE]
    assert texts(made) == texts(of_these) == [GONE]
    extents = [(edition.report_id, edition.number, edition.extent) for edition in Edition.objects.order_by("pk")]
    assert sorted(extents) == [(report.pk, 2, "whole"), (made.pk, 2, "source"), (of_these.pk, 2, "source")]


def test_what_a_person_said_goes_from_the_data_files_of_every_report_also_of_those_that_never_told_it(room) -> None:
    """A statement that was voted on stands in the tables of each, told or not."""
    question = rooms.add_session(room)[0]
    said = rooms.say(question, room.people["participant"], "zqsaidzq is to be feared.", state="shown")
    electors = Elector.objects.filter(electorate=room.electorate)
    rooms.close(room, Method.STATEMENT, {one.pk: ("agree", "") for one in electors}, contribution=said)
    telling, silent = published(room.consultation), published(room.consultation)
    draft = Report.objects.create(consultation=room.consultation, title="Draft", drafted_at=timezone.now())
    reports = (telling, silent, draft)
    written(telling, (Style.PARAGRAPH, said.text))
    for report in reports:
        written(report, (Style.PARAGRAPH, "Nothing of it."))
        make_files.call(report.pk)
        assert tells(report, "zqsaidzq")
    removing.remove_words(convenor(room), said.pk, WHY)
    for report in reports:
        assert not ReportFile.objects.filter(snapshot__report=report).exists()
        make_files.call(report.pk)
        assert not tells(report, "zqsaidzq")
    extents = {(edition.report_id, edition.number, edition.extent) for edition in Edition.objects.all()}
    assert extents == {(telling.pk, 2, "words"), (silent.pk, 2, "words")}


def tells(report: Report, words: str) -> bool:
    """Whether the words are in what the files are written from, or in one of those that are plain text."""
    snapshot = Snapshot.objects.get(report=report)
    files = [bytes(row.data) for row in snapshot.files.all()]
    assert files
    return words in json.dumps(snapshot.material) or any(words.encode() in data for data in files)

"""The same blocks in every format, the same bytes for the same snapshot."""

import io
import re
import zipfile

import pytest
from docx import Document
from lxml import html as lxml_html

from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph
from synthesis.writers import FORMATS, export, report_blocks
from tests.synthesis import rooms
from tests.synthesis.writers import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return draft_report(rooms.lively(title="Lamps & <light>, 50 % more*").consultation, "command")


@pytest.mark.parametrize("extension", list(FORMATS))
def test_a_drafted_report_has_the_same_words_in_every_format(report, extension):
    assert texts.missing(extension, export(report, extension), report_blocks(report)) == []


@pytest.mark.parametrize("extension", list(FORMATS))
def test_the_same_snapshot_gives_the_same_bytes(report, extension):
    assert export(report, extension) == export(report, extension)


def test_paragraphs_are_numbered_through_the_whole_report(report):
    numbers = [int(block.number) for block in report_blocks(report) if block.kind == "paragraph" and block.number]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_heading_stands_alone_among_its_equals(report):
    levels = [block.level for block in report_blocks(report) if block.kind == "heading"]
    for place, level in enumerate(levels):
        if level == 2:
            around = levels[: place + 1]
            start = len(around) - 1 - around[::-1].index(1)
            rest = levels[start + 1 :]
            assert rest[: rest.index(1) if 1 in rest else None].count(2) > 1


def test_word_has_named_styles_real_numbering_and_header_rows(report):
    document = Document(io.BytesIO(export(report, "docx")))
    blocks = report_blocks(report)
    numbered = [p for p in document.paragraphs if p.style.name in ("Report Paragraph", "Report Lead")]
    assert [p.text for p in numbered] == [b.text for b in blocks if b.kind == "paragraph" and b.number]
    assert not [p.text for p in document.paragraphs if re.match(r"^(?:\d+|[IVX]+|[A-Z])\.\s", p.text)]
    for paragraph in document.paragraphs:
        properties = paragraph._p.pPr
        assert properties is None or [child.tag.split("}")[1] for child in properties] in ([], ["pStyle"])
        for run in paragraph.runs:
            assert run._r.rPr is None or [child.tag.split("}")[1] for child in run._r.rPr] == ["rStyle"]
    for style in ("Heading 1", "Heading 2", "Report Paragraph", "Report List"):
        assert document.styles[style].element.xpath("w:pPr/w:numPr/w:numId")
    for table in document.tables:
        assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert document.styles.element.xpath("w:docDefaults//w:lang/@w:val") == ["en-GB"]


def test_word_names_no_person_and_no_moment_but_the_snapshots(report):
    data = export(report, "docx")
    core = Document(io.BytesIO(data)).core_properties
    assert (core.author, core.last_modified_by, core.comments) == ("", "", "")
    assert core.title == report.title
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_html_is_one_file_without_script_or_request(report):
    page = export(report, "html").decode()
    tree = lxml_html.fromstring(page)
    assert not tree.xpath("//script | //link | //img | //@style | //@src")
    assert tree.xpath("string(//h1)") == "Lamps & <light>, 50 % more*"
    assert tree.xpath("//table//th[@scope='col']")
    assert tree.get("lang") == "en"


def test_markdown_escapes_what_would_be_markup(report):
    text = export(report, "md").decode()
    assert text.startswith("# Lamps & \\<light\\>, 50 % more\\*\n")


@pytest.mark.parametrize("extension", list(FORMATS))
def test_characters_that_no_file_can_hold_are_left_out(report, extension):
    Paragraph.objects.filter(section__report=report).update(text="Bell\x07, form\x0c, none\ufffe, \U0001f54a dove.")
    report.title = "A title\x1b with one"
    written = export(report, extension)
    assert not {"\x07", "\x0c", "\ufffe"} & {char for block in report_blocks(report) for char in block.text}
    text = " ".join(texts.text_of(extension, written).split())
    assert "Bell, form, none, \U0001f54a dove." in text or extension == "pdf"
    assert "Bell, form, none, [U+1F54A] dove." in text or extension != "pdf"

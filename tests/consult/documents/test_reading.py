"""Reading documents: every format, the same blocks; every file that must not be read, a reason."""

from __future__ import annotations

import subprocess
import sys
import time

import docx
import pytest

from consult.documents.blocks import Block, Document, Link
from consult.documents.errors import UnreadableDocument
from consult.documents.extract import propose
from consult.documents.readers import format_of, read
from consult.documents.sandbox import read_proposal, read_safely
from consult.documents.spans import find, squeeze
from tests.consult.documents import hostile, make, make_odt


@pytest.mark.parametrize("case", hostile.HOSTILE)
def test_a_hostile_file_is_refused_in_time_with_a_reason(case: str) -> None:
    name, build = hostile.HOSTILE[case]
    data = build()
    started = time.monotonic()
    with pytest.raises(UnreadableDocument) as refusal:
        read_safely(data, name)
    assert time.monotonic() - started < 10
    assert refusal.value.reason.endswith(".")
    assert "Traceback" not in refusal.value.reason
    assert "Error" not in refusal.value.reason


def test_the_child_cannot_take_more_than_512_megabytes() -> None:
    code = "from consult.documents import sandbox; sandbox.bound(); bytearray(500 * 2**20)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=make.HERE.parents[2]
    )
    assert done.returncode == 1
    assert "MemoryError" in done.stderr


def test_an_opendocument_text_keeps_headings_numbers_tables_and_notes() -> None:
    body = (
        '<text:h text:outline-level="2">Findings</text:h>'
        '<text:list text:style-name="N"><text:list-item><text:p>First</text:p><text:list><text:list-item>'
        "<text:p>Under it</text:p></text:list-item></text:list></text:list-item>"
        "<text:list-item><text:p>Second</text:p></text:list-item></text:list>"
        "<text:p>See<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>"
        '</text:note-body></text:note> <text:a xlink:href="https://example.org/a">the annex</text:a></text:p>'
        "<table:table><table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell><table:table-cell>"
        "<text:p>Boats</text:p></table:table-cell></table:table-row></table:table>"
    )
    document = read(make_odt.odt_file(body), "notes.odt")
    assert [(b.kind, b.level, b.number, b.text) for b in document.blocks] == [
        ("heading", 2, None, "Findings"),
        ("list_item", 0, "1", "First"),
        ("list_item", 1, "a", "Under it"),
        ("list_item", 0, "2", "Second"),
        ("paragraph", 0, None, "See the annex"),
        ("footnote", 0, "1", "A note."),
        ("table", 0, None, "Year\tBoats"),
    ]
    assert document.blocks[4].links == (Link("the annex", "https://example.org/a"),)


def test_a_file_name_is_never_a_path_or_an_option() -> None:
    document = read_safely(b"A plain line of text.", "../../--json\0.txt")
    assert document.text == "A plain line of text."


def test_a_damaged_docx_is_refused_with_a_reason() -> None:
    data = make.word_file(make.PARAGRAPH.format("A sentence."))
    with pytest.raises(UnreadableDocument, match="damaged"):
        read(data[: len(data) // 2], "paper.docx")


def test_the_bytes_decide_the_format_and_not_the_name() -> None:
    assert format_of(make.word_file(make.PARAGRAPH.format("A")), "note.txt") == "docx"
    assert format_of(make.many_pages(1), "note.docx") == "pdf"
    assert format_of(make_odt.odt_file("<text:p>A</text:p>"), "note.zip") == "odt"
    assert format_of(b"<!doctype html><p>A</p>", "note") == "html"
    assert format_of("Ein Wort über alles".encode("cp1252"), "note.txt") == "text"
    with pytest.raises(UnreadableDocument):
        format_of(b"Only text", "note.docx")


def test_every_block_stands_where_it_says() -> None:
    text = (
        "Title of the Paper\n\n1. Background\n\nA first sentence that\nruns over two lines.\n\n- one item\n- another\n"
    )
    document = read(text.encode(), "paper.txt")
    for block in document.blocks:
        start, end = block.source
        assert squeeze(document.text[start:end]).endswith(block.text)
    assert [(b.kind, b.text) for b in document.blocks] == [
        ("paragraph", "Title of the Paper"),
        ("heading", "Background"),
        ("paragraph", "A first sentence that runs over two lines."),
        ("list_item", "one item"),
        ("list_item", "another"),
    ]


def test_word_list_numbers_are_those_word_prints() -> None:
    made = docx.Document()
    made.add_paragraph("Which first?", style="List Number")
    made.add_paragraph("A paragraph between the two.")
    made.add_paragraph("Which second?", style="List Number")
    document = read(make.saved(made), "list.docx")
    assert [(b.number, b.text) for b in document.blocks if b.kind == "list_item"] == [
        ("1", "Which first?"),
        ("2", "Which second?"),
    ]


def test_a_word_table_that_lays_out_labels_becomes_headings_and_text() -> None:
    row = (
        "<w:tr><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr>"
    )
    body = (
        "<w:tbl>"
        + row.format("Venue", "Lower Hall")
        + row.format("Objectives", "The meeting aims to compare notes on tides.")
        + "</w:tbl>"
    )
    document = read(make.word_file(body), "table.docx")
    assert [(b.kind, b.text) for b in document.blocks] == [
        ("heading", "Venue"),
        ("paragraph", "Lower Hall"),
        ("heading", "Objectives"),
        ("paragraph", "The meeting aims to compare notes on tides."),
    ]


def test_a_pdf_loses_its_running_heads_and_page_numbers() -> None:
    names = [f"{first}{second}" for first in "abcde" for second in "fghijklm"]
    said = "says something that fills a line or two of the page, and then it ends. "
    text = "\n\n".join(["“A Title in Quotation Marks”", *(f"Paragraph {name} {said * 3}" for name in names)])
    document = read(make.pdf(text), "long.pdf")
    assert "Running head" not in document.text
    assert {b.text.split()[1] for b in document.blocks[1:]} == set(names)
    assert not any(b.text.isdigit() for b in document.blocks)


def test_a_document_survives_json_unchanged() -> None:
    blocks = (
        Block("title", "A title"),
        Block("heading", "Part", level=2, number="1"),
        Block("list_item", "item", level=1, number="a", marker="(a)", links=(Link("item", "https://example.org"),)),
        Block("table", "a\tb", rows=(("a", "b"),)),
        Block("definition", "value", label="Venue"),
    )
    document = Document.of(blocks, name="x.docx", format="docx")
    assert Document.from_dict(document.to_dict()) == document
    assert [b.bare for b in document.blocks] == list(blocks)
    assert all(find(document.text, b.text, b.source) for b in document.blocks if b.kind != "table")


def test_an_unknown_kind_of_block_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        Block("chapter", "x")  # type: ignore[arg-type]


def test_the_reader_knows_nothing_of_django() -> None:
    code = "import sys, consult.documents.__main__; sys.exit(any(m.split('.')[0] == 'django' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=make.HERE.parents[2]).returncode == 0


def test_thirty_pages_are_read_within_a_second() -> None:
    page = "A paragraph that goes on for a while about rivers and those who live along them, and stops. " * 6
    data = make.pdf("\n\n".join(["“Title of a Long Paper”", *[page] * 190]))
    started = time.process_time()  # not the clock's: other tests run on the same machine
    document = read(data, "long.pdf")
    propose(document)
    assert time.process_time() - started < 1
    assert len(document.text) > 90_000


def test_the_child_answers_as_a_reading_here_does() -> None:
    path = make.OWN / "river-roundtable.txt"
    document, proposal = read_proposal(path.read_bytes(), path.name)
    assert document == read(path.read_bytes(), path.name)
    assert proposal == propose(document)

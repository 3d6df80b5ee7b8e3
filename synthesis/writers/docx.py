"""Blocks as a Word file: named styles, real numbering, footnotes and header rows; the same blocks, the same bytes."""

import io
from collections.abc import Mapping
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from lxml import etree

from consult.documents.blocks import Block
from synthesis.writers import docx_parts, page
from synthesis.writers.archives import archived, contents_of
from synthesis.writers.blocks import Head
from synthesis.writers.docx_styles import template
from synthesis.writers.markdown import has_numbers
from synthesis.writers.material import Material, notes_of
from synthesis.writers.material import contents_of as headings_of

WIDTH = 16.0  # centimetres between the margins
NUMBER_WIDTH = 2.1
_STYLES = {"title": "Title", "quote": "Report Quote", "list_item": "Report List"}


def write(material: Material, comments: Mapping[int, str] | None = None) -> bytes:
    """A DOCX file. Its properties name the title, the language and the day of the snapshot, and no person.

    comments: place of a block -> what is told of it in the margin.
    """
    head = material.head
    document = template(head.language, rtl=head.is_rtl)
    _body(document, material, comments or {})
    _page_lines(document, head)
    _properties(document, head)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_bytes(buffer.getvalue())


def _body(document: Any, material: Material, comments: Mapping[int, str]) -> None:
    items, entries = notes_of(material.blocks), headings_of(material.blocks)
    notes, rtl = docx_parts.Footnotes(), material.head.is_rtl
    kinds = [block.kind for _at, block, _notes in items] + [""]
    for place, (at, block, own) in enumerate(items):
        if block.kind == "table":
            _table(document, block, rtl=rtl)
        elif block.kind == "definition":
            closes = kinds[place + 1] != "definition"
            _definition(document, block, closes=closes, rtl=rtl)
            if closes and entries and set(kinds[:place]) <= {"title", "definition"}:
                docx_parts.contents(document, entries, page.words(material.head))
        else:
            paragraph = document.add_paragraph(style=_style_of(block))
            docx_parts.put(paragraph, block.text, rtl=rtl)
            if block.kind == "heading" and entries:
                docx_parts.bookmark(paragraph, at)
            if at in comments and paragraph.runs:
                docx_parts.comment(document, paragraph, comments[at], material.head.date)
            for note in own:
                notes.cite(paragraph, note)
    notes.join(document)


def _style_of(block: Block) -> str:
    if block.kind == "heading":
        return f"Heading {min(block.level, 2)}" if block.number else "Annex Heading"
    if block.kind == "paragraph":
        return "Report Paragraph" if block.number else "Report Text"
    return _STYLES.get(block.kind, "Report Text")


def _definition(document: Any, block: Block, *, closes: bool, rtl: bool) -> None:
    """A line of the masthead; the last one is the disclaimer, set apart."""
    paragraph = document.add_paragraph(style="Disclaimer" if closes else "Masthead")
    paragraph.add_run(f"{block.label}:", style="Masthead Label")
    docx_parts.put(paragraph, " " + block.text if closes else "\t" + block.text, rtl=rtl)


def _table(document: Any, block: Block, *, rtl: bool) -> None:
    rows = block.rows or ()
    if not rows:
        return
    if block.label:
        document.add_paragraph(block.label, style="Table Caption")
    numbers = has_numbers(block)
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = document.styles["Report Table"]
    table.autofit = False
    if rtl:
        table._tbl.tblPr.insert_element_before(
            parse_xml(f"<w:bidiVisual {nsdecls('w')}/>"), "w:tblW", "w:jc", "w:tblLayout", "w:tblLook"
        )
    widths = _widths(len(rows[0]), numbers)
    for place, cells in enumerate(rows):
        _row(document, table, cells, widths, first=place == 0, numbers=numbers, rtl=rtl)
    for column, width in enumerate(widths):
        table.columns[column].width = Cm(width)
    document.add_paragraph(style="Table Text")


def _row(
    document: Any, table: Any, cells: tuple[str, ...], widths: list[float], *, first: bool, numbers: bool, rtl: bool
) -> None:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    if first:
        properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for column, (cell, text) in enumerate(zip(row.cells, cells, strict=False)):
        cell.width = Cm(widths[column])
        kind = "Heading" if first else "Text"
        name = ("Table Heading Number" if first else "Table Number") if numbers and column else f"Table {kind}"
        cell.paragraphs[0].style = document.styles[name]
        docx_parts.put(cell.paragraphs[0], text, rtl=rtl)


def _widths(columns: int, numbers: bool) -> list[float]:
    if numbers:
        narrow = min(NUMBER_WIDTH, (WIDTH - 3) / max(1, columns - 1))
        return [WIDTH - narrow * (columns - 1), *([narrow] * (columns - 1))]
    return [4.0, *([(WIDTH - 4.0) / (columns - 1)] * (columns - 1))] if columns > 1 else [WIDTH]


def _page_lines(document: Any, head: Head) -> None:
    """Above: whose text it is. Below: the title and the page."""
    section, words = document.sections[0], page.words(head)
    above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
    above.style = below.style = document.styles["Page Line"]
    above.add_run(words.above)
    below.add_run(words.below + "\t")
    docx_parts.field(below, "PAGE", "1")
    below.style.paragraph_format.tab_stops[0].alignment = 2  # right


def _properties(document: Any, head: Head) -> None:
    core = document.core_properties
    core.title, core.subject, core.language = head.title[:255], head.status[:255], head.language
    core.author = core.last_modified_by = core.comments = core.keywords = core.category = ""
    core.revision = 1
    core.created = core.modified = head.date.replace(microsecond=0, tzinfo=None)


def _same_bytes(archive: bytes) -> bytes:
    """The archive with fixed dates and order, without the thumbnail and properties of the library's own template."""
    contents = contents_of(archive)
    for name in ("docProps/thumbnail.jpeg", "docProps/app.xml"):
        contents.pop(name, None)
    contents["_rels/.rels"] = _without(contents["_rels/.rels"], ("thumbnail", "extended-properties"))
    contents["[Content_Types].xml"] = _without(contents["[Content_Types].xml"], ("docProps/app.xml", "jpeg"))
    return archived(contents)


def _without(xml: bytes, marks: tuple[str, ...]) -> bytes:
    """XML without the children whose attributes hold one of ``marks``."""
    root = etree.fromstring(xml)
    for child in list(root):
        if any(mark in value for value in child.attrib.values() for mark in marks):
            root.remove(child)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))

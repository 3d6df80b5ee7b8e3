"""Blocks as a Word file: named styles, real numbering, header rows; the same blocks give the same bytes."""

import io
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from lxml import etree

from consult.documents.blocks import Block
from synthesis.writers.archives import archived, contents_of
from synthesis.writers.blocks import Head
from synthesis.writers.docx_styles import template
from synthesis.writers.markdown import has_numbers

WIDTH = 16.0  # centimetres between the margins
NUMBER_WIDTH = 2.1
_STYLES = {"title": "Title", "quote": "Report Quote", "list_item": "Report List"}


def write(blocks: Iterable[Block], head: Head) -> bytes:
    """A DOCX file. Its properties name the title, the language and the time of the snapshot, and no person."""
    document = template(head.language, rtl=head.is_rtl)
    listed = list(blocks)
    for place, block in enumerate(listed):
        if block.kind == "table":
            _table(document, block)
        elif block.kind == "definition":
            last = place + 1 == len(listed) or listed[place + 1].kind != "definition"
            _definition(document, block, closes=last)
        else:
            document.add_paragraph(block.text, style=_style_of(block))
    with translation.override(head.language):
        _page_lines(document, head)
    _properties(document, head)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_bytes(buffer.getvalue())


def _style_of(block: Block) -> str:
    if block.kind == "heading":
        return f"Heading {min(block.level, 2)}" if block.number else "Annex Heading"
    if block.kind == "paragraph":
        return "Report Paragraph" if block.number else "Report Text"
    return _STYLES[block.kind]


def _definition(document: Any, block: Block, *, closes: bool) -> None:
    """A line of the masthead; the last one is the disclaimer, set apart."""
    paragraph = document.add_paragraph(style="Disclaimer" if closes else "Masthead")
    paragraph.add_run(f"{block.label}:", style="Masthead Label")
    paragraph.add_run(" " + block.text if closes else "\t" + block.text)


def _table(document: Any, block: Block) -> None:
    rows = block.rows or ()
    if not rows:
        return
    if block.label:
        document.add_paragraph(block.label, style="Table Caption")
    numbers = has_numbers(block)
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = document.styles["Report Table"]
    table.autofit = False
    widths = _widths(len(rows[0]), numbers)
    for place, cells in enumerate(rows):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if place == 0:
            properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for column, text in enumerate(cells):
            cell = row.cells[column]
            cell.width = Cm(widths[column])
            right = numbers and column > 0
            name = (
                ("Table Heading Number" if right else "Table Heading")
                if place == 0
                else ("Table Number" if right else "Table Text")
            )
            cell.paragraphs[0].style = document.styles[name]
            cell.paragraphs[0].add_run(text)
    for column, width in enumerate(widths):
        table.columns[column].width = Cm(width)
    document.add_paragraph(style="Table Text")


def _widths(columns: int, numbers: bool) -> list[float]:
    if numbers:
        narrow = min(NUMBER_WIDTH, (WIDTH - 3) / max(1, columns - 1))
        return [WIDTH - narrow * (columns - 1), *([narrow] * (columns - 1))]
    return [4.0, *([(WIDTH - 4.0) / (columns - 1)] * (columns - 1))] if columns > 1 else [WIDTH]


def _page_lines(document: Any, head: Head) -> None:
    """Above: whose text it is. Below: the title and the page."""
    section = document.sections[0]
    above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
    above.style = below.style = document.styles["Page Line"]
    status = _("{status}: draft, not a negotiated text") if head.is_draft else _("{status}: not a negotiated text")
    above.add_run(status.format(status=head.status) if head.status else _("Draft"))
    title = head.title if len(head.title) <= 80 else head.title[:78].rsplit(" ", 1)[0] + " …"
    below.add_run(title + "\t")
    for field in ("PAGE",):
        run = below.add_run()
        for kind, text in (("begin", ""), ("", field), ("separate", ""), ("value", "1"), ("end", "")):
            if kind == "value":
                run._r.append(parse_xml(f"<w:t {nsdecls('w')}>{text}</w:t>"))
            elif kind:
                run._r.append(parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'))
            else:
                run._r.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> {text} </w:instrText>'))
    tabs = below.style.paragraph_format.tab_stops
    if len(tabs) == 1:
        tabs[0].alignment = 2  # right


def _properties(document: Any, head: Head) -> None:
    core = document.core_properties
    core.title, core.subject, core.language = head.title[:255], head.status, head.language
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

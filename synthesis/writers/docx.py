"""Blocks as a Word file: named styles, real numbering, footnotes and header rows; the same blocks, the same bytes."""

import io
import logging
from collections.abc import Mapping
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from lxml import etree

from consult.documents.blocks import Block
from consult.documents.errors import UnreadableDocument
from synthesis.models.publication import HouseStyle
from synthesis.writers import docx_parts, page
from synthesis.writers.archives import archived, contents_of
from synthesis.writers.blocks import Head
from synthesis.writers.docx_house import has_own_lines, house_document, text_width
from synthesis.writers.docx_styles import LEAD, template
from synthesis.writers.markdown import has_numbers
from synthesis.writers.material import Material, is_lettered, leads_of, notes_of
from synthesis.writers.material import contents_of as headings_of
from synthesis.writers.widths import widths_of

logger = logging.getLogger("consult.synthesis")

_STYLES = {"title": "Title", "quote": "Report Quote"}


def write(
    material: Material, comments: Mapping[int, str] | None = None, marks: Mapping[int, str] | None = None
) -> bytes:
    """A DOCX file. Its properties name the title, the language and the day of the snapshot, and no person.

    comments: place of a block -> what is told of it in the margin. marks: place of a block -> a hidden bookmark's name.
    """
    head = material.head
    document, ids = _empty(head)
    _Body(document, material, comments or {}, marks or {}, ids).write()
    if not (head.house and has_own_lines(document)):
        _page_lines(document, head)
    _properties(document, head)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_bytes(buffer.getvalue())


def _empty(head: Head) -> tuple[Any, dict[str, str]]:
    """A document in the usual form, or on the house's template, and the ids of its styles by our names."""
    house = HouseStyle.objects.filter(pk=head.house).first() if head.house else None
    if house is not None:
        try:
            return house_document(house, head.language, rtl=head.is_rtl)
        except UnreadableDocument:  # kept when more was taken: better the usual form than what may name somebody
            logger.warning("the template of house style %s cannot be used any more", house.pk)
    document = template(head.language, rtl=head.is_rtl)
    return document, {style.name: style.style_id for style in document.styles}


class _Body:
    """Writes the blocks one after the other. Styles are set by their ids: to ask the library for each takes long."""

    def __init__(
        self,
        document: Any,
        material: Material,
        comments: Mapping[int, str],
        marks: Mapping[int, str],
        ids: Mapping[str, str],
    ) -> None:
        self.document, self.material, self.comments, self.marks = document, material, comments, marks
        self.rtl = material.head.is_rtl
        self.ids = ids
        self.notes = docx_parts.Footnotes()
        self.leads = leads_of(material.blocks)

    def write(self) -> None:
        items, entries = notes_of(self.material.blocks), headings_of(self.material.blocks)
        kinds = [block.kind for _at, block, _notes in items] + [""]
        for place, (at, block, notes) in enumerate(items):
            if block.kind == "table":
                self._table(block)
            elif block.kind == "definition":
                closes = kinds[place + 1] != "definition"
                self._definition(block, closes=closes)
                if closes and entries and set(kinds[:place]) <= {"title", "definition"}:
                    docx_parts.contents(self.document, entries, page.words(self.material.head))
            else:
                self._text(at, block, notes, marked=bool(entries))
        self.notes.join(self.document)

    def _paragraph(self, name: str, text: str = "") -> Any:
        paragraph = self.document.add_paragraph()
        paragraph._p.style = self.ids[name]
        if text:
            docx_parts.put(paragraph, text, rtl=self.rtl)
        return paragraph

    def _text(self, at: int, block: Block, notes: tuple[str, ...], *, marked: bool) -> None:
        paragraph = self._paragraph(LEAD if at in self.leads else _style_of(block), block.text)
        if block.kind == "heading" and marked:
            docx_parts.bookmark(paragraph, at)
        if at in self.marks:
            docx_parts.hidden(paragraph, at, self.marks[at])
        if at in self.comments and paragraph.runs:
            docx_parts.comment(self.document, paragraph, self.comments[at], self.material.head.date)
        for place, note in enumerate(notes, start=at + 1):
            self.notes.cite(paragraph, note, self.marks.get(place, ""))

    def _definition(self, block: Block, *, closes: bool) -> None:
        """A line of the masthead; the last one is the disclaimer, set apart."""
        paragraph = self._paragraph("Disclaimer" if closes else "Masthead")
        paragraph.add_run(f"{block.label}:", style="Masthead Label")
        docx_parts.put(paragraph, " " + block.text if closes else "\t" + block.text, rtl=self.rtl)

    def _table(self, block: Block) -> None:
        rows = block.rows or ()
        if not rows:
            return
        if block.label:
            self._paragraph("Table Caption", block.label)
        numbers = has_numbers(block)
        table = self.document.add_table(rows=0, cols=len(rows[0]))
        table.style = self.document.styles["Report Table"]
        table.autofit = False
        if self.rtl:
            table._tbl.tblPr.insert_element_before(
                parse_xml(f"<w:bidiVisual {nsdecls('w')}/>"), "w:tblW", "w:jc", "w:tblLayout", "w:tblLook"
            )
        widths = widths_of(rows[0], numbers=numbers, rtl=self.rtl, whole=text_width(self.document))
        for place, cells in enumerate(rows):
            self._row(table, cells, widths, first=place == 0, numbers=numbers)
        for column, width in enumerate(widths):
            table.columns[column].width = Cm(width)
        self._paragraph("Table Text")

    def _row(self, table: Any, cells: tuple[str, ...], widths: list[float], *, first: bool, numbers: bool) -> None:
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if first:
            properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for column, (cell, text) in enumerate(zip(row.cells, cells, strict=False)):
            cell.width = Cm(widths[column])
            kind = "Heading" if first else "Text"
            name = ("Table Heading Number" if first else "Table Number") if numbers and column else f"Table {kind}"
            paragraph = cell.paragraphs[0]
            paragraph._p.style = self.ids[name]
            docx_parts.put(paragraph, text, rtl=self.rtl)


def _style_of(block: Block) -> str:
    if block.kind == "heading":
        level = min(block.level, 3)
        return f"Heading {level}" if block.number else "Annex Heading" + (f" {level}" if level > 1 else "")
    if block.kind == "list_item":
        names = ("Report Letter", "Report Roman") if is_lettered(block) else ("Report List", "Report List 2")
        return names[min(block.level, 1)]
    if block.kind == "paragraph":
        return "Report Paragraph" if block.number else "Report Text"
    return _STYLES.get(block.kind, "Report Text")


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

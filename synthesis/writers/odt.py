"""Blocks as an OpenDocument text: named styles, real numbering, header rows; the same blocks give the same bytes."""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from consult.documents.blocks import Block
from synthesis.writers import odt_styles, page
from synthesis.writers.archives import archived
from synthesis.writers.blocks import Head
from synthesis.writers.markdown import has_numbers
from synthesis.writers.material import Entry, Item, Material, contents_of, is_lettered, leads_of, nested, notes_of
from synthesis.writers.widths import widths_of

MIMETYPE = "application/vnd.oasis.opendocument.text"
_NUMBERED = "numbered"  # the one list that goes through the whole report
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIMETYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles", "meta")
    )
    + "</manifest:manifest>"
)


def write(material: Material) -> bytes:
    """An ODT file. It names the title, the language and the day of the snapshot, and no person."""
    body = "".join(_Body(material).parts())
    return archived(
        {
            "mimetype": MIMETYPE.encode(),
            "META-INF/manifest.xml": _MANIFEST.encode(),
            "content.xml": odt_styles.content(body, material.head).encode(),
            "styles.xml": odt_styles.styles(material.head, page.words(material.head)).encode(),
            "meta.xml": _meta(material.head).encode(),
        }
    )


def _meta(head: Head) -> str:
    day = head.date.date().isoformat() + "T00:00:00"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta {odt_styles.SPACES} office:version="1.3">'
        f"<office:meta><meta:generator>Consult</meta:generator><dc:title>{escape(head.title)}</dc:title>"
        f"<dc:subject>{escape(head.status)}</dc:subject><dc:language>{escape(head.language)}</dc:language>"
        f"<meta:creation-date>{day}</meta:creation-date><dc:date>{day}</dc:date></office:meta></office:document-meta>"
    )


class _Body:
    """Writes the blocks one after the other; it knows how many notes, tables and numbered paragraphs there were."""

    def __init__(self, material: Material) -> None:
        self.items = notes_of(material.blocks)
        self.leads = leads_of(material.blocks)
        self.entries = contents_of(material.blocks)
        self.words = page.words(material.head)
        self.is_rtl = material.head.is_rtl
        self.notes = self.tables = self.numbered = 0

    def parts(self) -> Iterator[str]:
        before = ""
        for kind, run in groupby(self.items, key=_kind):
            listed = list(run)
            if kind in {"bullets", "letters"}:
                yield self._list(listed)
            elif kind == "definition":
                for place, (_at, block, _notes) in enumerate(listed, start=1):
                    yield self._definition(block, closes=place == len(listed))
                if self.entries and before in {"", "title"}:
                    yield self._contents(self.entries)
                    self.entries = []
            else:
                for at, block, notes in listed:
                    yield self._table(block) if kind == "table" else self._text(at, block, notes)
            before = kind

    def _text(self, at: int, block: Block, notes: tuple[str, ...]) -> str:
        inner = escape(block.text) + self._notes(notes)
        if block.kind == "heading":
            mark = f'<text:bookmark text:name="part-{at}"/>'
            level = min(block.level, 3)
            name, header = f"Heading_20_{level}", ""
            if not block.number:
                name = "Annex_20_Heading" + (f"_20_{level}" if level > 1 else "")
                header = ' text:is-list-header="true"'
            return f'<text:h text:style-name="{name}" text:outline-level="{level}"{header}>{mark}{inner}</text:h>'
        if block.kind == "paragraph" and block.number:
            return self._paragraph(inner, "Report_20_Lead" if at in self.leads else "Report_20_Paragraph")
        name = {"title": "Title", "quote": "Report_20_Quote"}.get(block.kind, "Report_20_Text")
        return f'<text:p text:style-name="{name}">{inner}</text:p>'

    def _paragraph(self, inner: str, style: str) -> str:
        """A numbered paragraph: each is an item of one list that goes on after whatever stands between."""
        self.numbered += 1
        same = f'xml:id="{_NUMBERED}1"' if self.numbered == 1 else f'text:continue-list="{_NUMBERED}1"'
        return (
            f'<text:list {same} text:style-name="Report_20_Numbers"><text:list-item>'
            f'<text:p text:style-name="{style}">{inner}</text:p></text:list-item></text:list>'
        )

    def _list(self, run: list[Item], *, below: bool = False) -> str:
        """A list with bullets, or with (a) and (i), and what stands below each item; a new one begins anew."""
        has_letters = is_lettered(run[0][1])
        names = ("Report_20_Letter", "Report_20_Roman") if has_letters else ("Report_20_List", "Report_20_List_20_2")
        style = ' text:style-name="Report_20_Letters"' if has_letters else ' text:style-name="Report_20_Bullets"'
        made = ""
        for (_at, block, notes), under in nested(run):
            inner = f'<text:p text:style-name="{names[below]}">{escape(block.text)}{self._notes(notes)}</text:p>'
            made += f"<text:list-item>{inner}{self._list(under, below=True) if under else ''}</text:list-item>"
        return f"<text:list{'' if below else style}>{made}</text:list>"

    def _definition(self, block: Block, *, closes: bool) -> str:
        style, gap = ("Disclaimer", " ") if closes else ("Masthead", "<text:tab/>")
        label = f'<text:span text:style-name="Masthead_20_Label">{escape(block.label or "")}:</text:span>'
        return f'<text:p text:style-name="{style}">{label}{gap}{escape(block.text)}</text:p>'

    def _notes(self, notes: tuple[str, ...]) -> str:
        made = ""
        for note in notes:
            self.notes += 1
            made += (
                f'<text:note text:id="note{self.notes}" text:note-class="footnote">'
                f"<text:note-citation>{self.notes}</text:note-citation><text:note-body>"
                f'<text:p text:style-name="footnote_20_text">{escape(note)}</text:p></text:note-body></text:note>'
            )
        return made

    def _contents(self, entries: list[Entry]) -> str:
        lines = "".join(
            f'<text:p text:style-name="toc_20_{min(one.level, 2)}">'
            f'<text:a xlink:type="simple" xlink:href="#part-{one.place}">{escape(one.text)}</text:a>'
            f"<text:tab/>{escape(one.paragraphs)}</text:p>"
            for one in entries
        )
        return (
            '<text:table-of-content text:name="Contents" text:protected="true">'
            '<text:table-of-content-source text:outline-level="2"/><text:index-body>'
            f'<text:p text:style-name="Contents_20_Heading">{escape(self.words.contents)}'
            f"<text:tab/>{escape(self.words.paragraphs)}</text:p>{lines}</text:index-body></text:table-of-content>"
        )

    def _table(self, block: Block) -> str:
        if not block.rows:
            return ""
        self.tables += 1
        numbers = has_numbers(block)
        first, *rows = block.rows
        columns = odt_styles.columns(widths_of(first, numbers=numbers, rtl=self.is_rtl))
        caption = f'<text:p text:style-name="Table_20_Caption">{escape(block.label)}</text:p>' if block.label else ""
        head = "".join(self._cell(cell, "Heading", numbers and place > 0) for place, cell in enumerate(first))
        body = ""
        for row in rows:
            cells = "".join(self._cell(cell, "Text", numbers and place > 0) for place, cell in enumerate(row))
            body += f'<table:table-row table:style-name="ReportRow">{cells}</table:table-row>'
        return (
            f'{caption}<table:table table:name="Table{self.tables}" table:style-name="ReportTable">{columns}'
            f'<table:table-header-rows><table:table-row table:style-name="ReportRow">{head}</table:table-row>'
            f"</table:table-header-rows>{body}</table:table>"
            '<text:p text:style-name="Table_20_Text"/>'
        )

    def _cell(self, text: str, kind: str, number: bool) -> str:
        style = (
            {"Heading": "Table_20_Heading_20_Number", "Text": "Table_20_Number"}[kind] if number else f"Table_20_{kind}"
        )
        cell = "HeadCell" if kind == "Heading" else "BodyCell"
        return (
            f'<table:table-cell table:style-name="{cell}" office:value-type="string">'
            f'<text:p text:style-name="{style}">{escape(text)}</text:p></table:table-cell>'
        )


def _kind(item: Item) -> str:
    block = item[1]
    if block.kind == "list_item":
        return "letters" if is_lettered(block) else "bullets"
    return block.kind

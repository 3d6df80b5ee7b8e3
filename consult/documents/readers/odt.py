"""OpenDocument texts: content.xml as the HTML it stands for, with list numbers as they are printed."""

from __future__ import annotations

import zipfile

from lxml import etree

from consult.documents import limits
from consult.documents.blocks import Document
from consult.documents.errors import UnreadableDocument
from consult.documents.readers.html import of_html
from consult.documents.readers.markup import MARK_CLOSE, MARK_OPEN
from consult.documents.readers.numbering import figure
from consult.documents.readers.odt_styles import TEXT, Styles

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_BROKEN = "The OpenDocument text is damaged: its text cannot be read."
# Changes that were struck out, comments, and lists the program makes itself are no text of the document.
_LEFT_OUT = {f"{TEXT}tracked-changes", f"{_OFFICE}annotation", f"{TEXT}table-of-content", f"{TEXT}note-citation"}
_OUTLINE = "\ue000outline"  # no list has this name
_GROUPS = {f"{TEXT}section", f"{TEXT}index-body", f"{TEXT}numbered-paragraph"}


def read(data: bytes, name: str) -> Document:
    """The blocks of an ODT: headings, lists with their numbers, tables, footnotes, links."""
    with limits.check_zip(data) as archive:
        names = set(archive.namelist())
        if "content.xml" not in names:
            raise UnreadableDocument(_BROKEN)
        _refuse_locked(archive, names)
        parts = {n: archive.read(n) for n in ("content.xml", "styles.xml") if n in names}
    try:
        content = _parse(parts["content.xml"])
        styles = Styles([content, *([_parse(parts["styles.xml"])] if "styles.xml" in parts else [])])
    except etree.LxmlError as error:
        raise UnreadableDocument(_BROKEN) from error
    body = content.find(f".//{_OFFICE}text")
    if body is None:
        raise UnreadableDocument(_BROKEN)
    main = _Writer(styles).write(body)
    return Document.of(of_html(etree.tostring(main, encoding="UTF-8", method="html")), name=name, format="odt")


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    )


def _refuse_locked(archive: zipfile.ZipFile, names: set[str]) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in archive.read(manifest):
        raise UnreadableDocument("The document is protected with a password.")


class _Writer:
    """Walks the body once and writes what it holds as HTML elements under `main`."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.main = etree.Element("main")
        self.counts: dict[str, dict[int, int]] = {}
        self.blocks = 0

    def write(self, body: etree._Element) -> etree._Element:
        """The filled `main` element."""
        self._children(body, self.main, 0)
        return self.main

    def _children(self, node: etree._Element, into: etree._Element, depth: int) -> None:
        if depth > limits.MAX_DEPTH:
            raise UnreadableDocument("The document is nested too deeply.")
        for child in node:
            if child.tag == f"{TEXT}list":
                self._list(child, into, depth + 1, None, 0)
            elif child.tag == f"{_TABLE}table":
                self._table(child, into, depth + 1)
            elif child.tag in (f"{TEXT}p", f"{TEXT}h"):
                self._paragraph(child, into)
            elif child.tag in _GROUPS:
                self._children(child, into, depth + 1)

    def _paragraph(self, node: etree._Element, into: etree._Element, mark: str = "") -> None:
        self.blocks += 1
        limits.check_blocks(self.blocks)
        name = node.get(f"{TEXT}style-name", "")
        role = self.styles.role(name)
        level = node.get(f"{TEXT}outline-level") if node.tag == f"{TEXT}h" else self.styles.outline(name)
        if role == "title":
            made = etree.SubElement(into, "h1", {"class": "title"})
        elif level and level.isdigit():
            depth = min(max(int(level), 1), 6)
            made = etree.SubElement(into, f"h{depth}")
            mark = mark or self._heading_mark(node, name, depth - 1)
        else:
            outer = etree.SubElement(into, "blockquote") if role == "quote" else into
            made = etree.SubElement(outer, "p")
        inner = etree.SubElement(made, "strong") if made.tag == "p" and self.styles.bold(name) else made
        _append(inner, mark)
        self._inline(node, inner, into, 0)

    def _heading_mark(self, node: etree._Element, name: str, level: int) -> str:
        """The number of a heading, as the outline of the document counts."""
        rule = self.styles.heading_level(name, level)
        is_bare = node.get(f"{TEXT}is-list-header") == "true" or not "".join(node.itertext()).strip()
        if not rule.form or is_bare:
            return ""
        counts = self.counts.setdefault(_OUTLINE, {})
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        counts[level] = counts.get(level, rule.start - 1) + 1
        return f"{MARK_OPEN}{level};{rule.prefix}{figure(counts[level], rule.form)}{rule.suffix}{MARK_CLOSE}"

    def _inline(self, node: etree._Element, made: etree._Element, into: etree._Element, depth: int) -> None:
        if depth > limits.MAX_DEPTH:
            raise UnreadableDocument("The document is nested too deeply.")
        _append(made, node.text)
        for child in node:
            if child.tag == f"{TEXT}line-break":
                etree.SubElement(made, "br")
            elif child.tag in (f"{TEXT}tab", f"{TEXT}s"):
                _append(made, " ")
            elif child.tag == f"{TEXT}note":
                self._note(child, into, depth)
            elif child.tag == f"{TEXT}a":
                self._inline(child, etree.SubElement(made, "a", href=child.get(_LINK, "")), into, depth + 1)
            elif child.tag == f"{TEXT}span" and self.styles.bold(child.get(f"{TEXT}style-name", "")):
                self._inline(child, etree.SubElement(made, "strong"), into, depth + 1)
            elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
                self._inline(child, made, into, depth + 1)
            _append(made, child.tail)

    def _note(self, node: etree._Element, into: etree._Element, depth: int) -> None:
        """A footnote follows the block it is cited in, as a list item that the HTML reader knows for one."""
        cited = "".join(node.itertext(f"{TEXT}note-citation")).strip()
        item = etree.SubElement(etree.SubElement(into, "ol"), "li", id=f"footnote-{cited}")
        for paragraph in node.iter(f"{TEXT}p"):
            self._inline(paragraph, etree.SubElement(item, "p"), item, depth + 1)

    def _list(self, node: etree._Element, into: etree._Element, depth: int, style: str | None, level: int) -> None:
        if depth > limits.MAX_DEPTH:
            raise UnreadableDocument("The document is nested too deeply.")
        style = node.get(f"{TEXT}style-name") or style or ""
        counts = self.counts.setdefault(style, {})
        goes_on = node.get(f"{TEXT}continue-numbering") == "true" or node.get(f"{TEXT}continue-list") is not None
        if not goes_on:
            for deeper in [key for key in counts if key >= level]:
                del counts[deeper]
        for item in node:
            if item.tag in (f"{TEXT}list-item", f"{TEXT}list-header"):
                self._item(item, into, depth, style, level)

    def _item(self, item: etree._Element, into: etree._Element, depth: int, style: str, level: int) -> None:
        marked = item.tag == f"{TEXT}list-header"
        for child in item:
            if child.tag == f"{TEXT}list":
                self._list(child, into, depth + 1, style, level + 1)
            elif child.tag in (f"{TEXT}p", f"{TEXT}h"):
                filled = "".join(child.itertext()).strip()
                if filled:
                    self._paragraph(child, into, "" if marked else self._mark(item, style, level))
                marked = marked or bool(filled)

    def _mark(self, item: etree._Element, style: str, level: int) -> str:
        rule = self.styles.list_level(style, level)
        counts = self.counts[style]
        said = item.get(f"{TEXT}start-value", "")
        counts[level] = int(said) if said.isdigit() else counts.get(level, rule.start - 1) + 1
        label = f"{rule.prefix}{figure(counts[level], rule.form)}{rule.suffix}" if rule.form else "•"
        return f"{MARK_OPEN}{min(level, 9)};{label}{MARK_CLOSE}"

    def _table(self, node: etree._Element, into: etree._Element, depth: int) -> None:
        table = etree.SubElement(into, "table")
        for row in node.iter(f"{_TABLE}table-row"):
            made = etree.SubElement(table, "tr")
            for cell in row.findall(f"{_TABLE}table-cell"):
                self._children(cell, etree.SubElement(made, "td"), depth + 1)


def _append(made: etree._Element, text: str | None) -> None:
    """Text after what an element holds already."""
    if not text:
        return
    if len(made):
        made[-1].tail = (made[-1].tail or "") + text
    else:
        made.text = (made.text or "") + text

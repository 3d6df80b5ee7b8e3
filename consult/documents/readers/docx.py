"""Word documents, by way of mammoth's HTML, with the list numbers Word would have printed."""

from __future__ import annotations

import io
import re
import zipfile

import mammoth
from lxml import etree

from consult.documents import limits
from consult.documents.blocks import Document
from consult.documents.errors import UnreadableDocument
from consult.documents.readers.html import of_html
from consult.documents.readers.numbering import print_numbers

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 6  # levels of headings
_MOST_STEPS = 20  # from a style to those it is based on
_PLAIN_NAME = re.compile(r"[\w ()/.,-]{1,80}")  # of a style that can be set in a rule
_STYLES = """
p[style-name^='toc '] => !
p[style-name^='TOC '] => !
p[style-name='Contents Heading'] => !
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Pull Quote'] => blockquote > p:fresh
p[style-name='H_1_G'] => h2:fresh
p[style-name='_ H _Ch_G'] => h1:fresh
p[style-name='_ H_1_G'] => h2:fresh
p[style-name='_ H_2/3_G'] => h3:fresh
u => em
"""


def read(data: bytes, name: str) -> Document:
    """The blocks of a DOCX: headings, lists with their numbers, tables, footnotes, links."""
    limits.check_zip(data).close()
    numbered = _numbered(data)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(numbered),
            style_map=_STYLES + _outlined(data),
            convert_image=_no_image,
            include_embedded_style_map=False,
        )
    except (
        KeyError,
        ValueError,
        AttributeError,
        IndexError,
        TypeError,
        OSError,
        RecursionError,
        zipfile.BadZipFile,
    ) as error:
        raise UnreadableDocument("The Word document is damaged: its text cannot be read.") from error
    return Document.of(of_html(f"<main>{result.value}</main>".encode()), name=name, format="docx")


def _numbered(data: bytes) -> bytes:
    """The same document with each list number set as text; unchanged where it has no lists."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {n: archive.read(n) for n in archive.namelist() if n.endswith((".xml", ".rels"))}
        if "word/document.xml" not in parts:
            raise UnreadableDocument("The Word document is damaged: its text is missing.")
        parts["word/document.xml"] = print_numbers(
            parts["word/document.xml"], parts.get("word/numbering.xml"), parts.get("word/styles.xml")
        )
    except (etree.LxmlError, zipfile.BadZipFile, OSError, KeyError) as error:
        raise UnreadableDocument("The Word document is damaged: its text cannot be read.") from error
    # The lists are text now; without their definitions mammoth does not number them a second time.
    parts.pop("word/numbering.xml", None)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as copy:
        for part, content in parts.items():
            copy.writestr(part, content)
    return buffer.getvalue()


def _outlined(data: bytes) -> str:
    """A heading for each style on a level of the outline, by its own word or that of a style it is based on."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "word/styles.xml" not in archive.namelist():
            return ""
        tree = etree.fromstring(archive.read("word/styles.xml"), etree.XMLParser(resolve_entities=False))
    styles = {style.get(f"{_W}styleId", ""): style for style in tree.iterfind(f"{_W}style[@{_W}type='paragraph']")}
    lines = []
    for key, style in styles.items():
        level, name = _level(key, styles), _said(style, "name")
        if level is not None and level < _DEEPEST and _PLAIN_NAME.fullmatch(name):
            lines.append(f"p[style-name='{name}'] => h{level + 1}:fresh\n")
    return "".join(lines)


def _level(key: str, styles: dict[str, etree._Element]) -> int | None:
    """The level of the outline from 0 that a style, or the nearest it is based on, stands on."""
    for _step in range(_MOST_STEPS):
        style = styles.get(key)
        if style is None:
            return None
        if (said := _said(style, f"pPr/{_W}outlineLvl")).isdigit():
            return int(said)
        key = _said(style, "basedOn")
    return None


def _said(style: etree._Element, path: str) -> str:
    node = style.find(f"{_W}{path}")
    return str(node.get(f"{_W}val", "")) if node is not None else ""


def _no_image(image: object) -> list[object]:
    """Pictures are left out."""
    return []

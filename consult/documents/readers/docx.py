"""Word documents, by way of mammoth's HTML, with the list numbers Word would have printed."""

from __future__ import annotations

import io
import zipfile

import mammoth
from lxml import etree

from consult.documents import limits
from consult.documents.blocks import Document
from consult.documents.errors import UnreadableDocument
from consult.documents.readers.html import of_html
from consult.documents.readers.numbering import print_numbers

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Pull Quote'] => blockquote > p:fresh
p[style-name='Annex Heading'] => h1:fresh
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
            io.BytesIO(numbered), style_map=_STYLES, convert_image=_no_image, include_embedded_style_map=False
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


def _no_image(image: object) -> list[object]:
    """Pictures are left out."""
    return []

"""The text of a file in any format, as a program reads it; what of a report is missing in it, or stands beside it."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2
from lxml import etree, html
from openpyxl import load_workbook

from consult.documents.blocks import Block
from synthesis.writers import fonts

_IN_PARTS = {"xlsx", "zip", "json", "jsonld"}  # tables stand apart in them, or names after what they name
_ARABIC, _WORD = re.compile(r"[\u0600-\u06ff]"), re.compile(r"[\u0600-\u060b\u060d-\u061a\u061c-\u06ff]+|[A-Za-z]+|\d+")
_AROUND = 62.0  # points of a page's head and foot


def text_of(extension: str, data: bytes) -> str:
    return _READERS[extension](data)


def missing(extension: str, data: bytes, blocks: tuple[Block, ...]) -> list[str]:
    """The pieces of ``blocks`` that do not stand in the file, in their order."""
    return _compared(extension, data, blocks)[0]


def beside(extension: str, data: bytes, blocks: tuple[Block, ...]) -> str:
    """What stands in the file between the pieces of ``blocks`` and behind them."""
    return _compared(extension, data, blocks)[1]


def _compared(extension: str, data: bytes, blocks: tuple[Block, ...]) -> tuple[list[str], str]:
    if extension == "pdf" and any(_ARABIC.search(block.text) for block in blocks):
        return _words_missing(text_of(extension, data), blocks), ""
    text, at = squeezed(text_of(extension, data)), 0
    absent, between = [], ""
    for piece in pieces(blocks):
        wanted = squeezed(fonts.shown(piece) if extension == "pdf" else piece)
        found = text.find(wanted, at)
        if found < 0:
            absent.append(piece)
        elif extension not in _IN_PARTS:
            between += text[at:found]
            at = found + len(wanted)
    between += text[at:]
    for note in (squeezed(block.text) for block in blocks if block.kind == "footnote"):
        between = between.replace(note, "", 1)
    return absent, between


def _words_missing(text: str, blocks: tuple[Block, ...]) -> list[str]:
    """Words that stand there fewer times than they should: programs put those of two directions in other orders."""
    there = Counter(min(word, word[::-1]) for word in _WORD.findall(text))
    wanted = Counter(min(word, word[::-1]) for piece in pieces(blocks) for word in _WORD.findall(piece))
    return sorted((wanted - there).elements())


def pieces(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Every text that is printed, in order; notes stand elsewhere in some formats, and are compared apart."""
    for block in blocks:
        if block.kind == "footnote":
            continue
        if block.label:
            yield block.label
        if block.kind == "table":
            yield from (cell for row in block.rows or () for cell in row)
        else:
            yield block.text


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u2066-\u2069\u200e\u200f\u00ad]+", "", text)


def _docx(data: bytes) -> str:
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    return "\n".join(node.text or "" for node in body.iter("{*}t"))


def _odt(data: bytes) -> str:
    content = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("content.xml"))
    for note in content.iter("{*}note"):
        note.clear(keep_tail=True)
    return "".join(content.itertext())


def _pdf(data: bytes) -> str:
    found = []
    for page in pypdfium2.PdfDocument(data):
        width, height = page.get_size()
        part = page.get_textpage().get_text_bounded(left=0, bottom=_AROUND, right=width, top=height - _AROUND)
        found.append(part.replace("\ufffe", "-"))
    return "\n".join(found)


def _html(data: bytes) -> str:
    body = html.fromstring(data.decode()).find(".//main")
    for note in body.xpath(".//sup | .//section"):
        note.drop_tree()
    return str(body.text_content())


def _md(data: bytes) -> str:
    text = re.sub(r"(?m)^\[\^\d+\]:.*$|\[\^\d+\]", "", data.decode())
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", text)


def _akn(data: bytes) -> str:
    tree = etree.fromstring(data)
    for note in tree.iter("{*}authorialNote"):
        note.clear(keep_tail=True)
    return "".join(part for node in tree.iter("{*}preface", "{*}mainBody") for part in node.itertext())


def _xlsx(data: bytes) -> str:
    book = load_workbook(io.BytesIO(data))
    sheets = [book["report"], *(book[name] for name in book.sheetnames if name.startswith("table "))]
    return "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row if cell is not None)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


def _json(data: bytes) -> str:
    return "\n".join(_strings(json.loads(data)))


def _zip(data: bytes) -> str:
    archive = zipfile.ZipFile(io.BytesIO(data))
    files = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".csv")]
    return "\n".join(cell for file in files for row in csv.reader(io.StringIO(file, newline="")) for cell in row)


_READERS = {
    "docx": _docx,
    "odt": _odt,
    "pdf": _pdf,
    "html": _html,
    "md": _md,
    "akn": _akn,
    "xlsx": _xlsx,
    "json": _json,
    "jsonld": _json,
    "zip": _zip,
}

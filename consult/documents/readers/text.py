"""Plain text: lines, and nothing else to go by."""

from __future__ import annotations

import re

from consult.documents.blocks import Document
from consult.documents.errors import UnreadableDocument
from consult.documents.limits import check_blocks
from consult.documents.readers.lines import Line, blocks

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with a mark, or Windows-1252; refuses what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableDocument("The text is damaged: it is not valid UTF-16.") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if len(_CONTROL.findall(text)) > len(text) / 500:
        raise UnreadableDocument(
            "The file is not a document Consult can read: use Word, OpenDocument, PDF, HTML, Markdown or plain text."
        )
    return _CONTROL.sub(" ", text)


def read(data: bytes, name: str) -> Document:
    """The blocks of a plain text; the plain text is the file's own, line ends made one newline."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    lines = _lines(text)
    check_blocks(len(lines))
    return Document(name=name, format="text", text=text, blocks=tuple(blocks(lines)))


def _lines(text: str) -> list[Line]:
    made: list[Line] = []
    gap = True
    at = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped and not re.fullmatch(r"[-=_*~\s]{3,}", stripped):
            lead = len(raw) - len(raw.lstrip())
            indent = len(raw[:lead].expandtabs(4))
            start = at + lead
            made.append(Line(stripped, start, start + len(stripped), indent=indent, gap=gap))
            gap = False
        else:
            gap = True
        at += len(raw) + 1
    return made

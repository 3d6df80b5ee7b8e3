"""Files that mean harm, or are none of ours: the name they come under and what makes them."""

from __future__ import annotations

from collections.abc import Callable

from tests.consult.documents import make, make_odt

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip bomb": ("bomb.docx", lambda: make.zipped({"word/document.xml": b"<a>" + b" " * 60_000_000 + b"</a>"})),
    "a dense part": ("dense.docx", lambda: make.zipped({"word/document.xml": b"x" * 20_000_000})),
    "too many parts": ("parts.docx", lambda: make.zipped({f"word/{i}.xml": b"<a/>" for i in range(2_001)})),
    "XML entities": (
        "lol.docx",
        lambda: make.word_file(make.PARAGRAPH.format("&b;"), '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'),
    ),
    "entities in HTML": (
        "lol.html",
        lambda: b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha">]><html><body>&a;</body></html>',
    ),
    "deep nesting in HTML": ("deep.html", lambda: b"<html><body>" + b"<div>" * 50_000 + b"text" + b"</div>" * 50_000),
    "deep nesting in Word": (
        "deep.docx",
        lambda: make.word_file(
            "<w:tbl><w:tr><w:tc>" * 3_000 + make.PARAGRAPH.format("x") + "</w:tc></w:tr></w:tbl>" * 3_000
        ),
    ),
    "a million empty paragraphs": ("empty.docx", lambda: make.word_file("<w:p/>" * 1_000_000)),
    "a million list items": ("items.html", lambda: b"<html><body><ul>" + b"<li>a" * 1_000_000),
    "a picture": ("photo.docx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    "a program": ("notes.txt", lambda: b"\x7fELF" + bytes(range(256)) * 50),
    "another zip": ("sheet.docx", lambda: make.zipped({"xl/workbook.xml": b"<a/>"})),
    "a locked PDF": ("locked.pdf", make.locked_pdf),
    "a truncated PDF": ("cut.pdf", lambda: b"%PDF-1.7\n1 0 obj\n<< /Type /Cat"),
    "a truncated Word file": ("cut.docx", lambda: make.word_file(make.PARAGRAPH.format("text") * 200)[:700]),
    "broken XML": ("broken.docx", lambda: make.word_file("<w:p><w:r><w:t>no end")),
    "too many pages": ("long.pdf", lambda: make.many_pages(301)),
    "too many bytes": ("large.txt", lambda: b"word " * 2_200_000),
    "nothing": ("empty.txt", lambda: b" \n\n"),
    "a zip bomb of OpenDocument": (
        "bomb.odt",
        lambda: make.zipped({"mimetype": make_odt.MIME, "content.xml": b"<a>" + b" " * 60_000_000 + b"</a>"}),
    ),
    "entities in OpenDocument": (
        "lol.odt",
        lambda: make_odt.odt_file("<text:p>&b;</text:p>", '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'),
    ),
    "deep lists in OpenDocument": (
        "deep.odt",
        lambda: make_odt.odt_file("<text:list><text:list-item>" * 3_000 + "</text:list-item></text:list>" * 3_000),
    ),
    "a million empty paragraphs of OpenDocument": ("empty.odt", lambda: make_odt.odt_file("<text:p/>" * 1_000_000)),
    "a locked OpenDocument": (
        "locked.odt",
        lambda: make.zipped(
            {
                "mimetype": make_odt.MIME,
                "content.xml": b"\x01\x02\x03",
                "META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>",
            }
        ),
    ),
    "a broken OpenDocument": ("broken.odt", lambda: make.zipped({"mimetype": make_odt.MIME, "content.xml": b"<a>"})),
    "a million table cells": ("cells.html", lambda: b"<html><body><table>" + b"<tr><td>a" * 1_000_000),
    "a line of brackets": ("brackets.md", lambda: b"[" * 5_000_000),
}

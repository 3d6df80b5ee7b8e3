"""The parts of a Word file that its library has no call for: fields, footnotes, contents, comments of a fixed date."""

import re
from datetime import datetime
from html import escape
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from synthesis.writers.docx_styles import LATIN
from synthesis.writers.material import Entry
from synthesis.writers.page import Words

W = nsdecls("w")
HIDDEN_FROM = 100_000  # numbers of bookmarks that name paragraphs; those of headings are below
NOTES_HIDDEN_FROM = 200_000  # and of those that name footnotes
_LATIN = re.compile(r"[A-Za-z][\w./()-]*(?: [A-Za-z][\w./()-]*)*(?<![.(])")


def put(paragraph: Any, text: str, *, rtl: bool) -> None:
    """Add a text. Within one that is read from right to left, Latin words and symbols are runs of their own."""
    at = 0
    for match in _LATIN.finditer(text) if rtl else ():
        if match.start() > at:
            paragraph.add_run(text[at : match.start()])
        paragraph.add_run(match.group(), style=LATIN)
        at = match.end()
    if text[at:] or not text:
        paragraph.add_run(text[at:])


def field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field with the result that stands until a program computes it anew."""
    begin(paragraph, instruction)
    paragraph.add_run(shown)
    end(paragraph)


def begin(paragraph: Any, instruction: str) -> None:
    mark(paragraph, "begin")
    paragraph.add_run()._r.append(parse_xml(f'<w:instrText {W} xml:space="preserve"> {instruction} </w:instrText>'))
    mark(paragraph, "separate")


def end(paragraph: Any) -> None:
    mark(paragraph, "end")


def mark(paragraph: Any, kind: str) -> None:
    paragraph.add_run()._r.append(parse_xml(f'<w:fldChar {W} w:fldCharType="{kind}"/>'))


def bookmark(paragraph: Any, place: int) -> None:
    """Where the contents lead to."""
    paragraph._p.insert_element_before(parse_xml(f'<w:bookmarkStart {W} w:id="{place}" w:name="part{place}"/>'), "w:r")
    paragraph._p.append(parse_xml(f'<w:bookmarkEnd {W} w:id="{place}"/>'))


def hidden(paragraph: Any, place: int, name: str) -> None:
    """A bookmark around a paragraph, which Word does not list: its name begins with an underscore."""
    number = HIDDEN_FROM + place
    paragraph._p.insert_element_before(parse_xml(f'<w:bookmarkStart {W} w:id="{number}" w:name="{name}"/>'), "w:r")
    paragraph._p.append(parse_xml(f'<w:bookmarkEnd {W} w:id="{number}"/>'))


def contents(document: Any, entries: list[Entry], words: Words) -> None:
    """A field of contents, filled: each heading leads to its place, with the paragraphs under it."""
    head = document.add_paragraph(f"{words.contents}\t{words.paragraphs}", style="Contents Heading")
    _to_the_end(head)
    for place, entry in enumerate(entries):
        line = document.add_paragraph(style=f"toc {min(entry.level, 2)}")
        _to_the_end(line)
        if place == 0:
            begin(line, r'TOC \o "1-2" \h \n')
        parts = f"{escape(entry.text)}</w:t><w:tab/><w:t>{escape(entry.paragraphs)}"
        line._p.append(
            parse_xml(
                f'<w:hyperlink {W} w:anchor="part{entry.place}" w:history="1"><w:r>'
                f'<w:t xml:space="preserve">{parts}</w:t></w:r></w:hyperlink>'
            )
        )
        if place + 1 == len(entries):
            end(line)


def _to_the_end(paragraph: Any) -> None:
    """The style's tab stands at the end of the line."""
    paragraph.style.paragraph_format.tab_stops[0].alignment = 2  # right


def comment(document: Any, paragraph: Any, text: str, at: datetime) -> None:
    """A note in the margin, of nobody; its date is that of the report."""
    made = document.add_comment(paragraph.runs, text, author="Consult", initials="C")
    made._comment_elm.date = at


class Footnotes:
    """The notes of a document, as they are cited."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, str]] = []

    def cite(self, paragraph: Any, text: str, mark: str = "") -> None:
        """mark: the name of a bookmark around the note, "" for none."""
        self.texts.append((text, mark))
        run = paragraph.add_run(style="footnote reference")
        run._r.append(parse_xml(f'<w:footnoteReference {W} w:id="{len(self.texts)}"/>'))

    def join(self, document: Any) -> None:
        """Put the notes into the document; a document without any has no such part."""
        if not self.texts:
            return
        lines = "".join(_separator(number, name) for number, name in ((-1, "separator"), (0, "continuationSeparator")))
        notes = "".join(_note(number, text, mark) for number, (text, mark) in enumerate(self.texts, start=1))
        blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:footnotes {W}>{lines}{notes}</w:footnotes>'
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, blob.encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _separator(number: int, name: str) -> str:
    return f'<w:footnote w:type="{name}" w:id="{number}"><w:p><w:r><w:{name}/></w:r></w:p></w:footnote>'


def _note(number: int, text: str, mark: str) -> str:
    id_ = NOTES_HIDDEN_FROM + number
    begins = f'<w:bookmarkStart w:id="{id_}" w:name="{mark}"/>' if mark else ""
    ends = f'<w:bookmarkEnd w:id="{id_}"/>' if mark else ""
    return (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="footnotetext"/></w:pPr>{begins}'
        '<w:r><w:rPr><w:rStyle w:val="footnotereference"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(text)}</w:t></w:r>{ends}</w:p></w:footnote>'
    )

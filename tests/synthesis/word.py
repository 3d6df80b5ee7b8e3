"""Editing Word files as Word does: changes are tracked, comments stand beside; all by lxml, on the file's own XML."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

W = nsdecls("w")
WHO = 'w:author="{author}" w:date="2026-01-02T03:04:05Z"'
DOCUMENT, FOOTNOTES = "word/document.xml", "word/footnotes.xml"
EMPTY = f"<w:footnotes {W}/>".encode()


class Word:
    """A Word file that is open."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.body: Any = etree.fromstring(self.parts[DOCUMENT])[0]

    @property
    def data(self) -> bytes:
        self.parts[DOCUMENT] = etree.tostring(self.body.getparent(), xml_declaration=True, encoding="UTF-8")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in self.parts.items():
                archive.writestr(name, part)
        return buffer.getvalue()

    def find(self, words: str) -> Any:
        """The paragraph that holds ``words``."""
        return next(p for p in self.body.iter(qn("w:p")) if words in text_of(p))

    def replace(self, old: str, new: str, author: str = "Ann Editor") -> None:
        """Other words in the place of ``old``, tracked."""
        paragraph = self.find(old)
        head, tail = text_of(paragraph).split(old, 1)
        _emptied(paragraph)
        for part in (
            _run(head),
            _change("del", author, _run(old, "delText")),
            _change("ins", author, _run(new)),
            _run(tail),
        ):
            _append(paragraph, part)

    def retype(self, words: str, new: str) -> None:
        """Other words in a paragraph, not tracked."""
        paragraph = self.find(words)
        _emptied(paragraph)
        _append(paragraph, _run(new))

    def insert_after(self, words: str, new: str, author: str = "Ann Editor", style: str = "ReportParagraph") -> None:
        mark = f'<w:rPr><w:ins w:id="91" {WHO.format(author=author)}/></w:rPr>'
        made = parse_xml(f'<w:p {W}><w:pPr><w:pStyle w:val="{style}"/>{mark}</w:pPr></w:p>')
        made.append(_change("ins", author, _run(new)))
        self.find(words).addnext(made)

    def delete(self, words: str, author: str = "Ann Editor") -> None:
        """A whole paragraph with its mark, tracked."""
        paragraph = self.find(words)
        text = text_of(paragraph)
        _emptied(paragraph)
        _append(paragraph, _change("del", author, _run(text, "delText")))
        properties = paragraph.find(qn("w:pPr"))
        properties.append(parse_xml(f'<w:rPr {W}><w:del w:id="92" {WHO.format(author=author)}/></w:rPr>'))

    def move_after(self, words: str, other: str, author: str = "Ann Editor") -> None:
        """Moved as Word tracks it: the old place keeps the bookmark, the new one holds the words."""
        paragraph = self.find(words)
        text, style = text_of(paragraph), paragraph.find(qn("w:pPr"))
        _emptied(paragraph)
        _append(paragraph, _change("moveFrom", author, _run(text)))
        made = parse_xml(f"<w:p {W}/>")
        made.append(etree.fromstring(etree.tostring(style)))
        made.append(_change("moveTo", author, _run(text)))
        self.find(other).addnext(made)

    def drag_after(self, words: str, other: str) -> None:
        """Moved without tracking."""
        self.find(other).addnext(self.find(words))

    def split(self, words: str, at: str) -> None:
        """Return pressed before ``at``: what follows is a paragraph of its own, without a bookmark."""
        paragraph = self.find(words)
        head, tail = text_of(paragraph).split(at, 1)
        style = etree.fromstring(etree.tostring(paragraph.find(qn("w:pPr"))))
        _emptied(paragraph)
        _append(paragraph, _run(head))
        made = parse_xml(f"<w:p {W}/>")
        made.append(style)
        made.append(_run(at + tail))
        paragraph.addnext(made)

    def merge(self, words: str, with_next: str) -> None:
        """The mark between two paragraphs deleted: the second one's words and bookmark stand in the first."""
        first, second = self.find(words), self.find(with_next)
        for child in list(second):
            if child.tag != qn("w:pPr"):
                first.append(child)
        second.getparent().remove(second)

    def comment(self, words: str, text: str, author: str = "Carl Reader") -> None:
        paragraph = self.find(words)
        first = paragraph.find(qn("w:r"))
        first.addprevious(parse_xml(f'<w:commentRangeStart {W} w:id="7"/>'))
        paragraph.append(parse_xml(f'<w:commentRangeEnd {W} w:id="7"/>'))
        paragraph.append(parse_xml(f'<w:r {W}><w:commentReference w:id="7"/></w:r>'))
        note = f'<w:comment w:id="7" {WHO.format(author=author)}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:comment>'
        self.parts["word/comments.xml"] = f"<w:comments {W}>{note}</w:comments>".encode()

    def retype_note(self, words: str, new: str) -> None:
        """Other words in a footnote, not tracked."""
        with self._notes() as notes:
            paragraph = next(p for p in notes.iter(qn("w:p")) if words in text_of(p))
            _emptied(paragraph)
            _append(paragraph, _run(new))

    def restyle(self, words: str, style: str) -> None:
        """Another style for a paragraph or a heading, not tracked."""
        self.find(words).find(qn("w:pPr")).find(qn("w:pStyle")).set(qn("w:val"), style)

    def add_note(self, words: str, new: str, author: str = "Ann Editor", *, at_once: bool = False) -> None:
        """A footnote at the end, or the beginning, of the paragraph that holds ``words``, tracked."""
        with self._notes() as notes:
            id_ = 1 + max((int(one.get(qn("w:id"))) for one in notes), default=0)
            note = parse_xml(f'<w:footnote {W} w:id="{id_}"><w:p/></w:footnote>')
            note[0].append(_change("ins", author, _run(new)))
            notes.append(note)
        cited = parse_xml(f'<w:r {W}><w:footnoteReference w:id="{id_}"/></w:r>')
        change = _change("ins", author, cited)
        paragraph = self.find(words)
        if at_once:
            paragraph.find(qn("w:pPr")).addnext(change)
        else:
            paragraph.append(change)

    def delete_note(self, words: str, author: str = "Ann Editor") -> None:
        """Its mark in the text deleted, tracked: Word keeps the note until that is accepted."""
        with self._notes() as notes:
            note = next(one for one in notes if any(words in text_of(p) for p in one.iter(qn("w:p"))))
        cited = next(
            one for one in self.body.iter(qn("w:footnoteReference")) if one.get(qn("w:id")) == note.get(qn("w:id"))
        )
        run = cited.getparent()
        run.addprevious(change := _change("del", author, parse_xml(f"<w:r {W}/>")))
        change.replace(change[0], run)

    @contextmanager
    def _notes(self) -> Iterator[Any]:
        notes = etree.fromstring(self.parts.get(FOOTNOTES, EMPTY))
        yield notes
        self.parts[FOOTNOTES] = etree.tostring(notes, xml_declaration=True, encoding="UTF-8")

    def lose_marks(self) -> None:
        """As programs do that know no bookmarks."""
        for mark in [*self.body.iter(qn("w:bookmarkStart")), *self.body.iter(qn("w:bookmarkEnd"))]:
            mark.getparent().remove(mark)

    def rename_marks(self) -> None:
        """Bookmarks of a file that is not ours."""
        for mark in self.body.iter(qn("w:bookmarkStart")):
            mark.set(qn("w:name"), "_c" + "f" * 12)


def text_of(paragraph: Any) -> str:
    return "".join(one.text or "" for one in paragraph.iter(qn("w:t")))


def _run(text: str, tag: str = "t") -> Any:
    run = parse_xml(f'<w:r {W}><w:{tag} xml:space="preserve"/></w:r>')
    run[0].text = text
    return run


def _change(tag: str, author: str, run: Any) -> Any:
    made = parse_xml(f'<w:{tag} {W} w:id="90" {WHO.format(author=author)}/>')
    made.append(run)
    return made


def _emptied(paragraph: Any) -> None:
    """Without its words; properties and bookmarks stay."""
    for child in list(paragraph):
        if child.tag not in {qn("w:pPr"), qn("w:bookmarkStart"), qn("w:bookmarkEnd")}:
            paragraph.remove(child)


def _append(paragraph: Any, part: Any) -> None:
    """Before the end of its bookmark, where it has one."""
    end = paragraph.find(qn("w:bookmarkEnd"))
    if end is None:
        paragraph.append(part)
    else:
        end.addprevious(part)

"""What somebody did to a Word document: tracked changes and comments, paragraph by paragraph.

The reader for documents that come back. Run as `python -m consult.documents.changes` it is the child process of
`sandbox.read_changes`: the file on standard input, JSON on standard output.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from lxml import etree

from consult.documents import limits
from consult.documents.errors import UnreadableDocument

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = "_c"  # begins the bookmarks that name our paragraphs; Word hides bookmarks that begin with an underscore
_DAMAGED = "The Word document is damaged: its text cannot be read."
_NO_WORD = "Only a Word document (.docx) can be read for its changes."
_SKIPPED = {f"{W}{name}" for name in ("tbl", "txbxContent", "footnote", "endnote")}
_BEFORE_ONLY, _AFTER_ONLY = {f"{W}del", f"{W}moveFrom"}, {f"{W}ins", f"{W}moveTo"}
_MOST_COMMENTS = 2_000


@dataclass(slots=True)
class Returned:
    """One paragraph of the document, in its order.

    ids: those of ours that stand in it, without the mark. style: its Word style's id. before: its text with every
    tracked change rejected; after: with all accepted. authors: of the changes in it, as Word names them. is_moved:
    whether it is the place where a moved text was put. is_note: it is a footnote of the paragraph before it.
    """

    ids: list[str] = field(default_factory=list)
    style: str = ""
    before: str = ""
    after: str = ""
    authors: list[str] = field(default_factory=list)
    is_moved: bool = False
    is_note: bool = False


@dataclass(slots=True)
class Comment:
    """author: as Word names them. on: the words it stands on. paragraph: place among the paragraphs, -1 for none."""

    author: str
    text: str
    on: str = ""
    paragraph: int = -1


@dataclass(slots=True)
class Changes:
    paragraphs: list[Returned] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Changes:
        return cls([Returned(**one) for one in data["paragraphs"]], [Comment(**one) for one in data["comments"]])


def read(data: bytes) -> Changes:
    """Paragraphs, each followed by its footnotes, and comments of a DOCX. Raises UnreadableDocument.

    Text in tables, and their footnotes, are left out.
    """
    limits.check_size(data)
    if not data.startswith(b"PK"):
        raise UnreadableDocument(_NO_WORD)
    limits.check_zip(data).close()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "word/document.xml" not in names:
            raise UnreadableDocument(_NO_WORD)
        try:
            body = _parsed(archive.read("word/document.xml"))
            said = _parsed(archive.read("word/comments.xml")) if "word/comments.xml" in names else None
            notes = _parsed(archive.read("word/footnotes.xml")) if "word/footnotes.xml" in names else ()
        except etree.LxmlError as error:
            raise UnreadableDocument(_DAMAGED) from error
    reader = _Reader({str(note.get(f"{W}id")): note for note in notes if note.tag == f"{W}footnote"})
    reader.read(body)
    paragraphs, places = _joined(reader.found)
    return Changes(paragraphs, _comments(said, reader, places) if said is not None else [])


def _parsed(xml: bytes) -> Any:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


@dataclass(slots=True)
class _Paragraph(Returned):
    """joins: its mark was deleted, so that what follows belongs to it. raw: its place, and those that ran into it.

    notes: its footnotes.
    """

    joins: bool = False
    raw: list[int] = field(default_factory=list)
    notes: list[Returned] = field(default_factory=list)


class _Reader:
    """Walks the body once, in order, without recursion: depth is what a hostile file has most of."""

    def __init__(self, notes: dict[str, Any]) -> None:
        """notes: id -> footnote, each of which is read where it is first cited."""
        self.notes = notes
        self.found: list[_Paragraph] = []
        self.waiting: list[str] = []  # ids whose bookmark stands between paragraphs: they belong to the next
        self.spans: dict[str, tuple[int, list[str]]] = {}  # comment id -> (paragraph, words)
        self.open: set[str] = set()

    def read(self, body: Any) -> None:
        for element, inside in _walk(body):
            if element.tag == f"{W}p":
                limits.check_blocks(len(self.found) + 1)
                self.found.append(self._begun(element))
            elif element.tag == f"{W}bookmarkStart":
                self._bookmark(str(element.get(f"{W}name") or ""), within=f"{W}p" in inside)
            elif element.tag in (f"{W}commentRangeStart", f"{W}commentReference"):
                self._comment(str(element.get(f"{W}id")), opens=element.tag.endswith("Start"))
            elif element.tag == f"{W}commentRangeEnd":
                self.open.discard(str(element.get(f"{W}id")))
            elif element.tag == f"{W}footnoteReference":
                self._note(element, set(inside))
            elif self.found and f"{W}p" in inside:
                self._inline(element, inside)

    def _begun(self, element: Any) -> _Paragraph:
        style = element.find(f"{W}pPr/{W}pStyle")
        mark = element.find(f"{W}pPr/{W}rPr")
        paragraph = _Paragraph(style=str(style.get(f"{W}val") or "") if style is not None else "")
        paragraph.ids, self.waiting = self.waiting, []
        for change in mark if mark is not None else ():
            if change.tag in _BEFORE_ONLY | _AFTER_ONLY:
                paragraph.joins |= change.tag == f"{W}del"
                _by(paragraph, change)
        return paragraph

    def _bookmark(self, name: str, *, within: bool) -> None:
        if name.startswith(MARK):
            (self.found[-1].ids if within and self.found else self.waiting).append(name[len(MARK) :][:64])

    def _comment(self, id_: str, *, opens: bool) -> None:
        self.spans.setdefault(id_, (len(self.found) - 1, []))
        if opens:
            self.open.add(id_)

    def _note(self, cited: Any, inside: set[str]) -> None:
        note = self.notes.pop(str(cited.get(f"{W}id")), None)
        if note is None or not self.found:
            return
        reader = _Reader({})
        for child in note:
            reader.read(child)
        whole = Returned(is_note=True, is_moved=f"{W}moveTo" in inside)
        for one in reader.found:
            whole.ids += one.ids
            whole.before, whole.after = f"{whole.before} {one.before}", f"{whole.after} {one.after}"
            whole.authors += [author for author in one.authors if author not in whole.authors]
        for change in cited.iterancestors(*_BEFORE_ONLY, *_AFTER_ONLY):
            _by(whole, change)
        whole.before = "" if _AFTER_ONLY & inside else whole.before
        whole.after = "" if _BEFORE_ONLY & inside else whole.after
        self.found[-1].notes.append(whole)

    def _inline(self, element: Any, inside: tuple[str, ...]) -> None:
        paragraph = self.found[-1]
        if element.tag in _BEFORE_ONLY | _AFTER_ONLY and f"{W}pPr" not in inside:
            _by(paragraph, element)
            paragraph.is_moved |= element.tag == f"{W}moveTo"
        text = _text(element)
        if not text:
            return
        is_old, is_new = bool(_BEFORE_ONLY & set(inside)), bool(_AFTER_ONLY & set(inside))
        if not is_new:
            paragraph.before += text
        if not is_old:
            paragraph.after += text
            for id_ in self.open:
                self.spans[id_][1].append(text)


def _walk(body: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """(element, tags of those around it) in order; what stands in tables, boxes and notes is left out."""
    stack: list[tuple[Any, tuple[str, ...]]] = [(body, ())]
    while stack:
        element, inside = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            continue
        yield element, inside
        if len(inside) < limits.MAX_DEPTH:
            within = (*inside, element.tag)
            stack.extend((child, within) for child in reversed(element))


def _text(element: Any) -> str:
    if element.tag in (f"{W}t", f"{W}delText"):
        return element.text or ""
    if element.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
        return " "
    return "-" if element.tag == f"{W}noBreakHyphen" else ""


def _by(paragraph: Returned, change: Any) -> None:
    author = " ".join(str(change.get(f"{W}author") or "").split())[:100]
    if author and author not in paragraph.authors:
        paragraph.authors.append(author)


def _joined(found: list[_Paragraph]) -> tuple[list[Returned], dict[int, int]]:
    """Paragraphs as they stand with all changes accepted, and where each of those found is among them.

    One whose mark was deleted runs into the next.
    """
    done: list[_Paragraph] = []
    runs_on = False
    for number, one in enumerate(found):
        if runs_on and done[-1].after.strip():
            last = done[-1]
            last.ids += one.ids
            last.before, last.after = last.before + one.before, last.after + one.after
            last.authors = list(dict.fromkeys([*last.authors, *one.authors]))
            last.notes += one.notes
            last.raw.append(number)
        else:
            one.raw = [number]
            done.append(one)
        runs_on = one.joins
    told: list[Returned] = []
    places: dict[int, int] = {}
    for one in done:
        places |= dict.fromkeys(one.raw, len(told))
        told += [_plain(one), *map(_plain, one.notes)]
    return told, places


def _plain(one: Returned) -> Returned:
    before, after = " ".join(one.before.split()), " ".join(one.after.split())
    return Returned(one.ids, one.style, before, after, one.authors, one.is_moved, one.is_note)


def _comments(notes: Any, reader: _Reader, places: dict[int, int]) -> list[Comment]:
    found: list[Comment] = []
    for note in notes.iter(f"{W}comment"):
        text = " ".join(" ".join(_text(one) for one in note.iter()).split())
        author = " ".join(str(note.get(f"{W}author") or "").split())[:100]
        place, words = reader.spans.get(str(note.get(f"{W}id")), (-1, []))
        if text and len(found) < _MOST_COMMENTS:
            found.append(Comment(author, text, " ".join("".join(words).split())[:300], places.get(place, -1)))
    return found


def main() -> None:
    """In the child: bound ourselves, read, answer. Every failure is an answer too."""
    from consult.documents import sandbox

    sandbox.bound()
    sys.stdout.write(
        json.dumps(sandbox.told(lambda: {"changes": read(sys.stdin.buffer.read(limits.MAX_BYTES + 1)).to_dict()}))
    )


if __name__ == "__main__":
    main()

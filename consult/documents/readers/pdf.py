"""PDF: lines with their type sizes; running heads cut; the rest as for printed lines."""

from __future__ import annotations

import ctypes
import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from consult.documents.blocks import Document
from consult.documents.errors import UnreadableDocument
from consult.documents.limits import MAX_PAGES, check_blocks
from consult.documents.readers.lines import BULLET, Line, blocks

_BOLD = 600
_EDGE_LINES = 3


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line as printed: page number from 0, left, top and bottom edge and size in points, top counted downwards."""

    text: str
    page: int
    left: float
    top: float
    size: float
    bold: bool


def read(data: bytes, name: str) -> Document:
    """The blocks of a PDF with a text layer, at most 300 pages."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            if len(pdf) > MAX_PAGES:
                raise UnreadableDocument("The document has more than 300 pages.")
            printed = [line for number in range(len(pdf)) for line in _page(pdf, number)]
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument("The PDF is protected with a password.") from error
        raise UnreadableDocument("The PDF is damaged and cannot be read.") from error
    check_blocks(len(printed))
    lines = _lines(_without_running_heads(printed))
    return Document.of(blocks(lines), name=name, format="pdf")


def _page(pdf: pypdfium2.PdfDocument, number: int) -> list[_Printed]:
    page = pdf[number]
    height = page.get_height()
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        made: list[_Printed] = []
        at = 0
        for raw in re.split(r"(\r?\n)", text):
            if raw.strip():
                made.append(_line(textpage, raw, at, number, height))
            at += len(raw)
        return [line for line in made if line.text]
    finally:
        textpage.close()
        page.close()


def _line(textpage: pypdfium2.PdfTextPage, raw: str, at: int, page: int, height: float) -> _Printed:
    lead = len(raw) - len(raw.lstrip())
    first = at + lead
    # Bullets come in fonts of their own: judge the type by letters.
    letters = [i for i, c in enumerate(raw) if c.isalnum()] or [lead]
    probes = [at + letters[len(letters) * k // 4] for k in range(4)]
    left, bottom, _right, _top = textpage.get_charbox(first, loose=True)
    sizes = [pdfium.FPDFText_GetFontSize(textpage, i) * _scale(textpage, i) for i in probes]
    bold = all(_is_bold(textpage, i) for i in probes)
    text = re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", raw.replace("\ufffe", "\u00ad")).strip()
    # Symbol fonts keep their bullets in the private area.
    text = re.sub(r"^[\uf020-\uf0ff]", "•", text.replace("\u00ad\u00ad", "\u00ad"))
    return _Printed(text=text, page=page, left=left, top=height - bottom, size=round(max(sizes), 1), bold=bold)


def _scale(textpage: pypdfium2.PdfTextPage, index: int) -> float:
    """Some writers set type at size 1 and enlarge it by a matrix."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix)):
        return 1.0
    return (matrix.b**2 + matrix.d**2) ** 0.5 or 1.0


def _is_bold(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(textpage, index) >= _BOLD:
        return True
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(textpage, index, buffer, 128, ctypes.byref(flags))
    return 0 < length <= 128 and b"bold" in buffer.raw[: length - 1].lower()


def _without_running_heads(printed: list[_Printed]) -> list[_Printed]:
    """Without page numbers and what repeats at the head or foot of most pages."""
    pages: dict[int, list[_Printed]] = {}
    for line in printed:
        pages.setdefault(line.page, []).append(line)
    seen: Counter[tuple[str, int]] = Counter()
    edges: set[int] = set()
    for lines in pages.values():
        # Writers often put heads and feet first or last into the file, wherever they stand on the page.
        ordered = sorted(lines, key=lambda line: line.top)
        edge = ordered[:_EDGE_LINES] + ordered[-_EDGE_LINES:]
        edges |= {id(line) for line in edge}
        seen.update({_imprint(line) for line in edge})
    often = max(2, len(pages) * 0.4)
    repeated = {imprint for imprint, n in seen.items() if n >= often and not BULLET.match(imprint[0])}
    number = re.compile(r"(?:page\s*)?[-–]?\s*\d{1,3}\s*[-–]?(?:\s*(?:/|of|de)\s*\d{1,3})?", re.IGNORECASE)
    return [
        line
        for line in printed
        if not (id(line) in edges and (_imprint(line) in repeated or number.fullmatch(line.text)))
    ]


def _imprint(line: _Printed) -> tuple[str, int]:
    """What a running head has in common from page to page: its words without figures, and its height on the page."""
    return re.sub(r"\d+", "#", line.text), round(line.top / 8)


def _lines(printed: list[_Printed]) -> list[Line]:
    """Lines with gaps and ranks worked out from the distances and sizes of the whole document."""
    if not printed:
        return []
    body = _body_size(printed)
    pitch = _pitch(printed)
    bigger = sorted({line.size for line in printed if line.size > body * 1.1}, reverse=True)
    widest = max(len(line.text) for line in printed)
    margin = min(line.left for line in printed)
    made: list[Line] = []
    before: _Printed | None = None
    for line in printed:
        step = line.top - before.top if before and before.page == line.page else None
        torn = (
            step is None
            and before is not None
            and len(before.text) > widest * 0.75
            and not before.text.endswith((".", "?", ":", ";"))
        )
        gap = not torn if step is None else step > pitch * max(1.0, line.size / body) * 1.25 or step < 0
        large = line.size > body * 1.1
        strong = (
            (large or line.bold)
            and len(line.text) < 150
            and not line.text.endswith((".", "?"))
            and not BULLET.match(line.text)
        )
        rank = (bigger.index(line.size) + 1 if large else len(bigger) + 1) if strong else 0
        made.append(
            Line(line.text, 0, 0, indent=round((line.left - margin) / 9), gap=gap, strong=strong, rank=min(rank, 6))
        )
        before = line
    return _mend_hyphens(made)


def _body_size(printed: list[_Printed]) -> float:
    sizes: Counter[float] = Counter()
    for line in printed:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _pitch(printed: list[_Printed]) -> float:
    """The usual distance from line to line inside a paragraph, in points: the smallest common one."""
    steps: Counter[int] = Counter()
    for a, b in itertools.pairwise(printed):
        if a.page == b.page and 4 < b.top - a.top < 60:
            steps[round(b.top - a.top)] += 1
    if not steps:
        return 14.0
    common = steps.most_common(1)[0][1]
    return float(min(step for step, n in steps.items() if n >= max(2, common * 0.4)) if common > 1 else min(steps))


def _mend_hyphens(lines: list[Line]) -> list[Line]:
    """A word broken at a line's end is joined; it keeps its hyphen unless the document writes it without elsewhere."""
    words = Counter(word.lower() for line in lines for word in re.findall(r"\w+(?:-\w+)*", line.text))
    made = list(lines)
    for i in range(len(made) - 1):
        hit = re.search(r"([\w-]*\w)([-‐\u00ad])$", made[i].text)
        if not hit or not made[i + 1].text[:1].islower():
            continue
        word, _, rest = made[i + 1].text.partition(" ")
        bare = re.sub(r"\W+$", "", word)
        hyphen = "" if hit[2] == "\u00ad" or words[(hit[1] + bare).lower()] else "-"
        made[i] = replace(made[i], text=made[i].text[: hit.start(2)] + hyphen + word)
        made[i + 1] = replace(made[i + 1], text=rest)
    return [line for line in made if line.text]

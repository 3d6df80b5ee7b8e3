"""From printed lines to blocks: shared by plain text and PDF, which both have lines and no structure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from consult.documents import lexicon
from consult.documents.blocks import Block, Kind, Link
from consult.documents.dates import find_dates
from consult.documents.spans import squeeze

BULLET = re.compile(
    r"(?P<marker>[•◦▪‣●○■□➢❖✓✔→>➔►·*–—−\uf020-\uf0ff-]|o(?=\s))(?:\s+|(?<=[•◦▪●\uf0a7\uf0b7])(?=\S))(?=\S)"
)
NUMBER = re.compile(
    r"(?P<marker>(?:(?:Q(?:uestion)?|Pregunta|Вопрос|السؤال|Recommendation|Recommandation)\s?)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,3})*)\s?[.):：](?!\d)|(?P<coded>[A-Z]\.?\d{1,2}(?:\.\d{1,2})?[.):]?(?=\s))|"
    r"问题\s?(?P<zh>[一二三四五六七八九十\d]{1,3})[：:、.]|\[(?P<note>\d{1,2})\](?=\s)|"
    r"\((?P<letter>[a-zа-я]|[ivx]{1,5}|\d{1,2}|[\u0621-\u064a])\)|"
    r"(?P<plain>\d{1,3}\.\d{1,3})(?=\s+[A-Z])|(?P<alpha>[a-zа-я])(?:\)|\.(?=\s+[A-ZÀ-ÞА-Я“¿]))|(?P<cn>[一二三四五六七八九十]+)、|"
    r"（(?P<wide>[一二三四五六七八九十\d]{1,3})）)\s*(?=\S)"
)
ROMAN = re.compile(r"(?P<number>[IVX]{1,5}|[A-H])\.\s+(?=\S)")
_QUOTED = re.compile(r"[“«\"„][^“”«»\"„]{15,600}[”»\"“]")
_EMPHASIS = re.compile(r"^(?:\*\*|__|\*(?=\S)|_(?=\S))+|(?:(?<=\S)\*\*|__|(?<=\S)[*_])+$")
_LINK = re.compile(r"\[([^\[\]]{1,500})\]\(([^()\s]*)\)")
_BYLINE = re.compile(r"(?:by|par|por) (?:the )?\w[^.;:?]*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?:\((?:[^()]|\([^()]*\))+\)\s*)+[;.]?")
_HASHES = re.compile(r"(#{1,6})\s+")
_STOPS = tuple(".!?:;…。！？；：؟")
_OPEN_WORDS = re.compile(
    r"(?:,|\b(?:and|or|of|the|a|an|to|in|on|for|with|by|from|at|as|that|et|de|la|le|les|des|du|y|el|los|las|en|и|в|на|"
    r"с|по))$",
    re.IGNORECASE,
)
_HEADING_CHARS = 90
_WRAP_MAX = 220
_WRAP_MIN = 55


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its text, [start, end) in the raw text, indent in characters, what its type says of it.

    gap: empty space before it. strong: set like a heading (larger or bold). rank: heading level by size, 0 unknown.
    """

    text: str
    start: int
    end: int
    indent: float = 0
    gap: bool = False
    strong: bool = False
    rank: int = 0
    list_gap: bool = False


def blocks(lines: Sequence[Line], *, started: bool = False) -> list[Block]:
    """Lines joined into paragraphs, list items, headings and quotes, in order.

    started: text stands before these lines, so that one in quotation marks is a quote and no title.
    """
    width = {i: w for run in _runs(lines) for i, w in run.items()}
    groups: list[list[Line]] = []
    for i, line in enumerate(lines):
        if groups and _joins(groups[-1], line, width.get(i - 1, 0)):
            groups[-1].append(line)
        else:
            groups.append([line])
    made: list[Block] = []
    indents: list[float] = []
    for group in groups:
        block = _block(group, indents, started=started or bool(made))
        if block is not None:
            made.append(block)
    return made


def _runs(lines: Sequence[Line]) -> list[dict[int, int]]:
    """For each run of lines without a gap: the width at which it seems to be wrapped, by line index; 0 if it is not."""
    runs: list[list[int]] = []
    for i, line in enumerate(lines):
        if line.gap or not runs:
            runs.append([])
        runs[-1].append(i)
    result = []
    for run in runs:
        lengths = [len(lines[i].text) for i in run]
        widest = max(lengths)
        near = sum(1 for n in lengths if n > widest * 0.86)
        wrapped = _WRAP_MIN <= widest <= _WRAP_MAX and near >= 2
        result.append(dict.fromkeys(run, widest if wrapped else 0))
    return result


def _joins(group: list[Line], line: Line, width: int) -> bool:
    """Whether a line carries on the paragraph before it."""
    last = group[-1]
    text = last.text
    if _in_brackets(text, line):
        # "(Spain) (Chile);" ends the sentence before it; "(as of 12 June)" is a line of its own.
        return line.text.endswith((";", "."))
    if line.strong and last.strong and line.rank == last.rank and _OPEN_WORDS.search(text):
        return True  # "Conclusions and", "recommendations" on the next line
    dash = _is_aside(group, line)
    if (_opens(line.text) and not dash) or last.strong != line.strong or (line.strong and last.rank != line.rank):
        return False
    if line.strong:
        return not line.gap and not lexicon.kind_of(text)
    if _stands_alone(group, line):
        return False
    cut = dash or _cut_short(text, line.text)
    if line.gap:
        # A page break may tear a sentence apart: it goes on in lower case after a line that did not end.
        return cut and len(text) > 40 and not line.list_gap
    return cut or _fills(text, line.text, width)


def _in_brackets(before: str, line: Line) -> bool:
    bracketed = line.text[0] == "(" and not line.gap and not before.endswith(_STOPS)
    return bracketed and len(before) < 75 and _IN_BRACKETS.fullmatch(line.text) is not None


def _is_aside(group: list[Line], line: Line) -> bool:
    """Whether a line that begins with a dash goes on with a sentence and opens no list."""
    text = group[-1].text
    if line.text[0] not in "–—" or line.gap or len(text) <= 40 or text.endswith((*_STOPS, ",")):
        return False
    return BULLET.match(group[0].text) is None


def _stands_alone(group: list[Line], line: Line) -> bool:
    """Whether the line before is a label or a genre, or this one a byline or a date."""
    text = group[-1].text
    if lexicon.kind_of(text) or (len(group) == 1 and lexicon.is_genre(text)):
        return True
    if _BYLINE.match(line.text) and len(group) == 1 and len(text) < 100 and len(line.text) < 70:
        return True
    return _is_dated(line.text) and len(line.text) < 80 and not _OPEN_WORDS.search(text)


def _fills(before: str, after: str, width: int) -> bool:
    """Whether a line is as long as lines are here, so that the next goes on with it; width 0: lines are not wrapped."""
    ended = before.endswith(_STOPS)
    if ended and not width:
        return False
    if not ended and _OPEN_WORDS.search(before) and len(before) > 30 and not _is_dated(after):
        return True
    first = len(after.split(maxsplit=1)[0])
    return bool(width) and len(before) + 1 + first > width * (0.97 if ended else 0.9)


def _cut_short(before: str, after: str) -> bool:
    return not before.endswith(_STOPS) and (after[0].islower() or after[0] in ",;)") and not re.match(r"o\s", after)


def _opens(text: str) -> bool:
    """Whether a line begins something of its own: a list item, a label, a heading."""
    if BULLET.match(text) or NUMBER.match(text) or ROMAN.match(text) or _HASHES.match(text):
        return True
    return bool(lexicon.kind_of(text) or lexicon.is_genre(text) or _labelled(text) or _QUOTED.fullmatch(text))


def _labelled(text: str) -> bool:
    if re.match(r"(?:possible|suggested|proposed|draft) recommendation\s[–—-]\s", text, re.IGNORECASE):
        return True
    head, colon, _ = text.replace("：", ":").partition(":")
    return bool(colon) and len(head) < 70 and lexicon.kind_of(head) is not None


def _is_dated(text: str) -> bool:
    found = find_dates(text[:80])
    return bool(found) and found[0].at < 3


def _join(group: list[Line]) -> str:
    text = group[0].text
    for line in group[1:]:
        # A hyphen at a line's end before a lower-case letter is one of hyphenation unless the word is a compound.
        if text.endswith("\u00ad"):
            text = text[:-1] + line.text
        else:
            text += " " + line.text
    return squeeze(text)


def _block(group: list[Line], indents: list[float], *, started: bool) -> Block | None:
    text, links = _plain(_join(group))
    if not text:
        return None
    source = (group[0].start, group[-1].end)
    first = group[0]
    base = Block(kind="paragraph", text=text, links=links, source=source)
    if hashes := _HASHES.match(text):
        return replace(base, kind="heading", level=len(hashes[1]), text=_trim(text[hashes.end() :]))
    if first.strong and len(text) <= 200:
        return _heading(base, level=first.rank or 2)
    if len(group) == 1 and _is_heading(text, started=started):
        return _heading(base, level=2)
    if _QUOTED.fullmatch(text) and started:
        return replace(base, kind="quote", text=text[1:-1].strip())
    if not BULLET.match(text) and not NUMBER.match(text):
        indents.clear()
        return base
    while indents and indents[-1] > first.indent:
        indents.pop()
    if not indents or indents[-1] < first.indent:
        indents.append(first.indent)
    return _item(base, len(indents) - 1)


def _item(base: Block, level: int) -> Block:
    """A list item, or a numbered paragraph, with its marks taken off the text ("- 1. What" has two)."""
    text, marker, number = base.text, None, None
    if bullet := BULLET.match(text):
        marker, text = bullet["marker"], text[bullet.end() :]
        text = _trim(text)
    if numbered := NUMBER.match(text):
        number = next(n for n in numbered.groups()[1:] if n)
        marker, text = numbered["marker"].strip(), text[numbered.end() :]
    text = _trim(text)
    prose = number is not None and number[0].isdigit() and not text.endswith("?") and len(text) > 160
    kind: Kind = "paragraph" if prose else "list_item"
    return replace(
        base, kind=kind, text=text, level=0 if prose else level, number=number, marker=None if prose else marker
    )


def _heading(base: Block, level: int) -> Block:
    text, number = base.text, None
    if hit := re.match(r"(?P<number>\d{1,2}(?:\.\d+)*|[IVX]{1,5}|[A-H])[.)]\s+(?=\S)", text):
        number, text = hit["number"], text[hit.end() :]
    return replace(base, kind="heading", level=level, number=number, text=_trim(text))


def _is_heading(text: str, *, started: bool) -> bool:
    """Whether a line that stands alone is a heading by its words: a known label, a roman number, all capitals."""
    if len(text) > _HEADING_CHARS or BULLET.match(text):
        return False
    if lexicon.kind_of(text):
        return True
    if text.endswith((".", ";", ",", "?")) or lexicon.is_genre(text):
        return False
    if ROMAN.match(text) and len(text) > 5:
        return True
    return started and text.isupper() and len(text) > 8 and not re.search(r"\d{2}", text)


def _plain(text: str) -> tuple[str, tuple[Link, ...]]:
    """The text without Markdown's link marks and outer emphasis, and its links that lead anywhere."""
    links = tuple(
        Link(text=squeeze(m[1]), url=m[2]) for m in _LINK.finditer(text) if "://" in m[2] or m[2].startswith("mailto:")
    )
    return _trim(_LINK.sub(lambda m: m[1], text)), links


def _trim(text: str) -> str:
    if BULLET.match(text):
        return text.strip()
    return _EMPHASIS.sub("", text.strip()).strip()

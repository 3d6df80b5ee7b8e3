"""Blocks made finer by their words: labels glued to text, lists and headings that lost their line breaks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

from consult.documents import lexicon
from consult.documents.blocks import Block, Document
from consult.documents.dates import find_dates
from consult.documents.spans import place

_FLAT = 1_200
_LETTERS = re.compile(
    r"(?:^|(?<=[:;,.])\s*|(?<=[;,] and)\s|(?<=[;,] or)\s|(?<=[;,] et)\s|(?<=[;,] y)\s|"
    r"\s(?=\([a-z]\)\s[A-Z]))\((?P<letter>[a-z])\)\s+"
)
_FIGURES = re.compile(r"(?:^|\s)(?:[-–•*]\s+)?(?P<figure>\d{1,2})[.)]\s+(?=[A-Z“¿])")
_DASHES = re.compile(r"(?:^|\s)[-–•·▪]\s+(?=[A-Z“\d\[¿À-ÖØ-Þ])")
_START = re.compile(r"(?P<label>[^:：]{2,80}?)\s?[:：]\s*(?P<dash>[-–]\s+)?")
# "Proposed recommendation – Publish ...": with a dash only where the label can be nothing else.
_START_DASHED = re.compile(
    r"(?P<label>(?:possible|suggested|proposed|draft) recommendation)\s[–—-]\s(?P<dash>)", re.IGNORECASE
)
_CONTACT = re.compile(
    r"(?<=[.?!;”)] )(?:For (?:more|further|any|additional) |Please contact|Contacts?\b|For (?:queries|questions|"
    r"enquiries|inquiries)|Pour (?:plus|toute?)|Para (?:más|mayor)|Any questions\?|Questions\? |Queries )"
)
_LISTED = {"objectives", "questions", "resources", "recommendations", "themes"}


def refine(document: Document) -> list[Block]:
    """The document's blocks with every label a heading or a definition and every inline list a list."""
    made: list[Block] = []
    for block in document.blocks:
        label = made[-1].text if made and made[-1].kind == "heading" else ""
        made += _refined(document, block, lexicon.kind_of(label))
    return made


def _refined(document: Document, block: Block, under: str | None) -> list[Block]:
    """under: what the label right above the block opens, as in the cells of a table."""
    if block.kind not in ("paragraph", "list_item"):
        return [block]
    pieces = [block]
    if _is_flat(block):
        pieces = _each(pieces, lambda b: _unmarked(document, b))
        pieces = _each(pieces, lambda b: _figures(document, b))
    pieces = _each(pieces, lambda b: _glued(document, b))
    pieces = _each(pieces, lambda b: _labelled(document, b))
    pieces = _each(pieces, lambda b: _contact_sentence(document, b))
    pieces = _each(pieces, lambda b: _lettered(document, b))
    pieces = _dashed(document, pieces, under)
    if len(pieces) > 1 and block.kind == "paragraph" and _is_whole(block.text):
        pieces = _header(document, pieces[0]) + pieces[1:]
    return pieces


def _each(pieces: list[Block], step: Callable[[Block], list[Block]]) -> list[Block]:
    return [
        made
        for piece in pieces
        for made in (step(piece) if piece.kind in ("paragraph", "list_item", "definition") else [piece])
    ]


def _is_flat(block: Block) -> bool:
    if len(block.text) < 300:
        return False
    return len(lexicon.unmarked(block.text)) + len(lexicon.glued(block.text)) >= 2


def _is_whole(text: str) -> bool:
    """Whether a text is a whole document on one line."""
    return len(text) > _FLAT or len(lexicon.glued(text)) > 2


def _piece(document: Document, of: Block, text: str, **changes: object) -> list[Block]:
    """A part of a block as a block of its own, if it says anything."""
    text = text.strip().strip("*").strip()
    if not text:
        return []
    source = place(document, text, of)
    links = tuple(link for link in of.links if link.text in text)
    return [replace(of, text=text, source=source, links=links, **changes)]  # type: ignore[arg-type]


def _unmarked(document: Document, block: Block) -> list[Block]:
    made: list[Block] = []
    at = 0
    for hit in lexicon.unmarked(block.text):
        made += _piece(document, block, block.text[at : hit.start("label")])
        made += _piece(document, block, hit["label"], kind="heading", level=2, number=None, marker=None)
        at = hit.end("label")
    return made + _piece(document, block, block.text[at:])


def _figures(document: Document, block: Block) -> list[Block]:
    """ "1. What ...? 2. How ...?" in one paragraph: cut where the figures count up from one."""
    wanted, cuts = 1, []
    for hit in _FIGURES.finditer(block.text):
        if int(hit["figure"]) == wanted:
            cuts.append(hit)
            wanted += 1
    if len(cuts) < 2:
        return [block]
    made = _piece(document, block, block.text[: cuts[0].start()])
    for hit, follow in zip(cuts, [*cuts[1:], None], strict=True):
        text = block.text[hit.end() : follow.start() if follow else None]
        made += _piece(document, block, text, kind="list_item", number=hit["figure"], marker=f"{hit['figure']}.")
    return made


def _glued(document: Document, block: Block) -> list[Block]:
    """Labels with a colon inside the text open blocks of their own."""
    cuts = [hit for hit in lexicon.glued(block.text) if hit.start("label") > 0 and _is_cut(block.text, hit)]
    if not cuts:
        return [block]
    made = _piece(document, block, block.text[: cuts[0].start("label")])
    for hit, follow in zip(cuts, [*cuts[1:], None], strict=True):
        text = block.text[hit.start("label") : follow.start("label") if follow else None]
        made += _piece(document, block, text, kind="paragraph", number=None, marker=None, level=0)
    return made


def _is_cut(text: str, hit: re.Match[str]) -> bool:
    before = text[: hit.start("label")].rstrip()
    return before.endswith((".", "?", "!", ";", ":", "”", ")", "*")) or len(hit["label"].split()) > 2 or _is_whole(text)


def _labelled(document: Document, block: Block) -> list[Block]:
    """A block that begins with a known label: a definition if a value follows, a heading over anything longer."""
    hit = _START.match(block.text) or _START_DASHED.match(block.text)
    kind = hit and lexicon.kind_of(hit["label"])
    if (
        not hit
        or not kind
        or kind == "furniture"
        or (block.kind == "list_item" and kind not in lexicon.SHORT | {"possible_recommendation"})
    ):
        return [block]
    label, rest = lexicon.bare_label(hit["label"]), block.text[hit.end() :]
    plain = {"number": None, "marker": None, "level": 0}
    if not rest.strip(" *-–"):
        return _piece(document, block, label, **(plain | {"kind": "heading", "level": 2}))
    if not hit["dash"] and (kind in lexicon.SHORT or kind in ("possible_recommendation", "other")):
        return _piece(document, block, rest, kind="definition", label=label, **plain)
    changes = plain | ({"kind": "list_item", "marker": "-"} if hit["dash"] else {"kind": "paragraph"})
    return _piece(document, block, label, **(plain | {"kind": "heading", "level": 2})) + _piece(
        document, block, rest, **changes
    )


def _lettered(document: Document, block: Block) -> list[Block]:
    """ "...: (a) one; (b) two" in one paragraph, or in the item a: cut where the letters count up."""
    inside = block.kind == "list_item" and block.number == "a"
    wanted, cuts = ord("b" if inside else "a"), []
    for hit in _LETTERS.finditer(block.text):
        if hit["letter"] == chr(wanted):
            cuts.append(hit)
            wanted += 1
    opens = bool(cuts) and (cuts[0].start() == 0 or block.text[: cuts[0].start()].rstrip().endswith(":"))
    if not (inside and cuts) and (len(cuts) < 2 or not opens):
        return [block]
    made = _piece(document, block, block.text[: cuts[0].start()])
    for hit, follow in zip(cuts, [*cuts[1:], None], strict=True):
        text = block.text[hit.end() : follow.start() if follow else None]
        made += _piece(
            document,
            block,
            text,
            kind="list_item",
            number=hit["letter"],
            marker=f"({hit['letter']})",
            level=block.level if inside else 1 if block.kind == "list_item" else 0,
        )
    return made


def _contact_sentence(document: Document, block: Block) -> list[Block]:
    """A sentence on whom to write to, run together with the text before it, stands on its own."""
    hit = _CONTACT.search(block.text) if "@" in block.text else None
    if hit is None or hit.start() == 0:
        return [block]
    return _piece(document, block, block.text[: hit.start()]) + _piece(
        document, block, block.text[hit.start() :], kind="paragraph", number=None, marker=None
    )


def _dashed(document: Document, pieces: list[Block], under: str | None) -> list[Block]:
    """ "...: - one; - two" in one paragraph, or after a label over lists: cut at each dash before a capital."""
    made: list[Block] = []
    kind = under
    for piece in pieces:
        if piece.kind == "heading":
            kind = lexicon.kind_of(piece.text)
        cuts = list(_DASHES.finditer(piece.text)) if piece.kind in ("paragraph", "list_item") else []
        lead = piece.text[: cuts[0].start()].rstrip() if cuts else ""
        listed = kind in _LISTED and (len(pieces) > 1 or under in _LISTED)
        if not cuts or not (lead == "" or lead.endswith((":", ";")) or listed):
            made.append(piece)
            continue
        made += _piece(document, piece, lead)
        for hit, follow in zip(cuts, [*cuts[1:], None], strict=True):
            text = piece.text[hit.end() : follow.start() if follow else None]
            made += _piece(document, piece, text, kind="list_item", number=None, marker="-")
    return made


def _header(document: Document, block: Block) -> list[Block]:
    """What stands before the first label of a text without line breaks: a quoted title, dates, the rest."""
    if block.kind != "paragraph" or len(block.text) > 600:
        return [block]
    cuts = {0, len(block.text)}
    if quoted := re.match(r"\s*[“\"«][^“”\"«»]+[”\"»]", block.text):
        cuts.add(quoted.end())
    for date in find_dates(block.text):
        cuts |= {date.at, date.until}
    ends = sorted(cuts)
    return [made for a, b in itertools.pairwise(ends) for made in _piece(document, block, block.text[a:b])] or [block]

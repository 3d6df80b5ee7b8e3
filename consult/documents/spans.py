"""Where a string stands in a text, however its white space is broken."""

from __future__ import annotations

import re

from consult.documents.blocks import Block, Document, Span

# Longer values are looked up by their first and last words: one pattern of a thousand words is slow to compile.
_WHOLE = 60
_EDGE = 12


def squeeze(text: str) -> str:
    """The text with every run of white space made one space, none at the ends."""
    return " ".join(text.split())


def _pattern(words: list[str]) -> str:
    return r"\s+".join(re.escape(word) for word in words)


def find(text: str, value: str, within: Span | None = None) -> Span | None:
    """The [start, end) of value in text, white space of any kind and length taken as equal; None if it is not there."""
    words = value.split()
    if not words:
        return None
    low, high = within or (0, len(text))
    if len(words) <= _WHOLE:
        hit = re.compile(_pattern(words)).search(text, low, high)
        return hit.span() if hit else None
    first = re.compile(_pattern(words[:_EDGE])).search(text, low, high)
    last = first and re.compile(_pattern(words[-_EDGE:])).search(text, first.end(), high)
    if not first or not last or squeeze(text[first.start() : last.end()]) != " ".join(words):
        return None
    return first.start(), last.end()


def place(document: Document, value: str, block: Block) -> Span:
    """Where a value taken from a block stands in the document's plain text; the block's own span if not found."""
    return find(document.text, value, block.source) or block.source


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, verbatim. Common abbreviations and initials do not end one."""
    parts: list[str] = []
    start = 0
    for hit in re.finditer(r"[.!?]+[”\"’')\]]*\s+(?=[“\"‘(\[]?[^\W\d_a-zß-ÿа-я]|\d)|[。！？；]", text):
        before = text[start : hit.start() + 1]
        if re.search(
            r"(?:\b(?:Mr|Ms|Mrs|Dr|Prof|St|No|Nos|art|Art|para|paras|e\.g|i\.e|cf|vs|etc|p\.m|a\.m)|\b[A-Z])\.$", before
        ):
            continue
        parts.append(text[start : hit.end()].strip())
        start = hit.end()
    parts.append(text[start:].strip())
    return [part for part in parts if part]

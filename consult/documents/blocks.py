"""The block model: what readers make of a document and what report writers take.

A document is a flat, ordered tuple of blocks over one plain text. A report written to a format and read back
gives the same blocks (compare with `Block.bare`, which leaves out where a block stands).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, cast, get_args

Kind = Literal["title", "heading", "paragraph", "list_item", "quote", "table", "footnote", "definition"]
Span = tuple[int, int]

KINDS: frozenset[str] = frozenset(get_args(Kind))


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a block: the words it stands on (part of the block's text) and its address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a document, its text plain and without the number or marker in front of it.

    kind    title | heading | paragraph | list_item | quote | table | footnote | definition
    text    plain text, runs of white space made one space; of a table, its cells joined by tabs and newlines
    level   of a heading 1 to 6; of a list item its nesting, 0 the outermost; otherwise 0
    number  of a numbered paragraph, list item, heading or footnote, as printed without punctuation: "12", "a", "II"
    marker  of a list item, as printed: "•", "-", "1.", "(a)"; None where a paragraph is no list item
    label   of a definition, the term it defines or the caption before the colon ("Date and venue"); otherwise None
    rows    of a table, its cells row by row; otherwise None
    links   the links in the text, in order
    source  [start, end) in characters of the document's plain text, number and marker included
    """

    kind: Kind
    text: str
    level: int = 0
    number: str | None = None
    marker: str | None = None
    label: str | None = None
    rows: tuple[tuple[str, ...], ...] | None = None
    links: tuple[Link, ...] = ()
    source: Span = (0, 0)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of block: {self.kind!r}")

    @property
    def bare(self) -> Block:
        """The same block wherever it stands: for comparing what was written with what was read back."""
        return replace(self, source=(0, 0))

    @property
    def printed(self) -> str:
        """The block as it stands in plain text: number or marker, label, text."""
        front = self.marker or (f"{self.number}." if self.number else "")
        label = f"{self.label}:" if self.label else ""
        return " ".join(part for part in (front, label, self.text) if part)

    def to_dict(self) -> dict[str, Any]:
        """A dictionary for JSON; fields that say nothing are left out."""
        full = asdict(self)
        kept = {k: v for k, v in full.items() if k in ("kind", "text") or v not in (None, 0, ())}
        kept["source"] = list(self.source)
        return kept

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Block:
        """The block `to_dict` made. Raises KeyError or ValueError on anything else."""
        rows = data.get("rows")
        start, end = data.get("source") or (0, 0)
        return cls(
            kind=cast(Kind, data["kind"]),
            text=data["text"],
            level=data.get("level", 0),
            number=data.get("number"),
            marker=data.get("marker"),
            label=data.get("label"),
            rows=None if rows is None else tuple(tuple(row) for row in rows),
            links=tuple(Link(**link) for link in data.get("links", ())),
            source=(start, end),
        )


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: its name, its format ("docx"), its plain text, its blocks in reading order.

    The plain text is what a review page shows; every block's and every proposed field's span counts in its characters.
    """

    name: str
    format: str
    text: str
    blocks: tuple[Block, ...] = field(default=())

    @classmethod
    def of(cls, blocks: Iterable[Block], *, name: str = "", format: str = "") -> Document:
        """A document from blocks alone: the plain text is the printed blocks, an empty line between them."""
        placed: list[Block] = []
        parts: list[str] = []
        at = 0
        for block in blocks:
            printed = block.printed
            placed.append(replace(block, source=(at, at + len(printed))))
            parts.append(printed)
            at += len(printed) + 2
        return cls(name=name, format=format, text="\n\n".join(parts), blocks=tuple(placed))

    def to_dict(self) -> dict[str, Any]:
        """A dictionary for JSON."""
        return {
            "name": self.name,
            "format": self.format,
            "text": self.text,
            "blocks": [block.to_dict() for block in self.blocks],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Document:
        """The document `to_dict` made."""
        blocks = tuple(Block.from_dict(block) for block in data["blocks"])
        return cls(name=data["name"], format=data["format"], text=data["text"], blocks=blocks)

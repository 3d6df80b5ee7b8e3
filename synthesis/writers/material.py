"""What a writer gets of a report: its blocks, what its files say of themselves, and the tables beside it.

It is plain data. Frozen once, it is what every file is written from: of the same material the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from consult.attribution import Audience
from consult.documents.blocks import Block
from synthesis.models.report import Report
from synthesis.writers.blocks import Head, head_of, printable, report_blocks
from synthesis.writers.cells import Table
from synthesis.writers.tables import of_results

VERSION = 1  # of the files: another number where the same material would give other bytes
DEEPEST = 2  # level of a heading that the contents name
LONG = 30  # numbered paragraphs from which a file has contents


@dataclass(frozen=True, slots=True)
class Material:
    """blocks: in order of reading. tables: results as they may leave the room, empty in a copy for the desk."""

    blocks: tuple[Block, ...]
    head: Head
    tables: tuple[Table, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON, which ``from_dict`` turns into the same material."""
        head = asdict(self.head) | {"date": self.head.date.isoformat()}
        return {
            "head": head,
            "blocks": [_plain(block) for block in self.blocks],
            "tables": [
                {"name": one.name, "headings": list(one.headings), "rows": [list(row) for row in one.rows]}
                for one in self.tables
            ],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Material:
        """The material that ``to_dict`` gave. Raises KeyError, TypeError or ValueError on anything else."""
        head = Head(**data["head"] | {"date": datetime.fromisoformat(data["head"]["date"])})
        tables = tuple(
            Table(one["name"], tuple(one["headings"]), [tuple(row) for row in one["rows"]]) for one in data["tables"]
        )
        return cls(tuple(Block.from_dict(block) for block in data["blocks"]), head, tables)

    @property
    def digest(self) -> str:
        """SHA-256 of the material, in hexadecimal."""
        return _digest(self.to_dict())

    @property
    def text_digest(self) -> str:
        """SHA-256 of what is read, without the tables: whether the report has changed since files were made."""
        return _digest(replace(self, tables=()).to_dict())


def material_of(report: Report, audience: Audience = Audience.OUTSIDE, *, tables: bool = True) -> Material:
    """The report as it stands now, with or without its tables; a copy for the desk has none."""
    beside = tuple(map(_printable, of_results(report.consultation))) if tables and audience is Audience.OUTSIDE else ()
    return Material(report_blocks(report, audience), head_of(report), beside)


def _plain(block: Block) -> dict[str, Any]:
    found = block.to_dict()
    del found["source"]  # where a block stood in a document that was read; these were never read
    return found


def _printable(table: Table) -> Table:
    rows = [tuple(printable(cell) if isinstance(cell, str) else cell for cell in row) for row in table.rows]
    return Table(table.name, table.headings, rows)


def _digest(data: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: a heading, its place among the blocks, and the paragraphs under it ("4–9")."""

    place: int
    level: int
    text: str
    paragraphs: str


def contents_of(blocks: tuple[Block, ...]) -> list[Entry]:
    """The headings of a long report with their ranges of paragraphs; nothing for one that is read at a glance."""
    if sum(block.kind == "paragraph" and block.number is not None for block in blocks) < LONG:
        return []
    return list(_entries(blocks))


def _entries(blocks: tuple[Block, ...]) -> Iterator[Entry]:
    for place, block in enumerate(blocks):
        if block.kind != "heading" or block.level > DEEPEST:
            continue
        numbers = []
        for other in blocks[place + 1 :]:
            if other.kind == "heading" and other.level <= block.level:
                break
            if other.kind == "paragraph" and other.number:
                numbers.append(other.number)
        first, last = (numbers[0], numbers[-1]) if numbers else ("", "")
        yield Entry(place, block.level, printed_heading(block), first if first == last else f"{first}–{last}")


def printed_heading(block: Block) -> str:
    return f"{block.number}. {block.text}" if block.number else block.text


def notes_of(blocks: tuple[Block, ...]) -> list[tuple[int, Block, tuple[str, ...]]]:
    """(place, block, footnotes that belong to it): a footnote belongs to the block it follows."""
    found: list[tuple[int, Block, tuple[str, ...]]] = []
    for place, block in enumerate(blocks):
        if block.kind == "footnote" and found:
            before, owner, notes = found[-1]
            found[-1] = (before, owner, (*notes, block.text))
        else:
            found.append((place, block, ()))
    return found


Item = tuple[int, Block, tuple[str, ...]]


def is_lettered(block: Block) -> bool:
    """Whether a list item has a letter or a small Roman number, (a) or (i), and no bullet."""
    return block.kind == "list_item" and (block.marker or "").startswith("(")


def leads_of(blocks: tuple[Block, ...]) -> frozenset[int]:
    """The places of the numbered paragraphs that a list follows: each stands with the first item."""
    return frozenset(
        at
        for (at, block, _own), (_at, after, _its) in pairwise(notes_of(blocks))
        if block.kind == "paragraph" and block.number and after.kind == "list_item"
    )


def nested(run: Sequence[Item]) -> list[tuple[Item, list[Item]]]:
    """The items of a list, each with those of the level below that follow it."""
    found: list[tuple[Item, list[Item]]] = []
    for item in run:
        if found and item[1].level > run[0][1].level:
            found[-1][1].append(item)
        else:
            found.append((item, []))
    return found

"""A report as a site has it: its parts, each a page, with what stands in front of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from consult.attribution import Audience
from consult.documents.blocks import Block
from synthesis.models.report import Paragraph, Report
from synthesis.writers.blocks import head_of, placed_blocks
from synthesis.writers.material import Material, is_lettered

SUMMARY = "summary"  # the key of a section that sums a report up
_FRONT = {"title", "definition"}
_LISTS = {"list_item", "letters"}


@dataclass(frozen=True, slots=True)
class Item:
    """A block, its place in the report, its paragraph, and the items under it where it is a list item with some.

    notes: its footnotes.
    """

    place: int
    block: Block
    paragraph: Paragraph | None = None
    under: tuple["Item", ...] = ()
    notes: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks of one kind that follow each other: "numbered", "letters", or the kind of block."""

    kind: str
    items: tuple[Item, ...]


@dataclass(slots=True)
class Part:
    """A section of the first level with all that stands under it. number: its place among the parts, from 1."""

    number: int
    title: str
    key: str = ""
    items: list[Item] = field(default_factory=list)

    @property
    def runs(self) -> list[Run]:
        return runs_of(self.items)

    @property
    def body(self) -> list[Run]:
        """Without its own heading: a page has it as its title."""
        return runs_of(self.items[1:])

    @property
    def headings(self) -> list[Item]:
        return [item for item in self.items[1:] if item.block.kind == "heading"]

    @property
    def paragraphs(self) -> str:
        """The numbers of its paragraphs ("4–9"), "" where none is numbered."""
        numbers = [item.block.number for item in self.items if item.block.kind == "paragraph" and item.block.number]
        return "" if not numbers else numbers[0] if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"

    @property
    def is_single(self) -> bool:
        return "–" not in self.paragraphs


@dataclass(frozen=True, slots=True)
class Book:
    """front: title and masthead. parts: in order. material: the same as the files are written from, without tables."""

    front: tuple[Item, ...]
    parts: tuple[Part, ...]
    material: Material

    @property
    def masthead(self) -> list[Block]:
        return [item.block for item in self.front if item.block.kind == "definition"]

    @property
    def summary(self) -> list[Run]:
        """The section that sums it up; of a report without one, its first paragraph."""
        if not self.parts:
            return []
        first = self.parts[0]
        if first.key == SUMMARY:
            return first.body
        return runs_of([item for item in first.items if item.block.kind == "paragraph"][:1])

    def part(self, number: int) -> Part | None:
        return self.parts[number - 1] if 0 < number <= len(self.parts) else None

    def part_of_paragraph(self, number: str) -> Part | None:
        """Where the paragraph stands that is printed with ``number``."""
        for part in self.parts:
            if any(item.block.kind == "paragraph" and item.block.number == number for item in part.items):
                return part
        return None


def book_of(report: Report) -> Book:
    """``report`` as it stands now, as anybody outside may read it."""
    placed = placed_blocks(report, Audience.OUTSIDE)
    front: list[Item] = []
    parts: list[Part] = []
    for place, (block, paragraph) in enumerate(placed):
        item = Item(place, block, paragraph)
        if block.kind == "heading" and block.level == 1:
            parts.append(Part(len(parts) + 1, _title(block), items=[item]))
        elif parts:
            parts[-1].items.append(item)
            if paragraph is not None and not parts[-1].key:
                parts[-1].key = paragraph.section.key
        elif block.kind in _FRONT:
            front.append(item)
    return Book(tuple(front), tuple(parts), Material(tuple(block for block, _p in placed), head_of(report)))


def _title(heading: Block) -> str:
    return f"{heading.number}. {heading.text}" if heading.number else heading.text


def runs_of(items: Sequence[Item]) -> list[Run]:
    """Items of one kind that follow each other, as one: list items nested by level, footnotes with their items."""
    found = []
    for kind, group in groupby(_with_notes(items), key=_kind):
        run = list(group)
        found.append(Run(kind, tuple(_nested(run) if kind in _LISTS else run)))
    return found


def _with_notes(items: Sequence[Item]) -> list[Item]:
    """Without the footnotes, which the item before them has."""
    found: list[Item] = []
    for item in items:
        if item.block.kind == "footnote" and found:
            found[-1] = replace(found[-1], notes=(*found[-1].notes, item.block))
        else:
            found.append(item)
    return found


def _kind(item: Item) -> str:
    if is_lettered(item.block):
        return "letters"
    return "numbered" if item.block.kind == "paragraph" and item.block.number else item.block.kind


def _nested(items: list[Item]) -> list[Item]:
    """Each item of the outermost level, with what follows it further in under it."""
    found: list[Item] = []
    for item in items:
        if item.block.level and found:
            found[-1] = replace(found[-1], under=(*found[-1].under, item))
        else:
            found.append(item)
    return found

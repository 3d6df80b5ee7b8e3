"""A table of plain cells, for workbooks and packages of data."""

from dataclasses import dataclass

from consult.queries.people_data import harmless
from synthesis.writers.blocks import printable

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A name, the headings of its columns, and its rows."""

    name: str
    headings: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def safe(cell: Cell) -> Cell:
    """A cell that a spreadsheet can hold and takes for no formula."""
    return harmless(printable(cell)) if isinstance(cell, str) else cell

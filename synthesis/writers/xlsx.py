"""A report as a workbook: its paragraphs in order, its own tables, and the results beside it."""

from synthesis.writers.cells import Cell, Table
from synthesis.writers.material import Material
from synthesis.writers.workbook import workbook

HEADINGS = ("kind", "level", "number", "label", "text")


def write(material: Material) -> bytes:
    head = material.head
    found = [paragraphs(material), *own_tables(material), *material.tables]
    return workbook(found, head.title, at=head.date, rtl=head.is_rtl)


def paragraphs(material: Material) -> Table:
    """Blocks as rows; what stands in a table has a table of its own, named in its place."""
    rows: list[tuple[Cell, ...]] = []
    tables = 0
    for block in material.blocks:
        text = block.text
        if block.kind == "table":
            tables += 1
            text = f"table {tables}"
        rows.append((block.kind, block.level or None, block.number, block.label, text))
    return Table("report", HEADINGS, rows)


def own_tables(material: Material) -> list[Table]:
    """The tables that stand in the report, numbered in order."""
    found: list[Table] = []
    for block in material.blocks:
        if block.kind == "table" and block.rows:
            first, *rows = block.rows
            found.append(Table(f"table {len(found) + 1}", first, [tuple(map(_number, row)) for row in rows]))
    return found


def _number(cell: str) -> Cell:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 10 else cell

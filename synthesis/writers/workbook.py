"""Tables as a workbook. Nothing in a cell is ever a formula or a link; the same tables give the same bytes."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from synthesis.writers.archives import archived, contents_of
from synthesis.writers.cells import Cell, Table, safe

FIXED = datetime(1980, 1, 1)  # when it was made says who looked when
WIDEST, LONGEST, MOST = 90, 32_767, 1_048_575  # characters of a column, of a cell; rows of a sheet


def workbook(tables: Sequence[Table], title: str = "", *, at: datetime = FIXED, rtl: bool = False) -> bytes:
    """An XLSX file with a sheet for each table: its headings stay in view and can be filtered by."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title[:255], "author": "", "company": "", "created": at.replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        if rtl:
            sheet.right_to_left()
        for column, heading in enumerate(table.headings):
            sheet.write_string(0, column, heading, head)
            longest = max([len(heading), *(len(str(row[column] or "")) for row in table.rows[:500])])
            sheet.set_column(column, column, min(WIDEST, longest + 3))
        for place, row in enumerate(table.rows[:MOST], start=1):
            for column, cell in enumerate(row):
                _write(sheet, place, column, cell, text)
        sheet.freeze_panes(1, 0)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)
    book.close()
    return archived(contents_of(file.getvalue()))


def _write(sheet: Any, row: int, column: int, cell: Cell, form: Any) -> None:
    if isinstance(cell, int):
        sheet.write_number(row, column, cell, form)
    elif cell:
        sheet.write_string(row, column, str(safe(cell))[:LONGEST], form)

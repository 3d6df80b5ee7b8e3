"""A list of people in a file: CSV in any of its dialects, or XLSX, as rows of plain cells."""

from __future__ import annotations

import csv
import io
from itertools import islice

from openpyxl import load_workbook

from consult.documents.errors import UnreadableDocument
from consult.documents.limits import check_zip

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 2_000
MAX_COLUMNS = 20
MAX_CELL = 500
_ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")


def numbered(data: bytes) -> list[tuple[int, list[str]]]:
    """(line in the file, cells) of each row that holds anything; empty lines count but are left out.

    Raises ``UnreadableDocument`` with a reason to show.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableDocument("The list is larger than 2 MB.")
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadableDocument("The list is empty.")
    rows = _xlsx(data) if data.startswith(b"PK") else _csv(data)
    found = [(number, cells) for number, cells in enumerate(rows, 1) if any(cells)]
    if len(rows) > MAX_ROWS:
        raise UnreadableDocument("The list has more than 2,000 lines.")
    return found


def _xlsx(data: bytes) -> list[list[str]]:
    check_zip(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
        return [[_cell(value) for value in row] for row in islice(rows, MAX_ROWS + 1)]
    except Exception as error:  # openpyxl raises whatever the file makes it raise
        raise UnreadableDocument("This is not a list that can be read: save it as XLSX or CSV.") from error


def _csv(data: bytes) -> list[list[str]]:
    text = _text(data)
    first = text.split("\n", 1)[0]
    separator = max("\t;,", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [[_cell(value) for value in row[:MAX_COLUMNS]] for row in islice(rows, MAX_ROWS + 1)]
    except csv.Error as error:
        raise UnreadableDocument("This is not a list that can be read: save it as XLSX or CSV.") from error


def _text(data: bytes) -> str:
    """UTF-8, UTF-16 where it says so, else what Excel writes in Western Europe."""
    for encoding in _ENCODINGS:
        if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", errors="replace").replace("\0", "")


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).replace("\0", "").split())[:MAX_CELL]

"""A draft as it is circulated; and the comments on it as a table, for files."""

from typing import Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult.attribution import Audience
from consult.documents.blocks import Block
from synthesis.models.circulation import Circulation
from synthesis.models.report import Report
from synthesis.queries.circulation import ShownComment, all_comments
from synthesis.writers.blocks import head_of, placed_blocks, printable
from synthesis.writers.cells import Table
from synthesis.writers.coverage import to_csv
from synthesis.writers.material import Material
from synthesis.writers.workbook import workbook


def text_of(report: Report) -> list[dict[str, Any]]:
    """The draft as those who take part read it, block by block, for ``Circulation.text``: without its sources."""
    return [
        {
            "kind": block.kind,
            "level": block.level,
            "number": block.number or "",
            "marker": block.marker or "",
            "label": block.label or "",
            "text": block.text,
            "rows": [list(row) for row in block.rows] if block.rows else [],
            "key": paragraph.key or f"paragraph-{paragraph.pk}" if paragraph else "",
        }
        for block, paragraph in placed_blocks(report, Audience.OUTSIDE)
    ]


def table(circulation: Circulation) -> Table:
    """The comments in the order of the text, as they may leave the room: people as attribution shows them outside."""
    headings = (
        _("Paragraph"),
        _("Text circulated"),
        _("By"),
        _("Kind"),
        _("Comment"),
        _("Wording proposed"),
        _("Late"),
        _("Taken up"),
        _("Reason"),
    )
    return Table("comments", headings, [_row(circulation, one) for one in all_comments(circulation, Audience.OUTSIDE)])


def _row(circulation: Circulation, one: ShownComment) -> tuple[str, ...]:
    block = circulation.text[one.place]
    return (
        _("footnote {number}").format(number=block["number"]) if block["kind"] == "footnote" else str(block["number"]),
        str(block["text"]),
        str(one.by.label),
        str(one.kind_label),
        "" if one.is_kept else one.text,
        "" if one.is_kept else one.wording,
        _("yes") if one.is_late else "",
        str(one.taken_label),
        one.reason,
    )


def _docx(found: Table, circulation: Circulation) -> bytes:
    """The table in a Word file; the columns that a page has room for."""
    columns = [0, 2, 3, 4, 5, 7, 8]
    rows = [found.headings, *found.rows]
    cells = tuple(tuple(printable(str(row[column])) for column in columns) for row in rows)
    title = _("Comments on the draft: {title}").format(title=circulation.report.title)
    blocks = (
        Block("title", printable(title)),
        Block("table", "\n".join("\t".join(row) for row in cells), label=_("Comments on the draft"), rows=cells),
    )
    # Named by its path: a web process loads what writes Word files when one is asked for.
    made: bytes = import_string("synthesis.writers.docx.write")(Material(blocks, head_of(circulation.report)))
    return made


_OFFICE = "application/vnd.openxmlformats-officedocument"
# extension -> media type
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "docx": f"{_OFFICE}.wordprocessingml.document",
}


def write(circulation: Circulation, extension: str) -> bytes:
    """The comments as a file. Raises KeyError for a format that there is not."""
    found = table(circulation)
    if extension == "docx":
        return _docx(found, circulation)
    return {"csv": to_csv, "xlsx": workbook}[extension]([found])

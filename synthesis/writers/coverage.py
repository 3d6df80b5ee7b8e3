"""Coverage as a file: what became of each contribution, its summary, and the table by stakeholder group."""

import csv
import io

from synthesis.models.report import Report
from synthesis.queries import coverage_page as reading
from synthesis.queries.coverage import table
from synthesis.queries.units import coverage, summary
from synthesis.writers.cells import Table, safe
from synthesis.writers.workbook import workbook


def of_report(report: Report, wanted: reading.Wanted) -> list[Table]:
    """The list as it is asked for; the summary of everything; the table by group, where there may be one."""
    lines = summary(coverage(report))
    found = [
        Table("coverage", reading.HEADINGS, reading.rows(report, wanted)),
        Table("summary", ("status", "count", "percent"), [(str(o.status.label), o.count, o.percent) for o in lines]),
    ]
    rows = table(report)
    if rows:
        heading, *body = rows
        found.append(Table("by group", tuple(heading), [tuple(row) for row in body]))
    return found


def to_csv(tables: list[Table]) -> bytes:
    """The first of ``tables``: the list."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(tables[0].headings)
    writer.writerows([safe(cell) for cell in row] for row in tables[0].rows)
    return file.getvalue().encode("utf-8-sig")


# extension -> (writer, media type)
FORMATS = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}

"""A report's tables as a package of data: CSV files described twice, for Frictionless and as CSV on the Web."""

import csv
import io
import json
from typing import Any

from synthesis.writers import manifest
from synthesis.writers.archives import archived
from synthesis.writers.blocks import Head
from synthesis.writers.cells import Table, safe
from synthesis.writers.material import Material
from synthesis.writers.xlsx import own_tables, paragraphs


def write(material: Material) -> bytes:
    """A ZIP file: ``datapackage.json``, ``csv-metadata.json``, ``manifest.json`` and a CSV file for each table."""
    tables = [_with_headings(one) for one in (paragraphs(material), *own_tables(material), *material.tables)]
    files = {f"{_name(table)}.csv": _csv(table) for table in tables}
    files["datapackage.json"] = _json(_frictionless(tables, material.head))
    files["csv-metadata.json"] = _json(_csvw(tables, material.head))
    files[manifest.NAME] = manifest.write(files, material)
    return archived(files)


def _with_headings(table: Table) -> Table:
    """Every column has a heading, and no two the same: a description names each by it."""
    seen: list[str] = []
    for place, heading in enumerate(table.headings, start=1):
        name = str(safe(heading)) or f"column {place}"
        seen.append(f"{name} {place}" if name in seen else name)
    return Table(table.name, tuple(seen), table.rows)


def _name(table: Table) -> str:
    return table.name.replace(" ", "-")


def _csv(table: Table) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows([safe(cell) for cell in row] for row in table.rows)
    return file.getvalue().encode()


def _types(table: Table) -> list[str]:
    return [
        "integer" if table.rows and all(isinstance(row[place], int | None) for row in table.rows) else "string"
        for place in range(len(table.headings))
    ]


def _frictionless(tables: list[Table], head: Head) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "report",
        "title": head.title,
        "created": head.date.date().isoformat() + "T00:00:00Z",
        "resources": [
            {
                "name": _name(table),
                "path": f"{_name(table)}.csv",
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": heading, "type": kind}
                        for heading, kind in zip(table.headings, _types(table), strict=True)
                    ]
                },
            }
            for table in tables
        ],
    }


def _csvw(tables: list[Table], head: Head) -> dict[str, Any]:
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": head.language}],
        "dc:title": head.title,
        "dc:language": head.language,
        "tables": [
            {
                "url": f"{_name(table)}.csv",
                "dc:title": table.name,
                "tableSchema": {
                    "columns": [
                        {"name": f"column_{place}", "titles": heading, "datatype": kind}
                        for place, (heading, kind) in enumerate(
                            zip(table.headings, _types(table), strict=True), start=1
                        )
                    ]
                },
            }
            for table in tables
        ],
    }


def _json(found: dict[str, Any]) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()

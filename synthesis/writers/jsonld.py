"""A report as linked data: what it is in the words of schema.org, positions in those of Popolo."""

import json
from itertools import groupby
from typing import Any

from consult.documents.blocks import Block
from synthesis.writers.blocks import Head
from synthesis.writers.cells import Cell, Table
from synthesis.writers.material import Material, printed_heading

CONTEXT = ["https://schema.org", {"opengov": "http://www.w3.org/ns/opengov#"}]


def write(material: Material) -> bytes:
    """JSON-LD in UTF-8: the report with its parts in order, the event it is of, and the positions taken."""
    found = {"@context": CONTEXT, **_report(material.head), "hasPart": _parts(material.blocks)}
    motions = _motions({table.name: table for table in material.tables})
    if motions:
        found["opengov:motion"] = motions
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _report(head: Head) -> dict[str, Any]:
    day = head.date.date().isoformat()
    event = {"startDate": head.starts, "endDate": head.ends}
    if head.place:
        event["location"] = {"@type": "Place", "name": head.place}  # type: ignore[assignment]
    found = {
        "@type": "Report",
        "name": head.title,
        "inLanguage": head.language,
        "reportNumber": head.reference,
        "creativeWorkStatus": ["Draft" if head.is_draft else "Published", *([head.status] if head.status else [])],
        "dateCreated" if head.is_draft else "datePublished": day,
        "publisher": {"@type": "Organization", "name": head.host} if head.host else "",
        "about": {"@type": "Event", "name": head.title, **{key: value for key, value in event.items() if value}},
    }
    return {key: value for key, value in found.items() if value}


def _parts(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """Headings with what stands under them; what stands before the first is a part of its own."""
    found: list[dict[str, Any]] = []
    open_: list[dict[str, Any]] = []
    for block in blocks:
        if block.kind == "title":
            continue
        if block.kind == "heading":
            del open_[block.level - 1 :]
            part = {"@type": "Chapter", "name": printed_heading(block), "hasPart": []}
            (open_[-1]["hasPart"] if open_ else found).append(part)
            open_.append(part)
        else:
            (open_[-1]["hasPart"] if open_ else found).append(_part(block))
    return found


def _part(block: Block) -> dict[str, Any]:
    if block.kind == "table":
        rows = [list(row) for row in block.rows or ()]
        return {"@type": "Table", "name": block.label or "", "text": "\n".join("\t".join(row) for row in rows)}
    if block.kind == "quote":
        return {"@type": "Quotation", "text": block.text}
    found: dict[str, Any] = {"@type": "CreativeWork", "text": block.text}
    if block.number:
        found |= {"position": block.number, "identifier": f"para-{block.number}"}
    if block.label:
        found["name"] = block.label
    return found


def _motions(tables: dict[str, Table]) -> list[dict[str, Any]]:
    """Texts with their closed ballots: how many took which position, for each group as far as it may be shown."""
    texts, positions = tables.get("texts"), tables.get("positions")
    if texts is None or positions is None:
        return []
    wording = {row[0]: row[4] for row in texts.rows}
    stands = {row[0]: row[1] for row in texts.rows}
    versions = {(row[0], row[1]): row[2] for row in tables["versions"].rows} if "versions" in tables else {}
    found = []
    for number, rows in groupby(positions.rows, key=lambda row: row[0]):
        events = []
        for (version, method), counted in groupby(rows, key=lambda row: (row[1], row[2])):
            event = {"@type": "opengov:VoteEvent", "name": method, "opengov:count": _counts(list(counted))}
            if version != stands.get(number):  # what was counted is not the text as it stands
                words = versions.get((number, version), "")
                event["about"] = {"@type": "CreativeWork", "version": version, "text": words}
            events.append(event)
        found.append(
            {
                "@type": "opengov:Motion",
                "identifier": number,
                "text": wording.get(number, ""),
                "opengov:voteEvent": events,
            }
        )
    return found


def _counts(rows: list[tuple[Cell, ...]]) -> list[dict[str, Any]]:
    """Of each group and choice as far as it may be shown; a sum of weights says so."""
    return [
        {"@type": "opengov:Count", "group": group, "option": choice, "opengov:value": count}
        | ({"description": "by weight"} if "yes" in weight else {})
        for _number, _version, _method, group, choice, count, _hidden, *weight in rows
        if count is not None
    ]

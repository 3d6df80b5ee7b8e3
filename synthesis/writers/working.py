"""The Word file to work on: the draft as it will be printed, each paragraph with a hidden id of its own.

The ids are drawn anew for each file: they say nothing, and two files are never alike. What is published has none.
"""

import secrets
from typing import Any

from consult.attribution import Audience
from consult.documents.changes import MARK, read
from synthesis.models.report import Report, Style
from synthesis.writers import docx
from synthesis.writers.blocks import head_of, placed_blocks
from synthesis.writers.material import Material


def write(report: Report) -> tuple[bytes, dict[str, Any]]:
    """A DOCX file, and what ``models.returned.WordCopy`` keeps of it."""
    placed = placed_blocks(report, Audience.OUTSIDE)
    marks: dict[int, str] = {}
    ids: dict[str, Any] = {}
    other: list[str] = []
    owner = ""  # the paragraph to which footnotes belong
    for at, (block, paragraph) in enumerate(placed):
        if paragraph is None or paragraph.style == Style.TABLE:
            owner = ""
            other.append(f"{block.label}: {block.text}" if block.kind == "definition" else block.label or block.text)
            continue
        id_ = secrets.token_hex(6)
        is_note = paragraph.style == Style.FOOTNOTE
        owner = owner if is_note else id_
        marks[at] = MARK + id_
        ids[id_] = {
            "paragraph": paragraph.pk,
            "key": paragraph.key,
            "section": paragraph.section_id,
            "revision": paragraph.revision,
            "text": block.text,
            "note_of": owner if is_note else None,
            "form": [paragraph.style, paragraph.level],
        }
    material = Material(tuple(block for block, _paragraph in placed), head_of(report))
    headings: dict[str, list[int]] = {}
    levels: dict[str, int] = {}
    for row in report.sections.filter(removed_at=None):
        headings.setdefault(row.heading, []).append(row.pk)
        levels[str(row.pk)] = row.level
    data = docx.write(material, marks=marks)
    styles = _styles_in(data, ids, headings)
    return data, {"ids": ids, "headings": headings, "levels": levels, "styles": styles, "other": other}


def _styles_in(data: bytes, ids: dict[str, Any], headings: dict[str, list[int]]) -> dict[str, str]:
    """Hidden id, or id of a section -> its style in Word, which can be one of the house's own."""
    found: dict[str, str] = {}
    ahead = {" ".join(text.split()): list(rows) for text, rows in headings.items()}
    for one in read(data).paragraphs:
        known = [id_ for id_ in one.ids if id_ in ids]
        if not known and (rows := ahead.get(" ".join(one.after.split()))):
            known = [str(rows.pop(0))]
        found |= dict.fromkeys(known, one.style)
    return found

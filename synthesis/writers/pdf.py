"""Blocks as a PDF by Typst: PDF/UA-1 and PDF/A-2a in one file. Texts go to it as data and are never read as markup.

Typst checks both standards itself and refuses to write a file that breaks one.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import typst

from consult.documents.blocks import Block
from synthesis.writers import fonts, page
from synthesis.writers.blocks import Head
from synthesis.writers.markdown import has_numbers
from synthesis.writers.material import Item, Material, contents_of, is_lettered, leads_of, notes_of, printed_heading

STANDARDS: list[Literal["1.7", "ua-1", "a-2a"]] = ["1.7", "ua-1", "a-2a"]
TEMPLATE = Path(__file__).parent / "report.typ"
# A/HRC/59/15, E/2025/12: read from left to right and never broken, in whatever text they stand.
_SYMBOL = re.compile(r"(?<![\w/])[A-Z][A-Za-z.]*(?:/[A-Za-z0-9.()\-]+)*/\d[A-Za-z0-9.()/\-]*(?<![.\-])")


def write(material: Material) -> bytes:
    """A tagged PDF of A4 pages. Raises ``typst.TypstError`` where a standard is broken."""
    made = _compiler().compile(
        input=TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"report": json.dumps(_data(material))},
        pdf_standards=[*STANDARDS],
        timestamp=material.head.date,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(fonts.FOLDERS))
    return typst.Compiler(font_paths=found)


def _data(material: Material) -> dict[str, Any]:
    head, words = material.head, page.words(material.head)
    entries = [
        {"place": one.place, "level": one.level, "text": _pieces(one.text), "paragraphs": _pieces(one.paragraphs)}
        for one in contents_of(material.blocks)
    ]
    return {
        "title": fonts.shown(head.title),
        "status": fonts.shown(head.status),
        "date": [head.date.year, head.date.month, head.date.day],
        "above": fonts.shown(words.above),
        "below": fonts.shown(words.below),
        "contents": words.contents,
        "paragraphs": words.paragraphs,
        "entries": entries,
        "runs": list(_runs(material)),
        **_setting(head),
    }


def _setting(head: Head) -> dict[str, Any]:
    """How the report's script is set: Arabic needs a larger size, Chinese more room between lines and no bold."""
    language = head.language.split("-")[0]
    arabic, chinese = head.is_rtl, language == "zh"
    return {
        "lang": language,
        "region": {"en": "GB", "zh": "CN"}.get(language),
        "script": {"ar": "arab", "zh": "hans"}.get(language, "latn") if language != "ru" else "cyrl",
        "rtl": head.is_rtl,
        "fonts": fonts.families(head.language),
        "heads": [*([fonts.CHINESE_HEADS] if chinese else []), *fonts.families(head.language)],
        "latin": fonts.LATIN,
        "size": 12.5 if arabic else 10.5,
        "leading": 0.7 if arabic else 0.95 if chinese else 0.72,
        "justify": not arabic,
        "strong": 400 if chinese else 700,
        "slant": "normal" if arabic or chinese else "italic",
        "colon": "：" if chinese else ":",
    }


def _runs(material: Material) -> Iterator[dict[str, Any]]:
    """Blocks of one kind that follow each other, together."""
    leads = leads_of(material.blocks)
    for kind, run in groupby(notes_of(material.blocks), key=_kind):
        listed = list(run)
        items = [_one(place, block, notes, opens=place in leads) for place, block, notes in listed]
        yield {"kind": kind, "place": listed[0][0], "items": items}


def _kind(item: Item) -> str:
    return "letters" if is_lettered(item[1]) else item[1].kind


def _one(place: int, block: Block, notes: tuple[str, ...], *, opens: bool) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "place": place,
        "text": _pieces(block.text),
        "printed": _pieces(printed_heading(block)),
        "label": _pieces(block.label) if block.label else [],
        "level": block.level,
        "number": block.number or "",
        "opens": opens,
        "numbers": has_numbers(block),
        "rows": [[_pieces(cell) for cell in row] for row in block.rows or ()],
        "notes": [_pieces(note) for note in notes],
    }


def _pieces(text: str) -> list[str | dict[str, str]]:
    """A text as strings and symbols, in order."""
    text = fonts.shown(text)
    found: list[str | dict[str, str]] = []
    at = 0
    for match in _SYMBOL.finditer(text):
        found += [text[at : match.start()], {"symbol": match.group()}]
        at = match.end()
    return [*found, text[at:]]

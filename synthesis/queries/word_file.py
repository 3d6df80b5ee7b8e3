"""A document that somebody sent in, as the rules take it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from consult.documents.blocks import Block, Document
from consult.models import Consultation
from synthesis.models.report import Report, Style
from synthesis.queries.checks import ANNEX, FoundFault, Known, Place, shown
from synthesis.queries.report import sections_of
from synthesis.rules import lint
from synthesis.rules.lint import Draft, Part, Passage
from synthesis.rules.lint.draft import SLOT

_ANNEX_WORDS = ("annex", "appendix", "anexo", "приложение", "المرفق", "مرفق", "附件")
_PAGE = re.compile(r"\s*\.*\s*\d{1,3}$")
_ROMAN = re.compile(r"[IVXLC]+")
_STYLES = {"list_item": Style.LIST_ITEM, "quote": Style.QUOTE, "table": Style.TABLE}


def checks_of_document(consultation: Consultation, document: Document, template: str) -> list[FoundFault]:
    """Every fault of ``document``, as a report of ``consultation`` that follows ``template``."""
    draft, places = draft_of_document(consultation, document, template)
    return [shown(fault, places.get(fault.place, Place())) for fault in lint.check(draft)]


def draft_of_document(consultation: Consultation, document: Document, template: str) -> tuple[Draft, dict[str, Place]]:
    """A paragraph that stands at the desk in the same words keeps what it stands on; of others nothing is known."""
    report = Report.objects.filter(consultation=consultation, drafted_at__isnull=False).first()
    rows = list(sections_of(report)) if report else []
    known = Known(consultation, rows)
    same = {
        _plain(one.text): known.passage(one, row, "")
        for row in rows
        for one in row.paragraphs.all()
        if one.removed_at is None and one.text
    }
    places: dict[str, Place] = {}
    parts = tuple(_parts(document.blocks, same, places, {row.heading for row in rows if row.key.startswith(ANNEX)}))
    language = report.language if report else consultation.language
    return known.draft(None, parts, template=template, language=language), places


def parts_of(blocks: Sequence[Block]) -> tuple[Part, ...]:
    """A document by itself: nothing is known of what its paragraphs stand on."""
    return tuple(_parts(blocks, {}, {}, set()))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _parts(
    blocks: Sequence[Block], same: dict[str, Passage], places: dict[str, Place], annexes: set[str]
) -> Iterator[Part]:
    """A heading with what follows it is one part; what stands before the first heading is one without."""
    printed = _without_contents([block for block in blocks if block.kind != "title"])
    numbered = list(enumerate(_numbered(_levelled(printed))))
    at = 0

    def part_of(pair: tuple[int, Block]) -> int:
        nonlocal at
        at += pair[1].kind == "heading"
        return at

    for number, run in groupby(numbered, key=part_of):
        rows = list(run)
        head = rows.pop(0)[1] if rows[0][1].kind == "heading" else None
        heading = head.text if head else ""
        passages = tuple(_passage(place, block, heading, same, places) for place, block in rows)
        places[f"part-{number}"] = Place(heading=heading)
        is_annex = heading in annexes or heading.casefold().startswith(_ANNEX_WORDS)
        yield Part(f"part-{number}", heading, head.level if head else 1, passages, is_annex)


def _without_contents(blocks: Sequence[Block]) -> list[Block]:
    """Without headings that only say on which page the same heading stands, and the one above them."""
    headings = {block.text for block in blocks if block.kind == "heading"}
    entries = [b.kind == "heading" and _PAGE.sub("", b.text) in headings - {b.text} for b in blocks]
    opens = [one and not before for before, one in pairwise([True, *entries])]
    kept = zip(blocks, entries, [*opens[1:], False], strict=True)
    return [block for block, is_entry, is_above in kept if not is_entry and not is_above]


def _levelled(blocks: Iterable[Block]) -> Iterator[Block]:
    """A heading "A." under "I." is a level below it, also where a text shows no levels."""
    roman, letter = 0, ""
    for block in blocks:
        if block.kind != "heading" or not block.number:
            yield block
            continue
        is_letter = roman and block.number == (chr(ord(letter) + 1) if letter else "A")
        letter = block.number if is_letter else ""
        if not is_letter:
            roman = block.level if _ROMAN.fullmatch(block.number) else 0
        yield replace(block, level=roman + 1) if is_letter and block.level == roman else block


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """A short paragraph with a number reads like an item of a list: it is one only where the list begins at 1 anew."""
    last, in_list = 0, False
    for block in blocks:
        number = int(block.number) if block.number and block.number.isdecimal() else 0
        in_list = block.kind == "list_item" and (in_list or (number == 1 and last > 0))
        if number and block.kind in ("paragraph", "list_item") and not in_list:
            last = number
            yield replace(block, kind="paragraph")
        else:
            yield block


def _passage(place: int, block: Block, heading: str, same: dict[str, Passage], places: dict[str, Place]) -> Passage:
    number = block.number or "" if block.kind == "paragraph" else ""
    is_slot = block.text.startswith("[") and block.text.endswith("]")
    name = f"block-{place}"
    places[name] = Place(number=number, heading=heading)
    known = same.get(_plain(block.text if block.kind != "table" else block.label or ""))
    style = str(_STYLES.get(block.kind, Style.PARAGRAPH if number else Style.PLAIN))
    rows = block.rows or ()
    text = block.text if block.kind != "table" else block.label or ""
    blank = known or Passage(name, text, kind=SLOT if is_slot else "")
    return replace(blank, place=name, text=text, number=number, style=style, rows=rows)

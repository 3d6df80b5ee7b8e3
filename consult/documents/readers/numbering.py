"""The list numbers of a Word document, which it holds only as rules, set as text in front of each paragraph."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

from consult.documents.errors import UnreadableDocument
from consult.documents.limits import check_blocks
from consult.documents.readers.markup import MARK_CLOSE, MARK_OPEN

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMANS = [
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
]


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


_Lists = dict[str, tuple[str, dict[int, _Level]]]


def print_numbers(document: bytes, numbering: bytes | None, styles: bytes | None) -> bytes:
    """word/document.xml with each numbered paragraph's number put before its text, between two private marks.

    The mark holds the nesting and the label: "0;1." or "1;(a)". Raises lxml's errors on broken XML.
    """
    tree = _parse(document)
    paragraphs = list(tree.iter(f"{_W}p"))
    check_blocks(len(paragraphs))
    lists = _lists(numbering)
    by_style = _style_lists(styles)
    counters: dict[str, dict[int, int]] = defaultdict(dict)
    for paragraph in paragraphs:
        reference = _reference(paragraph, by_style)
        if reference is None or not "".join(paragraph.itertext(f"{_W}t")).strip():
            continue
        num, level = reference
        abstract, levels = lists.get(num, (num, {}))
        label = _label(counters[abstract if levels else num], levels, level)
        _insert(paragraph, f"{MARK_OPEN}{min(level, 9)};{label}{MARK_CLOSE}")
    printed: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return printed


def _parse(data: bytes) -> etree._Element:
    return etree.fromstring(
        data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    )


def _lists(numbering: bytes | None) -> _Lists:
    """numId -> (the counter it shares, its levels). A numId that restarts has a counter of its own."""
    if not numbering:
        return {}
    tree = _parse(numbering)
    abstract = {
        a.get(f"{_W}abstractNumId", ""): {int(lvl.get(f"{_W}ilvl", "0")): _level(lvl) for lvl in a.findall(f"{_W}lvl")}
        for a in tree.findall(f"{_W}abstractNum")
    }
    made: _Lists = {}
    for num in tree.findall(f"{_W}num"):
        ref = num.find(f"{_W}abstractNumId")
        key = ref.get(f"{_W}val", "") if ref is not None else ""
        own = num.find(f"{_W}lvlOverride/{_W}startOverride") is not None
        number = num.get(f"{_W}numId", "")
        made[number] = (f"num{number}" if own else f"abstract{key}", abstract.get(key, {}))
    return made


def _level(lvl: etree._Element) -> _Level:
    def value(tag: str, default: str) -> str:
        node = lvl.find(f"{_W}{tag}")
        return node.get(f"{_W}val", default) if node is not None else default

    start = value("start", "1")
    return _Level(value("numFmt", "decimal"), value("lvlText", "%1."), int(start) if start.isdigit() else 1)


def _style_lists(styles: bytes | None) -> dict[str, tuple[str, int]]:
    """Style id -> (numId, level), following the styles that styles are based on."""
    if not styles:
        return {}
    found: dict[str, tuple[str, int]] = {}
    based: dict[str, str] = {}
    for style in _parse(styles).findall(f"{_W}style"):
        key = style.get(f"{_W}styleId", "")
        parent = style.find(f"{_W}basedOn")
        if parent is not None:
            based[key] = parent.get(f"{_W}val", "")
        own = _num_pr(style.find(f"{_W}pPr"))
        if own and own[0]:
            found[key] = (own[0], own[1] or 0)
    for key in based:
        at, steps = key, 0
        while at not in found and at in based and steps < 20:
            at, steps = based[at], steps + 1
        if at in found and key not in found:
            found[key] = found[at]
    return found


def _num_pr(properties: etree._Element | None) -> tuple[str, int | None] | None:
    node = properties.find(f"{_W}numPr") if properties is not None else None
    if node is None:
        return None
    num, level = node.find(f"{_W}numId"), node.find(f"{_W}ilvl")
    said = level.get(f"{_W}val", "0") if level is not None else ""
    return (num.get(f"{_W}val", "") if num is not None else "", int(said) if said.isdigit() else None)


def _reference(paragraph: etree._Element, by_style: dict[str, tuple[str, int]]) -> tuple[str, int] | None:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return None
    style = properties.find(f"{_W}pStyle")
    inherited = by_style.get(style.get(f"{_W}val", "") if style is not None else "")
    own = _num_pr(properties)
    num = own[0] if own and own[0] else (inherited[0] if inherited else "")
    if num in ("", "0"):  # numId 0 takes a paragraph out of its style's list
        return None
    level = own[1] if own and own[1] is not None else (inherited[1] if inherited else 0)
    return num, level


def _label(counter: dict[int, int], levels: dict[int, _Level], level: int) -> str:
    """The next label at a level, e.g. "2.", "(b)", "•"; deeper levels start anew."""
    rule = levels.get(level, _Level("decimal", f"%{level + 1}.", 1))
    counter[level] = counter.get(level, rule.start - 1) + 1
    for deeper in [key for key in counter if key > level]:
        del counter[deeper]
    if rule.form in ("bullet", "none"):
        return "•"

    def printed(hit: re.Match[str]) -> str:
        at = int(hit[1]) - 1
        other = levels.get(at, rule)
        return figure(counter.get(at, other.start), other.form)

    return re.sub(r"%(\d)", printed, rule.pattern)


def figure(value: int, form: str) -> str:
    """A number in a form as Word names it: lowerLetter, upperRoman, ...; any other is decimal."""
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = ""
        for worth, sign in _ROMANS:
            while value >= worth:
                roman, value = roman + sign, value - worth
        return roman if form == "lowerRoman" else roman.upper()
    return str(value)


def _insert(paragraph: etree._Element, text: str) -> None:
    if len(text) > 60:
        raise UnreadableDocument("The Word document is damaged: its list numbers make no sense.")
    run = etree.Element(f"{_W}r")
    node = etree.SubElement(run, f"{_W}t")
    node.text = text
    properties = paragraph.find(f"{_W}pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)

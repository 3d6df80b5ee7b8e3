"""A Word document on the house's own template: our styles become the house's; what it lacks is made as we would."""

import io
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length

from consult.documents.house import form_alone
from synthesis.models.publication import HouseStyle
from synthesis.rules.styles import OURS
from synthesis.writers import docx_styles
from synthesis.writers.docx_styles import LEAD, PARAGRAPH_STYLES
from synthesis.writers.widths import WIDTH

_NUMBERED = {name: one["number"] for name, one in PARAGRAPH_STYLES.items() if "number" in one}
_FORMS = {
    docx_styles.HEADINGS: (("upperRoman", "%1."), ("upperLetter", "%2."), ("decimal", "%3.")),
    docx_styles.PARAGRAPHS: (("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "(%3)")),
    docx_styles.BULLETS: (("bullet", "•"), ("bullet", "•")),
}
_INDENT = {
    docx_styles.HEADINGS: (567, 567, 567),
    docx_styles.PARAGRAPHS: (567, 1134, 1701),
    docx_styles.BULLETS: (964, 1361),
}
_BARE = "{name} Without Number"
LEAST = 8.0  # centimetres that a page of a report has between its margins
_OFFSET = 7_300  # our numberings beside the house's


def house_document(house: HouseStyle, language: str, *, rtl: bool) -> tuple[Any, dict[str, str]]:
    """An empty document on the template, and the ids of the styles by our names.

    Raises UnreadableDocument for a template that would be refused today.
    """
    document = Document(io.BytesIO(form_alone(bytes(house.docx))))
    mapping = {ours: theirs for ours, theirs in house.mapping.items() if ours in OURS and theirs in house.styles}
    there = {style.name for style in document.styles}
    for name, options in PARAGRAPH_STYLES.items():
        if name in mapping or name in ("Normal", LEAD):
            continue
        if name in there and name not in OURS and name != "Page Line" and not name.startswith(("toc", "Contents")):
            continue
        bare = {key: value for key, value in options.items() if key != "number"}
        if bare.get("tab") == WIDTH:
            bare["tab"] = text_width(document)
        docx_styles._style(document, name, bare, rtl)
        _in_the_houses_letters(document, name)
    _characters(document)
    if "Report Table" not in there:
        docx_styles._table(document)
    docx_styles._language(document, language)
    ids = {style.name: style.style_id for style in document.styles}
    ids |= {ours: ids[theirs] for ours, theirs in mapping.items()}
    ids[LEAD] = ids["Report Paragraph"]
    _without_numbers(document, mapping, ids)
    _numberings(document, ids)
    return document, ids


def text_width(document: Any) -> float:
    """Between the margins, in centimetres; the usual where the document does not say."""
    section = document.sections[0]
    sides = (section.page_width, section.left_margin, section.right_margin)
    if None in sides:
        return WIDTH
    width = round(Length(sides[0] - sides[1] - sides[2]).cm, 1)
    return float(width) if width > LEAST else WIDTH


def _without_numbers(document: Any, mapping: Mapping[str, str], ids: dict[str, str]) -> None:
    """Where one style of the house is to be numbered and not, what bears no number has a style made of it."""
    numbered = {mapping[name] for name in _NUMBERED if name in mapping}
    for name, theirs in mapping.items():
        if name in _NUMBERED or theirs not in numbered:
            continue
        made = document.styles.add_style(_BARE.format(name=name), WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles[theirs]
        made.element.get_or_add_pPr()._insert_numPr(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>')
        )
        ids[name] = made.style_id


def has_own_lines(document: Any) -> bool:
    """Whether the template has a header or footer of its own, which stays as it is."""
    section = document.sections[0]
    return any(
        next(part._element.iter(qn("w:t"), qn("w:drawing"), qn("w:pict"), qn("w:instrText")), None) is not None
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer)
        if not part.is_linked_to_previous
    )


def _in_the_houses_letters(document: Any, name: str) -> None:
    style = next(style for style in document.styles if style.name == name)
    for fonts in list(style.element.iter(qn("w:rFonts"))):
        fonts.getparent().remove(fonts)


def _characters(document: Any) -> None:
    there = {style.name for style in document.styles}
    for name in ("Masthead Label", "footnote reference", docx_styles.LATIN):
        if name not in there:
            style = document.styles.add_style(name, 2)
            if name == "footnote reference":
                style.font.superscript = True
            if name == docx_styles.LATIN:
                style.font.rtl = False


def _numberings(document: Any, ids: Mapping[str, str]) -> None:
    """Ours, for the styles that the house does not number itself."""
    wanted = {name: place for name, place in _NUMBERED.items() if not _is_numbered(document, ids[name])}
    numbering = document.part.numbering_part.element
    first = next(iter(numbering.findall(qn("w:num"))), None)
    for number in sorted({number for number, _level in wanted.values()}):
        levels = "".join(_level(number, level, ids[name]) for name, (of, level) in wanted.items() if of == number)
        kind = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_OFFSET + number}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        if first is not None:
            first.addprevious(kind)
        else:
            numbering.append(kind)
    for number in sorted({number for number, _level in wanted.values()}):
        own = _OFFSET + number
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{own}"><w:abstractNumId w:val="{own}"/></w:num>'))
    for name, (number, level) in wanted.items():
        style = next(style for style in document.styles if style.style_id == ids[name])
        properties = style.element.get_or_add_pPr()
        properties._insert_numPr(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{_OFFSET + number}"/></w:numPr>'
            )
        )


def _is_numbered(document: Any, style_id: str) -> bool:
    """Whether a style has a numbering of its own, or of a style it is based on."""
    style = next((style for style in document.styles if style.style_id == style_id), None)
    while style is not None:
        if style.element.xpath("w:pPr/w:numPr/w:numId[@w:val!='0']"):
            return True
        style = style.base_style
    return False


def _level(number: int, level: int, style_id: str) -> str:
    form, text = _FORMS[number][level]
    hanging = 397 if number == docx_styles.BULLETS else 567
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="{style_id}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{_INDENT[number][level]}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
    )

"""The Word template, built by code: named styles, numbering bound to styles, page and language. Nothing is formatted
directly in a document that is made with it.
"""

from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

FONT, CHINESE = "Times New Roman", "SimSun"
ACCENT = RGBColor(0x0A, 0x55, 0x63)
SOFT = RGBColor(0x55, 0x60, 0x6D)
LEAD = "Report Lead"  # a numbered paragraph that a list follows: it stands with the first item
LATIN = "Left To Right"  # words and symbols in Latin letters within Arabic text
MASTHEAD = 4.4  # cm, where what stands beside the labels begins
HEADINGS, PARAGRAPHS, BULLETS = 1, 2, 3  # numbering ids

# name: (based on, size, bold, space before, space after, options)
PARAGRAPH_STYLES: dict[str, dict[str, Any]] = {
    "Normal": {"size": 11, "after": 6, "line": 1.15},
    "Title": {"size": 22, "bold": True, "after": 10, "keep": True, "color": ACCENT},
    "Masthead": {"size": 10, "after": 2, "hanging": MASTHEAD, "tab": MASTHEAD},
    "Disclaimer": {"size": 10, "italic": True, "before": 8, "after": 14, "rule": True, "color": SOFT},
    "Heading 1": {
        "size": 15,
        "bold": True,
        "before": 20,
        "after": 8,
        "keep": True,
        "outline": 0,
        "number": (HEADINGS, 0),
    },
    "Heading 2": {
        "size": 12,
        "bold": True,
        "before": 12,
        "after": 6,
        "keep": True,
        "outline": 1,
        "number": (HEADINGS, 1),
    },
    "Heading 3": {
        "size": 11,
        "bold": True,
        "before": 10,
        "after": 4,
        "keep": True,
        "outline": 2,
        "number": (HEADINGS, 2),
    },
    "Annex Heading": {"size": 15, "bold": True, "before": 20, "after": 8, "keep": True, "outline": 0},
    "Annex Heading 2": {"size": 12, "bold": True, "before": 12, "after": 6, "keep": True, "outline": 1},
    "Annex Heading 3": {"size": 11, "bold": True, "before": 10, "after": 4, "keep": True, "outline": 2},
    "Report Paragraph": {"size": 11, "after": 8, "line": 1.15, "number": (PARAGRAPHS, 0)},
    LEAD: {"size": 11, "after": 8, "line": 1.15, "keep": True, "like": "Report Paragraph"},
    "Report Text": {"size": 11, "after": 8, "line": 1.15},
    "Report List": {"size": 11, "after": 5, "line": 1.15, "number": (BULLETS, 0)},
    "Report List 2": {"size": 11, "after": 5, "line": 1.15, "number": (BULLETS, 1)},
    "Report Letter": {"size": 11, "after": 5, "line": 1.15, "number": (PARAGRAPHS, 1)},
    "Report Roman": {"size": 11, "after": 5, "line": 1.15, "number": (PARAGRAPHS, 2)},
    "Report Quote": {"size": 13, "before": 8, "after": 12, "indent": 1.0, "color": ACCENT},
    "Table Caption": {"size": 10, "italic": True, "before": 8, "after": 4, "keep": True, "color": SOFT},
    "Table Text": {"size": 9.5, "after": 2, "before": 2},
    "Table Number": {"size": 9.5, "after": 2, "before": 2, "align": WD_ALIGN_PARAGRAPH.RIGHT},
    "Table Heading": {"size": 9.5, "bold": True, "after": 2, "before": 2, "keep": True},
    "Table Heading Number": {
        "size": 9.5,
        "bold": True,
        "after": 2,
        "before": 2,
        "keep": True,
        "align": WD_ALIGN_PARAGRAPH.RIGHT,
    },
    "Page Line": {"size": 9, "color": SOFT, "tab": 16.0},
    "Contents Heading": {"size": 12, "bold": True, "after": 4, "keep": True, "color": ACCENT, "tab": 16.0},
    "toc 1": {"size": 10, "after": 1.5, "tab": 16.0},
    "toc 2": {"size": 10, "after": 1.5, "start": 0.8, "tab": 16.0},
    "footnote text": {"size": 9, "after": 2},
}


def template(language: str, *, rtl: bool) -> Any:
    """An empty document with all styles. ``language`` is a BCP 47 tag such as "en" or "zh-hans"."""
    document = Document()
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    _only_ours(document)
    _numbering(document)
    for name, options in PARAGRAPH_STYLES.items():
        _style(document, name, options, rtl)
    _character(document)
    _table(document)
    _language(document, language)
    _page(document)
    return document


def _only_ours(document: Any) -> None:
    """Styles of the library's own template that nobody uses go, with the fonts of its theme."""
    keep = set(PARAGRAPH_STYLES) | {"Default Paragraph Font", "Normal Table", "No List", "Header", "Footer"}
    for style in list(document.styles):
        if style.name not in keep:
            style.element.getparent().remove(style.element)
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        for key in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{key}"), FONT)
        fonts.set(qn("w:eastAsia"), CHINESE)


def _style(document: Any, name: str, options: dict[str, Any], rtl: bool) -> None:
    styles = document.styles
    there = [style for style in styles if style.name == name]
    style = there[0] if there else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name != "Normal":
        style.base_style = styles[options.get("like", "Normal")]  # its numbering too
    style.quick_style = True
    for old in style.element.xpath("w:rPr|w:pPr"):
        style.element.remove(old)
    style.font.name = FONT
    style.element.rPr.rFonts.set(qn("w:cs"), FONT)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), CHINESE)
    style.font.size = Pt(options["size"])
    style.font.bold, style.font.italic = options.get("bold", False), options.get("italic", False) and not rtl
    style.font.cs_bold = style.font.bold
    if "color" in options:
        style.font.color.rgb = options["color"]
    _complex(style, options["size"] + (1 if rtl else 0), rtl)
    _spacing(style, options)
    properties = style.element.get_or_add_pPr()
    if "number" in options:
        number, level = options["number"]
        properties._insert_numPr(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        )
    if options.get("rule"):
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="6" w:color="DCD9D0"/>' for side in ("top", "bottom")
        )
        properties.insert_element_before(
            parse_xml(f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>"),
            "w:shd",
            "w:tabs",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
        )
    if "outline" in options:
        properties.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{options["outline"]}"/>'))
    if rtl:
        properties.insert_element_before(
            parse_xml(f"<w:bidi {nsdecls('w')}/>"), "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
        )


def _complex(style: Any, size: float, rtl: bool) -> None:
    """The size of Arabic and Hebrew letters, and that a style's text is read from right to left."""
    properties = style.element.rPr
    after = ("w:highlight", "w:u", "w:effect", "w:bdr", "w:shd", "w:fitText", "w:vertAlign", "w:rtl", "w:cs", "w:lang")
    properties.insert_element_before(parse_xml(f'<w:szCs {nsdecls("w")} w:val="{round(size * 2)}"/>'), *after)
    if rtl:
        style.font.rtl = True


def _spacing(style: Any, options: dict[str, Any]) -> None:
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(options.get("before", 0)), Pt(options.get("after", 0))
    form.line_spacing = options.get("line", 1.0)
    form.widow_control = True
    form.keep_with_next = options.get("keep", False)
    if "hanging" in options:
        form.left_indent, form.first_line_indent = Cm(options["hanging"]), Cm(-options["hanging"])
    if "start" in options:
        form.left_indent = Cm(options["start"])
    if "indent" in options:
        form.left_indent = form.right_indent = Cm(options["indent"])
    if "tab" in options:
        form.tab_stops.add_tab_stop(Cm(options["tab"]))
    if "align" in options:
        form.alignment = options["align"]


def _numbering(document: Any) -> None:
    """I., A., 1. for headings; 1., (a), (i) through the whole report; bullets for lists: each bound to its style."""

    def level(number: int, form: str, text: str, style: str, left: int, hanging: int) -> str:
        return (
            f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="{style}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
        )

    kinds = {
        HEADINGS: level(0, "upperRoman", "%1.", "Heading1", 737, 737)  # "VIII." is wide
        + level(1, "upperLetter", "%2.", "Heading2", 567, 567)
        + level(2, "decimal", "%3.", "Heading3", 567, 567),
        PARAGRAPHS: level(0, "decimal", "%1.", "ReportParagraph", 567, 567)
        + level(1, "lowerLetter", "(%2)", "ReportLetter", 1134, 567)
        + level(2, "lowerRoman", "(%3)", "ReportRoman", 1701, 567),
        BULLETS: level(0, "bullet", "•", "ReportList", 964, 397) + level(1, "bullet", "•", "ReportList2", 1361, 397),
    }
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for number, levels in kinds.items():
        numbering.append(
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
                f"{levels}</w:abstractNum>"
            )
        )
    for number in kinds:
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )


def _character(document: Any) -> None:
    style = document.styles.add_style("Masthead Label", WD_STYLE_TYPE.CHARACTER)
    style.font.color.rgb = SOFT
    document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    document.styles.add_style(LATIN, WD_STYLE_TYPE.CHARACTER).font.rtl = False


def _table(document: Any) -> None:
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">'
            '<w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>'
            "<w:tblPr><w:tblBorders>"
            '<w:top w:val="single" w:sz="8" w:space="0" w:color="0A5563"/>'
            '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="0A5563"/>'
            '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="DCD9D0"/></w:tblBorders>'
            '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr>'
            '<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="0A5563"/></w:tcBorders></w:tcPr>'
            "</w:tblStylePr></w:style>"
        )
    )


def _language(document: Any, language: str) -> None:
    tag = {"zh-hans": "zh-CN", "en": "en-GB"}.get(language, language)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    if tag.startswith("zh"):  # Chinese signs are not slanted
        for style in document.styles:
            if style.name in PARAGRAPH_STYLES:
                style.font.italic = False
    # Words in Latin letters within Chinese are not Chinese: taken for it, they would be broken anywhere.
    latin = "en-GB" if tag.startswith("zh") else tag
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{latin}" w:eastAsia="{tag}" w:bidi="{tag}"/>'))


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)

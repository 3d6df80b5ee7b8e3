"""The styles of an OpenDocument text, as the Word template has them: what is said once there is said again here."""

from collections.abc import Sequence
from html import escape
from typing import Any

from synthesis.writers.blocks import Head
from synthesis.writers.docx_styles import FONT, PARAGRAPH_STYLES
from synthesis.writers.page import Words
from synthesis.writers.widths import WIDTH

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
        ("svg", "svg-compatible"),
    )
)
SPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
ACCENT, SOFT, RULE = "#0a5563", "#55606d", "#dcd9d0"
_ASIAN, _COMPLEX = "Noto Serif CJK SC", "Noto Naskh Arabic"


def content(body: str, head: Head) -> str:
    """content.xml around a body: what tables need stands here, everything else in styles.xml."""
    mode = "rl-tb" if head.is_rtl else "lr-tb"
    cells = "".join(
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties {edges} '
        'fo:padding="0.12cm"/></style:style>'
        for name, edges in (
            ("HeadCell", f'fo:border-top="1pt solid {ACCENT}" fo:border-bottom="0.75pt solid {ACCENT}"'),
            ("BodyCell", f'fo:border-bottom="0.5pt solid {RULE}"'),
        )
    )
    widths = sorted({f"{step / 10:.1f}" for step in range(5, 161)}, key=float)
    columns = "".join(
        f'<style:style style:name="Col{width.replace(".", "_")}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}cm"/></style:style>'
        for width in widths
        if f'"Col{width.replace(".", "_")}"' in body
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {SPACES} office:version="1.3">'
        "<office:automatic-styles>"
        f'<style:style style:name="ReportTable" style:family="table"><style:table-properties style:width="{WIDTH}cm" '
        f'table:align="left" style:writing-mode="{mode}"/></style:style>'
        '<style:style style:name="ReportRow" style:family="table-row">'
        '<style:table-row-properties fo:keep-together="always"/></style:style>'
        f"{cells}{columns}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )


def columns(widths: Sequence[float]) -> str:
    """The columns of a table, of these widths in centimetres."""
    names = (f"Col{width:.1f}".replace(".", "_") for width in widths)
    return "".join(f'<table:table-column table:style-name="{name}"/>' for name in names)


def styles(head: Head, words: Words) -> str:
    """styles.xml: paragraphs, numbering, notes, the page with its lines above and below."""
    named = "".join(_paragraph(name, options, head) for name, options in PARAGRAPH_STYLES.items() if name != "Normal")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles {SPACES} office:version="1.3">'
        f"<office:font-face-decls>{_faces()}</office:font-face-decls><office:styles>{_defaults(head)}{named}"
        f"{_characters()}{_numbering()}"
        '<text:notes-configuration text:note-class="footnote" text:citation-style-name="Footnote_20_Symbol" '
        'text:citation-body-style-name="Footnote_20_Anchor" style:num-format="1" style:num-suffix=" " '
        'text:start-numbering-at="document" text:footnotes-position="page"/></office:styles>'
        f"{_page(head)}<office:master-styles>{_lines(words)}</office:master-styles></office:document-styles>"
    )


def _faces() -> str:
    return "".join(
        f'<style:font-face style:name="{name}" svg:font-family="&apos;{name}&apos;" style:font-family-generic="roman"/>'
        for name in (FONT, _ASIAN, _COMPLEX)
    )


def _defaults(head: Head) -> str:
    is_chinese = head.language.startswith("zh")
    # Words in Latin letters within Chinese are not Chinese: taken for it, they would be broken anywhere.
    language, country = ("en", "GB") if is_chinese or head.language == "en" else (head.language.split("-")[0], "none")
    asian = ("zh", "CN") if is_chinese else ("none", "none")
    other = (language, "none") if head.is_rtl else ("none", "none")
    return (
        '<style:default-style style:family="paragraph"><style:paragraph-properties '
        f'style:writing-mode="{"rl-tb" if head.is_rtl else "lr-tb"}" fo:orphans="2" fo:widows="2"/>'
        f'<style:text-properties style:font-name="{FONT}" style:font-name-asian="{_ASIAN}" '
        f'style:font-name-complex="{_COMPLEX}" fo:font-size="11pt" style:font-size-asian="11pt" '
        f'style:font-size-complex="11pt" fo:language="{language}" fo:country="{country}" '
        f'style:language-asian="{asian[0]}" style:country-asian="{asian[1]}" '
        f'style:language-complex="{other[0]}" style:country-complex="{other[1]}"/></style:default-style>'
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
    )


def _paragraph(name: str, options: dict[str, Any], head: Head) -> str:
    """One style of the Word template, in OpenDocument's words."""
    numbered = options.get("number")
    outline = ""
    if "outline" in options:
        # Without a number: an empty list style takes a heading out of the outline's numbering.
        level = options["outline"] + 1
        outline = f' style:default-outline-level="{level}"' if numbered else ' style:list-style-name=""'
    return (
        f'<style:style style:name="{name.replace(" ", "_20_")}" style:display-name="{name}" style:family="paragraph" '
        f'style:parent-style-name="Standard" style:class="text"{outline}>'
        f"<style:paragraph-properties {_measures(options, head)}>{_tabs(options)}</style:paragraph-properties>"
        f"<style:text-properties {_letters(options)}/></style:style>"
    )


def _measures(options: dict[str, Any], head: Head) -> str:
    start = "right" if head.is_rtl else "left"
    found = {
        "fo:text-align": start,
        "style:writing-mode": "rl-tb" if head.is_rtl else "lr-tb",
        "fo:margin-top": f"{options.get('before', 0)}pt",
        "fo:margin-bottom": f"{options.get('after', 0)}pt",
        "fo:line-height": f"{int(options.get('line', 1.0) * 100)}%",
    }
    if options.get("keep"):
        found["fo:keep-with-next"] = "always"
    if "hanging" in options:
        found["fo:margin-left"] = f"{options['hanging']}cm"
        found["fo:text-indent"] = f"-{options['hanging']}cm"
    if "start" in options:
        found["fo:margin-left"] = f"{options['start']}cm"
    if "indent" in options:
        found["fo:margin-left"] = found["fo:margin-right"] = f"{options['indent']}cm"
    if "align" in options:
        found["fo:text-align"] = "left" if head.is_rtl else "right"
    if options.get("rule"):
        found["fo:border-top"] = found["fo:border-bottom"] = f"0.5pt solid {RULE}"
        found["fo:border-left"] = found["fo:border-right"] = "none"
        found["fo:padding-top"] = found["fo:padding-bottom"] = "0.2cm"
    return " ".join(f'{key}="{value}"' for key, value in found.items())


def _tabs(options: dict[str, Any]) -> str:
    if "tab" not in options:
        return ""
    kind = ' style:type="right"' if options["tab"] == WIDTH else ""
    place = 0 if "hanging" in options else options["tab"] - options.get("start", 0)
    return f'<style:tab-stops><style:tab-stop style:position="{place}cm"{kind}/></style:tab-stops>'


def _letters(options: dict[str, Any]) -> str:
    size, bold = f"{options['size']}pt", "bold" if options.get("bold") else "normal"
    slant = "italic" if options.get("italic") else "normal"
    found = {
        "fo:font-size": size,
        "style:font-size-asian": size,
        "style:font-size-complex": size,
        "fo:font-weight": bold,
        "style:font-weight-asian": bold,
        "style:font-weight-complex": bold,
        "fo:font-style": slant,
    }
    if "color" in options:
        found["fo:color"] = f"#{options['color']}".lower()
    return " ".join(f'{key}="{value}"' for key, value in found.items())


def _characters() -> str:
    return (
        '<style:style style:name="Masthead_20_Label" style:display-name="Masthead Label" style:family="text">'
        f'<style:text-properties fo:color="{SOFT}"/></style:style>'
        + "".join(
            f'<style:style style:name="Footnote_20_{name}" style:display-name="Footnote {name}" style:family="text">'
            '<style:text-properties style:text-position="super 58%"/></style:style>'
            for name in ("Symbol", "Anchor")
        )
    )


def _numbering() -> str:
    """I., A., 1. for headings, 1., 2. through the whole report, bullets and (a), (i) for lists."""
    outline = "".join(
        f'<text:outline-level-style text:level="{level}" style:num-format="{form}" style:num-suffix="."'
        f' text:start-value="1">{_indent(1.0, 1.0)}</text:outline-level-style>'
        for level, form in ((1, "I"), (2, "A"), (3, "1"))
    )
    return (
        f'<text:outline-style style:name="Outline">{outline}</text:outline-style>'
        '<text:list-style style:name="Report_20_Numbers" style:display-name="Report Numbers">'
        '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix=".">'
        f"{_indent(1.0, 1.0)}</text:list-level-style-number></text:list-style>"
        '<text:list-style style:name="Report_20_Bullets" style:display-name="Report Bullets">'
        '<text:list-level-style-bullet text:level="1" text:bullet-char="•">'
        f"{_indent(1.7, 0.7)}</text:list-level-style-bullet>"
        '<text:list-level-style-bullet text:level="2" text:bullet-char="•">'
        f"{_indent(2.4, 0.7)}</text:list-level-style-bullet></text:list-style>"
        '<text:list-style style:name="Report_20_Letters" style:display-name="Report Letters">'
        '<text:list-level-style-number text:level="1" style:num-format="a" style:num-prefix="(" style:num-suffix=")">'
        f"{_indent(2.0, 1.0)}</text:list-level-style-number>"
        '<text:list-level-style-number text:level="2" style:num-format="i" style:num-prefix="(" style:num-suffix=")">'
        f"{_indent(3.0, 1.0)}</text:list-level-style-number></text:list-style>"
    )


def _indent(left: float, hanging: float) -> str:
    return (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" '
        f'text:list-tab-stop-position="{left}cm" fo:text-indent="-{hanging}cm" fo:margin-left="{left}cm"/>'
        "</style:list-level-properties>"
    )


def _page(head: Head) -> str:
    mode = "rl-tb" if head.is_rtl else "lr-tb"
    return (
        '<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties '
        'fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="1.1cm" fo:margin-bottom="1.1cm" '
        f'fo:margin-left="2.5cm" fo:margin-right="2.5cm" style:writing-mode="{mode}"/>'
        '<style:header-style><style:header-footer-properties fo:min-height="1cm" fo:margin-bottom="0.6cm"/>'
        '</style:header-style><style:footer-style><style:header-footer-properties fo:min-height="1cm" '
        'fo:margin-top="0.5cm"/></style:footer-style></style:page-layout></office:automatic-styles>'
    )


def _lines(words: Words) -> str:
    def line(inner: str) -> str:
        return f'<text:p text:style-name="Page_20_Line">{inner}</text:p>'

    number = '<text:tab/><text:page-number text:select-page="current">1</text:page-number>'
    return (
        '<style:master-page style:name="Standard" style:page-layout-name="A4">'
        f"<style:header>{line(escape(words.above))}</style:header>"
        f"<style:footer>{line(escape(words.below) + number)}</style:footer></style:master-page>"
    )

"""OpenDocument texts for tests, made on the fly."""

from __future__ import annotations

import html
import re

from tests.consult.documents.make import HEADINGS, LABEL, paragraphs, resource, zipped

MIME = b"application/vnd.oasis.opendocument.text"
_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_STYLES = (
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" '
    'style:num-suffix=")"/></text:list-style>'
    '<text:list-style style:name="D"><text:list-level-style-bullet text:level="1" text:bullet-char="-"/>'
    "</text:list-style>"
)


def odt_file(body: str, prolog: str = "") -> bytes:
    """An OpenDocument text with the given XML as the content of its text."""
    names = " ".join(f'xmlns:{name}="{_NS}{name}:1.0"' for name in ("office", "text", "style", "table"))
    fo = f'xmlns:fo="{_NS}xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    content = (
        f'<?xml version="1.0"?>{prolog}<office:document-content {names} {fo}>'
        f"<office:automatic-styles>{_STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": MIME, "content.xml": content.encode()})


def odt(text: str) -> bytes:
    """The think piece with styles for title and headings, and lists that count on from one to the next."""
    return odt_file("".join(_paragraph(p) for p in paragraphs(text)))


def _paragraph(p: str) -> str:
    said = html.escape(p, quote=False).replace("\n", "<text:line-break/>")
    if p.startswith("“"):
        return f'<text:p text:style-name="Title">{said.strip("“”")}</text:p>'
    if p in HEADINGS:
        return f'<text:h text:outline-level="1">{said}</text:h>'
    if re.match(r"\d\. ", p):
        return _item("N", said[3:])
    if named := resource(p):
        return _item("D", html.escape(named, quote=False))
    if p.startswith(LABEL):
        return f'<text:p><text:span text:style-name="B">{LABEL}</text:span>{said.removeprefix(LABEL)}</text:p>'
    return f"<text:p>{said}</text:p>"


def _item(style: str, said: str) -> str:
    start = f'<text:list text:style-name="{style}" text:continue-numbering="true"><text:list-item>'
    return f"{start}<text:p>{said}</text:p></text:list-item></text:list>"

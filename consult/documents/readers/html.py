"""Web pages: the main part, or else the densest, without navigation and footers."""

from __future__ import annotations

import re

from lxml import etree, html

from consult.documents.blocks import Block, Document
from consult.documents.errors import UnreadableDocument
from consult.documents.readers.markup import Walker
from consult.documents.spans import squeeze

_ENOUGH = 250


def read(data: bytes, name: str) -> Document:
    """The blocks of a web page's main part. Nothing is loaded from anywhere."""
    return Document.of(of_html(data), name=name, format="html")


def of_html(data: bytes) -> list[Block]:
    """The blocks of a page given as bytes in the encoding it declares (UTF-8 if it declares none)."""
    tree = _parse(data)
    root = _main(tree)
    walker = Walker()
    walker.walk(root)
    if not any(block.level == 1 and block.kind == "heading" for block in walker.made):
        heading = next(iter(tree.iter("h1")), None)
        text = squeeze(heading.text_content()) if heading is not None else ""
        if text:
            walker.made.insert(0, Block("heading", text, level=1))
    return walker.made


def _parse(data: bytes) -> html.HtmlElement:
    if re.search(rb"<!\s*ENTITY", data[:65_536], re.IGNORECASE):
        raise UnreadableDocument("The web page defines entities of its own, which a page does not need.")
    declared = b"charset" in data[:4096].lower() or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))
    encoding = None
    if not declared:
        try:
            data.decode("utf-8")
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = "cp1252"
    parser = html.HTMLParser(encoding=encoding, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableDocument("The web page is damaged or empty.") from error
    return tree


def _main(tree: html.HtmlElement) -> html.HtmlElement:
    """main, else the only article, else the element whose own paragraphs hold most of the text, else the body."""
    for path in ("//main", "//*[@role='main']", "//article"):
        found = tree.xpath(path)
        if len(found) == 1 and len(found[0].text_content()) > _ENOUGH:
            return found[0]
    body = tree.find("body")
    whole = body if body is not None else tree
    scores: dict[html.HtmlElement, int] = {}
    for node in whole.iter("p", "li", "h2", "h3"):
        parent = node.getparent()
        if node.tag in ("li",):
            parent = parent.getparent() if parent is not None else None
        if parent is None or any(a.tag in ("nav", "footer") for a in node.iterancestors()):
            continue
        scores[parent] = scores.get(parent, 0) + len(squeeze(node.text_content()))
    if not scores:
        return whole
    best = max(scores, key=lambda node: scores[node])
    # A page that spreads its text over several containers is read whole; its furniture is dropped on the way.
    if scores[best] <= 0.8 * sum(scores.values()):
        return whole
    # What stands between the heading and the text (when, where, who) belongs to the page too.
    heading = next(iter(whole.iter("h1")), None)
    while heading is not None and best is not whole and heading not in best.iter("h1"):
        parent = best.getparent()
        best = whole if parent is None else parent
    return best

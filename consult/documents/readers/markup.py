"""From an HTML tree to blocks: shared by HTML, Markdown and DOCX, which all come as one."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from consult.documents import lexicon
from consult.documents.blocks import Block, Link
from consult.documents.errors import UnreadableDocument
from consult.documents.limits import MAX_DEPTH, check_blocks
from consult.documents.readers.lines import Line, blocks
from consult.documents.spans import squeeze

# A DOCX list number travels through HTML between these two private characters.
MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{MARK_OPEN}(?P<level>\\d);(?P<label>[^{MARK_CLOSE}]*){MARK_CLOSE}\\s*")
_SKIP = {
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "nav",
    "form",
    "button",
    "select",
    "iframe",
    "object",
    "head",
    "input",
    "img",
}
_LANDMARKS = {"nav", "banner", "contentinfo", "search", "navigation", "menu"}
_BLOCKS = {
    "p", "div", "section", "article", "main", "aside", "header", "footer", "ul", "ol", "li", "dl", "dt", "dd",
    "table", "blockquote",
    "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "body", "address",
    "details", "summary", "tr", "td", "th", "tbody",
}  # fmt: skip
_STRONG = {"strong", "b"}


class Walker:
    """Walks a tree once and collects its blocks in `made`."""

    def __init__(self) -> None:
        self.made: list[Block] = []

    def walk(self, node: etree._Element, depth: int = 0, level: int = 0) -> None:
        """Add the blocks of a node's content. `level` is the list nesting the node stands in."""
        if depth > MAX_DEPTH:
            raise UnreadableDocument("The document is nested too deeply.")
        check_blocks(len(self.made))
        loose: list[etree._Element | str] = [node.text or ""]
        for child in node:
            if _is_block(child) or (isinstance(child.tag, str) and child.tag not in _SKIP and _holds_blocks(child)):
                self._paragraph(loose)
                loose = []
                self._element(child, depth + 1, level)
            else:
                loose.append(child)
            loose.append(child.tail or "")
        self._paragraph(loose)

    def _element(self, node: etree._Element, depth: int, level: int) -> None:
        tag = node.tag
        if _is_furniture(node):
            return
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._heading(node)
        elif tag in ("ul", "ol"):
            self._list(node, depth, level)
        elif tag == "dl":
            self._definitions(node)
        elif tag == "table":
            self._table(node, depth)
        elif tag == "blockquote":
            text = squeeze(_text([node])[0]).strip('“”"«» ')
            if text:
                self.made.append(Block("quote", text))
        else:
            self.walk(node, depth, level)

    def _heading(self, node: etree._Element) -> None:
        raw, links = _text([node])
        mark, text = _take_mark(squeeze(raw))
        if not text:
            return
        if "title" in (node.get("class") or "").split():
            self.made.append(Block("title", text, links=links))
            return
        number = mark[1].strip("().") if mark else None
        if hit := re.match(r"(\d{1,2}(?:\.\d+)*|[IVX]{1,5}|[A-H])[.)]\s+(?=\S)", text):
            number, text = hit[1], text[hit.end() :]
        self.made.append(Block("heading", text, level=int(node.tag[1]), number=number, links=links))

    def _paragraph(self, parts: list[etree._Element | str]) -> None:
        raw, links = _text(parts)
        pieces = [squeeze(piece) for piece in raw.split("\n")]
        pieces = [piece for piece in pieces if piece]
        if not pieces:
            return
        if label := _label_of(parts):
            self.made.append(Block("heading", lexicon.bare_label(label), level=2))
            pieces[0] = pieces[0][len(label) :].lstrip(" :：")
            pieces = [piece for piece in pieces if piece]
            if not pieces:
                return
        strong = _all_strong(parts)
        mark, pieces[0] = _take_mark(pieces[0])
        if mark:
            self._marked(mark, " ".join(pieces), links)
            return
        lines = [
            Line(piece, 0, 0, strong=strong and len(piece) <= 160 and not piece.endswith("?"), gap=i == 0)
            for i, piece in enumerate(pieces)
        ]
        found = blocks(lines, started=bool(self.made))
        self.made += [_with_links(block, links) for block in found]

    def _marked(self, mark: tuple[int, str], text: str, links: tuple[Link, ...]) -> None:
        level, label = mark
        if not text:
            return
        number = label.strip("().–-•· ") or None
        numbered = bool(number) and any(c.isalnum() for c in label)
        if lexicon.kind_of(text) and numbered:
            self.made.append(Block("heading", text, level=2, number=number, links=links))
        elif numbered and level == 0 and len(text) > 160 and not text.endswith("?"):
            self.made.append(Block("paragraph", text, number=number, links=links))
        else:
            self.made.append(
                Block("list_item", text, level=level, number=number if numbered else None, marker=label, links=links)
            )

    def _list(self, node: etree._Element, depth: int, level: int) -> None:
        if _is_menu(node):
            return
        ordered = node.tag == "ol"
        count = int(node.get("start") or 1) if (node.get("start") or "1").isdigit() else 1
        for item in node:
            if item.tag in ("ul", "ol"):
                self._list(item, depth + 1, level + 1)
            if item.tag != "li":
                continue
            value = item.get("value") or ""
            count = int(value) if value.isdigit() else count
            self._item(item, depth + 1, level, str(count) if ordered else None)
            check_blocks(len(self.made))
            count += 1

    def _item(self, item: etree._Element, depth: int, level: int, number: str | None) -> None:
        """A list item: its first words are the item, blocks inside follow it one level deeper."""
        if depth > MAX_DEPTH:
            raise UnreadableDocument("The document is nested too deeply.")
        inner = Walker()
        inner.walk(item, depth, level + 1)
        for i, block in enumerate(inner.made):
            if i == 0 and (item.get("id") or "").startswith("footnote-"):
                self.made.append(Block("footnote", block.text.rstrip(" ↑"), number=item.get("id", "")[9:]))
            elif i == 0 and block.kind != "list_item":
                marker = f"{number}." if number else "•"
                self.made.append(replace(block, kind="list_item", level=level, number=number, marker=marker))
            elif i == 0:
                number_in = block.number or number
                self.made.append(replace(block, level=level, number=number_in))
            else:
                self.made.append(block)

    def _definitions(self, node: etree._Element) -> None:
        label = ""
        for child in node.iter("dt", "dd"):
            text, links = _text([child])
            text = squeeze(text)
            if child.tag == "dt":
                label = text
            elif text:
                self.made.append(Block("definition", text, label=lexicon.bare_label(label) or None, links=links))

    def _table(self, node: etree._Element, depth: int) -> None:
        """A table with data stays one; one that lays out labels and text becomes headings and blocks."""
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in node.iter("tr")]
        rows = [row for row in rows if row]
        if any(len(row) == 2 and lexicon.kind_of(squeeze(_text([row[0]])[0])) for row in rows) or all(
            len(row) == 1 for row in rows
        ):
            for row in rows:
                self._layout(row, depth)
            return
        cells = tuple(tuple(squeeze(_text([cell])[0]) for cell in row) for row in rows)
        text = "\n".join("\t".join(row) for row in cells)
        if text.strip():
            self.made.append(Block("table", text, rows=cells))

    def _layout(self, row: list[etree._Element], depth: int) -> None:
        label = squeeze(_text([row[0]])[0])
        if len(row) == 2 and lexicon.kind_of(label):
            self.made.append(Block("heading", lexicon.bare_label(label), level=2))
            row = row[1:]
        for cell in row:
            self.walk(cell, depth + 1)


def _is_block(node: etree._Element) -> bool:
    return isinstance(node.tag, str) and node.tag in _BLOCKS


def _holds_blocks(node: etree._Element) -> bool:
    return next(node.iter(*_BLOCKS), None) is not None


def _is_furniture(node: etree._Element) -> bool:
    """Navigation, footers, hidden parts."""
    if (
        node.tag in _SKIP
        or node.get("role") in _LANDMARKS
        or node.get("aria-hidden") == "true"
        or node.get("hidden") is not None
    ):
        return True
    if node.tag == "footer":
        return True
    return node.tag == "header" and next(node.iter("h1"), None) is None


def _is_menu(node: etree._Element) -> bool:
    """Whether a list is nothing but short links on the same site: a menu, a trail of crumbs, share buttons."""
    items = [item for item in node if item.tag == "li"]
    if len(items) < 3:
        return False
    hrefs = [item.find(".//a") for item in items]
    if any(a is None or not re.match(r"[/#?]", a.get("href") or "") for a in hrefs):
        return False
    texts = [squeeze(_text([item])[0]) for item in items]
    return all(len(text) < 25 for text in texts)


def _text(parts: list[etree._Element | str]) -> tuple[str, tuple[Link, ...]]:
    """The text of inline nodes, a newline for a break, and the links in it. Note references are left out."""
    out: list[str] = []
    links: list[Link] = []
    for part in parts:
        _inline(part, out, links, depth=0)
    return "".join(out), tuple(links)


def _inline(part: etree._Element | str, out: list[str], links: list[Link], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise UnreadableDocument("The document is nested too deeply.")
    if isinstance(part, str):
        out.append(re.sub(r"\s+", " ", part))
        return
    if not isinstance(part.tag, str) or part.tag in _SKIP:
        return
    if part.tag == "br":
        out.append("\n")
        return
    href = part.get("href") or ""
    if part.tag == "a" and href.startswith(("#footnote", "#endnote", "#_ftn", "#cite")):
        return
    start = len(out)
    _inline(part.text or "", out, links, depth + 1)
    for child in part:
        _inline(child, out, links, depth + 1)
        _inline(child.tail or "", out, links, depth + 1)
        if _is_block(child):
            out.append(" ")
    words = squeeze("".join(out[start:]))
    if part.tag == "a" and words and ("://" in href or href.startswith("mailto:")):
        links.append(Link(words, href))


def _all_strong(parts: list[etree._Element | str]) -> bool:
    """Whether every word of a paragraph is bold, which is how many writers set a heading."""
    solid = [p for p in parts if not (isinstance(p, str) and not p.strip(" \t\r\n:"))]
    if not solid or any(isinstance(p, str) for p in solid):
        return False
    return all(_is_strong(p) for p in solid if not isinstance(p, str) and p.tag != "br")


def _label_of(parts: list[etree._Element | str]) -> str | None:
    """The label in "<span>When</span><span>3 May</span>": inline elements that a style sheet sets apart."""
    solid = [part for part in parts if not (isinstance(part, str) and not part.strip())]
    if len(solid) != 2 or any(isinstance(part, str) or part.tag not in ("span", "strong", "b") for part in solid):
        return None
    label = squeeze(_text(solid[:1])[0])
    return label if lexicon.kind_of(label) else None


def _is_strong(node: etree._Element) -> bool:
    if node.tag in _STRONG or node.tag == "br":
        return True
    inner = list(node)
    loose = (node.text or "").strip(" :") + "".join((child.tail or "").strip(" :") for child in inner)
    return bool(inner) and not loose and all(_is_strong(child) for child in inner)


def _take_mark(text: str) -> tuple[tuple[int, str] | None, str]:
    hit = _MARK.match(text)
    if not hit:
        return None, text
    return (int(hit["level"]), hit["label"]), text[hit.end() :].strip()


def _with_links(block: Block, links: tuple[Link, ...]) -> Block:
    own = tuple(link for link in links if link.text in block.text)
    return replace(block, links=own) if own else block

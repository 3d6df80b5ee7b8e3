"""Blocks as one HTML file that needs nothing else: no script, no request."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

from consult.documents.blocks import Block
from synthesis.writers import page
from synthesis.writers.markdown import has_numbers
from synthesis.writers.material import Entry, Item, Material, contents_of, is_lettered, nested, notes_of

CSS = """
:root{color-scheme:light dark}
body{margin:0 auto;max-width:44rem;padding:2.5rem 1.2rem 4rem;
font:1.05rem/1.6 Charter,"Noto Serif",Cambria,Georgia,serif;
color:light-dark(#1b232d,#e7e9ec);background:light-dark(#fbfaf6,#15181c)}
h1{font-size:1.9rem;line-height:1.2}
h2{font-size:1.35rem;margin:2.2rem 0 .6rem}h3{font-size:1.1rem;margin:1.5rem 0 .4rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem;
font:.92rem/1.5 system-ui,sans-serif;

border-block:1px solid light-dark(#dcd9d0,#343b44);padding-block:.8rem}dt{color:light-dark(#55606d,#a8b1bc)}dd{margin:0}
.para{padding-inline-start:2.6rem;text-indent:-2.6rem}
.para .no{display:inline-block;min-inline-size:2.4rem;text-indent:0;color:light-dark(#55606d,#a8b1bc)}
.letters{list-style:lower-alpha}.letters .letters{list-style:lower-roman}
.letters>li::marker{content:"(" counter(list-item,lower-alpha) ") "}
.letters .letters>li::marker{content:"(" counter(list-item,lower-roman) ") "}
blockquote{font-size:1.3rem;line-height:1.35;margin:1.6rem 0;color:light-dark(#0a5563,#6cc3d3)}
.scroll{overflow-x:auto}table{border-collapse:collapse;font:.88rem/1.45 system-ui,sans-serif;margin:1rem 0;width:100%}
caption{text-align:start;color:light-dark(#55606d,#a8b1bc);padding-block:.3rem}
th,td{text-align:start;vertical-align:top;padding:.35rem .6rem;border-block-end:1px solid light-dark(#dcd9d0,#343b44)}
.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
nav ol{list-style:none;padding:0;font:.92rem/1.6 system-ui,sans-serif}
nav li{display:flex;gap:1rem;justify-content:space-between}
nav .l2{padding-inline-start:1.4rem}nav span{color:light-dark(#55606d,#a8b1bc);white-space:nowrap}
section ol{font-size:.88rem;
border-block-start:1px solid light-dark(#dcd9d0,#343b44);margin-block-start:2.5rem;padding-block-start:.8rem}
@media print{body{font-size:11pt;max-width:none;padding:0}h2,h3{break-after:avoid}}
"""


def write(material: Material) -> bytes:
    """A whole page in UTF-8; ids ``para-12`` so that paragraphs can be cited."""
    head = material.head
    direction = "rtl" if head.is_rtl else "ltr"
    body = "\n".join(_Body(material).runs())
    made = (
        f'<!doctype html>\n<html lang="{escape(head.language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(head.title)}</title>\n<style>{CSS}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )
    return made.encode()


class _Body:
    """Writes the blocks one after the other; notes stand at the end."""

    def __init__(self, material: Material) -> None:
        self.items = notes_of(material.blocks)
        self.entries = contents_of(material.blocks)
        self.words = page.words(material.head)
        self.notes: list[str] = []

    def runs(self) -> Iterable[str]:
        """Blocks one by one; list items of a kind and definitions that follow each other share a list."""
        front = True
        for kind, run in groupby(self.items, key=_kind):
            listed = list(run)
            if front and kind not in {"title", "definition"}:
                front = False
                if self.entries:
                    yield _contents(self.entries, self.words)
            if kind == "definition":
                yield "<dl>" + "".join(_one(at, block, self._cited(notes)) for at, block, notes in listed) + "</dl>"
            elif kind in {"bullets", "letters"}:
                yield self._list(listed)
            else:
                yield from (_one(at, block, self._cited(notes)) for at, block, notes in listed)
        if self.notes:
            yield "<section><ol>" + "".join(self.notes) + "</ol></section>"

    def _list(self, run: list[Item]) -> str:
        """A list with bullets, or with (a) and (i), and what stands below each item."""
        tag, name = ("ol", ' class="letters"') if is_lettered(run[0][1]) else ("ul", "")
        made = ""
        for (_at, block, notes), below in nested(run):
            inner = self._list(below) if below else ""
            made += f"<li>{escape(block.text)}{self._cited(notes)}{inner}</li>"
        return f"<{tag}{name}>{made}</{tag}>"

    def _cited(self, notes: tuple[str, ...]) -> str:
        made = ""
        for note in notes:
            number = len(self.notes) + 1
            self.notes.append(f'<li id="footnote-{number}">{escape(note)} <a href="#cited-{number}">↑</a></li>')
            made += f'<sup id="cited-{number}"><a href="#footnote-{number}">{number}</a></sup>'
        return made


def _kind(item: Item) -> str:
    block = item[1]
    if block.kind == "list_item":
        return "letters" if is_lettered(block) else "bullets"
    return block.kind


def _contents(entries: list[Entry], words: page.Words) -> str:
    lines = "".join(
        f'<li class="l{one.level}"><a href="#part-{one.place}">{escape(one.text)}</a> '
        f"<span>{one.paragraphs}</span></li>"
        for one in entries
    )
    return f'<nav aria-label="{escape(words.contents)}"><ol>{lines}</ol></nav>'


def _one(at: int, block: Block, cited: str) -> str:
    text = escape(block.text) + cited
    if block.kind == "title":
        return f"<h1>{text}</h1>"
    if block.kind == "heading":
        number = f"{block.number}. " if block.number else ""
        return f'<h{block.level + 1} id="part-{at}">{number}{text}</h{block.level + 1}>'
    if block.kind == "definition":
        return f"<dt>{escape(block.label or '')}</dt><dd>{text}</dd>"
    if block.kind == "quote":
        return f"<blockquote><p>{text}</p></blockquote>"
    if block.kind == "table":
        return _table(block)
    if block.number:
        return f'<p class="para" id="para-{block.number}"><span class="no">{block.number}.</span> {text}</p>'
    return f"<p>{text}</p>"


def _table(block: Block) -> str:
    rows = block.rows or ()
    number = ' class="n"' if has_numbers(block) else ""
    caption = f"<caption>{escape(block.label)}</caption>" if block.label else ""
    first = "".join(
        f'<th scope="col"{number if place else ""}>{escape(cell)}</th>' for place, cell in enumerate(rows[0])
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td{number}>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows[1:]
    )
    label = escape(block.label or block.rows[0][0] if block.rows else "")
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table>{caption}'
        f"<thead><tr>{first}</tr></thead><tbody>{body}</tbody></table></div>"
    )

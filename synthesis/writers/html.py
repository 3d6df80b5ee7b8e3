"""Blocks as one HTML file that needs nothing else: no script, no request."""

from collections.abc import Iterable
from html import escape

from consult.documents.blocks import Block
from synthesis.writers.blocks import Head
from synthesis.writers.markdown import has_numbers

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
.para{display:grid;grid-template-columns:2.6rem 1fr;margin:0 0 1rem}.para .no{color:light-dark(#55606d,#a8b1bc)}
.para p{margin:0}blockquote{font-size:1.3rem;line-height:1.35;margin:1.6rem 0;color:light-dark(#0a5563,#6cc3d3)}
.scroll{overflow-x:auto}table{border-collapse:collapse;font:.88rem/1.45 system-ui,sans-serif;margin:1rem 0;width:100%}
caption{text-align:start;color:light-dark(#55606d,#a8b1bc);padding-block:.3rem}
th,td{text-align:start;vertical-align:top;padding:.35rem .6rem;border-block-end:1px solid light-dark(#dcd9d0,#343b44)}
.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
@media print{body{font-size:11pt;max-width:none;padding:0}h2,h3{break-after:avoid}}
"""


def write(blocks: Iterable[Block], head: Head) -> bytes:
    """A whole page in UTF-8; ids ``para-12`` so that paragraphs can be cited."""
    direction = "rtl" if head.is_rtl else "ltr"
    body = "\n".join(_runs(list(blocks)))
    page = (
        f'<!doctype html>\n<html lang="{escape(head.language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(head.title)}</title>\n<style>{CSS}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )
    return page.encode()


def _runs(blocks: list[Block]) -> Iterable[str]:
    """Blocks one by one; list items and definitions that follow each other share a list."""
    opened = ""
    for block in blocks:
        wanted = {"list_item": "ul", "definition": "dl"}.get(block.kind, "")
        if opened and wanted != opened:
            yield f"</{opened}>"
        if wanted and wanted != opened:
            yield f"<{wanted}>"
        opened = wanted
        yield _one(block)
    if opened:
        yield f"</{opened}>"


def _one(block: Block) -> str:
    text = escape(block.text)
    if block.kind == "title":
        return f"<h1>{text}</h1>"
    if block.kind == "heading":
        number = f"{block.number}. " if block.number else ""
        return f"<h{block.level + 1}>{number}{text}</h{block.level + 1}>"
    if block.kind == "definition":
        return f"<dt>{escape(block.label or '')}</dt><dd>{text}</dd>"
    if block.kind == "list_item":
        return f"<li>{text}</li>"
    if block.kind == "quote":
        return f"<blockquote><p>{text}</p></blockquote>"
    if block.kind == "table":
        return _table(block)
    if block.number:
        return f'<div class="para" id="para-{block.number}"><span class="no">{block.number}.</span><p>{text}</p></div>'
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

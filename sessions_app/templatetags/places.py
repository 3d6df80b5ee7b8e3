"""The text of a document with a mark at each place something was read from."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from consult.models import DocumentImport
from sessions_app.intake.entries import Entry

register = template.Library()

Place = tuple[int, int, str]  # start, end, id of the entry


@register.simple_tag
def document_with_places(source: DocumentImport, entries: Iterable[Entry]) -> SafeString:
    """The document as paragraphs. What entry ``x`` was read from has the id ``at-x`` and is marked."""
    places = sorted(
        ((*entry.source, entry.id) for entry in entries if entry.source), key=lambda place: (place[0], -place[1])
    )
    out = []
    for start, end, tag in _blocks(source):
        inside = [place for place in places if start <= place[0] < end]
        out.append(f'<{tag} dir="auto">{_marked(source.text, start, end, inside)}</{tag}>')
    return mark_safe("\n".join(out))  # noqa: S308 - every piece of text was escaped in _marked


def _blocks(source: DocumentImport) -> Iterable[tuple[int, int, str]]:
    """(start, end, tag) over the whole text; what no block holds stands as paragraphs of its own."""
    at, text = 0, source.text
    for block in sorted(source.blocks, key=lambda block: tuple(block["source"])):
        start, end = block["source"]
        if start < at or end <= start:
            continue
        if text[at:start].strip():
            yield at, start, "p"
        yield start, end, "h3" if block["kind"] in {"title", "heading"} else "p"
        at = end
    if text[at:].strip():
        yield at, len(text), "p"


def _marked(text: str, start: int, end: int, places: list[Place]) -> str:
    """text[start:end] with its places marked, one inside the other; one that reaches out of its frame is cut there."""
    pieces, at, index = [], start, 0
    while index < len(places):
        first, last, key = places[index]
        last = min(last, end)
        index += 1
        if first < at:  # overlaps what was marked before: its beginning is all that can be shown
            pieces.append(f'<span id="at-{escape(key)}"></span>')
            continue
        inner = []
        while index < len(places) and places[index][0] < last:
            inner.append(places[index])
            index += 1
        pieces.append(escape(text[at:first]))
        pieces.append(f'<mark id="at-{escape(key)}">{_marked(text, first, last, inner)}</mark>')
        at = last
    pieces.append(escape(text[at:end]))
    return "".join(pieces)

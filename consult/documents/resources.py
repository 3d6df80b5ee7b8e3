"""Background documents: what is listed under such a label, with address and year where they are printed."""

from __future__ import annotations

import re

from consult.documents.blocks import Block, Document
from consult.documents.proposal import Resource
from consult.documents.sections import Section
from consult.documents.spans import place

_URL = re.compile(r"https?://[^\s<>()\[\]]+[^\s<>()\[\].,;]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?!/)")
# "[1] Currents and consent, 2022": the mark of a note is none of the document's words.
_NOTE_MARK = re.compile(r"\[\d{1,3}\]\s*")


def resources(document: Document, found: list[Section]) -> tuple[tuple[Resource, ...], set[int]]:
    """Background documents, and the ids of the blocks they stand in.

    A list under a background label is one of documents where most of its items carry a year or an address.
    """
    made: list[Resource] = []
    taken: set[int] = set()
    for section in found:
        for block in _listed(section):
            resource = _resource(document, block)
            if resource is not None:
                made.append(resource)
                taken.add(id(block))
    return tuple(made), taken


def _listed(section: Section) -> list[Block]:
    """The blocks of a section that name one document each."""
    items = [b for b in section.blocks if b.kind == "list_item"]
    if section.kind == "context":
        dated = [b for b in items if _YEAR.search(b.text[-12:]) or b.links or _URL.search(b.text)]
        return items if len(items) > 1 and len(dated) > len(items) / 2 else []
    if section.kind != "resources":
        return []
    if items:
        return [b for b in section.blocks if b.kind != "heading" and (b.kind != "paragraph" or b.number or b.links)]
    return [b for b in section.blocks if b.kind == "definition" or (b.kind == "paragraph" and len(b.text) < 300)]


def _resource(document: Document, block: Block) -> Resource | None:
    text = _NOTE_MARK.sub("", block.text.strip(), count=1) if block.text.startswith("[") else block.text.strip()
    if block.kind not in ("list_item", "paragraph", "definition"):
        return None
    if not text or text.endswith(":") or "@" in text:
        return None
    said = _URL.search(text)
    url = block.links[0].url if block.links else (said[0] if said else None)
    if url and url.startswith("mailto:"):
        url = None
    years = _YEAR.findall(text if not said else text.replace(said[0], ""))
    return Resource(text, url, int(years[-1]) if years else None, 0.9, place(document, text, block))

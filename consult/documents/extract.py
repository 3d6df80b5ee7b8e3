"""From a document's blocks to a proposal: `propose`."""

from __future__ import annotations

import re

from consult.documents import occasions, purposes
from consult.documents.blocks import Block, Document
from consult.documents.contacts import contacts
from consult.documents.convenors import convenors
from consult.documents.genres import genre
from consult.documents.proposal import Field, Proposal
from consult.documents.recommendations import recommendations
from consult.documents.refine import refine
from consult.documents.resources import resources
from consult.documents.sections import Section, sections
from consult.documents.spans import place, sentences, squeeze
from consult.documents.titles import TITLE_MARKS, is_prose, title

_RULE = re.compile(
    r"\bChatham House Rules?\b|\bnon-attribution\b|\bnot for attribution\b|\bwithout attribution\b|\bon the record\b|"
    r"\boff the record\b",
    re.IGNORECASE,
)
_SCOPE = re.compile(
    r"\b(?:does not|do not|will not|shall not) (?:cover|address|extend to|deal with|include)\b|\b(?:is|are) (?:outside|"
    r"beyond|excluded from) (?:of )?(?:the |its )?scope\b|\blimited to\b",
    re.IGNORECASE,
)
_NUMBERED_THEME = re.compile(r"(?:Theme|Topic|Thème|Tema|Тема|Track|Cluster) (?:\d+|[IVX]+|[A-H])\s?[:.–-]\s*")
_CONTEXT_MIN = 60


def propose(document: Document) -> Proposal:
    """What the document proposes for a consultation. Takes any document; what it does not say stays empty."""
    found = sections(refine(document))
    name = title(document, found)
    questions = purposes.questions(document, found)
    advised = recommendations(document, found)
    papers, taken = resources(document, found)
    return Proposal(
        genre=genre(document, found, name.value if name else "", asks=bool(questions), advises=bool(advised)),
        title=name,
        dates=occasions.dates(document, found),
        reference=occasions.reference(document, found, name),
        convenors=convenors(document, found),
        location=occasions.location(document, found),
        context=_context(document, found, taken, name),
        scope=_scope(document, found),
        objectives=purposes.objectives(document, found),
        guiding_questions=questions,
        recommendations=advised,
        quotes=_quotes(document, found),
        background_documents=papers,
        contacts=contacts(document, found),
        themes=_themes(document, found),
        attribution_rule=_attribution(document, found),
    )


def _context(document: Document, found: list[Section], taken: set[int], name: Field | None) -> tuple[Field, ...]:
    """The paragraphs under a context label; without one, the prose of the head and body."""
    labelled = [section for section in found if section.kind == "context"]
    chosen = labelled or [section for section in found if section.kind in ("head", "body")]
    made: list[Field] = []
    for section in chosen:
        for block in section.blocks:
            plain = (
                block.kind == "paragraph"
                and id(block) not in taken
                and (name is None or block.text.strip(TITLE_MARKS) != name.value)
            )
            if plain and len(block.text) >= _CONTEXT_MIN and (labelled or is_prose(block.text)):
                made.append(_field(document, block, block.text, 0.95 if labelled else 0.6))
    return tuple(made)


def _scope(document: Document, found: list[Section]) -> tuple[Field, ...]:
    """What is covered and what is not: the section of that name, and sentences that exclude something."""
    made = [
        _field(document, b, b.text, 0.9) for s in found if s.kind == "scope" for b in s.blocks if b.kind != "heading"
    ]
    for section in found:
        if section.kind in ("head", "body", "context", "objectives"):
            for block in section.blocks:
                if block.kind == "paragraph":
                    made += [
                        _field(document, block, sentence, 0.7)
                        for sentence in sentences(block.text)
                        if _SCOPE.search(sentence)
                    ]
    return tuple(made)


def _quotes(document: Document, found: list[Section]) -> tuple[Field, ...]:
    """Pull quotes: paragraphs that are nothing but a quotation."""
    blocks = [
        block for section in found if section.kind != "furniture" for block in section.blocks if block.kind == "quote"
    ]
    return tuple(_field(document, block, block.text, 0.9) for block in blocks)


def _themes(document: Document, found: list[Section]) -> tuple[Field, ...]:
    """What is listed under themes, or named "Theme 2: ..." there."""
    made: list[Field] = []
    for block in (block for section in found if section.kind == "themes" for block in section.blocks):
        numbered = _NUMBERED_THEME.match(block.text)
        if len(block.text) < 200 and (block.kind in ("list_item", "definition") or numbered):
            text = block.text[numbered.end() if numbered else 0 :].rstrip(" ;.")
            if text and not text.endswith("?"):
                made.append(_field(document, block, text, 0.85))
    return tuple(made)


def _attribution(document: Document, found: list[Section]) -> Field | None:
    for section in found:
        for block in section.blocks:
            if section.kind != "furniture" and (hit := _RULE.search(block.text)):
                return _field(document, block, hit[0], 0.85)
            if section.kind == "attribution" and block.kind == "definition" and len(block.text) < 120:
                return _field(document, block, block.text, 0.8)
    return None


def _field(document: Document, block: Block, text: str, confidence: float) -> Field:
    text = squeeze(text)
    return Field(text, confidence, place(document, text, block))

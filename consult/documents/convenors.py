"""Who convenes: bodies below such a label, or said to organize, host or convene."""

from __future__ import annotations

import re

from consult.documents.blocks import Block, Document
from consult.documents.proposal import Field
from consult.documents.sections import Section
from consult.documents.spans import place, sentences, squeeze

_BODY = (
    r"(?:the |le |la |el )?(?P<body>[A-ZÀ-Þ][\w’'&.-]*"
    r"(?:,? (?:and |of |on |for |the |de |du |des |la |et |in |to |&\s)*[A-ZÀ-Þ][\w’'&.-]*)*)"
)
_ORGANISED = re.compile(
    rf"\b(?:[Cc]o-?)?(?:[Oo]rgani[sz]ed|[Cc]onvened|[Hh]osted|[Ss]ponsored)(?: jointly)? by {_BODY}|"
    rf"\b[Ii]n (?:partnership|association|collaboration|co-?operation) with {_BODY.replace('body', 'partner')}"
)
_CONVENED = re.compile(
    rf"(?:^|, |\. |\bthat ){_BODY}(?: at (?:the )?[A-Z][\w’' ]+?)? (?:co-?)?(?:convened|hosted|organi[sz]ed|held|"
    rf"(?:is|are) (?:jointly )?(?:convening|hosting|organi[sz]ing)|will (?:jointly )?(?:convene|host|"
    rf"organi[sz]e)) (?:an? |the |its |this |in |at |on )"
)
_BETWEEN = re.compile(
    r"\b(?:collaboration|partnership) (?:between|"
    r"of) (?:the )?(?P<one>[A-Z][\w’' ]+?) and (?:the )?(?P<two>[A-Z][\w’]*(?: [A-Z][\w’]*)*)"
)


def convenors(document: Document, found: list[Section]) -> tuple[Field, ...]:
    """Who convenes: below a label, else "organized by ..." in the head, "X convened a workshop" and the like."""
    made: list[Field] = []
    for section in found:
        if section.kind == "convenors":
            made += [field for block in section.blocks[:12] for field in _bodies(document, block)]
    if not made:
        made = [
            field
            for section in found
            for i, block in enumerate(section.blocks)
            for field in _said(document, section, block, i)
        ]
    seen: set[str] = set()
    kept: list[Field] = []
    for field in made:
        # The same body is often named in full once and in short afterwards.
        if not any(one.startswith(field.value.lower()) for one in seen):
            seen.add(field.value.lower())
            kept.append(field)
    return tuple(kept)


def _bodies(document: Document, block: Block) -> list[Field]:
    if len(block.text) > 250 or block.kind == "heading" or _is_sentence(block.text):
        return []
    parts = re.split(r"\s*;\s*|\s*\|\s*", block.text) if ";" in block.text or "|" in block.text else [block.text]
    names = [
        re.sub(
            r"\s+(?:logo|image|icon)$",
            "",
            re.sub(r"^(?:the|and) ", "", part.strip(), flags=re.IGNORECASE),
            flags=re.IGNORECASE,
        ).rstrip(". ")
        for part in parts
    ]
    return [Field(name, 0.9, place(document, name, block)) for name in names if name]


def _is_sentence(text: str) -> bool:
    return len(sentences(text)) > 1 or (text.endswith(".") and len(text.split()) > 6)


def _said(document: Document, section: Section, block: Block, index: int) -> list[Field]:
    made: list[str] = []
    if section.kind in ("furniture", "recommendations", "questions", "resources"):
        return []
    if section.kind == "head" and index < 6 and len(block.text) < 300 and (hit := _ORGANISED.search(block.text)):
        made += re.split(r",? and the ", hit["body"] or hit["partner"])
    for sentence in sentences(block.text) if block.kind == "paragraph" else []:
        if (hit := _CONVENED.search(sentence)) and re.search(
            r"symposium|workshop|conference|event|meeting|series|roundtable|consultation|seminar|dialogue", sentence
        ):
            made += re.split(r",? and the ", hit["body"])
        if (hit := _BETWEEN.search(sentence)) and re.search(r"symposium|series|event|conference|workshop", sentence):
            made += [hit["one"], hit["two"]]
    return [Field(squeeze(name), 0.75, place(document, name, block)) for name in made]

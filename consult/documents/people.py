"""Contacts and convenors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from consult.documents import lexicon
from consult.documents.blocks import Block, Document
from consult.documents.proposal import Contact, Field
from consult.documents.sections import Section
from consult.documents.spans import find, sentences, squeeze

EMAIL = re.compile(r"[\w.+’'-]+@[\w-]+(?:\.[\w-]+)+")
_NAME = (
    r"(?:(?:Dr|Mr|Ms|Mrs|Prof|Professor|Mme|M|Sra|Sr)\.? )?(?:[A-ZÀ-ÖØ-ÞА-Я][\w’'-]*\.?)"
    r"(?: (?:(?:de|da|del|van|von|bin|al|el|la)\s)?[A-ZÀ-ÖØ-ÞА-Я][\w’'-]*\.?){1,4}"
)
_NAMED = re.compile(rf"^{_NAME}$")
_BEFORE = re.compile(
    rf"(?P<name>{_NAME})(?:,\s*(?P<role>[^,;:()@]{{3,80}}?))?\s*(?:[,:–-]\s*|\(\s*(?:e-?mail:?\s*)?|e-?mail:?\s*|at\s+|"
    rf"<\s*)*$",
    re.IGNORECASE,
)
_BEFORE_STRICT = re.compile(_BEFORE.pattern)
_BIO = re.compile(
    rf"^(?P<name>{_NAME}) (?:is|serves as|works as) (?:the |an? |currently )*(?P<role>[^.;,]{{4,140}}?)(?: (?:at|with|"
    rf"in) (?:the )?(?P<org>[A-Z][^.;]{{2,100}}))?\.?$"
)
_ROLE = re.compile(
    r"(?:director|manager|officer|coordinator|co-?ordinator|assistant|secretary|head|chief|lead|adviser|advisor|editor|"
    r"contact|organi[sz]er|chair|convenor|administrator|specialist|focal point|programme|project|events?|press|"
    r"media)\b",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:contact|write to|e-?mail|reach|inquiries|enquiries|questions to|sent to|send (?:it |them |your \w+ )?to|"
    r"submitted to|addressed to|contacter|contactar|escribir|envoyé|enviar)",
    re.IGNORECASE,
)
_BODY = (
    r"(?:the |le |la |el )?(?P<body>[A-ZÀ-Þ][\w’&.-]*"
    r"(?:,? (?:and |of |on |for |the |de |du |des |la |et |in |to |&\s)*[A-ZÀ-Þ][\w’&.-]*)*)"
)
_ORGANISED = re.compile(
    rf"\b(?:[Cc]o-?)?(?:[Oo]rgani[sz]ed|[Cc]onvened|[Hh]osted|[Ss]ponsored)(?: jointly)? by {_BODY}|"
    rf"\b[Ii]n (?:partnership|association|collaboration|co-?operation) with {_BODY.replace('body', 'partner')}"
)
_CONVENED = re.compile(
    rf"(?:^|, |\. ){_BODY}(?: at (?:the )?[A-Z][\w’ ]+?)? (?:co-?)?(?:convened|hosted|organi[sz]ed|held|"
    rf"(?:is|are) (?:jointly )?(?:convening|hosting|organi[sz]ing)|will (?:jointly )?(?:convene|host|"
    rf"organi[sz]e)) (?:an? |the |its |this )"
)
_BETWEEN = re.compile(
    r"\b(?:collaboration|partnership) (?:between|"
    r"of) (?:the )?(?P<one>[A-Z][\w’ ]+?) and (?:the )?(?P<two>[A-Z][\w’]*(?: [A-Z][\w’]*)*)"
)


def contacts(document: Document, found: list[Section]) -> tuple[Contact, ...]:
    """Whom to write to, in order: by e-mail address, by role and name below a label, else by a closing author line."""
    made: list[Contact] = []
    for section in found:
        if section.kind == "contacts":
            made += _listed(document, section.blocks)
        elif section.kind not in ("resources", "questions", "furniture") or section.kind == "questions":
            made += [c for block in section.blocks for c in _in_text(document, block, strict=True)]
    if not made:
        made = _authors(document, found)
    return tuple(_unique(made))


def _listed(document: Document, blocks: list[Block]) -> Iterable[Contact]:
    """Contacts below a label: "Role" over or before "Name", "Email" over an address, or all in one line."""
    made: list[Contact] = []
    role: str | None = None
    for block in blocks:
        if block.kind == "definition" and block.label and lexicon.kind_of(block.label) != "contacts":
            role = block.label if _ROLE.search(block.label) else None
        text = block.text
        if EMAIL.search(text):
            found = _in_text(document, block, strict=False)
            open_ended = made and made[-1].email is None and len(found) == 1 and found[0].name is None
            if open_ended and _belongs(made[-1], found[0]):
                made[-1] = _with_email(made[-1], found[0].email)
            else:
                made += found
            role = None
        elif _NAMED.fullmatch(text) and not (_ROLE.search(text) or lexicon.kind_of(text)):
            made.append(Contact(text, role, None, None, 0.9, _at(document, text, block)))
            role = None
        elif hit := re.match(rf"(?P<name>{_NAME}),\s*(?P<role>[^@]{{3,100}})$", text):
            made.append(Contact(hit["name"], hit["role"], None, None, 0.85, block.source))
        elif _ROLE.search(text) and len(text) < 80:
            role = text
    return made


def _belongs(contact: Contact, other: Contact) -> bool:
    """Whether an address without a name is this person's: it holds a part of the name."""
    local = (other.email or "").partition("@")[0].lower()
    return any(len(part) > 2 and part.lower() in local for part in (contact.name or "").split())


def _with_email(contact: Contact, email: str | None) -> Contact:
    return Contact(contact.name, contact.role, contact.organization, email, contact.confidence, contact.source)


def _in_text(document: Document, block: Block, *, strict: bool) -> list[Contact]:
    """The contacts whose addresses stand in a text, each with the name right before it.

    strict: only where the sentence says to write there, so that an address in passing is no contact.
    """
    text = block.text
    hits = list(EMAIL.finditer(text))
    if not hits or (
        strict and not _WITH.search(text) and lexicon.kind_of(block.label or "") != "contacts" and len(text) > 160
    ):
        return []
    made: list[Contact] = []
    at = 0
    for hit in hits:
        before = re.sub(r"^(?:\W|and |or |et |y |и )+", "", text[at : hit.start()])
        named = _BEFORE_STRICT.search(before)
        name, role = (_without_verb(named["name"]), named["role"]) if named else (None, None)
        name = name or _own_script(text[at : hit.start()])
        email = hit[0].rstrip(".")
        source = _at(document, text[hit.start() - len(before) if named else hit.start() : hit.end()], block)
        made.append(Contact(name or None, role, None, email, 0.95 if name else 0.85, source))
        at = hit.end()
    return made


def _own_script(before: str) -> str | None:
    """A Chinese or Arabic name right before an address, where capitals do not show where it begins."""
    hit = re.search(r"([\u4e00-\u9fff·]{2,6}|[\u0620-\u064a]+(?: [\u0620-\u064a]+){1,3})\s*[（(:：,،，]?\s*$", before)
    return hit[1] if hit else None


def _without_verb(name: str) -> str | None:
    name = re.sub(r"^(?:Please |Contact |Email |E-mail |For |To |Contacts |Write )+", "", name)
    return name if " " in name and not _ROLE.search(name) and lexicon.kind_of(name) is None else None


def _authors(document: Document, found: list[Section]) -> list[Contact]:
    """A closing line about the author: "Mira Halden is a senior lecturer at ..."."""
    made: list[Contact] = []
    blocks = [block for section in found if section.kind != "furniture" for block in section.blocks]
    for block in blocks[len(blocks) // 2 :]:
        hit = _BIO.match(block.text)
        if hit and len(sentences(block.text)) == 1:
            made.append(Contact(hit["name"], hit["role"].strip(), hit["org"], None, 0.7, block.source))
    return made


def _unique(made: list[Contact]) -> list[Contact]:
    seen: set[str] = set()
    kept = []
    for contact in made:
        key = (contact.email or contact.name or "").lower()
        if key and key not in seen:
            seen.add(key)
            kept.append(contact)
    return kept


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
    if len(block.text) > 250 or block.kind == "heading":
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
    return [Field(name, 0.9, _at(document, name, block)) for name in names if name]


def _said(document: Document, section: Section, block: Block, index: int) -> list[Field]:
    made: list[str] = []
    if section.kind in ("furniture", "recommendations", "questions", "resources"):
        return []
    if section.kind == "head" and index < 6 and len(block.text) < 300 and (hit := _ORGANISED.search(block.text)):
        made.append(hit["body"] or hit["partner"])
    for sentence in sentences(block.text) if block.kind == "paragraph" else []:
        if (hit := _CONVENED.search(sentence)) and re.search(
            r"symposium|workshop|conference|event|meeting|series|roundtable|consultation|seminar|dialogue", sentence
        ):
            made += re.split(r",? and the ", hit["body"])
        if (hit := _BETWEEN.search(sentence)) and re.search(r"symposium|series|event|conference|workshop", sentence):
            made += [hit["one"], hit["two"]]
    return [Field(squeeze(name), 0.75, _at(document, name, block)) for name in made]


def _at(document: Document, text: str, block: Block) -> tuple[int, int]:
    return find(document.text, text, block.source) or block.source

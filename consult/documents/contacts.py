"""Whom to write to: addresses with the names beside them, names below a role, authors."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from consult.documents import lexicon
from consult.documents.blocks import Block, Document
from consult.documents.proposal import Contact
from consult.documents.sections import Section
from consult.documents.spans import place, sentences

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
    rf"^(?P<name>{_NAME}) (?:is|serves as|works as) (?:the |an? |currently )*(?P<role>[^.;,]{{4,140}}?)"
    rf"(?:,? (?:at|with|in|of) (?:the )?(?P<org>[A-Z][^.;]{{2,100}}))?\.?$"
)
_BIO_AND = re.compile(rf"\s+and\s+(?={_NAME} (?:is|serves as|works as) )")
_ROLE = re.compile(
    r"(?:director|manager|officer|coordinator|co-?ordinator|assistant|secretary|head|chief|lead|adviser|advisor|editor|"
    r"contact|organi[sz]er|chair|convenor|administrator|specialist|focal point|programme|project|events?|press|"
    r"media)\b",
    re.IGNORECASE,
)
# "Programme lead: Paolo Nardi" and "Paolo Nardi, programme lead"
_ROLE_FIRST = re.compile(rf"(?P<role>[^@:]{{3,60}}):\s*(?P<name>{_NAME})$")
_NAME_FIRST = re.compile(rf"(?P<name>{_NAME}),\s*(?P<role>[^@]{{3,100}})$")
# Those who run an event; a chair or a speaker is nobody to write to.
_STAFF = re.compile(
    r"(?:[\w-]+ ){0,3}(?:director|manager|officer|co-?ordinator|assistant|lead|support|organi[sz]er|administrator|"
    r"contact|focal point)",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:contact|write to|e-?mail|reach|inquiries|enquiries|questions to|sent to|send [^.;]{0,80}?\bto|"
    r"submitted to|addressed to|contacter|contactar|escribir|envoyé|enviar)",
    re.IGNORECASE,
)


def contacts(document: Document, found: list[Section]) -> tuple[Contact, ...]:
    """Whom to write to, in order: by e-mail address, by role and name below a label, else by a closing author line."""
    made: list[Contact] = []
    for section in found:
        if section.kind == "contacts":
            made += _listed(document, section.blocks)
        elif section.kind in ("head", "reference", "venue", "date", "body", "convenors"):
            made += _below_roles(document, section)
        if section.kind == "contacts":
            continue
        if section.kind != "furniture":
            # An address in a list of papers belongs to a paper, unless somebody says to write to it.
            blocks = [b for b in section.blocks if section.kind != "resources" or _WITH.search(b.text)]
            made += [c for block in blocks for c in _in_text(document, block, strict=True)]
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
            made.append(Contact(text, role, None, None, 0.9, place(document, text, block)))
            role = None
        elif hit := _NAME_FIRST.match(text) or _role_first(text):
            made.append(Contact(hit["name"], hit["role"], None, None, 0.85, block.source))
        elif _ROLE.search(text) and len(text) < 80:
            role = text
    return made


def _role_first(text: str) -> re.Match[str] | None:
    hit = _ROLE_FIRST.match(text)
    return hit if hit and _ROLE.search(hit["role"]) else None


def _below_roles(document: Document, section: Section) -> list[Contact]:
    """ "Programme lead" on a line of its own, a name on the next: the side of an event page."""
    made: list[Contact] = []
    for role, named in itertools.pairwise(section.blocks):
        plain = role.kind in ("paragraph", "heading") and named.kind in ("paragraph", "heading")
        if plain and _STAFF.fullmatch(role.text) and _NAMED.fullmatch(named.text) and not _ROLE.search(named.text):
            made.append(Contact(named.text, role.text, None, None, 0.8, place(document, named.text, named)))
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
        script = None if name else _own_script(text[at : hit.start()])
        name = name or (script[1] if script else None)
        first = hit.start() - len(before) if named else at + script.start() if script else hit.start()
        email = hit[0].rstrip(".")
        source = place(document, text[first : hit.end()], block)
        made.append(Contact(name or None, role, None, email, 0.95 if name else 0.85, source))
        at = hit.end()
    return made


def _own_script(before: str) -> re.Match[str] | None:
    """A Chinese or Arabic name right before an address, where capitals do not show where it begins."""
    return re.search(r"([\u4e00-\u9fff·]{2,6}|[\u0620-\u064a]+(?: [\u0620-\u064a]+){1,3})\s*[（(:：,،，]?\s*$", before)


def _without_verb(name: str) -> str | None:
    name = re.sub(r"^(?:Please |Contact |Email |E-mail |For |To |Contacts |Write )+", "", name)
    return name if " " in name and not _ROLE.search(name) and lexicon.kind_of(name) is None else None


def _authors(document: Document, found: list[Section]) -> list[Contact]:
    """Lines about the authors, at the end or in brackets below the title: "Mira Halden is a senior lecturer at ..."."""
    made: list[Contact] = []
    told = [section for section in found if section.kind not in ("furniture", "recommendations")]
    blocks = [block for section in told for block in section.blocks]
    for index, block in enumerate(blocks):
        bracketed = block.text.startswith("[") and block.text.endswith("]")
        if not bracketed and index < len(blocks) // 2:
            continue
        said = [part for sentence in sentences(block.text.strip("[] ")) for part in _BIO_AND.split(sentence)]
        hits = [_BIO.match(part) for part in said]
        # One line on its own, or a note in which every sentence presents somebody.
        if hits and all(hits) and (bracketed or len(hits) == 1):
            made += [
                Contact(hit["name"], hit["role"].strip(), hit["org"], None, 0.7, place(document, hit["name"], block))
                for hit in hits
                if hit
            ]
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

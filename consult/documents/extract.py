"""From a document's blocks to a proposal: `propose`."""

from __future__ import annotations

import re

from consult.documents import lexicon, occasions, people, purposes
from consult.documents.blocks import Block, Document
from consult.documents.dates import find_dates
from consult.documents.proposal import Field, Proposal, Resource
from consult.documents.recommendations import recommendations
from consult.documents.refine import refine
from consult.documents.sections import Section, sections
from consult.documents.spans import find, sentences, squeeze

_URL = re.compile(r"https?://[^\s<>()\[\]]+[^\s<>()\[\].,;]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?!/)")
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
_PICTURE = re.compile(r".{0,80}\b(?:image|logo|photo|icon|picture|banner)\b", re.IGNORECASE)
_BYLINE = re.compile(r"(?:by|par|por) [A-Za-z].{2,60}")
_NUMBERED_THEME = re.compile(r"(?:Theme|Topic|Thème|Tema|Тема|Track|Cluster) (?:\d+|[IVX]+|[A-H])\s?[:.–-]\s*")
_TITLE_LABEL = re.compile(r"title|titre|título|название|标题|العنوان", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"(?:(?:summary|conference|event|final|meeting) )?(?:reports?|events?|news|blog|publications?|home|draft|agenda|"
    r"programme|"
    r"annotated agenda|advance (?:unedited )?version|united nations|nations unies|naciones unidas)",
    re.IGNORECASE,
)
_TITLE_MARKS = '“”"«»„*_ '
_CONTEXT_MIN = 60


def propose(document: Document) -> Proposal:
    """What the document proposes for a consultation. Takes any document; what it does not say stays empty."""
    found = sections(refine(document))
    title = _title(document, found)
    questions = purposes.questions(document, found)
    advised = recommendations(document, found)
    resources, taken = _resources(document, found)
    return Proposal(
        genre=_genre(document, found, title, asks=bool(questions), advises=bool(advised)),
        title=title,
        dates=occasions.dates(document, found),
        reference=occasions.reference(document, found, title),
        convenors=people.convenors(document, found),
        location=occasions.location(document, found),
        context=_context(document, found, taken, title),
        scope=_scope(document, found),
        objectives=purposes.objectives(document, found),
        guiding_questions=questions,
        recommendations=advised,
        quotes=_quotes(document, found),
        background_documents=resources,
        contacts=people.contacts(document, found),
        themes=_themes(document, found),
        attribution_rule=_attribution(document, found),
    )


def _title(document: Document, found: list[Section]) -> Field | None:
    """The title: labelled as such, else set as one, else the first line of the head that can be one."""
    opening = [s for s in found[:3] if s.kind in ("head", "furniture", "other", "body")]
    blocks = [block for section in opening for block in section.blocks][:15]
    named = [b for s in found for b in s.blocks if b.kind == "definition" and _TITLE_LABEL.fullmatch(b.label or "")]
    marked = [b for b in document.blocks[:40] if b.kind == "title" and not lexicon.is_genre(b.text)]
    top = [b for b in document.blocks if b.kind == "heading" and b.level == 1]
    # Where several headings are of the first rank they are sections; in a PDF rank is only size.
    set_apart = [b for b in top if _is_title(b, blocks)][:1] if len(top) < 3 and document.format != "pdf" else []
    likely = [b for b in blocks if _is_title(b, blocks)]
    candidates = named or marked or set_apart or likely
    if not candidates:
        return None
    chosen = _subject(candidates[0], likely)
    text = _title_text(chosen)
    confidence = 0.95 if chosen.kind in ("title", "heading") or chosen in named else 0.85
    return Field(text, confidence, find(document.text, text, chosen.source) or chosen.source)


def _subject(chosen: Block, likely: list[Block]) -> Block:
    """Below "Report of the Expert on ..." stands what the report is about."""
    if chosen not in likely or not re.match(r"Report of the |Note by the ", chosen.text):
        return chosen
    following = likely[likely.index(chosen) + 1 :][:1]
    if not following or not 4 <= len(following[0].text.split()) <= 25 or following[0].text.endswith((".", ":")):
        return chosen
    return following[0]


def _title_text(block: Block) -> str:
    text = block.text.strip()
    inner = text.strip(_TITLE_MARKS)
    quoted = text[:1] in '“"«„*' and not re.search(r"[“”\"«»]", inner)
    return inner if quoted else text.strip("*_ ")


def _is_title(block: Block, blocks: list[Block]) -> bool:
    """Whether a line of the head can be the title: no date, address, label, genre, masthead, picture or list."""
    text = block.text
    if block.kind not in ("title", "heading", "paragraph", "quote") or not 4 <= len(text) <= 300 or "@" in text:
        return False
    if (
        lexicon.is_genre(text)
        or lexicon.kind_of(text)
        or occasions.masthead(text)
        or _PICTURE.fullmatch(text)
        or _BYLINE.fullmatch(text)
    ):
        return False
    if _NO_TITLE.fullmatch(text.strip("* ")):
        return False
    if (
        re.match(r"https?://|\[|\(", text)
        or re.fullmatch(r"[A-Z]{2,5}[- ]?\d{3,5}", text)
        or (block.kind == "paragraph" and _is_prose(text))
    ):
        return False
    found = find_dates(text)
    if found and (found[0].at == 0 or sum(d.until - d.at for d in found) > len(text) * 0.5):
        return False
    at = blocks.index(block) if block in blocks else -1
    following = blocks[at + 1].text if 0 <= at < len(blocks) - 1 else ""
    return not re.match(r"(?:\w+-)?\w+(?:st|nd|rd|th) (?:regular |special )?session\b", following)


def _is_prose(text: str) -> bool:
    return len(sentences(text)) > 1 or (len(text) > 120 and text.endswith("."))


def _genre(document: Document, found: list[Section], title: Field | None, *, asks: bool, advises: bool) -> str:
    """What sort of document this is, by its own word for it, else by its marks."""
    name = title.value if title else ""
    head = " ".join(block.text for block in document.blocks[:12])[:1500]
    kinds = {section.kind for section in found}
    possible = any(
        lexicon.kind_of(b.label or b.text) == "possible_recommendation"
        for s in found
        for b in s.blocks
        if len(b.text) < 60 or b.label
    )
    marks = [
        (
            "call for input",
            re.search(
                r"\bcalls? for (?:inputs?|submissions?|contributions?|evidence|papers)\b|appel à contributions|"
                r"convocatoria",
                head,
                re.IGNORECASE,
            ),
        ),
        (
            "UN report",
            re.search(
                r"\b[A-Z]{1,4}/[A-Z0-9.]+/\d+|^Report of the (?:Working Group|Special|Expert|Independent|"
                r"United Nations)|Distr\.",
                head,
                re.MULTILINE,
            ),
        ),
        ("think piece", possible and asks),
        ("conference report, theme page", advises and not asks),
        (
            "concept note",
            re.search(r"\bconcept (?:note|paper)\b|note conceptuelle|nota conceptual", head, re.IGNORECASE),
        ),
        (
            "think piece",
            re.search(r"\b(?:think[ -]?piece|discussion paper|issues paper|food for thought)\b", head, re.IGNORECASE),
        ),
        (
            "session description / consultation note",
            re.search(r"\b(?:session|consultation)\b", name, re.IGNORECASE) and asks,
        ),
        ("symposium introduction", re.search(r"\b(?:symposium|series|essays?)\b", name, re.IGNORECASE)),
        ("concept note", asks),
    ]
    return next(
        (genre for genre, mark in marks if mark),
        "conference event page" if kinds & {"contacts", "reference", "convenors", "date"} else "document",
    )


def _context(document: Document, found: list[Section], taken: set[int], title: Field | None) -> tuple[Field, ...]:
    """The paragraphs under a context label; without one, the prose of the head and body."""
    labelled = [section for section in found if section.kind == "context"]
    chosen = labelled or [section for section in found if section.kind in ("head", "body")]
    made: list[Field] = []
    for section in chosen:
        for block in section.blocks:
            plain = (
                block.kind == "paragraph"
                and id(block) not in taken
                and (title is None or block.text.strip(_TITLE_MARKS) != title.value)
            )
            if plain and len(block.text) >= _CONTEXT_MIN and (labelled or _is_prose(block.text)):
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


def _resources(document: Document, found: list[Section]) -> tuple[tuple[Resource, ...], set[int]]:
    """Background documents, and the ids of the blocks they stand in.

    A list under a background label is one of documents where most of its items carry a year or an address.
    """
    made: list[Resource] = []
    taken: set[int] = set()
    for section in found:
        items = [b for b in section.blocks if b.kind == "list_item"]
        listed = (
            section.kind == "context"
            and len(items) > 1
            and sum(1 for b in items if _YEAR.search(b.text[-12:]) or b.links or _URL.search(b.text)) > len(items) / 2
        )
        if section.kind != "resources" and not listed:
            continue
        for block in (
            items if listed else [b for b in section.blocks if b.kind in ("list_item", "paragraph", "definition")]
        ):
            if (resource := _resource(document, block)) is not None and (
                items or block.kind != "paragraph" or len(block.text) < 300
            ):
                if items and block.kind == "paragraph" and not block.number and not block.links:
                    continue
                made.append(resource)
                taken.add(id(block))
    return tuple(made), taken


def _resource(document: Document, block: Block) -> Resource | None:
    text = block.text.strip()
    if not text or text.endswith(":") or "@" in text:
        return None
    said = _URL.search(text)
    url = block.links[0].url if block.links else (said[0] if said else None)
    if url and url.startswith("mailto:"):
        url = None
    years = _YEAR.findall(text if not said else text.replace(said[0], ""))
    return Resource(
        text, url, int(years[-1]) if years else None, 0.9, find(document.text, text, block.source) or block.source
    )


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
    return Field(text, confidence, find(document.text, text, block.source) or block.source)

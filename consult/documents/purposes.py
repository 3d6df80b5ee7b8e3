"""Objectives and guiding questions."""

from __future__ import annotations

import re

from consult.documents import lexicon
from consult.documents.blocks import Block, Document
from consult.documents.proposal import Field, Question
from consult.documents.sections import Section, lead_kind
from consult.documents.spans import place, sentences

_EVENT = (
    r"(?:discussion|panel|round ?table|session|event|meeting|conference|workshop|consultation|dialogue|debate|seminar|"
    r"webinar|symposium|series|forum|hearing|"
    r"day|briefing|retreat|call|paper|note|study|étude|appel|estudio|initiative|exchange|atelier|table ronde|"
    r"réunion|taller|mesa redonda|reunión)"
)
_PURPOSE = re.compile(
    rf"\b(?:purpose|aim|objective|goal|intention|but|objectif|objetivo)s? (?:of|behind|de|du|del|for) (?:this |the |"
    rf"our |cette |ce |la |le |este |esta )?(?:[\w-]+ ){{0,3}}?{_EVENT}\b.{{0,160}}?\s(?:is|are|was|est|"
    rf"es)(?: also)? (?=to |de |d’)",
    re.IGNORECASE | re.DOTALL,
)
_AIMS = re.compile(
    rf"\b(?:[Ii]ts|[Oo]ur|[Tt]he) (?:[\w-]+ )?(?:aim|purpose|objective|goal)s? (?:is|are) (?=to )|"
    rf"\b(?:[Tt]h(?:e|is)|[Oo]ur|[Ii]t) (?:[\w-]+ ){{0,3}}?{_EVENT}\b[^.;]{{0,60}}?\s(?:will |also |"
    rf"therefore )*(?:aims?|seeks?|intends?|is intended|is designed|is meant|hopes?|sets? out) (?=to )",
    re.IGNORECASE,
)
_CHANCE = re.compile(
    rf"\b(?:this|the) (?:[\w-]+ ){{0,3}}?{_EVENT}\b[^.;]{{0,40}}? (?:(?:provides?|offers?|presents?|gives?|"
    rf"creates?) (?:an? |the )?(?:[\w-]+ )?(?:opportunity|platform|space|forum|chance|occasion)|brings? together|"
    rf"convenes?|gathers?|(?:offers?|gives?|provides?) [^.;]{{3,100}}? (?:an? |the )?"
    rf"(?:opportunity|platform|space|forum|chance|occasion))\b[^.;]{{0,200}}?\s(?=to [a-z]+)",
    re.IGNORECASE,
)
_ANY_AIM = re.compile(
    r"\b(?:purpose|aim|objective|goal|intention)s? .{0,120}?\s(?:is|are) (?=to )|\b(?:aims?|seeks?|intends?|"
    r"is intended|is designed|hopes?|wishes?|sets? out) (?=to )|"
    r"\b(?:provide|include|offer|be|give|create|present)s? (?=an opportunity to )|\b(?:provide|include|offer|be|give|"
    r"create|present)s? an opportunity for [^.;]{3,100}? (?=to )|"
    r"\bwith a view to (?=\w+ing\b)|\b(?:vise|cherche) (?=à )|\b(?:busca|pretende|tiene por objeto) (?=\w+r\b)",
    re.IGNORECASE,
)
_AND_TO = re.compile(
    r"[,;]?\s+(?:and|as well as) (?=to (?!the\b|a\b|an\b|all\b|their\b|its\b|our\b|those\b|these\b|this\b|that\b|"
    r"each\b|every\b|what\b|which\b)[a-z]+)|"
    r"[,;]?\s+(?:et|ainsi que) (?=(?:à|de) \w+(?:er|ir|re)\b)|[,;]?\s+y (?=a \w+[aei]r\b)"
)
_SERIES = re.compile(r"[,;]\s+(?:and\s+)?(?=to [a-z]+)")
_TOLD_IN = frozenset(
    "head body context scope other furniture contacts reference venue date convenors".split()  # noqa: SIM905
)
_PURPOSE_LABEL = re.compile(r"purpose|but\b|finalidad|目的|الغرض", re.IGNORECASE)
_WILL = re.compile(r"\b(?:will|shall|aims?|seeks?|intends?|se propose|permettra|permitirá|позволит)\b", re.IGNORECASE)
# "The symposium has two aims: to bring ..., and to ask ..."
_COUNTED = re.compile(
    r"\b(?:has|have|pursues?|with|serves?) (?:the following |several |two|three|four|a double|a twofold)? ?(?:[\w-]+ )?"
    r"(?:aims?|objectives?|goals?|purposes?)\s?:\s*(?=to )",
    re.IGNORECASE,
)
_ENDS = ("?", "？", "؟")
_MARKS = re.compile(r"[?؟？](?:[”\"»)]*)(?:\s|$|\[)")


def objectives(document: Document, found: list[Section]) -> tuple[Field, ...]:
    """The objectives: the list under such a label, else what "The purpose of this event is to ..." says."""
    labelled = _labelled(found)
    made = [field for section in labelled for field in _listed(document, section)]
    made = made or [field for s in labelled for block in s.blocks for field in _told(document, block, inside=True)]
    made = made or [field for s in labelled for block in s.blocks for field in _plain(document, block)]
    if not made:
        others = [section for section in found if section.kind in _TOLD_IN]
        made = [field for s in others for block in s.blocks for field in _told(document, block, inside=False)]
    first: dict[str, Field] = {}
    for field in made:
        first.setdefault(field.value, field)
    return tuple(first.values())


def _labelled(found: list[Section]) -> list[Section]:
    """The sections of objectives; a "Purpose" that only says what a call is for gives way to "Objectives"."""
    labelled = [section for section in found if section.kind == "objectives"]
    closer = [section for section in labelled if not _PURPOSE_LABEL.match(section.label)]
    return closer or labelled


def _plain(document: Document, block: Block) -> list[Field]:
    """Objectives that are neither a list nor said to be aims: each sentence on what "will" be done, else the whole."""
    if block.kind not in ("paragraph", "definition") or block.text.endswith((":", "：")):
        return []
    said = sentences(block.text)
    parts = said if len(said) > 1 and all(_WILL.search(sentence) for sentence in said) else _bare(block.text)
    return [_field(document, block, part, 0.6) for part in parts]


def _listed(document: Document, section: Section) -> list[Field]:
    return [
        _field(document, block, block.text, 0.95)
        for block in section.blocks
        if block.kind == "list_item" and not block.text.endswith(("?", ":")) and len(block.text) > 8
    ]


def _told(document: Document, block: Block, *, inside: bool) -> list[Field]:
    """What sentences say the event is for. Outside an objectives section only where the event is the subject."""
    if block.kind not in ("paragraph", "definition", "list_item"):
        return []
    patterns = [_PURPOSE, _AIMS, _CHANCE, _COUNTED] + ([_ANY_AIM] if inside else [])
    made: list[Field] = []
    for sentence in sentences(block.text):
        hit = next((m for pattern in patterns if (m := pattern.search(sentence))), None)
        if hit is None or sentence.endswith(":"):
            continue
        for part in _parts(sentence[hit.end() :]):
            text = part.strip().rstrip(".")
            if len(text) > 12:
                made.append(_field(document, block, text, 0.8 if inside else 0.7))
    return made


def _parts(text: str) -> list[str]:
    """ "to a, to b, and to c" -> three; a comma before "to" alone parts nothing."""
    parts = _AND_TO.split(text)
    if len(parts) < 2 and "; to " not in text:
        return parts
    return [piece for part in parts for piece in _SERIES.split(part) if piece.strip()]


def _bare(text: str) -> list[str]:
    """The parts of an objective that is no sentence: "To a; to b; and to c." """
    if not re.match(r"to\b", text, re.IGNORECASE):
        return [text]
    return [part.strip().rstrip(".") for part in _parts(text)]


def questions(document: Document, found: list[Section]) -> tuple[Question, ...]:
    """The guiding questions in order, each with the recommendations proposed under it."""
    made: list[Question] = []
    for section in found:
        if section.kind == "questions":
            made += _Asker(document, section).questions()
    if not made:
        made = _unlabelled(document, found)
    return tuple(made)


class _Asker:
    """Reads one section of questions from top to bottom."""

    def __init__(self, document: Document, section: Section) -> None:
        self.document = document
        self.blocks = section.blocks
        self.made: list[Question] = []
        self.possible = False
        self.group: str | None = None
        self.level = min((b.level for b in section.blocks if b.kind == "list_item"), default=0)

    def questions(self) -> list[Question]:
        for block in self.blocks:
            self._block(block)
        return self.made

    def _block(self, block: Block) -> None:
        label = block.label or (block.text if block.kind == "heading" else "")
        if label and lexicon.kind_of(label) in ("possible_recommendation", "recommendations"):
            self.possible = True
            if block.kind == "definition":
                self._recommend(block)
            return
        if block.kind == "heading":
            self.possible, self.group = False, block.text
            if block.text.endswith("?"):
                self._ask(block, 0.85)
            return
        if self.possible and self.made and not self._asks(block):
            self._recommend(block)
            return
        if self._asks(block):
            self.possible = False
            self._ask(block, 0.95 if block.kind == "list_item" or block.number else 0.85)

    def _asks(self, block: Block) -> bool:
        """Whether a block is a question: a list item, also an indirect one, or a paragraph with a question mark."""
        if block.kind not in ("list_item", "paragraph", "definition") or lead_kind(block.text) or "@" in block.text:
            return False
        marked = bool(_MARKS.search(block.text))
        if self.possible:
            return marked or (bool(block.number) and block.kind == "list_item" and self._next_number(block))
        if block.kind == "list_item":
            return not (block.level > self.level and self.made and not marked) and not block.text.endswith(":")
        return marked or (bool(block.number) and self._next_number(block))

    def _next_number(self, block: Block) -> bool:
        last = next((q.number for q in reversed(self.made) if q.number), "0")
        return bool(block.number and block.number.isdigit() and last.isdigit() and int(block.number) == int(last) + 1)

    def _ask(self, block: Block, confidence: float) -> None:
        parts = (
            [s for s in sentences(block.text) if s.endswith(_ENDS)]
            if block.kind != "list_item" and not block.number
            else []
        )
        for text in parts if len(parts) > 1 else [block.text]:
            source = place(self.document, text, block)
            self.made.append(Question(block.number, text, (), self.group, confidence, source))

    def _recommend(self, block: Block) -> None:
        if not self.made or block.kind not in ("paragraph", "list_item", "definition") or "@" in block.text:
            return
        if block.kind == "paragraph" and lead_kind(block.text):
            return
        field = _field(self.document, block, block.text, 0.95)
        last = self.made[-1]
        self.made[-1] = Question(
            last.number, last.text, (*last.possible_recommendations, field), last.group, last.confidence, last.source
        )
        if block.kind == "paragraph":
            self.possible = False


def _unlabelled(document: Document, found: list[Section]) -> list[Question]:
    """Two or more list items that end in question marks are questions even without a label over them."""
    blocks = [
        block
        for section in found
        if section.kind in ("head", "body", "context", "objectives", "themes", "scope", "other")
        for block in section.blocks[2 if section.kind == "head" else 0 :]  # not the title
    ]
    asked = [(b, b.text) for b in blocks if b.kind == "list_item" and b.text.endswith(_ENDS)]
    if not asked:
        # Paragraphs that only ask; in an essay a question stands among sentences.
        only = [b for b in blocks if b.kind == "paragraph" and all(s.endswith(_ENDS) for s in sentences(b.text))]
        asked = [(block, sentence) for block in only for sentence in sentences(block.text)]
    if len(asked) < 2:
        return []
    return [Question(block.number, text, (), None, 0.7, place(document, text, block)) for block, text in asked]


def _field(document: Document, block: Block, text: str, confidence: float) -> Field:
    return Field(text, confidence, place(document, text, block))

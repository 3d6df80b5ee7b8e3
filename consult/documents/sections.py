"""Sections: runs of blocks under a label whose meaning is known, and what stands before and between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from consult.documents import lexicon
from consult.documents.blocks import Block

_LONG = 180
# Lines that belong to a page rather than to its text, and open nothing.
_DROPPED = re.compile(
    r"(?:skip to|listen to|play all|select a language|sign up|subscribe|share|print|menu|search|cookie|follow us|©|"
    r"read more).*",
    re.IGNORECASE,
)
# Below these a page has nothing more to say, however long.
_LAST = re.compile(
    r"(?:previous|next|want to|sign up|subscribe|don[’']t miss|related|our newsletter|newsletter|donate|support us|"
    r"comments|©|all rights)",
    re.IGNORECASE,
)
_EVENT = (
    r"(?:discussion|panel|round ?table|session|event|meeting|conference|workshop|consultation|dialogue|debate|seminar|"
    r"webinar|symposium|series|forum|hearing|"
    r"day|briefing|side event|retreat|call|initiative|exchange)"
)
_LEADS: list[tuple[str, re.Pattern[str]]] = [
    (
        "questions",
        re.compile(
            r"(?:following|these|below)(?: \w+){0,3} (?:questions?|items|issues|points)\b|explore(?: the following)?:$|"
            r"(?:questions|preguntas) (?:suivantes|siguientes)|следующи\w+ вопрос|以下问题|الأسئلة التالية",
            re.IGNORECASE,
        ),
    ),
    (
        "objectives",
        re.compile(
            r"following(?: \w+){0,2} (?:objectives?|aims?|goals?|purposes?)\b|(?:objectifs|objetivos) (?:suivants|"
            r"siguientes)|следующие цели|以下目标|الأهداف التالية",
            re.IGNORECASE,
        ),
    ),
    (
        "objectives",
        re.compile(
            rf"\b{_EVENT}(?: \w+){{0,3}} (?:aims?|seeks?|intends?|is intended|is designed|will|will seek|will aim|"
            rf"provides? an opportunity)(?: to)?\s?:$",
            re.IGNORECASE,
        ),
    ),
    (
        "themes",
        re.compile(
            r"following(?: \w+){0,3} (?:themes?|topics|sub-?themes|tracks)\b|"
            r"\b(?:contributions|essays|posts|papers) on\s?:$|(?:thèmes|temas) (?:suivants|siguientes)",
            re.IGNORECASE,
        ),
    ),
    (
        "resources",
        re.compile(r"following(?: \w+){0,2} (?:documents|resources|reports|publications|materials)\b", re.IGNORECASE),
    ),
]
_CHANNEL = re.compile(r"e-?mail|phone|telephone|website|url", re.IGNORECASE)
_GROUP = re.compile(
    r"(?:(?:questions?|recommendations?) )?(?:for|to|pour|para|для|addressed to) .{3,80}|states?(?: .{3,40})?|"
    r"member states|governments|companies|businesses|business enterprises|"
    r"civil society(?: .{3,40})?|national human rights institutions|academia|private sector|"
    r"international organi[sz]ations",
    re.IGNORECASE,
)
_SINGULAR = re.compile(r"recommendation|recommandation|recomendación|рекомендация|توصية", re.IGNORECASE)
_STAYS = {
    "questions",
    "recommendations",
    "possible_recommendation",
    "objectives",
    "resources",
    "contacts",
    "themes",
    "furniture",
}


@dataclass(slots=True)
class Section:
    """A run of blocks of one kind (a key of `lexicon.LABELS`, or "head" before the first label, or "body").

    level is that of its heading, 0 where unknown. by_lead: opened by a sentence ending in a colon, not by a heading.
    """

    kind: str
    label: str = ""
    level: int = 0
    by_lead: bool = False
    blocks: list[Block] = field(default_factory=list)


class _Sectioner:
    def __init__(self) -> None:
        self.made = [Section("head")]
        self.before = self.made[0]
        self.numbered = 0

    def _is_next_heading(self, block: Block) -> bool:
        """ "4. To read first" after the heading "3. Questions" is the next heading, though it looks like an item."""
        if block.kind != "list_item" or not self.numbered or block.number != str(self.numbered + 1) or block.level:
            return False
        text = block.text
        return (
            text[:1].isupper()
            and len(text) < 80
            and not text.endswith((".", "?", ";", ":"))
            and not self._counts(block)
        )

    def _counts(self, block: Block) -> bool:
        """Whether the section's own list has just come to this number."""
        last = next((b.number for b in reversed(self.now.blocks) if b.kind == "list_item" and not b.level), None)
        return last is not None and last.isdigit() and str(int(last) + 1) == block.number

    @property
    def now(self) -> Section:
        return self.made[-1]

    def open(self, kind: str, label: str = "", level: int = 0, *, by_lead: bool = False) -> None:
        if not by_lead:
            self.before = Section(kind, label, level)
        self.made.append(Section(kind, label, level, by_lead))

    def back(self) -> None:
        """Go on with the section that a lead-in or a one-line label interrupted."""
        self.made.append(Section(self.before.kind, self.before.label, self.before.level))

    def add(self, block: Block) -> None:
        if self._is_next_heading(block):
            block = replace(block, kind="heading", level=2, marker=None)
        if block.kind == "heading":
            self.numbered = int(block.number) if block.number and block.number.isdigit() else self.numbered
            self._heading(block)
        elif block.kind == "definition":
            self._definition(block)
        else:
            self._text(block)

    def _heading(self, block: Block) -> None:
        kind = lexicon.kind_of(block.text) or self._before_colon(block)
        if self.now.kind == "contacts" and kind == "other" and _CHANNEL.fullmatch(lexicon.bare_label(block.text)):
            return
        if self.now.by_lead:
            self.back()
        if kind == "furniture" and _DROPPED.match(block.text):
            if self.now.kind in _STAYS - {"furniture"}:
                self.open("body", block.text, block.level)
            return
        if kind == "possible_recommendation" or (
            kind == "recommendations" and self.now.kind == "questions" and _SINGULAR.fullmatch(block.text.strip(" :"))
        ):
            if self.now.kind == "questions":
                self.now.blocks.append(block)
                return
            kind = "recommendations"
        if kind and not self._is_part(block, kind):
            self.open(kind, block.text, block.level)
        elif kind or self._is_subheading(block) or self.now.kind == "head":
            self.now.blocks.append(block)
        else:
            self.open("body", block.text, block.level)

    def _before_colon(self, block: Block) -> str | None:
        """ "III. Recommendations: what is left to do"; not in the head, where it may be the title."""
        label, colon, _ = block.text.partition(":")
        kind = lexicon.kind_of(label) if colon and len(self.made) > 1 else None
        return kind if kind in _STAYS else None

    def _is_part(self, block: Block, kind: str) -> bool:
        """ "Recommendations to States" under "Recommendations", "Questions for States" under "Questions"."""
        return kind == self.now.kind and kind in ("questions", "recommendations") and bool(_GROUP.fullmatch(block.text))

    def _is_subheading(self, block: Block) -> bool:
        if self.now.kind not in _STAYS:
            return False
        return bool(_GROUP.fullmatch(block.text)) or (self.now.level > 0 and block.level > self.now.level)

    def _definition(self, block: Block) -> None:
        kind = lexicon.kind_of(block.label or "")
        if kind == "possible_recommendation" and self.now.kind != "questions":
            kind = "recommendations"
        if (
            kind in (None, "possible_recommendation")
            or block.label is None
            or (kind == "other" and self.now.kind == "contacts")
        ):
            self.now.blocks.append(block)
            return
        if kind == "recommendations" and self.now.kind == "questions":
            self.now.blocks.append(block)
            return
        self.made.append(Section(kind, block.label, by_lead=True, blocks=[block]))

    def _text(self, block: Block) -> None:
        now = self.now
        if _DROPPED.fullmatch(block.text) and len(block.text) < 60 and lexicon.kind_of(block.text) == "furniture":
            return
        if now.by_lead and not self._carries_on(block):
            self.back()
        elif (
            now.kind in lexicon.SHORT
            and not _LAST.match(now.label)
            and block.kind == "paragraph"
            and len(block.text) > _LONG
            and "@" not in block.text
        ):
            self.open("body")
        self.now.blocks.append(block)
        lead = lead_kind(block.text) if block.kind == "paragraph" else None
        if lead and lead != self.now.kind and self.now.kind not in ("questions", "recommendations"):
            self.open(lead, block.text, by_lead=True)

    def _carries_on(self, block: Block) -> bool:
        if block.kind == "list_item":
            return True
        if self.now.kind not in _STAYS or len(block.text) > 400:
            return False
        return block.text.endswith(("?", ";", "; and", "? and", "؟", "？")) or bool(block.number)


def lead_kind(text: str) -> str | None:
    """What a sentence that ends in a colon leads to ("... the following questions:"), or None."""
    if not text.rstrip().endswith((":", "：", ":-")):
        return None
    last = re.split(r"(?<=[.!?。])\s+", text.rstrip(" -"))[-1]
    return next((kind for kind, pattern in _LEADS if pattern.search(last)), None)


def sections(blocks: Iterable[Block]) -> list[Section]:
    """The sections of refined blocks, in order; those that hold nothing are left out."""
    sectioner = _Sectioner()
    for block in blocks:
        sectioner.add(block)
    return [section for section in sectioner.made if section.blocks]

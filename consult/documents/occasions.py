"""When and where: dates of the event and deadlines, place, reference."""

from __future__ import annotations

import re

from consult.documents import lexicon
from consult.documents.blocks import Block, Document
from consult.documents.dates import FoundDate, find_dates
from consult.documents.proposal import DateField, Field
from consult.documents.sections import Section
from consult.documents.spans import place, sentences

_HELD = re.compile(
    r"\b(?:(?:will |to )?(?:be held|take place|convene|meet)|(?:was|were|is|are) held|took place|convened|hosted|held|"
    r"(?:se tiendra|aura lieu|se celebrará|tendrá lugar|состоится))\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:by|par|por) [A-Z]|published|posted", re.IGNORECASE)
_EVENT = re.compile(
    r"\b(?:roundtable|round table|symposium|conference|workshop|consultation|panel|meeting|event|session|seminar|"
    r"dialogue|hearing|forum|series)\b",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:deadline|no later than|not later than|until|closing date|due)\b|\b(?:by|before) (?=\d|[A-Z])",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"\b(?:submi\w+|inputs?|evidence|views|feedback|repl(?:y|ies)|contribution|comment|respon[sd]\w*|sent|send|registration|register|proposals?|"
    r"applications?)\b",
    re.IGNORECASE,
)
_OLD = re.compile(
    r"\b(?:updated|modified|version|published|posted|issued|adopted|dated|resolution|distr|original|copyright|©|"
    r"revised|draft|as of|report to|mandate|état au|versión|версия|обновлено)\b",
    re.IGNORECASE,
)
_LABELLED = 0.95
_CODE = re.compile(
    r"\b(?:[A-Z]{1,4}(?:/[A-Z0-9.]+)+/\d+(?:/(?:Add|Rev|Corr)\.\d+)?|[A-Z]{2,5}[- ]?\d{3,5}|[A-Z]{2,6}/\d{4}/\d+)\b"
)
_SYMBOL = re.compile(r"\b[A-Z]{1,4}(?:/[A-Z0-9.]+)+/\d+")
_MASTHEAD = re.compile(
    r"(?:Distr|Original|General$|Limited$|English$|United Nations$|[A-Z]{1,4}(?:/[A-Z0-9.]+)+|(?:Agenda )?items? \d)",
    re.IGNORECASE,
)
# "Sixty-second session", "31st session of the Council": whose dates are not those of one meeting in it.
SESSION = re.compile(
    r"(?:\w+[-–])?\w+(?:st|nd|rd|th) (?:regular |special )?session\b|\w+ième session\b|\w+ período de sesiones\b|"
    r"\w+ сессия\b|第.{1,6}届会议|الدورة ",
    re.IGNORECASE,
)
_SERIES = re.compile(
    r"(?:roundtable|round table|session|panel|side event|workshop|thematic (?:session|discussion)|parallel session|"
    r"working group|item|event|meeting|track|part|table ronde|mesa redonda|séance|sesión|"
    r"заседание)\s+(?:no\.?\s*)?(?:\d+|[IVX]+|[A-H])\b.*",
    re.IGNORECASE,
)

_ISSUED = re.compile(r"\bDistr\b|^(?:General|Limited)$")
# "Input paper for Round table 4 ..."
_PAPER_FOR = re.compile(r"^[\w -]{0,40}\b(?:paper|note|piece) (?:for|to) (?:the )?", re.IGNORECASE)
_ESSAYS = re.compile(r"\b(?:symposium|series|essays?)\b", re.IGNORECASE)
_NAME = r"(?:[A-ZÀ-Þ][\w’.-]* ){1,3}[A-ZÀ-Þ][\w’-]+"
_PERSONS = re.compile(rf"{_NAME}(?:(?:, | and |, and ){_NAME})*")


def dates(document: Document, found: list[Section]) -> tuple[DateField, ...]:
    """The dates of the event and the deadlines; not those in passing, of versions, of mandates, of other papers."""
    made: list[DateField] = []
    for section in found:
        for index, block in enumerate(section.blocks):
            made += _of_block(document, section, block, index)
    labelled = [date for date in made if date.confidence >= _LABELLED]
    if any(date.kind == "event" for date in labelled):
        # What stands under "Date" is the date; another one in the head is that of a version or of a whole session.
        made = [date for date in made if date.kind != "event" or date in labelled]
    kept: dict[tuple[str, str], DateField] = {}
    for date in sorted(made, key=lambda d: -d.confidence):
        kept.setdefault((date.start[:10], date.kind), date)
    events = {day for day, kind in kept if kind == "event"}
    unique = [date for (day, kind), date in kept.items() if kind == "event" or day not in events]
    return tuple(sorted(unique, key=lambda d: d.source))


def _of_block(document: Document, section: Section, block: Block, index: int) -> list[DateField]:
    if section.kind in ("furniture", "resources", "recommendations", "date_of_text"):
        return []
    if block.kind == "paragraph" and block.number:
        # A numbered paragraph tells what was; it announces nothing.
        return []
    found = find_dates(block.text)
    if section.kind == "questions":
        # How to reply often follows the questions under no label of its own.
        said = [field for s in sentences(block.text) if found for field in _in_sentence(document, block, s)]
        return [field for field in said if field.kind == "deadline"]
    if section.kind in ("deadline", "date"):
        kind = "deadline" if section.kind == "deadline" else "event"
        return [
            _field(document, block, date, kind, _LABELLED)
            for date in found
            if index < 6 and not _OLD.search(block.text[: date.at])
        ]
    if section.kind == "head" and _is_line(block) and not (_OLD.search(block.text) or _BYLINE.match(block.text)):
        if masthead(block.text) or (index and masthead_before(section.blocks, index)):
            return []
        if found and _is_publication(section.blocks, index, found[0].at):
            return []
        return [_field(document, block, date, "event", 0.9) for date in found if len(date.start) >= 10][:2]
    return [field for sentence in sentences(block.text) if found for field in _in_sentence(document, block, sentence)]


def _is_publication(blocks: list[Block], index: int, at: int) -> bool:
    """The date beside or below the authors of an essay is that of its publication. at: where it stands in its line."""
    before = blocks[index].text[:at].strip(" |·,–-") or (blocks[index - 1].text if index > 1 else "")
    return bool(_ESSAYS.search(blocks[0].text) and _PERSONS.fullmatch(before))


def _is_line(block: Block) -> bool:
    text = block.text
    if len(text) >= 160 or re.search(r"[.!?]\s+[A-Z]\w* ", text):
        return False
    return not (text.endswith(".") and len(text.split()) > 12)


def masthead(text: str) -> bool:
    """Whether a line belongs to the masthead of an official document (symbol, distribution, language, session)."""
    return bool(
        _MASTHEAD.match(text)
        or SESSION.match(text)
        or (len(text) < 80 and (_SYMBOL.search(text) or _ISSUED.search(text)))
    )


def masthead_before(blocks: list[Block], index: int) -> bool:
    """Whether the date at `index` is that of issue, or of a session of the body: it stands right below such a line."""
    before = blocks[max(0, index - 2) : index]
    return any(_ISSUED.search(b.text) for b in before) or bool(before and SESSION.match(before[-1].text))


def _in_sentence(document: Document, block: Block, sentence: str) -> list[DateField]:
    found = find_dates(sentence)
    if not found or re.search(
        r"\b(?:resolution|report (?:to|will)|adopted|present (?:a|its|the|his|her) report)\b", sentence
    ):
        return []
    # "Submissions can be sent to ... by 30 September 2024"
    if _SENT.search(sentence) and (due := [d for d in found if _DUE.search(sentence[max(0, d.at - 40) : d.at + 2])]):
        return [_field(document, block, date, "deadline", 0.85) for date in due[:1]]
    if _HELD.search(sentence) and _EVENT.search(sentence):
        return [_field(document, block, date, "event", 0.75) for date in found[:1]]
    return []


def _field(document: Document, block: Block, date: FoundDate, kind: str, confidence: float) -> DateField:
    source = place(document, date.text, block)
    return DateField(date.start, date.end, date.tz, kind, date.text, confidence, source)


def location(document: Document, found: list[Section]) -> Field | None:
    """The place: under its own label, else what follows the date in "Date and venue"."""
    for section in found:
        if section.kind == "venue" and section.blocks:
            return _place(document, section.blocks[0], section.blocks[0].text)
    for section in found:
        if section.kind == "date" and re.search(
            r"venue|place|lieu|lugar|место|location|地点|where|مكان", section.label, re.IGNORECASE
        ):
            return _after_date(document, section)
    lines = (
        [block for block in found[0].blocks[:6] if len(block.text) < 160] if found and found[0].kind == "head" else []
    )
    return next((place for block in lines if (place := _beside_date(document, block)) is not None), None)


def _beside_date(document: Document, block: Block) -> Field | None:
    """The place in a line of the head that begins with the date: "4 November 2024, Old Exchange, Port Miro"."""
    found = find_dates(block.text)
    if len(found) != 1 or found[0].at > 0:
        return None
    hit = re.match(r"\s*[,|·]\s*(?P<place>[A-ZÀ-Þ][^.:;|]{4,100})$", block.text[found[0].until :])
    if not hit or _CODE.search(hit["place"]) or _SERIES.fullmatch(hit["place"]):
        return None
    return _place(document, block, hit["place"])


def _after_date(document: Document, section: Section) -> Field | None:
    block = section.blocks[0]
    found = find_dates(block.text)
    if found:
        rest = re.sub(
            r"\s*\((?:will|to be|live|webcast|tbc).*$", "", block.text[found[-1].until :], flags=re.IGNORECASE
        )
        rest = re.sub(r"^[\s,;|()–،，、。-]+", "", rest).strip()
        if rest:
            return _place(document, block, rest)
    following = [b for b in section.blocks[1:3] if not find_dates(b.text) and len(b.text) < 120]
    return _place(document, following[0], following[0].text) if following else None


def _place(document: Document, block: Block, text: str) -> Field | None:
    text = text.rstrip(" .;,")
    return Field(text, 0.9, place(document, text, block)) if text else None


def reference(document: Document, found: list[Section], title: Field | None) -> Field | None:
    """The number or name the document goes by: labelled, a code or symbol in the head, "Roundtable 2, ..." there."""
    for section in found:
        if section.kind == "reference" and section.blocks:
            block = section.blocks[0]
            return Field(block.text, 0.95, place(document, block.text, block))
    head = [b for section in found[:2] if section.kind in ("head", "furniture") for b in section.blocks][:12]
    for block in head:
        if len(block.text) < 160 and (hit := _CODE.search(block.text)) and not re.match(r"(?:UTC|GMT|CET|ISO)", hit[0]):
            return Field(hit[0], 0.9, place(document, hit[0], block))
    for block in head:
        said = _series(block)
        if said and (title is None or said != title.value):
            return Field(said, 0.8, place(document, said, block))
    return None


def _series(block: Block) -> str | None:
    """The line "Roundtable 2, Human Rights Forum" of a head, without a date that follows in it."""
    if len(block.text) > 200:
        return None
    text = block.text
    if found := find_dates(text):
        text = text[: found[0].at]
    text = text.strip(" ,;|–-*")
    text = text if re.search(r"[|·]", text) else _PAPER_FOR.sub("", text)
    return text if _SERIES.fullmatch(text) and len(text) > 12 and lexicon.kind_of(text) is None else None

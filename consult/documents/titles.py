"""The title of a document, out of the lines of its head."""

from __future__ import annotations

import re

from consult.documents import lexicon, occasions
from consult.documents.blocks import Block, Document
from consult.documents.dates import find_dates
from consult.documents.proposal import Field
from consult.documents.sections import Section
from consult.documents.spans import place, sentences

TITLE_MARKS = '“”"«»„*_ '
_PICTURE = re.compile(r".{0,80}\b(?:image|logo|photo|icon|picture|banner)\b", re.IGNORECASE)
_BYLINE = re.compile(r"(?:by|par|por) [A-Za-z].{2,60}")
_LABEL = re.compile(r"title|titre|título|название|标题|العنوان", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"(?:(?:summary|conference|event|final|meeting) )?(?:reports?|events?|news|blog|publications?|home|draft|agenda|"
    r"programme|dialogue|conference|symposi(?:um|a)|"
    r"annotated agenda|advance (?:unedited )?version|united nations|nations unies|naciones unidas)",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"(?:home|accueil|inicio|главная|首页|الرئيسية)\s*[/>»›→|].*|[^>›»]+(?:\s[>›»]\s[^>›»]+)+", re.IGNORECASE
)
_NOT_SET = re.compile(r"https?://|\[|\(|(?:draft|version|status|as of)\b", re.IGNORECASE)
_BODIES = (
    r"Council|Assembly|Commission|Directorate|Ministry|Office|Department|University|Institute|Cent(?:re|er)|"
    r"Foundation|Secretariat|Organi[sz]ation|Committee|Association|Network|Agency|Union|Alliance|Faculty|School|"
    r"(?:Working|Expert) Group|Parliament|Nations|"
    r"Conseil|Assemblée|Ministère|Université|Consejo|Asamblea|Ministerio|Universidad|Comité|"
    r"Совет|Ассамблея|Министерство|Университет|Комитет"
)
# A line that names a body and says nothing else, as letterheads do.
_BODY = re.compile(
    rf"(?!.*\b(?:by|with) )(?:the )?(?:[^\W\d_][\w’'-]* ){{0,5}}(?:{_BODIES})"
    r"(?: (?:of|for|on|to|de|du|des|del|pour|para|по)\b[^:?]{2,60})?",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:.{3,80}[,·|–—-]\s*|(?:parallel |plenary |breakout |thematic |side )?)"
    r"(?:session|event|panel|round ?table|workshop|part|item|séance|sesión|заседание)\s+(?:no\.?\s*)?"
    r"(?:\d+\w?|[IVX]+|[A-H])",
    re.IGNORECASE,
)
# A page on one theme of a conference is named by the theme.
_THEME = re.compile(r"(?:Theme|Topic|Thème|Tema|Тема|Track|Cluster) (?:\d+|[IVX]+|[A-H])\s?[:.–-]\s*\S")
_REPORT_OF = re.compile(r"Report (?:of|by) the |Note by the |Rapport (?:de|du) |Informe (?:de|del) |Доклад ")


def title(document: Document, found: list[Section]) -> Field | None:
    """The title: labelled as such, else set as one, else the first line of the head that can be one."""
    opening = [s for s in found[:3] if s.kind in ("head", "furniture", "other", "body")]
    blocks = [block for section in opening for block in section.blocks][:15]
    named = [b for s in found for b in s.blocks if b.kind == "definition" and _LABEL.fullmatch(b.label or "")]
    marked = [b for b in document.blocks[:40] if b.kind == "title" and not lexicon.is_genre(b.text)]
    top = [b for b in document.blocks if b.kind == "heading" and b.level == 1]
    # Where several headings are of the first rank they are sections; in a PDF rank is only size.
    set_apart = [b for b in top if _can_be(b, blocks)][:1] if len(top) < 3 and document.format != "pdf" else []
    likely = [b for b in blocks if _can_be(b, blocks)]
    themed = [b for b in likely if b.kind != "title" and _THEME.match(b.text)]
    candidates = named or marked or (themed if len(themed) == 1 else []) or set_apart or _strongest(likely)
    if not candidates:
        return None
    chosen = _subject(candidates[0], likely)
    text = _words(chosen)
    confidence = 0.95 if chosen.kind in ("title", "heading") or chosen in named else 0.85
    return Field(text, confidence, place(document, text, chosen))


def _strongest(likely: list[Block]) -> list[Block]:
    """Without the letterhead and the name of the series before the title, as long as a line is left."""
    return next(
        (
            likely[i:]
            for i, block in enumerate(likely[:5])
            # A town of one word may stand below the body.
            if not _is_letterhead(block.text) and (i == 0 or len(block.text.split()) > 1)
        ),
        likely,
    )


def _is_letterhead(text: str) -> bool:
    """A body, a part of a programme ("Parallel session 3B"), or a series with the genre beside it."""
    if _BODY.fullmatch(text.strip(TITLE_MARKS)) or _PART.fullmatch(text):
        return True
    return any(lexicon.is_genre(part) for part in re.split(r"\s*[|·•]\s*|\s[–—]\s", text))


def _subject(chosen: Block, likely: list[Block]) -> Block:
    """Below "Report of the Expert on ..." stands what the report is about."""
    if chosen not in likely or not _REPORT_OF.match(chosen.text):
        return chosen
    following = likely[likely.index(chosen) + 1 :][:1]
    if not following or not 4 <= len(following[0].text.split()) <= 25 or following[0].text.endswith((".", ":")):
        return chosen
    return following[0]


def _words(block: Block) -> str:
    text = block.text.strip()
    inner = text.strip(TITLE_MARKS)
    quoted = text[:1] in '“"«„*' and not re.search(r"[“”\"«»]", inner)
    return inner if quoted else text.strip("*_ ")


def _can_be(block: Block, blocks: list[Block]) -> bool:
    """Whether a line of the head can be the title: no date, address, label, genre, masthead, picture or list."""
    text = block.text
    if block.kind not in ("title", "heading", "paragraph", "quote") or not 4 <= len(text) <= 300 or "@" in text:
        return False
    if lexicon.kind_of(text) or occasions.masthead(text) or _is_furniture(text):
        return False
    if re.fullmatch(r"[A-Z]{2,5}[- ]?\d{3,5}", text) or (block.kind == "paragraph" and is_prose(text)):
        return False
    found = find_dates(text)
    if found and (found[0].at == 0 or sum(d.until - d.at for d in found) > len(text) * 0.5):
        return False
    at = blocks.index(block) if block in blocks else -1
    following = blocks[at + 1].text if 0 <= at < len(blocks) - 1 else ""
    return not occasions.SESSION.match(following)


def _is_furniture(text: str) -> bool:
    """Genre, byline, caption of a picture, trail of a web page, and words that stand over any page."""
    if _PICTURE.fullmatch(text) or _BYLINE.fullmatch(text) or _TRAIL.fullmatch(text) or _NOT_SET.match(text):
        return True
    return bool(_NO_TITLE.fullmatch(text.strip("* "))) or lexicon.is_genre(text)


def is_prose(text: str) -> bool:
    """Whether a text is a paragraph rather than a line: several sentences, or a long one that ends."""
    return len(sentences(text)) > 1 or (len(text) > 120 and text.endswith((".", "。")))

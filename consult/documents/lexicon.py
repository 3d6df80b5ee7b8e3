"""Labels found: what a line or a few words before a colon open, whatever their number, emphasis and case."""

from __future__ import annotations

import re
from functools import lru_cache

from consult.documents.labels import GENRES, GLUED, LABELS

# Labels that stand over a single short value rather than over text.
SHORT = frozenset(
    {"deadline", "date", "venue", "reference", "convenors", "contacts", "date_of_text", "furniture", "attribution"}
)

_COMPILED = {
    kind: re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE) for kind, patterns in LABELS.items()
}
_NUMBER = r"(?:(?:\d{1,2}(?:\.\d+)*|[IVX]{1,5}|[A-H])[.)]?\s+|[（(]?[一二三四五六七八九十]+[）)、.]\s*)"
# "Section B – Questions for couriers", "Part two: ..."
_PART = re.compile(
    r"^(?:section|part|chapter|annex|module|block|partie|parte|sección|раздел|часть) \w{1,5}\s*[–—:.-]\s*(?=\S)",
    re.IGNORECASE,
)
_GENRES = re.compile(GENRES, re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{2,40}[)\]]$")


def bare_label(text: str) -> str:
    """A label without emphasis, number and colon: "**II. Findings:-**" -> "Findings"."""
    text = re.sub(r"^[\s*_#“\"]+|[\s*_#”\"]+$", "", text)
    text = re.sub(r"\s*[:：]\s*[-–—]?\s*$", "", text)
    text = _PART.sub("", text)
    return re.sub("^" + _NUMBER, "", text).strip(" *_")


@lru_cache(maxsize=4096)
def kind_of(label: str) -> str | None:
    """The kind of section a label opens, or None. Number, emphasis and colon do not matter."""
    bare = " ".join(bare_label(label).replace("'", "’").split())
    if not bare or len(bare) > 100 or ":" in bare or "：" in bare:
        return None
    for kind, pattern in _COMPILED.items():
        if pattern.fullmatch(bare) or pattern.fullmatch(bare.replace("’", "'")):
            return kind
    return None


def is_genre(text: str) -> bool:
    """Whether a line only names what sort of document this is ("Think piece")."""
    bare = bare_label(text)
    return any(_GENRES.fullmatch(said) for said in (bare.strip("[]()"), _ASIDE.sub("", bare)))


# Labels that are recognised inside running text when a colon follows: "... on Fair Sport Key objectives: To".
_GLUED = re.compile(
    rf"(?:(?<=\s)|^)(?P<label>(?:{GLUED})|(?<=[.?!;”)]\s)[A-ZÀ-ÞА-Я][^.:：;?!\n]{{3,60}}?)\s?[:：]\s?(?P<dash>-\s)?"
)


def glued(text: str) -> list[re.Match[str]]:
    """The labels with a colon that stand inside a text, in order, each known to `kind_of`."""
    return [hit for hit in _GLUED.finditer(text) if not hit["label"][0].islower() and kind_of(hit["label"])]


_UNMARKED = re.compile(
    r"(?:(?<=[.?!:;”\"*)\]])\s+|^\s*|(?<=\s)(?=(?:Context and|Guiding|Background and)))(?P<label>"
    r"Context and background|Background and context|Context|Background|Introduction|(?:Key |Main )?[Oo]bjectives|"
    r"Aims and objectives|Purpose|"
    r"(?:Guiding|Key|Discussion) questions(?: and possible recommendations| for discussion)?|Questions for discussion|"
    r"(?:Key )?[Rr]ecommendations|Conclusions and recommendations|Resources|Further reading|Background documents|"
    r"References|Contacts?)"
    r"(?=\s+(?:[-–•*]\s|\d{1,2}[.)]\s|[A-Z“\"(\[]))"
)


def unmarked(text: str) -> list[re.Match[str]]:
    """Labels without a colon in a text without line breaks: a known label, then a capital, number or bullet."""
    return list(_UNMARKED.finditer(text))

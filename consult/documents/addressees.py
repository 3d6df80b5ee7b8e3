"""Whom a recommendation addresses, out of the words in front of its verb or of the heading above it."""

from __future__ import annotations

import re

ARTICLE = re.compile(
    r"^(?:and |or |et |y |both |as well as )*(?:the |le |la |les |l’|el |los |las |all relevant )?", re.IGNORECASE
)
_SUBHEAD = re.compile(
    r"(?:recommendations?|questions?)?\s*(?:addressed )?(?:to|for|pour|para|aux?) (?:the )?(?P<who>.+)", re.IGNORECASE
)
_NO_ONE = re.compile(r"discussion|consideration|action|follow|the (?:way|future)", re.IGNORECASE)
_ACTORS = re.compile(
    r"(?:Member )?States|Governments?|Compan(?:y|ies)|Business(?:es| enterprises)|Civil society(?: organi[sz]ations)?|"
    r"(?:The )?private sector|Academia",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",?\s+(?:in (?:cooperation|collaboration|partnership|consultation)|together|working|including|such as|"
    r"at all levels)\b.*$"
)
_OFFICE = re.compile(
    r"\b(?:Office|Ministry|Department|Committee|Council|Commission|Working Group|Commissioner|Representative|"
    r"Rapporteur)s? (?:of|for|on)\b"
)
_AND = re.compile(r"\s*,\s*(?:(?:and|or|et|y|as well as)\s+)?|\s+(?:and|or|et|y|as well as|и)\s+|、|和")


def addressees(said: str) -> tuple[str, ...]:
    """ "Governments and the private sector" -> ("Governments", "private sector"); names of offices stay whole."""
    said = _ASIDE.sub("", re.sub(r"\s*\([^)]*\)", "", said).strip(" ,:;"))
    if not _OFFICE.search(said) or "," in said:
        parts = _AND.split(said)
    elif said.count(" and ") <= 1 and not re.search(r" and (?:the )?(?:[A-Z]\w+ )?[a-z]", said):
        parts = [said]
    else:
        parts = re.split(r"\s+and\s+(?=the )", said)
    return tuple(_named([ARTICLE.sub("", part.strip()).strip() for part in parts]))


def _named(parts: list[str]) -> list[str]:
    """Without adjectives that were cut from a noun they share with the next part ("national and regional bodies")."""
    adjectives = r"(?:inter)?national|regional|local|public|private|domestic|federal|relevant|upstream|downstream"
    return [part for part in parts if part and not re.fullmatch(adjectives, part, re.IGNORECASE)]


def of_heading(text: str) -> tuple[str, ...]:
    """Whom a heading addresses: "Recommendations to States" -> ("States",); plain "Recommendations" -> ()."""
    hit = _SUBHEAD.fullmatch(text.strip(" :"))
    if hit and not _NO_ONE.match(hit["who"]):
        return addressees(hit["who"])
    return (text.strip(" :"),) if _ACTORS.fullmatch(text.strip(" :")) else ()

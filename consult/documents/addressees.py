"""Whom a recommendation addresses, out of the words in front of its verb or of the heading above it."""

from __future__ import annotations

import re

ARTICLE = re.compile(
    r"^(?:and |or |et |y |both |as well as )*(?:the |le |la |les |l’|el |los |las |all relevant )?", re.IGNORECASE
)
_SUBHEAD = re.compile(
    r"(?:recommendations?|questions?)?\s*(?:addressed )?(?:to|for|pour|para|aux?) (?:the )?(?P<who>.+)", re.IGNORECASE
)


def addressees(said: str) -> tuple[str, ...]:
    """ "Governments and the private sector" -> ("Governments", "private sector"); names of offices stay whole."""
    said = re.sub(r"\s*\([^)]*\)", "", said).strip(" ,:;")
    said = re.sub(
        r",?\s+(?:in (?:cooperation|collaboration|partnership|consultation)|together|working|including|such as|"
        r"at all levels)\b.*$",
        "",
        said,
    )
    if not said:
        return ()
    if (
        re.search(
            r"\b(?:Office|Ministry|Department|Committee|Council|Commission|Working Group|Commissioner|Representative|"
            r"Rapporteur)s? (?:of|for|on)\b",
            said,
        )
        and "," not in said
    ):
        parts = (
            [said]
            if said.count(" and ") <= 1 and not re.search(r" and (?:the )?(?:[A-Z]\w+ )?(?:[a-z])", said)
            else re.split(r"\s+and\s+(?=the )", said)
        )
    else:
        parts = re.split(r"\s*,\s*(?:(?:and|or|et|y|as well as)\s+)?|\s+(?:and|or|et|y|as well as|и)\s+|、|和", said)
    cleaned = [ARTICLE.sub("", part.strip()).strip() for part in parts]
    return tuple(_named(cleaned))


def _named(parts: list[str]) -> list[str]:
    """Without adjectives that were cut from a noun they share with the next part ("national and regional bodies")."""
    adjectives = r"(?:inter)?national|regional|local|public|private|domestic|federal|relevant|upstream|downstream"
    return [part for part in parts if part and not re.fullmatch(adjectives, part, re.IGNORECASE)]


def of_heading(text: str) -> tuple[str, ...]:
    """Whom a heading addresses: "Recommendations to States" -> ("States",); plain "Recommendations" -> ()."""
    hit = _SUBHEAD.fullmatch(text.strip(" :"))
    if hit and not re.match(
        r"(?:discussion|consideration|action|follow|the (?:way|future))", hit["who"], re.IGNORECASE
    ):
        return addressees(hit["who"])
    if re.fullmatch(
        r"(?:Member )?States|Governments?|Compan(?:y|ies)|Business(?:es| enterprises)|"
        r"Civil society(?: organi[sz]ations)?|(?:The )?private sector|Academia",
        text.strip(" :"),
        re.IGNORECASE,
    ):
        return (text.strip(" :"),)
    return ()

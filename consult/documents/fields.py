"""The fields a document may propose, each with where it stands in the plain text and how sure the reading is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from consult.documents.blocks import Span


def span(said: Any) -> Span:
    """A span out of JSON, where it is a list."""
    start, end = said
    return int(start), int(end)


@dataclass(frozen=True, slots=True)
class Field:
    """One proposed value, a string of the document; confidence from 0 to 1; source [start, end) in the plain text."""

    value: str
    confidence: float
    source: Span


@dataclass(frozen=True, slots=True)
class DateField:
    """A date: ISO start and end ("2024-06-03T10:00", "2024-06"), zone as said ("CET"), kind "event" or "deadline"."""

    start: str
    end: str | None
    tz: str | None
    kind: str
    text: str
    confidence: float
    source: Span


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation: whom it addresses, its verb ("should", "recommends"), what hangs under it, who proposed it."""

    text: str
    addressees: tuple[str, ...]
    modality: str | None
    children: tuple[Recommendation, ...]
    proposed_by: tuple[str, ...]
    confidence: float
    source: Span

    def to_json_dict(self) -> dict[str, Any]:
        """As in the gold files: text, addressees, modality, children, proposed_by."""
        return {
            "text": self.text,
            "addressees": list(self.addressees),
            "modality": self.modality,
            "children": [child.to_json_dict() for child in self.children],
            "proposed_by": list(self.proposed_by),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Recommendation:
        """The recommendation `dataclasses.asdict` made."""
        children = tuple(cls.from_dict(child) for child in data["children"])
        rest = {k: v for k, v in data.items() if k not in ("children", "addressees", "proposed_by", "source")}
        return cls(
            **rest,
            children=children,
            addressees=tuple(data["addressees"]),
            proposed_by=tuple(data["proposed_by"]),
            source=span(data["source"]),
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A guiding question, its number as printed, the recommendations proposed under it, the group it is put to."""

    number: str | None
    text: str
    possible_recommendations: tuple[Field, ...]
    group: str | None
    confidence: float
    source: Span


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to write to: a name, an address, or both."""

    name: str | None
    role: str | None
    organization: str | None
    email: str | None
    confidence: float
    source: Span


@dataclass(frozen=True, slots=True)
class Resource:
    """A background document, its address where the document gives one, its year where printed."""

    text: str
    url: str | None
    year: int | None
    confidence: float
    source: Span

"""What is proposed to the convenor: fields with where they stand and how sure the reading is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from consult.documents.blocks import Span
from consult.documents.fields import Contact, DateField, Field, Question, Recommendation, Resource, span

__all__ = ["Contact", "DateField", "Field", "Item", "Proposal", "Question", "Recommendation", "Resource"]


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the review page.

    id          stable for the same document: "title", "date-1", "objective-2", "question-3",
                "question-3-recommendation-1", "recommendation-2", "recommendation-2-child-1", "contact-1", ...
    kind        title | genre | date | reference | convenor | location | context | scope | objective | question |
                question_recommendation | recommendation | quote | resource | contact | theme | attribution_rule
    value       the text to show and edit
    values      the parts of a composite item by name: start, end, tz, kind; number, group; name, role, organization,
                email; url, year; addressees, modality, proposed_by
    confidence  0 to 1
    source      [start, end) in the document's plain text
    parent      id of the item this one hangs under, else None
    """

    id: str
    kind: str
    value: str
    values: dict[str, Any]
    confidence: float
    source: Span
    parent: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """A dictionary for JSON."""
        return asdict(self) | {"source": list(self.source)}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything a document proposes for a consultation.

    Every string in it occurs in the document's plain text, white space apart; only `genre`, the ISO forms of dates and
    their kind are words of ours. `items()` is the flat list for the review page, `to_json_dict()` the form of the gold
    files, `to_dict()` and `from_dict()` a lossless round trip for storing.
    """

    genre: str
    title: Field | None = None
    dates: tuple[DateField, ...] = ()
    reference: Field | None = None
    convenors: tuple[Field, ...] = ()
    location: Field | None = None
    context: tuple[Field, ...] = ()
    scope: tuple[Field, ...] = ()
    objectives: tuple[Field, ...] = ()
    guiding_questions: tuple[Question, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    quotes: tuple[Field, ...] = ()
    background_documents: tuple[Resource, ...] = ()
    contacts: tuple[Contact, ...] = ()
    themes: tuple[Field, ...] = ()
    attribution_rule: Field | None = None

    @property
    def context_text(self) -> str:
        """The context's paragraphs, an empty line between them."""
        return "\n\n".join(part.value for part in self.context)

    def items(self) -> list[Item]:
        """All proposed fields as a flat list in the order of the review page."""
        return list(self._items())

    def _items(self) -> Iterator[Item]:
        yield from _singles("title", [self.title])
        for i, date in enumerate(self.dates, 1):
            values = {"start": date.start, "end": date.end, "tz": date.tz, "kind": date.kind}
            yield Item(f"date-{i}", "date", date.text, values, date.confidence, date.source)
        yield from _singles("reference", [self.reference])
        yield from _listed("convenor", self.convenors)
        yield from _singles("location", [self.location])
        yield from _singles("attribution_rule", [self.attribution_rule])
        yield from _listed("context", self.context)
        yield from _listed("scope", self.scope)
        yield from _listed("objective", self.objectives)
        yield from self._question_items()
        for i, recommendation in enumerate(self.recommendations, 1):
            yield from _recommendation_items(recommendation, f"recommendation-{i}", None)
        yield from _listed("quote", self.quotes)
        for i, resource in enumerate(self.background_documents, 1):
            facts = {"url": resource.url, "year": resource.year}
            yield Item(f"resource-{i}", "resource", resource.text, facts, resource.confidence, resource.source)
        for i, contact in enumerate(self.contacts, 1):
            values = {
                "name": contact.name,
                "role": contact.role,
                "organization": contact.organization,
                "email": contact.email,
            }
            shown = contact.name or contact.email or ""
            yield Item(f"contact-{i}", "contact", shown, values, contact.confidence, contact.source)
        yield from _listed("theme", self.themes)

    def _question_items(self) -> Iterator[Item]:
        for i, question in enumerate(self.guiding_questions, 1):
            own = f"question-{i}"
            values = {"number": question.number, "group": question.group}
            yield Item(own, "question", question.text, values, question.confidence, question.source)
            for k, part in enumerate(question.possible_recommendations, 1):
                key = f"{own}-recommendation-{k}"
                yield Item(key, "question_recommendation", part.value, {}, part.confidence, part.source, own)

    def to_json_dict(self) -> dict[str, Any]:
        """The keys of the gold files, as `read_document --json` prints them, and `context` and `scope`."""
        questions = [
            {
                "number": q.number,
                "text": q.text,
                "possible_recommendations": [r.value for r in q.possible_recommendations],
            }
            for q in self.guiding_questions
        ]
        return {
            "genre": self.genre,
            "title": _value(self.title),
            "dates": [{"start": d.start, "end": d.end, "tz": d.tz, "kind": d.kind, "text": d.text} for d in self.dates],
            "reference": _value(self.reference),
            "convenors": [c.value for c in self.convenors],
            "location": _value(self.location),
            "objectives": [o.value for o in self.objectives],
            "guiding_questions": questions,
            "recommendations": [r.to_json_dict() for r in self.recommendations],
            "quotes": [q.value for q in self.quotes],
            "background_documents": [
                _without_none({"text": r.text, "url": r.url, "year": r.year}) for r in self.background_documents
            ],
            "contacts": [
                {"name": c.name} | _without_none({"role": c.role, "organization": c.organization, "email": c.email})
                for c in self.contacts
            ],
            "themes": [t.value for t in self.themes],
            "attribution_rule": _value(self.attribution_rule),
        }

    def to_dict(self) -> dict[str, Any]:
        """A dictionary for JSON, with confidences and spans."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Proposal:
        """The proposal `to_dict` made, also after a round through JSON."""
        questions = tuple(
            Question(
                **{
                    **q,
                    "possible_recommendations": _fields(q["possible_recommendations"]),
                    "source": span(q["source"]),
                }
            )
            for q in data["guiding_questions"]
        )
        one = {k: _field(data[k]) for k in ("title", "reference", "location", "attribution_rule")}
        many = {k: _fields(data[k]) for k in ("convenors", "context", "scope", "objectives", "quotes", "themes")}
        return cls(
            genre=data["genre"],
            dates=tuple(DateField(**{**d, "source": span(d["source"])}) for d in data["dates"]),
            guiding_questions=questions,
            recommendations=tuple(Recommendation.from_dict(r) for r in data["recommendations"]),
            background_documents=tuple(
                Resource(**{**r, "source": span(r["source"])}) for r in data["background_documents"]
            ),
            contacts=tuple(Contact(**{**c, "source": span(c["source"])}) for c in data["contacts"]),
            **one,  # type: ignore[arg-type]  # keyed by the names above
            **many,  # type: ignore[arg-type]
        )


def _field(data: dict[str, Any] | None) -> Field | None:
    return None if data is None else Field(data["value"], data["confidence"], span(data["source"]))


def _fields(data: Any) -> tuple[Field, ...]:
    return tuple(Field(d["value"], d["confidence"], span(d["source"])) for d in data)


def _value(field: Field | None) -> str | None:
    return field.value if field else None


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in data.items() if v is not None}


def _singles(kind: str, fields: list[Field | None]) -> Iterator[Item]:
    for field in fields:
        if field is not None:
            yield Item(kind, kind, field.value, {}, field.confidence, field.source)


def _listed(kind: str, fields: tuple[Field, ...]) -> Iterator[Item]:
    for i, field in enumerate(fields, 1):
        yield Item(f"{kind}-{i}", kind, field.value, {}, field.confidence, field.source)


def _recommendation_items(recommendation: Recommendation, key: str, parent: str | None) -> Iterator[Item]:
    values = {
        "addressees": list(recommendation.addressees),
        "modality": recommendation.modality,
        "proposed_by": list(recommendation.proposed_by),
    }
    yield Item(
        key, "recommendation", recommendation.text, values, recommendation.confidence, recommendation.source, parent
    )
    for i, child in enumerate(recommendation.children, 1):
        yield from _recommendation_items(child, f"{key}-child-{i}", key)

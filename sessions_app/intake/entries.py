"""What a document proposes and what its convenor decided of it, as one list.

``DocumentImport.decisions`` keeps the convenor's side as it was typed:
``{"entries": {id: {"use": "yes" | "no" | "", part: text, ...}}, "added": [[id, kind], ...], "setup": {name: value}}``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from consult.documents.proposal import Item, Proposal
from consult.models import DocumentImport
from sessions_app.intake.checks import faults

# Kind -> its parts with their limits in characters; the first part is what the entry is about.
PARTS: dict[str, dict[str, int]] = {
    "title": {"text": 300},
    "reference": {"text": 120},
    "date": {"start": 20, "end": 20, "meaning": 10},
    "convenor": {"text": 200},
    "location": {"text": 200},
    "context": {"text": 20_000},
    "objective": {"text": 1_000},
    "scope": {"text": 5_000},
    "question": {"text": 2_000, "short_title": 120},
    "question_recommendation": {"text": 3_000},
    "recommendation": {"text": 3_000, "under": 80},
    "contact": {"name": 200, "role": 200, "email": 254},
    "resource": {"text": 500, "url": 500},
    "theme": {"text": 300},
    "quote": {"text": 2_000},
}
SURE = 0.75  # from here on a field is taken unless its convenor leaves it out; below they have to say
MOST_TEXT = 150_000  # bytes of text offered for review: a form has to stay sendable
MOST_ENTRIES = 300
MOST_ADDED = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of the review. use: True to keep it, False to leave it out, None while nobody has said.

    parts: the texts by name, see ``PARTS``. confidence and source are None where somebody added it. parent: the id of
    the question (or recommendation) it hangs under. facts: what was read with it and is not edited here.
    """

    id: str
    kind: str
    parts: dict[str, str]
    use: bool | None = True
    confidence: float | None = None
    source: tuple[int, int] | None = None
    parent: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def main(self) -> str:
        return next(iter(self.parts.values()), "")

    @property
    def is_empty(self) -> bool:
        return not any(text.strip() for name, text in self.parts.items() if name not in {"meaning", "under"})


def proposed(source: DocumentImport) -> tuple[list[Entry], int]:
    """The fields as they were read, and how many more there were than a review page takes."""
    if not source.proposal:
        return [], 0
    entries: list[Entry] = []
    left, room = 0, MOST_TEXT
    for item in Proposal.from_dict(source.proposal).items():
        if item.kind not in PARTS:
            continue
        entry = _of_item(item)
        room -= sum(len(text.encode()) for text in entry.parts.values())
        if room < 0 or len(entries) >= MOST_ENTRIES:
            left += 1
        else:
            entries.append(entry)
    return entries, left


def decided(source: DocumentImport) -> list[Entry]:
    """The fields with the convenor's decisions, and those they added."""
    typed = source.decisions.get("entries", {})
    entries, _left = proposed(source)
    entries += [Entry(id=key, kind=kind, parts=_blank(kind)) for key, kind in source.decisions.get("added", [])]
    return [_with(entry, typed[entry.id]) if entry.id in typed else entry for entry in entries]


def confirmed(source: DocumentImport) -> list[Entry]:
    """Every field kept as it was read; a part that cannot be kept as it stands is left out."""
    found = []
    for entry in proposed(source)[0]:
        wrong = faults(entry.kind, entry.parts)
        parts = {name: "" if name in wrong else text for name, text in entry.parts.items()}
        entry = replace(entry, parts=parts, use=True)
        found.append(replace(entry, use=not (entry.is_empty or faults(entry.kind, parts))))
    return found


def kept(entries: list[Entry]) -> list[Entry]:
    """Those that go into the consultation: what hangs under something left out is left out too."""
    used: list[Entry] = []
    ids: set[str] = set()
    for entry in entries:
        if entry.use and not entry.is_empty and (entry.parent is None or entry.parent in ids):
            used.append(entry)
            ids.add(entry.id)
    return used


def typed_of(kind: str, values: dict[str, str], use: str) -> dict[str, str]:
    """What is kept of one typed field: known parts, within their limits, without control characters."""
    parts = {
        name: values.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()[:limit]
        for name, limit in PARTS[kind].items()
    }
    return {"use": use if use in {"yes", "no"} else "", **parts}


def add(source: DocumentImport, kind: str) -> str | None:
    """One more empty field of ``kind``: its id, or None where there are too many."""
    added = source.decisions.setdefault("added", [])
    if kind not in PARTS or len(added) >= MOST_ADDED:
        return None
    key = f"added-{kind}-{len(added) + 1}"
    added.append([key, kind])
    return key


def _with(entry: Entry, typed: dict[str, str]) -> Entry:
    use = {"yes": True, "no": False}.get(typed.get("use", ""))
    return replace(entry, use=use, parts={name: typed.get(name, "") for name in PARTS[entry.kind]})


def _blank(kind: str) -> dict[str, str]:
    return dict.fromkeys(PARTS[kind], "") | ({"meaning": "event"} if kind == "date" else {})


def _of_item(item: Item) -> Entry:
    parts = _blank(item.kind) | _parts_of(item)
    parts = {name: parts[name] for name in PARTS[item.kind]}
    is_sure = item.confidence >= SURE and not faults(item.kind, parts)
    return Entry(
        id=item.id,
        kind=item.kind,
        parts=parts,
        use=True if is_sure else None,
        confidence=item.confidence,
        source=item.source,
        parent=item.parent,
        facts={name: item.values[name] for name in ("addressees", "modality", "tz", "group") if item.values.get(name)},
    )


def _parts_of(item: Item) -> dict[str, str]:
    values = {name: value or "" for name, value in item.values.items()}
    if item.kind == "date":
        start, end = (str(values[name]).replace("T", " ") for name in ("start", "end"))
        return {"start": start, "end": end, "meaning": "deadline" if values["kind"] == "deadline" else "event"}
    if item.kind == "contact":
        role = ", ".join(part for part in (values["role"], values["organization"]) if part)
        return {"name": values["name"], "role": role, "email": values["email"]}
    if item.kind == "resource":
        return {"text": item.value, "url": values["url"]}
    return {"text": item.value}

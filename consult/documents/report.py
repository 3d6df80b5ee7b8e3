"""A read document on the command line: as JSON, or as a page to look over."""

from __future__ import annotations

import json
from pathlib import Path

from consult.documents.errors import UnreadableDocument
from consult.documents.proposal import Proposal
from consult.documents.sandbox import read_proposal


def read_file(path: Path) -> Proposal:
    """The proposal of a file. Raises UnreadableDocument, also where there is no such file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"The file {path.name} cannot be opened.") from error
    return read_proposal(data, path.name)[1]


def as_json(proposal: Proposal) -> str:
    """The proposal with the keys of the gold files."""
    return json.dumps(proposal.to_json_dict(), ensure_ascii=False, indent=1)


def as_text(proposal: Proposal) -> str:
    """One line an item: its id, how sure the reading is in percent, its text cut at 100 characters."""
    lines = [f"genre: {proposal.genre}"]
    for item in proposal.items():
        shown = item.value if len(item.value) <= 100 else item.value[:99] + "…"
        parts = ", ".join(f"{k} {v}" for k, v in item.values.items() if v)
        lines.append(
            f"{'  ' if item.parent else ''}{item.id} ({item.confidence:.0%}): {shown}"
            + (f"  [{parts}]" if parts else "")
        )
    return "\n".join(lines)

"""A finding: one computed claim, with its numbers and what it stands on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

EVIDENCE = ("contributions", "ballots", "recommendations", "facts")


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim that ``wording.sentence`` turns into words.

    kind: the template of its sentence. numbers: every number in that sentence, and its base. words: texts to set in (a
    label, a statement). contributions, ballots, recommendations: ids of the evidence; facts: names of facts of the
    snapshot. method: how it was computed.
    """

    kind: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)
    contributions: tuple[int, ...] = ()
    ballots: tuple[int, ...] = ()
    recommendations: tuple[int, ...] = ()
    facts: tuple[str, ...] = ()
    method: str = "count"

    def to_dict(self) -> dict[str, Any]:
        """For JSON, with a hash of the finding."""
        body = json.loads(json.dumps(asdict(self), sort_keys=True))
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        return {**body, "hash": digest[:16]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Finding":
        """The finding that ``to_dict`` made."""
        listed = {name: tuple(data.get(name, ())) for name in EVIDENCE}
        return cls(
            kind=data["kind"],
            numbers=data.get("numbers", {}),
            words=data.get("words", {}),
            method=data.get("method", "count"),
            **listed,
        )

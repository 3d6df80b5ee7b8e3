"""Fragments: what a page includes and the wire carries, rendered from the same template.

A fragment is impersonal: a function of session, audience and language. ``changes`` gives everything that changed in a
session between two sequences of the record, as a frame; the hub sends it, catch-up by GET answers with it.
"""

from dataclasses import dataclass
from typing import Any

Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """A set of readers who see the same thing. audience: participant | desk | screen | public."""

    consultation_id: int
    session_id: int
    audience: str
    language: str


def changes(view: View, after: int, upto: int) -> Frame:
    """``{"from": after, "to": upto, "put": [{"id", "rev", "in", "after", "html"}], "drop": [id, ...]}``."""
    raise NotImplementedError


def tallies(view: View, ballot_ids: set[int]) -> Frame:
    """Latest-wins fragments (turnout of open ballots): the same frame without "from" and "to"."""
    raise NotImplementedError

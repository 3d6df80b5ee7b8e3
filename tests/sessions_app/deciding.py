"""Rooms that decide, for tests: the rules that provide for a recorded vote, and a text that is put to one."""

from typing import Any

from consult.models import Participant
from sessions_app.actions import decision, recorded
from sessions_app.models import Ballot, DecisionRules, GuidingQuestion
from tests.factories import Room
from tests.sessions_app.factories import standing_of


def provide(room: Room, *groups: str, **fields: Any) -> DecisionRules:
    """Recorded votes by these constituencies (States), by a simple majority and without a quorum unless said."""
    data: dict[str, Any] = {
        "recorded_rule": "Rule 12",
        "majority": "simple",
        "constituencies": [room.group(name).pk for name in groups or ("States",)],
        "quorum": {},
        "weights": {},
        "holidays": [],
        "weekend": [5, 6],
        "statement_words": 300,
        "statement_hours": 48,
    }
    return decision.save_rules(standing_of(room.people["convenor"]), data | fields)


def put_recorded(chair: Participant, question: GuidingQuestion, **fields: Any) -> Ballot:
    return recorded.put(standing_of(chair), question.recommendations.get().pk, **fields)

"""Rooms that took a recorded vote, for tests: by two constituencies, or with votes that weigh."""

from sessions_app.actions import closing
from sessions_app.models import Ballot, GuidingQuestion
from tests.factories import Room, make_room
from tests.sessions_app.deciding import provide, put_recorded
from tests.sessions_app.factories import make_session, standing_of, vote


def decided(
    *groups: str, rule: str = "on-the-record", weights: dict[str, int] | None = None, per_group: int = 6, **choices: str
) -> tuple[Room, Ballot]:
    """A recorded vote, closed and declared. weights: of a person’s body; choices: ``States="yyn-"`` by place."""
    room = make_room(
        rule=rule,
        per_group=per_group,
        phases=["contributions", "drafting", "decision", "published"],
        visibility="public",
    )
    question = make_session(room.consultation).questions.get(number=1)
    return room, put_to_vote(room, question, *groups, weights=weights, **choices)


def put_to_vote(
    room: Room, question: GuidingQuestion, *groups: str, weights: dict[str, int] | None = None, **choices: str
) -> Ballot:
    bodies = {room.people[name].delegation_id: weight for name, weight in (weights or {}).items()}
    provide(room, *groups, weights=bodies)
    chair = room.people["chair"]
    ballot = put_recorded(chair, question)
    for group, answers in choices.items():
        for place, answer in enumerate(answers, 1):
            choice = {"y": "yes", "n": "no", "-": "abstain"}[answer]
            assert vote(room.people[f"{group} {place}"], ballot, choice) == {"answer": "ok"}
    closing.close_ballot(ballot.pk, chair, standing_of(chair))
    return closing.declare(standing_of(chair), ballot.pk)

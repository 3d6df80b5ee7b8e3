"""In whatever order votes come, through the whole way to the close: the same tally, digest and decision."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult import record
from sessions_app.actions import closing, drafting, recorded, secret, voting
from sessions_app.models import Ballot
from sessions_app.states import CHOICES, Choice, Method
from tests.factories import Room, make_room
from tests.sessions_app.deciding import provide
from tests.sessions_app.factories import make_session, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

Said = list[tuple[str, str]]  # who, and what they answer
NAMES = [f"{group} {number}" for group in ("States", "Business") for number in (1, 2, 3, 4)]


def held(room: Room, method: Method, said: Said) -> Ballot:
    """A ballot on a new text, answered in this order and closed."""
    chair = standing_of(room.people["chair"])
    question = room.consultation.sessions.get().questions.get(number=1)
    text = drafting.propose(chair, question.pk, text="States should decide.").pk
    put = {Method.TEMPERATURE: voting.put, Method.RECORDED: recorded.put, Method.SECRET: secret.put}[method]
    ballot = put(chair, text)
    for who, choice in said:
        if method == Method.SECRET:
            secret.cast(room.people[who].pk, ballot.pk, choice)
        else:
            vote(room.people[who], ballot, choice, "So." if choice == Choice.OBJECT else "")
    close = secret.close if method == Method.SECRET else closing.close_ballot
    return close(ballot.pk, record.RULE)


def came_to(ballot: Ballot, method: Method) -> dict[str, Any]:
    found: dict[str, Any] = {"tally": ballot.tally, "entitled": ballot.entitled}
    if method != Method.SECRET:
        found["digest"] = ballot.digest  # of a secret ballot it is over random ids
    if method == Method.RECORDED:
        found["decision"] = ballot.terms.decision
    return found


@pytest.mark.parametrize("method", [Method.TEMPERATURE, Method.RECORDED, Method.SECRET])
@given(data=st.data(), chance=st.randoms())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_votes_changes_nothing(method: Method, data: st.DataObject, chance: Random) -> None:
    room = make_room(per_group=4)
    make_session(room.consultation)
    weights = {room.people[name].delegation_id: data.draw(st.integers(1, 5)) for name in NAMES}
    provide(room, "States", "Business", weights=weights)
    choices = st.sampled_from(CHOICES[method])
    last = data.draw(st.dictionaries(st.sampled_from(NAMES), choices))
    before: Said = []
    if last and method != Method.SECRET:  # where an answer can be changed, the last one counts
        before = data.draw(st.lists(st.tuples(st.sampled_from(sorted(last)), choices), max_size=6))
    one, other = list(last.items()), list(last.items())
    chance.shuffle(other)
    first = came_to(held(room, method, [*before, *one]), method)
    assert came_to(held(room, method, other), method) == first
    assert sum(first["tally"]["total"]["counts"].values()) == len(last)
    rows = first["tally"]["groups"]
    if method != Method.SECRET:
        assert first["tally"]["total"]["counts"] == {
            choice: sum(row["counts"][choice] for row in rows) for choice in CHOICES[method]
        }
    if method == Method.RECORDED:
        counted = sum(group[choice] for group in first["decision"]["each"] for choice in ("yes", "no", "abstain"))
        assert counted == sum(weights[room.people[name].delegation_id] for name in last)

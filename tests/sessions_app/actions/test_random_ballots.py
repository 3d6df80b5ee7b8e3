"""Ballots with values, people and times that none may have: each refused with a reason, none stored.

Three hundred in the ordinary suite, 10,000 where ``make faults`` asks for a thousand trials.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consult.models import Participant
from consult.procedure import RefusedError
from sessions_app.actions import choice, closing, recorded, secret, voting
from sessions_app.models import (
    Ballot,
    GuidingQuestion,
    Marking,
    Participation,
    Recommendation,
    RecommendationVersion,
    SecretVote,
    Session,
    Vote,
)
from sessions_app.states import CHOICES, Choice, Method
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.actions.test_choice import opened
from tests.sessions_app.deciding import provide, put_recorded
from tests.sessions_app.factories import make_session, put, standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

VALUES = [
    "",
    " ",
    "YES",
    "yes ",
    "Support",
    "null",
    "\x00",
    "\ud800",
    "yes\x00",
    "1",
    "true",
    "x" * 5_000,
    "oui",
    "نعم",
    "\u2067yes",
]
NUMBERS = [0, -1, 10**9, 2**31, 2**62]


@dataclass
class House:
    """Ballots of each method, open and not, and people who may and may not answer."""

    room: Room
    open_: dict[str, Ballot]
    over: list[Ballot]
    options: dict[str, dict[str, int]]
    electors: list[Participant]
    others: list[Participant]

    def stored(self) -> tuple[int, ...]:
        return tuple(table.objects.count() for table in (Vote, SecretVote, Participation, Marking))


@pytest.fixture
def house() -> House:
    room = make_room(per_group=2)
    provide(room)
    session = make_session(room.consultation, questions=0)
    questions = {}
    for number, method in enumerate(("temperature", "recorded", "secret", "closed", "suspended", "late"), 1):
        questions[method] = _question(room, session, number)
    chair = room.people["chair"]
    open_ = {
        "temperature": put(chair, questions["temperature"]),
        "recorded": put_recorded(chair, questions["recorded"]),
        "secret": secret.put(standing_of(chair), questions["secret"].recommendations.get().pk),
    }
    options = {}
    for method in ("approval", "ranked", "points"):
        open_[method], options[method] = opened(room, method)
    closed, late = put(chair, questions["closed"]), put(chair, questions["late"], minutes=1)
    closing.close_ballot(closed.pk, chair, standing_of(chair))
    Ballot.objects.filter(pk=late.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    suspended = put_recorded(chair, questions["suspended"])
    recorded.suspend(standing_of(chair), suspended.pk)
    elsewhere = make_room(per_group=1)
    removed = ParticipantFactory(consultation=room.consultation, is_elector=True, removed_at=timezone.now())
    others = [room.people["observer"], room.people["rapporteur"], elsewhere.people["States 1"], removed]
    return House(
        room, open_, [closed, late, suspended], options, [room.people["States 1"], room.people["Business 1"]], others
    )


def _question(room: Room, session: Session, number: int) -> GuidingQuestion:
    question = GuidingQuestion.objects.create(session=session, number=number, text="What?", state="open")
    text = Recommendation.objects.create(consultation=room.consultation, question=question, number=f"9.{number}")
    RecommendationVersion.objects.create(recommendation=text, version=1, text="States should.")
    return question


def answered(act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return act()
    except RefusedError as refused:
        return refused.told


def tried(house: House, chance: random.Random) -> tuple[str, dict[str, Any]]:
    """One ballot in which at least one thing is wrong: (what, the answer)."""
    wrong = chance.choice(("value", "person", "time", "number", "method"))
    method = chance.choice(list(house.open_))
    ballot_id, person = house.open_[method].pk, chance.choice(house.electors).pk
    value = str(chance.choice([one for one in Choice if one in CHOICES.get(Method(method), ())] or ["yes"]))
    if wrong == "value":
        legal = {str(one) for one in CHOICES.get(Method(method), ())}
        value = chance.choice([one for one in [*VALUES, *Choice.values] if one not in legal])
    elif wrong == "person":
        person = chance.choice([*(one.pk for one in house.others), *NUMBERS])
    elif wrong == "time":
        ballot_id = chance.choice(house.over).pk
    elif wrong == "number":
        ballot_id = chance.choice([*NUMBERS, 10**8])
    if wrong in ("time", "number") or method in ("temperature", "recorded"):
        if wrong == "method":
            ballot_id = house.open_[chance.choice(["secret", "approval"])].pk
        command = voting.VoteCommand(person, ballot_id, value, "Because." if chance.random() < 0.5 else "")
        if wrong in ("value", "method", "time", "person", "number"):
            return f"{wrong} by vote", voting.cast_votes([command])[0]
    if method == "secret":
        if wrong == "method":
            ballot_id = house.open_[chance.choice(["temperature", "recorded", "points"])].pk
        return f"{wrong} in secret", answered(lambda: secret.cast(person, ballot_id, value))
    marks: dict[int, object] = dict.fromkeys(house.options[method].values(), 1 if method != "ranked" else "")
    if method == "ranked":
        marks = {pk: place for place, pk in enumerate(marks, 1)}
    if wrong == "value":
        marks = {pk: chance.choice([-1, 10**30, "x", 1.5, "\x00", 99]) for pk in marks}
    elif wrong == "method":
        marks = {chance.choice([0, -5, 10**12]): 1}
    return f"{wrong} among options", answered(lambda: choice.cast(person, ballot_id, marks))


def test_illegal_ballots_are_refused_with_a_reason_and_none_is_stored(house: House, fault_trials: int) -> None:
    chance, kinds, before = random.Random(11), Counter[str](), house.stored()
    for number in range(10_000 if fault_trials >= 1_000 else 300):
        what, answer = tried(house, chance)
        kinds[what] += 1
        assert answer["answer"] in ("refused", "closed", "stale"), (number, what, answer)
        assert str(answer["reason"]).strip(), (number, what)
    assert house.stored() == before
    assert len(kinds) >= 10, kinds


def test_the_same_house_takes_what_is_legal(house: House) -> None:
    person = house.electors[0].pk
    assert voting.cast_votes([voting.VoteCommand(person, house.open_["temperature"].pk, "support")])[0] == voting.OK
    assert voting.cast_votes([voting.VoteCommand(person, house.open_["recorded"].pk, "yes")])[0] == voting.OK
    assert secret.cast(person, house.open_["secret"].pk, "yes")["answer"] == "ok"
    marks = dict.fromkeys(house.options["approval"].values(), 1)
    assert choice.cast(person, house.open_["approval"].pk, marks)["answer"] == "ok"

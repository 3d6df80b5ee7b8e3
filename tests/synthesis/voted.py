"""Consultations in which statements were voted on, for tests of the analysis and its pages."""

import hashlib
from datetime import timedelta

import numpy as np
from django.utils import timezone

from consult import record
from consult.models import Elector
from sessions_app.models import Ballot, Contribution, Vote
from sessions_app.rules.tally import tally
from sessions_app.states import CHOICES, BallotState, Choice, Method
from tests.factories import GroupFactory, ParticipantFactory, Room, make_room
from tests.synthesis.rooms import add_session

CHOICE = {1: Choice.AGREE, 0: Choice.PASS, -1: Choice.DISAGREE}
FIFTH = "Trade unions"


def electors(room: Room) -> list[Elector]:
    return list(Elector.objects.filter(electorate=room.electorate).order_by("pk"))


def vote_on(room: Room, votes: np.ndarray, *, state: BallotState = BallotState.CLOSED) -> list[Ballot]:
    """A statement and its ballot for each column of ``votes``, shape (electors, statements): 1, 0, -1 or 9."""
    who = electors(room)
    question = add_session(room, 1)[0]
    now = timezone.now()
    said = Contribution.objects.bulk_create(
        Contribution(
            question=question,
            rule=room.consultation.attribution_rule,
            text=f"Statement {number + 1} is what is to be done.",
            salt=record.salt(),
            created_at=now,
        )
        for number in range(votes.shape[1])
    )
    made = []
    for column, contribution in zip(votes.T, said, strict=True):
        given = [(one, CHOICE[int(vote)]) for one, vote in zip(who, column, strict=True) if vote in CHOICE]
        is_closed = state == BallotState.CLOSED
        ballot = Ballot.objects.create(
            consultation=room.consultation,
            electorate=room.electorate,
            contribution=contribution,
            method=Method.STATEMENT,
            state=state,
            opened_at=now - timedelta(hours=1),
            closed_at=now if is_closed else None,
            entitled=len(who) if is_closed else None,
            tally=tally([(one.group_id, choice) for one, choice in given], CHOICES[Method.STATEMENT])
            if is_closed
            else None,
            digest=hashlib.sha256(column.tobytes()).hexdigest() if is_closed else "",
        )
        Vote.objects.bulk_create(Vote(ballot=ballot, elector=one, choice=choice, at=now) for one, choice in given)
        made.append(ballot)
    return made


def camps(people: int, statements: int = 20, *, seed: int = 3, groups: int = 2) -> np.ndarray:
    """Votes of people in as many camps, shape (people, statements); camp of person p is p modulo ``groups``."""
    chance = np.random.default_rng(seed)
    lean = np.where(chance.random((groups, statements)) < 0.5, 0.9, 0.1)
    agrees = chance.random((people, statements)) < lean[np.arange(people) % groups]
    return np.where(chance.random((people, statements)) < 0.08, 0, np.where(agrees, 1, -1))


def divided(rule: str = "on-the-record", *, per_group: int = 15, statements: int = 20) -> Room:
    """Four groups in two camps that run across them."""
    room = make_room(rule=rule, per_group=per_group, slug=f"divided-{rule}")
    vote_on(room, camps(len(electors(room)), statements))
    return room


def sober(rule: str = "on-the-record", statements: int = 9) -> Room:
    """Twenty people in five groups of four."""
    room = make_room(rule=rule, per_group=3, slug=f"sober-{rule}")
    Elector.objects.filter(electorate=room.electorate).delete()
    room.groups[FIFTH] = GroupFactory(consultation=room.consultation, name=FIFTH, mark=6)
    for name, group in room.groups.items():
        for number in range(4):
            ParticipantFactory(
                consultation=room.consultation, name=f"{name} person {number}", group=group, is_elector=True
            )
    vote_on(room, camps(20, statements))
    return room

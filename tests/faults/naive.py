"""Voting and closing as they are often written, wrong on purpose: the checker must catch each.

A vote looks whether there is a row and then inserts one, or is written first and signed afterwards; the state of the
ballot is read without a lock.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from sessions_app.actions.closing import count, digest
from sessions_app.actions.roll import settle
from sessions_app.actions.voting import VoteCommand
from sessions_app.models import Ballot, Vote
from sessions_app.queries.voting import electors, standings
from sessions_app.states import BY_BODIES, BallotState

BETWEEN = 0.002  # seconds: what a database on another machine takes to answer


def cast_vote(command: VoteCommand) -> dict[str, Any]:
    ballot = Ballot.objects.get(pk=command.ballot_id)
    if ballot.state != BallotState.OPEN:
        return {"answer": "closed"}
    person = standings({command.participant_id})[command.participant_id].participant
    assert person is not None
    elector = electors({ballot.pk: ballot}, [person])[ballot.electorate_id, person.pk]
    values = {
        "choice": command.choice,
        "reason": command.reason,
        "set_by_id": command.participant_id,
        "at": timezone.now(),
    }
    exists = Vote.objects.filter(ballot=ballot, elector=elector).exists()
    time.sleep(BETWEEN)
    if exists:
        Vote.objects.filter(ballot=ballot, elector=elector).update(**values)
    else:
        Vote.objects.create(ballot=ballot, elector=elector, **values)
    return {"answer": "ok"}


def sign_later(command: VoteCommand) -> dict[str, Any]:
    """Writes what was said, and then who said it."""
    ballot = Ballot.objects.get(pk=command.ballot_id)
    person = standings({command.participant_id})[command.participant_id].participant
    assert person is not None
    elector = electors({ballot.pk: ballot}, [person])[ballot.electorate_id, person.pk]
    said = {"choice": command.choice, "reason": command.reason, "at": timezone.now()}
    vote, _created = Vote.objects.update_or_create(ballot=ballot, elector=elector, defaults=said)
    time.sleep(random.uniform(0, 5 * BETWEEN))
    Vote.objects.filter(pk=vote.pk).update(set_by=person)
    return {"answer": "ok"}


CASTS: dict[str, Callable[[VoteCommand], dict[str, Any]]] = {"looks first": cast_vote, "signs later": sign_later}


def close_ballot(ballot_id: int) -> dict[str, Any]:
    with transaction.atomic():
        ballot = Ballot.objects.get(pk=ballot_id)
        ballot.state, ballot.closed_at = BallotState.CLOSED, timezone.now()
        ballot.tally, ballot.digest = count(ballot), digest(ballot)
        if ballot.method in BY_BODIES:
            settle(ballot)
        ballot.save()
    return {"answer": "ok"}


def take_constraint_away() -> None:
    [constraint] = [c for c in Vote._meta.constraints if c.name == "one_vote_per_elector"]
    Vote._meta.constraints = [c for c in Vote._meta.constraints if c is not constraint]  # SQLite makes the table anew
    with connection.schema_editor() as editor:
        editor.remove_constraint(Vote, constraint)

"""What a worker process does with secret ballots, and the same as it is often written, wrong on purpose."""

from __future__ import annotations

import os
import time
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from consult import record
from consult.procedure import RefusedError
from sessions_app.actions import secret
from sessions_app.actions.roll import freeze_list
from sessions_app.models import Ballot, Box, Participation, SecretVote
from sessions_app.queries.voting import electors, standings
from sessions_app.states import BallotState, Method
from tests.faults.notes import OK, REFUSED, UNKNOWN
from tests.faults.threads import POOL

BETWEEN = 0.002  # seconds: what a database on another machine takes to answer
Note = dict[str, Any]


def as_secret(ballots: list[int]) -> None:
    """Ballots that were prepared become secret."""
    Ballot.objects.filter(pk__in=ballots).update(method=Method.SECRET)
    Box.objects.bulk_create([Box(ballot_id=ballot) for ballot in ballots])
    for ballot in Ballot.objects.filter(pk__in=ballots):
        freeze_list(ballot)


def cast_secret(start: float, ballot: int, votes: list[list[Any]], broken: bool = False) -> list[Note]:
    """Cast ``[delay, who, choice]`` each in a thread of its own; the answer noted is the receipt."""
    act = _naive_cast if broken else secret.cast

    def one(delay: float, who: int, choice: str) -> Note:
        time.sleep(max(0.0, start + delay - time.monotonic()))
        began = time.monotonic()
        outcome, answer = _answer(act, who, ballot, choice)
        common = {"who": who, "choice": choice, "mark": f"{ballot}-{who}", "command": ""}
        return common | {"start": began, "end": time.monotonic(), "outcome": outcome, "answer": answer}

    return [done.result() for done in [POOL.submit(one, *each) for each in votes]]


def _answer(act: Any, who: int, ballot: int, choice: str) -> tuple[str, str]:
    try:
        return OK, act(who, ballot, choice)["receipt"]
    except RefusedError as error:
        return REFUSED, error.answer
    except Exception as error:
        return UNKNOWN, repr(error)


def close_secret(start: float, ballot: int, delay: float, broken: bool = False) -> Note:
    time.sleep(max(0.0, start + delay - time.monotonic()))
    began = time.monotonic()
    if broken:
        _naive_close(ballot)
    else:
        secret.close(ballot, record.RULE)
    return {"start": began, "end": time.monotonic()}


def cast_until_killed(ballot: int, people: list[int], log: str) -> None:
    """Everybody casts; each begin and each answer is appended to ``log``, which outlives this process."""
    to = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def one(who: int) -> None:
        os.write(to, f"begin {who}\n".encode())
        outcome, answer = _answer(secret.cast, who, ballot, "yes")
        os.write(to, f"{outcome} {who} {answer}\n".encode())

    for done in [POOL.submit(one, who) for who in people]:
        done.result()


def in_boxes(ballots: list[int]) -> dict[str, dict[str, Any]]:
    """Ballot -> receipts by elector, how many votes of each choice, the tally's counts, whether the digest holds."""
    found = {}
    for ballot in Ballot.objects.filter(pk__in=ballots):
        rows = Participation.objects.filter(ballot=ballot).values_list("elector", "pk")
        stored = SecretVote.objects.filter(ballot=ballot).values_list("choice").annotate(n=Count("id")).order_by()
        found[str(ballot.pk)] = {
            "receipts": [[elector, str(receipt)] for elector, receipt in rows],
            "stored": dict(stored),
            "counts": {k: n for k, n in (ballot.tally or {}).get("total", {}).get("counts", {}).items() if n},
            "digest_holds": ballot.state == BallotState.OPEN or ballot.digest == secret.digest(ballot),
        }
    return found


# --- wrong on purpose: looks before it inserts, and closes without a lock -----------------------------------------


def _naive_cast(who: int, ballot_id: int, choice: str) -> dict[str, Any]:
    ballot = Ballot.objects.get(pk=ballot_id)
    if ballot.state != BallotState.OPEN:
        raise RefusedError("closed", "closed")
    person = standings({who})[who].participant
    assert person is not None
    elector = electors({ballot.pk: ballot}, [person])[ballot.electorate_id, person.pk]
    before = Participation.objects.filter(ballot=ballot, elector=elector).first()
    time.sleep(BETWEEN)
    if before is None:
        before = Participation.objects.create(ballot=ballot, elector=elector)
        SecretVote.objects.create(ballot=ballot, choice=choice)
    return {"answer": "ok", "receipt": str(before.pk)}


def _naive_close(ballot_id: int) -> None:
    with transaction.atomic():
        ballot = Ballot.objects.get(pk=ballot_id)
        ballot.tally = secret._counted(ballot)
        time.sleep(BETWEEN)
        ballot.state, ballot.closed_at = BallotState.CLOSED, timezone.now()
        ballot.save()


def take_guard_away() -> None:
    """For the broken variant: without it the database would refuse the second participation."""
    [constraint] = [c for c in Participation._meta.constraints if c.name == "one_participation_per_elector"]
    Participation._meta.constraints = [c for c in Participation._meta.constraints if c is not constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Participation, constraint)

"""What a worker process does with what bodies decide: recorded votes, and texts adopted without a vote."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from consult import record
from consult.models import Participant
from consult.procedure import RefusedError
from sessions_app.actions import consensus
from sessions_app.actions.closing import finish
from sessions_app.actions.roll import conclude, freeze
from sessions_app.models import Authorization, Ballot, DecisionTerms
from sessions_app.states import BallotState, Choice, Method, Outcome
from tests.faults.amending import BETWEEN, acted, standing


def as_recorded(ballots: list[int], twins: list[int]) -> None:
    """Ballots that were prepared become recorded votes, with a majority in each group; every third vote is worth two.

    One of the twins becomes the head of their delegation, who authorized the other.
    """
    head, member = Participant.objects.filter(pk__in=twins).order_by("pk")
    Participant.objects.filter(pk=head.pk).update(is_head=True)
    Authorization.objects.create(participant=member, delegation_id=head.delegation_id)
    groups = list(head.consultation.groups.values_list("pk", flat=True))
    weights = {str(pk): 2 for pk in head.consultation.delegations.values_list("pk", flat=True) if not pk % 3}
    Ballot.objects.filter(pk__in=ballots).update(method=Method.RECORDED)
    with transaction.atomic():
        for ballot in Ballot.objects.filter(pk__in=ballots):
            freeze(ballot, DecisionTerms(quorum={str(group): 0 for group in groups}), groups, weights)


def rolls(ballots: list[int]) -> dict[str, dict[str, Any]]:
    """Ballot -> [elector, weight, whether it voted] of its roll, and what its decision counted of each choice."""
    found = {}
    for ballot in Ballot.objects.filter(pk__in=ballots).select_related("terms"):
        each = (ballot.terms.decision or {"each": []})["each"]
        found[str(ballot.pk)] = {
            "roll": [list(line) for line in ballot.roll.values_list("elector", "weight", "voted")],
            "decided": {choice: sum(group[choice] for group in each) for choice in ("yes", "no", "abstain")},
        }
    return found


def ask_for_objections(who: int, texts: list[int]) -> list[int]:
    """Each text is put for adoption without a vote, and its last call is over; the ballots."""
    ballots = [consensus.put(standing(who), text).pk for text in texts]
    DecisionTerms.objects.filter(ballot__in=ballots).update(called_at=timezone.now() - timedelta(minutes=2))
    return ballots


def declare(start: float, who: int, ballot: int, delay: float, broken: bool = False) -> dict[str, Any]:
    act = _declare_naively if broken else consensus.declare
    return acted(start + delay, lambda: act(standing(who), ballot))


def outcomes(ballots: list[int]) -> dict[str, dict[str, Any]]:
    """Ballot -> its state, what it came to, what its text is, who stored an objection and how many were counted."""
    rows = Ballot.objects.filter(pk__in=ballots).select_related("version__recommendation")
    return {
        str(ballot.pk): {
            "state": ballot.state,
            "outcome": ballot.outcome,
            "text": ballot.version.recommendation.state if ballot.version else "",
            "objections": ballot.votes.filter(choice=Choice.OBJECT).count(),
            "counted": (ballot.tally or {}).get("total", {}).get("counts", {}).get(Choice.OBJECT, 0),
        }
        for ballot in rows
    }


def _declare_naively(chair: Any, ballot_id: int) -> None:
    """Wrong on purpose: looks for objections, and only then begins to write."""
    ballot = Ballot.objects.select_related("electorate", "terms", "version__recommendation").get(pk=ballot_id)
    if ballot.state != BallotState.OPEN or ballot.votes.filter(choice=Choice.OBJECT).exists():
        raise RefusedError("not adopted")
    time.sleep(BETWEEN)
    with transaction.atomic():
        conclude(ballot, Outcome.WITHOUT_VOTE)
        finish(ballot, "adopt without a vote", chair.participant or record.COMMAND)

"""The list of the entitled, frozen, with who voted when the question closes; and what a ballot of bodies came to."""

import hashlib
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import Elector
from consult.procedure import RefusedError, require
from sessions_app.actions.carrying import lapse
from sessions_app.models import Ballot, DecisionTerms, Recommendation, RollLine
from sessions_app.queries.voting import listed_now
from sessions_app.rules import majority
from sessions_app.states import ON_A_PAPER, Method, Outcome, RecommendationState, may_become

BECOMES = {
    Outcome.ADOPTED: RecommendationState.ADOPTED,
    Outcome.NOT_ADOPTED: RecommendationState.NOT_ADOPTED,
    Outcome.WITHOUT_VOTE: RecommendationState.WITHOUT_VOTE,
    Outcome.CONSENSUS: RecommendationState.WITHOUT_VOTE,
}


def freeze(
    ballot: Ballot, terms: DecisionTerms, groups: list[int] | None = None, weights: dict[str, int] | None = None
) -> int:
    """Write down the terms, and the delegations entitled, those of ``groups`` or all of them; returns how many.

    The roll is in the order of their names.
    """
    ballot.roll.all().delete()
    entitled = Elector.objects.filter(electorate=ballot.electorate, delegation__isnull=False)
    if groups is not None:
        entitled = entitled.filter(group__in=groups)
    rows = list(entitled.select_related("delegation").order_by("delegation__name", "pk"))
    if not rows:
        raise RefusedError(_("No delegation is on the list of those who answer: the desk admits them first."))
    terms.ballot = ballot
    terms.save()
    RollLine.objects.bulk_create(
        RollLine(
            ballot=ballot,
            elector=row,
            group_id=row.group_id,
            place=place,
            weight=(weights or {}).get(str(row.delegation_id), 1),
        )
        for place, row in enumerate(rows, 1)
    )
    return len(rows)


def freeze_list(ballot: Ballot) -> int:
    """Write down everybody on the list, bodies and persons, in no order that says anything; returns how many."""
    electors = listed_now(ballot).order_by("pk").values_list("pk", "group")
    RollLine.objects.bulk_create(
        [
            RollLine(ballot=ballot, elector_id=elector, group_id=group, place=place)
            for place, (elector, group) in enumerate(electors, 1)
        ],
        batch_size=500,
    )
    return ballot.roll.count()


def note_voted(ballot: Ballot) -> int:
    """Freeze who answered, whatever they answered, on a ballot that is being closed; returns how many were entitled.

    Of a secret ballot no line is touched before, so that its rows tell nothing of when somebody voted.
    """
    given: list[Any] = [ballot.participations, ballot.markings] if ballot.method in ON_A_PAPER else [ballot.votes]
    for answers in given:
        ballot.roll.filter(elector__in=answers.values("elector")).update(voted=True)
    ballot.roll.filter(voted=None).update(voted=False)
    return ballot.roll.count()


def digest(ballot: Ballot) -> str:
    """SHA-256 over the list: elector, weight, and once it is closed whether they voted, in the order of the roll."""
    running = hashlib.sha256()
    for elector, weight, voted in ballot.roll.values_list("elector", "weight", "voted"):
        running.update(f"{elector}:{weight}:{voted}\n".encode())
    return running.hexdigest()


def settle(ballot: Ballot) -> dict[str, Any]:
    """Freeze who voted, and what follows from it, on a ballot that is being closed; for the record.

    The count of a recorded vote waits for the chair to declare it (``closing.declare``); silence that nobody broke has
    adopted the text.
    """
    ballot.entitled = note_voted(ballot)
    more: dict[str, Any] = {}
    if ballot.method == Method.RECORDED:
        ballot.terms.decision = more["constituencies"] = decision(ballot)
        ballot.terms.save(update_fields=["decision"])
    elif ballot.method == Method.SILENCE and not ballot.outcome:
        conclude(ballot, Outcome.WITHOUT_VOTE)
    elif ballot.outcome:
        ballot.declared_at = ballot.closed_at
    if ballot.method == Method.SILENCE:
        more["not reached"] = list(ballot.roll.filter(received_at=None).values_list("elector", flat=True))
    return {"roll": digest(ballot), "outcome": ballot.outcome} | more


def decision(ballot: Ballot) -> dict[str, Any]:
    """``{"outcome", "each": [{"group", "outcome", "yes", "no", "abstain", "bodies", "quorum"}]}`` by constituency."""
    quorum = {int(group): number for group, number in ballot.terms.quorum.items()}
    entitled = {row.elector_id: row for row in ballot.roll.all()}
    votes: dict[int, list[tuple[str, int]]] = {group: [] for group in quorum}
    for elector, choice in ballot.votes.values_list("elector", "choice"):
        votes[entitled[elector].group_id or 0].append((choice, entitled[elector].weight))
    counts = {group: majority.count(cast) for group, cast in votes.items()}
    decided = majority.decide(counts, majority.Majority(ballot.terms.majority), quorum=quorum)
    outcome = Outcome.ADOPTED if decided.is_adopted else Outcome.NOT_ADOPTED
    each = [
        {
            "group": group,
            "outcome": str(came),
            "yes": counts[group].yes,
            "no": counts[group].no,
            "abstain": counts[group].abstain,
            "bodies": counts[group].bodies,
            "quorum": quorum[group],
        }
        for group, came in decided.each
        if isinstance(group, int)
    ]
    return {"outcome": str(outcome if decided.is_valid else Outcome.NO_QUORUM), "each": each}


def conclude(ballot: Ballot, outcome: Outcome) -> None:
    """What a locked ballot came to, and what its text thereby is. The caller saves the ballot and enters it."""
    ballot.outcome, ballot.declared_at = outcome, timezone.now()
    if ballot.version is None or outcome not in BECOMES:
        return
    text = Recommendation.objects.select_for_update(of=("self",)).get(pk=ballot.version.recommendation_id)
    require(may_become(RecommendationState, text.state, BECOMES[outcome]))
    text.state = BECOMES[outcome]
    text.save(update_fields=["state"])
    lapse(text)

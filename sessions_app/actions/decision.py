"""What the convenor provides for deciding, and whom the head of a delegation lets vote for it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import Authorization, DecisionRules
from sessions_app.queries.decision import rules_of
from sessions_app.states import Majority

MOST_WEIGHT = 1_000


def save_rules(here: Here, data: dict[str, Any]) -> DecisionRules:
    """Save what provides for deciding: the fields of ``DecisionRules``; a ballot that runs keeps its own terms."""
    with writing():
        require(may(here.standing, Act.SET_UP))
        rules = rules_of(here.consultation)
        named = {group.pk for group in here.consultation.groups.all()}
        bodies = {str(pk) for pk in here.consultation.delegations.values_list("pk", flat=True)}
        rules.recorded_rule = " ".join(plain(str(data["recorded_rule"])).split())[:300]
        if data["majority"] not in Majority.values:
            raise RefusedError(_("There is no such majority."))
        rules.majority = data["majority"]
        rules.constituencies = [group for group in data["constituencies"] if group in named]
        rules.quorum = {str(group): number for group, number in data["quorum"].items() if group in named and number}
        rules.weights = {
            str(body): number
            for body, number in data["weights"].items()
            if str(body) in bodies and 1 < number <= MOST_WEIGHT
        }
        rules.holidays = sorted({day.isoformat() for day in data["holidays"] if isinstance(day, date)})
        rules.weekend = sorted({day for day in data["weekend"] if day in range(7)})
        if len(rules.weekend) == 7:
            raise RefusedError(_("A week needs a working day."))
        rules.statement_words, rules.statement_hours = data["statement_words"], data["statement_hours"]
        rules.save()
        record.enter(
            here.consultation.pk,
            "set decision rules",
            here.participant or record.COMMAND,
            payload={
                "recorded": bool(rules.recorded_rule),
                "majority": rules.majority,
                "constituencies": rules.constituencies,
                "quorum": rules.quorum,
                "weights": rules.weights,
                "weekend": rules.weekend,
            },
        )
    return rules


def may_authorize(here: Here) -> Answer:
    """Whether this person lets others vote for their delegation."""
    answer = may(here.standing, Act.VOTE)
    if not answer:
        return answer
    if here.participant is None or not here.participant.is_head or not here.participant.delegation_id:
        return Refused(_("The head of a delegation says who may set its vote."))
    return Allowed()


def authorize(here: Here, participant_id: int, allowed: bool) -> Participant:
    """Let a member of one's delegation set its vote, or no longer."""
    with writing():
        require(may_authorize(here))
        head = here.participant
        assert head is not None
        member = (
            Participant.objects.filter(pk=participant_id, delegation=head.delegation_id, removed_at=None)
            .exclude(pk=head.pk)
            .first()
        )
        if member is None or member.delegation is None:
            raise RefusedError(_("There is no such member in your delegation."))
        if allowed:
            Authorization.objects.update_or_create(participant=member, defaults={"delegation": member.delegation})
        else:
            Authorization.objects.filter(participant=member).delete()
        record.enter(
            here.consultation.pk,
            "authorize" if allowed else "authorize no longer",
            head,
            subject=f"participant-{member.pk}",
        )
    return member

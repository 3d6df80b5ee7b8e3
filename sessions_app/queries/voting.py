"""Reading ballots: who may answer, for whom, and what they answered."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from consult.models import Delegation, Elector, Participant
from consult.procedure import PhaseKind, Role, Standing
from consult.queries.people import Here
from sessions_app.models import Ballot, Vote


@dataclass(frozen=True, slots=True)
class Mine:
    """Somebody's own standing before one ballot: for their own region of the page, never for a fragment."""

    elector: Elector | None
    vote: Vote | None
    answers_for: str


def standings(participant_ids: set[int]) -> dict[int, Here]:
    """The standing of many participants at once, in a fixed number of queries: for votes that come in batches."""
    rows = (
        Participant.objects.filter(pk__in=participant_ids)
        .select_related("consultation", "delegation", "group")
        .prefetch_related("role_rows", "consultation__phases")
    )
    now = timezone.now()
    phases: dict[int, frozenset[PhaseKind]] = {}
    found = {}
    for row in rows:
        if row.consultation_id not in phases:
            phases[row.consultation_id] = frozenset(
                PhaseKind(phase.kind) for phase in row.consultation.phases.all() if phase.is_open(now)
            )
        removed = row.removed_at is not None
        roles = frozenset({Role.PUBLIC, *(() if removed else (Role(r.role) for r in row.role_rows.all()))})
        found[row.pk] = Here(
            consultation=row.consultation,
            participant=row,
            standing=Standing(
                roles=roles,
                phases=phases[row.consultation_id],
                discussion_only=row.consultation.discussion_only,
                is_removed=removed,
            ),
        )
    return found


def electors(ballots: dict[int, Ballot], participants: list[Participant]) -> dict[tuple[int, int], Elector]:
    """(electorate id, participant id) -> the elector that participant answers for, if they may.

    A delegation answers through its head, or through any member while it has none.
    """
    electorates = {ballot.electorate_id for ballot in ballots.values()}
    headed = Delegation.objects.filter(
        Exists(Participant.objects.filter(delegation=OuterRef("pk"), is_head=True, removed_at=None))
    )
    delegation_ids = {p.delegation_id for p in participants if p.delegation_id}
    has_head = set(headed.filter(pk__in=delegation_ids).values_list("pk", flat=True))
    rows = Elector.objects.filter(electorate__in=electorates).filter(
        Q(participant__in=[p.pk for p in participants]) | Q(delegation__in=delegation_ids)
    )
    of_person = {(e.electorate_id, e.participant_id): e for e in rows if e.participant_id}
    of_body = {(e.electorate_id, e.delegation_id): e for e in rows if e.delegation_id}
    found = {}
    for participant in participants:
        speaks = participant.is_head or participant.delegation_id not in has_head
        for electorate in electorates:
            elector = of_person.get((electorate, participant.pk))
            if elector is None and participant.delegation_id and speaks:
                elector = of_body.get((electorate, participant.delegation_id))
            if elector is not None:
                found[electorate, participant.pk] = elector
    return found


def mine(ballot: Ballot, participant: Participant) -> Mine:
    """For whom ``participant`` answers this ballot, and what stands there now."""
    elector = electors({ballot.pk: ballot}, [participant]).get((ballot.electorate_id, participant.pk))
    vote = Vote.objects.filter(ballot=ballot, elector=elector).first() if elector else None
    body = participant.delegation.name if elector and elector.delegation_id and participant.delegation else ""
    return Mine(elector=elector, vote=vote, answers_for=body)


def turnout(ballot: Ballot) -> tuple[int, int]:
    """(answered, entitled), as one total: all that may be shown of a ballot while it is open."""
    entitled = ballot.entitled if ballot.entitled is not None else ballot.electorate.electors.count()
    return ballot.votes.count(), entitled

"""Reading who is in the room: counts by group, and the bodies that said they are present. Names are the desk's."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from consult.attribution import STRICT, Audience, Detail, Shown, Terms, shown_as
from consult.models import Participant, StakeholderGroup
from consult.queries import people
from sessions_app.models import Presence, Session
from sessions_app.queries.session import terms_for

Counts = dict[int | None, int]  # group id -> how many; None: people of no group


@dataclass(frozen=True, slots=True)
class Present:
    """Who is here now. groups: each with its number; bodies: delegations that said so, of ``quorum``; names: for the
    desk, as the room may see them, and none where the rule names nobody."""

    groups: list[tuple[StakeholderGroup, int]]
    total: int
    bodies: int
    quorum: int | None
    names: list[Shown] = field(default_factory=list)

    @property
    def is_quorate(self) -> bool:
        return self.quorum is not None and self.bodies >= self.quorum


def counts(session_ids: Collection[int], now: datetime | None = None) -> dict[int, Counts]:
    """Session id -> people whose page is open, by group. One query."""
    found: dict[int, Counts] = {session_id: {} for session_id in session_ids}
    rows = (
        Presence.objects.filter(
            session__in=session_ids, seen_until__gt=now or timezone.now(), participant__removed_at=None
        )
        .values_list("session", "participant__group")
        .annotate(n=Count("id"))
        .order_by()
    )
    for session_id, group_id, number in rows:
        found[session_id][group_id] = number
    return found


def present(session: Session, audience: str) -> Present | None:
    """Who is here, for the desk; for everybody else None where the rule shows no presence."""
    terms = terms_for(session, session.current_question)
    if audience != "desk" and terms.rule in STRICT:
        return None
    here = counts([session.pk])[session.pk]
    groups = [(group, here[group.pk]) for group in session.consultation.groups.all() if group.pk in here]
    named = names(session, terms) if audience == "desk" and terms.rule not in STRICT else []
    return Present(groups, sum(here.values()), bodies(session), session.quorum, named)


def names(session: Session, terms: Terms) -> list[Shown]:
    """Those whose page is open, each once, by what the room may see of them; who wants no list is on none."""
    rows = Presence.objects.filter(
        session=session, seen_until__gt=timezone.now(), participant__removed_at=None, participant__never_list=False
    ).select_related("participant__group", "participant__delegation")
    shown = {}
    for one in (row.participant for row in rows):
        who = people.participant_as_seen(session.consultation, one, rule=terms.rule, inside=terms.inside, sizes={})
        by = shown_as(who, Audience.INSIDE)
        if by.detail in (Detail.NAME, Detail.DELEGATION):
            shown[str(by.label)] = by
    return [shown[label] for label in sorted(shown, key=str.casefold)]


def bodies(session: Session) -> int:
    """How many delegations said that they are present: each counts once, whoever said it."""
    rows = Presence.objects.filter(
        session=session, present_at__isnull=False, participant__removed_at=None, participant__delegation__isnull=False
    )
    return rows.values("participant__delegation").distinct().count()


def is_marked(session: Session, participant: Participant) -> bool:
    """Whether this participant's delegation said that it is present."""
    if participant.delegation_id is None:
        return False
    rows = Presence.objects.filter(session=session, present_at__isnull=False)
    return rows.filter(participant__delegation=participant.delegation_id).exists()

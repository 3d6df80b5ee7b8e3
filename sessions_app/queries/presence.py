"""Reading who is in the room: counts by group, and the bodies that said they are present. Names are the desk's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from consult.attribution import Rule
from consult.models import Participant, StakeholderGroup
from sessions_app.models import Presence, Session
from sessions_app.queries.session import rule_for

SILENT = frozenset({Rule.CHATHAM_HOUSE, Rule.ANONYMOUS})  # rules under which the room sees no presence

Counts = dict[int | None, int]  # group id -> how many; None: people of no group


@dataclass(frozen=True, slots=True)
class Present:
    """Who is here now. groups: each with its number; bodies: delegations that said so, of ``quorum``."""

    groups: list[tuple[StakeholderGroup, int]]
    total: int
    bodies: int
    quorum: int | None

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
    if audience != "desk" and rule_for(session, session.current_question) in SILENT:
        return None
    here = counts([session.pk])[session.pk]
    groups = [(group, here[group.pk]) for group in session.consultation.groups.all() if group.pk in here]
    return Present(groups, sum(here.values()), bodies(session), session.quorum)


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

"""Reading people: standing, and the plain values that attribution decides upon."""

import secrets
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils import timezone

from consult.attribution import Detail, Inside, Person, Rule
from consult.models import Consultation, Delegation, Participant, StakeholderGroup, User
from consult.procedure import PhaseKind, Role, Standing

# No letters or figures that look alike on a slide or are misheard in a room.
CODE_ALPHABET = "ACDEFGHJKMNPQRTUVWXY347"
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Here:
    """Who asks, in which consultation, with which standing: built once per request or socket."""

    consultation: Consultation
    participant: Participant | None
    standing: Standing

    @property
    def is_staff(self) -> bool:
        return bool(self.standing.roles & {Role.CONVENOR, Role.CHAIR, Role.RAPPORTEUR, Role.SCRIBE, Role.SECRETARIAT})

    @property
    def runs_the_room(self) -> bool:
        return bool(self.standing.roles & {Role.CONVENOR, Role.CHAIR})


def here(consultation: Consultation, user: User | None) -> Here:
    """The standing of ``user`` (None or anonymous: the public) in ``consultation`` now."""
    participant = None
    roles = {Role.PUBLIC}
    if user is not None and user.is_authenticated:
        participant = (
            Participant.objects.filter(consultation=consultation, user=user)
            .select_related("group", "delegation__group", "consultation")
            .prefetch_related("role_rows")
            .first()
        )
        if user.is_secretariat:
            roles.add(Role.SECRETARIAT)
    if participant:
        roles |= {Role(row.role) for row in participant.role_rows.all()}
    removed = participant is not None and participant.removed_at is not None
    return Here(
        consultation=consultation,
        participant=participant,
        standing=Standing(
            roles=frozenset({Role.PUBLIC} if removed else roles),
            phases=open_phases(consultation),
            discussion_only=consultation.discussion_only,
            is_removed=removed,
        ),
    )


def open_phases(consultation: Consultation) -> frozenset[PhaseKind]:
    now = timezone.now()
    return frozenset(PhaseKind(phase.kind) for phase in consultation.phases.all() if phase.is_open(now))


def group_sizes(consultation: Consultation) -> dict[int, int]:
    """Group id -> how many people it has: under the rule by group, outside, small groups are not named."""
    rows = (
        Participant.objects.filter(consultation=consultation, removed_at=None, group__isnull=False)
        .values("group")
        .annotate(size=Count("id"))
        .order_by()
    )
    return {row["group"]: row["size"] for row in rows}


def person(
    consultation: Consultation,
    *,
    participant: Participant | None,
    group: StakeholderGroup | None,
    delegation: Delegation | None,
    rule: str,
    at_most: str = Detail.NAME,
    sizes: dict[int, int] | None = None,
) -> Person:
    """The value that ``attribution.shown_as`` takes. ``group`` and ``delegation`` are those they spoke for."""
    size = (sizes if sizes is not None else group_sizes(consultation)).get(group.pk, 0) if group else 0
    return Person(
        name=participant.name if participant else "",
        delegation=delegation.name if delegation else "",
        group=group.name if group else "",
        mark=group.mark if group else None,
        group_size=size,
        rule=Rule(rule),
        inside=Inside(consultation.inside),
        at_most=Detail(at_most),
        smallest_cell=consultation.smallest_cell,
    )


def participants(consultation: Consultation) -> QuerySet[Participant]:
    return (
        Participant.objects.filter(consultation=consultation)
        .select_related("group", "delegation")
        .prefetch_related("role_rows")
    )


def new_join_code() -> str:
    """A short code without look-alike letters: 23 letters, 8 places, 78 thousand million codes."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))

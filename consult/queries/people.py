"""Reading people: standing, and the plain values that attribution decides upon."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from consult.attribution import Detail, Inside, Person, Rule
from consult.models import Consultation, Delegation, Elector, Invitation, Participant, StakeholderGroup, User
from consult.models.consultation import Stage
from consult.procedure import STAFF, PhaseKind, Role, Standing

# No letters or figures that look alike on a slide or are misheard in a room.
CODE_ALPHABET = "ACDEFGHJKMNPQRTUVWXY347"
CODE_LENGTH = 8
PARTICIPANTS = "participants"  # the electorate of everybody who was invited, or admitted by the desk
_DEMO_SALT = "consult.demo"


@dataclass(frozen=True, slots=True)
class Here:
    """Who asks, in which consultation, with which standing: built once per request or socket."""

    consultation: Consultation
    participant: Participant | None
    standing: Standing
    is_preview: bool = False

    @property
    def is_staff(self) -> bool:
        return bool(self.standing.roles & {Role.CONVENOR, Role.CHAIR, Role.RAPPORTEUR, Role.SCRIBE, Role.SECRETARIAT})

    @property
    def runs_the_room(self) -> bool:
        return bool(self.standing.roles & {Role.CONVENOR, Role.CHAIR})


def here(consultation: Consultation, user: User | None) -> Here:
    """The standing of ``user`` (None or anonymous: the public) in ``consultation`` now."""
    participant = None
    if user is not None and user.is_authenticated:
        participant = (
            Participant.objects.filter(consultation=consultation, user=user)
            .select_related("group", "delegation__group", "consultation")
            .prefetch_related("role_rows")
            .first()
        )
    is_secretariat = isinstance(user, User) and user.is_secretariat
    return Here(
        consultation=consultation,
        participant=participant,
        standing=standing(consultation, open_phases(consultation), participant, is_secretariat=is_secretariat),
    )


def standing(
    consultation: Consultation,
    phases: frozenset[PhaseKind],
    participant: Participant | None,
    *,
    is_secretariat: bool = False,
) -> Standing:
    """The standing of one who takes part, or of the public; ``phases`` are those open now."""
    roles = [row.role for row in participant.role_rows.all()] if participant else []
    is_removed = participant is not None and participant.removed_at is not None
    return standing_with(consultation, phases, roles, is_removed=is_removed, is_secretariat=is_secretariat)


def standing_with(
    consultation: Consultation,
    phases: frozenset[PhaseKind],
    given: Iterable[str],
    *,
    is_removed: bool = False,
    is_secretariat: bool = False,
) -> Standing:
    """The only place where roles become a standing.

    Whoever was removed is the public, and so is whoever does not run a consultation that is still a draft.
    """
    roles = {Role.PUBLIC}
    if not is_removed:
        roles |= {Role.SECRETARIAT} if is_secretariat else set()
        roles |= {Role(role) for role in given}
    if consultation.stage == Stage.DRAFT and not roles & STAFF:
        roles = {Role.PUBLIC}
    return Standing(
        roles=frozenset(roles),
        phases=phases,
        discussion_only=consultation.discussion_only,
        is_removed=is_removed,
    )


def as_seen_by(real: Here, role: Role) -> Here:
    """The same consultation as somebody of ``role`` sees it: nobody in particular, so that nothing personal shows."""
    standing = Standing(
        roles=frozenset({role, Role.PUBLIC}),
        phases=real.standing.phases,
        discussion_only=real.standing.discussion_only,
    )
    return Here(consultation=real.consultation, participant=None, standing=standing, is_preview=True)


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
    inside: str = "",
    at_most: str = Detail.NAME,
    sizes: dict[int, int] | None = None,
) -> Person:
    """The value that ``attribution.shown_as`` takes. ``group`` and ``delegation`` are those they spoke for.

    inside: "" where nothing of its own was kept; then it is the consultation's.
    """
    size = (sizes if sizes is not None else group_sizes(consultation)).get(group.pk, 0) if group else 0
    return Person(
        name=participant.name if participant else "",
        delegation=delegation.name if delegation else "",
        group=group.name if group else "",
        mark=group.mark if group else None,
        group_size=size,
        rule=Rule(rule),
        inside=Inside(inside or consultation.inside),
        at_most=Detail(at_most),
        smallest_cell=consultation.smallest_cell,
    )


def participant_as_seen(
    consultation: Consultation,
    participant: Participant,
    *,
    rule: str,
    inside: str = "",
    sizes: dict[int, int] | None = None,
) -> Person:
    """``person`` of somebody as they take part now, with their own group and delegation."""
    return person(
        consultation,
        participant=participant,
        group=participant.group,
        delegation=participant.delegation,
        rule=rule,
        inside=inside,
        sizes=sizes,
    )


def elector_as_seen(
    consultation: Consultation,
    elector: Elector,
    *,
    rule: str,
    inside: str = "",
    sizes: dict[int, int] | None = None,
) -> Person:
    """``person`` of a line of the list of electors: a delegation, or somebody who speaks for none."""
    return person(
        consultation,
        participant=elector.participant,
        group=elector.group,
        delegation=elector.delegation,
        rule=rule,
        inside=inside,
        sizes=sizes,
    )


def participants(consultation: Consultation) -> QuerySet[Participant]:
    """Everybody who takes part, with ``is_elector``: whether they, or their delegation, are on the list."""
    electors = Elector.objects.filter(electorate__consultation=consultation, electorate__name=PARTICIPANTS)
    return (
        Participant.objects.filter(consultation=consultation, removed_at=None)
        .select_related("group", "delegation", "user")
        .prefetch_related("role_rows")
        .annotate(
            is_elector=Exists(
                electors.filter(
                    Q(participant=OuterRef("pk")) | Q(delegation=OuterRef("delegation"), delegation__isnull=False)
                )
            )
        )
    )


def to_admit(consultation: Consultation) -> QuerySet[Participant]:
    """The waiting list: participants who came by code and whom nobody has put on the list of electors yet.

    Who speaks for a delegation that is on the list does not wait: it answers through its head.
    """
    waiting = Participant.objects.filter(consultation=consultation, removed_at=None, role_rows__role=Role.PARTICIPANT)
    listed = Elector.objects.filter(electorate__consultation=consultation, electorate__name=PARTICIPANTS)
    return (
        waiting.exclude(pk__in=listed.filter(participant__isnull=False).values("participant"))
        .exclude(delegation__in=listed.filter(delegation__isnull=False).values("delegation"))
        .select_related("group", "delegation", "user", "consultation")
        .order_by("joined_at", "pk")
    )


def new_join_code() -> str:
    """A short code without look-alike letters: 23 letters, 8 places, 78 thousand million codes."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def plain_code(typed: str) -> str:
    """A code as it is kept: people type it in small letters, with spaces or hyphens."""
    return "".join(letter for letter in typed.upper() if letter in CODE_ALPHABET)[: CODE_LENGTH + 1]


def by_code(typed: str) -> Consultation | None:
    """The consultation that a code admits to now. Unknown, withdrawn and expired codes are not told apart."""
    return (
        Consultation.objects.filter(Q(join_code_until=None) | Q(join_code_until__gt=timezone.now()))
        .filter(join_code=plain_code(typed) or "-")
        .exclude(stage=Stage.DRAFT)
        .first()
    )


def token_hash(token: str) -> str:
    """What is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    """The invitation behind a link, as long as it was not used and has not expired."""
    return (
        Invitation.objects.filter(token_hash=token_hash(token), accepted_by=None, expires_at__gt=timezone.now())
        .select_related("consultation", "group", "delegation__group")
        .first()
    )


def brought_by(token: str, user: User | None) -> Consultation | None:
    """The consultation that a link which ``user`` has used brought them to, while they take part in it."""
    used = Invitation.objects.filter(token_hash=token_hash(token), accepted_by__user=user, accepted_by__removed_at=None)
    found = used.select_related("consultation").first() if user else None
    return found.consultation if found else None


def invitations(consultation: Consultation) -> QuerySet[Invitation]:
    """Those that wait for an answer."""
    return consultation.invitations.filter(accepted_by=None).select_related("group", "delegation")


@dataclass(frozen=True, slots=True)
class Balance:
    """One line of the balance by group: how many people, bodies and electors."""

    group: StakeholderGroup
    people: int
    delegations: int
    electors: int


def balance(consultation: Consultation) -> list[Balance]:
    """Who is in the room, by stakeholder group."""
    sizes = group_sizes(consultation)
    bodies = dict(
        Participant.objects.filter(consultation=consultation, removed_at=None, delegation__isnull=False)
        .values_list("group")
        .annotate(n=Count("delegation", distinct=True))
        .order_by()
    )
    electors = dict(
        Elector.objects.filter(electorate__consultation=consultation, electorate__name=PARTICIPANTS)
        .values_list("group")
        .annotate(n=Count("id"))
        .order_by()
    )
    return [
        Balance(group, sizes.get(group.pk, 0), bodies.get(group.pk, 0), electors.get(group.pk, 0))
        for group in consultation.groups.all()
    ]


def own_participations(user: User) -> QuerySet[Participant]:
    return (
        Participant.objects.filter(user=user, removed_at=None)
        .select_related("consultation", "group", "delegation")
        .prefetch_related("role_rows", "consultation__phases")
        .order_by("-joined_at")
    )


def own_data(user: User) -> dict[str, Any]:
    """What this package keeps of somebody, for ``privacy``."""
    participations = Participant.objects.filter(user=user).select_related("consultation", "group", "delegation")
    return {
        "account": {
            "name": user.name,
            "email": user.email,
            "language": user.language,
            "created_at": user.created_at.isoformat(),
        },
        "participations": [
            {
                "consultation": row.consultation.title,
                "name": row.name,
                "group": row.group.name if row.group else None,
                "delegation": row.delegation.name if row.delegation else None,
                "capacity": row.capacity,
                "quotation": row.quotation,
                "language": row.language,
                "keep_nothing": row.keep_nothing,
                "never_list": row.never_list,
                "roles": sorted(role.role for role in row.role_rows.all()),
                "joined_at": row.joined_at.isoformat(),
                "removed_at": row.removed_at.isoformat() if row.removed_at else None,
            }
            for row in participations.prefetch_related("role_rows")
        ],
    }


def demo_token(user: User) -> str:
    """For the sign-in links of a demonstration; the address that takes it exists in that setting only."""
    return signing.dumps({"user": user.pk}, salt=_DEMO_SALT)


def user_of_demo_token(token: str) -> User | None:
    try:
        named = signing.loads(token, salt=_DEMO_SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=named["user"], is_active=True).first()

"""From draft over rehearsal to open, and a copy of the set-up."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from consult import cloning, record
from consult.actions.consultation import enter, locked
from consult.models import (
    Consultation,
    Contact,
    Delegation,
    Electorate,
    Participant,
    ParticipantRole,
    PartnerLogo,
    Phase,
    Resource,
    StakeholderGroup,
    User,
)
from consult.models.consultation import Stage
from consult.procedure import Act, PhaseKind, RefusedError, Role, may, require
from consult.queries.people import PARTICIPANTS, Here
from consult.queries.setup import OPENED

COPIED = (
    "title",
    "format",
    "document_status",
    "context",
    "objectives",
    "scope",
    "quotes",
    "host",
    "partners",
    "time_zone",
    "city",
    "place",
    "hosting",
    "reprisals_contact",
    "language",
    "languages",
    "visibility",
    "attribution_rule",
    "inside",
    "discussion_only",
    "smallest_cell",
)


def set_stage(here: Here, stage: str) -> None:
    """Back to a draft, or into a rehearsal; what is open and holds input goes nowhere."""
    with transaction.atomic():
        consultation = locked(here)
        if stage not in {Stage.DRAFT, Stage.REHEARSAL} or stage == consultation.stage:
            raise RefusedError(_("There is no such step from here."))
        if consultation.stage == Stage.OPEN and cloning.count(consultation):
            raise RefusedError(_("Somebody has spoken here: it stays open. Close its phases instead."))
        before, consultation.stage = consultation.stage, stage
        consultation.save(update_fields=["stage"])
        enter(here, "change stage", fields=[stage], before=before)


def open_consultation(here: Here) -> dict[str, int]:
    """Open it. What was said, proposed and answered in a rehearsal is deleted first; returns how much that was."""
    with transaction.atomic():
        consultation = locked(here)
        if consultation.stage == Stage.OPEN:
            raise RefusedError(_("It is open already."))
        wiped = cloning.wipe(consultation)
        consultation.stage = Stage.OPEN
        consultation.save(update_fields=["stage"])
        enter(here, OPENED, wiped=wiped)
    return wiped


def clone(here: Here, user: User, as_part: bool = False) -> Consultation:
    """A draft with the same set-up and nothing of the input: no people but its new convenor, no dates, no code."""
    require(may(here.standing, Act.SET_UP))
    source = here.consultation
    with transaction.atomic():
        fields: dict[str, Any] = {name: getattr(source, name) for name in COPIED}
        made = Consultation.objects.create(
            **fields, slug=_free_slug(source.slug), stage=Stage.DRAFT, parent=source if as_part else None
        )
        now = timezone.now()
        Phase.objects.bulk_create(
            Phase(consultation=made, kind=kind, opens_at=now if kind is PhaseKind.SET_UP else None)
            for kind in PhaseKind
        )
        _copy_surroundings(source, made)
        Electorate.objects.create(consultation=made, name=PARTICIPANTS)
        who = Participant.objects.create(consultation=made, user=user, name=user.name, language=user.language)
        ParticipantRole.objects.create(participant=who, role=Role.CONVENOR)
        cloning.copy(source, made)
        record.enter(made.pk, "clone", who, payload={"of": source.pk, "part": as_part})
    return made


def _copy_surroundings(source: Consultation, made: Consultation) -> None:
    groups: dict[int, StakeholderGroup] = {}
    for group in source.groups.all():
        old, group.pk, group.consultation = group.pk, None, made
        group._state.adding = True
        group.save()
        groups[old] = group
    Delegation.objects.bulk_create(
        Delegation(consultation=made, group=groups[body.group_id], name=body.name, region=body.region)
        for body in source.delegations.all()
    )
    Contact.objects.bulk_create(
        Contact(consultation=made, name=one.name, role=one.role, email=one.email) for one in source.contacts.all()
    )
    Resource.objects.bulk_create(
        Resource(consultation=made, text=one.text, url=one.url) for one in source.resources.all()
    )
    PartnerLogo.objects.bulk_create(
        PartnerLogo(consultation=made, partner=one.partner, image=one.image) for one in source.logos.all()
    )


def _free_slug(slug: str) -> str:
    stem = slugify(slug)[:70].strip("-") or "consultation"
    taken = set(Consultation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(f"{stem}-{number}" for number in range(2, len(taken) + 3) if f"{stem}-{number}" not in taken)

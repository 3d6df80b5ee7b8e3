"""The desk’s acts: invite, admit to the electorate, give and take roles, remove; and what people choose themselves."""

import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consult import record
from consult.actions.joining import list_as_elector, pass_on
from consult.attribution import Quotation
from consult.models import (
    Consultation,
    Delegation,
    Invitation,
    Participant,
    ParticipantRole,
    StakeholderGroup,
)
from consult.procedure import Act, RefusedError, Role, may, require
from consult.queries.people import Here, new_join_code, to_admit, token_hash

logger = logging.getLogger("consult.people")

INVITATION_LASTS = timedelta(days=30)
GIVEN_ROLES = tuple(role for role in Role if role not in {Role.PUBLIC, Role.SECRETARIAT})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list of people to invite. delegation: its name; made if the consultation does not have it yet."""

    email: str
    name: str = ""
    group: StakeholderGroup | None = None
    delegation: str = ""
    role: str = Role.PARTICIPANT


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with its token, which is known at this moment only."""

    invitation: Invitation
    token: str


def actor(here: Here) -> Participant | str:
    """Who acts, for the record: a participant, or the house."""
    return here.participant or Role.SECRETARIAT.value


def invite(here: Here, rows: Iterable[Row]) -> list[Invited]:
    """Invite all of them, or nobody. Whoever has not answered yet gets a new link; the old one ends."""
    made: list[Invited] = []
    with transaction.atomic():
        require(may(here.standing, Act.INVITE))
        for row in rows:
            if row.role not in GIVEN_ROLES:
                raise RefusedError(_("This role cannot be given here."))
            made.append(invite_one(here.consultation, row))
        if made:
            record.enter(
                here.consultation.pk,
                "invite",
                actor(here),
                payload={"invitations": [[one.invitation.pk, one.invitation.role] for one in made]},
            )
    return made


def invite_one(consultation: Consultation, row: Row) -> Invited:
    """One invitation, inside the transaction of its act; who waits for an answer gets a new link."""
    token = secrets.token_urlsafe(24)
    email = row.email.strip().lower()
    delegation = _delegation(consultation, row)
    before = Invitation.objects.select_for_update().filter(consultation=consultation, email=email).first()
    if before is not None and before.accepted_by_id is not None:
        raise RefusedError(_("{address} has already accepted an invitation.").format(address=email))
    invitation = before or Invitation(consultation=consultation, email=email)
    invitation.name, invitation.role = row.name[:150], row.role
    invitation.group, invitation.delegation = (delegation.group if delegation else row.group), delegation
    invitation.token_hash = token_hash(token)
    invitation.expires_at, invitation.sent_at = timezone.now() + INVITATION_LASTS, None
    invitation.reminded_at = None
    invitation.save()
    return Invited(invitation, token)


def _delegation(consultation: Consultation, row: Row) -> Delegation | None:
    name = " ".join(row.delegation.split())[:160]
    if not name:
        return None
    known = Delegation.objects.filter(consultation=consultation, name__iexact=name).select_related("group").first()
    if known is not None:
        return known
    if row.group is None:
        raise RefusedError(_("Say which stakeholder group “{delegation}” belongs to.").format(delegation=name))
    return Delegation.objects.create(consultation=consultation, name=name, group=row.group)


def mail_invitations(made: list[Invited], address_of: Callable[[str], str]) -> int:
    """Send the links, after the transaction; returns how many went out. Neither subject nor text names a topic.

    address_of: token -> absolute address.
    """
    sent = 0
    with get_connection(fail_silently=False) as connection:
        for one in made:
            with translation.override(one.invitation.consultation.language):
                message = EmailMessage(
                    subject=_("An invitation"),
                    body=render_to_string(
                        "consult/mail/invitation.txt",
                        {"address": address_of(one.token), "until": one.invitation.expires_at},
                    ),
                    to=[one.invitation.email],
                    connection=connection,
                )
            try:
                sent += message.send()
            except OSError:  # SMTP errors are among them; the link can be copied from the page
                logger.warning("an invitation could not be sent", exc_info=True)
                continue
            Invitation.objects.filter(pk=one.invitation.pk).update(sent_at=timezone.now())
    return sent


def admit(here: Here, participant_id: int) -> None:
    """Put somebody on the list of electors: their delegation, or themselves where they speak for none."""
    with transaction.atomic():
        require(may(here.standing, Act.INVITE))
        participant = _participant(here, participant_id)
        if not participant.role_rows.filter(role=Role.PARTICIPANT).exists():
            raise RefusedError(_("Only somebody with the role of participant can be on the list of electors."))
        if list_as_elector(participant) is None:
            raise RefusedError(_("Their delegation is on the list already and answers through its head."))
        _enter(here, "admit", participant, delegation=participant.delegation_id)


def admit_all(here: Here, participant_ids: Iterable[int]) -> int:
    """Admit those shown, in one go; whoever left or was admitted meanwhile is passed over. Returns how many."""
    admitted = []
    with transaction.atomic():
        require(may(here.standing, Act.INVITE))
        waiting = to_admit(here.consultation).select_for_update(of=("self",)).filter(pk__in=list(participant_ids))
        for participant in waiting:
            if list_as_elector(participant) is not None:
                admitted.append([participant.pk, participant.delegation_id])
        if admitted:
            record.enter(here.consultation.pk, "admit", actor(here), payload={"admitted": admitted})
            record.signal(here.consultation.pk, "rights")
    return len(admitted)


def give_role(here: Here, participant_id: int, role: str) -> bool:
    """Give a role; whether it was not theirs before."""
    with transaction.atomic():
        require(may(here.standing, Act.INVITE))
        participant = _participant(here, participant_id)
        if role not in GIVEN_ROLES:
            raise RefusedError(_("This role cannot be given here."))
        _row, created = ParticipantRole.objects.get_or_create(participant=participant, role=role)
        if created:
            _enter(here, "give role", participant, role=role)
    return created


def take_role(here: Here, participant_id: int, role: str) -> bool:
    """Take a role away; a consultation keeps a convenor. Whether it was theirs."""
    with transaction.atomic():
        require(may(here.standing, Act.INVITE))
        participant = _participant(here, participant_id)
        if role == Role.CONVENOR:
            _keep_a_convenor(here, participant)
        deleted, _by_model = ParticipantRole.objects.filter(participant=participant, role=role).delete()
        if deleted:
            _enter(here, "take role", participant, role=role)
    return bool(deleted)


def remove(here: Here, participant_id: int) -> None:
    """End somebody's part: they read and write nothing any more; what they said stays, and so does what was counted."""
    with transaction.atomic():
        require(may(here.standing, Act.INVITE))
        participant = _participant(here, participant_id)
        if here.participant and participant.pk == here.participant.pk:
            raise RefusedError(_("You cannot remove yourself. Another convenor can."))
        _keep_a_convenor(here, participant)
        end_part(participant)
        _enter(here, "remove", participant)


def end_part(participant: Participant) -> None:
    """The removal itself, inside the transaction of the act that checked it."""
    participant.removed_at, was_head, participant.is_head = timezone.now(), participant.is_head, False
    participant.save(update_fields=["removed_at", "is_head"])
    if was_head and participant.delegation_id:
        pass_on(participant.delegation_id)


def _keep_a_convenor(here: Here, leaving: Participant) -> None:
    convenors = ParticipantRole.objects.filter(
        participant__consultation=here.consultation, participant__removed_at=None, role=Role.CONVENOR
    )
    if convenors.filter(participant=leaving).exists() and not convenors.exclude(participant=leaving).exists():
        raise RefusedError(_("A consultation keeps a convenor: give the role to somebody else first."))


def choose_consent(here: Here, quotation: str, *, keep_nothing: bool, never_list: bool) -> None:
    """Change one's own consent to quotation and to being listed, and what is kept on the device.

    Contributions keep the quotation that they were given with.
    """
    if here.participant is None or here.standing.is_removed:
        raise RefusedError(_("Join the consultation first: this is for those who take part."))
    if quotation not in Quotation.values:
        raise RefusedError(_("There is no such choice of quotation or attribution."))
    with transaction.atomic():
        Participant.objects.filter(pk=here.participant.pk).update(
            quotation=quotation, keep_nothing=keep_nothing, never_list=never_list
        )
        record.enter(
            here.consultation.pk,
            "choose consent",
            here.participant,
            subject=f"participant-{here.participant.pk}",
            payload={"quotation": quotation},
        )


def renew_code(here: Here, is_on: bool) -> str | None:
    """A new join code in place of the old one, or none."""
    with transaction.atomic():
        require(may(here.standing, Act.INVITE))
        code = new_join_code() if is_on else None
        Consultation.objects.filter(pk=here.consultation.pk).update(join_code=code, join_code_until=None)
        record.enter(here.consultation.pk, "renew code" if is_on else "withdraw code", actor(here))
    return code


def read_names(here: Here) -> None:
    """The desk reads the list of participants: allowed, and entered."""
    with transaction.atomic():
        require(may(here.standing, Act.SEE_PEOPLE))
        if here.is_preview:
            raise RefusedError(_("Names are not read in a preview: each reading is an act."))
        record.enter(here.consultation.pk, "read names", actor(here))


def _participant(here: Here, participant_id: int) -> Participant:
    found = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("consultation", "group", "delegation", "user")
        .filter(pk=participant_id, consultation=here.consultation, removed_at=None)
        .first()
    )
    if found is None:
        raise RefusedError(_("There is no such participant in this consultation."))
    return found


def _enter(here: Here, act: str, participant: Participant, **payload: object) -> None:
    record.enter(here.consultation.pk, act, actor(here), subject=f"participant-{participant.pk}", payload=dict(payload))
    record.signal(here.consultation.pk, "rights")

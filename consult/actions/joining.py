"""Coming in: by code, by invitation; and a guest who claims the session with an address."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consult import privacy, record
from consult.attribution import STRICT, Capacity, Quotation
from consult.models import (
    Consultation,
    Delegation,
    DocumentImport,
    Elector,
    Electorate,
    GuestList,
    Invitation,
    Participant,
    ParticipantRole,
    StakeholderGroup,
    User,
)
from consult.procedure import RefusedError, Role
from consult.queries.people import PARTICIPANTS, by_code, token_hash
from consult.queries.people import invitation_of as find_invitation

NAME_LIMIT = 150


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody says of themselves when they come in. group_id: of a stakeholder group, or None."""

    name: str = ""
    group_id: int | None = None
    delegation: str = ""
    capacity: str = Capacity.ORGANIZATIONAL
    quotation: str = Quotation.WITHOUT_NAME
    keep_nothing: bool = False
    never_list: bool = False


def unknown_code() -> str:
    """One answer for a code that never was, was withdrawn or has expired."""
    return _("This code admits to nothing now. Look at it again, or ask whoever gave it to you for a new one.")


def spent_invitation() -> str:
    return _("This invitation was used, was replaced or has expired. Ask the convenor for a new one.")


def removed() -> str:
    return _("You no longer take part in this consultation. The contact on its page can tell you more.")


def keeps_nothing_by_default(consultation: Consultation, user: User | None) -> bool:
    """Under the stricter rules, and for guests, nothing is kept on the device unless they ask for it."""
    strict = consultation.attribution_rule in STRICT
    return strict or user is None or user.is_guest


def join_by_code(user: User | None, code: str, entry: Entry) -> Participant:
    """Take part by code: to read and to contribute. Without an account a guest is made; the view signs them in.

    The electorate is a list: a code never puts anybody on it. Who already takes part keeps what they are.
    """
    with transaction.atomic():
        consultation = by_code(code)
        if consultation is None:
            raise RefusedError(unknown_code())
        before = _present(consultation, user)
        if before is not None:
            return before
        group, delegation = _spoken_for(consultation, entry)
        user = user or User.objects.create_guest(name=entry.name[:NAME_LIMIT], language=get_language() or "")
        participant = _add(consultation, user, entry, group, delegation)
        ParticipantRole.objects.create(participant=participant, role=Role.PARTICIPANT)
        record.enter(
            consultation.pk,
            "join",
            participant,
            subject=f"participant-{participant.pk}",
            payload={"by": "code", **_facts(participant)},
        )
        record.signal(consultation.pk, "rights")
    return participant


def accept_invitation(token: str, user: User | None, entry: Entry) -> Participant:
    """Use a personal link once. Without an account one is made for the invited address, not yet proved.

    Raises ``RefusedError``; a link that was used, replaced or has expired changes nothing.
    """
    with transaction.atomic():
        row = Invitation.objects.select_for_update().filter(token_hash=token_hash(token)).first()
        invitation = find_invitation(token) if row else None
        if invitation is None:
            raise RefusedError(spent_invitation())
        consultation = invitation.consultation
        user = user or _account_of(invitation, entry)
        participant = _present(consultation, user)
        if participant is None:
            participant = _add(consultation, user, entry, invitation.group, invitation.delegation)
        elif not participant.delegation_id and not participant.group_id:
            participant.group, participant.delegation = invitation.group, invitation.delegation
            participant.save(update_fields=["group", "delegation"])
        ParticipantRole.objects.get_or_create(participant=participant, role=invitation.role)
        invitation.accepted_by = participant
        invitation.save(update_fields=["accepted_by"])
        listed = invitation.role == Role.PARTICIPANT and list_as_elector(participant) is not None
        record.enter(
            consultation.pk,
            "join",
            participant,
            subject=f"participant-{participant.pk}",
            payload={
                "by": f"invitation-{invitation.pk}",
                "role": invitation.role,
                "elector": listed,
                **_facts(participant),
            },
        )
        record.signal(consultation.pk, "rights")
    return participant


def list_as_elector(participant: Participant) -> Elector | None:
    """Put the participant on the list: through their delegation, once, whose head they are if it has none.

    None if the delegation already answers through somebody else.
    """
    electorate, _made = Electorate.objects.get_or_create(consultation=participant.consultation, name=PARTICIPANTS)
    facts: dict[str, Any] = {"group": participant.group, "is_guest": participant.user.is_guest}
    delegation = participant.delegation
    if delegation is None:
        return Elector.objects.get_or_create(electorate=electorate, participant=participant, defaults=facts)[0]
    elector, created = Elector.objects.get_or_create(
        electorate=electorate, delegation=delegation, defaults={**facts, "group_id": delegation.group_id}
    )
    headed = Participant.objects.filter(delegation=delegation, is_head=True, removed_at=None).exists()
    if not headed:
        participant.is_head = True
        participant.save(update_fields=["is_head"])
    return elector if created or not headed else None


def claim(guest: User, address: str) -> User:
    """A guest who proved an address: it becomes theirs, or both accounts become one. Returns whom to sign in.

    Raises RefusedError where both have voted in a secret ballot that is open: nothing is changed then.
    """
    with transaction.atomic():
        account = User.objects.select_for_update().filter(email=address.lower()).first()
        if account is None:
            guest.email = address.lower()
            guest.save(update_fields=["email"])
            EmailAddress.objects.create(user=guest, email=guest.email, verified=True, primary=True)
            Elector.objects.filter(participant__user=guest).update(is_guest=False)
            _enter_claims(list(guest.participations.all()))
            return guest
        EmailAddress.objects.filter(user=account, email=account.email).update(verified=True)
        kept = [_merge(participation, account) for participation in guest.participations.order_by("pk")]
        for uploads in (DocumentImport, GuestList):
            uploads.objects.filter(uploaded_by=guest).update(uploaded_by=account)
        User.objects.filter(pk=guest.pk).update(is_active=False, name="")
        _enter_claims(kept)
    return account


def _merge(merged: Participant, account: User) -> Participant:
    """Give ``merged`` to ``account``; where both took part, one participation remains, with one line on the list."""
    kept = Participant.objects.filter(consultation=merged.consultation_id, user=account).first()
    if kept is None:
        merged.user = account
        merged.save(update_fields=["user"])
        Elector.objects.filter(participant=merged).update(is_guest=False)
        return merged
    privacy.merge(kept, merged)
    Invitation.objects.filter(accepted_by=merged).update(accepted_by=kept)
    if merged.removed_at is None:
        _hand_over(kept, merged)
    try:
        with transaction.atomic():
            merged.delete()
    except ProtectedError:  # a counted vote stays where it was counted
        Participant.objects.filter(pk=merged.pk).update(removed_at=timezone.now(), is_head=False, name="")
    return kept


def _hand_over(kept: Participant, merged: Participant) -> None:
    """Roles, the head of a delegation, and the line on the list of electors unless ``kept`` has one."""
    for role in merged.role_rows.values_list("role", flat=True):
        ParticipantRole.objects.get_or_create(participant=kept, role=role)
    if kept.group_id is None and kept.delegation_id is None:
        kept.group_id, kept.delegation_id = merged.group_id, merged.delegation_id
    kept.is_head = kept.is_head or (merged.is_head and kept.delegation_id == merged.delegation_id)
    kept.save(update_fields=["group", "delegation", "is_head"])
    if merged.is_head and merged.delegation_id and kept.delegation_id != merged.delegation_id:
        Participant.objects.filter(pk=merged.pk).update(is_head=False, delegation=None)
        pass_on(merged.delegation_id)
    listed = Elector.objects.filter(electorate__consultation=kept.consultation_id, electorate__name=PARTICIPANTS)
    if not listed.filter(Q(participant=kept) | Q(delegation=kept.delegation_id, delegation__isnull=False)).exists():
        listed.filter(participant=merged).update(participant=kept, is_guest=False)


def pass_on(delegation_id: int) -> None:
    """A delegation without a head answers through another invited member, or through nobody.

    Members who only named it by code lose it then: otherwise one of them would answer for it.
    """
    members = Participant.objects.filter(delegation=delegation_id, removed_at=None)
    invited = Invitation.objects.filter(accepted_by__isnull=False, delegation=delegation_id).values("accepted_by")
    heir = members.filter(pk__in=invited).order_by("pk").first()
    if heir is None:
        members.update(delegation=None)
    else:
        Participant.objects.filter(pk=heir.pk).update(is_head=True)


def _enter_claims(participations: list[Participant]) -> None:
    for participant in sorted(participations, key=lambda row: row.consultation_id):
        record.enter(participant.consultation_id, "claim", participant, subject=f"participant-{participant.pk}")
        record.signal(participant.consultation_id, "rights")


def _present(consultation: Consultation, user: User | None) -> Participant | None:
    """Their participation, if there is one; somebody who was removed does not come back by a code."""
    if user is None:
        return None
    User.objects.select_for_update().get(pk=user.pk)  # two entries of one account wait for each other
    before = Participant.objects.filter(consultation=consultation, user=user).select_related("consultation").first()
    if before is not None and before.removed_at is not None:
        raise RefusedError(
            _("You no longer take part in this consultation. The contact on its page can tell you more.")
        )
    return before


def _add(
    consultation: Consultation,
    user: User,
    entry: Entry,
    group: StakeholderGroup | None,
    delegation: Delegation | None,
) -> Participant:
    capacity = entry.capacity if entry.capacity in Capacity.values else Capacity.ORGANIZATIONAL
    return Participant.objects.create(
        consultation=consultation,
        user=user,
        name=(entry.name or user.name).replace("\x00", "").strip()[:NAME_LIMIT],
        group=group,
        delegation=delegation,
        capacity=Capacity.PERSONAL if delegation is None and group is None else capacity,
        quotation=entry.quotation if entry.quotation in Quotation.values else Quotation.WITHOUT_NAME,
        language=get_language() or "",
        keep_nothing=entry.keep_nothing,
        never_list=entry.never_list,
    )


def _spoken_for(consultation: Consultation, entry: Entry) -> tuple[StakeholderGroup | None, Delegation | None]:
    """The group and the body somebody names. In a personal capacity there is no body.

    A body on the list of electors is named by invitation alone: under its name a stranger's words would be its own.
    """
    group = consultation.groups.filter(pk=entry.group_id).first() if entry.group_id else None
    if group is None and consultation.groups.exists():
        raise RefusedError(_("Choose the stakeholder group you belong to."))
    named = " ".join(entry.delegation.replace("\x00", "").split())[:160]
    if not named or group is None or entry.capacity == Capacity.PERSONAL:
        return group, None
    known = Delegation.objects.filter(consultation=consultation, name__iexact=named).select_related("group").first()
    if known is None:
        return group, Delegation.objects.get_or_create(
            consultation=consultation, name=named, defaults={"group": group}
        )[0]
    if known.elector_rows.exists():
        raise RefusedError(
            _(
                "“{name}” is on the convenor’s list: its members come in by a personal invitation. Ask for one, or join"
                " without naming it."
            ).format(name=known.name)
        )
    return known.group, known


def _account_of(invitation: Invitation, entry: Entry) -> User:
    """An account for the invited address. One that exists is its owner's: they sign in first."""
    address = invitation.email.lower()
    if User.objects.filter(email=address).exists():
        raise RefusedError(_("There is an account with the invited address. Sign in first, then open the link again."))
    user = User.objects.create_user(
        address, name=(entry.name or invitation.name)[:NAME_LIMIT], language=get_language() or ""
    )
    EmailAddress.objects.create(user=user, email=address, verified=False, primary=True)
    return user


def _facts(participant: Participant) -> dict[str, Any]:
    """What the record keeps of an entry: ids and choices, no name."""
    return {
        "group": participant.group_id,
        "delegation": participant.delegation_id,
        "capacity": participant.capacity,
        "quotation": participant.quotation,
    }

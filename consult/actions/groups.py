"""Acts on who is consulted: stakeholder groups and delegations."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError, Q
from django.utils.translation import gettext as _

from consult.actions.consultation import enter, locked
from consult.models import Delegation, Elector, Participant, StakeholderGroup
from consult.procedure import RefusedError
from consult.queries.people import Here

MARKS = 8


def save_group(here: Here, group_id: int | None, values: dict[str, Any]) -> StakeholderGroup:
    """Add a group, or change one. values: name, mark (0 to 7), rollup, is_counted, position."""
    with transaction.atomic():
        consultation = locked(here)
        group = _group(here, group_id) if group_id else StakeholderGroup(consultation=consultation)
        if not group_id:
            last = consultation.groups.aggregate(last=Max("position"))["last"]
            group.position = 0 if last is None else last + 1
            group.mark = consultation.groups.count() % MARKS
        before = {name: getattr(group, name) for name in values}
        for name in ("name", "mark", "rollup", "is_counted", "position"):
            setattr(group, name, values.get(name, getattr(group, name)))
        if group.pk and all(getattr(group, name) == value for name, value in before.items()):
            return group
        _unique(consultation.groups.exclude(pk=group.pk).filter(name__iexact=group.name).exists())
        group.save()
        enter(here, "change group" if group_id else "add group", f"group-{group.pk}", fields=sorted(values))
    return group


def save_groups(here: Here, values: dict[int, dict[str, Any]]) -> None:
    """Change several groups, all of them or none. values: group id -> those of ``save_group``."""
    with transaction.atomic():
        for group_id, given in values.items():
            save_group(here, group_id, given)


def remove_group(here: Here, group_id: int) -> None:
    """Only one that nobody belongs to: people and delegations are moved first."""
    with transaction.atomic():
        locked(here)
        group = _group(here, group_id)
        _delete(group, _("“{name}” has members. Move them to another group first.").format(name=group.name))
        enter(here, "remove group", f"group-{group_id}")


def save_delegation(here: Here, delegation_id: int | None, values: dict[str, Any]) -> Delegation:
    """Add a delegation, or change one. values: name, group, region, on_behalf_of (delegations), head (participant id).

    Its members and its line on the list of electors follow it into another group.
    """
    with transaction.atomic():
        consultation = locked(here)
        body = _delegation(here, delegation_id) if delegation_id else Delegation(consultation=consultation)
        group = values.get("group")
        if not isinstance(group, StakeholderGroup) or group.consultation_id != consultation.pk:
            raise RefusedError(_("Choose the stakeholder group it belongs to."))
        body.group, body.name, body.region = group, values["name"], values.get("region", body.region)
        _unique(consultation.delegations.exclude(pk=body.pk).filter(name__iexact=body.name).exists())
        body.save()
        Participant.objects.filter(delegation=body).update(group=body.group)
        Elector.objects.filter(Q(delegation=body) | Q(participant__delegation=body)).update(group=body.group)
        if "on_behalf_of" in values:
            others = [one for one in values["on_behalf_of"] if one.pk != body.pk]
            body.on_behalf_of.set([one for one in others if one.consultation_id == consultation.pk])
        if values.get("head"):
            _set_head(body, int(values["head"]))
        enter(
            here,
            "change delegation" if delegation_id else "add delegation",
            f"delegation-{body.pk}",
            fields=sorted(values),
            on_behalf_of=sorted(body.on_behalf_of.values_list("pk", flat=True)),
        )
    return body


def remove_delegation(here: Here, delegation_id: int) -> None:
    with transaction.atomic():
        locked(here)
        body = _delegation(here, delegation_id)
        if body.elector_rows.exists():
            raise RefusedError(_("“{name}” is on the list of electors and stays.").format(name=body.name))
        _delete(body, _("“{name}” has members. Move them to another delegation first.").format(name=body.name))
        enter(here, "remove delegation", f"delegation-{delegation_id}")


def _set_head(body: Delegation, participant_id: int) -> None:
    members = Participant.objects.filter(delegation=body, removed_at=None)
    if not members.filter(pk=participant_id).exists():
        raise RefusedError(_("Only one of its members can head a delegation."))
    members.exclude(pk=participant_id).update(is_head=False)
    members.filter(pk=participant_id).update(is_head=True)


def _group(here: Here, group_id: int) -> StakeholderGroup:
    found = StakeholderGroup.objects.filter(pk=group_id, consultation=here.consultation).first()
    if found is None:
        raise RefusedError(_("There is no such stakeholder group in this consultation."))
    return found


def _delegation(here: Here, delegation_id: int) -> Delegation:
    found = Delegation.objects.filter(pk=delegation_id, consultation=here.consultation).select_related("group").first()
    if found is None:
        raise RefusedError(_("There is no such delegation in this consultation."))
    return found


def _unique(is_taken: bool) -> None:
    if is_taken:
        raise RefusedError(_("That name is taken already."))


def _delete(row: StakeholderGroup | Delegation, refusal: str) -> None:
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, IntegrityError) as error:
        raise RefusedError(refusal) from error

"""Acts on a consultation itself: what it says of itself, its rules and its phases."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.actions.people import actor
from consult.attribution import TIGHTENINGS, Inside, Rule, Terms
from consult.models import Consultation, Contact, PartnerLogo, Phase, Resource
from consult.procedure import Act, PhaseKind, RefusedError, may, require
from consult.queries.logos import names_of_partners
from consult.queries.people import Here
from consult.queries.setup import relied_upon

DESCRIPTION = (
    "title",
    "reference",
    "document_status",
    "host",
    "partners",
    "starts_at",
    "ends_at",
    "time_zone",
    "city",
    "place",
    "link",
    "context",
    "objectives",
    "scope",
    "quotes",
    "language",
    "languages",
    "hosting",
    "reprisals_contact",
)
RULES = ("visibility", "attribution_rule", "inside", "smallest_cell", "discussion_only")


def locked(here: Here) -> Consultation:
    """The consultation's row, taken for changing it: inside the transaction of an act of setting up."""
    require(may(here.standing, Act.SET_UP))
    return Consultation.objects.select_for_update().get(pk=here.consultation.pk)


def enter(here: Here, act: str, subject: str = "", **payload: Any) -> None:
    """The entry of an act of setting up, last in its transaction; it holds names of fields, never what is in them."""
    record.enter(here.consultation.pk, act, actor(here), subject=subject, payload=payload)
    record.signal(here.consultation.pk, "rights")


def too_loose() -> str:
    return _("A rule can only become stricter once people rely on it.")


def describe(
    here: Here, values: dict[str, Any], contacts: list[dict[str, str]], resources: list[dict[str, str]]
) -> list[str]:
    """Change what the consultation says of itself. values: those of ``DESCRIPTION``. Returns what changed."""
    with transaction.atomic():
        consultation = locked(here)
        given = {name: values[name] for name in DESCRIPTION if name in values}
        changed = [name for name, value in given.items() if getattr(consultation, name) != value]
        for name in changed:
            setattr(consultation, name, given[name])
        if changed:
            consultation.save(update_fields=changed)
        if "partners" in changed:  # a logo goes with its partner
            PartnerLogo.objects.filter(consultation=consultation).exclude(
                partner__in=names_of_partners(consultation)
            ).delete()
        changed += _replace(consultation, Contact, ("name", "role", "email"), contacts)
        changed += _replace(consultation, Resource, ("text", "url"), resources)
        if changed:
            enter(here, "change description", fields=changed)
    return changed


def _replace(
    consultation: Consultation,
    model: type[Contact] | type[Resource],
    parts: tuple[str, ...],
    rows: list[dict[str, str]],
) -> list[str]:
    """Put ``rows`` in the place of what there is; the name of the relation if that changed anything."""
    before = [
        dict(zip(parts, row, strict=True))
        for row in model._default_manager.filter(consultation=consultation).values_list(*parts)
    ]
    if before == rows:
        return []
    model._default_manager.filter(consultation=consultation).delete()
    for row in rows:
        model._default_manager.create(consultation=consultation, **row)
    return [f"{model._meta.model_name}s"]


def set_rules(here: Here, values: dict[str, Any]) -> list[str]:
    """Change visibility and rules. Once somebody spoke, each can only become stricter. Returns what changed."""
    with transaction.atomic():
        consultation = locked(here)
        given = {name: values[name] for name in RULES if name in values}
        changed = [name for name, value in given.items() if getattr(consultation, name) != value]
        if relied_upon(consultation):
            for name in changed:
                require_stricter(name, getattr(consultation, name), given[name])
            rule = given.get("attribution_rule", consultation.attribution_rule)
            inside = given.get("inside", consultation.inside)
            require_no_looser(consultation.terms, Terms(Rule(rule), Inside(inside)))
        for name in changed:
            setattr(consultation, name, given[name])
        if changed:
            consultation.save(update_fields=changed)
            told = {name: given[name] for name in changed}
            enter(here, "change rules", fields=changed, values=told)
    return changed


def require_stricter(name: str, before: Any, after: Any) -> None:
    """Refuse a change that loosens what people relied on when they spoke."""
    is_stricter = True
    if name == "attribution_rule":
        is_stricter = after in TIGHTENINGS[Rule(before)]
    elif name == "inside":
        is_stricter = list(Inside).index(Inside(after)) > list(Inside).index(Inside(before))
    elif name == "smallest_cell":
        is_stricter = after > before
    if not is_stricter:
        raise RefusedError(too_loose())


def require_no_looser(before: Terms, after: Terms) -> None:
    """Refuse what shows more, inside or outside: the Chatham House Rule can show more inside than the rule by group."""
    if not before.loosened_by(after):
        return
    if after.rule in TIGHTENINGS[before.rule]:
        raise RefusedError(
            _("The room would see more than before: choose something stricter for what those in the room see, too.")
        )
    raise RefusedError(too_loose())


def set_phases(here: Here, windows: dict[str, tuple[datetime | None, datetime | None]]) -> list[str]:
    """Set the windows of phases: kind -> (opens, closes), aware times. Returns the kinds that changed."""
    changed = []
    with transaction.atomic():
        consultation = locked(here)
        for kind, (opens, closes) in windows.items():
            if kind not in PhaseKind.values:
                raise RefusedError(_("There is no such phase."))
            if opens and closes and closes < opens:
                raise RefusedError(_("A phase cannot close before it opens."))
            if closes and not opens:
                raise RefusedError(_("A phase that closes has a beginning too."))
            phase, _made = Phase.objects.get_or_create(consultation=consultation, kind=kind)
            if (phase.opens_at, phase.closes_at) != (opens, closes):
                phase.opens_at, phase.closes_at = opens, closes
                phase.save(update_fields=["opens_at", "closes_at"])
                changed.append(kind)
        if changed:
            now = timezone.now()
            open_now = [phase.kind for phase in Phase.objects.filter(consultation=consultation) if phase.is_open(now)]
            enter(here, "change phases", fields=changed, open=open_now)
    return changed

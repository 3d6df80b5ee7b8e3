"""What a moderator sees: the queue of a session, and the log of what was decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consult import record
from consult.attribution import STRICT
from consult.models import Consultation, Participant, RecordEntry
from consult.procedure import STAFF, Role
from consult.queries.people_data import harmless
from sessions_app.models import Contribution, Flag, Session
from sessions_app.queries import discussion
from sessions_app.queries.discussion import ShownContribution
from sessions_app.states import ContributionState, HeldFor

PAGE = 20
WAITING = "waiting"
FILTERS = {
    WAITING: gettext_lazy("Waiting for a decision"),
    "held": gettext_lazy("Held"),
    "flagged": gettext_lazy("Flagged"),
    "hidden": gettext_lazy("Hidden"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One contribution that waits, as the room would see it, with what was said when it was flagged."""

    shown: ShownContribution
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Queue:
    """counts: filter -> how many. releasable: held only because everything was, up to the id ``newest``."""

    items: list[Item]
    counts: dict[str, int]
    releasable: int
    newest: int
    pages: int


def queue(session: Session, wanted: str, page: int = 1) -> Queue:
    """The contributions of a session that are held, flagged or hidden, newest first."""
    everything = _states(session)
    counts = everything.aggregate(
        held=Count("pk", filter=Q(state=ContributionState.HELD)),
        hidden=Count("pk", filter=Q(state=ContributionState.HIDDEN)),
        flagged=Count("pk", filter=Q(is_flagged=True)),
        waiting=Count("pk", filter=Q(is_flagged=True) | Q(state=ContributionState.HELD)),
    )
    releasable = everything.filter(state=ContributionState.HELD, held_for=HeldFor.ALL).aggregate(
        count=Count("pk"), newest=Max("pk")
    )
    pages = max(1, -(-counts[wanted] // PAGE))
    start = (min(max(page, 1), pages) - 1) * PAGE
    return Queue(
        items=_items(session, everything.filter(_wanted(wanted)), start),
        counts=counts,
        releasable=releasable["count"],
        newest=releasable["newest"] or 0,
        pages=pages,
    )


def _states(session: Session) -> QuerySet[Contribution]:
    waiting = Flag.objects.filter(contribution=OuterRef("pk"), is_settled=False)
    rows = Contribution.objects.filter(question__session=session).exclude(state=ContributionState.WITHDRAWN)
    return rows.annotate(is_flagged=Exists(waiting))


def _wanted(name: str) -> Q:
    if name == WAITING:
        return Q(is_flagged=True) | Q(state=ContributionState.HELD)
    return Q(is_flagged=True) if name == "flagged" else Q(state=name)


def _items(session: Session, rows: QuerySet[Contribution], start: int) -> list[Item]:
    page = list(discussion.for_showing(rows).order_by("-pk")[start : start + PAGE])
    flags = Flag.objects.filter(contribution__in=[row.pk for row in page], is_settled=False)
    reasons: dict[int, list[str]] = {}
    for key, reason in flags.order_by("reason").values_list("contribution", "reason"):
        if reason:
            reasons.setdefault(key, []).append(reason)
    shown = discussion.shown(page, session.consultation, "desk")
    for item in shown:
        item.replies = []
    return [Item(item, reasons.get(item.id, [])) for item in shown]


# --- the log ------------------------------------------------------------------------------------------------------

ACTS = {
    "held": gettext_lazy("Held"),
    "hidden": gettext_lazy("Hidden"),
    "shown": gettext_lazy("Released"),
    "contribute": gettext_lazy("Held before anybody saw it"),
    "take down": gettext_lazy("Said aloud, held before anybody saw it"),
    "take down all": gettext_lazy("Said aloud, from a transcript, held before anybody saw it"),
    "edit": gettext_lazy("Held after it was changed"),
    "flag": gettext_lazy("Flagged"),
    "settle flags": gettext_lazy("Flags settled"),
    "hold all": gettext_lazy("Everything held from now on"),
    "hold no longer": gettext_lazy("New contributions held no longer"),
    "release all": gettext_lazy("Released together"),
    "remove author": gettext_lazy("Its author removed from the room"),
}
HELD_OR_NOT = frozenset({"contribute", "take down", "take down all", "edit"})
_NO_CONTRIBUTION = ("session-", "transcript-")


def headings() -> list[str]:
    return [_("number"), _("when"), _("act"), _("by"), _("contribution"), _("why"), _("text")]


def log(consultation: Consultation) -> Iterator[list[str]]:
    """Every act of moderation, from the record, as it may leave the room: who acted as a role, contributions numbered
    in this file alone. Under the rules that protect who spoke there is the day for a time, no reason and no text.
    """
    entries = RecordEntry.objects.filter(consultation_id=consultation.pk, act__in=ACTS).order_by("seq")
    roles = _roles(consultation)
    numbers: dict[int, int] = {}
    rows = Contribution.objects.filter(question__session__consultation=consultation)
    texts = {row.pk: row for row in rows.only("pk", "rule", "text", "salt", "state_reason")}
    rules = dict(Session.objects.filter(consultation=consultation).values_list("pk", "attribution_rule"))
    number = 0
    for entry in entries.iterator():
        payload = entry.payload
        if entry.act in HELD_OR_NOT and not payload.get("held"):
            continue
        number += 1
        about = texts.get(_number_in(entry.subject)) if not entry.subject.startswith(_NO_CONTRIBUTION) else None
        rule = about.rule if about else rules.get(payload.get("session", 0)) or consultation.attribution_rule
        is_open = rule not in STRICT and consultation.attribution_rule not in STRICT
        row = [
            str(number),
            _when(entry.at, consultation, is_open),
            str(ACTS[entry.act]),
            roles.get(entry.actor, str(Role.PARTICIPANT.label)),
            str(numbers.setdefault(about.pk, len(numbers) + 1)) if about else "",
            _why(payload, about) if is_open else "",
            about.text if about and is_open else "",
        ]
        yield [harmless(cell) for cell in row]


def _when(at: datetime, consultation: Consultation, is_exact: bool) -> str:
    return f"{at.astimezone(consultation.zone):{'%Y-%m-%d %H:%M' if is_exact else '%Y-%m-%d'}}"


def _why(payload: dict[str, Any], about: Contribution | None) -> str:
    """The reason where it is still the one that was given then: the record holds its sealed form alone."""
    if payload.get("held") in HeldFor.values:
        return str(HeldFor(payload["held"]).label)
    if about and about.state_reason and payload.get("reason") == record.seal(about.salt, about.state_reason):
        return about.state_reason
    return ""


def _roles(consultation: Consultation) -> dict[str, str]:
    """Actor in the record -> the role to print: of those who run the consultation the first they hold."""
    order = [role for role in Role if role in STAFF]
    found = {role.value: str(role.label) for role in Role} | {
        record.RULE: _("The rule"),
        record.COMMAND: _("The house"),
    }
    rows = Participant.objects.filter(consultation=consultation, role_rows__role__in=STAFF)
    for key, role in rows.values_list("pk", "role_rows__role"):
        before = found.get(f"participant-{key}")
        label = str(Role(role).label)
        labels = [str(one.label) for one in order]
        if before is None or labels.index(label) < labels.index(before):
            found[f"participant-{key}"] = label
    return found


def _number_in(subject: str) -> int:
    number = subject.rpartition("-")[2]
    return int(number) if number.isdigit() else 0

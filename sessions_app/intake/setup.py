"""How a consultation of each format begins: all of it can be changed afterwards."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consult.attribution import Rule
from consult.documents.proposal import Proposal
from consult.models import Consultation, DocumentImport, Phase, StakeholderGroup
from consult.models.consultation import Format, Visibility
from consult.procedure import PhaseKind, Role
from sessions_app import formats
from sessions_app.intake.checks import zone_of

FORMAT_OF = {
    "think piece": Format.ROUNDTABLE,
    "concept note": Format.ROUNDTABLE,
    "session description / consultation note": Format.ROUNDTABLE,
    "call for input": Format.CALL,
    "conference event page": Format.CONFERENCE,
    "conference report, theme page": Format.CONFERENCE,
    "symposium introduction": Format.SYMPOSIUM,
}
GROUPS = formats.EVERYBODY


@dataclass(frozen=True, slots=True)
class Setup:
    """How the consultation will run. roles: what its convenor also does, of chair and rapporteur."""

    format: Format = Format.BLANK
    time_zone: str = "UTC"
    language: str = "en"
    rule: Rule = Rule.ON_THE_RECORD
    visibility: Visibility = Visibility.LINK
    discussion_only: bool = False
    roles: tuple[Role, ...] = field(default=(Role.CHAIR, Role.RAPPORTEUR))


def guessed(source: DocumentImport, language: str = "en") -> dict[str, Any]:
    """What the document says of how it will run, else what its format begins with; ``time_zone`` "" where unknown."""
    proposal = Proposal.from_dict(source.proposal) if source.proposal else None
    kind = FORMAT_OF.get(proposal.genre, Format.BLANK) if proposal else Format.BLANK
    kind = Format(source.decisions.get("setup", {}).get("format") or kind)
    zones = [zone_of(date.tz) for date in proposal.dates if date.tz] if proposal else []
    return {
        "format": kind,
        "time_zone": next((zone for zone in zones if zone), ""),
        "language": language,
        "rule": (_rule_said(proposal) if proposal else None) or formats.start(kind).rule,
        "visibility": Visibility.LINK,
        "discussion_only": formats.start(kind).discussion_only,
        "roles": [Role.CHAIR, Role.RAPPORTEUR],
    }


def _rule_said(proposal: Proposal) -> Rule | None:
    said = proposal.attribution_rule.value.lower() if proposal.attribution_rule else ""
    if "chatham" in said or "attribution" in said:
        return Rule.CHATHAM_HOUSE
    return Rule.ON_THE_RECORD if "on the record" in said else None


def open_phases(consultation: Consultation, now: datetime, deadline: datetime | None) -> None:
    """A row for each phase: those its format needs are open, so that it can be used at once; the others are off.

    A deadline still to come ends the contributions. The synthesis begins when the event is over.
    """
    windows: dict[str, tuple[datetime | None, datetime | None]] = dict.fromkeys(PhaseKind, (None, None))
    for kind in formats.start(consultation.format).phases:
        windows[kind] = (now, None)
    if deadline and deadline > now:
        windows[PhaseKind.CONTRIBUTIONS] = (now, deadline)
    over = consultation.ends_at or consultation.starts_at
    windows[PhaseKind.SYNTHESIS] = (over if over and over > now else now, None)
    Phase.objects.bulk_create(
        Phase(consultation=consultation, kind=kind, opens_at=opens, closes_at=closes)
        for kind, (opens, closes) in windows.items()
    )


def make_groups(consultation: Consultation) -> None:
    """The stakeholder groups that the format begins with."""
    StakeholderGroup.objects.bulk_create(
        StakeholderGroup(consultation=consultation, name=name, mark=formats.MARKS[name], position=number)
        for number, name in enumerate(formats.start(consultation.format).groups)
    )

"""Saying what became of contributions: noted, or not taken with the reason; one or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from synthesis.actions.editing import actor_of, locked
from synthesis.actions.tabulating import tabulate_open
from synthesis.models.coverage import SET, Disposition, Reason, Status
from synthesis.models.report import Report
from synthesis.queries.units import Unit, coverage

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """What is set. kind: noted, not-taken, or open to take back what was set. reason, words: of what is not taken."""

    kind: str
    reason: str = ""
    words: str = ""


def settle(here: Here, report: Report, keys: Sequence[str], choice: Choice) -> int:
    """Set the disposition of the units ``keys``; returns how many. All of them or none.

    Refused for what a paragraph rests on: that is worked out from the report.
    """
    require(may(here.standing, Act.DRAFT))
    choice = _checked(choice)
    with writing():
        report = locked(here.consultation, report.pk)
        units = _settable(report, keys)
        contributions = [int(unit.key[1:]) for unit in units if unit.key[0] == "c"]
        submissions = [int(unit.key[1:]) for unit in units if unit.key[0] == "s"]
        for rows in (
            Disposition.objects.filter(report=report, contribution__in=contributions),
            Disposition.objects.filter(report=report, submission__in=submissions),
        ):
            rows.delete()
        salt = record.salt()
        if choice.kind != Status.OPEN:
            told: dict[str, Any] = {"kind": choice.kind, "reason": choice.reason, "words": choice.words, "salt": salt}
            told |= {"report": report, "set_by": here.participant, "set_at": timezone.now()}
            Disposition.objects.bulk_create(
                [
                    *(Disposition(contribution_id=pk, **told) for pk in contributions),
                    *(Disposition(submission_id=pk, **told) for pk in submissions),
                ]
            )
        tabulate_open(report)
        payload = {"kind": choice.kind, "reason": choice.reason, "of": sorted(unit.key for unit in units)}
        payload |= {"words": record.seal(salt, choice.words)} if choice.words else {}
        actor = actor_of(here)
        record.enter(here.consultation.pk, "disposition set", actor, subject=f"report-{report.pk}", payload=payload)
    return len(units)


def _checked(choice: Choice) -> Choice:
    words = " ".join(plain(choice.words).split())
    if choice.kind not in {*SET, Status.OPEN}:
        raise RefusedError(_("Choose “noted”, or “not taken” with a reason."))
    if len(words) > LONGEST:
        raise RefusedError(_("The reason has at most {most} characters.").format(most=LONGEST))
    if choice.kind != Status.NOT_TAKEN:
        return Choice(choice.kind, "", "" if choice.kind == Status.OPEN else words)
    if choice.reason not in Reason.values:
        raise RefusedError(_("Say why it is not taken: its author will read the reason."))
    if choice.reason == Reason.OTHER and not words:
        raise RefusedError(_("Write the reason in words: its author will read it."))
    return Choice(choice.kind, choice.reason, words)


def _settable(report: Report, keys: Sequence[str]) -> list[Unit]:
    wanted = set(keys)
    if not wanted:
        raise RefusedError(_("Choose at least one contribution."))
    found = [unit for unit in coverage(report) if unit.key in wanted]
    if len(found) != len(wanted):
        raise RefusedError(_("Some of these are no longer shown. Nothing was changed."))
    used = [unit for unit in found if unit.is_worked_out]
    if used:
        raise RefusedError(
            ngettext(
                "A paragraph rests on one of these: what became of it is worked out. Nothing was changed.",
                "Paragraphs rest on {count} of these: what became of them is worked out. Nothing was changed.",
                len(used),
            ).format(count=len(used))
        )
    return found

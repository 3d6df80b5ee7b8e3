"""Setting aside what the checks of a report found, and taking that back."""

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from synthesis.actions.editing import actor_of
from synthesis.models.checks import SetAside
from synthesis.models.report import Report
from synthesis.queries.checks import checks_of

LONGEST = 300


def set_aside(here: Here, report: Report, token: str, reason: str) -> SetAside:
    """Let a fault stand, with a reason. It is back as soon as the text it was found in changes."""
    require(may(here.standing, Act.DRAFT))
    reason = " ".join(plain(reason).split())
    if not reason:
        raise RefusedError(_("Say in a few words why this may stay."))
    if len(reason) > LONGEST:
        raise RefusedError(_("A reason has at most {most} characters.").format(most=LONGEST))
    _open(report)
    found = next((one for one in checks_of(report).standing if one.token == token), None)
    if found is None:
        raise RefusedError(_("This is no longer there: the text has changed since. Look at the checks again."))
    with writing():
        row, new = SetAside.objects.get_or_create(
            report=report,
            digest=token,
            defaults={
                "rule": found.fault.rule,
                "reason": reason,
                "salt": record.salt(),
                "by": here.participant,
                "at": timezone.now(),
            },
        )
        if new:
            _enter(here, "check set aside", report, row, found.place.paragraph)
    return row


def take_back(here: Here, report: Report, token: str) -> None:
    """Have a fault stand again that was set aside. One that was not changes nothing."""
    require(may(here.standing, Act.DRAFT))
    _open(report)
    with writing():
        row = SetAside.objects.select_for_update().filter(report=report, digest=plain(token)).first()
        if row is not None:
            row.delete()
            _enter(here, "check taken up again", report, row, None)


def _open(report: Report) -> None:
    if report.is_final:
        raise RefusedError(_("This report is published: it cannot be changed."))


def _enter(here: Here, act: str, report: Report, row: SetAside, paragraph: int | None) -> None:
    payload = {"rule": row.rule, "paragraph": paragraph, "reason": record.seal(row.salt, row.reason)}
    actor = actor_of(here)
    record.enter(here.consultation.pk, act, actor, subject=f"report-{report.pk}", payload=payload)

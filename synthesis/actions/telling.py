"""Telling contributors what became of what they gave, each once; and the mails of a report, which reveal nothing."""

import logging
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.models.consultation import Stage
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from synthesis.actions.editing import actor_of, locked
from synthesis.models.report import Report
from synthesis.models.telling import About, Telling
from synthesis.queries.telling import at_the_desk, to_tell

logger = logging.getLogger("consult.telling")

TASK = "synthesis.tasks.mail_tellings"


def send(here: Here, report: Report) -> int:
    """Tell everybody who gave something and was not told yet; returns how many. Refused where nobody is left."""
    require(may(here.standing, Act.DRAFT))
    count = tell_contributors(report, actor_of(here))
    if not count:
        raise RefusedError(_("Everybody who contributed was told already: nobody is told twice."))
    return count


def tell_contributors(report: Report, actor: Participant | str) -> int:
    """The same as a part of publishing: whoever was told before is left out; a roll-up draws on reports alone."""
    if report.is_rollup:
        return 0
    with writing():
        locked(report.consultation, report.pk)
        made = note(report, to_tell(report), About.USED)
        if made:
            payload = {"people": len(made)}
            record.enter(
                report.consultation_id, "contributors told", actor, subject=f"report-{report.pk}", payload=payload
            )
    return len(made)


def tell_held_back(report: Report) -> None:
    """Those who write and publish a report, each time that it does not appear when it was to: they have to act."""
    before = Telling.objects.filter(report=report, about=About.HELD_BACK).aggregate(last=Max("round"))["last"] or 0
    note(report, at_the_desk(report.consultation), About.HELD_BACK, before + 1)


def note(report: Report, people: Iterable[Participant], about: About, round: int = 0) -> list[Telling]:
    """Note that each is told, inside the transaction of the act; the worker mails it once that is through."""
    now = timezone.now()
    made = Telling.objects.bulk_create(
        Telling(report=report, participant=person, about=about, round=round, made_at=now) for person in people
    )
    ids = [row.pk for row in made]
    if ids and report.consultation.stage == Stage.OPEN:  # a rehearsal mails nobody
        transaction.on_commit(lambda: import_string(TASK).enqueue(telling_ids=ids), robust=True)
    return made


def mail_tellings(telling_ids: list[int]) -> int:
    """Mail each of these; returns how many went out. Two runs at once send each once."""
    rows = Telling.objects.filter(pk__in=telling_ids, mailed_at=None, participant__user__email__isnull=False)
    rows = rows.filter(participant__removed_at=None)
    went = 0
    with get_connection(fail_silently=False) as connection:
        for row in rows.select_related("participant__user", "report__consultation"):
            if not Telling.objects.filter(pk=row.pk, mailed_at=None).update(mailed_at=timezone.now()):
                continue
            try:
                went += message(row, connection).send()
            except OSError:  # SMTP errors are among them; their page tells it all the same
                logger.warning("somebody could not be told of a report", exc_info=True)
    return went


def message(row: Telling, connection: object = None) -> EmailMessage:
    """The mail in the language of whom it is for. Neither subject nor text names a consultation, a text or a person."""
    person = row.participant
    with translation.override(person.language or person.user.language or row.report.consultation.language):
        return EmailMessage(
            subject=_("Something waits for you"),
            body=body(row.about),
            to=[str(person.user.email)],
            connection=connection,  # type: ignore[arg-type]
        )


def body(about: str) -> str:
    """The text of such a mail, in the language that is active; the page shows it beforehand."""
    origin = settings.ORIGINS[0].rstrip("/") if settings.ORIGINS else ""
    page = reverse("home" if about == About.HELD_BACK else "own_reports")  # the first names no consultation either
    context = {"about": about, "address": origin + page if origin else ""}
    return render_to_string("synthesis/mail/telling.txt", context)

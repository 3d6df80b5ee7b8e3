"""The clock reminds of the deadline of a written round: each invited person who sent nothing, once."""

import logging
import time

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult import record
from consult.actions.consultation import enter, locked
from consult.actions.reminding import remind_invited
from consult.procedure import RefusedError
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.models import RoundReminder, Session
from sessions_app.queries.reminding import due, to_remind
from sessions_app.states import SessionKind

logger = logging.getLogger("consult.reminders")

TASK = "sessions_app.tasks.mail_reminders"
EVERY = 60.0  # seconds between two looks at what is due
MOST_DAYS = 60
_looked = 0.0


def set_reminders(here: Here, *, invited: int | None, rounds: dict[int, int | None]) -> list[str]:
    """How many days before each deadline a reminder goes out; None: none does. Returns what changed.

    rounds: id of a session -> days.
    """
    if any(days is not None and not 1 <= days <= MOST_DAYS for days in (invited, *rounds.values())):
        raise RefusedError(_("A reminder goes out between 1 and {most} days before.").format(most=MOST_DAYS))
    with writing():
        consultation = locked(here)
        changed = []
        if consultation.remind_invited != invited:
            consultation.remind_invited = invited
            consultation.save(update_fields=["remind_invited"])
            changed.append("invitations")
        known = consultation.sessions.filter(kind=SessionKind.WRITTEN).in_bulk(list(rounds))
        if len(known) != len(rounds):
            raise RefusedError(_("There is no such written round in this consultation."))
        for pk, session in known.items():
            if session.remind_days != rounds[pk]:
                session.remind_days = rounds[pk]
                session.save(update_fields=["remind_days"])
                changed.append(f"session-{pk}")
        if changed:
            enter(here, "change reminders", fields=changed)
    return changed


def remind_due(*, at_once: bool = False) -> int:
    """Everybody whom it is time to remind; returns how many mails are on their way. Looks once a minute."""
    global _looked
    if not at_once and time.monotonic() - _looked < EVERY:
        return 0
    _looked = time.monotonic()
    return remind_invited() + sum(_remind(session) for session in due(timezone.now()))


def _remind(session: Session) -> int:
    """Note whom to remind, by the actor "rule"; the worker mails it. Who comes second finds nobody left."""
    now = timezone.now()
    if not to_remind(session, now).exists():  # reading takes no lock
        return 0
    with writing():
        held = Session.objects.select_for_update().get(pk=session.pk)
        made = RoundReminder.objects.bulk_create(
            RoundReminder(session=held, participant=person, made_at=now) for person in to_remind(held, now)
        )
        ids = [reminder.pk for reminder in made]
        if ids:
            record.enter(
                held.consultation_id,
                "remind of round",
                record.RULE,
                subject=f"session-{held.pk}",
                payload={"session": held.pk, "people": len(ids)},
            )
            transaction.on_commit(lambda: import_string(TASK).enqueue(reminder_ids=ids), robust=True)
    return len(ids)


def mail_reminders(reminder_ids: list[int]) -> int:
    """Mail each of these; returns how many went out. Two runs at once send each once."""
    rows = RoundReminder.objects.filter(pk__in=reminder_ids, mailed_at=None, participant__user__email__isnull=False)
    went = 0
    with get_connection(fail_silently=False) as connection:
        for row in rows.select_related("participant__user", "session__consultation"):
            if not RoundReminder.objects.filter(pk=row.pk, mailed_at=None).update(mailed_at=timezone.now()):
                continue
            try:
                went += message(row, connection).send()
            except OSError:  # SMTP errors are among them; "For you" tells it all the same
                logger.warning("a reminder could not be mailed", exc_info=True)
    return went


def message(row: RoundReminder, connection: object = None) -> EmailMessage:
    """The mail in the language of whom it is for. Neither subject nor text names a consultation or a person."""
    person, above = row.participant, row.session.consultation
    with translation.override(person.language or person.user.language or above.language):
        return EmailMessage(
            subject=_("A reminder"),
            body=body(row.session),
            to=[str(person.user.email)],
            connection=connection,  # type: ignore[arg-type]
        )


def body(session: Session) -> str:
    """The text of a reminder, in the language that is active; the set-up shows it beforehand."""
    origin = settings.ORIGINS[0].rstrip("/") if settings.ORIGINS else ""
    context = {
        "deadline": session.deadline,
        "consultation": session.consultation,
        "address": origin + reverse("notices") if origin else "",
    }
    return render_to_string("sessions_app/mail/reminder.txt", context)

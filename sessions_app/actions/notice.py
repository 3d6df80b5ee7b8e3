"""Telling somebody what concerns them: on a page of their own, and by a mail that names no topic."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult.models import Participant, User
from sessions_app.models import Ballot, Commitment, Notice, Recommendation

logger = logging.getLogger("consult.notices")

TASK = "sessions_app.tasks.mail_notices"
QUIET_FOR = timedelta(hours=1)
_ABOUT = {Recommendation: "recommendation", Commitment: "commitment", Ballot: "ballot"}


def tell(people: Iterable[Participant], kind: str, row: Recommendation | Commitment | Ballot) -> None:
    """Note it for each, once, inside the transaction of the act; the worker mails it once that is through."""
    told = {person.pk for person in people if person.removed_at is None}
    made = Notice.objects.bulk_create(
        Notice(participant_id=pk, kind=kind, **{_ABOUT[type(row)]: row}) for pk in sorted(told)
    )
    ids = [notice.pk for notice in made]
    if ids:
        transaction.on_commit(lambda: import_string(TASK).enqueue(notice_ids=ids), robust=True)


def mail_notices(notice_ids: list[int]) -> int:
    """One mail to each whom these notices are for; returns how many went out. Two runs at once send each once.

    Whoever was mailed within the hour and has not looked yet gets no second one: the page holds everything.
    """
    people: dict[int, list[int]] = {}
    waiting = Notice.objects.filter(pk__in=notice_ids, mailed_at=None, participant__user__email__isnull=False)
    for pk, user_id in waiting.values_list("pk", "participant__user"):
        people.setdefault(user_id, []).append(pk)
    went = 0
    with get_connection(fail_silently=False) as connection:
        for user in User.objects.filter(pk__in=people):
            mine = Notice.objects.filter(pk__in=people[user.pk], mailed_at=None)
            lately = Notice.objects.filter(
                participant__user=user, seen_at=None, mailed_at__gt=timezone.now() - QUIET_FOR
            ).exists()
            if not mine.update(mailed_at=timezone.now()) or lately:
                continue
            try:
                went += message(user, connection).send()
            except OSError:  # SMTP errors are among them; the page tells it all the same
                logger.warning("a notice could not be mailed", exc_info=True)
    return went


def message(user: User, connection: object = None) -> EmailMessage:
    """Neither subject nor text names a consultation, a text or a person."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        origin = settings.ORIGINS[0].rstrip("/") if settings.ORIGINS else ""
        body = render_to_string(
            "sessions_app/mail/notice.txt", {"address": origin + reverse("notices") if origin else ""}
        )
        return EmailMessage(
            subject=_("Something waits for you"),
            body=body,
            to=[str(user.email)],
            connection=connection,  # type: ignore[arg-type]
        )


def seen(user: User) -> None:
    """What somebody was told is no longer new to them."""
    Notice.objects.filter(participant__user=user, seen_at=None).update(seen_at=timezone.now())

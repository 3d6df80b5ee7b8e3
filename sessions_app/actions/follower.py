"""Follow by mail: ask, confirm, leave, and tell. No mail of these names a topic."""

import logging
import time
from datetime import timedelta

from django.core.mail import EmailMessage
from django.db.models import F, OuterRef, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consult.models import Consultation, RecordHead
from consult.models.consultation import Stage
from sessions_app.models import Follower
from sessions_app.queries.feeds import entries_since
from sessions_app.queries.follower import CONFIRM_WITHIN, token_of

logger = logging.getLogger("consult.followers")

EVERY = 60.0  # seconds between two looks at what is new
_looked = 0.0


def ask(consultation: Consultation, email: str, language: str, origin: str) -> None:
    """Send the mail that asks to confirm; whoever follows already gets none. The caller's answer is always the same."""
    email = email.strip().lower()
    follower, is_new = Follower.objects.get_or_create(
        consultation=consultation,
        email=email,
        defaults={"language": language, "origin": origin, "asked_at": timezone.now()},
    )
    if follower.confirmed_at is not None:
        return
    if not is_new:
        follower.asked_at, follower.language, follower.origin = timezone.now(), language, origin
        follower.save(update_fields=["asked_at", "language", "origin"])
    _mail(follower, _("Please confirm"), "confirm")


def confirm(follower: Follower) -> None:
    """From here on they hear of what is new; confirming twice changes nothing."""
    if follower.confirmed_at is None:
        follower.confirmed_at, follower.told_seq = timezone.now(), _head(follower.consultation_id)
        follower.save(update_fields=["confirmed_at", "told_seq"])


def leave(follower: Follower) -> None:
    """Nothing of them is kept."""
    follower.delete()


def tell_followers(*, at_once: bool = False) -> int:
    """Tell each confirmed follower once of what is new; returns how many mails went out. Looks once a minute.

    Addresses that were not confirmed in time are forgotten.
    """
    global _looked
    if not at_once and time.monotonic() - _looked < EVERY:
        return 0
    _looked = time.monotonic()
    forgotten = timezone.now() - timedelta(seconds=CONFIRM_WITHIN)
    Follower.objects.filter(confirmed_at=None, asked_at__lt=forgotten).delete()
    head = RecordHead.objects.filter(consultation_id=OuterRef("consultation_id")).values("seq")
    behind = (
        Follower.objects.filter(confirmed_at__isnull=False)
        .filter(consultation__stage=Stage.OPEN)
        .annotate(head=Subquery(head))
    )
    sent = 0
    for follower in behind.filter(told_seq__lt=F("head")).select_related("consultation"):
        newest = next(iter(entries_since(follower.consultation_id, follower.told_seq)), None)
        if newest is None:
            continue
        # Said first, then done: a mail that fails is not sent again and again.
        mine = Follower.objects.filter(pk=follower.pk, told_seq=follower.told_seq)
        if mine.update(told_seq=newest.seq):
            with translation.override(follower.language):
                sent += _mail(follower, _("Something is new"), "news")
    return sent


def _head(consultation_id: int) -> int:
    return RecordHead.objects.filter(pk=consultation_id).values_list("seq", flat=True).first() or 0


def _mail(follower: Follower, subject: str, kind: str) -> int:
    """One mail, with the headers by which a mail program leaves in one click (RFC 8058)."""
    token = token_of(follower)
    here = follower.origin.rstrip("/")
    leaving = here + reverse("leave", args=[token])
    body = render_to_string(
        f"sessions_app/mail/{kind}.txt", {"address": here + reverse("following", args=[token]), "leave": leaving}
    )
    message = EmailMessage(
        subject=subject,
        body=body,
        to=[follower.email],
        headers={"List-Unsubscribe": f"<{leaving}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    try:
        return message.send()
    except OSError:  # SMTP errors are among them
        logger.warning("a follower could not be told", exc_info=True)
        return 0

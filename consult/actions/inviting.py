"""Invitations on their way: mailings sent by the worker, once; again, withdrawn, and reminders.

Of a link only its fingerprint is kept, so that each mail carries a fresh link and ends the one before.
"""

import logging
import secrets

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult import record
from consult.actions.people import INVITATION_LASTS, actor
from consult.models import Invitation, Mailing
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here, token_hash
from consult.queries.reminding import REMIND_AFTER

logger = logging.getLogger("consult.people")

TASK = "consult.tasks.send_mailing"


def enqueue(mailing: Mailing) -> None:
    """Have the worker send it, once the transaction is through."""
    transaction.on_commit(lambda: import_string(TASK).enqueue(mailing_id=mailing.pk))


def send_mailing(mailing_id: int) -> int:
    """Send what of a mailing was not sent yet; returns how many went out. Two runs at once send each mail once."""
    mailing = Mailing.objects.select_related("consultation").get(pk=mailing_id)
    waiting = Invitation.objects.filter(mailing=mailing, accepted_by=None).select_related("consultation")
    went = 0
    with get_connection(fail_silently=False) as connection:
        for invitation in waiting.filter(**{_stamp(mailing): None}):
            went += _send(mailing, invitation, connection)
    Mailing.objects.filter(pk=mailing.pk).update(finished_at=timezone.now())
    return went


def _stamp(mailing: Mailing) -> str:
    return "reminded_at" if mailing.is_reminder else "sent_at"


def _send(mailing: Mailing, invitation: Invitation, connection: BaseEmailBackend) -> int:
    """Take the invitation by its stamp, then send: who comes second finds it taken."""
    token, now, stamp = secrets.token_urlsafe(24), timezone.now(), _stamp(mailing)
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_by=None, **{stamp: None}).update(
        **{stamp: now, "token_hash": token_hash(token), "expires_at": now + INVITATION_LASTS}
    )
    if not taken:
        return 0
    try:
        message(invitation, f"{mailing.address}{token}/", connection, mailing.is_reminder).send()
    except OSError:  # SMTP errors are among them; it can be sent again from the page
        logger.warning("an invitation could not be sent", exc_info=True)
        Invitation.objects.filter(pk=invitation.pk).update(**{stamp: None})
        Mailing.objects.filter(pk=mailing.pk).update(failed=F("failed") + 1)
        return 0
    Mailing.objects.filter(pk=mailing.pk).update(sent=F("sent") + 1)
    return 1


def message(
    invitation: Invitation, address: str, connection: BaseEmailBackend, is_reminder: bool = False
) -> EmailMessage:
    """The mail in the language of whom it is for. Neither subject nor text names a topic, a host or a body."""
    with translation.override(invitation.language or invitation.consultation.language or settings.LANGUAGE_CODE):
        return EmailMessage(
            subject=_("A reminder") if is_reminder else _("An invitation"),
            body=body(address, is_reminder=is_reminder),
            to=[invitation.email],
            connection=connection,
        )


def body(address: str, *, is_reminder: bool) -> str:
    """The text of an invitation, in the language that is active; the set-up shows it beforehand."""
    context = {"address": address, "until": timezone.now() + INVITATION_LASTS, "is_reminder": is_reminder}
    return render_to_string("consult/mail/invitation.txt", context)


def resend(here: Here, invitation_id: int, address: str) -> Mailing:
    """A fresh link by mail; the old one ends when the mail goes out."""
    with transaction.atomic():
        invitation = _waiting(here, invitation_id)
        mailing = Mailing.objects.create(consultation=here.consultation, address=address, total=1)
        invitation.mailing, invitation.sent_at = mailing, None
        invitation.save(update_fields=["mailing", "sent_at"])
        _enter(here, "invite again", f"invitation-{invitation.pk}")
        enqueue(mailing)
    return mailing


def revoke(here: Here, invitation_id: int) -> None:
    """Withdraw an invitation nobody has used: its link admits nobody any more, and the address is forgotten."""
    with transaction.atomic():
        invitation = _waiting(here, invitation_id)
        subject = f"invitation-{invitation.pk}"
        invitation.delete()
        _enter(here, "withdraw invitation", subject)


def to_remind(here: Here) -> "list[Invitation]":
    """Those invited a while ago who have not come and were not reminded yet."""
    before = timezone.now() - REMIND_AFTER
    rows = Invitation.objects.filter(consultation=here.consultation, accepted_by=None, reminded_at=None)
    return list(rows.filter(Q(sent_at__lt=before)))


def remind(here: Here, address: str) -> Mailing:
    """One reminder, once, to everybody who was invited at least two days ago and has not come."""
    with transaction.atomic():
        require(may(here.standing, Act.INVITE))
        whom = to_remind(here)
        if not whom:
            raise RefusedError(_("There is nobody to remind: a reminder goes out once, two days after the invitation."))
        mailing = Mailing.objects.create(
            consultation=here.consultation, address=address, total=len(whom), is_reminder=True
        )
        Invitation.objects.filter(pk__in=[one.pk for one in whom]).update(mailing=mailing)
        _enter(here, "remind", f"mailing-{mailing.pk}", invitations=[one.pk for one in whom])
        enqueue(mailing)
    return mailing


def _waiting(here: Here, invitation_id: int) -> Invitation:
    require(may(here.standing, Act.INVITE))
    found = (
        Invitation.objects.select_for_update()
        .filter(pk=invitation_id, consultation=here.consultation, accepted_by=None)
        .first()
    )
    if found is None:
        raise RefusedError(_("There is no such invitation waiting in this consultation."))
    return found


def _enter(here: Here, act: str, subject: str, **payload: object) -> None:
    record.enter(here.consultation.pk, act, actor(here), subject=subject, payload=dict(payload))

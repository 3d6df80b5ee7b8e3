"""The clock reminds of invitations that nobody answered, each once, before their deadline."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from consult import record
from consult.actions.inviting import enqueue
from consult.models import Consultation, Invitation, Mailing
from consult.models.consultation import Stage
from consult.queries.reminding import due


def remind_invited() -> int:
    """Have the worker remind whom it is time to remind, by the actor "rule"; returns how many mails are on their way.

    Any number of processes can run this: whoever comes second finds the invitations taken.
    """
    asked = Consultation.objects.filter(remind_invited__isnull=False, stage=Stage.OPEN)
    return sum(_remind(consultation) for consultation in asked.prefetch_related("phases"))


def _remind(consultation: Consultation) -> int:
    now, address = timezone.now(), _links_begin(consultation)
    if not address or not due(consultation, now).exists():  # reading takes no lock
        return 0
    with transaction.atomic():
        held = Consultation.objects.select_for_update().get(pk=consultation.pk)
        whom = list(due(held, now).values_list("pk", flat=True))
        if not whom:
            return 0
        mailing = Mailing.objects.create(consultation=held, address=address, total=len(whom), is_reminder=True)
        Invitation.objects.filter(pk__in=whom).update(mailing=mailing)
        record.enter(held.pk, "remind", record.RULE, subject=f"mailing-{mailing.pk}", payload={"invitations": whom})
        enqueue(mailing)
    return len(whom)


def _links_begin(consultation: Consultation) -> str:
    """The absolute address before a token: that of the last mailing, else of this house; "" where it is not known."""
    last = consultation.mailings.first()
    if last:
        return last.address
    path = reverse("invitation", args=["x"]).removesuffix("x/")
    return settings.ORIGINS[0].rstrip("/") + path if settings.ORIGINS else ""

"""Reading whom the clock reminds of an invitation, and when."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from consult.models import Consultation, Invitation
from consult.procedure import PhaseKind

REMIND_AFTER = timedelta(days=2)  # nobody is reminded of what has only just come


def deadline(consultation: Consultation, now: datetime) -> datetime | None:
    """Before what an invitation is to be answered: the beginning or the end of contributions, whichever comes first.

    None where neither is still to come: then the end of each link is its deadline.
    """
    ends = [phase.closes_at for phase in consultation.phases.all() if phase.kind == PhaseKind.CONTRIBUTIONS]
    return min((at for at in [consultation.starts_at, *ends] if at and at > now), default=None)


def unanswered(consultation: Consultation, now: datetime) -> QuerySet[Invitation]:
    """Invitations that were sent, wait for an answer and were never reminded of."""
    rows = Invitation.objects.filter(consultation=consultation, accepted_by=None, reminded_at=None)
    return rows.filter(sent_at__isnull=False, expires_at__gt=now).exclude(mailing__is_reminder=True)


def due(consultation: Consultation, now: datetime) -> QuerySet[Invitation]:
    """Those of whom the clock reminds now."""
    if consultation.remind_invited is None:
        return Invitation.objects.none()
    before = timedelta(days=consultation.remind_invited)
    rows = unanswered(consultation, now).filter(sent_at__lt=now - REMIND_AFTER)
    end = deadline(consultation, now)
    return rows if end and now >= end - before else rows.filter(expires_at__lte=now + before)


def next_at(consultation: Consultation, days: int, now: datetime) -> datetime | None:
    """When the next reminder of an invitation goes out ``days`` before its deadline; None where nobody waits."""
    ends = [deadline(consultation, now), *unanswered(consultation, now).values_list("expires_at", flat=True)]
    first = min((at for at in ends[1:] if at), default=None)
    if first is None:
        return None
    return max(now, min(at for at in (ends[0], first) if at) - timedelta(days=days))

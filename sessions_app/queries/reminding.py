"""Reading whom the clock reminds of a written round, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from consult.models import Consultation, Invitation, Participant, User
from consult.models.consultation import Stage
from consult.procedure import Role
from consult.queries.reminding import REMIND_AFTER
from sessions_app.models import Contribution, RoundReminder, Session, Submission
from sessions_app.states import ContributionState, SessionKind


def silent(session: Session) -> QuerySet[Participant]:
    """Invited people with an address who sent nothing in this round, neither they nor their delegation."""
    sent = Submission.objects.filter(session=session, withdrawn_at=None)
    said = Contribution.objects.filter(question__session=session, author=OuterRef("pk"))
    theirs = Q(author=OuterRef("pk")) | Q(delegation=OuterRef("delegation"), delegation__isnull=False)
    return Participant.objects.filter(
        Exists(Invitation.objects.filter(consultation=session.consultation_id, accepted_by=OuterRef("pk"))),
        ~Exists(sent.filter(theirs)),
        ~Exists(said.exclude(state=ContributionState.WITHDRAWN)),
        consultation=session.consultation_id,
        removed_at=None,
        role_rows__role=Role.PARTICIPANT,
        user__email__isnull=False,
    )


def to_remind(session: Session, now: datetime) -> QuerySet[Participant]:
    """Those of ``silent`` whom nobody reminded yet, and who did not come only just now."""
    told = RoundReminder.objects.filter(session=session).values("participant")
    return silent(session).filter(joined_at__lt=now - REMIND_AFTER).exclude(pk__in=told)


def begins(session: Session) -> datetime | None:
    """When its reminders go out; None where they are off."""
    if session.deadline is None or session.remind_days is None:
        return None
    return session.deadline - timedelta(days=session.remind_days)


def due(now: datetime) -> list[Session]:
    """The rounds whose reminders go out now."""
    rounds = Session.objects.filter(
        kind=SessionKind.WRITTEN, remind_days__isnull=False, ends_at__gt=now, consultation__stage=Stage.OPEN
    )
    return [session for session in rounds if (at := begins(session)) and at <= now]


@dataclass(frozen=True, slots=True)
class Round:
    """A written round in the set-up. at: when its reminders go out; silent: how many would be reminded now."""

    session: Session
    at: datetime | None
    silent: int
    reminded: int


def rounds(consultation: Consultation) -> list[Round]:
    """The written rounds whose deadline is still to come."""
    now = timezone.now()
    rows = consultation.sessions.filter(kind=SessionKind.WRITTEN, ends_at__gt=now).select_related("consultation")
    return [Round(row, begins(row), to_remind(row, now).count(), row.reminders.count()) for row in rows]


def waiting_for(user: User) -> list[Session]:
    """The rounds that somebody was invited to, in which they sent nothing and still can."""
    rows = Session.objects.filter(
        kind=SessionKind.WRITTEN,
        ends_at__gt=timezone.now(),
        consultation__stage=Stage.OPEN,
        consultation__participants__user=user,
    )
    return [row for row in rows.select_related("consultation") if silent(row).filter(user=user).exists()]

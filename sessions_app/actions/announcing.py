"""Telling those who are entitled that a question is open, and that it is about to close: once each, by the clock.

A question that is open for no longer than a day is put in the room, where everybody sees it.
"""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from consult import record
from consult.models.consultation import Stage
from sessions_app.actions.closing import enter
from sessions_app.actions.notice import tell
from sessions_app.actions.turns import writing
from sessions_app.models import Ballot
from sessions_app.queries.voting import answering
from sessions_app.states import BY_TIME, BallotState, NoticeKind, Told

DAY = timedelta(days=1)
NOT_SOONER = timedelta(hours=12)  # after the first notice


def tell_due() -> int:
    """Tell whoever it is time to tell, by the actor "rule"; returns of how many questions."""
    now = timezone.now()
    return sum(_tell(ballot.pk, step) for ballot in _running(now) if (step := _next(ballot, now)) is not None)


def _running(now: datetime) -> list[Ballot]:
    rows = Ballot.objects.filter(
        consultation__stage=Stage.OPEN,
        method__in=BY_TIME,
        state=BallotState.OPEN,
        told__lt=Told.CLOSING,
        closes_at__gt=now,
    )
    return list(rows.filter(closes_at__gt=F("opened_at") + DAY))


def _next(ballot: Ballot, now: datetime) -> Told | None:
    if ballot.told == Told.NOBODY:
        return Told.OPEN
    assert ballot.opened_at is not None
    assert ballot.closes_at is not None
    return Told.CLOSING if now >= max(ballot.closes_at - DAY, ballot.opened_at + NOT_SOONER) else None


def _tell(ballot_id: int, step: Told) -> bool:
    """Of two clocks at once the second finds it done."""
    with writing():
        if not Ballot.objects.filter(pk=ballot_id, told=step - 1, state=BallotState.OPEN).update(told=step):
            return False
        ballot = Ballot.objects.select_related("electorate", "consultation").get(pk=ballot_id)
        people = answering(ballot, silent_only=step == Told.CLOSING)
        tell(people, NoticeKind.CLOSING if step == Told.CLOSING else NoticeKind.OPEN, ballot)
        enter(ballot, "remind of the question" if step == Told.CLOSING else "announce the question", record.RULE, {})
    return True

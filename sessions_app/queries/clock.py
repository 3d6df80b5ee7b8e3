"""A clock that runs down to a moment, as ``_clock.html`` shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Clock:
    """limit: seconds from ``started``. left: seconds, negative once it is over."""

    limit: int
    started: datetime
    left: int
    clock: str
    paused: None = None


def clock_until(due: datetime) -> Clock:
    """A clock that starts now and is at nought at ``due``."""
    now = timezone.now()
    left = round((due - now).total_seconds())
    minutes, seconds = divmod(abs(left), 60)
    return Clock(left, now, left, f"{'−' if left < 0 else ''}{minutes:02}:{seconds:02}")

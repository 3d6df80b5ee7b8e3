"""When a silence procedure may end: never before 72 hours and two working days of the host are over."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOURS = 72
WORKING_DAYS = 2
SATURDAY_AND_SUNDAY = frozenset({5, 6})  # as ``date.weekday`` counts


def earliest_end(
    start: datetime,
    zone: ZoneInfo,
    holidays: Collection[date] = (),
    *,
    weekend: Collection[int] = SATURDAY_AND_SUNDAY,
) -> datetime:
    """The first moment at which a silence that began at ``start`` may be over, in ``zone``.

    The later of two: 72 hours after the beginning, by the clock that never changes; and the midnight that ends the
    second whole working day in the host's time zone. The day on which it begins is whole only if it begins at midnight.
    holidays: dates there on which nobody works. Raises ValueError for a ``start`` without a time zone, and where a week
    has no working day.
    """
    if start.tzinfo is None:
        raise ValueError("the beginning needs a time zone")
    if len({day % 7 for day in weekend}) > 6:
        raise ValueError("a week needs a working day")
    local = start.astimezone(zone)
    day = local.date() if local.time() == time.min else local.date() + timedelta(days=1)
    worked = 0
    while True:
        worked += day.weekday() not in weekend and day not in holidays
        if worked == WORKING_DAYS:
            break
        day += timedelta(days=1)
    after_work = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
    after_hours = start.astimezone(UTC) + timedelta(hours=HOURS)
    return max(after_work.astimezone(UTC), after_hours).astimezone(zone)

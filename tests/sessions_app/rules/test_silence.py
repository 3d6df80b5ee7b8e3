"""The earliest end of a silence procedure: 72 hours and two working days of the host, in its time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.rules.silence import earliest_end

GENEVA = ZoneInfo("Europe/Zurich")


@pytest.mark.parametrize(
    ("start", "holidays", "end"),
    [
        # Monday morning: Tuesday and Wednesday are whole working days, and 72 hours end on Thursday.
        (datetime(2026, 6, 1, 10, tzinfo=GENEVA), (), datetime(2026, 6, 4, 10, tzinfo=GENEVA)),
        # Thursday afternoon: Friday and Monday are the working days, later than 72 hours.
        (datetime(2026, 6, 4, 15, tzinfo=GENEVA), (), datetime(2026, 6, 9, 0, tzinfo=GENEVA)),
        # The Friday is a holiday: Monday and Tuesday.
        (datetime(2026, 6, 4, 15, tzinfo=GENEVA), (date(2026, 6, 5),), datetime(2026, 6, 10, 0, tzinfo=GENEVA)),
        # Begun at midnight, the day is whole.
        (datetime(2026, 6, 4, 0, tzinfo=GENEVA), (), datetime(2026, 6, 7, 0, tzinfo=GENEVA)),
        # 72 hours over the end of summer time: the clock on the wall shows an hour less.
        (datetime(2026, 10, 21, 23, 30, tzinfo=GENEVA), (), datetime(2026, 10, 24, 23, 30, tzinfo=GENEVA)),
        (datetime(2026, 10, 23, 0, 30, tzinfo=GENEVA), (), datetime(2026, 10, 28, 0, 0, tzinfo=GENEVA)),
        (datetime(2027, 3, 25, 12, tzinfo=GENEVA), (), datetime(2027, 3, 30, 0, tzinfo=GENEVA)),
    ],
)
def test_examples(start: datetime, holidays: tuple[date, ...], end: datetime) -> None:
    assert earliest_end(start, GENEVA, holidays) == end


def test_72_hours_are_hours_and_not_days_when_the_clock_changes() -> None:
    start = datetime(2026, 10, 22, 23, 30, tzinfo=ZoneInfo("Europe/Zurich"))
    no_weekend = earliest_end(start, GENEVA, weekend=())
    assert no_weekend.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=72)
    assert (no_weekend.day, no_weekend.hour) == (25, 22)


def test_the_working_days_are_those_of_the_host() -> None:
    # Thursday evening in Geneva is Friday morning in Auckland; in Riyadh nobody works on Fridays and Saturdays.
    start = datetime(2026, 6, 4, 20, tzinfo=GENEVA)
    auckland, riyadh = ZoneInfo("Pacific/Auckland"), ZoneInfo("Asia/Riyadh")
    assert earliest_end(start, auckland) == datetime(2026, 6, 10, 0, tzinfo=auckland)
    assert earliest_end(start, riyadh, weekend={4, 5}) == datetime(2026, 6, 9, 0, tzinfo=riyadh)


def test_what_cannot_be_computed_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        earliest_end(datetime(2026, 6, 4), GENEVA)
    with pytest.raises(ValueError, match="working day"):
        earliest_end(datetime(2026, 6, 4, tzinfo=GENEVA), GENEVA, weekend=range(7))


ZONES = st.sampled_from(["Europe/Zurich", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Africa/Nairobi"])
STARTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
HOLIDAYS = st.lists(st.dates(date(2020, 1, 1), date(2035, 1, 1)), max_size=40)


@given(STARTS, ZONES, HOLIDAYS)
def test_both_conditions_hold_and_none_holds_a_moment_sooner(start: datetime, name: str, holidays: list[date]) -> None:
    zone = ZoneInfo(name)
    end = earliest_end(start, zone, holidays)
    hours = (end.astimezone(UTC) - start).total_seconds() / 3_600
    assert hours >= 72
    assert working_days(start, end, zone, holidays) >= 2
    if hours > 72:
        assert working_days(start, end - timedelta(seconds=1), zone, holidays) < 2


@given(STARTS, ZONES, HOLIDAYS, st.integers(0, 400_000))
def test_whoever_begins_later_never_ends_sooner(start: datetime, name: str, holidays: list[date], later: int) -> None:
    zone = ZoneInfo(name)
    assert earliest_end(start + timedelta(seconds=later), zone, holidays) >= earliest_end(start, zone, holidays)


def working_days(start: datetime, end: datetime, zone: ZoneInfo, holidays: list[date]) -> int:
    """Working days that lie wholly between the two, counted day by day."""
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    found = 0
    while day < last:
        begins = datetime(day.year, day.month, day.day, tzinfo=zone)
        if begins >= start and day.weekday() < 5 and day not in holidays:
            found += 1
        day += timedelta(days=1)
    return found

"""Dates as documents print them, with their times and the zone as it is said; nothing is filled in.

A year that is not printed is not guessed: "12 December" alone is no date.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "short": "jan feb mar apr may jun jul aug sept oct nov dec",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ru2": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
MONTH = {name: i for names in _MONTHS.values() for i, name in enumerate(names.split(), 1)}
MONTH |= {"sep": 9, "fevrier": 2, "aout": 8, "decembre": 12, "setiembre": 9}

_M = "(?:" + "|".join(sorted(map(re.escape, MONTH), key=len, reverse=True)) + r")(?!\w)\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º)?(?!\d)"
_WD = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?|lundi|mardi|mercredi|jeudi|vendredi|samedi|"
    r"dimanche|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo|понедельник|вторник|среда|четверг|пятница|суббота|"
    r"воскресенье|"
    r"(?:ال)(?:اثنين|ثلاثاء|أربعاء|خميس|جمعة|سبت|أحد))"
)
_YEAR = r"(?:19|20)\d\d(?!\d)(?:\s*(?:года?|г\.))?"
_TO = r"\s*(?:–|—|-|−|/|to|until|and|through|au|à|et|al?|y|по|до|至|إلى|-)\s*"
_W = rf"(?:{_WD},?\s*(?:the\s+|le\s+)?)?"
_OFF = r"\s+(?:of\s+|de\s+|del\s+)?"

# The forms from the fullest to the barest, each with the names of the groups it fills.
_FORMS = [
    rf"{_W}(?P<d1>{_DAY}){_OFF}(?P<m1>{_M}),?(?:\s+(?:de\s+)?(?P<y1>{_YEAR}))?{_TO}{_W}(?P<d2>{_DAY}){_OFF}(?P<m2>{_M}),?\s+(?:de\s+|del\s+)?(?P<y2>{_YEAR})",
    rf"(?:from\s+|du\s+|del\s+|с\s+)?{_W}(?P<d1>{_DAY}){_TO}{_W}(?P<d2>{_DAY}){_OFF}(?P<m2>{_M}),?\s+(?:de\s+|"
    rf"del\s+)?(?P<y2>{_YEAR})",
    rf"{_W}(?P<m1>{_M})\s+(?P<d1>{_DAY}),?(?:\s+(?P<y1>{_YEAR}))?{_TO}{_W}(?P<m2>{_M})\s+(?P<d2>{_DAY}),?\s+(?P<y2>{_YEAR})",
    rf"{_W}(?P<m2>{_M})\s+(?P<d1>{_DAY}){_TO}(?P<d2>{_DAY}),?\s+(?P<y2>{_YEAR})",
    rf"{_W}(?P<d1>{_DAY}){_OFF}(?P<m1>{_M}),?\s+(?:de\s+|del\s+)?(?P<y1>{_YEAR})",
    rf"{_W}(?P<m1>{_M})\s+(?P<d1>{_DAY}),?\s+(?P<y1>{_YEAR})",
    r"(?P<y1>(?:19|20)\d\d)\s*年\s*(?P<m1>\d{1,2})\s*月\s*(?P<d1>\d{1,2})\s*日(?:\s*(?:至|-|—|"
    r"–)\s*(?:(?P<m2>\d{1,2})\s*月\s*)?(?P<d2>\d{1,2})\s*日)?",
    r"(?<![\d/-])(?P<y1>(?:19|20)\d\d)-(?P<m1>0[1-9]|1[0-2])-(?P<d1>0[1-9]|[12]\d|3[01])(?![\d-])",
    r"(?<![\d.])(?P<d1>0?[1-9]|[12]\d|3[01])\.(?P<m1>0?[1-9]|1[0-2])\.(?P<y1>(?:19|20)\d\d)(?!\d)",
    rf"(?P<m1>{_M}){_OFF}(?P<y1>{_YEAR})",
    r"(?P<y1>(?:19|20)\d\d)\s*年\s*(?P<m1>\d{1,2})\s*月",
]
_HAS_YEAR = re.compile(r"(?:19|20)\d\d")
_DATES = [re.compile(rf"(?<![\w/]){form}", re.IGNORECASE) for form in _FORMS]

_AMPM = r"(?:[ap]\.?\s?m\b\.?|noon|midday|midnight|h(?:eures?)?\b|Uhr)"
_CLOCK = rf"(?:noon|midday|midnight|midi|\d{{1,2}}(?:\s?[:.h]\s?\d\d)?\s?{_AMPM}?)"
_ZONE = (
    r"(?:(?:UTC|GMT)\s?[+\-−]\s?\d{1,2}(?::?\d\d)?|[A-Z]{2,5}(?:/[A-Z]{2,5})?|[A-Z][a-z]+ time|"
    r"heure de [A-Z]\w+|hora de [A-Z]\w+)"
)
_NOT_ZONE = {"ROOM", "AND", "THE", "VENUE", "TBC", "TBD", "AM", "PM", "XX", "XIX", "UN", "AT", "ON", "IN", "DATE", "WP"}
_TIMES = re.compile(
    rf"(?:\s*(?:[,;|·(]|from|at|between|de|à|by|с|в|@|à partir de)\s*){{0,4}}(?P<t1>{_CLOCK})(?:\s*(?:–|—|-|−|to|until|"
    rf"and|à|a|до|至)\s*(?P<t2>{_CLOCK}))?(?:\s*\(?(?P<tz>{_ZONE})\)?)?",
    re.IGNORECASE,
)
_ZONE_RE = re.compile(_ZONE)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text, [at, until) there: ISO start and end ("2024-06-03T10:00", "2024-06"), zone as said."""

    start: str
    end: str | None
    tz: str | None
    text: str
    at: int
    until: int


def find_dates(text: str) -> list[FoundDate]:
    """All dates in a text, in order; where two forms overlap the fuller one stands."""
    found: list[FoundDate] = []
    if not _HAS_YEAR.search(text):
        return found
    taken: list[tuple[int, int]] = []
    for form in _DATES:
        for hit in form.finditer(text):
            if any(hit.start() < b and a < hit.end() for a, b in taken):
                continue
            date = _date(text, hit)
            if date is not None:
                found.append(date)
                taken.append((date.at, date.until))
    return sorted(found, key=lambda date: date.at)


def _date(text: str, hit: re.Match[str]) -> FoundDate | None:
    part = {"d1": None, "d2": None, "m1": None, "m2": None, "y1": None, "y2": None, **hit.groupdict()}
    month2 = _month(part["m2"])
    month1 = _month(part["m1"]) or month2
    year2 = _number(part["y2"])
    year1 = _number(part["y1"]) or year2
    if not month1 or not year1:
        return None
    start = _iso(year1, month1, _number(part["d1"]))
    end = _iso(year2 or year1, month2 or month1, _number(part["d2"])) if part["d2"] else None
    if start is None or (part["d2"] and end is None):
        return None
    return _with_times(text, hit, start, end)


def _with_times(text: str, hit: re.Match[str], start: str, end: str | None) -> FoundDate:
    """The date with the clock times that directly follow (or, in a label's line, precede) it."""
    until, tz = hit.end(), None
    times = _TIMES.match(text, until) if len(start) == 10 else None
    if times and _is_clock(times):
        first, second = _clock(times["t1"], times["t2"]), _clock(times["t2"], times["t2"])
        tz = _zone(times["tz"])
        until = times.end() if tz or not times["tz"] else times.start("tz")
        if first:
            start, end = f"{start}T{first}", (f"{end or start}T{second}" if second else end)
    said = text[hit.start() : until].rstrip(" ,;|(\n")
    if said.count("(") > said.count(")") and text[hit.start() + len(said) :].startswith(")"):
        said += ")"
    return FoundDate(start, end, tz, said, hit.start(), hit.start() + len(said))


def _is_clock(times: re.Match[str]) -> bool:
    # "14 March 2024, 3 rooms" is no time: a bare figure needs minutes, a.m./p.m. or h on one side.
    said = f"{times['t1']} {times['t2'] or ''}"
    return bool(re.search(rf"\d\s?[:.h]\s?\d\d|{_AMPM}|midi", said, re.IGNORECASE))


def _clock(said: str | None, other: str | None) -> str | None:
    """ "3.30 p.m." -> "15:30"; a bare hour takes a.m. or p.m. from the other end of its span."""
    if not said:
        return None
    low = said.lower()
    if ("noon" in low and not re.search(r"\d", low)) or low.startswith(("midday", "midi")):
        return "12:00"
    if low.startswith("midnight"):
        return "00:00"
    hit = re.match(r"(\d{1,2})(?:\s?[:.h]\s?(\d\d))?", low)
    if not hit:
        return None
    hour, minute = int(hit[1]), int(hit[2] or 0)
    half = re.search(r"([ap])\.?\s?m", low) or (
        re.search(r"([ap])\.?\s?m", (other or "").lower()) if hour <= 12 else None
    )
    if half and half[1] == "p" and hour < 12 and not (half[0] not in low and _later(hour, other)):
        hour += 12
    if half and half[1] == "a" and hour == 12:
        hour = 0
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def _later(hour: int, other: str | None) -> bool:
    """Whether a bare hour before a p.m. one must be a morning hour ("10 to 1 p.m.")."""
    hit = re.match(r"(\d{1,2})", other or "")
    return bool(hit) and hour > int(hit[1]) % 12 if hit else False


def _zone(said: str | None) -> str | None:
    if not said or said.upper() in _NOT_ZONE or not _ZONE_RE.fullmatch(said):
        return None
    return said


def _month(said: str | None) -> int | None:
    if not said:
        return None
    return int(said) if said.isdigit() else MONTH.get(said.lower().rstrip("."))


def _number(said: str | None) -> int | None:
    hit = re.match(r"\d+", said or "")
    return int(hit[0]) if hit else None


def _iso(year: int, month: int, day: int | None) -> str | None:
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= calendar.monthrange(year, month)[1] else None

"""Whether a field can be kept as it stands: dates, addresses, time zones. One place for the page and the command."""

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Abbreviations that mean one zone only, as the zone of that name. A city is never guessed from them.
ABBREVIATIONS = {
    **dict.fromkeys(("UTC", "Z"), "UTC"),
    "GMT": "Etc/GMT",
    **dict.fromkeys(("WET", "WEST"), "WET"),
    **dict.fromkeys(("CET", "CEST", "MEZ", "MESZ", "CET/CEST"), "CET"),
    **dict.fromkeys(("EET", "EEST"), "EET"),
    **dict.fromkeys(("EST", "EDT"), "EST5EDT"),
    **dict.fromkeys(("MDT",), "MST7MDT"),
    **dict.fromkeys(("PST", "PDT"), "PST8PDT"),
    "EAT": "Etc/GMT-3",
    "JST": "Etc/GMT-9",
}
_OFFSET = re.compile(r"(?:UTC|GMT)\s?([+\-−])\s?(\d{1,2})(?::?00)?")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2}))?")
_ADDRESS = URLValidator(schemes=["http", "https"])


def zone_of(said: str) -> str:
    """The name of the time zone that ``said`` ("CET", "UTC+3", "Europe/Zurich") means, or "" where that is not certain.

    The names of fixed offsets count backwards: "UTC+3" is "Etc/GMT-3".
    """
    said = said.strip()
    if said.upper() in ABBREVIATIONS:
        return ABBREVIATIONS[said.upper()]
    if (offset := _OFFSET.fullmatch(said)) and int(offset[2]) <= 12:
        hours = int(offset[2])
        return f"Etc/GMT{'-' if offset[1] == '+' else '+'}{hours}" if hours else "Etc/GMT"
    return said if "/" in said and is_zone(said) else ""


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def moment(text: str, zone: str, *, is_end: bool = False) -> datetime | None:
    """The moment that "2024-06-03 10:00" or "2024-06-03" means in a zone: of a whole day its first or last minute.

    Raises ``ValueError`` for anything else; an empty text is None.
    """
    if not text.strip():
        return None
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    day = datetime.strptime(found[1], "%Y-%m-%d").date()
    clock = datetime.strptime(found[2], "%H:%M").time() if found[2] else time(23, 59) if is_end else time(0)
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone))


def faults(kind: str, parts: dict[str, str]) -> dict[str, str | Promise]:
    """Part -> what is wrong with it, in words; empty where the field can be kept."""
    found: dict[str, str | Promise] = {}
    if kind == "date":
        found = _faults_of_date(parts)
    elif kind == "contact":
        if parts.get("email") and not _passes(validate_email, parts["email"]):
            found["email"] = _("This is not an e-mail address.")
        if not (parts.get("name") or parts.get("email")):
            found["name"] = _("Give a name or an address.")
    elif kind == "resource" and parts.get("url") and not _passes(_ADDRESS, parts["url"]):
        found["url"] = _("This is not a web address: it begins with https:// or http://.")
    if "text" in parts and not parts["text"].strip():
        found["text"] = _("This is empty: write it, or leave it out.")
    return found


def _faults_of_date(parts: dict[str, str]) -> dict[str, str | Promise]:
    found: dict[str, str | Promise] = {}
    moments: list[datetime | None] = []
    for name in ("start", "end"):
        try:
            moments.append(moment(parts.get(name, ""), "UTC", is_end=name == "end"))
        except ValueError:
            found[name] = _("Write the day as 2024-06-03, with the time after it where there is one: 2024-06-03 10:00.")
    if not found and moments[0] is None:
        found["start"] = _("Give the day, or leave the date out.")
    elif not found and moments[1] is not None and moments[0] is not None and moments[1] < moments[0]:
        found["end"] = _("This is before the beginning.")
    return found


def _passes(validate: object, value: str) -> bool:
    try:
        validate(value)  # type: ignore[operator]
    except ValidationError:
        return False
    return True

"""Reading consultations: which there are for somebody, where each stands, and its calendar file."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from icalendar import Calendar, Event

from consult.models import Consultation, Participant, User
from consult.models.consultation import Stage, Visibility
from consult.procedure import STAFF, PhaseKind

RESULTS = frozenset({PhaseKind.PUBLISHED, PhaseKind.FOLLOW_UP})


def visible_to(user: User | None) -> QuerySet[Consultation]:
    """Consultations that may be listed for ``user``: public ones, and those they take part in."""
    listed = Q(visibility=Visibility.PUBLIC, stage=Stage.OPEN)
    if user is not None and user.is_authenticated:
        if user.is_secretariat:
            return Consultation.objects.all()
        own = Participant.objects.filter(user=user, removed_at=None)
        listed |= Q(pk__in=own.exclude(consultation__stage=Stage.DRAFT).values("consultation"))
        listed |= Q(pk__in=own.filter(role_rows__role__in=STAFF).values("consultation"))
    return Consultation.objects.filter(listed)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The consultations of the home page, by where they stand."""

    open: list[Consultation]
    coming: list[Consultation]
    published: list[Consultation]


def shelf(user: User | None) -> Shelf:
    """Open: a phase other than the set-up has begun. Published: its report is out."""
    now = timezone.now()
    found = Shelf([], [], [])
    for consultation in visible_to(user).prefetch_related("phases"):
        kinds = {phase.kind for phase in consultation.phases.all() if phase.is_open(now)}
        if kinds & RESULTS:
            found.published.append(consultation)
        elif kinds - {PhaseKind.SET_UP}:
            found.open.append(consultation)
        else:
            found.coming.append(consultation)
    found.coming.sort(key=lambda consultation: (consultation.starts_at is None, consultation.starts_at or now))
    return found


def _span(start: datetime, end: datetime | None) -> list[tuple[str, datetime | date]]:
    """The beginning and end of an entry, of times in the host's zone: whole days are days for every reader."""
    opens, closes = f"{start:%H:%M}", f"{end:%H:%M}" if end else ""
    if opens == "00:00" and closes in {"", "23:59"}:
        return [("dtstart", start.date()), ("dtend", (end or start).date() + timedelta(days=1))]
    return [("dtstart", start.astimezone(UTC)), *([("dtend", end.astimezone(UTC))] if end else [])]


def calendar(
    consultation: Consultation, address: str, sittings: list[tuple[str, str, datetime, datetime | None]]
) -> bytes:
    """An iCalendar file. sittings: (id, title, start, end), times aware; without any, the consultation's own dates."""
    file = Calendar()
    file.add("prodid", "-//Consult//")
    file.add("version", "2.0")
    entries = sittings or (
        [("", consultation.title, consultation.starts_at, consultation.ends_at)] if consultation.starts_at else []
    )
    for key, title, start, end in entries:
        event = Event()
        event.add("uid", f"{consultation.slug}-{key or 'dates'}@consult")
        event.add("dtstamp", timezone.now().astimezone(UTC))
        for name, value in _span(start.astimezone(consultation.zone), end and end.astimezone(consultation.zone)):
            event.add(name, value)
        event.add("summary", title)
        place = ", ".join(part for part in (consultation.place, consultation.city) if part)
        if place:
            event.add("location", place)
        event.add("url", address)
        file.add_component(event)
    return bytes(file.to_ical())

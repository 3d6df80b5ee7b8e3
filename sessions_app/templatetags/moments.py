"""Moments of a ballot in the host's zone, as they stand in a sentence: the time first, behind "closed" or "by"."""

from django import template
from django.utils import formats

from sessions_app.models import Ballot

register = template.Library()


@register.filter
def closed_at(ballot: Ballot) -> str:
    """ "14:56 Geneva, 26 November 2026": a result is read long after its day. "" while it is not closed."""
    if ballot.closed_at is None:
        return ""
    at = ballot.closed_at.astimezone(ballot.consultation.zone)
    return f"{at:%H:%M} {_apart(ballot.consultation.place_name)}, {formats.date_format(at, 'j F Y')}"


@register.filter
def closing_place(ballot: Ballot) -> str:
    """The place that the time is told for; with the day, where a ballot closes on another one than it was opened on."""
    place, zone = ballot.consultation.place_name, ballot.consultation.zone
    if ballot.closes_at is None or ballot.opened_at is None:
        return place
    at = ballot.closes_at.astimezone(zone)
    if at.date() == ballot.opened_at.astimezone(zone).date():
        return place
    return f"{_apart(place)}, {formats.date_format(at, 'j F Y')}"


def _apart(name: str) -> str:
    """Isolated, so that the day behind it stays with its month where one reads from right to left."""
    return f"\u2068{name}\u2069"

"""Days in words, as each language writes them."""

from datetime import date, datetime

from django.utils.formats import date_format, get_format
from django.utils.translation import get_language

_OURS = {"en": "j F Y", "ar": "j F Y"}  # as the United Nations writes them


def in_words(day: date | datetime) -> str:
    """ "12 December 2025" in the language that is active; a moment is taken in the zone it is given in."""
    own = _OURS.get((get_language() or "en").split("-")[0])
    return date_format(day, own or get_format("DATE_FORMAT"))

"""The themes that one contribution can be put under, each with its key."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from consult.models import Participant
from synthesis.models.theme import Theme
from synthesis.queries.coding import Stand

register = template.Library()

KEYS = "123456789"  # further themes have none: they are reached by Tab


@dataclass(frozen=True, slots=True)
class Choice:
    """key: "" where there are more themes than keys. is_mine: the reader put it there. is_suggested: only proposed."""

    theme: Theme
    key: str
    is_mine: bool
    is_suggested: bool


@register.simple_tag
def keyed_themes(themes: Sequence[Theme], stand: Stand, reader: Participant | None) -> list[Choice]:
    mine = stand.code_of(reader.pk) if reader else None
    return [
        Choice(
            theme,
            KEYS[place] if place < len(KEYS) else "",
            mine is not None and mine.theme == theme.pk,
            not stand.is_human and stand.suggested == theme.pk,
        )
        for place, theme in enumerate(themes)
    ]


@register.filter
def mine(stand: Stand, reader: Participant | None) -> str:
    """Where the reader put it: a theme's id, "none" of them; "" where they did not."""
    code = stand.code_of(reader.pk) if reader else None
    return str(code.theme or "none") if code else ""

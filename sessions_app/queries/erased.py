"""What stands in the place of words that were erased."""

from django.utils import translation
from django.utils.translation import gettext as _


def text_mark(language: str) -> str:
    """In the place of a text."""
    with translation.override(language):
        return _("[This text was removed.]")


def name_mark(language: str) -> str:
    """In the place of a name."""
    with translation.override(language):
        return _("[name removed]")


def heading_mark(language: str) -> str:
    """In the place of a heading of a report."""
    with translation.override(language):
        return _("[This heading was removed.]")

"""How to cite a report."""

from django.utils import translation
from django.utils.translation import gettext as _

from synthesis.rules import days
from synthesis.writers.blocks import Head


def citation(head: Head, address: str, edition: int = 1) -> str:
    """In the report's own language: host, title, status, day, edition from the second, address. No person."""
    with translation.override(head.language):
        told = _("“{title}”").format(title=head.title)
        status = f" ({head.status})" if head.status else ""
        day = days.in_words(head.date)
        again = _("edition {number}").format(number=edition) if edition > 1 else ""
        reference = head.reference
        return ", ".join(filter(None, (head.host, told + status, reference, day, again, address)))

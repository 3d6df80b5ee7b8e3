"""What people wrote, as paragraphs with links."""

from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

from sessions_app.rules.links import pieces

register = template.Library()


@register.filter
def said(text: str) -> SafeString:
    """Paragraphs of escaped text; what is an address leads there, and nothing else of the text is touched."""
    parts = [
        f'<a href="{escape(piece)}" rel="nofollow noopener">{escape(piece)}</a>' if is_address else escape(piece)
        for piece, is_address in pieces(text)
    ]
    return mark_safe(linebreaks("".join(parts)))  # noqa: S308 - every piece was escaped

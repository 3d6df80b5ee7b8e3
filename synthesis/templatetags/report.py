"""Blocks of a report on a page."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from consult.documents.blocks import Block

register = template.Library()


@register.filter
def linked(block: Block) -> SafeString:
    """The text of a block, escaped, with its links where their words stand last in it."""
    text = block.text
    for link in block.links:
        at = text.rfind(link.text)
        if at < 0:
            continue
        head, tail = text[:at], text[at + len(link.text) :]
        return format_html('{}<a class="from" href="{}">{}</a>{}', head, link.url, link.text, tail)
    return mark_safe(conditional_escape(text))  # noqa: S308

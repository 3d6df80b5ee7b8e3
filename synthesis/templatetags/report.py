"""Blocks of a report on a page."""

from collections.abc import Sequence

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from consult.documents.blocks import Block
from synthesis.writers.markdown import has_numbers
from synthesis.writers.parts import Item, Run

register = template.Library()

Rows = Sequence[Sequence[str]]


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


@register.filter
def cited(item: Item) -> SafeString:
    """The numbers of an item's footnotes, each leading to its text."""
    rows = ((note.number, _("Footnote {number}").format(number=note.number)) for note in item.notes)
    return format_html_join(
        "", '<sup class="cited" id="cited-{0}"><a href="#note-{0}" aria-label="{1}">{0}</a></sup>', rows
    )


@register.filter
def number_class(rows: Rows) -> SafeString:
    """The class of a table's cells beside the first column, heads included, where all of them are numbers."""
    block = Block("table", "", rows=tuple(tuple(row) for row in rows))
    return mark_safe(' class="number"' if has_numbers(block) else "")  # noqa: S308


@register.filter
def footnotes(runs: list[Run]) -> list[Block]:
    """All footnotes of these runs, in their order."""
    return [note for run in runs for item in run.items for one in (item, *item.under) for note in one.notes]

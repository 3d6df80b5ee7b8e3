"""Differences of texts as HTML that says in words what was added and deleted."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sessions_app.rules.redline import Op, diff

register = template.Library()


@register.simple_tag
def redline(old: str, new: str) -> SafeString:
    """``new`` with what differs from ``old`` marked: underlined or struck out, and said aloud by a screen reader."""
    said = {
        Op.DELETE: ("del", _("deleted:"), _("end of deletion.")),
        Op.INSERT: ("ins", _("added:"), _("end of addition.")),
    }
    return format_html_join("", "{}", ((_marked(text, said.get(op)),) for op, text in diff(old, new)))


def _marked(text: str, said: tuple[str, str, str] | None) -> SafeString | str:
    if said is None:
        return text
    tag, before, after = said
    hidden = '<span class="visually-hidden"> {} </span>'
    return format_html(f"<{tag}>{hidden}{{}}{hidden}</{tag}>", before, text, after)

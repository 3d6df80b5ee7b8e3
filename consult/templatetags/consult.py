"""Tags that pages of every package use."""

import segno
from django import template
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from consult.models import Consultation
from consult.queries import logos

register = template.Library()


@register.simple_tag
def partners_of(consultation: Consultation) -> list[logos.Partner]:
    """The partners, each with name, address and logo."""
    return logos.partners(consultation)


@register.filter
def count_errors(form: BaseForm) -> int:
    """How many lines a summary of what is wrong with ``form`` has: a field can have several."""
    return sum(len(errors) for errors in form.errors.values())


@register.simple_tag
def qr_svg(url: str, label: str = "") -> SafeString:
    """The address as a QR code: dark on light in every colour scheme, with a quiet border, sized by its container."""
    drawn = segno.make(url, error="m", micro=False).svg_inline(
        omitsize=True, border=3, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    modules = mark_safe(drawn.removeprefix("<svg "))  # noqa: S308 - drawn here; the address is not part of the markup
    return format_html('<svg role="img" aria-label="{}" {}', label or url, modules)

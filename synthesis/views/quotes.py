"""Picking quotations at the rapporteur's desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.procedure import Act
from consult.views.access import consultation_of
from synthesis.queries import quotes as reading
from synthesis.views.theme import desk_context


@never_cache
@require_safe
def quotes(request: HttpRequest, slug: str) -> HttpResponse:
    """What may stand for each question and theme in quotation marks, as it may be printed, to be copied."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    return render(
        request, "synthesis/quotes.html", desk_context(here, "quotes", found=reading.quotes(here.consultation))
    )

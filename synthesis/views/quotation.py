"""Quotations at the desk: what was picked for each question, and what can be put into a section, notes among it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consult.procedure import Act
from consult.views.access import consultation_of
from sessions_app.views.forms_in import id_in
from synthesis.actions import quotation as acts
from synthesis.models.report import Section
from synthesis.queries import notebook
from synthesis.queries.quotation import offers
from synthesis.queries.quotation import quotes as picked
from synthesis.views.editing import may_edit, to_paragraph, whole
from synthesis.views.report import context_of
from synthesis.views.theme import desk_context


@never_cache
@require_safe
def quotes(request: HttpRequest, slug: str) -> HttpResponse:
    """What may stand for each question and theme in quotation marks, as it may be printed, to be copied."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    return render(request, "synthesis/quotes.html", desk_context(here, "quotes", found=picked(here.consultation)))


@never_cache
@require_safe
def material(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Quotations that may stand in section ``pk``, and the reader's own notes."""
    here = consultation_of(request, slug, Act.DRAFT)
    rows = Section.objects.filter(report__consultation=here.consultation).select_related("report__consultation")
    section = get_object_or_404(rows, pk=pk)
    found = offers(here, section, id_in(request.GET, "question"), id_in(request.GET, "theme"))
    context = context_of(
        here,
        report=section.report,
        section=section,
        found=found,
        pages=notebook.pages(here),
        may_edit=may_edit(here, section.report) and section.removed_at is None,
    )
    return render(request, "synthesis/material.html", context)


@require_POST
def quote(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put chosen sentences of a contribution into section ``pk``."""
    here = consultation_of(request, slug, Act.DRAFT)
    chosen = [whole(one) for one in request.POST.getlist("sentence")[:50]]
    named = request.POST.get("named") == "yes"
    paragraph = acts.quote(here, pk, whole(request.POST.get("contribution")), chosen, named=named)
    return to_paragraph(request, here, paragraph, _("The quotation stands at the end of the section."))


@require_POST
def put_note(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    paragraph = acts.put_note(here, pk, whole(request.POST.get("note")))
    return to_paragraph(request, here, paragraph, _("The note stands at the end of the section."))

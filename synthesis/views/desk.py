"""The rapporteur's desk: drafting, and the acts on paragraphs. Each is a plain form; with htmx it answers in place."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consult.attribution import Audience
from consult.procedure import Act, may
from consult.queries.people import Here
from consult.views import second_factor
from consult.views.access import consultation_of
from synthesis.actions import publishing
from synthesis.actions import report as acts
from synthesis.models.report import Grounding, Paragraph, Report, ReportState, Style
from synthesis.queries import desk as reading
from synthesis.queries.report import reports_of
from synthesis.rules.assistant import endpoint
from synthesis.views.report import context_of


def _report(here: Here, pk: int) -> Report:
    return get_object_or_404(reports_of(here.consultation, published_only=False), pk=pk)


@require_POST
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    report = acts.begin_draft(here)
    return redirect("report_desk", slug, report.pk)


@require_safe
def progress(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far the draft is: a part that renews itself; when it is done, the page is loaded again."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = _report(here, pk)
    if report.state != ReportState.DRAFTING:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "synthesis/_progress.html", context_of(here, report=report))


@require_safe
def desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sections and numbered paragraphs with their evidence beside them."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = _report(here, pk)
    drafting = report.state == ReportState.DRAFTING
    sections = [] if drafting else reading.sections(report, Audience.INSIDE)
    slots = sum(1 for section in sections for p in section.paragraphs if p.kind == Grounding.SLOT and not p.is_removed)
    return render(
        request,
        "synthesis/desk.html",
        context_of(
            here,
            report=report,
            sections=sections,
            slots=slots,
            has_assistant=endpoint() is not None,
            may_edit=bool(may(here.standing, Act.DRAFT)) and report.state != ReportState.PUBLISHED,
            may_publish=bool(may(here.standing, Act.PUBLISH)) and report.state == ReportState.DRAFT,
            styles=[
                (Style.PARAGRAPH.value, Style.PARAGRAPH.label),
                (Style.PLAIN.value, Style.PLAIN.label),
                (Style.LIST_ITEM.value, Style.LIST_ITEM.label),
                (Style.QUOTE.value, Style.QUOTE.label),
            ],
        ),
    )


@require_POST
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Save a paragraph. A stale edit changes nothing and comes back with both texts, so that nothing is lost."""
    here = consultation_of(request, slug, Act.DRAFT)
    change = acts.Change(text=request.POST.get("text", ""), revision=number(request.POST.get("revision")))
    try:
        paragraph = acts.edit(here, pk, change)
    except acts.StaleEditError as stale:
        context = context_of(here, report=stale.paragraph.section.report, paragraph=stale.paragraph, given=stale.given)
        # htmx leaves an answer of 409 aside: to it the page comes as a plain one.
        return render(
            request, "synthesis/stale.html", context, status=200 if request.headers.get("HX-Request") else 409
        )
    return _back(request, here, paragraph, _("Saved."))


@require_POST
def restore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    try:
        paragraph = acts.restore(here, pk, number(request.POST.get("revision")))
    except acts.StaleEditError as stale:
        paragraph = stale.paragraph
        return _back(
            request, here, paragraph, _("Somebody changed this paragraph in the meantime; nothing was undone.")
        )
    return _back(request, here, paragraph, _("The drafted text stands again."))


@require_POST
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a paragraph of one's own to section ``pk``."""
    here = consultation_of(request, slug, Act.DRAFT)
    after = number(request.POST.get("after")) or None
    style = request.POST.get("style", Style.PARAGRAPH)
    paragraph = acts.add(here, pk, request.POST.get("text", ""), after=after, style=style)
    return _back(request, here, paragraph, _("Added."))


@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    return _back(request, here, acts.move(here, pk, up=request.POST.get("to") == "up"), _("Moved."))


@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    back = request.POST.get("back") == "1"
    paragraph = acts.remove(here, pk, back=back)
    return _back(request, here, paragraph, _("Put back.") if back else _("Removed; it can be put back."))


@require_POST
def publish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.PUBLISH)
    if not second_factor.is_recent(request):
        return second_factor.ask(request, reverse("report_desk", args=[slug, pk]))
    report = publishing.publish(here, _report(here, pk))
    messages.success(request, _("The report is published."))
    return redirect("report", slug, report.pk)


def number(value: Any) -> int:
    """A whole number from a form. Anything else is a form that this page did not make."""
    text = str(value or "0")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)


def _back(request: HttpRequest, here: Here, paragraph: Paragraph, words: str) -> HttpResponse:
    """To the paragraph on the desk; with htmx the desk answers in place."""
    messages.success(request, words)
    report = paragraph.section.report
    response = redirect("report_desk", here.consultation.slug, report.pk)
    response["Location"] += f"#paragraph-{paragraph.pk}"
    return response

"""The rapporteur's desk: drafting, the report with its paragraphs, who is where in it, publishing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consult.attribution import Audience
from consult.procedure import Act
from consult.views.access import consultation_of
from synthesis.actions import presence
from synthesis.actions import report as acts
from synthesis.models.report import Grounding, ReportState, Style
from synthesis.queries import desk as reading
from synthesis.queries.approval import approvals
from synthesis.queries.writers import at_work
from synthesis.rules.assistant import endpoint
from synthesis.views.editing import forms, may_edit, whole
from synthesis.views.report import context_of, report_at_desk


@require_POST
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    wanted = acts.Wanted(
        report=whole(request.POST.get("report")),
        template=request.POST.get("template", ""),
        purpose=request.POST.get("purpose", ""),
    )
    report = acts.begin_draft(here, wanted)
    return redirect("report_desk", slug, report.pk)


@require_safe
def progress(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far the draft is: a part that renews itself; when it is done, the page is loaded again."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = report_at_desk(here, pk)
    if report.state != ReportState.DRAFTING:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "synthesis/_progress.html", context_of(here, report=report))


@require_safe
def desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sections and numbered paragraphs with their evidence beside them."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = report_at_desk(here, pk)
    drafting = report.state == ReportState.DRAFTING
    sections = [] if drafting else reading.sections(report, Audience.INSIDE)
    every = [p for section in sections for p in section.paragraphs]
    slots = [p.paragraph.pk for p in every if p.kind == Grounding.SLOT and not p.is_removed]
    return render(
        request,
        "synthesis/desk.html",
        context_of(
            here,
            report=report,
            sections=sections,
            slots=slots,
            has_assistant=endpoint() is not None,
            may_edit=may_edit(here, report),
            at_work=at_work(here, report),
            approval=approvals(here, report),
            forms=forms(),
            styles=[*forms(), (Style.QUOTE.value, Style.QUOTE.label)],
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who else types where now, as a part of the page; a post says where one types oneself."""
    here = consultation_of(request, slug, Act.DRAFT if request.method == "POST" else Act.READ_DRAFT)
    report = report_at_desk(here, pk)
    if request.method == "POST":
        presence.typing(here, report, whole(request.POST.get("paragraph")) or None)
    return render(request, "synthesis/_at_work.html", context_of(here, report=report, at_work=at_work(here, report)))

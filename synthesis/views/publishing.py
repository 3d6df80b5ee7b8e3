"""Publishing a report, under an embargo or at once, and taking something out of a published one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consult.procedure import Act, RefusedError
from consult.queries.people import Here
from consult.views import second_factor
from consult.views.access import consultation_of
from synthesis.actions import publishing, removing, removing_texts, rollup
from synthesis.actions.editions import Why
from synthesis.forms.publishing import REASON, RECOMMENDATION, STATEMENT, PublishForm, RemoveForm
from synthesis.models.publication import Extent
from synthesis.models.report import Report, ReportState
from synthesis.queries import takeout
from synthesis.queries.approval import approvals
from synthesis.queries.house import house_style, length_of
from synthesis.queries.publication import readiness
from synthesis.queries.rollup import parts_of
from synthesis.views.report import context_of, report_at_desk


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Now, or at a moment in the host's zone. An empty form is: now."""
    here = consultation_of(request, slug, Act.PUBLISH)
    report = report_at_desk(here, pk)
    with timezone.override(here.consultation.zone):
        form = PublishForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            if not second_factor.is_recent(request):
                return second_factor.ask(request, reverse("publish", args=[slug, pk]))
            try:
                report = publishing.publish(here, report, form.cleaned_data["at"])
            except RefusedError as refusal:
                form.add_error(None, str(refusal.reason))
            else:
                told = _("The report is under an embargo.") if report.is_embargoed else _("The report is published.")
                messages.success(request, told)
                return redirect("report", slug, report.pk)
        house = house_style(here.consultation)
        limit = {"words": length_of(report), "limit": house.word_limit if house else None}
        is_draft = report.state == ReportState.DRAFT
        stands = readiness(report, approvals(here, report)) if is_draft else None
        context = context_of(here, report=report, form=form, stands=stands, **limit)
        return render(request, "synthesis/publish.html", context, status=400 if form.errors else 200)


@require_POST
def cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End the embargo without publishing: the report is a draft again."""
    here = consultation_of(request, slug, Act.PUBLISH)
    report = publishing.cancel_embargo(here, report_at_desk(here, pk))
    messages.success(request, _("The embargo is cancelled: the report is a draft again."))
    return redirect("report_desk", slug, report.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def roll_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Which parts have a published report, and the button that brings them together."""
    here = consultation_of(request, slug, Act.DRAFT)
    if request.method == "POST":
        return redirect("report_desk", slug, rollup.begin(here).pk)
    parts = parts_of(here.consultation)
    context = context_of(here, parts=parts, count=sum(part.report is not None for part in parts))
    return render(request, "synthesis/roll_up.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a passage, a person's words or a whole report out of what is published, at once."""
    here = consultation_of(request, slug, Act.TAKE_OUT)
    report = report_at_desk(here, pk)
    form = RemoveForm(request.POST if request.method == "POST" else None, _removable(report))
    if request.method == "POST" and form.is_valid():
        if not second_factor.is_recent(request):
            return second_factor.ask(request, reverse("report_remove", args=[slug, pk]))
        _remove(here, report, form)
        messages.success(request, _("It is removed. New files are being made, and the old ones are no longer offered."))
        return redirect("report", slug, pk)
    is_open = report.is_out and report.state != ReportState.WITHDRAWN
    context = context_of(here, report=report, form=form, is_open=is_open, editions=report.editions.all())
    return render(request, "synthesis/report_remove.html", context, status=400 if form.errors else 200)


def _removable(report: Report) -> dict[str, list[tuple[str, str]]]:
    consultation = report.consultation
    return {
        "paragraph": takeout.passages(report),
        "heading": takeout.headings(report),
        "contribution": takeout.contributions(report),
        "recommendation": takeout.recommendations(consultation),
        "statement": takeout.statements(consultation),
        "objection": takeout.reasons(consultation),
    }


def _remove(here: Here, report: Report, form: RemoveForm) -> None:
    chosen = form.cleaned_data
    why = Why(chosen["ground"], chosen["reason"])
    if chosen["extent"] == Extent.WHOLE:
        removing.withdraw(here, report, why)
    elif chosen["extent"] == Extent.WORDS:
        removing.remove_words(here, int(chosen["contribution"]), why, all_of_author=chosen["all_of_author"])
    elif chosen["extent"] == Extent.HEADING:
        removing.remove_heading(here, report, int(chosen["heading"]), why)
    elif chosen["extent"] == RECOMMENDATION:
        removing_texts.remove_recommendation(here, int(chosen["recommendation"]), why)
    elif chosen["extent"] == STATEMENT:
        removing_texts.remove_statement(here, int(chosen["statement"]), why)
    elif chosen["extent"] == REASON:
        removing_texts.remove_reason(here, int(chosen["objection"]), why)
    else:
        removing.remove_passage(here, report, int(chosen["paragraph"]), why)

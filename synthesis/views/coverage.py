"""Coverage: what became of every contribution, set singly or many at once; and the same as a file."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.views.forms_in import text_in
from synthesis.actions import coverage as acts
from synthesis.actions import files
from synthesis.models.coverage import Reason, Status
from synthesis.models.report import Report
from synthesis.queries import coverage_page as reading
from synthesis.queries.coverage import by_group
from synthesis.queries.theme import questions
from synthesis.queries.units import coverage as units_of
from synthesis.views.report import report_at_desk
from synthesis.views.theme import desk_context
from synthesis.writers.coverage import FORMATS, of_report

ALL = "all"  # everything that matches, not only what was ticked


def drafted(here: Here, pk: int) -> Report:
    """A report of this consultation of which there is at least a draft."""
    return report_at_desk(here, pk, drafted_at__isnull=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def coverage(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The list with its filters; a post settles what was ticked, or everything that matches."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = drafted(here, pk)
    if request.method != "POST":
        return _show(request, here, report)
    require(may(here.standing, Act.DRAFT))
    body = dict(request.POST.items())
    choice = acts.Choice(text_in(body, "kind"), text_in(body, "reason"), text_in(body, "words"))
    try:
        count = acts.settle(here, report, _chosen(request, report), choice)
    except RefusedError as refusal:
        return _show(request, here, report, refusal=refusal.reason)
    words = ngettext("{count} contribution is settled.", "{count} contributions are settled.", count)
    messages.success(request, words.format(count=count))
    wanted = _query(reading.wanted_of(request.POST))
    return redirect(reverse("coverage", args=[slug, pk]) + f"?{wanted}#queue")


def _chosen(request: HttpRequest, report: Report) -> list[str]:
    ticked = request.POST.getlist("unit")
    if request.POST.get("which") != ALL:
        return ticked
    found = reading.matching(report, units_of(report), reading.wanted_of(request.POST))
    return [unit.key for unit in found if not unit.is_worked_out]


def _query(wanted: reading.Wanted) -> str:
    told = {"status": wanted.status, "question": wanted.question, "text": wanted.text}
    return urlencode({name: value for name, value in told.items() if value})


def _show(request: HttpRequest, here: Here, report: Report, refusal: Any = "") -> HttpResponse:
    asked = request.POST if refusal else request.GET
    wanted = reading.wanted_of(asked)
    listing = reading.listing(report, wanted, asked.get("page"))
    context = desk_context(
        here,
        "coverage",
        report=report,
        wanted=wanted,
        query=_query(wanted),
        listing=listing,
        table=by_group(report),
        questions=questions(here.consultation),
        statuses=Status.choices,
        reasons=Reason.choices,
        formats=list(FORMATS),
        refusal=refusal,
        ticked=request.POST.getlist("unit") if refusal else [],
        typed=request.POST if refusal else {},
    )
    return render(request, "synthesis/coverage.html", context, status=422 if refusal else 200)


@never_cache
@require_safe
def coverage_file(request: HttpRequest, slug: str, pk: int, extension: str) -> HttpResponse:
    """What the page lists, as a file that may leave the room."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = drafted(here, pk)
    if extension not in FORMATS:
        raise Http404
    write, media_type = FORMATS[extension]
    data = write(of_report(report, reading.wanted_of(request.GET)))
    files.take_along(here, report, files.COVERAGE)
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{slug}-coverage.{extension}"'
    return response

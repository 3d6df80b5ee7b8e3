"""Having the positions analysed: the button, and how far it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consult.procedure import Act
from consult.views.access import consultation_of
from synthesis.actions import analysis as acts
from synthesis.models.analysis import AnalysisState
from synthesis.queries import analysis as analyses
from synthesis.views.report import context_of


@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Have it made. Its page shows how far it is, and can be left."""
    here = consultation_of(request, slug, Act.ANALYSE)
    size = request.POST.get("size", "5").strip()
    places = int(size) if size.isascii() and size.isdigit() and len(size) < 4 else 0
    if acts.begin(here, places):
        messages.success(request, _("The positions are being analysed."))
    else:
        messages.info(request, _("Nothing was closed since: what stands is what would come out."))
    page = request.POST.get("page", "")
    return redirect(page if page in {"results_opinion", "results_slate", "results_method"} else "results_opinion", slug)


@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How far it is: a part that renews itself; when it is done, the page is loaded again."""
    here = consultation_of(request, slug, Act.ANALYSE)
    stored = analyses.stored(here.consultation)
    if stored is None or stored.state != AnalysisState.RUNNING:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "synthesis/_analysis_progress.html", context_of(here, stored=stored))

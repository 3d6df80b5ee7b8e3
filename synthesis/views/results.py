"""The results of a consultation: five pages and a file, each as its reader may see them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consult.attribution import Audience
from consult.procedure import Act, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.models import GuidingQuestion
from sessions_app.rules.positions import SMALLEST_BASE
from sessions_app.rules.shown import View
from synthesis.models.analysis import AnalysisState
from synthesis.queries import analysis as analyses
from synthesis.queries import opinion as opinions
from synthesis.queries import participation as heard
from synthesis.queries import results as found
from synthesis.queries import slate as slates
from synthesis.queries.choice import choices
from synthesis.queries.electors import unverified_guests
from synthesis.queries.matrix import matrices
from synthesis.queries.report import may_read_results
from synthesis.queries.said import said
from synthesis.views.report import context_of
from synthesis.writers import tables

PER_PAGE = 30
ORDERS = ("favour", "against", "divided", "neither")


def _reader(request: HttpRequest, slug: str) -> tuple[Here, Audience]:
    """Those admitted have the room's view, others what leaves the room once the report is out."""
    here = consultation_of(request, slug)
    inside = bool(may(here.standing, Act.READ))
    if not inside:
        require(may(here.standing, Act.READ_REPORT))
        require(may_read_results(here.consultation))
    return here, Audience.INSIDE if inside else Audience.OUTSIDE


def _page(request: HttpRequest, name: str, here: Here, audience: Audience, **more: Any) -> HttpResponse:
    inside = audience is Audience.INSIDE
    more["takes_positions"] = analyses.takes_positions(here.consultation)
    return render(request, f"synthesis/{name}.html", context_of(here, at=name, inside=inside, **more))


def _analysis(here: Here, audience: Audience) -> dict[str, Any]:
    """What every page that stands on the analysis knows of it: what there is, why not, whether it can be asked for."""
    now = analyses.scope(here.consultation)
    stored = analyses.stored(here.consultation)
    return {
        "scope": now,
        "found": analyses.found(here.consultation, audience, now),
        "stored": stored,
        "is_running": stored is not None and stored.state == AnalysisState.RUNNING,
        "has_failed": stored is not None and stored.state == AnalysisState.FAILED,
        "may_analyse": bool(may(here.standing, Act.ANALYSE)),
        "is_made_once": bool(now.items) and now.view(Audience.INSIDE) != View.POSITIONS,
    }


@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Support by group, and where views met and differed, under "what may be shown"."""
    here, audience = _reader(request, slug)
    texts = [] if here.consultation.discussion_only else found.texts(here.consultation, audience)
    statements = found.statements(here.consultation, audience)
    order = request.GET.get("order", "favour")
    order = order if order in ORDERS else "favour"
    questions = [
        (one, [(found.kind_label(kind), count) for kind, count in one.kinds])
        for one in found.by_question(texts, statements)
    ]
    return _page(
        request,
        "results",
        here,
        audience,
        matrices=matrices(texts),
        questions=questions,
        has_intervals=any(one.total and one.total.percent is not None for one in texts),
        choices=choices(here.consultation, audience),
        guests=unverified_guests(here.consultation, texts, audience),
        said=said(here.consultation, audience) if here.consultation.discussion_only else [],
        page=Paginator(found.ranked(statements, order), PER_PAGE).get_page(request.GET.get("page")),
        order=order,
        formats=list(tables.FORMATS),
    )


@require_safe
def opinion(request: HttpRequest, slug: str) -> HttpResponse:
    """Opinion groups on a map and in words, or why there are none."""
    here, audience = _reader(request, slug)
    known = _analysis(here, audience)
    shown = known["found"].analysis
    asked = opinions.analysed(shown, here.consultation) if shown else []
    wanted = request.GET.get("question", "")
    question = next((one for one in asked if str(one.pk) == wanted), None)
    chart = opinions.opinion_map(shown, known["scope"], here.consultation, question) if shown else None
    met = _of_question(here, audience, question) if question else None
    return _page(
        request, "results_opinion", here, audience, map=chart, asked=asked, question=question, met=met, **known
    )


def _of_question(here: Here, audience: Audience, question: GuidingQuestion) -> found.OfQuestion | None:
    """Where views met and differed on one question, as on the first page of results."""
    texts = [] if here.consultation.discussion_only else found.texts(here.consultation, audience)
    rows = found.by_question(texts, found.statements(here.consultation, audience))
    return next((one for one in rows if one.question.pk == question.pk), None)


@require_safe
def slate(request: HttpRequest, slug: str) -> HttpResponse:
    """A balanced slate with its certificate and the next best swap."""
    here, audience = _reader(request, slug)
    known = _analysis(here, audience)
    shown = known["found"].analysis
    made = slates.slates(shown, known["scope"], here.consultation, audience) if shown else None
    return _page(request, "results_slate", here, audience, slates=made, **known)


@require_safe
def participation(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was heard, over time and by group, and who was not."""
    here, audience = _reader(request, slug)
    return _page(
        request, "results_participation", here, audience, heard=heard.participation(here.consultation, audience)
    )


@require_safe
def method(request: HttpRequest, slug: str) -> HttpResponse:
    """The statistics: formulas with their thresholds, seed, data hash, and the figures of each text and statement."""
    here, audience = _reader(request, slug)
    known = _analysis(here, audience)
    shown = known["found"].analysis
    page = None
    if shown and shown.results.get("figures"):
        page = Paginator(shown.results["figures"], PER_PAGE).get_page(request.GET.get("page"))
        page.object_list = opinions.figures(page.object_list, known["scope"], here.consultation)
    told = shown.results if shown else {}
    return _page(
        request,
        "results_method",
        here,
        audience,
        page=page,
        smallest_base=SMALLEST_BASE,
        thresholds=told.get("thresholds", analyses.THRESHOLDS),
        gates=told.get("opinion", {}).get("gates", analyses.GATES),
        **known,
    )


@require_safe
def results_file(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """The results as a file, as they may leave the room, whoever asks."""
    here, _audience = _reader(request, slug)
    if extension not in tables.FORMATS:
        raise Http404
    write, media_type = tables.FORMATS[extension]
    response = HttpResponse(write(tables.of_results(here.consultation)), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="results.{extension}"'
    return response

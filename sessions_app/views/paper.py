"""Papers: the list by theme, the page of each, and the programme for those who set it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.procedure import Act, RefusedError, may
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import paper as act
from sessions_app.forms.paper import PaperForm
from sessions_app.models import Paper
from sessions_app.queries import paper as reading


@require_safe
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """What has appeared, by theme; the programme for those who set it."""
    here = consultation_of(request, slug)
    count, next_at = reading.coming(here.consultation)
    may_set_up = may(here.standing, Act.SET_UP)
    context = {
        "themes": reading.by_theme(here.consultation),
        "coming": count,
        "next_at": next_at,
        "may_set_up": may_set_up,
        "scheduled": reading.scheduled(here.consultation) if may_set_up else [],
        **_of(here),
    }
    return render(request, "sessions_app/papers.html", context)


@require_safe
def paper(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A paper that has appeared, with what stands before and after it in the reading order."""
    here = consultation_of(request, slug)
    order = reading.in_order(here.consultation)
    place = next((i for i, one in enumerate(order) if one.thread and one.thread.number == number), None)
    if place is None:
        raise Http404
    near = {"previous": order[place - 1] if place else None, "next": order[place + 1] if order[place + 1 :] else None}
    context = {
        "paper": order[place],
        "may_read": may(here.standing, Act.READ),
        "may_set_up": may(here.standing, Act.SET_UP),
        **{key: {"url": one.get_absolute_url(), "title": one.title} if one else None for key, one in near.items()},
        **_of(here),
    }
    return render(request, "sessions_app/paper.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def paper_add(request: HttpRequest, slug: str) -> HttpResponse:
    return _form(request, consultation_of(request, slug, Act.SET_UP), None)


@never_cache
@require_http_methods(["GET", "POST"])
def paper_edit(request: HttpRequest, slug: str, paper_id: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.SET_UP)
    return _form(request, here, get_object_or_404(Paper, pk=paper_id, consultation=here.consultation))


def _form(request: HttpRequest, here: Here, found: Paper | None) -> HttpResponse:
    form = PaperForm(here.consultation, found)
    if request.method == "POST":
        form = PaperForm(here.consultation, found, request.POST, request.FILES)
        if form.is_valid():
            try:
                kept = act.keep(here, form.value(), found.pk if found else None)
            except RefusedError as refused:
                form.add_error("text", str(refused.reason))
            else:
                messages.success(request, _("Published.") if kept.published_at else _("It stands on the programme."))
                return redirect("papers", here.consultation.slug)
    themes = reading.theme_names(here.consultation)
    context = {"form": form, "paper": found, "themes": themes, **_of(here)}
    return render(request, "sessions_app/paper_form.html", context, status=422 if form.errors else 200)


def _of(here: Here) -> dict[str, object]:
    return {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
    }

"""Draft, rehearsal, open; and a copy of the set-up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consult import cloning
from consult.actions import stages as actions
from consult.models import User
from consult.procedure import Act
from consult.views import second_factor
from consult.views.access import consultation_of
from consult.views.preview import ROLES


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup_stage(request: HttpRequest, slug: str) -> HttpResponse:
    """Where it stands, and the next step. Opening asks for the second factor."""
    here = consultation_of(request, slug, Act.SET_UP)
    if request.method == "POST":
        stage = request.POST.get("do", "")
        if stage == here.consultation.stage:  # pressed twice
            messages.info(request, _("Nothing was different: nothing was changed."))
        elif stage != "open":
            actions.set_stage(here, stage)
            messages.success(request, _("Done, and entered in the record."))
        elif not second_factor.is_recent(request):
            return second_factor.ask(request, request.path)
        elif actions.open_consultation(here):
            messages.success(request, _("It is open. What was said and answered in the rehearsal is deleted."))
        else:
            messages.success(request, _("It is open."))
        return redirect("setup_stage", slug)
    consultation = here.consultation
    context = {
        "here": here,
        "consultation": consultation,
        "rule": consultation.terms.in_words,
        "input": sum(cloning.count(consultation).values()),
        "preview_roles": ROLES,
        "children": consultation.children.all(),
    }
    return render(request, "consult/setup_stage.html", context)


@never_cache
@require_POST
def setup_clone(request: HttpRequest, slug: str) -> HttpResponse:
    """A new draft with this set-up."""
    here = consultation_of(request, slug, Act.SET_UP)
    assert isinstance(request.user, User)
    made = actions.clone(here, request.user, as_part=request.POST.get("part") == "on")
    messages.success(request, _("The copy is a draft: set its dates and invite people."))
    return redirect("setup", made.slug)

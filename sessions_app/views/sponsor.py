"""Stand behind a text, confirm after a change, withdraw it; say that one's position stands."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consult.procedure import Act, RefusedError
from consult.views.access import consultation_of
from sessions_app.actions import sponsor as act
from sessions_app.views.drafting import text_of

ACTS = {"stand": act.stand, "confirm": act.confirm, "leave": act.leave, "lead": act.lead, "withdraw": act.withdraw}


@require_POST
def sponsor(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One button of the sponsors’ part of the page: what it does stands in ``do``."""
    here = consultation_of(request, slug, Act.SPONSOR)
    do = ACTS.get(request.POST.get("do", ""))
    if do is None:
        raise RefusedError(_("There is no such button."))
    do(here, text_of(here, number).recommendation.pk)
    messages.success(request, _("Saved, and entered in the record."))
    return redirect("text", slug, number)


@require_POST
def confirm_position(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """The position taken on an earlier version stands for the newest."""
    here = consultation_of(request, slug, Act.VOTE)
    act.confirm_position(here, text_of(here, number).recommendation.pk)
    messages.success(request, _("Your position stands for this version."))
    return redirect("text", slug, number)

"""Telling contributors what became of what they gave, with a preview; and the page on which each reads their own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.models import User
from consult.procedure import Act, may, require
from consult.views.access import consultation_of
from synthesis.actions import telling as acts
from synthesis.models.telling import About
from synthesis.queries import telling as reading
from synthesis.views.coverage import drafted
from synthesis.views.theme import desk_context


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How many would be told, by what words; a post tells them."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = drafted(here, pk)
    if request.method == "POST":
        require(may(here.standing, Act.DRAFT))
        count = acts.send(here, report)
        words = ngettext("{count} person is told.", "{count} people are told.", count)
        messages.success(request, words.format(count=count))
        return redirect("tell_contributors", slug, pk)
    context = desk_context(
        here,
        "coverage",
        report=report,
        preview=reading.preview(report),
        subject=_("Something waits for you"),
        mail=acts.body(About.USED),
    )
    return render(request, "synthesis/tell.html", context)


@never_cache
@login_required
@require_safe
def own_reports(request: HttpRequest) -> HttpResponse:
    """What became of what the reader gave, in all their consultations, and the drafts that wait for their comments.

    It shows nobody else's, to nobody else.
    """
    assert isinstance(request.user, User)
    context = {"reports": reading.own_reports(request.user), "drafts": reading.own_drafts(request.user)}
    return render(request, "synthesis/own_reports.html", context)

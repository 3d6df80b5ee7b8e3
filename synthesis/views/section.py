"""The acts on sections, each a plain form."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consult.procedure import Act
from consult.queries.people import Here
from consult.views.access import consultation_of
from synthesis.actions import section as acts
from synthesis.models.report import Section
from synthesis.views.editing import back, whole


@require_POST
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A section of one's own in report ``pk``."""
    here = consultation_of(request, slug, Act.DRAFT)
    heading, level = request.POST.get("heading", ""), whole(request.POST.get("level") or 1)
    section = acts.add(here, pk, heading, level=level, after=whole(request.POST.get("after")) or None)
    return _to(request, here, section, _("The section is added."))


@require_POST
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    heading, before = request.POST.get("heading", ""), request.POST.get("before", "")
    section = acts.change(here, pk, heading, whole(request.POST.get("level") or 1), before=before)
    return _to(request, here, section, _("Saved."))


@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    return _to(request, here, acts.move(here, pk, up=request.POST.get("to") == "up"), _("Moved."))


@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.DRAFT)
    is_back = request.POST.get("back") == "1"
    section = acts.remove(here, pk, back=is_back)
    return _to(request, here, section, _("Put back.") if is_back else _("Removed; it can be put back."))


def _to(request: HttpRequest, here: Here, section: Section, words: str) -> HttpResponse:
    return back(request, here, section.report, words, f"section-{section.pk}")

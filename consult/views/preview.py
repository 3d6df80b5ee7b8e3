"""“Preview as”: the consultation as one of its roles sees it. Nothing can be done in it, and one click ends it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from consult.procedure import Act, RefusedError, Role
from consult.views.access import PREVIEW, consultation_of

ROLES = (Role.PARTICIPANT, Role.OBSERVER, Role.CHAIR, Role.RAPPORTEUR, Role.SCRIBE, Role.PUBLIC)


@never_cache
@require_POST
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin, with ``role``, or end, without. It lasts in this browser's session only."""
    was = request.session.pop(PREVIEW, None)
    here = consultation_of(request, slug, Act.SET_UP)
    role = request.POST.get("role", "")
    if not role:
        return redirect("setup_stage", slug) if was else redirect(here.consultation)
    if role not in ROLES:
        raise RefusedError(_("There is no preview as this role."))
    request.session[PREVIEW] = {"slug": slug, "role": role, "label": str(Role(role).label)}
    return redirect(here.consultation)

"""Loading an object is checking the right to it."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from consult.attribution import STRICT
from consult.models import Consultation
from consult.models.consultation import Stage, Visibility
from consult.privacy import KEEP_NOTHING, KEPT_OUT, NOTHING_TYPED
from consult.procedure import Act, RefusedError, Role, may, require
from consult.queries.people import Here, as_seen_by, here

PREVIEW = "preview"  # of the session: {"slug": of which consultation, "role": as which role}


def consultation_of(request: HttpRequest, slug: str, act: Act | None = None) -> Here:
    """The consultation at ``slug`` with the reader's standing in it; refused unless ``act`` is allowed.

    One that is for the invited only answers others as if it did not exist.
    """
    consultation = get_object_or_404(Consultation.objects.prefetch_related("phases"), slug=slug)
    found = here(consultation, request.user)  # type: ignore[arg-type]
    if found.standing.is_removed:
        request.META[KEPT_OUT] = consultation.pk
    is_kept = consultation.visibility == Visibility.INVITED or consultation.stage != Stage.OPEN
    if is_kept and found.standing.roles == {Role.PUBLIC}:
        if found.participant and not found.standing.is_removed and consultation.stage == Stage.DRAFT:
            raise RefusedError(_("This consultation is still being prepared. You come in as soon as it opens."))
        raise Http404
    keeps_nothing = found.participant is not None and found.participant.keep_nothing
    if keeps_nothing:
        request.META[NOTHING_TYPED] = True
    if keeps_nothing or consultation.attribution_rule in STRICT:
        request.META[KEEP_NOTHING] = True
    previewed = request.session.get(PREVIEW)
    if previewed and previewed["slug"] == slug and may(found.standing, Act.SET_UP):
        found = _previewed(request, found, Role(previewed["role"]))
    if act is not None:
        require(may(found.standing, act))
    return found


def _previewed(request: HttpRequest, found: Here, role: Role) -> Here:
    """What somebody of ``role`` gets: no act, and nothing at all where they would find nothing."""
    if request.method not in {"GET", "HEAD"}:
        raise RefusedError(_("This is a preview: nothing can be done in it. End it first, on top of the page."))
    if found.consultation.visibility == Visibility.INVITED and role is Role.PUBLIC:
        raise Http404
    return as_seen_by(found, role)

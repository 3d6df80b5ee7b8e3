"""Loading an object is checking the right to it."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from consult.attribution import Rule
from consult.middleware import KEEP_NOTHING
from consult.models import Consultation
from consult.models.consultation import Stage, Visibility
from consult.procedure import Act, RefusedError, Role, may, require
from consult.queries.people import Here, here


def consultation_of(request: HttpRequest, slug: str, act: Act | None = None) -> Here:
    """The consultation at ``slug`` with the reader's standing in it; refused unless ``act`` is allowed.

    One that is for the invited only answers others as if it did not exist.
    """
    consultation = get_object_or_404(Consultation.objects.prefetch_related("phases"), slug=slug)
    found = here(consultation, request.user)  # type: ignore[arg-type]
    is_kept = consultation.visibility == Visibility.INVITED or consultation.stage != Stage.OPEN
    if is_kept and found.standing.roles == {Role.PUBLIC}:
        if found.participant and not found.standing.is_removed and consultation.stage == Stage.DRAFT:
            raise RefusedError(_("This consultation is still being prepared. You come in as soon as it opens."))
        raise Http404
    keeps_nothing = found.participant is not None and found.participant.keep_nothing
    if keeps_nothing or consultation.attribution_rule in {Rule.CHATHAM_HOUSE, Rule.ANONYMOUS}:
        request.META[KEEP_NOTHING] = True
    if act is not None:
        require(may(found.standing, act))
    return found

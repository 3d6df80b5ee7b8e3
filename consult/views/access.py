"""Loading an object is checking the right to it."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from consult.models import Consultation
from consult.models.consultation import Visibility
from consult.procedure import Act, Role, may, require
from consult.queries.people import Here, here


def consultation_of(request: HttpRequest, slug: str, act: Act | None = None) -> Here:
    """The consultation at ``slug`` with the reader's standing in it; refused unless ``act`` is allowed.

    One that is for the invited only answers others as if it did not exist.
    """
    consultation = get_object_or_404(Consultation.objects.prefetch_related("phases"), slug=slug)
    found = here(consultation, request.user)  # type: ignore[arg-type]
    if consultation.visibility == Visibility.INVITED and found.standing.roles == {Role.PUBLIC}:
        raise Http404
    if act is not None:
        require(may(found.standing, act))
    return found

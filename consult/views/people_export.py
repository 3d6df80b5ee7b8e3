"""The list of participants as a file, under the attribution rule; with names only for the desk."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consult.actions import people as actions
from consult.attribution import Audience
from consult.models import Consultation
from consult.procedure import Act, Role
from consult.queries.people_data import HEADINGS, Filter, rows
from consult.views import second_factor
from consult.views.access import consultation_of


def filter_of(request: HttpRequest, consultation: Consultation) -> Filter:
    """What the address asks of the list; what it cannot mean asks nothing."""
    asked = request.GET
    groups = {str(pk): pk for pk in consultation.groups.values_list("pk", flat=True)}
    return Filter(
        group=groups.get(asked.get("group", "")),
        role=asked.get("role", "") if asked.get("role", "") in Role.values else "",
        elector=asked.get("elector", "") if asked.get("elector", "") in {"yes", "no"} else "",
        name=asked.get("name", "").replace("\x00", "").strip()[:100],
    )


@never_cache
@require_safe
def people_export(request: HttpRequest, slug: str) -> HttpResponse:
    """CSV. Without ``names=1`` as it may leave the room; with it, names, the second factor, and an entry."""
    here = consultation_of(request, slug, Act.SEE_PEOPLE)
    with_names = request.GET.get("names") == "1"
    if with_names and not second_factor.is_recent(request):
        return second_factor.ask(request, request.get_full_path())
    if with_names:
        actions.read_names(here)
    audience = Audience.DESK if with_names else Audience.OUTSIDE
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    writer.writerows(rows(here.consultation, filter_of(request, here.consultation), audience))
    response = HttpResponse(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="participants.csv"'
    return response

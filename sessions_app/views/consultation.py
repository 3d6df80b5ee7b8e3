"""The page of a consultation, as its event page would be, and its calendar file."""

from datetime import UTC

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consult.attribution import Inside, Rule, lines
from consult.models import Consultation
from consult.procedure import Act, Role, may
from consult.queries.consultation import calendar
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app import formats
from sessions_app.models import Session


def sessions_of(consultation: Consultation) -> list[Session]:
    """The sessions with their questions and their order of business."""
    return list(consultation.sessions.prefetch_related("questions", "agenda__question"))


@require_safe
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, when and where, what is asked, how to take part."""
    here = consultation_of(request, slug)
    found = here.consultation
    context = {
        "here": here,
        "consultation": found,
        "rule": found.get_attribution_rule_display(),
        "lines": lines(Rule(found.attribution_rule), Inside(found.inside)),
        "start": formats.start(found.format),
        "sessions": sessions_of(found),
        "contacts": found.contacts.all(),
        "resources": found.resources.all(),
        "open_phases": [phase for phase in found.phases.all() if phase.kind in here.standing.phases],
        "own_roles": [role.label for role in Role if role in here.standing.roles - {Role.PUBLIC}],
        **_allowed(here),
    }
    return render(request, "sessions_app/consultation.html", context)


def _allowed(here: Here) -> dict[str, object]:
    """Which doors to show: a link that would refuse is not shown."""
    return {
        "may_read": may(here.standing, Act.READ),
        "may_submit": may(here.standing, Act.SUBMIT),
        "may_read_submissions": may(here.standing, Act.SUBMISSIONS),
        "may_set_up": may(here.standing, Act.SET_UP),
        "may_see_people": may(here.standing, Act.SEE_PEOPLE),
        "may_set_up": may(here.standing, Act.SET_UP),
        "may_read_draft": may(here.standing, Act.READ_DRAFT),
        "may_read_report": may(here.standing, Act.READ_REPORT),
        "runs_the_room": here.runs_the_room,
    }


@require_safe
def calendar_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The sittings, for a calendar; times are kept in UTC, so that every calendar shows its reader's own."""
    found = consultation_of(request, slug).consultation
    sittings = [
        (f"session-{session.pk}", session.title, session.starts_at.astimezone(UTC), session.ends_at)
        for session in found.sessions.all()
        if session.starts_at
    ]
    address = request.build_absolute_uri(found.get_absolute_url())
    response = HttpResponse(calendar(found, address, sittings), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    return response

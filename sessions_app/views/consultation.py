"""The page of a consultation, as its event page would be, and its calendar file."""

from datetime import UTC

from csp.decorators import csp_replace
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from consult.attribution import Audience, names_may_be_shown
from consult.models import Consultation
from consult.models.consultation import Visibility
from consult.procedure import Act, Role, may
from consult.queries.consultation import calendar
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app import formats
from sessions_app.actions.decision import may_authorize
from sessions_app.models import AgendaItem, GuidingQuestion, Session
from sessions_app.queries import drafting, feeds, paper
from sessions_app.queries.session import plenaries, terms_for
from sessions_app.states import QuestionState


def sessions_of(consultation: Consultation) -> list[Session]:
    """The sessions with their questions (the threads of papers stand with the papers) and their order of business."""
    asked = Prefetch("questions", queryset=GuidingQuestion.objects.filter(paper=None))
    agenda = Prefetch("agenda", queryset=AgendaItem.objects.select_related("question"))
    return list(plenaries(consultation).prefetch_related(asked, agenda))


@require_safe
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, when and where, what is asked, how to take part."""
    here = consultation_of(request, slug)
    found = here.consultation
    sessions = sessions_of(found)
    context = {
        "here": here,
        "consultation": found,
        "rule": found.terms.in_words,
        "lines": found.terms.lines,
        "start": formats.start(found.format),
        "sessions": sessions,
        "is_dated": bool(found.starts_at) or any(session.starts_at for session in sessions),
        "open_now": [one for one in sessions if any(q.state == QuestionState.OPEN for q in one.questions.all())],
        "named_sessions": _named(here),
        "contacts": found.contacts.all(),
        "resources": found.resources.all(),
        "open_phases": [phase for phase in found.phases.all() if phase.kind in here.standing.phases],
        "own_roles": [role.label for role in Role if role in here.standing.roles - {Role.PUBLIC}],
        "text_count": drafting.count(found) if may(here.standing, Act.READ) else 0,
        "has_report": feeds.has_report(found),
        "card": request.build_absolute_uri(reverse("card", args=[slug])),
        **_papers(found),
        **_allowed(here),
    }
    return render(request, "sessions_app/consultation.html", context)


def _papers(found: Consultation) -> dict[str, object]:
    """The papers by theme; of those to come only how many and when."""
    count, next_at = paper.coming(found)
    return {"themes": paper.by_theme(found), "coming": count, "next_at": next_at}


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """A card for other sites' pages: public facts of a public consultation, no form, nothing of its reader."""
    found = consultation_of(request, slug).consultation
    if found.visibility != Visibility.PUBLIC:
        raise Http404
    context = {"consultation": found, "news": feeds.news(found)[:3]}
    return render(request, "sessions_app/card.html", context)


def _named(here: Here) -> set[int]:
    """The sessions whose announced speakers this reader may see by name, under the rule of each."""
    audience = Audience.INSIDE if may(here.standing, Act.READ) else Audience.OUTSIDE
    every = plenaries(here.consultation).select_related("consultation")
    return {session.pk for session in every if names_may_be_shown(terms_for(session, None), audience)}


def _allowed(here: Here) -> dict[str, object]:
    """Which doors to show: a link that would refuse is not shown."""
    return {
        "may_read": may(here.standing, Act.READ),
        "may_authorize": may_authorize(here),
        "may_submit": may(here.standing, Act.SUBMIT),
        "may_read_submissions": may(here.standing, Act.SUBMISSIONS),
        "may_set_up": may(here.standing, Act.SET_UP),
        "may_see_people": may(here.standing, Act.SEE_PEOPLE),
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
        for session in plenaries(found)
        if session.starts_at
    ]
    address = request.build_absolute_uri(found.get_absolute_url())
    response = HttpResponse(calendar(found, address, sittings), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    return response

"""The chair's desk: open and close questions and checks, and move the screens."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consult.procedure import Act
from consult.views.access import consultation_of
from sessions_app import fragments
from sessions_app.actions import drafting as drafting_acts
from sessions_app.actions import session as session_acts
from sessions_app.actions import voting as voting_acts
from sessions_app.models import Contribution
from sessions_app.queries import discussion, drafting, ticket
from sessions_app.queries import session as sessions
from sessions_app.states import ContributionState, SessionKind
from sessions_app.views.floor_regions import desk_context
from sessions_app.views.forms_in import id_in, text_in
from sessions_app.views.session import session_of


@require_GET
def desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.STEER)
    session = session_of(here, pk)
    seq = fragments.head(here.consultation.pk)
    among = sessions.questions(session)
    held = discussion.for_showing(Contribution.objects.filter(question__session=session, state=ContributionState.HELD))
    context = fragments.agenda_context(session, among) | fragments.state_context(session, among)
    current = context["current"]
    context |= {
        "here": here,
        "rule": here.consultation.get_attribution_rule_display(),
        "rows": [
            {"question": q, "texts": [fragments.text_context(session, t) for t in drafting.texts(q)]} for q in among
        ],
        "following": next((q for q in among if current and q.number > current.number), None),
        "held": discussion.shown(list(held), here.consultation, "desk"),
        "ticket": ticket.make(here, session.pk, "desk", translation.get_language() or "en", seq),
        "live_path": "/live/",
        "seq": seq,
    }
    if session.kind == SessionKind.SITTING:
        context |= desk_context(session)
    return render(request, "sessions_app/desk.html", context)


def _minutes(body: dict[str, Any]) -> int | None:
    """None where the field was left empty: the chair closes. What is no number is refused like one out of range."""
    return (id_in(body, "minutes") or 0) if body.get("minutes", "").strip() else None


@require_POST
def steer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One button of the desk: what it does stands in ``do``, on what in ``on``."""
    here = consultation_of(request, slug, Act.STEER)
    session = session_of(here, pk)
    body = dict(request.POST.items())
    do, on = text_in(body, "do"), id_in(body, "on") or 0
    if do in {"open", "close"}:
        question = session_acts.set_question(here, on, "open" if do == "open" else "closed")
        words = _("Question {number} is open.") if do == "open" else _("Question {number} is closed.")
        messages.success(request, words.format(number=question.number))
    elif do == "show":
        session_acts.show(here, session.pk, question_id=on)
    elif do == "show-ballot":
        session_acts.show(here, session.pk, ballot_id=on)
    elif do == "put":
        ballot = voting_acts.put(here, on, minutes=_minutes(body))
        number = ballot.version.recommendation.number if ballot.version else ""
        messages.success(request, _("The check on text {number} is open.").format(number=number))
    elif do == "close-ballot":
        voting_acts.close_ballot(on, here.participant or "", here)
        messages.success(request, _("The check is closed; its result stands on every screen."))
    elif do in {"put-forward", "candidate", "withdrawn"}:
        drafting_acts.set_state(here, on, do)
    else:
        messages.error(request, _("This desk has no such button."))
    return redirect("desk", slug, pk)

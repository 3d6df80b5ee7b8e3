"""Statement votes: the page on which each participant answers, and the desk's on which statements are put."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consult.middleware import wants_json
from consult.procedure import Act, RefusedError, may
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import opinion as act
from sessions_app.models import Session
from sessions_app.queries import opinion as reading
from sessions_app.queries.session import terms_for
from sessions_app.states import CHOICES, Choice, Method
from sessions_app.views.forms_in import command_in, id_in, sent, text_in
from sessions_app.views.session import session_of


@require_GET
def opinions(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The statements that wait for an answer, in the reader's own order; the closed ones with their results."""
    here = consultation_of(request, slug, Act.READ)
    session = session_of(here, pk)
    waiting = reading.waiting(session, here.participant)
    context = _context(here, session) | {
        "waiting": waiting,
        "answered": sum(bool(one.choice) for one in waiting),
        "next": next((one for one in waiting if not one.choice), None),
        "closed": reading.closed(session, here.participant),
        "why_not": act.why_not(here, waiting[0].ballot) if waiting else "",
        "buttons": CHOICES[Method.STATEMENT],
        "keep_nothing": bool(here.participant and here.participant.keep_nothing),
    }
    response = render(request, "sessions_app/opinions.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def opinion(request: HttpRequest, slug: str, ballot_id: int) -> HttpResponse:
    """One answer to one statement, by form or JSON."""
    here = consultation_of(request, slug, Act.VOTE)
    body = sent(request)
    answer = act.answer(here, ballot_id, text_in(body, "choice"), command_in(body))
    if wants_json(request):
        return JsonResponse(answer, status=200 if answer["answer"] == "ok" else 409)
    if answer["answer"] == "ok":
        messages.success(request, _("Counted: {choice}.").format(choice=Choice(text_in(body, "choice")).label))
    else:
        messages.error(request, answer["reason"])
    session = reading.session_of(ballot_id)
    left = [one for one in reading.waiting(session, here.participant) if not one.choice]
    back = redirect("opinions", slug, session.pk)
    back["Location"] += f"#opinion-{left[0].ballot.pk}" if left else "#main"
    return back


@require_http_methods(["GET", "POST"])
def opinions_desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What can be put, question by question; what is open, and its end."""
    here = consultation_of(request, slug, Act.PUT)
    session = session_of(here, pk)
    context, status = _context(here, session), 200
    if request.method == "POST":
        try:
            messages.success(request, _press(here, session, request))
            return redirect("opinions_desk", slug, pk)
        except RefusedError as refusal:
            context |= {"error": refusal.reason, "minutes": text_in(sent(request), "minutes")}
            context["chosen"] = _ids(request)
            status = 400
    under = reading.to_put(session)
    context |= {
        "open": reading.open_in(session).order_by("contribution"),
        "under": under,
        "can_put": sum(len(part.contributions) for part in under),
        "longest": reading.LONGEST,
        "most": reading.MOST,
    }
    return render(request, "sessions_app/opinions_desk.html", context, status=status)


def _press(here: Here, session: Session, request: HttpRequest) -> str:
    body = sent(request)
    do, typed = text_in(body, "do"), text_in(body, "minutes").strip()
    if do == "close":
        n = act.close(here, session.pk)
        return ngettext("{n} statement is closed and counted.", "{n} statements are closed and counted.", n).format(n=n)
    if do not in ("put", "put-all"):
        raise RefusedError(_("There is no such button."))
    minutes = id_in(body, "minutes")
    if typed and minutes is None:
        raise RefusedError(_("Write whole numbers, or leave the field empty."))
    n = len(act.put(here, session.pk, None if do == "put-all" else _ids(request), minutes=minutes))
    return ngettext("{n} statement is put to all.", "{n} statements are put to all.", n).format(n=n)


def _ids(request: HttpRequest) -> list[int]:
    """The contributions that were ticked; what is no number is nothing that can be put."""
    return [id_in({"id": value}, "id") or 0 for value in request.POST.getlist("contribution")]


def _context(here: Here, session: Session) -> dict[str, Any]:
    return {
        "here": here,
        "consultation": here.consultation,
        "session": session,
        "rule": terms_for(session, None).in_words,
        "runs": bool(may(here.standing, Act.PUT)),
    }

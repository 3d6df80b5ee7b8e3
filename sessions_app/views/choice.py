"""Choices among options: the list and the desk's form, the paper to mark, the result round by round."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.middleware import wants_json
from consult.procedure import Act, RefusedError, may
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import choice as act
from sessions_app.actions import session as session_acts
from sessions_app.models import Ballot
from sessions_app.queries import choice as reading
from sessions_app.queries.session import rule_for
from sessions_app.rules.shown import may_be_open
from sessions_app.states import AMONG_OPTIONS, BallotState, Method
from sessions_app.views.forms_in import command_in, id_in, sent, text_in, yes_in
from sessions_app.views.secret import paper_context
from sessions_app.views.session import session_of

METHODS = sorted(AMONG_OPTIONS)


@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The choices of a session; the desk drafts one here."""
    here = consultation_of(request, slug, Act.PUT if request.method == "POST" else Act.READ)
    session = session_of(here, pk)
    context: dict[str, Any] = {"typed": {"seats": "1", "secret": "yes", "method": Method.RANKED}}
    if request.method == "POST":
        try:
            ballot = act.draft(here, session.pk, _drafted(sent(request)))
            messages.success(request, _("The ballot is drafted. Read it as it will stand, then open it."))
            return redirect("choice_desk", slug, ballot.pk)
        except RefusedError as refusal:
            context = {"error": refusal.reason, "typed": request.POST}
    may_put = bool(may(here.standing, Act.PUT))
    rows = reading.ballots(here.consultation).filter(choosing__session=session)
    context |= form_context(here) | {
        "session": session,
        "ballots": rows if may_put else rows.exclude(state=BallotState.PLANNED),
        "may_put": may_put,
        "may_be_open": may_be_open(rule_for(session, None)),
    }
    return render(request, "sessions_app/choices.html", context, status=400 if "error" in context else 200)


@require_http_methods(["GET", "POST"])
def choice(request: HttpRequest, slug: str, ballot_id: int) -> HttpResponse:
    """The paper; what is secret is reviewed first. Once it is closed, the result."""
    here = consultation_of(request, slug, Act.VOTE if request.method == "POST" else Act.READ)
    ballot = ballot_of(here, ballot_id)
    context = page_context(here, ballot)
    if request.method == "POST":
        body = sent(request)
        marks, abstains = marks_in(body), yes_in(body, "abstain")
        try:
            if text_in(body, "do") == "cast" or wants_json(request) or not context["is_secret"]:
                return _cast(request, here, ballot, body)
            context["reviewed"] = reading.reviewed(ballot, act.line_of(ballot, marks, abstains=abstains))
        except RefusedError as refusal:
            if wants_json(request):
                raise
            context["error"] = refusal.reason
        marked = {option: str(mark) for option, mark in marks.items()}
        context |= {"abstains": abstains, "lines": reading.lines(ballot, marked)}
    response = render(request, "sessions_app/choice.html", context, status=400 if "error" in context else 200)
    response["Cache-Control"] = "no-store"
    return response


def _cast(request: HttpRequest, here: Here, ballot: Ballot, body: dict[str, Any]) -> HttpResponse:
    if here.participant is None:
        raise RefusedError(_("Join the consultation first: this is for those who take part."))
    answer = act.cast(
        here.participant.pk,
        ballot.pk,
        marks_in(body),
        abstains=yes_in(body, "abstain"),
        command_id=command_in(body) if wants_json(request) else None,
    )
    if wants_json(request):
        return JsonResponse(answer)
    messages.success(request, _("Your ballot is in the box.") if "receipt" in answer else _("Counted."))
    return redirect("choice", here.consultation.slug, ballot.pk)


@require_http_methods(["GET", "POST"])
def choice_desk(request: HttpRequest, slug: str, ballot_id: int) -> HttpResponse:
    """The desk's page of one ballot: as it will stand, changed until it opens; one button for each step."""
    here = consultation_of(request, slug, Act.PUT)
    ballot = ballot_of(here, ballot_id)
    context = page_context(here, ballot) | form_context(here) | {"typed": reading.as_drafted(ballot)}
    context["may_be_open"] = may_be_open(rule_for(ballot.choosing.session, None))
    if request.method == "POST":
        body = sent(request)
        try:
            messages.success(request, _press(here, ballot, body))
            if text_in(body, "do") == "discard":
                return redirect("choices", slug, ballot.choosing.session_id)
            return redirect("choice_desk", slug, ballot_id)
        except RefusedError as refusal:
            context |= {"error": refusal.reason} | ({"typed": body} if text_in(body, "do") == "edit" else {})
    return render(request, "sessions_app/choice_desk.html", context, status=400 if "error" in context else 200)


def _press(here: Here, ballot: Ballot, body: dict[str, Any]) -> str:
    do = text_in(body, "do")
    if do == "edit":
        act.edit(here, ballot.pk, _drafted(body))
        return _("Saved. Everything can be changed until it opens.")
    if do == "open":
        act.open_ballot(here, ballot.pk, minutes=_number(body, "minutes", empty=None))
        return _("The ballot is open, and stands on every screen.")
    if do == "show":
        session_acts.show(here, ballot.choosing.session_id, ballot_id=ballot.pk)
        return _("The choice stands on every screen.")
    if do == "close":
        act.close(ballot.pk, here.participant or "", here)
        return _("The ballot is closed and counted.")
    if do == "discard":
        act.discard(here, ballot.pk)
        return _("The ballot is discarded.")
    raise RefusedError(_("There is no such button."))


def ballot_of(here: Here, ballot_id: int) -> Ballot:
    """The ballot; one that is not open yet exists for the desk alone."""
    ballot = get_object_or_404(reading.ballots(here.consultation), pk=ballot_id)
    if ballot.state == BallotState.PLANNED and not may(here.standing, Act.PUT):
        raise Http404
    ballot.consultation = here.consultation
    return ballot


def page_context(here: Here, ballot: Ballot) -> dict[str, Any]:
    choosing = ballot.choosing
    terms = choosing.session.terms
    context = paper_context(here, ballot) | {
        "choosing": choosing,
        "session": choosing.session,
        "is_secret": hasattr(ballot, "box"),
        "runs": bool(may(here.standing, Act.PUT)),
        "rule": terms.in_words,
    }
    marked: dict[int, str] | None = None
    if not context["is_secret"] and here.participant:
        marked = reading.own_marks(ballot, here.participant)
    context |= {"marked": marked, "lines": reading.lines(ballot, marked or {}), "abstains": marked == {}}
    if ballot.state == BallotState.CLOSED:
        context["result"] = reading.result(ballot, terms.rule)
    return context


def form_context(here: Here) -> dict[str, Any]:
    return {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
        "methods": [Method(method) for method in METHODS],
    }


def marks_in(body: Mapping[str, Any]) -> dict[int, object]:
    """What stands beside each option; names that are no option's are left out."""
    found = {}
    for name, value in body.items():
        option = id_in({"id": name.removeprefix("option-")}, "id") if name.startswith("option-") else None
        if option is not None:
            found[option] = value
    return found


def _drafted(body: dict[str, Any]) -> act.Draft:
    return act.Draft(
        method=text_in(body, "method"),
        title=text_in(body, "title"),
        options=text_in(body, "options").splitlines(),
        is_secret=yes_in(body, "secret"),
        seats=_number(body, "seats", empty=0) or 0,
        most=_number(body, "most", empty=0) or 0,
        budget=_number(body, "budget", empty=0) or 0,
    )


def _number(body: Mapping[str, Any], key: str, *, empty: int | None) -> int | None:
    """A field that holds a whole number, or nothing; refused otherwise."""
    if str(body.get(key) or "").strip() in ("", "0"):
        return empty
    found = id_in(body, key)
    if found is None:
        raise RefusedError(_("Write whole numbers, or leave the field empty."))
    return found

"""The page of a secret ballot on a text: mark, review, cast; what it protects; the result."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.middleware import wants_json
from consult.procedure import Act, Refused, RefusedError
from consult.queries.confidentiality import secret_limits
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import secret as act
from sessions_app.actions.voting import may_vote
from sessions_app.models import Ballot
from sessions_app.queries import position
from sessions_app.queries import secret as reading
from sessions_app.queries.session import terms_of_ballot
from sessions_app.queries.voting import turnout
from sessions_app.states import CHOICES, BallotState, Choice, Method
from sessions_app.views.forms_in import sent, text_in


@require_http_methods(["GET", "POST"])
def secret(request: HttpRequest, slug: str, ballot_id: int) -> HttpResponse:
    """The paper; a post reviews what was marked, and one that says so casts it."""
    here = consultation_of(request, slug, Act.VOTE if request.method == "POST" else Act.READ)
    ballot = ballot_of(here, ballot_id)
    context = page_context(here, ballot)
    if request.method == "POST":
        body = sent(request)
        choice = text_in(body, "choice").strip()
        if text_in(body, "do") == "cast" or wants_json(request):
            return _cast(request, here, ballot, choice)
        if choice not in CHOICES[Method.SECRET]:
            context["error"] = _("Choose one of the answers first.")
        else:
            context["reviewed"] = Choice(choice)
    response = render(request, "sessions_app/secret.html", context, status=400 if "error" in context else 200)
    response["Cache-Control"] = "no-store"
    return response


def _cast(request: HttpRequest, here: Here, ballot: Ballot, choice: str) -> HttpResponse:
    if here.participant is None:
        raise RefusedError(_("Join the consultation first: this is for those who take part."))
    answer = act.cast(here.participant.pk, ballot.pk, choice)
    if wants_json(request):
        return JsonResponse(answer)
    messages.success(request, _("Your ballot is in the box."))
    return redirect("secret", here.consultation.slug, ballot.pk)


def ballot_of(here: Here, ballot_id: int) -> Ballot:
    rows = Ballot.objects.select_related("version__recommendation__question__session", "electorate", "box")
    ballot = get_object_or_404(rows, pk=ballot_id, consultation=here.consultation, method=Method.SECRET)
    ballot.consultation = here.consultation
    return ballot


def page_context(here: Here, ballot: Ballot) -> dict[str, Any]:
    assert ballot.version is not None
    text = ballot.version.recommendation
    question = text.question
    terms = terms_of_ballot(ballot)
    context = paper_context(here, ballot) | {
        "version": ballot.version,
        "text": text,
        "question": question,
        "choices": CHOICES[Method.SECRET],
        "rule": terms.in_words,
    }
    if ballot.state == BallotState.CLOSED:
        context["result"] = reading.result(ballot, terms.rule)
    return context


def record_context(here: Here, ballot: Ballot) -> dict[str, Any]:
    """The record of a secret ballot, the same for every reader: nothing of whose ballot it is."""
    assert ballot.version is not None
    text = ballot.version.recommendation
    text.consultation = here.consultation
    answered, entitled = turnout(ballot)
    terms = terms_of_ballot(ballot)
    return {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
        "ballot": ballot,
        "version": ballot.version,
        "text": text,
        "terms": ballot.box,
        "is_open": ballot.state == BallotState.OPEN,
        "answered": answered,
        "entitled": entitled,
        "result": reading.result(ballot, terms.rule),
        "limits": secret_limits(),
        "statements": position.statements(text),
    }


def paper_context(here: Here, ballot: Ballot) -> dict[str, Any]:
    """What the page of any ballot on a paper needs: who votes, whether they may, how many have."""
    answered, entitled = turnout(ballot)
    k = here.consultation.smallest_cell
    context: dict[str, Any] = {
        "here": here,
        "consultation": here.consultation,
        "ballot": ballot,
        "is_open": ballot.state == BallotState.OPEN,
        "answered": answered,
        "entitled": entitled,
        "limits": secret_limits(),
        "is_small": entitled < k,
        "smallest": k,
        "paper": None,
    }
    if here.participant is None:
        return context | {"why_not": _("Join the consultation first: this is for those who take part.")}
    paper = reading.paper_of(ballot, here.participant)
    answer = may_vote(here, ballot, paper.elector)
    return context | {"paper": paper, "why_not": answer.reason if isinstance(answer, Refused) else ""}

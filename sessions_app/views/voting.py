"""Take a position; the region of the page that is one's own."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consult.middleware import wants_json
from consult.procedure import MAY, Act, Refused, RefusedError
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app import fragments
from sessions_app.actions.voting import VoteCommand, cast_votes, may_vote, takes_answers
from sessions_app.models import Ballot, Recommendation
from sessions_app.queries import drafting
from sessions_app.queries.secret import paper_of
from sessions_app.queries.voting import mine
from sessions_app.states import CHOICES, BallotState, Choice, Method
from sessions_app.views import forms_in


@require_POST
def vote(request: HttpRequest, slug: str, ballot_id: int) -> HttpResponse:
    """One answer, by form or JSON; the socket's path is the same action."""
    here = consultation_of(request, slug, Act.READ)
    ballot = get_object_or_404(
        Ballot.objects.select_related("version__recommendation__question"), pk=ballot_id, consultation=here.consultation
    )
    body = forms_in.sent(request)
    if here.participant is None:
        raise RefusedError(_("Join the consultation first: this is for those who take part."))
    command = VoteCommand(
        participant_id=here.participant.pk,
        ballot_id=ballot.pk,
        choice=forms_in.text_in(body, "choice"),
        reason=forms_in.text_in(body, "reason"),
        command_id=forms_in.command_in(body),
    )
    [answer] = cast_votes([command])
    if wants_json(request):
        return JsonResponse(answer, status=200 if answer["answer"] == "ok" else 409)
    if answer["answer"] == "ok":
        messages.success(request, _("Counted: {choice}.").format(choice=Choice(command.choice).label))
    else:
        messages.error(request, answer["reason"])
    if ballot.version is None:
        return redirect(here.consultation)
    text = ballot.version.recommendation
    own_page = reverse("text", args=[slug, text.number])
    if text.question is None or urlsplit(request.headers.get("Referer", "")).path == own_page:
        return redirect(own_page)
    if answer["answer"] != "ok":  # why stands at the top
        return redirect("question", slug, text.question.session_id, text.question.number)
    back = redirect("question", slug, text.question.session_id, text.question.number)
    back["Location"] += f"#recommendation-{text.pk}"
    return back


@require_GET
def yours(request: HttpRequest, slug: str, text_id: int) -> HttpResponse:
    """The reader's own position on a text: fetched by its owner after a change, never sent to anybody else."""
    here = consultation_of(request, slug, Act.READ)
    rows = drafting.with_ballots(Recommendation.objects.filter(consultation=here.consultation))
    text = drafting.shown_text(get_object_or_404(rows, pk=text_id))
    context = yours_context(here, text)
    response = render(request, "sessions_app/_yours.html", context)
    response["Cache-Control"] = "no-store"
    return response


def yours_context(here: Here, text: drafting.ShownText) -> dict[str, Any]:
    context: dict[str, Any] = {"text": text.recommendation, "consultation": here.consultation, "ballot": None}
    if text.ballot is None or here.participant is None or here.consultation.discussion_only:
        return context
    if text.ballot.method == Method.SECRET:
        return context | {
            "ballot": text.ballot,
            "is_open": text.is_open,
            "paper": paper_of(text.ballot, here.participant),
        }
    own = mine(text.ballot, here.participant)
    answer = may_vote(here, text.ballot, own.elector)
    if answer and text.ballot.state != BallotState.CLOSED:
        answer = takes_answers(text.ballot)
    return context | {
        "ballot": text.ballot,
        "is_open": text.is_open,
        "here": here,
        "mine": own,
        "may_vote": bool(answer),
        # To whoever never answers, nothing of it is said: the desk, observers.
        "why_not": answer.reason if isinstance(answer, Refused) and here.standing.roles & MAY[Act.VOTE] else "",
        "buttons": [choice for choice in CHOICES[Method(text.ballot.method)] if choice != Choice.AWAITING],
        "yours": True,
        "keep_nothing": here.participant.keep_nothing,
    }


def card(request: HttpRequest, here: Here, text: drafting.ShownText, context: fragments.Frame) -> SafeString:
    """A text's card on the session page: the impersonal fragment, and the reader's own region under it.

    context: as ``fragments.text_context`` gives it.
    """
    return render_to_string("sessions_app/_card.html", yours_context(here, text) | context, request)

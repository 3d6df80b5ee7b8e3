"""Contribute, withdraw, moderate: by form, by JSON or (through the same actions) by socket."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consult.middleware import wants_json
from consult.procedure import Act, Refused, RefusedError, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import discussion as act
from sessions_app.models import Contribution, Session
from sessions_app.queries import discussion as reading
from sessions_app.states import ContributionState
from sessions_app.views.forms_in import command_in, id_in, sent, text_in
from sessions_app.views.session import render_question, session_of


@require_POST
def contribute(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.READ)
    session = session_of(here, pk)
    question = get_object_or_404(session.questions, number=number)
    body = sent(request)
    try:
        contribution = act.contribute(
            here,
            question.pk,
            text=text_in(body, "text"),
            sentence=text_in(body, "sentence"),
            type=text_in(body, "type"),
            quotation=text_in(body, "quotation"),
            parent_id=id_in(body, "parent"),
            shown_at_most=text_in(body, "shown_at_most"),
            command_id=command_in(body),
        )
    except RefusedError as refusal:
        if wants_json(request):
            raise
        typed = {key: text_in(body, key) for key in ("text", "sentence", "type", "quotation")}
        return render_question(request, here, session, number, typed=typed, refusal=str(refusal.reason), status=422)
    if wants_json(request):
        return JsonResponse({"answer": "ok", "contribution": contribution.pk})
    messages.success(request, _("Your contribution stands in the thread."))
    return redirect("contribution", slug, pk, contribution.pk)


def _row(here: Here, session: Session, contribution_id: int) -> Contribution:
    rows = reading.for_showing(Contribution.objects.filter(question__session=session))
    return get_object_or_404(rows, pk=contribution_id)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, pk: int, contribution_id: int) -> HttpResponse:
    """One's own contribution: edit it for ten minutes, or withdraw it."""
    here = consultation_of(request, slug, Act.READ)
    session = session_of(here, pk)
    row = _row(here, session, contribution_id)
    require(act.may_change(here, row))
    typed, refusal = {"text": row.text, "sentence": row.sentence}, ""
    if request.method == "POST":
        typed = {key: text_in(dict(request.POST.items()), key) for key in typed}
        try:
            act.edit(here, row.pk, text=typed["text"], sentence=typed["sentence"])
            messages.success(request, _("Your contribution was changed."))
            return redirect("contribution", slug, pk, row.pk)
        except RefusedError as error:
            refusal = str(error.reason)
    answer = act.may_edit(here, row)
    context = {
        "here": here,
        "consultation": here.consultation,
        "session": session,
        "row": row,
        "typed": typed,
        "refusal": refusal,
        "may_edit": bool(answer),
        "why_not": answer.reason if isinstance(answer, Refused) else "",
        "lead_in": reading.lead_in(row.type),
    }
    return render(request, "sessions_app/edit.html", context, status=422 if refusal else 200)


@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int, contribution_id: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.READ)
    row = _row(here, session_of(here, pk), contribution_id)
    act.withdraw(here, row.pk)
    messages.success(request, _("Your contribution was withdrawn."))
    return redirect("question", slug, pk, row.question.number)


@require_http_methods(["GET", "POST"])
def moderate(request: HttpRequest, slug: str, pk: int, contribution_id: int) -> HttpResponse:
    """Hold, hide with a reason, release."""
    here = consultation_of(request, slug, Act.MODERATE)
    session = session_of(here, pk)
    row = _row(here, session, contribution_id)
    refusal = ""
    if request.method == "POST":
        try:
            act.moderate(here, row.pk, request.POST.get("state", ""), request.POST.get("reason", ""))
            return redirect("contribution", slug, pk, row.pk)
        except RefusedError as error:
            refusal = str(error.reason)
    item = reading.shown([row], here.consultation, "desk")[0]
    states = [s for s in ContributionState.choices if s[0] not in {row.state, ContributionState.WITHDRAWN}]
    context = {
        "here": here,
        "consultation": here.consultation,
        "session": session,
        "item": item,
        "states": states,
        "refusal": refusal,
    }
    return render(request, "sessions_app/moderate.html", context, status=422 if refusal else 200)

"""Contribute, edit, withdraw: by form, by JSON or (through the same actions) by socket."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consult.middleware import wants_json
from consult.procedure import Act, Refused, RefusedError, require
from consult.queries.people import Here
from consult.views import limits
from consult.views.access import consultation_of
from sessions_app.actions import discussion as act
from sessions_app.actions.attachments import MOST_BYTES, MOST_FILES, File
from sessions_app.actions.pace import A_SECOND, BURST, slow_down
from sessions_app.actions.words import plain
from sessions_app.models import Attachment, Contribution, Session
from sessions_app.queries import discussion as reading
from sessions_app.queries.similar import similar as similar_to
from sessions_app.states import ContributionState
from sessions_app.views.forms_in import command_in, id_in, sent, text_in, yes_in
from sessions_app.views.session import audience_of, render_question, session_of

# As fast as a socket may send; by person, for a conference room is one address.
CONTRIBUTING = {"person": limits.Limit(BURST, BURST // A_SECOND)}
ASKING = {"person": limits.Limit(60, 60), "session": limits.Limit(60, 60), "address": limits.Limit(3_000, 60)}


@require_POST
def contribute(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.READ)
    session = session_of(here, pk)
    question = get_object_or_404(session.questions, number=number)
    body = sent(request)
    try:
        _keep_pace(here)
        contribution = act.contribute(
            here,
            question.pk,
            text=text_in(body, "text"),
            sentence=text_in(body, "sentence"),
            type=text_in(body, "type"),
            quotation=text_in(body, "quotation"),
            parent_id=id_in(body, "parent"),
            shown_at_most=text_in(body, "shown_at_most"),
            third_person=yes_in(body, "third_person"),
            files=_files(request),
            command_id=command_in(body),
        )
    except RefusedError as refusal:
        if wants_json(request):
            raise
        typed = {key: text_in(body, key) for key in ("text", "sentence", "type", "quotation", "third_person")}
        status = 429 if refusal.answer == "slow down" else 422
        return render_question(request, here, session, number, typed=typed, refusal=str(refusal.reason), status=status)
    if wants_json(request):
        return JsonResponse(act.answer_to(contribution))
    if contribution.state == ContributionState.HELD:
        messages.success(request, _("Your contribution is held: nobody sees it until the desk has looked at it."))
        return redirect("question", slug, pk, number)
    messages.success(request, _("Your contribution stands in the thread."))
    return redirect("contribution", slug, pk, contribution.pk)


def _keep_pace(here: Here) -> None:
    """Raises RefusedError for one who contributes faster than a socket would let them."""
    if here.participant and not limits.spend("contribute", CONTRIBUTING, person=str(here.participant.pk)):
        raise slow_down()


def _files(request: HttpRequest) -> list[File]:
    """What came with a form; of a file that is too long no more than shows it."""
    sent_files = request.FILES.getlist("attachments")[: MOST_FILES + 1]
    return [(file.name or "", file.read(MOST_BYTES + 1)) for file in sent_files]


@never_cache
@require_safe
def attachment(request: HttpRequest, slug: str, pk: int, contribution_id: int, attachment_id: int) -> HttpResponse:
    """A file that came with a contribution, for whoever sees that: to be kept, never shown inside a page."""
    here = consultation_of(request, slug, Act.READ)
    rows = Contribution.objects.filter(reading.seen_by(audience_of(here)), question__session=session_of(here, pk))
    found = get_object_or_404(Attachment, pk=attachment_id, contribution=get_object_or_404(rows, pk=contribution_id))
    answer = HttpResponse(bytes(found.data), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@never_cache
@require_POST
def similar(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """What has been said already and is nearly what somebody writes.

    By post: an address with the words of a draft would stand in access logs.
    """
    here = consultation_of(request, slug, Act.READ)
    question = get_object_or_404(session_of(here, pk).questions, number=number)
    if not limits.spend("similar", ASKING, person=str(request.user.pk), **limits.who(request)):
        return HttpResponse(status=429)
    items = similar_to(question, plain(text_in(sent(request), "text")))
    context = {"items": items, "consultation": here.consultation, "session": question.session}
    return render(request, "sessions_app/_similar.html", context)


def _row(here: Here, session: Session, contribution_id: int) -> Contribution:
    rows = reading.for_showing(Contribution.objects.filter(question__session=session))
    return get_object_or_404(rows, pk=contribution_id)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, pk: int, contribution_id: int) -> HttpResponse:
    """One's own contribution: edit it for ten minutes, or withdraw it. What one entered as a scribe: edit it."""
    here = consultation_of(request, slug, Act.READ)
    session = session_of(here, pk)
    row = _row(here, session, contribution_id)
    is_scribe = act.is_scribe_of(here, row)
    require(act.may_edit(here, row) if is_scribe else act.may_change(here, row))
    typed, refusal, is_stale = {"text": row.text, "sentence": row.sentence, "third_person": ""}, "", False
    seen = reading.revision_of(row)
    if request.method == "POST":
        typed = {key: text_in(dict(request.POST.items()), key) for key in typed}
        seen = text_in(dict(request.POST.items()), "seen")
        try:
            changed = act.edit(
                here,
                row.pk,
                text=typed["text"],
                sentence=typed["sentence"],
                third_person=yes_in(typed, "third_person"),
                seen=seen,
            )
            if changed.state != ContributionState.SHOWN:
                messages.success(request, _("It was changed, and nobody sees it until the desk has looked at it."))
                return redirect("question", slug, pk, row.question.number)
            messages.success(request, _("It was changed.") if is_scribe else _("Your contribution was changed."))
            return redirect("contribution", slug, pk, row.pk)
        except RefusedError as error:
            refusal, is_stale = str(error.reason), error.answer == "stale"
            seen = reading.revision_of(row) if is_stale else seen
    answer = act.may_edit(here, row)
    context = {
        "here": here,
        "consultation": here.consultation,
        "session": session,
        "row": row,
        "is_scribe": is_scribe,
        "typed": typed,
        "refusal": refusal,
        "is_stale": is_stale,
        "seen": seen,
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

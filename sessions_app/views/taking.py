"""The scribe's page: what is said aloud, taken down as it is heard; and its two regions, fetched by the scribe."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from consult.middleware import wants_json
from consult.procedure import Act, RefusedError, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app import fragments
from sessions_app.actions import taking as act
from sessions_app.actions.discussion import EDIT_FOR, answer_to
from sessions_app.models import Session
from sessions_app.queries import discussion, taking, ticket
from sessions_app.queries import session as sessions
from sessions_app.queries import statement as statements
from sessions_app.states import ContributionState, ContributionType, QuestionState
from sessions_app.views.forms_in import command_in, id_in, sent, text_in, yes_in
from sessions_app.views.session import audience_of, session_of

FIELDS = ("question", "who", "other", "name", "language", "type", "text", "sentence", "third_person", "statement")


@never_cache
@require_http_methods(["GET", "POST"])
def scribe(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The page; a post takes one contribution down. What is refused stands in the form again."""
    here = consultation_of(request, slug, Act.TAKE_DOWN)
    session = session_of(here, pk)
    require(act.may_take_down(here, session))
    if request.method != "POST":
        return render(request, "sessions_app/scribe.html", _page(here, session, {}))
    body = sent(request)
    if "use" in body:
        return render(request, "sessions_app/scribe.html", _page(here, session, _with_statement(session, body)))
    try:
        taken = act.take_down(here, id_in(body, "question") or 0, _heard(body), command_in(body))
    except RefusedError as refusal:
        if wants_json(request):
            raise
        context = _page(here, session, {key: text_in(body, key) for key in FIELDS}) | {"refusal": refusal.reason}
        return render(request, "sessions_app/scribe.html", context, status=422)
    if wants_json(request):
        return JsonResponse(answer_to(taken))
    is_held = taken.state == ContributionState.HELD
    messages.success(
        request, _("Taken down, and held until the desk has looked at it.") if is_held else _("Taken down.")
    )
    return redirect("scribe", slug, pk)


def _heard(body: dict[str, Any]) -> act.Heard:
    words = {key: text_in(body, key) for key in ("text", "who", "other", "name", "language", "type", "sentence")}
    return act.Heard(**words, third_person=yes_in(body, "third_person"), statement=id_in(body, "statement") or 0)


def _with_statement(session: Session, body: dict[str, Any]) -> dict[str, str]:
    """What was typed, and after it the statement of whoever has the floor: for those without scripts."""
    typed = {key: text_in(body, key) for key in FIELDS}
    ready = statements.of_the_floor(session)
    if ready is None:
        return typed
    text = "\n\n".join(part for part in (typed["text"].strip(), ready.text) if part)
    return typed | {"text": text, "statement": str(ready.id), "who": "", "language": ready.language}


@never_cache
@require_GET
def scribe_who(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who can be chosen as the speaker: fetched again when the floor moves."""
    here = consultation_of(request, slug, Act.TAKE_DOWN)
    session = session_of(here, pk)
    return render(request, "sessions_app/_scribe_who.html", _hand(session, {}))


@never_cache
@require_GET
def scribe_entered(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What this scribe entered, fetched again after each."""
    here = consultation_of(request, slug, Act.TAKE_DOWN)
    session = session_of(here, pk)
    return render(request, "sessions_app/_scribe_entered.html", _entered(here, session))


def _hand(session: Session, typed: dict[str, str]) -> dict[str, Any]:
    ready = statements.of_the_floor(session)
    return {"hand": taking.hand(session), "typed": typed, "session": session, "ready": ready}


def _entered(here: Here, session: Session) -> dict[str, Any]:
    rows = taking.entered(session, here.participant, EDIT_FOR) if here.participant else []
    return {"entered": rows, "consultation": here.consultation, "session": session}


def _page(here: Here, session: Session, typed: dict[str, str]) -> dict[str, Any]:
    seq = fragments.head(here.consultation.pk)
    language = translation.get_language() or "en"
    audience = audience_of(here)
    among = sessions.questions(session)
    in_view = sessions.in_view(session, among)
    asked = next((question for question in among if str(question.pk) == typed.get("question")), in_view)
    return {
        "ticket": ticket.make(here, session.pk, audience, language, seq),
        "seq": seq,
        "live_path": "/live/",
        "here": here,
        "questions": [question for question in among if question.state != QuestionState.PLANNED],
        "asked": asked,
        "types": ContributionType.choices,
        "languages": settings.LANGUAGES,
        "language": typed.get("language", here.participant.language if here.participant else ""),
        "lead_in": discussion.lead_in(""),
        "keep_nothing": here.participant is not None and here.participant.keep_nothing,
        "rule": sessions.terms_for(session, in_view).in_words,
        **_hand(session, typed),
        **_entered(here, session),
    }

"""Statements before they are delivered: an author's page, the scribe's and desk's list, the interpreters' link."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.attribution import Audience
from consult.documents.limits import MAX_BYTES
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import statement as act
from sessions_app.actions.taking import may_take_down
from sessions_app.actions.words import STATEMENT_LIMIT
from sessions_app.models import Session
from sessions_app.queries import statement as reading
from sessions_app.queries.session import terms_for
from sessions_app.views.forms_in import id_in, text_in
from sessions_app.views.session import session_of

FIELDS = ("question", "language", "text")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand in what one will say, replace or withdraw it; what is refused stands in the form again."""
    here = consultation_of(request, slug, Act.ASK_FLOOR)
    session = session_of(here, pk)
    require(act.may_hand_in(here, session))
    typed, refusal = _typed(request, here, session), ""
    if request.method == "POST":
        body = dict(request.POST.items())
        try:
            messages.success(request, _do(request, here, session, body))
            return redirect("statement", slug, pk)
        except RefusedError as refused:
            refusal, typed = str(refused.reason), {key: text_in(body, key) for key in FIELDS}
    terms = terms_for(session, session.current_question)
    context = _of(here, session) | {
        "mine": reading.mine(session, here.participant),
        "questions": session.questions.all(),
        "languages": settings.LANGUAGES,
        "limit": STATEMENT_LIMIT,
        "typed": typed,
        "refusal": refusal,
        "rule": terms.in_words,
        "lines": terms.lines,
    }
    return render(request, "sessions_app/statement.html", context, status=422 if refusal else 200)


def _do(request: HttpRequest, here: Here, session: Session, body: dict[str, Any]) -> str:
    if text_in(body, "do") == "withdraw":
        act.withdraw(here, id_in(body, "on") or 0)
        return _("Withdrawn: nothing of it is kept.")
    file = request.FILES.get("file")
    text = act.text_of(file.name or "", file.read(MAX_BYTES + 1)) if file else text_in(body, "text")
    question = id_in(body, "question") if text_in(body, "question") else None
    if text_in(body, "question") and question is None:
        raise RefusedError(_("There is no such question in this session."))
    act.hand_in(here, session.pk, question, text, text_in(body, "language"))
    return _("Handed in. Read it below as it was read, and replace it where it should say something else.")


def _typed(request: HttpRequest, here: Here, session: Session) -> dict[str, str]:
    """What stands in the form: one’s own statement where it is to be replaced."""
    of = id_in(request.GET, "replace")
    row = next((one for one in reading.mine(session, here.participant) if one.pk == of and not one.delivered_at), None)
    if row is None:
        language = (here.participant.language if here.participant else "") or session.floor_language
        return {"question": str(session.current_question_id or ""), "language": language, "text": ""}
    return {"question": str(row.question_id or ""), "language": row.language, "text": row.text}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What waits, for those who take down; the desk opens and closes the interpreters' link."""
    here = consultation_of(request, slug, Act.TAKE_DOWN)
    session = session_of(here, pk)
    require(may_take_down(here, session))
    if request.method == "POST":
        act.open_link(here, session.pk, is_open=text_in(dict(request.POST.items()), "do") == "open")
        return redirect("statements", slug, pk)
    path = reverse("interpreters", args=[session.interpreters_key]) if session.interpreters_key else ""
    may_steer = bool(may(here.standing, Act.STEER))
    context = _of(here, session) | {
        "waiting": reading.waiting(session),
        "may_steer": may_steer,
        "link": request.build_absolute_uri(path) if path and may_steer else "",
    }
    return render(request, "sessions_app/statements.html", context)


@never_cache
@require_safe
def interpreters(request: HttpRequest, key: str) -> HttpResponse:
    """What waits, for whoever has the link: no account, nothing else, nothing to write, and nobody named outside."""
    session = reading.by_key(key)
    if session is None:
        raise Http404
    context = {
        "consultation": session.consultation,
        "session": session,
        "waiting": reading.waiting(session, Audience.OUTSIDE),
    }
    answer = render(request, "sessions_app/interpreters.html", context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _of(here: Here, session: Session) -> dict[str, Any]:
    return {"here": here, "consultation": here.consultation, "session": session}

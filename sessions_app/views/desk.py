"""The chair's desk: open and close questions and checks, move the screens, take a step back."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consult.procedure import Act, RefusedError, may
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app import fragments
from sessions_app.actions import drafting as drafting_acts
from sessions_app.actions import secret as secret_acts
from sessions_app.actions import session as session_acts
from sessions_app.actions import voting as voting_acts
from sessions_app.actions.closing import close_ballot
from sessions_app.models import Session
from sessions_app.queries import desk as reading
from sessions_app.queries import drafting, separate, ticket
from sessions_app.queries import session as sessions
from sessions_app.queries.listening import language_of
from sessions_app.queries.moderation import WAITING, queue
from sessions_app.states import Method, SessionKind
from sessions_app.views import deciding
from sessions_app.views.floor_regions import desk_context
from sessions_app.views.forms_in import id_in, minutes_in, text_in
from sessions_app.views.session import session_of

Body = dict[str, Any]
Step = tuple[str, int]  # a button of the desk, and what it is pressed on
UNDO = "undo"  # of the browser's session: {"session", "steps": what takes the last act back, "words": what it was}


@require_GET
def desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.STEER)
    session = session_of(here, pk)
    seq = fragments.head(here.consultation.pk)
    among = sessions.questions(session)
    context = fragments.agenda_context(session, among) | fragments.state_context(session, among)
    current = context["current"]
    rows = [{"question": q, "texts": [_card(session, text) for text in drafting.texts(q)]} for q in among]
    undo = request.session.get(UNDO)
    context |= {
        "here": here,
        "rule": here.consultation.terms.in_words,
        "rows": rows,
        "loose": drafting.under_no_question(here.consultation) if rows and not session.breakout_of_id else [],
        "step": reading.next_step(session, current, rows),
        "undo": undo["words"] if undo and undo["session"] == session.pk else "",
        "queue": queue(session, WAITING) if may(here.standing, Act.MODERATE) else None,
        "ticket": ticket.make(here, session.pk, "desk", translation.get_language() or "en", seq),
        "live_path": "/live/",
        "seq": seq,
    }
    if not here.consultation.discussion_only:
        context |= deciding.desk_context(here)
    if session.kind == SessionKind.SITTING:
        context |= desk_context(session) | fragments.listening_context(session)
        context |= fragments.breakout_context(session, "desk") | {"floor_languages": settings.LANGUAGES}
    return render(request, "sessions_app/desk.html", context)


def _card(session: Session, text: drafting.ShownText) -> dict[str, Any]:
    """A text with what is asked on it and waits for the chair."""
    asked = separate.waiting(text.recommendation) if text.recommendation.separate_asked else []  # type: ignore[attr-defined]
    return fragments.text_context(session, text) | {"separate": asked}


@require_POST
def steer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One button of the desk: what it does stands in ``do``, on what in ``on``."""
    here = consultation_of(request, slug, Act.STEER)
    session = session_of(here, pk)
    body = dict(request.POST.items())
    do, on = text_in(body, "do"), id_in(body, "on") or 0
    if do == UNDO:
        _take_back(request, here, session)
    elif do in BUTTONS:
        before = _on_the_screen(session)
        try:
            words = BUTTONS[do](here, session, on, body)
        except RefusedError as refused:  # said on the desk itself: the chair goes on working there
            messages.error(request, str(refused.reason))
        else:
            messages.success(request, words)
            _remember(request, session, [*_back(do, on), *before] if do in BACK else [], words)
    else:
        messages.error(request, _("This desk has no such button."))
    return redirect("desk", slug, pk)


def _open(here: Here, session: Session, on: int, body: Body) -> str:
    return _("Question {number} is open.").format(number=session_acts.set_question(here, on, "open").number)


def _close(here: Here, session: Session, on: int, body: Body) -> str:
    return _("Question {number} is closed.").format(number=session_acts.set_question(here, on, "closed").number)


def _show(here: Here, session: Session, on: int, body: Body) -> str:
    session_acts.show(here, session.pk, question_id=on)
    return _("The question stands on every screen.")


def _show_ballot(here: Here, session: Session, on: int, body: Body) -> str:
    session_acts.show(here, session.pk, ballot_id=on)
    return _("The text stands on every screen.")


def _put(here: Here, session: Session, on: int, body: Body) -> str:
    ballot = voting_acts.put(here, on, minutes=minutes_in(body))
    number = ballot.version.recommendation.number if ballot.version else ""
    return _("The check on text {number} is open.").format(number=number)


def _put_secret(here: Here, session: Session, on: int, body: Body) -> str:
    ballot = secret_acts.put(
        here,
        on,
        minutes=minutes_in(body),
        majority=text_in(body, "majority") or "simple",
        quorum=id_in(body, "quorum") or 0,
    )
    number = ballot.version.recommendation.number if ballot.version else ""
    return _("The secret ballot on text {number} is open.").format(number=number)


def _close_ballot(here: Here, session: Session, on: int, body: Body) -> str:
    ballot = here.consultation.ballots.filter(pk=on).first()
    if ballot and ballot.method == Method.SECRET:
        secret_acts.close(on, here.participant or "", here)
        return _("The secret ballot is closed and counted: its outcome waits to be declared.")
    closed = close_ballot(on, here.participant or "", here)
    if closed.method == Method.RECORDED and closed.version:
        return _("The vote on text {number} was closed.").format(number=closed.version.recommendation.number)
    return _("The check is closed; its result stands on every screen.")


def _put_forward(here: Here, session: Session, on: int, body: Body) -> str:
    text = drafting_acts.set_state(here, on, "put-forward")
    return _("Text {number} is put forward.").format(number=text.number)


def _place(here: Here, session: Session, on: int, body: Body) -> str:
    placed = drafting_acts.place(here, on, id_in(body, "question") or 0)
    return _("Text {number} stands under the question.").format(number=placed.number)


def _candidate(here: Here, session: Session, on: int, body: Body) -> str:
    text = drafting_acts.set_state(here, on, "candidate")
    return _("Text {number} is a candidate again.").format(number=text.number)


def _withdrawn(here: Here, session: Session, on: int, body: Body) -> str:
    text = drafting_acts.set_state(here, on, "withdrawn")
    return _("Text {number} is withdrawn.").format(number=text.number)


def _language(here: Here, session: Session, on: int, body: Body) -> str:
    spoken = session_acts.speak_in(here, session.pk, text_in(body, "language"))
    return _("Spoken now: {language}").format(language=language_of(spoken.floor_language).name)


BUTTONS: dict[str, Callable[[Here, Session, int, Body], str]] = {
    "open": _open,
    "close": _close,
    "show": _show,
    "show-ballot": _show_ballot,
    "put": _put,
    "put-secret": _put_secret,
    "close-ballot": _close_ballot,
    "put-forward": _put_forward,
    "candidate": _candidate,
    "place": _place,
    "withdrawn": _withdrawn,
    "language": _language,
    **deciding.BUTTONS,
}

# What takes an act back. A check that was put, or closed, stands in the record as it was: it can only be put again.
BACK = {
    "open": "close",
    "close": "open",
    "show": "",
    "show-ballot": "",
    "put-forward": "candidate",
    "candidate": "put-forward",
    **deciding.BACK,
}


def _back(do: str, on: int) -> list[Step]:
    return [(BACK[do], on)] if BACK[do] else []


def _on_the_screen(session: Session) -> list[Step]:
    """The steps that bring back what the room looks at now."""
    shown = sessions.in_view(session, sessions.questions(session))
    steps: list[Step] = [("show", shown.pk)] if shown else []
    return [*steps, ("show-ballot", session.current_ballot_id)] if session.current_ballot_id else steps


def _remember(request: HttpRequest, session: Session, steps: list[Step], words: str) -> None:
    if steps:
        request.session[UNDO] = {"session": session.pk, "steps": steps, "words": words}
    else:
        request.session.pop(UNDO, None)


def _take_back(request: HttpRequest, here: Here, session: Session) -> None:
    """Undo the last act of this desk: each step is an act of its own and stands in the record."""
    kept = request.session.pop(UNDO, None)
    if not kept or kept["session"] != session.pk:
        raise RefusedError(_("There is nothing to take back."))
    for do, on in kept["steps"]:
        BUTTONS[do](here, session, on, {})
    messages.success(request, _("Taken back: {words}").format(words=kept["words"]))

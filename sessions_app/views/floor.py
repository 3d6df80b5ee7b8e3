"""The floor: acts of those who speak, acts of the chair, and the two regions that their owners fetch."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from consult.procedure import Act, RefusedError
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app import fragments
from sessions_app.actions import calling, presence, speaking
from sessions_app.actions import floor as acts
from sessions_app.models import Session
from sessions_app.states import RequestKind
from sessions_app.views.floor_regions import desk_context, own_context
from sessions_app.views.forms_in import id_in, text_in
from sessions_app.views.session import session_of

Body = dict[str, Any]
Doing = Callable[[Here, int, Body], object]


def _on(body: Body) -> int:
    return id_in(body, "on") or 0


def _number(body: Body, key: str) -> int | None:
    """None where the field was left empty; what is no number is refused like one out of range."""
    return (id_in(body, key) or 0) if text_in(body, key).strip() else None


def _ask(here: Here, pk: int, body: Body) -> object:
    return speaking.ask(
        here,
        pk,
        kind=text_in(body, "kind") or RequestKind.SPEAK,
        is_remote="in_room" not in body,
        on_behalf_of=text_in(body, "on_behalf_of"),
        language=text_in(body, "language"),
    )


def _add(here: Here, pk: int, body: Body) -> object:
    name, kind = text_in(body, "name"), text_in(body, "kind") or RequestKind.SPEAK
    return calling.add(here, pk, name=name, delegation_id=_number(body, "delegation"), kind=kind)


def _set(here: Here, pk: int, body: Body) -> None:
    budgets = {
        int(group): None if minutes is None else minutes * 60
        for key in body
        if (group := key.removeprefix("budget-")) != key and id_in({"id": group}, "id")
        for minutes in [_number(body, key)]
    }
    acts.set_up(
        here,
        pk,
        order=text_in(body, "order"),
        seconds=_number(body, "seconds"),
        group_seconds=_number(body, "group_seconds"),
        budgets=budgets,
    )


OWN: dict[str, Doing] = {
    "ask": _ask,
    "withdraw": lambda here, pk, body: speaking.withdraw(here, pk, _on(body)),
    "back": lambda here, pk, body: speaking.come_back(here, pk, _on(body)),
    "yield": lambda here, pk, body: speaking.give(here, pk, _on(body), id_in(body, "to") or 0),
    "present": lambda here, pk, body: presence.check_in(here, pk),
}
CHAIRS: dict[str, Doing] = {
    "open": lambda here, pk, body: acts.open_list(here, pk),
    "closing": lambda here, pk, body: acts.announce_closing(here, pk, id_in(body, "minutes") or 0),
    "close": lambda here, pk, body: acts.close_list(here, pk),
    "set": _set,
    "quorum": lambda here, pk, body: presence.set_quorum(here, pk, _number(body, "quorum")),
    "call": lambda here, pk, body: calling.call(here, pk, _on(body), instead_of=_number(body, "instead_of")),
    "pause": lambda here, pk, body: calling.pause(here, pk, _on(body)),
    "go-on": lambda here, pk, body: calling.go_on(here, pk, _on(body)),
    "more": lambda here, pk, body: calling.grant(here, pk, _on(body), id_in(body, "limit") or 0),
    "end": lambda here, pk, body: calling.end(here, pk, _on(body)),
    "pass": lambda here, pk, body: calling.pass_over(here, pk, _on(body)),
    "move": lambda here, pk, body: calling.move(here, pk, _on(body), id_in(body, "before")),
    "add": _add,
    "withdraw": OWN["withdraw"],
    "back": OWN["back"],
}


@require_POST
def floor_act(request: HttpRequest, slug: str, pk: int, act: str) -> HttpResponse:
    """One button of somebody who takes part."""
    here = consultation_of(request, slug, Act.ASK_FLOOR)
    session = session_of(here, pk)
    _do(request, here, session, OWN, act)
    number = id_in(request.POST, "question")
    asked = session.questions.filter(number=number).exists() if number is not None and number < 32_768 else False
    back = redirect("question", slug, pk, number) if asked else redirect("session", slug, pk)
    back["Location"] += "#floor"
    return back


@require_POST
def desk_floor_act(request: HttpRequest, slug: str, pk: int, act: str) -> HttpResponse:
    """One button of the chair."""
    here = consultation_of(request, slug, Act.STEER)
    _do(request, here, session_of(here, pk), CHAIRS, act)
    back = redirect("desk", slug, pk)
    back["Location"] += "#floor"
    return back


def _do(request: HttpRequest, here: Here, session: Session, among: dict[str, Doing], act: str) -> None:
    """Carry it out; a refusal is told on the page that the button stands on."""
    if act not in among:
        raise Http404
    try:
        among[act](here, session.pk, dict(request.POST.items()))
    except RefusedError as refused:
        messages.error(request, str(refused.reason))


@require_GET
def floor_own(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The reader's part in the floor: fetched by its owner after a change, never sent to anybody else."""
    here = consultation_of(request, slug, Act.READ)
    session = session_of(here, pk)
    asked = session.questions.filter(number=min(id_in(request.GET, "question") or 0, 32_767)).first()
    context = fragments.floor_context(session) | own_context(here, session) | {"question": asked}
    response = render(request, "sessions_app/_floor_own.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def desk_floor(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The chair's region of the desk: the list with its buttons, and the time used by each group."""
    here = consultation_of(request, slug, Act.STEER)
    session = session_of(here, pk)
    response = render(request, "sessions_app/_desk_floor_acts.html", desk_context(session))
    response["Cache-Control"] = "no-store"
    return response

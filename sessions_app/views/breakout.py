"""Breakout rooms: the desk's page of them, one's own part in them, and the report back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consult.procedure import Act, RefusedError, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app import fragments
from sessions_app.actions import breakout as act
from sessions_app.actions import report_back as reports
from sessions_app.models import Session
from sessions_app.queries import breakout as reading
from sessions_app.views.forms_in import id_in, text_in
from sessions_app.views.room_regions import room_context
from sessions_app.views.session import session_of

Body = dict[str, Any]
FIELDS = ("titles", "question", "how")


def _make(here: Here, pk: int, body: Body) -> str:
    how = text_in(body, "how")
    if how not in ("mixed", "hand", "choose"):
        raise RefusedError(_("Say who is in which room: mixed, by hand, or by choice."))
    titles = text_in(body, "titles").splitlines()
    act.make(here, pk, titles, question=text_in(body, "question"), is_chosen=how == "choose")
    if how == "mixed":
        act.mix(here, pk)
    return _("The rooms are made. Open them when the plenary is ready.")


def _mix(here: Here, pk: int, body: Body) -> str:
    act.mix(here, pk)
    return _("Everybody has a room; each room is mixed.")


def _assign(here: Here, pk: int, body: Body) -> str:
    where = {}
    for key, value in body.items():
        number = id_in({"id": key.removeprefix("seat-")}, "id") if key.startswith("seat-") else None
        if number is not None:
            where[number] = id_in({"id": value}, "id") or 0
    act.assign(here, pk, where)
    return _("Saved: everybody’s room is as you chose.")


def _scribe(here: Here, pk: int, body: Body) -> str:
    act.name_scribe(here, pk, id_in(body, "room") or 0, id_in(body, "scribe"))
    return _("Saved.")


def _open(here: Here, pk: int, body: Body) -> str:
    typed = text_in(body, "minutes").strip()
    act.open_rooms(here, pk, (id_in(body, "minutes") or 0) if typed else None)
    return _("The rooms are open: each page shows its reader’s own.")


def _back(here: Here, pk: int, body: Body) -> str:
    act.back_to_plenary(here, pk)
    return _("Everybody is called back: the rooms are closed.")


def _remove(here: Here, pk: int, body: Body) -> str:
    act.remove(here, pk, id_in(body, "room") or 0)
    return _("The room is taken away.")


BUTTONS: dict[str, Callable[[Here, int, Body], str]] = {
    "make": _make,
    "mix": _mix,
    "assign": _assign,
    "scribe": _scribe,
    "open": _open,
    "back": _back,
    "remove": _remove,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def breakouts(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The desk's page of the rooms; one button, ``do``, at a time."""
    here = consultation_of(request, slug, Act.STEER)
    plenary = session_of(here, pk)
    if request.method != "POST":
        return render(request, "sessions_app/breakouts.html", _page(here, plenary, {}))
    body = dict(request.POST.items())
    button = BUTTONS.get(text_in(body, "do"))
    try:
        if button is None:
            raise RefusedError(_("This page has no such button."))
        messages.success(request, button(here, pk, body))
    except RefusedError as refusal:
        typed = {key: text_in(body, key) for key in FIELDS}
        context = _page(here, plenary, typed) | {"refusal": refusal.reason}
        return render(request, "sessions_app/breakouts.html", context, status=422)
    return redirect("breakouts", slug, pk)


def _page(here: Here, plenary: Session, typed: dict[str, str]) -> dict[str, Any]:
    seats = reading.seats(plenary)
    inside = reading.members_of([room.pk for room in reading.rooms(plenary)])
    rows = [
        {"room": room, "count": len(inside[room.pk]), "members": [seat for seat in seats if seat.room == room.pk]}
        for room in reading.rooms(plenary)
    ]
    return fragments.breakout_context(plenary, "desk") | {
        "here": here,
        "rule": here.consultation.terms.in_words,
        "rows": rows,
        "seats": seats,
        "past": reading.past_rooms(plenary),
        "typed": typed,
        "how": typed.get("how") or "mixed",
    }


@never_cache
@require_GET
def breakouts_own(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Which room is the reader's: fetched by its owner after a change, never sent to anybody else."""
    here = consultation_of(request, slug, Act.READ)
    session = session_of(here, pk)
    context = room_context(here, session) | {"session": session, "consultation": here.consultation}
    return render(request, "sessions_app/_breakouts_own.html", context)


@require_POST
def join_room(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Choose a room; into it at once, where it is open."""
    here = consultation_of(request, slug, Act.CONTRIBUTE)
    room = act.join(here, pk)
    if room.starts_at:
        return redirect("session", slug, room.pk)
    messages.success(request, _("Your room is {name}. It is not open yet.").format(name=room.title))
    return redirect("session", slug, room.breakout_of_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write what a room reports; it goes into the plenary's thread as one contribution."""
    here = consultation_of(request, slug, Act.READ)
    room = session_of(here, pk)
    require(reports.may_report(here, room))
    refusal = ""
    if request.method == "POST":
        try:
            reports.report_back(here, pk, text_in(dict(request.POST.items()), "text"))
        except RefusedError as refused:
            refusal = str(refused.reason)
        else:
            messages.success(request, _("The report stands in the plenary’s thread."))
            return redirect("session", slug, room.breakout_of_id)
    context = {
        "here": here,
        "consultation": here.consultation,
        "session": room,
        "rule": here.consultation.terms.in_words,
        "text": request.POST.get("text", ""),
        "refusal": refusal,
        "has_reported": bool(room.report_id),
        "keep_nothing": here.participant is not None and here.participant.keep_nothing,
    }
    return render(request, "sessions_app/report_back.html", context, status=422 if refusal else 200)

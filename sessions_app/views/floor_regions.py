"""What the two regions of the floor that their owners fetch are made of: a participant's, and the chair's."""

from django.conf import settings

from consult.procedure import Refused
from consult.queries.people import Here
from sessions_app import fragments
from sessions_app.actions import presence, speaking
from sessions_app.fragments import Frame
from sessions_app.models import Session
from sessions_app.queries import floor as reading
from sessions_app.queries import presence as presences
from sessions_app.states import FloorOrder, RequestKind, RequestState


def own_context(here: Here, session: Session) -> Frame:
    """What ``_floor_own.html`` needs beside ``fragments.floor_context``."""
    answer = speaking.may_ask(here, session)
    mine = reading.own(session, here.participant) if here.participant else []
    return {
        "mine": mine,
        "is_listed": any(one.kind == RequestKind.SPEAK and one.state != RequestState.PASSED for one in mine),
        "may_ask": bool(answer),
        "why_no_floor": answer.reason if isinstance(answer, Refused) else "",
        "may_interrupt": bool(speaking.may_ask(here, session, RequestKind.POINT_OF_ORDER)),
        "floor_languages": settings.LANGUAGES,
        "may_check_in": bool(session.quorum and presence.may_check_in(here, session)),
        "is_marked": here.participant is not None and presences.is_marked(session, here.participant),
    }


def desk_context(session: Session) -> Frame:
    """What ``_desk_floor.html`` needs."""
    context = fragments.floor_context(session) | fragments.presence_context(session, "desk")
    now = context["floor"].speaking
    return context | {
        "one_minute_more": (now.limit or 0) + 60 if now else 0,
        "delegations": session.consultation.delegations.all(),
        "shows_names": reading.shows_names(session),
        "kinds": RequestKind.choices,
        "orders": FloorOrder.choices,
        "times": reading.times_by_group(session),
    }

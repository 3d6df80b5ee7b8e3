"""Breakout rooms on the plenary's pages, and the way back on theirs. Nothing here tells who is in which room."""

from django.urls import reverse

from sessions_app.fragments.parts import Frame, item
from sessions_app.models import Session
from sessions_app.queries import breakout as reading
from sessions_app.queries.clock import clock_until


def changed(session: Session, audience: str) -> Frame:
    return item(f"breakouts-{session.pk}", "_breakouts", breakout_context(session, audience))


def breakout_context(session: Session, audience: str) -> Frame:
    """In the plenary: the rooms that are open, and until when. In a room: the same, and where its page moves when all
    are called back.
    """
    rooms = [session] if session.breakout_of_id else reading.rooms(session)
    is_out = [room for room in rooms if room.starts_at and not room.closed_at]
    due = next((room.ends_at for room in is_out if room.ends_at), None)
    back = ""
    if session.breakout_of_id:
        page = "screen" if audience == "screen" else "session"
        back = reverse(page, args=[session.consultation.slug, session.breakout_of_id])
    return {
        "session": session,
        "consultation": session.consultation,
        "rooms": rooms,
        "is_out": bool(is_out),
        "due": due,
        "clock": clock_until(due) if due else None,
        "plenary": session.breakout_of,
        "back": back,
    }

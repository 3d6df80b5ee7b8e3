"""The floor: who speaks, who waits, and who is here."""

from sessions_app.fragments.parts import Frame, item
from sessions_app.models import Session
from sessions_app.queries import floor as reading
from sessions_app.queries import presence as presences


def changed(session: Session) -> list[Frame]:
    """Who has the floor and, apart from it, the list: a desk shows the first beside a list of its own."""
    context = floor_context(session)
    return [
        item(f"floor-{session.pk}", "_floor", context),
        item(f"speakers-{session.pk}", "_speakers", context),
    ]


def podium(session: Session) -> Frame:
    """The same on the projector."""
    return item(f"podium-{session.pk}", "_podium", floor_context(session))


def floor_context(session: Session) -> Frame:
    return {"session": session, "consultation": session.consultation, "floor": reading.floor(session)}


def presence(session: Session, audience: str) -> Frame:
    """Who is here. Latest-wins, and after an act that changes who is counted."""
    return item(f"presence-{session.pk}", "_presence", presence_context(session, audience))


def presence_context(session: Session, audience: str) -> Frame:
    return {
        "session": session,
        "consultation": session.consultation,
        "present": presences.present(session, audience),
    }

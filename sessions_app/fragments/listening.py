"""The language of the floor, interpretation and captions: for those admitted and their projector."""

from sessions_app.fragments.parts import Frame, item
from sessions_app.models import Session
from sessions_app.queries import listening as reading


def changed(session: Session) -> Frame:
    return item(f"listening-{session.pk}", "_listening", listening_context(session))


def listening_context(session: Session) -> Frame:
    return {"session": session, "listening": reading.listening(session)}

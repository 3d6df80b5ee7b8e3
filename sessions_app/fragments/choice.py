"""The choices among options of a session, as a list of links: what is open, what is counted."""

from sessions_app.fragments.parts import Frame, item
from sessions_app.models import Session
from sessions_app.queries.choice import ballots
from sessions_app.states import BallotState


def changed(session: Session) -> Frame:
    return item(f"choices-{session.pk}", "_choices", choices_context(session))


def choices_context(session: Session) -> Frame:
    rows = ballots(session.consultation).filter(choosing__session=session).exclude(state=BallotState.PLANNED)
    return {"session": session, "consultation": session.consultation, "choices": rows}

"""The choices among options of a session: the list of links, and the one that is before the room."""

from sessions_app.fragments.parts import Frame, item
from sessions_app.fragments.text import turnout_context
from sessions_app.models import Ballot, Session
from sessions_app.queries.choice import ballots, result
from sessions_app.queries.session import rule_for
from sessions_app.states import BallotState


def changed(session: Session) -> Frame:
    return item(f"choices-{session.pk}", "_choices", choices_context(session))


def choices_context(session: Session) -> Frame:
    rows = ballots(session.consultation).filter(choosing__session=session).exclude(state=BallotState.PLANNED)
    return {"session": session, "consultation": session.consultation, "choices": rows}


def choice_context(session: Session, ballot: Ballot) -> Frame:
    """A choice before the room: what stands and the turnout while it is open, its result once it is closed."""
    options = list(ballot.choosing.options.all())
    context: Frame = {
        "ballot": ballot,
        "choosing": ballot.choosing,
        "options": options,
        "is_secret": hasattr(ballot, "box"),
        "is_open": ballot.state == BallotState.OPEN,
    }
    if context["is_open"]:
        return {**context, **turnout_context(ballot)}
    return {**context, "result": result(ballot, rule_for(session, None))}

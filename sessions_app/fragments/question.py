"""Questions, the order of business and the state in the bar."""

from sessions_app.fragments.parts import Frame
from sessions_app.models import Ballot, GuidingQuestion, Session
from sessions_app.queries import session as sessions


def question_context(session: Session, question: GuidingQuestion) -> Frame:
    return {
        "question": question,
        "session": session,
        "consultation": session.consultation,
        "rule": sessions.rule_of(question).label,
    }


def agenda_context(session: Session, among: list[GuidingQuestion]) -> Frame:
    return {
        "session": session,
        "consultation": session.consultation,
        "questions": among,
        "current": sessions.in_view(session, among),
    }


def state_context(session: Session, among: list[GuidingQuestion]) -> Frame:
    open_ballots = Ballot.objects.filter(
        version__recommendation__question__session=session, state="open"
    ).select_related("version__recommendation")
    return {
        "session": session,
        "consultation": session.consultation,
        "open": [q for q in among if q.state == "open"],
        "open_ballots": list(open_ballots),
    }

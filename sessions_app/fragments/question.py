"""Questions, the order of business and the state in the bar."""

from sessions_app.fragments.parts import Frame, item
from sessions_app.models import Ballot, Contribution, GuidingQuestion, Session
from sessions_app.queries import session as sessions
from sessions_app.states import RUNNING


def question_context(session: Session, question: GuidingQuestion) -> Frame:
    return {
        "question": question,
        "session": session,
        "consultation": session.consultation,
        "rule": sessions.terms_of(question).in_words,
    }


def said(session: Session, contribution_ids: list[int]) -> list[Frame]:
    """How much was said under the questions of these contributions: a count alone, not the agenda around it."""
    asked = Contribution.objects.filter(pk__in=contribution_ids).values("question")
    return [item(f"said-{row.pk}", "_said", {"question": row}) for row in sessions.questions(session, pk__in=asked)]


def agenda_context(session: Session, among: list[GuidingQuestion]) -> Frame:
    return {
        "session": session,
        "consultation": session.consultation,
        "questions": among,
        "current": sessions.in_view(session, among),
    }


def state_context(session: Session, among: list[GuidingQuestion]) -> Frame:
    """answered_at: the question under which the text stands that is answered now, that on the screen first."""
    open_ballots = list(
        Ballot.objects.filter(version__recommendation__question__session=session, state__in=RUNNING).select_related(
            "version__recommendation__question", "terms"
        )
    )
    on_screen = [ballot for ballot in open_ballots if ballot.pk == session.current_ballot_id]
    answered = (on_screen or open_ballots)[:1]
    return {
        "session": session,
        "consultation": session.consultation,
        "current": sessions.in_view(session, among),
        "open": [q for q in among if q.state == "open"],
        "open_ballots": open_ballots,
        "answered_at": answered[0].version.recommendation.question if answered and answered[0].version else None,
    }

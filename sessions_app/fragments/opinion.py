"""How many statements of a session wait for an answer: a link to their page."""

from sessions_app.fragments.parts import Frame, item
from sessions_app.models import Ballot, Session
from sessions_app.queries.opinion import open_in
from sessions_app.states import RUNNING


def changed(session: Session) -> Frame:
    return item(f"opinions-{session.pk}", "_opinions", opinions_context(session))


def opinions_context(session: Session) -> Frame:
    n = 0 if session.consultation.discussion_only else open_in(session).count()
    return {"session": session, "consultation": session.consultation, "opinions_open": n}


def is_put(contribution_ids: list[int]) -> bool:
    """Whether one of these is put to all at the moment."""
    return Ballot.objects.filter(contribution__in=contribution_ids, state__in=RUNNING).exists()

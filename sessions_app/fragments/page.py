"""What of a session's page is the same for all of a view: its surroundings, its newest contributions, its texts.

None of it may be changed, nor hold anything of who asks: in a rush it is made for one and given to all
(``shared.together``).
"""

from dataclasses import dataclass

from django.utils import translation
from django.utils.safestring import mark_safe

from sessions_app.fragments.breakout import breakout_context
from sessions_app.fragments.contribution import contribution_context
from sessions_app.fragments.floor import floor_context, presence_context
from sessions_app.fragments.listening import listening_context
from sessions_app.fragments.parts import Frame, View, render
from sessions_app.fragments.question import agenda_context, state_context
from sessions_app.fragments.text import text_context
from sessions_app.models import Contribution, GuidingQuestion, Session
from sessions_app.queries import discussion, drafting
from sessions_app.queries import session as sessions
from sessions_app.states import SessionKind


@dataclass(frozen=True, slots=True)
class Thread:
    """Contributions, oldest first; earlier: the first one's id where there are more before it; html: all of them."""

    shown: list[discussion.ShownContribution]
    earlier: int | None
    html: str = ""


def around(view: View, session: Session) -> Frame:
    """The order of business, the state in the bar and, in a sitting, the floor and who is here."""
    among = sessions.questions(session)
    context = agenda_context(session, among) | state_context(session, among)
    if session.kind == SessionKind.SITTING:
        context |= floor_context(session) | presence_context(session, view.audience)
        context |= listening_context(session) | breakout_context(session, view.audience)
    return context


def thread_of(rows: list[Contribution], session: Session, audience: str) -> Thread:
    """Of contributions, newest first and one more than a page holds where there are earlier ones."""
    page = sorted(rows[: discussion.PAGE], key=lambda row: row.pk)
    has_earlier = len(rows) > discussion.PAGE
    shown = discussion.shown(page, session.consultation, audience)
    return Thread(shown, page[0].pk if has_earlier else None)


def newest(view: View, session: Session, asked: GuidingQuestion) -> Thread:
    """The newest page of a thread, rendered."""
    rows = discussion.thread(asked, view.audience).order_by("-id")[: discussion.PAGE + 1]
    found = thread_of(list(rows), session, view.audience)
    with translation.override(view.language):
        contexts = [contribution_context(session, item, view.audience) for item in found.shown]
        texts = [render("_contribution", context) for context in contexts]
    return Thread(found.shown, found.earlier, mark_safe("".join(texts)))  # noqa: S308 - our own templates made it


def cards(session: Session, asked: GuidingQuestion) -> list[tuple[drafting.ShownText, Frame]]:
    """The texts under a question, each with what its card is made of."""
    return [(text, text_context(session, text)) for text in drafting.texts(asked)]

"""The projector."""

from sessions_app.fragments import breakout, choice, floor, listening
from sessions_app.fragments.parts import Frame, item
from sessions_app.fragments.text import text_context
from sessions_app.models import Recommendation, Session
from sessions_app.queries import drafting
from sessions_app.queries import session as sessions
from sessions_app.queries.separate import of_ballot


def changed(session: Session) -> list[Frame]:
    return [
        item(f"screen-{session.pk}", "_screen", screen_context(session)),
        floor.podium(session),
        listening.changed(session),
        breakout.changed(session, "screen"),
    ]


def screen_context(session: Session) -> Frame:
    """The projector: the text of the ballot before the room or the choice that is, else the question."""
    among = sessions.questions(session)
    context: Frame = {
        "session": session,
        "consultation": session.consultation,
        "question": sessions.in_view(session, among),
        "text": None,
    }
    ballot = session.current_ballot
    if ballot is not None and ballot.version is not None:
        text = drafting.with_ballots(Recommendation.objects.filter(pk=ballot.version.recommendation_id)).get()
        context |= text_context(session, drafting.shown_text(text))
    elif ballot is not None and not session.consultation.discussion_only:
        context |= choice.choice_context(session, ballot)
    question = context["question"]
    words = _put(context) if context["text"] else question.text if question else session.title
    if "options" in context:
        words = " ".join([context["choosing"].title, *(option.text for option in context["options"])])
    return context | {"length": _length(words)}


def _put(context: Frame) -> str:
    """What of a text is before the room: the version that was put, or the paragraph that is voted on separately."""
    ballot = context["ballot"]
    asked = of_ballot(ballot) if ballot else None
    version = ballot.version if ballot else context["version"]
    return str(asked.paragraph if asked else version.text)


# The projector shrinks its type so that nothing is cut: up to so many characters, each name is a size.
LENGTHS = ((140, "short"), (260, "medium"), (560, "long"), (1000, "longer"), (1700, "longest"))


def _length(words: str) -> str:
    return next((name for most, name in LENGTHS if len(words) <= most), "endless")

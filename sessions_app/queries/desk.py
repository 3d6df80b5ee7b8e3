"""Reading for the chair's desk: what comes next."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sessions_app.models import Ballot, GuidingQuestion, Session
from sessions_app.states import BY_BODIES, BallotState, Method, QuestionState


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing a chair most likely does now: a button, what it is pressed on, and the number in its words.

    do: a button of the desk, or "" at the end of the order of business; words: what it says, where that is its own.
    """

    do: str
    on: int = 0
    number: str = ""
    words: str = ""
    is_secret: bool = False


def next_step(session: Session, current: GuidingQuestion | None, rows: list[dict[str, Any]]) -> NextStep:
    """An open check is closed first; a question not yet open is opened; else the next one is brought before the room.

    rows: ``{"question", "texts": [contexts of ``fragments.text_context``]}`` in the order of business.
    """
    if current is None:
        return NextStep("")
    here = next((row for row in rows if row["question"].pk == current.pk), None)
    for text in here["texts"] if here else []:
        ballot = text["ballot"]
        if ballot is not None and (own := _of_bodies(ballot, text["text"].number)) is not None:
            return own
        if text["is_open"] and ballot.method not in BY_BODIES:
            is_secret = ballot.method == Method.SECRET
            return NextStep("close-ballot", ballot.pk, text["text"].number, is_secret=is_secret)
    if current.state == QuestionState.PLANNED:
        return NextStep("open", current.pk, str(current.number))
    following = next((row["question"] for row in rows if row["question"].number > current.number), None)
    if following is None:
        return NextStep("")
    do = "show" if following.state == QuestionState.OPEN else "open"
    return NextStep(do, following.pk, str(following.number))


def _of_bodies(ballot: Ballot, number: str) -> NextStep | None:
    """What a ballot of bodies waits for; silence waits for nobody."""
    step = ""
    if ballot.method == Method.RECORDED:
        undeclared = "" if ballot.outcome else "declare"
        step = {BallotState.OPEN: "close-ballot", BallotState.SUSPENDED: "resume"}.get(
            BallotState(ballot.state), undeclared
        )
    elif ballot.method == Method.CONSENSUS and ballot.state == BallotState.OPEN:
        step = "adopt" if ballot.terms.called_at else "last-call"
    words = {
        "close-ballot": _("Close the vote on text {number}"),
        "resume": _("Resume the vote on text {number}"),
        "declare": _("Declare the outcome on text {number}"),
        "last-call": _("Last call on text {number}"),
        "adopt": _("Declare text {number} adopted without a vote"),
    }
    return NextStep(step, ballot.pk, number, words[step].format(number=number)) if step else None

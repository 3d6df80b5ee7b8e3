"""Reading for the chair's desk: what comes next."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sessions_app.models import Ballot, GuidingQuestion, Recommendation, Session
from sessions_app.queries.decision import is_undeclared
from sessions_app.states import DECIDING, DECLARED, BallotState, Method, QuestionState


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing a chair most likely does now: a button, what it is pressed on, and the number in its words.

    do: a button of the desk, or "" at the end of the order of business; words: what it says, where that is its own.
    """

    do: str
    on: int = 0
    number: str = ""
    words: str = ""


def next_step(session: Session, current: GuidingQuestion | None, rows: list[dict[str, Any]]) -> NextStep:
    """An open check is closed first; a question not yet open is opened; else the next one is brought before the room.

    rows: ``{"question", "texts": [contexts of ``fragments.text_context``]}`` in the order of business.
    """
    if current is None:
        return NextStep("")
    here = next((row for row in rows if row["question"].pk == current.pk), None)
    for text in here["texts"] if here else []:
        ballot = text["ballot"]
        if ballot is not None and (own := _deciding(ballot, text["text"])) is not None:
            return own
        if text["is_open"] and ballot.method not in DECIDING:
            return NextStep("close-ballot", ballot.pk, text["text"].number)
    if current.state == QuestionState.PLANNED:
        return NextStep("open", current.pk, str(current.number))
    following = next((row["question"] for row in rows if row["question"].number > current.number), None)
    if following is None:
        return NextStep("")
    do = "show" if following.state == QuestionState.OPEN else "open"
    return NextStep(do, following.pk, str(following.number))


def _deciding(ballot: Ballot, text: Recommendation) -> NextStep | None:
    """What a ballot that decides waits for; silence waits for nobody."""
    step, is_secret = "", ballot.method == Method.SECRET
    if ballot.method in DECLARED:
        undeclared = "declare" if is_undeclared(ballot, text) else ""
        step = {BallotState.OPEN: "close-ballot", BallotState.SUSPENDED: "resume"}.get(
            BallotState(ballot.state), undeclared
        )
    elif ballot.method == Method.CONSENSUS and ballot.state == BallotState.OPEN:
        step = "adopt" if ballot.terms.called_at else "last-call"
    words = {
        "close-ballot": _("Close the secret ballot on text {number}")
        if is_secret
        else _("Close the vote on text {number}"),
        "resume": _("Resume the vote on text {number}"),
        "declare": _("Declare the outcome on text {number}"),
        "last-call": _("Last call on text {number}"),
        "adopt": _("Declare text {number} adopted without a vote"),
    }
    return NextStep(step, ballot.pk, text.number, words[step].format(number=text.number)) if step else None

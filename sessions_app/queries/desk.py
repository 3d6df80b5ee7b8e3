"""Reading for the chair's desk: what comes next."""

from dataclasses import dataclass
from typing import Any

from sessions_app.models import GuidingQuestion, Session
from sessions_app.states import Method, QuestionState


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing a chair most likely does now: a button, what it is pressed on, and the number in its words.

    do: "close-ballot", "open", "show", or "" at the end of the order of business.
    """

    do: str
    on: int = 0
    number: str = ""
    is_secret: bool = False


def next_step(session: Session, current: GuidingQuestion | None, rows: list[dict[str, Any]]) -> NextStep:
    """An open check is closed first; a question not yet open is opened; else the next one is brought before the room.

    rows: ``{"question", "texts": [contexts of ``fragments.text_context``]}`` in the order of business.
    """
    if current is None:
        return NextStep("")
    here = next((row for row in rows if row["question"].pk == current.pk), None)
    for text in here["texts"] if here else []:
        if text["is_open"]:
            is_secret = text["ballot"].method == Method.SECRET
            return NextStep("close-ballot", text["ballot"].pk, text["text"].number, is_secret)
    if current.state == QuestionState.PLANNED:
        return NextStep("open", current.pk, str(current.number))
    following = next((row["question"] for row in rows if row["question"].number > current.number), None)
    if following is None:
        return NextStep("")
    do = "show" if following.state == QuestionState.OPEN else "open"
    return NextStep(do, following.pk, str(following.number))

"""Reading one's own notebook, by agenda item."""

from dataclasses import dataclass, field
from datetime import datetime

from consult.queries.people import Here
from sessions_app.models import GuidingQuestion
from sessions_app.queries.session import plenaries
from synthesis.models.notebook import Note

MOST = 500


@dataclass(frozen=True, slots=True)
class ShownNote:
    """into: minutes and seconds since the item came before the room, "12:05"; "" outside a sitting."""

    id: int
    text: str
    at: datetime
    into: str
    is_edited: bool


@dataclass(slots=True)
class Page:
    """The notes on one question, in the order of writing. question: None for those on none."""

    question: GuidingQuestion | None
    notes: list[ShownNote] = field(default_factory=list)


def pages(here: Here) -> list[Page]:
    """The reader's own notes, those on no question last. Nobody else's are read by anything."""
    if here.participant is None:
        return []
    notes = Note.objects.filter(consultation=here.consultation, author=here.participant)
    found: dict[int | None, Page] = {}
    for note in notes.select_related("question__session")[:MOST]:
        page = found.setdefault(note.question_id, Page(note.question))
        page.notes.append(ShownNote(note.pk, note.text, note.at, _clock(note.seconds), note.edited_at is not None))
    order = {question.pk: place for place, question in enumerate(questions(here))}
    return sorted(found.values(), key=lambda page: order.get(page.question.pk if page.question else 0, len(order)))


def questions(here: Here) -> list[GuidingQuestion]:
    rows = GuidingQuestion.objects.filter(session__in=plenaries(here.consultation)).select_related("session")
    return list(rows.order_by("session__position", "session_id", "number", "id"))


def _clock(seconds: int | None) -> str:
    return "" if seconds is None else f"{seconds // 60}:{seconds % 60:02}"

"""Written rounds and submissions for tests."""

from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from docx import Document

from consult.models import Participant
from sessions_app.actions.paper import Draft, keep
from sessions_app.actions.submission import Sent, submit
from sessions_app.models import Paper, Session, Submission
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, standing_of


def make_round(**fields: object) -> tuple[Room, Session]:
    """A call for input with two questions, open until tomorrow."""
    room = make_room(visibility="public", format="call", **fields)
    session = make_session(
        room.consultation,
        kind="written",
        takes_submissions=True,
        word_limit=200,
        ends_at=timezone.now() + timedelta(days=1),
    )
    return room, session


def send(person: Participant, session: Session, text: str = "Registers are public.", **fields: object) -> Submission:
    """Answer the first question."""
    question = session.questions.get(number=1)
    sent = Sent(**({"consent": "publish", "answers": {question.pk: text}} | fields))  # type: ignore[arg-type]
    return submit(standing_of(person), session.pk, sent)


def docx(*paragraphs: str, heading: str = "") -> bytes:
    document, file = Document(), BytesIO()
    if heading:
        document.add_heading(heading, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()


def make_paper(room: Room, title: str = "A paper", text: str = "What it says.", **fields: object) -> Paper:
    """A paper that has appeared, or appears on its date."""
    draft = {
        "title": title,
        "authors": "Its author",
        "appears_at": timezone.now() - timedelta(minutes=1),
        "document": ("paper.md", text.encode()),
    }
    return keep(standing_of(room.people["convenor"]), Draft(**(draft | fields)))  # type: ignore[arg-type]

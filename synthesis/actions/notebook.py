"""The notebook: write, change and throw away notes of one's own. Nothing of them is in the record."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import commands
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import GuidingQuestion, Session
from sessions_app.queries.session import in_view, plenaries
from sessions_app.states import SessionKind
from synthesis.models.notebook import Note

LONGEST = 5_000


def write(here: Here, text: str, question_id: int | None = None, command: UUID | None = None) -> dict[str, object]:
    """A note under ``question_id``, or under what is before the room now, with how long that has been there.

    Returns the answer: what waited in a browser and is sent twice stands once.
    """
    author, text = _author(here), _checked(text)
    question = _question(here, question_id) if question_id else before_the_room(here)
    session = question.session if question else None
    answer: dict[str, object] = {"answer": "ok"}
    try:
        with writing():
            row = commands.begin(author.pk, command)
            Note.objects.create(
                consultation=here.consultation,
                author=author,
                session=session,
                question=question,
                seconds=_seconds(session, question),
                text=text,
                at=timezone.now(),
            )
            commands.finish(row, answer)
    except commands.Repeated as repeated:
        return repeated.answer
    return answer


def change(here: Here, note_id: int, text: str) -> Note:
    note = note_of(here, note_id)
    note.text, note.edited_at = _checked(text), timezone.now()
    note.save(update_fields=["text", "edited_at"])
    return note


def throw_away(here: Here, note_id: int) -> None:
    note_of(here, note_id).delete()


def note_of(here: Here, note_id: int) -> Note:
    """A note of one's own; another's does not exist. Raises RefusedError."""
    note = Note.objects.filter(consultation=here.consultation, author=_author(here), pk=note_id).first()
    if note is None:
        raise RefusedError(_("There is no such note in your notebook."))
    return note


def before_the_room(here: Here) -> GuidingQuestion | None:
    """The question of the sitting whose item came before the room last; None where none did."""
    sittings = plenaries(here.consultation).filter(kind=SessionKind.SITTING, item_started_at__isnull=False)
    session = sittings.order_by("-item_started_at").first()
    return in_view(session, session.questions.select_related("session")) if session else None


def _seconds(session: Session | None, question: GuidingQuestion | None) -> int | None:
    """How long the item has been before the room; None where the note is about another."""
    started = session.item_started_at if session else None
    if session is None or question is None or started is None or session.current_question_id != question.pk:
        return None
    return max(0, int((timezone.now() - started).total_seconds()))


def _author(here: Here) -> Participant:
    require(may(here.standing, Act.READ_DRAFT))
    if here.participant is None:
        raise RefusedError(_("Only somebody who takes part can do this."))
    return here.participant


def _question(here: Here, question_id: int) -> GuidingQuestion:
    rows = GuidingQuestion.objects.filter(session__in=plenaries(here.consultation)).select_related("session")
    question = rows.filter(pk=question_id).first()
    if question is None:
        raise RefusedError(_("There is no such question in this consultation."))
    return question


def _checked(text: str) -> str:
    text = plain(text).strip()
    if not text:
        raise RefusedError(_("Write something first: the note is empty."))
    if len(text) > LONGEST:
        raise RefusedError(_("A note has at most {most} characters.").format(most=LONGEST))
    return text

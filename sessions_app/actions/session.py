"""Steering a session: open and close questions, and move the screens."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import Act, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.models import Ballot, GuidingQuestion, Session
from sessions_app.states import BallotState, QuestionState, SessionKind, may_become


def may_aloud(here: Here, session: Session, act: Act, written: str) -> Answer:
    """Whether the tables allow ``act`` to somebody who takes part, where things are said aloud; else ``written``."""
    answer = may(here.standing, act)
    if not answer:
        return answer
    if session.kind == SessionKind.WRITTEN:
        return Refused(written)
    if here.participant is None:
        return Refused(_("Join the consultation first: this is for those who take part."))
    return answer


def set_question(here: Here, question_id: int, state: str) -> GuidingQuestion:
    """Open or close a question; opening one brings it before the room."""
    with transaction.atomic():
        require(may(here.standing, Act.STEER))
        question = (
            GuidingQuestion.objects.select_for_update(of=("self",), no_key=True)
            .select_related("session")
            .filter(pk=question_id, session__consultation=here.consultation)
            .first()
        )
        if question is None:
            raise RefusedError(_("There is no such question in this consultation."))
        if state not in QuestionState.values:
            raise RefusedError(_("A question can be opened or closed."))
        require(may_become(QuestionState, question.state, state))
        question.state = state
        question.save(update_fields=["state"])
        if state == QuestionState.OPEN:
            _bring(question.session, question)
        act = "open question" if state == QuestionState.OPEN else "close question"
        _enter(question.session, act, here.participant, f"question-{question.pk}")
    return question


def show(here: Here, session_id: int, *, question_id: int | None = None, ballot_id: int | None = None) -> Session:
    """Bring a question, the text of a ballot or a choice before the room: one click moves every screen."""
    with transaction.atomic():
        require(may(here.standing, Act.STEER))
        session = Session.objects.filter(pk=session_id, consultation=here.consultation).first()
        if session is None:
            raise RefusedError(_("There is no such session in this consultation."))
        if question_id is not None:
            question = session.questions.filter(pk=question_id).first()
            if question is None:
                raise RefusedError(_("There is no such question in this session."))
            _bring(session, question)
        if ballot_id is not None:
            on_text = Q(version__recommendation__question__session=session)
            among_options = Q(choosing__session=session) & ~Q(state=BallotState.PLANNED)
            session.current_ballot = Ballot.objects.filter(on_text | among_options, pk=ballot_id).first()
            if session.current_ballot is None:
                raise RefusedError(_("There is no such check in this session."))
            session.save(update_fields=["current_ballot"])
        _enter(session, "show", here.participant, f"session-{session.pk}")
    return session


def speak_in(here: Here, session_id: int, language: str) -> Session:
    """Say which language is spoken on the floor now: every screen follows."""
    if language not in dict(settings.LANGUAGES):
        raise RefusedError(_("Choose the language from the list."))
    with transaction.atomic():
        require(may(here.standing, Act.STEER))
        session = Session.objects.filter(pk=session_id, consultation=here.consultation).first()
        if session is None:
            raise RefusedError(_("There is no such session in this consultation."))
        if session.floor_language != language:
            session.floor_language = language
            session.save(update_fields=["floor_language"])
            _enter(session, "floor language", here.participant, f"listening-{session.pk}", language=language)
    return session


def _bring(session: Session, question: GuidingQuestion) -> None:
    """Bring a question before the room; its clock starts when it comes there, not when it is shown again."""
    if session.current_question_id != question.pk:
        session.item_started_at = timezone.now()
    session.current_question, session.current_ballot = question, None
    session.save(update_fields=["current_question", "current_ballot", "item_started_at"])


def _enter(session: Session, act: str, actor: Participant | None, subject: str, **payload: object) -> None:
    record.enter(
        session.consultation_id,
        act,
        actor or record.COMMAND,
        subject=subject,
        payload={"session": session.pk, **payload},
    )

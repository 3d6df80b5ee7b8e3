"""Signed papers: put one on the programme, change it, and let it appear on its date."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.documents.errors import UnreadableDocument
from consult.documents.sandbox import read_safely
from consult.models import Consultation
from consult.models.consultation import Stage
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import GuidingQuestion, Paper, Session
from sessions_app.models.paper import PaperState
from sessions_app.states import QuestionState, SessionKind

TEXT_KINDS = ("heading", "paragraph", "list_item", "quote", "definition", "footnote")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a convenor gives. document: (name, bytes), of a file or of typed text; None leaves the text as it is."""

    title: str
    authors: str
    appears_at: datetime
    theme: str = ""
    note: str = ""
    language: str = ""
    document: tuple[str, bytes] | None = None


def keep(here: Here, draft: Draft, paper_id: int | None = None) -> Paper:
    """Put a paper on the programme, or change it; where its date has come it appears at once."""
    require(may(here.standing, Act.SET_UP))
    blocks = _blocks(*draft.document) if draft.document else None
    with writing():
        paper = _paper(here.consultation, paper_id)
        if blocks is None and not paper.blocks:
            raise RefusedError(_("A paper needs its text: paste it or choose a file."))
        paper.title, paper.authors, paper.theme = draft.title, draft.authors, draft.theme
        paper.note, paper.language = plain(draft.note), draft.language
        if paper.state == PaperState.SCHEDULED:
            paper.appears_at = draft.appears_at
        paper.blocks = blocks if blocks is not None else paper.blocks
        paper.salt = record.salt()
        paper.save()
        if paper.thread is not None:
            GuidingQuestion.objects.filter(pk=paper.thread.pk).update(text=paper.title)
        _enter(paper, "change paper" if paper_id else "schedule paper", here.participant or "secretariat")
    publish_due()
    paper.refresh_from_db()
    return paper


def publish_due() -> int:
    """Every paper whose date has come appears, each once, by the actor "rule"; returns how many.

    Before their consultation is open they wait.
    """
    due = Paper.objects.filter(
        state=PaperState.SCHEDULED, appears_at__lte=timezone.now(), consultation__stage=Stage.OPEN
    )
    if not due.exists():  # reading takes no lock
        return 0
    return sum(_publish(pk) for pk in list(due.order_by("appears_at", "pk").values_list("pk", flat=True)))


def _publish(paper_id: int) -> bool:
    with writing():
        paper = (
            Paper.objects.select_for_update(of=("self",))
            .select_related("consultation")
            .filter(pk=paper_id, state=PaperState.SCHEDULED)
            .first()
        )
        if paper is None:
            return False
        paper.thread = _thread(paper)
        paper.state, paper.published_at = PaperState.PUBLISHED, timezone.now()
        paper.save(update_fields=["thread", "state", "published_at"])
        _enter(paper, "publish paper", record.RULE)
    return True


def _thread(paper: Paper) -> GuidingQuestion:
    """The question under which readers answer the paper, open at once."""
    sessions = Session.objects.select_for_update().filter(consultation=paper.consultation, kind=SessionKind.WRITTEN)
    session = sessions.first() or Session.objects.create(
        consultation=paper.consultation, title=paper.consultation.title, kind=SessionKind.WRITTEN
    )
    last = session.questions.aggregate(last=Max("number"))["last"] or 0
    thread = GuidingQuestion.objects.create(
        session=session,
        number=last + 1,
        text=paper.title,
        short_title=paper.title[:120],
        state=QuestionState.OPEN,
    )
    if session.current_question_id is None:
        Session.objects.filter(pk=session.pk).update(current_question=thread)
    record.enter(
        paper.consultation_id,
        "open question",
        record.RULE,
        subject=f"question-{thread.pk}",
        payload={"session": session.pk},
    )
    return thread


def _paper(consultation: Consultation, paper_id: int | None) -> Paper:
    if paper_id is None:
        return Paper(consultation=consultation)
    found = Paper.objects.select_for_update(of=("self",)).filter(pk=paper_id, consultation=consultation).first()
    if found is None:
        raise RefusedError(_("There is no such paper in this consultation."))
    return found


def _blocks(name: str, data: bytes) -> list[dict[str, Any]]:
    """The text's blocks as they are kept; of a title only what the form says counts."""
    try:
        document = read_safely(data, name)
    except UnreadableDocument as error:
        raise RefusedError(_(error.reason)) from error
    kept = [block for block in document.blocks if block.kind in TEXT_KINDS and block.text.strip()]
    if not kept:
        raise RefusedError(_("There is no text in it."))
    return [
        {"kind": block.kind, "text": plain(block.text), "level": block.level, "number": block.number or ""}
        for block in kept
    ]


def _enter(paper: Paper, act: str, actor: Any) -> None:
    text = "\n\n".join(block["text"] for block in paper.blocks)
    record.enter(
        paper.consultation_id,
        act,
        actor,
        subject=f"paper-{paper.pk}",
        payload={
            "text": record.seal(paper.salt, text),
            "appears": paper.appears_at.isoformat(),
            "session": paper.thread.session_id if paper.thread else None,
        },
    )

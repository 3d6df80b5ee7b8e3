"""Statements handed in before they are delivered: for the desk, the scribe and the interpreters, and nobody else.

Its author replaces or withdraws it until it was delivered. Then what was said is a contribution like any other, and
nothing of the text that was handed in is kept beside it.
"""

import secrets

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.attribution import Rule
from consult.documents.errors import UnreadableDocument
from consult.documents.sandbox import read_safely
from consult.models import Participant
from consult.procedure import Act, Answer, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import discussion
from sessions_app.actions.session import may_aloud
from sessions_app.actions.turns import writing
from sessions_app.actions.words import STATEMENT_LIMIT, checked_text, plain
from sessions_app.models import Contribution, GuidingQuestion, Session, Statement
from sessions_app.queries.session import terms_for

TYPES = ("docx", "odt", "pdf", "text")


def may_hand_in(here: Here, session: Session) -> Answer:
    """Whether the tables allow it, to somebody who takes part, in a session where one speaks."""
    return may_aloud(here, session, Act.ASK_FLOOR, _("Nobody speaks in a written round: send it as a contribution."))


def text_of(name: str, data: bytes) -> str:
    """The text of a file, read in a child process with bounds; without its properties. Refused with the reason."""
    try:
        document = read_safely(data, name)
    except UnreadableDocument as error:
        raise RefusedError(_(error.reason)) from error
    if document.format not in TYPES:
        raise RefusedError(_("Send the statement as DOCX, ODT, PDF or plain text."))
    if document.format == "text":
        return document.text
    return "\n\n".join(block.printed for block in document.blocks if block.printed.strip())


def hand_in(here: Here, session_id: int, question_id: int | None, text: str, language: str) -> Statement:
    """Keep the text for one item, or for the whole session; one that waits there from the same author is replaced."""
    text = _checked(text, language)
    with writing():
        session = Session.objects.select_related("consultation").filter(pk=session_id, consultation=here.consultation)
        found = session.first()
        if found is None:
            raise RefusedError(_("There is no such session in this consultation."))
        require(may_hand_in(here, found))
        author = Participant.objects.select_for_update().get(pk=discussion.one_who_acts(here).pk)
        question = _question(found, question_id)
        row = Statement.objects.filter(session=found, question=question, participant=author, delivered_at=None).first()
        act = "replace statement" if row else "hand in statement"
        row = row or Statement(session=found, question=question, participant=author)
        row.delegation, row.group = author.delegation, author.group
        terms = terms_for(found, question)
        row.rule, row.inside, row.language, row.text = terms.rule, terms.inside, language, text
        row.salt, row.at = record.salt(), timezone.now()
        row.save()
        _enter(here, act, row, text=record.seal(row.salt, text))
    return row


def withdraw(here: Here, statement_id: int) -> None:
    """Its author takes it back: nothing of it stays."""
    with writing():
        rows = Statement.objects.select_for_update(of=("self",)).select_related("session")
        row = rows.filter(pk=statement_id, session__consultation=here.consultation).first()
        if row is None or here.participant is None or row.participant_id != here.participant.pk:
            raise RefusedError(_("There is no such statement of yours here."))
        require(may(here.standing, Act.READ))
        if row.delivered_at:
            raise RefusedError(_("It was delivered: you can withdraw the contribution that it became."))
        Statement.objects.filter(pk=row.pk).delete()
        _enter(here, "withdraw statement", row)


def to_deliver(session: Session, statement_id: int, taken: Contribution) -> Statement:
    """The statement, locked, whose words ``taken`` holds: of that speaker or their body, and not delivered yet.

    ``taken`` is kept under the stricter of both rules.
    """
    rows = Statement.objects.select_for_update().filter(pk=statement_id, session=session, delivered_at=None)
    row = rows.first()
    if row is None:
        raise RefusedError(_("This statement was taken down already, or its author withdrew it. Reload the page."))
    own = row.participant_id is not None and row.participant_id == taken.author_id
    if not own and (row.delegation_id is None or row.delegation_id != taken.delegation_id):
        raise RefusedError(_("This statement is somebody else’s than the speaker’s who is chosen."))
    taken.rule = max(Rule(row.rule), Rule(taken.rule), key=list(Rule).index)
    return row


def deliver(row: Statement, taken: Contribution) -> None:
    """Mark it as delivered, inside the transaction of what it became."""
    row.contribution, row.delivered_at, row.text, row.salt = taken, taken.created_at, "", ""
    row.save(update_fields=["contribution", "delivered_at", "text", "salt"])


def open_link(here: Here, session_id: int, *, is_open: bool) -> Session:
    """Give the interpreters a new link, or close it: an older one ends at once."""
    with writing():
        require(may(here.standing, Act.STEER))
        rows = Session.objects.select_for_update().filter(pk=session_id, consultation=here.consultation)
        session = rows.first()
        if session is None:
            raise RefusedError(_("There is no such session in this consultation."))
        session.interpreters_key = secrets.token_urlsafe(24) if is_open else ""
        session.save(update_fields=["interpreters_key"])
        record.enter(
            here.consultation.pk,
            "open interpreters’ link" if is_open else "close interpreters’ link",
            discussion.one_who_acts(here),
            subject=f"statements-{session.pk}",
            payload={"session": session.pk},
        )
    return session


def _checked(text: str, language: str) -> str:
    text = plain(text).strip()
    if not text:
        raise RefusedError(_("Paste the text, or choose a file with text in it."))
    if language and language not in dict(settings.LANGUAGES):
        raise RefusedError(_("Choose the language from the list."))
    return checked_text(text, STATEMENT_LIMIT)


def _question(session: Session, question_id: int | None) -> GuidingQuestion | None:
    if question_id is None:
        return None
    found = session.questions.filter(pk=question_id).first()
    if found is None:
        raise RefusedError(_("There is no such question in this session."))
    return found


def _enter(here: Here, act: str, row: Statement, **payload: object) -> None:
    record.enter(
        here.consultation.pk,
        act,
        discussion.one_who_acts(here),
        subject=f"statement-{row.pk}",
        payload={"session": row.session_id, **payload},
    )

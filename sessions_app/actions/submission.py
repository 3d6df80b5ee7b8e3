"""Written submissions: send one, replace it by a revised version, publish it, bring it into the threads."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult import record
from consult.attribution import STRICT, Detail, Inside, Quotation, Rule, Terms, strictest
from consult.documents.blocks import Document
from consult.documents.errors import UnreadableDocument
from consult.documents.sandbox import read_safely
from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import away
from sessions_app.actions.passages import Cut, cut_document, cut_text, words_in
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import Annex, Contribution, GuidingQuestion, Passage, Session, Submission
from sessions_app.models.submission import Consent
from sessions_app.queries.session import terms_for, terms_of
from sessions_app.queries.submission import questions_for
from sessions_app.states import ContributionState

TYPES = ("docx", "odt", "pdf")
ANNEXES, ANNEX_BYTES = 5, 5 * 1024 * 1024
SIGNATORIES = 60
# Under these rules nothing outside shows who took part; a published submission would.


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sends. answers: question id -> text. document and annexes: (name, bytes).

    revises: the version that the sender saw, 0 for the first; another one means that it was sent before.
    """

    consent: str
    answers: Mapping[int, str]
    document: tuple[str, bytes] | None = None
    annexes: tuple[tuple[str, bytes], ...] = ()
    signatories: tuple[str, ...] = ()
    revises: int = 0


def submit(here: Here, session_id: int, sent: Sent) -> Submission:
    """Take a submission in: one voice, its passages numbered. Raises ``RefusedError`` with the reason."""
    require(may(here.standing, Act.SUBMIT))
    session = _session(here, session_id)
    author = _author(here)
    _check(sent)
    cuts = _cuts(session, author, sent)
    words = sum(words_in(cut.text) for cut in cuts)
    if session.word_limit and words > session.word_limit:
        raise RefusedError(
            ngettext(
                "This has {count} word; the limit is {limit}. What goes beyond it can come as an annex.",
                "This has {count} words; the limit is {limit}. What goes beyond it can come as an annex.",
                words,
            ).format(count=words, limit=session.word_limit)
        )
    with writing():
        before = (
            Submission.objects.select_for_update()
            .filter(session=session, author=author, replaced_by=None, withdrawn_at=None)
            .first()
        )
        if (before.version if before else 0) != sent.revises:
            raise RefusedError(_("This was sent before. Reload the page to see what stands, then revise it."))
        made = _create(session, author, sent, cuts, words, sent.revises + 1)
        if before is not None:
            _replace(before, made)
        record.enter(
            here.consultation.pk,
            "revise submission" if before else "submit",
            author,
            subject=f"submission-{made.pk}",
            payload={
                "session": session.pk,
                "late": made.is_late,
                "text": record.seal(made.salt, "\n\n".join(cut.text for cut in cuts)),
            },
        )
    return made


def publish(here: Here, submission_id: int, *, is_shown: bool) -> Submission:
    """Put a submission on the public list, or take it off: never against its authors' consent or the rule."""
    require(may(here.standing, Act.SUBMISSIONS))
    with writing():
        row = _submission(here, submission_id)
        if is_shown and row.consent == Consent.MANDATE_ONLY:
            raise RefusedError(_("Its authors gave it for the mandate only: it is not published."))
        if is_shown and row.rule in STRICT:
            raise RefusedError(_("Under the rule it was given under, nothing outside shows who took part."))
        if is_shown and row.withdrawn_at:
            raise RefusedError(withdrawn())
        if is_shown and row.replaced_by_id:
            raise RefusedError(_("A revised version has replaced this one: publish that."))
        if (row.published_at is not None) == is_shown:
            return row
        row.published_at = timezone.now() if is_shown else None
        row.save(update_fields=["published_at"])
        act = "publish submission" if is_shown else "unpublish submission"
        record.enter(
            here.consultation.pk,
            act,
            here.participant or record.COMMAND,
            subject=f"submission-{row.pk}",
            payload={"session": row.session_id},
        )
    return row


def withdrawn() -> str:
    return _("Its author has withdrawn it.")


def withdraw(here: Here, submission_id: int) -> Submission:
    """Its author takes it back: what was brought into the threads goes with it, and so does its place in public."""
    require(may(here.standing, Act.WITHDRAW))
    with writing():
        row = _submission(here, submission_id)
        if here.participant is None or row.author_id != here.participant.pk:
            raise RefusedError(_("Only its author can withdraw a submission."))
        if row.replaced_by_id:
            raise RefusedError(_("A revised version has replaced this one: withdraw that."))
        if row.withdrawn_at:
            return row
        row.withdrawn_at, row.published_at = timezone.now(), None
        row.save(update_fields=["withdrawn_at", "published_at"])
        standing = row.contributions.exclude(state=ContributionState.WITHDRAWN)
        gone = list(standing.values_list("pk", flat=True))
        standing.update(state=ContributionState.WITHDRAWN)
        away.hold(here.consultation.pk)
        record.enter(
            here.consultation.pk,
            "withdraw submission",
            here.participant,
            subject=f"submission-{row.pk}",
            payload={"session": row.session_id, "contributions": gone},
        )
        away.tell(here.consultation.pk)
    return row


def take(here: Here, submission_id: int, under: Mapping[int, int]) -> list[Contribution]:
    """Bring passages into threads. under: passage id -> question id. All of them stay one voice: its submission's."""
    require(may(here.standing, Act.SUBMISSIONS))
    with writing():
        row = _submission(here, submission_id)
        if row.consent == Consent.MANDATE_ONLY:
            raise RefusedError(_("Its authors gave it for the mandate only: it does not come into the threads."))
        if row.withdrawn_at:
            raise RefusedError(withdrawn())
        if row.replaced_by_id:
            raise RefusedError(_("A revised version has replaced this one: take that."))
        questions = {
            question.pk: question for question in row.session.questions.select_related("session__consultation")
        }
        made = []
        for passage in row.passages.filter(pk__in=under, contribution=None):
            question = questions.get(under[passage.pk])
            if question is None:
                raise RefusedError(_("There is no such question in this session."))
            contribution = _contribution(row, passage, question)
            passage.question, passage.contribution = question, contribution
            passage.save(update_fields=["question", "contribution"])
            made.append(contribution)
        if made:
            _enter_taken(here, row, made)
    return made


def _enter_taken(here: Here, row: Submission, made: list[Contribution]) -> None:
    record.enter(
        here.consultation.pk,
        "import contributions",
        here.participant or record.COMMAND,
        subject=f"session-{row.session_id}",
        payload={
            "session": row.session_id,
            "submission": row.pk,
            "contributions": [one.pk for one in made],
            "texts": [record.seal(one.salt, one.text) for one in made],
        },
    )


def _contribution(row: Submission, passage: Passage, question: GuidingQuestion) -> Contribution:
    """A passage in a thread, under the stricter of the attribution it came under and the one there."""
    terms = strictest(Terms(Rule(row.rule), Inside(row.inside or row.session.consultation.inside)), terms_of(question))
    return Contribution.objects.create(
        question=question,
        submission=row,
        author=row.author,
        delegation=row.delegation,
        group=row.group,
        rule=terms.rule,
        inside=terms.inside,
        shown_at_most=Detail.NAME if row.consent == Consent.PUBLISH else Detail.NOTHING,
        quotation=Quotation.BY_NAME if row.consent == Consent.PUBLISH else Quotation.WITHOUT_NAME,
        text=passage.text,
        language=row.language,
        salt=record.salt(),
        created_at=timezone.now(),
    )


def _create(session: Session, author: Participant, sent: Sent, cuts: list[Cut], words: int, version: int) -> Submission:
    now, terms = timezone.now(), terms_for(session, None)
    made = Submission.objects.create(
        session=session,
        author=author,
        delegation=author.delegation,
        group=author.group,
        signatories=list(sent.signatories),
        rule=terms.rule,
        inside=terms.inside,
        consent=sent.consent,
        language=author.language,
        is_document=sent.document is not None,
        words=words,
        is_late=session.deadline is not None and now > session.deadline,
        version=version,
        salt=record.salt(),
        submitted_at=now,
    )
    Passage.objects.bulk_create(
        Passage(submission=made, number=number, question_id=cut.question, heading=cut.heading, text=cut.text)
        for number, cut in enumerate(cuts, 1)
    )
    Annex.objects.bulk_create(Annex(submission=made, name=name, data=data) for name, data in sent.annexes)
    return made


def _replace(before: Submission, made: Submission) -> None:
    """The old version stays for the desk; what was taken from it leaves the threads."""
    before.replaced_by, before.published_at = made, None
    before.save(update_fields=["replaced_by", "published_at"])
    away.hold(before.session.consultation_id)
    for row in before.contributions.exclude(state=ContributionState.WITHDRAWN).select_related("question__session"):
        row.state = ContributionState.WITHDRAWN
        row.save(update_fields=["state"])
        record.enter(
            before.session.consultation_id,
            ContributionState.WITHDRAWN.value,
            record.RULE,
            subject=f"contribution-{row.pk}",
            payload={"session": before.session_id},
        )
    away.tell(before.session.consultation_id)


def _cuts(session: Session, author: Participant, sent: Sent) -> list[Cut]:
    """The numbered passages: of the document, and of each answer."""
    cuts = []
    for question in questions_for(session, author):
        cuts += cut_text(plain(sent.answers.get(question.pk, "")), question.pk)
    if sent.document is not None:
        cuts += cut_document(_read(*sent.document))
    if not cuts:
        raise RefusedError(_("Answer at least one question, or add a document with text in it."))
    return cuts


def _read(name: str, data: bytes) -> Document:
    try:
        document = read_safely(data, name)
    except UnreadableDocument as error:
        raise RefusedError(_(error.reason)) from error
    if document.format not in TYPES:
        raise RefusedError(_("Send the document as DOCX, ODT or PDF."))
    return document


def _check(sent: Sent) -> None:
    if sent.consent not in Consent.values:
        raise RefusedError(_("Say what may be done with your submission."))
    if len(sent.signatories) > SIGNATORIES or any(len(name) > 200 for name in sent.signatories):
        raise RefusedError(_("At most {count} signatories, with 200 characters each.").format(count=SIGNATORIES))
    if len(sent.annexes) > ANNEXES:
        raise RefusedError(_("At most {count} annexes.").format(count=ANNEXES))
    for name, data in sent.annexes:
        if PurePath(name).suffix.lower().lstrip(".") not in TYPES or len(data) > ANNEX_BYTES:
            raise RefusedError(_("An annex is a DOCX, ODT or PDF file of at most 5 MB."))


def _session(here: Here, session_id: int) -> Session:
    session = Session.objects.filter(pk=session_id, consultation=here.consultation).select_related("consultation")
    found = session.first()
    if found is None or not found.takes_submissions:
        raise RefusedError(_("This session takes no submissions."))
    return found


def _submission(here: Here, submission_id: int) -> Submission:
    found = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("session__consultation", "author", "delegation", "group")
        .filter(pk=submission_id, session__consultation=here.consultation)
        .first()
    )
    if found is None:
        raise RefusedError(_("There is no such submission in this consultation."))
    return found


def _author(here: Here) -> Participant:
    if here.participant is None:
        raise RefusedError(_("Join the consultation first: this is for those who take part."))
    return here.participant

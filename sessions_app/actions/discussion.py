"""What is said: contribute, edit, withdraw, hold, hide, release."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult import record
from consult.attribution import Detail, Quotation
from consult.models import Participant
from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import commands
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import Contribution, GuidingQuestion
from sessions_app.queries.session import rule_of
from sessions_app.states import ContributionState, ContributionType, QuestionState, may_become

TEXT_LIMIT = 5_000  # characters
SENTENCE_WORDS = 30
EDIT_FOR = timedelta(minutes=10)


def may_contribute(here: Here, question: GuidingQuestion) -> Answer:
    """Whether the tables allow it and the question is open."""
    answer = may(here.standing, Act.CONTRIBUTE)
    if not answer:
        return answer
    if question.state == QuestionState.PLANNED:
        return Refused(_("This question is not open yet. The chair opens it."))
    if question.state == QuestionState.CLOSED:
        return Refused(
            _("This question is closed. Your text is kept on your device; the chair can open the question again.")
        )
    return Allowed()


def contribute(
    here: Here,
    question_id: int,
    *,
    text: str,
    sentence: str = "",
    type: str = "",
    quotation: str = "",
    parent_id: int | None = None,
    shown_at_most: str = "",
    command_id: UUID | None = None,
) -> Contribution:
    """Give a contribution or a reply, under the rule now in force.

    Raises ``RefusedError`` with the reason; a repeated command gives the contribution it made the first time.
    """
    text, sentence = _checked_text(text), _checked_sentence(sentence)
    kind, consent, at_most = _checked_choices(type, quotation, shown_at_most, here.participant)
    with writing():
        question = _question(here, question_id)
        author = _author(here)
        try:
            command = commands.begin(author.pk, command_id)
        except commands.Repeated as repeated:
            return _given_before(author, repeated.answer)
        require(may_contribute(here, question))
        contribution = Contribution(
            question=question,
            parent=_parent(question, parent_id),
            author=author,
            delegation=author.delegation,
            group=author.group,
            rule=rule_of(question),
            shown_at_most=at_most,
            quotation=consent,
            type=kind,
            text=text,
            sentence=sentence,
            language=author.language,
            salt=record.salt(),
            created_at=timezone.now(),
        )
        contribution.save()
        commands.finish(command, {"answer": "ok", "contribution": contribution.pk})
        _enter(contribution, "contribute", author, {"text": record.seal(contribution.salt, text)})
    return contribution


def _given_before(author: Participant, answer: dict[str, object]) -> Contribution:
    """What a repeated command made the first time, also where the question has been closed since."""
    made = Contribution.objects.filter(pk=str(answer.get("contribution", 0)), author=author).first()
    if made is None:
        raise RefusedError(_("This was sent before, as something else. Reload the page and send it again."))
    return made


def may_change(here: Here, contribution: Contribution) -> Answer:
    """Whether it is one's own and can still be changed."""
    answer = may(here.standing, Act.WITHDRAW)
    if not answer:
        return answer
    if here.participant is None or contribution.author_id != here.participant.pk:
        return Refused(_("Only its author can change a contribution."))
    if contribution.state == ContributionState.WITHDRAWN:
        return Refused(_("This contribution was withdrawn."))
    return Allowed()


def may_edit(here: Here, contribution: Contribution) -> Answer:
    """The author edits for ten minutes; text that was put to a vote never changes."""
    answer = may_change(here, contribution)
    if not answer:
        return answer
    if timezone.now() > contribution.created_at + EDIT_FOR:
        return Refused(_("A contribution can be edited for ten minutes. You can withdraw it, or reply to it."))
    if contribution.ballots.exists():
        return Refused(_("This text was put to a vote: it no longer changes."))
    return Allowed()


def edit(here: Here, contribution_id: int, *, text: str, sentence: str = "") -> Contribution:
    """Replace the text within ten minutes."""
    text, sentence = _checked_text(text), _checked_sentence(sentence)
    with transaction.atomic():
        contribution = _contribution(here, contribution_id)
        require(may_edit(here, contribution))
        contribution.text, contribution.sentence, contribution.edited_at = text, sentence, timezone.now()
        contribution.salt = record.salt()
        contribution.save(update_fields=["text", "sentence", "edited_at", "salt"])
        _enter(contribution, "edit", _author(here), {"text": record.seal(contribution.salt, text)})
    return contribution


def withdraw(here: Here, contribution_id: int) -> None:
    """Take one's contribution back: it leaves the room and the report."""
    with transaction.atomic():
        contribution = _contribution(here, contribution_id)
        require(may_change(here, contribution))
        _become(contribution, ContributionState.WITHDRAWN, _author(here), "")


def moderate(here: Here, contribution_id: int, state: str, reason: str = "") -> None:
    """Hold, hide (its author is told the reason) or release."""
    reason = plain(reason).strip()[:300]
    with transaction.atomic():
        contribution = _contribution(here, contribution_id)
        require(may(here.standing, Act.MODERATE))
        if state not in ContributionState.values or state == ContributionState.WITHDRAWN:
            raise RefusedError(_("Choose to hold, to hide or to release it."))
        if state == ContributionState.HIDDEN and not reason:
            raise RefusedError(_("Give the reason: the author is told it."))
        _become(contribution, state, _author(here), reason)


def _become(contribution: Contribution, state: str, actor: Participant, reason: str) -> None:
    require(may_become(ContributionState, contribution.state, state))
    contribution.state, contribution.state_reason = state, reason
    contribution.save(update_fields=["state", "state_reason"])
    _enter(contribution, state, actor, {"reason": record.seal(contribution.salt, reason)} if reason else {})


def _enter(contribution: Contribution, act: str, actor: Participant, payload: dict[str, object]) -> None:
    question = contribution.question
    record.enter(
        question.session.consultation_id,
        act,
        actor,
        subject=f"contribution-{contribution.pk}",
        payload={"session": question.session_id, **payload},
    )


def _question(here: Here, question_id: int) -> GuidingQuestion:
    """The question, locked: whoever speaks while it is being closed waits for the closing."""
    question = (
        GuidingQuestion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("session__consultation")
        .filter(pk=question_id, session__consultation=here.consultation)
        .first()
    )
    if question is None:
        raise RefusedError(_("There is no such question in this consultation."))
    return question


def _contribution(here: Here, contribution_id: int) -> Contribution:
    contribution = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("question__session")
        .filter(pk=contribution_id, question__session__consultation=here.consultation)
        .first()
    )
    if contribution is None:
        raise RefusedError(_("There is no such contribution in this consultation."))
    return contribution


def _parent(question: GuidingQuestion, parent_id: int | None) -> Contribution | None:
    """The contribution a reply stands under: a reply to a reply stands beside it."""
    if parent_id is None:
        return None
    parent = Contribution.objects.filter(pk=parent_id, question=question, state=ContributionState.SHOWN).first()
    if parent is None:
        raise RefusedError(
            _("What you reply to is no longer here. Your text can stand on its own: send it without the reply.")
        )
    return parent.parent or parent


def _author(here: Here) -> Participant:
    if here.participant is None:
        raise RefusedError(_("Join the consultation first: this is for those who take part."))
    return here.participant


def _checked_text(text: str) -> str:
    text = plain(text).strip()
    if not text:
        raise RefusedError(_("Write something first: the contribution is empty."))
    if len(text) > TEXT_LIMIT:
        raise RefusedError(
            _("This is {count} characters long; the limit is {limit}. Shorten it, or send it as several.").format(
                count=len(text), limit=TEXT_LIMIT
            )
        )
    return text


def _checked_sentence(sentence: str) -> str:
    sentence = " ".join(plain(sentence).split())
    words = len(sentence.split())
    if words > SENTENCE_WORDS or len(sentence) > 400:
        raise RefusedError(
            ngettext(
                "The sentence for the report has {count} word; the limit is {limit}.",
                "The sentence for the report has {count} words; the limit is {limit}.",
                words,
            ).format(count=words, limit=SENTENCE_WORDS)
        )
    return sentence


def _checked_choices(type_: str, quotation: str, at_most: str, author: Participant | None) -> tuple[str, str, str]:
    quotation = quotation or (author.quotation if author else Quotation.WITHOUT_NAME)
    at_most = at_most or Detail.NAME
    if type_ and type_ not in ContributionType.values:
        raise RefusedError(_("There is no such type of contribution."))
    if quotation not in Quotation.values or at_most not in Detail.values:
        raise RefusedError(_("There is no such choice of quotation or attribution."))
    return type_, quotation, at_most

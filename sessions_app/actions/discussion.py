"""What is said: contribute, edit, withdraw, hold, hide, release."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.attribution import Detail, Quotation
from consult.models import Participant
from consult.procedure import Act, Allowed, Answer, PhaseKind, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import away, commands
from sessions_app.actions.attachments import File, attach, cleaned
from sessions_app.actions.turns import writing
from sessions_app.actions.words import STATEMENT_LIMIT, TEXT_LIMIT, checked_sentence, checked_text, plain
from sessions_app.models import Contribution, GuidingQuestion, Session
from sessions_app.queries.breakout import may_enter
from sessions_app.queries.discussion import revision_of
from sessions_app.queries.session import terms_of
from sessions_app.states import ContributionState, ContributionType, HeldFor, QuestionState, may_become

EDIT_FOR = timedelta(minutes=10)


def may_contribute(here: Here, question: GuidingQuestion) -> Answer:
    """Whether the tables allow it and the question is open."""
    answer = may(here.standing, Act.CONTRIBUTE)
    if isinstance(answer, Refused):
        return replace(answer, answer="closed") if _is_over(here) else answer
    if question.state == QuestionState.PLANNED:
        return Refused(_("This question is not open yet. The chair opens it."))
    if question.state == QuestionState.CLOSED:
        return Refused(_("This question is closed. The chair can open it again."), "closed")
    return Allowed()


def _is_over(here: Here) -> bool:
    """Whether contributing was theirs to do, and its phase has ended."""
    in_time = replace(here.standing, phases=frozenset({PhaseKind.CONTRIBUTIONS}))
    ends = [phase.closes_at for phase in here.consultation.phases.all() if phase.kind == PhaseKind.CONTRIBUTIONS]
    return bool(may(in_time, Act.CONTRIBUTE)) and any(end is not None and end <= timezone.now() for end in ends)


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
    third_person: bool = False,
    files: Sequence[File] = (),
    command_id: UUID | None = None,
) -> Contribution:
    """Give a contribution or a reply, under the rule now in force.

    third_person: it names, or lets one recognize, a victim, a witness or a source: the desk looks at it first. files:
    (name, bytes) of its attachments. Raises ``RefusedError`` with the reason; a repeated command gives the contribution
    it made the first time, in the state that it then had.
    """
    attached = cleaned(files)
    text, sentence = checked_text(text), checked_sentence(sentence)
    kind, consent, at_most = _checked_choices(type, quotation, shown_at_most, here.participant)
    with writing():
        question = question_of(here, question_id)
        author = one_who_acts(here)
        try:
            command = commands.begin(author.pk, command_id)
        except commands.Repeated as repeated:
            return _given_before(author, repeated.answer)
        require(may_contribute(here, question))
        terms = terms_of(question)
        contribution = Contribution(
            question=question,
            parent=_parent(question, parent_id),
            author=author,
            delegation=author.delegation,
            group=author.group,
            rule=terms.rule,
            inside=terms.inside,
            shown_at_most=at_most,
            quotation=consent,
            type=kind,
            text=text,
            sentence=sentence,
            language=author.language,
            salt=record.salt(),
            created_at=timezone.now(),
        )
        hold_where_asked(contribution, third_person)
        contribution.save()
        attach(contribution, attached)
        commands.finish(command, answer_to(contribution))
        sealed = {"text": record.seal(contribution.salt, text)}
        enter(contribution, "contribute", author, {**sealed, **held(contribution)})
    return contribution


def answer_to(contribution: Contribution) -> dict[str, Any]:
    """What its author is answered: ``{"answer": "ok", "contribution": id}``, with "state" where it is held."""
    is_held = contribution.state == ContributionState.HELD
    return {"answer": "ok", "contribution": contribution.pk, **({"state": "held"} if is_held else {})}


def hold_where_asked(contribution: Contribution, third_person: bool) -> None:
    """Before anybody sees it. Asked once the question's row is ours, so that nothing slips past "hold everything"."""
    holds_all = Session.objects.filter(pk=contribution.question.session_id, holds_all=True).exists()
    if third_person or holds_all:
        contribution.state = ContributionState.HELD
        contribution.held_for = HeldFor.THIRD_PERSON if third_person else HeldFor.ALL


def held(contribution: Contribution) -> dict[str, object]:
    return {"held": contribution.held_for} if contribution.state == ContributionState.HELD else {}


def _given_before(author: Participant, answer: dict[str, object]) -> Contribution:
    """What a repeated command made the first time, also where the question has been closed since."""
    made = Contribution.objects.filter(pk=str(answer.get("contribution", 0)), author=author).first()
    if made is None:
        raise RefusedError(commands.other_act())
    made.state = str(answer.get("state", ContributionState.SHOWN))
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


def is_scribe_of(here: Here, contribution: Contribution) -> bool:
    """Whether they entered what somebody else said."""
    own = here.participant.pk if here.participant else None
    return own is not None and contribution.entered_by_id == own != contribution.author_id


def _may_correct(here: Here, contribution: Contribution) -> Answer:
    """Whether who entered it can still put it right."""
    answer = may(here.standing, Act.TAKE_DOWN)
    if answer and contribution.state == ContributionState.WITHDRAWN:
        return Refused(_("This contribution was withdrawn."))
    return answer


def may_edit(here: Here, contribution: Contribution) -> Answer:
    """The author edits for ten minutes, and so does the scribe who entered it; text put to a vote never changes."""
    is_scribe = is_scribe_of(here, contribution)
    answer = _may_correct(here, contribution) if is_scribe else may_change(here, contribution)
    if not answer:
        return answer
    if timezone.now() > contribution.created_at + EDIT_FOR:
        if is_scribe:
            return Refused(_("What was entered can be edited for ten minutes. Its speaker can withdraw it."))
        return Refused(_("A contribution can be edited for ten minutes. You can withdraw it, or reply to it."))
    if contribution.ballots.exists():
        return Refused(_("This text was put to a vote: it no longer changes."))
    return Allowed()


def _wording(revision: str) -> str:
    """The part of a revision that tells the text: of what was held or released meanwhile the text is the same."""
    return revision.partition("-")[2]


def edit(
    here: Here, contribution_id: int, *, text: str, sentence: str = "", third_person: bool = False, seen: str = ""
) -> Contribution:
    """Replace the text within ten minutes. The new text is held where a new contribution would be.

    seen: the revision (``queries.discussion.revision_of``) that was edited: of an older one it is refused as stale.
    """
    sentence = checked_sentence(sentence)
    with transaction.atomic():
        contribution = contribution_of(here, contribution_id)
        text = checked_text(text, STATEMENT_LIMIT if contribution.is_spoken else TEXT_LIMIT)
        require(may_edit(here, contribution))
        if seen and _wording(seen) != _wording(revision_of(contribution)):
            raise RefusedError(_("It was changed meanwhile. Read it as it stands, then save your text again."), "stale")
        contribution.text, contribution.sentence, contribution.edited_at = text, sentence, timezone.now()
        contribution.salt = record.salt()
        question_of(here, contribution.question_id)  # locked, as for a new one: "hold everything" waits, or we do
        if contribution.state == ContributionState.SHOWN:
            hold_where_asked(contribution, third_person)
        contribution.save(update_fields=["text", "sentence", "edited_at", "salt", "state", "held_for"])
        sealed = {"text": record.seal(contribution.salt, text)}
        if contribution.state == ContributionState.HELD:
            away.hold(here.consultation.pk)
        enter(contribution, "edit", one_who_acts(here), {**sealed, **held(contribution)})
        if contribution.state == ContributionState.HELD:
            away.tell(here.consultation.pk)
    return contribution


def withdraw(here: Here, contribution_id: int) -> None:
    """Take one's contribution back: it leaves the room and the report."""
    with transaction.atomic():
        contribution = contribution_of(here, contribution_id)
        require(may_change(here, contribution))
        _become(contribution, ContributionState.WITHDRAWN, one_who_acts(here), "")


def moderate(here: Here, contribution_id: int, state: str, reason: str = "", seen: str = "") -> None:
    """Hold, hide (its author is told the reason) or release; what was flagged is settled by it.

    seen: the revision (``queries.discussion.revision_of``) that the moderator decided upon. Whoever comes second is
    told what the first decided, and nothing is overwritten.
    """
    reason = plain(reason).strip()[:300]
    with transaction.atomic():
        contribution = contribution_of(here, contribution_id)
        require(may(here.standing, Act.MODERATE))
        if seen and seen != revision_of(contribution):
            raise RefusedError(_meanwhile(contribution, seen))
        if state not in ContributionState.values or state == ContributionState.WITHDRAWN:
            raise RefusedError(_("Choose to hold, to hide or to release it."))
        if state == ContributionState.HIDDEN and not reason:
            raise RefusedError(_("Give the reason: the author is told it."))
        contribution.flags.filter(is_settled=False).update(is_settled=True)
        _become(contribution, state, one_who_acts(here), reason)


def _meanwhile(contribution: Contribution, seen: str) -> str:
    if seen.split("-")[0] == contribution.state:
        return _("Its author changed the text meanwhile, and nothing was decided. Read it again.")
    decided = _("This was decided meanwhile: it is {state}.").format(state=contribution.get_state_display())
    reason = _("The reason given: {reason}").format(reason=contribution.state_reason)
    return f"{decided} {reason}" if contribution.state_reason else decided


def _become(contribution: Contribution, state: str, actor: Participant, reason: str) -> None:
    require(may_become(ContributionState, contribution.state, state))
    contribution.state = state
    contribution.state_reason = "" if state == ContributionState.SHOWN else reason
    contribution.held_for = HeldFor.DESK if state == ContributionState.HELD else ""
    contribution.save(update_fields=["state", "state_reason", "held_for"])
    if state != ContributionState.SHOWN:
        away.hold(contribution.question.session.consultation_id)
    enter(contribution, state, actor, {"reason": record.seal(contribution.salt, reason)} if reason else {})
    if state != ContributionState.SHOWN:
        away.tell(contribution.question.session.consultation_id)


def enter(contribution: Contribution, act: str, actor: Participant, payload: dict[str, object]) -> None:
    """Enter an act on a contribution: the last statement of its transaction."""
    question = contribution.question
    record.enter(
        question.session.consultation_id,
        act,
        actor,
        subject=f"contribution-{contribution.pk}",
        payload={"session": question.session_id, **payload},
    )


def question_of(here: Here, question_id: int) -> GuidingQuestion:
    """The question, locked: whoever speaks while it is being closed waits for the closing."""
    question = (
        GuidingQuestion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("session__consultation")
        .filter(pk=question_id, session__consultation=here.consultation)
        .first()
    )
    if question is None:
        raise RefusedError(_("There is no such question in this consultation."))
    require(may_enter(here, question.session))
    return question


def contribution_of(here: Here, contribution_id: int) -> Contribution:
    """The contribution, locked for an act on it."""
    contribution = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("question__session")
        .filter(pk=contribution_id, question__session__consultation=here.consultation)
        .first()
    )
    if contribution is None:
        raise RefusedError(_("There is no such contribution in this consultation."))
    require(may_enter(here, contribution.question.session))
    return contribution


def _parent(question: GuidingQuestion, parent_id: int | None) -> Contribution | None:
    """The contribution a reply stands under: a reply to a reply stands beside it."""
    if parent_id is None:
        return None
    stands = Q(parent=None) | Q(parent__state=ContributionState.SHOWN)
    parents = Contribution.objects.filter(stands, pk=parent_id, question=question, state=ContributionState.SHOWN)
    parent = parents.select_related("parent").first()
    if parent is None:
        raise RefusedError(
            _("What you reply to is no longer here. Your text can stand on its own: send it without the reply.")
        )
    return parent.parent or parent


def one_who_acts(here: Here) -> Participant:
    if here.participant is None:
        raise RefusedError(_("Join the consultation first: this is for those who take part."))
    return here.participant


def _checked_choices(type_: str, quotation: str, at_most: str, author: Participant | None) -> tuple[str, str, str]:
    quotation = quotation or (author.quotation if author else Quotation.WITHOUT_NAME)
    at_most = at_most or Detail.NAME
    if type_ and type_ not in ContributionType.values:
        raise RefusedError(_("There is no such type of contribution."))
    if quotation not in Quotation.values or at_most not in Detail.values:
        raise RefusedError(_("There is no such choice of quotation or attribution."))
    return type_, quotation, at_most

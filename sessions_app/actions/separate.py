"""A separate vote on a paragraph: asked for before voting begins, put first, or not granted, with the reason.

It is put by ``recorded.put`` and declared by ``closing.declare``. A paragraph that is voted out leaves the text as a
new version; then the whole is put.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import drafting
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import Ballot, Recommendation, SeparateVote
from sessions_app.queries.decision import is_provided, rules_of, waits_to_be_declared
from sessions_app.queries.drafting import newest
from sessions_app.queries.voting import speaks_for_its_body
from sessions_app.rules.paragraphs import paragraphs, without
from sessions_app.rules.shown import permits
from sessions_app.states import (
    DECIDING,
    RUNNING,
    Method,
    Outcome,
    RecommendationState,
    SeparateState,
    VersionKind,
    may_become,
)

REASON_LIMIT = 1_000
COMES_TO = {
    Outcome.ADOPTED: SeparateState.KEPT,
    Outcome.NOT_ADOPTED: SeparateState.TAKEN_OUT,
    Outcome.NO_QUORUM: SeparateState.UNDECIDED,
}


def may_ask(here: Here, row: Recommendation) -> Answer:
    """Whether this person can ask, for their delegation or from the chair, for a separate vote on a part of a text."""
    answer = may(here.standing, Act.SEPARATE)
    if not answer:
        return answer
    if here.participant is None:
        return Refused(_("Join the consultation first: this is for those who take part."))
    if not may(here.standing, Act.PUT) and not speaks_for_its_body(here.participant):
        return Refused(_("A separate vote is asked for by the head of a delegation, or whom the head authorized."))
    answer = is_provided(rules_of(here.consultation))
    return _may_be_divided(row) if answer else answer


def _may_be_divided(row: Recommendation) -> Answer:
    if row.state != RecommendationState.CANDIDATE:
        return Refused(_("This text is {state}: it cannot be put.").format(state=row.get_state_display()))
    if Ballot.objects.filter(version__recommendation=row, state__in=RUNNING, method__in=DECIDING).exists():
        return Refused(_("Nobody interrupts once voting has begun."))
    if waits_to_be_declared(row):
        return Refused(_("The vote on this text waits for the chair to declare its outcome."))
    if len(paragraphs(newest(row).text)) < 2:
        return Refused(_("This text is one paragraph: a vote on it is a vote on the whole."))
    terms = row.question.terms if row.question else row.consultation.terms
    if not permits(terms.rule, Method.RECORDED):
        return Refused(_("Where nobody is named nothing is recorded by name: take a secret ballot."))
    return Allowed()


def ask(here: Here, recommendation_id: int, *, number: int, version: int) -> SeparateVote:
    """Ask for a separate vote on a paragraph of a text. version: the one that was read."""
    with writing():
        row = drafting.locked(here, recommendation_id)
        require(may_ask(here, row))
        assert here.participant is not None
        last = newest(row)
        if last.version != version:
            raise RefusedError(_("The text changed while you wrote: it is version {n} now.").format(n=last.version))
        parts = paragraphs(last.text)
        if not 1 <= number <= len(parts):
            raise RefusedError(_("There is no such paragraph in this text."))
        before = row.separate_votes.filter(paragraph=parts[number - 1])
        if before.filter(state=SeparateState.ASKED, number=number).exists():
            raise RefusedError(_("A separate vote on this paragraph is asked for already."))
        if before.filter(state=SeparateState.KEPT).exists():
            raise RefusedError(_("This paragraph was voted on, and is kept."))
        if before.filter(state=SeparateState.DECLINED, version=last).exists():
            raise RefusedError(_("A separate vote on this paragraph was not granted."))
        made = SeparateVote.objects.create(
            recommendation=row,
            version=last,
            number=number,
            paragraph=parts[number - 1],
            **drafting.voice(row, here.participant),
        )
        drafting.enter(here, "ask for a separate vote", row, paragraph=number, version=version)
    return made


def withdraw(here: Here, separate_id: int) -> SeparateVote:
    """Whoever asked takes it back, as long as it was not put."""
    with writing():
        require(may(here.standing, Act.SEPARATE))
        row, asked = _asked(here, separate_id)
        if here.participant is None or asked.participant_id != here.participant.pk:
            raise RefusedError(_("Only who asked for a separate vote takes it back."))
        _become(asked, SeparateState.WITHDRAWN)
        drafting.enter(here, "withdraw a separate vote", row, paragraph=asked.number)
    return asked


def decline(here: Here, separate_id: int, reason: str) -> SeparateVote:
    """The chair does not grant it, and says why."""
    reason = plain(reason).strip()
    with writing():
        require(may(here.standing, Act.PUT))
        row, asked = _asked(here, separate_id)
        if not reason or len(reason) > REASON_LIMIT:
            raise RefusedError(_("Give the reason, in at most {limit} characters.").format(limit=REASON_LIMIT))
        asked.decision = reason
        _become(asked, SeparateState.DECLINED)
        drafting.enter(here, "do not grant a separate vote", row, paragraph=asked.number)
    return asked


def settle(here: Here, asked: SeparateVote, outcome: Outcome) -> None:
    """What a declared vote on a paragraph makes of it, and of its text. The caller enters it in the record."""
    row = drafting.locked(here, asked.recommendation_id)
    if outcome == Outcome.NOT_ADOPTED:
        text = without(asked.version.text, asked.number)
        reason = _("Paragraph {n} was voted out.").format(n=asked.number)
        asked.became = drafting.new_version(here, row, text, VersionKind.DIVIDED, reason)
    _become(asked, COMES_TO[outcome])


def _become(asked: SeparateVote, state: SeparateState) -> None:
    require(may_become(SeparateState, asked.state, state))
    asked.state, asked.decided_at = state, timezone.now()
    asked.save(update_fields=["state", "decided_at", "decision", "became"])


def _asked(here: Here, separate_id: int) -> tuple[Recommendation, SeparateVote]:
    """A request of this consultation with its text, locked; its state is read after the lock."""
    found = SeparateVote.objects.filter(pk=separate_id, recommendation__consultation=here.consultation).first()
    if found is None:
        raise RefusedError(_("There is no such request in this consultation."))
    row = drafting.locked(here, found.recommendation_id)
    found.refresh_from_db()
    return row, found

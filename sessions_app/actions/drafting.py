"""Candidate recommendations: propose, turn a contribution into one, reword, put forward, withdraw."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from consult import record
from consult.attribution import Detail
from consult.models import Participant
from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, Role, may, require
from consult.queries.people import Here
from sessions_app.actions import carrying
from sessions_app.actions.describing import describe, make_part_of
from sessions_app.actions.notice import tell
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import Ballot, Contribution, GuidingQuestion, Recommendation, RecommendationVersion, Sponsor
from sessions_app.queries.decision import waits_to_be_declared
from sessions_app.queries.describing import Described, changed, described, is_relied_on
from sessions_app.queries.drafting import newest, positioned
from sessions_app.queries.session import terms_for
from sessions_app.rules.redline import distance
from sessions_app.states import (
    RUNNING,
    AmendmentState,
    ContributionState,
    NoticeKind,
    RecommendationState,
    VersionKind,
    may_become,
)

TEXT_LIMIT = 3_000
REASON_LIMIT = 300
# What a text becomes by a word of the desk; adopted it becomes by a ballot alone.
BY_HAND = frozenset(
    {
        RecommendationState.CANDIDATE,
        RecommendationState.PUT_FORWARD,
        RecommendationState.NOT_ADOPTED,
        RecommendationState.WITHDRAWN,
    }
)
OWN_WORDS = 0.2  # how far from a contribution a text has to go that somebody else writes on it; see ``distance``


def propose(
    here: Here,
    question_id: int,
    *,
    text: str,
    origin: str = "",
    prompted_by_id: int | None = None,
    addressees: tuple[str, ...] = (),
    modality: str = "",
) -> Recommendation:
    """Write a candidate recommendation under a question; its number follows the question's and stays."""
    text = checked(text)
    with writing():
        require(may(here.standing, Act.PROPOSE))
        question = locked_question(here, question_id)
        prompted_by = question.contributions.filter(pk=prompted_by_id).first() if prompted_by_id else None
        made = add(here, question, text, origin=origin, prompted_by=prompted_by)
        _first_described(made, addressees, modality)
        enter(here, "propose", made)
    return made


def may_turn(here: Here, contribution: Contribution) -> Answer:
    """Whether this reader can make a text of it; one's own and the rapporteur's are turned, others are prompted."""
    answer = may(here.standing, Act.TURN)
    if answer and contribution.state != ContributionState.SHOWN:
        return Refused(_("This contribution is not shown in the room."))
    return answer


def is_turned_by(here: Here, contribution: Contribution) -> bool:
    """Whether a text of theirs is this contribution turned, rather than one that it prompted."""
    is_author = here.participant is not None and contribution.author_id == here.participant.pk
    return is_author or Role.RAPPORTEUR in here.standing.roles


def turn(
    here: Here, contribution_id: int, *, text: str, addressees: tuple[str, ...] = (), modality: str = ""
) -> Recommendation:
    """Make a candidate recommendation of a contribution; its author is told.

    Its author and the rapporteur turn it; what anybody else writes on it is prompted by it and stands in other words.
    """
    text = checked(text)
    with writing():
        contribution = _contribution(here, contribution_id)
        require(may_turn(here, contribution))
        question = locked_question(here, contribution.question_id)
        turned = is_turned_by(here, contribution)
        if not turned and distance(contribution.text, text) < OWN_WORDS:
            raise RefusedError(
                _("Only its author or the rapporteur turns a contribution into a text. Write yours in your own words.")
            )
        origin: dict[str, object] = {"turned_from": contribution} if turned else {"prompted_by": contribution}
        made = add(here, question, text, VersionKind.FIRST, **origin)
        _first_described(made, addressees, modality)
        is_author = here.participant is not None and contribution.author_id == here.participant.pk
        if here.participant and Role.PARTICIPANT in here.standing.roles and (is_author or not turned):
            sponsored(made, here.participant, is_main=True, confirmed=1)
        if contribution.author and not is_author:
            tell([contribution.author], NoticeKind.TURNED if turned else NoticeKind.PROMPTED, made)
        enter(here, "turn" if turned else "prompt", made, contribution=contribution.pk)
    return made


@dataclass(frozen=True, slots=True)
class Wording:
    """What a text is to say, as it came in. version: the one that its writer saw."""

    text: str
    version: int
    reason: str = ""
    addressees: tuple[str, ...] = ()
    modality: str = ""
    basis: str = ""
    parent_id: int | None = None


def reword(here: Here, recommendation_id: int, wording: Wording) -> Recommendation:
    """A new version in other words, with the reason; addressees, modality and place among others change with it.

    These alone make a new version too, once somebody else stands behind the text or it was put.
    """
    text, reason = checked(wording.text), _checked_reason(wording.reason)
    with writing():
        row = locked(here, recommendation_id)
        require(may_reword(here, row))
        require(may_change(row))
        last = newest(row)
        if last.version != wording.version:
            raise RefusedError(_("The text changed while you wrote: it is version {n} now.").format(n=last.version))
        before = described(row)
        describe(row, wording.addressees, wording.modality, wording.basis)
        if may(here.standing, Act.EDIT_TEXTS):
            make_part_of(row, wording.parent_id)
        row.save(update_fields=["addressees", "modality", "basis", "parent"])
        what = ["text"] * (text != last.text) + changed(before, described(row))
        if text != last.text or (what and is_relied_on(row, here.participant)):
            if not reason:
                raise RefusedError(_("Say why the text changes: those who stand behind it are asked to confirm."))
            made = new_version(here, row, text, VersionKind.REWORDED, reason, before)
            row.sponsors.filter(participant=here.participant).exclude(participant=None).update(confirmed=made.version)
        enter(here, "reword", row, version=newest(row).version, changed=what)
    return row


def may_reword(here: Here, row: Recommendation) -> Answer:
    """Whether this reader may write a text anew: the desk, and its main sponsor as long as nobody has voted on it."""
    answer = may(here.standing, Act.EDIT_TEXTS)
    if answer or here.participant is None or not may(here.standing, Act.SPONSOR):
        return answer
    if not row.sponsors.filter(participant=here.participant, is_main=True).exists():
        return answer
    put = Ballot.objects.filter(version__recommendation=row)
    if put.filter(Q(votes__isnull=False) | Q(participations__isnull=False)).exists():
        return Refused(_("Positions were taken on this text: its sponsor changes it by an amendment now."))
    return Allowed()


def _first_described(row: Recommendation, addressees: tuple[str, ...], modality: str) -> None:
    describe(row, addressees, modality)
    row.save(update_fields=["addressees", "modality"])


def place(here: Here, recommendation_id: int, question_id: int) -> Recommendation:
    """Put a text that stands under no question under one, with its parts. Its number stays."""
    with writing():
        require(may(here.standing, Act.EDIT_TEXTS))
        question = locked_question(here, question_id)
        row = locked(here, recommendation_id)
        if row.question_id is not None:
            raise RefusedError(_("This text stands under a question already."))
        if row.parent and row.parent.question_id != question.pk:
            raise RefusedError(_("This text is a part of another: that one is put under a question, with its parts."))
        row.question = question
        row.save(update_fields=["question"])
        row.children.filter(question=None).update(question=question)
        enter(here, "place", row, question=question.pk)
    return row


def set_state(here: Here, recommendation_id: int, state: str) -> Recommendation:
    """Put a text forward (it emerged, it was not negotiated), not adopt it, take that back, or withdraw it."""
    with writing():
        require(may(here.standing, Act.PROPOSE))
        row = locked(here, recommendation_id)
        if state not in BY_HAND:
            raise RefusedError(_("A text can be put forward, not adopted or withdrawn."))
        become(here, row, state)
    return row


def become(here: Here, row: Recommendation, state: str) -> None:
    """Change the state of a locked text. Withdrawn, its open amendments lapse; else they are decided first."""
    if row.state == RecommendationState.REPLACED:
        raise RefusedError(_("Other texts took the place of this one. Undo that first."))
    require(may_become(RecommendationState, row.state, state))
    require(is_free(row, amendments=state != RecommendationState.WITHDRAWN))
    row.amendments.filter(state=AmendmentState.OPEN).update(state=AmendmentState.LAPSED)
    carrying.lapse(row)
    row.state = state
    row.save(update_fields=["state"])
    enter(here, state, row)


# --- what other acts on texts share -----------------------------------------------------------------------------------


def is_free(row: Recommendation, *, amendments: bool = True) -> Answer:
    """Whether no question runs on a text or waits to be declared, and (unless that does not matter) no amendment."""
    put = Ballot.objects.filter(version__recommendation=row)
    if put.filter(state__in=RUNNING).exists():
        return Refused(_("A question put on this text is open: its words stay as they are until it is closed."))
    if waits_to_be_declared(row):
        return Refused(_("The vote on this text waits for the chair to declare its outcome."))
    if amendments and row.amendments.filter(state=AmendmentState.OPEN).exists():
        return Refused(_("Amendments to this text are open: they are decided first."))
    return Allowed()


def may_change(row: Recommendation) -> Answer:
    """Whether a text can get other words now."""
    if row.state != RecommendationState.CANDIDATE:
        state = RecommendationState(row.state).label
        return Refused(_("This text is {state}: only a candidate changes.").format(state=state))
    return is_free(row)


def add(
    here: Here, question: GuidingQuestion, text: str, kind: str = VersionKind.FIRST, **fields: object
) -> Recommendation:
    """A text under a locked question, with its next number and its first version."""
    fields.setdefault("proposed_by", here.participant)
    row = Recommendation.objects.create(
        consultation=here.consultation, question=question, number=next_number(question), **fields
    )
    RecommendationVersion.objects.create(recommendation=row, version=1, text=text, kind=kind)
    return row


def next_number(question: GuidingQuestion) -> str:
    """ "2.3": the third text under question 2."""
    taken = [int(number.rpartition(".")[2]) for number in question.recommendations.values_list("number", flat=True)]
    return f"{question.number}.{max(taken, default=0) + 1}"


def new_version(
    here: Here, row: Recommendation, text: str, kind: str, reason: str, before: Described | None = None
) -> RecommendationVersion:
    """The next version of a locked text; whoever stands behind it or took a position on it is asked to confirm.

    before: how the text was described, where that changes with its words; the version that gives way keeps it.
    """
    last = newest(row)
    last.described = (before or described(row)).kept()
    last.save(update_fields=["described"])
    made = RecommendationVersion.objects.create(
        recommendation=row, version=last.version + 1, text=text, kind=kind, reason=reason
    )
    carrying.carry(row, made)
    me = here.participant
    behind = [sponsor.participant for sponsor in row.sponsors.select_related("participant") if sponsor.participant]
    tell([person for person in behind if person != me], NoticeKind.CHANGED, row)
    tell([person for person in positioned(row) if person != me and person not in behind], NoticeKind.POSITION, row)
    return made


def sponsored(
    row: Recommendation, participant: Participant, *, is_main: bool = False, confirmed: int | None = None
) -> Sponsor:
    """Somebody stands behind a text, under the rule now in force and for whom they now speak.

    Whoever asked for less attribution in the contribution it was turned from has it here too: the text leads there.
    """
    said = row.turned_from
    own = said is not None and said.author_id == participant.pk
    at_most = said.shown_at_most if said is not None and own else Detail.NAME
    return Sponsor.objects.create(
        recommendation=row, is_main=is_main, confirmed=confirmed, shown_at_most=at_most, **voice(row, participant)
    )


def voice(row: Recommendation, participant: Participant) -> dict[str, object]:
    """The fields of a ``Voice``."""
    question = row.question
    terms = terms_for(question.session, question) if question else row.consultation.terms
    return {
        "participant": participant,
        "delegation": participant.delegation,
        "group": participant.group,
        "rule": terms.rule,
        "inside": terms.inside,
    }


def locked(here: Here, recommendation_id: int) -> Recommendation:
    """A text of this consultation, locked: two acts on it follow each other."""
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related(
        "question__session__consultation", "consultation"
    )
    row = rows.filter(pk=recommendation_id, consultation=here.consultation).first()
    if row is None:
        raise RefusedError(_("There is no such text in this consultation."))
    return row


def locked_question(here: Here, question_id: int) -> GuidingQuestion:
    """A question of this consultation, locked: numbers under it are given one after the other."""
    rows = GuidingQuestion.objects.select_for_update(of=("self",)).select_related("session__consultation")
    question = rows.filter(pk=question_id, session__consultation=here.consultation).first()
    if question is None:
        raise RefusedError(_("There is no such question in this consultation."))
    if question.session.breakout_of_id:
        raise RefusedError(_("A breakout room writes no texts: what it proposes stands in its report back."))
    return question


def checked(text: str) -> str:
    text = plain(text).strip()
    if not text:
        raise RefusedError(_("Write the text first: it is empty."))
    if len(text) > TEXT_LIMIT:
        raise RefusedError(_("A recommendation has at most {limit} characters.").format(limit=TEXT_LIMIT))
    return text


def enter(here: Here, act: str, row: Recommendation, **payload: object) -> None:
    record.enter(
        here.consultation.pk,
        act,
        here.participant or record.COMMAND,
        subject=f"recommendation-{row.pk}",
        payload={"session": row.question.session_id if row.question else None, **payload},
    )


def _checked_reason(reason: str) -> str:
    reason = plain(reason).strip()
    if len(reason) > REASON_LIMIT:
        raise RefusedError(_("A reason has at most {limit} characters.").format(limit=REASON_LIMIT))
    return reason


def _contribution(here: Here, contribution_id: int) -> Contribution:
    row = (
        Contribution.objects.select_related("question__session", "author__user")
        .filter(pk=contribution_id, question__session__consultation=here.consultation)
        .first()
    )
    if row is None:
        raise RefusedError(_("There is no such contribution in this consultation."))
    return row

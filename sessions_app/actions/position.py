"""Statements on position: each kind has its window; what is stated is printed as it came, with the result."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Delegation, Participant
from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.drafting import enter, locked, voice
from sessions_app.actions.turns import writing
from sessions_app.actions.voting import PART_LIMIT
from sessions_app.actions.words import plain
from sessions_app.models import Ballot, PositionStatement, Recommendation
from sessions_app.queries.decision import rules_of
from sessions_app.queries.voting import speaks_for_its_body
from sessions_app.states import (
    ADOPTED,
    DECIDING,
    GONE,
    RUNNING,
    BallotState,
    Method,
    Outcome,
    PositionKind,
    RecommendationState,
    may_become,
)

MOST_REPLIES = 2
_WITHOUT_VOTE = {Outcome.WITHOUT_VOTE, Outcome.CONSENSUS}
_EXPLAINS_A_VOTE = {PositionKind.BEFORE, PositionKind.AFTER}


@dataclass(frozen=True, slots=True)
class Words:
    """A statement as it came in. part: what a dissociation is from. on_behalf_of: ids of delegations."""

    kind: str
    text: str = ""
    part: str = ""
    language: str = ""
    on_behalf_of: tuple[int, ...] = ()
    is_named: bool = False


def may_state(here: Here, row: Recommendation, kind: str) -> Answer:
    """Whether this person makes this kind of statement on a text now, for their delegation."""
    answer = may(here.standing, Act.EXPLAIN)
    if not answer:
        return answer
    me = here.participant
    if me is None or not speaks_for_its_body(me):
        return Refused(_("A statement on position is made by the head of a delegation, or whom the head authorized."))
    if kind not in PositionKind.values:
        return Refused(_("There is no such kind of statement."))
    if row.state in GONE:
        return Refused(_("This text no longer stands."))
    if kind in _EXPLAINS_A_VOTE and _is_sponsor(row, me):
        return Refused(_("Whoever sponsors a text does not explain their vote on it."))
    before = PositionStatement.objects.filter(recommendation=row, delegation=me.delegation, kind=kind).count()
    if before >= (MOST_REPLIES if kind == PositionKind.REPLY else 1):
        return Refused(_("Your delegation has made this statement on this text."))
    return _window(here, row, PositionKind(kind))


def open_kinds(here: Here, row: Recommendation) -> list[PositionKind]:
    """The statements that this person can make on a text now."""
    return [kind for kind in PositionKind if may_state(here, row, kind)]


def window_end(here: Here, ballot: Ballot) -> datetime | None:
    """Until when what follows a decision can be stated."""
    decided = ballot.declared_at or ballot.closed_at
    return decided + timedelta(hours=rules_of(here.consultation).statement_hours) if decided else None


def _window(here: Here, row: Recommendation, kind: PositionKind) -> Answer:
    ballots = Ballot.objects.filter(version__recommendation=row, method__in=DECIDING).order_by("-pk")
    if kind == PositionKind.BEFORE:
        if not rules_of(here.consultation).recorded_rule or row.state != RecommendationState.CANDIDATE:
            return Refused(_("No vote on this text lies ahead."))
        if ballots.filter(state__in=RUNNING).exists():
            return Refused(_("Nobody interrupts once voting has begun."))
        return Allowed()
    last = ballots.filter(state=BallotState.CLOSED, separate=None).first()
    if last is None or not last.outcome:
        is_early = kind == PositionKind.GENERAL and row.state == RecommendationState.CANDIDATE
        return Allowed() if is_early else Refused(_("Nothing was decided on this text yet."))
    if not _fits(kind, last, row):
        return Refused(_("This kind of statement does not follow from how the text was decided."))
    end = window_end(here, last)
    if end is None or timezone.now() >= end:
        return Refused(_("The time for statements on this text is over."))
    return Allowed()


def _fits(kind: PositionKind, last: Ballot, row: Recommendation) -> bool:
    """Whether a kind of statement follows from how the last ballot ended; a secret vote is explained by nobody."""
    is_adopted = row.state in ADOPTED
    return {
        PositionKind.GENERAL: True,
        PositionKind.AFTER: last.method == Method.RECORDED,
        PositionKind.EXPLANATION: last.outcome in _WITHOUT_VOTE,
        PositionKind.RESERVATION: is_adopted,
        PositionKind.DISSOCIATION: is_adopted and last.outcome in _WITHOUT_VOTE,
        PositionKind.REPLY: row.position_statements.exists(),
    }.get(kind, False)


def state(here: Here, recommendation_id: int, words: Words) -> PositionStatement:
    """Make a statement on a text; a reservation makes it "adopted with reservations"."""
    with writing():
        row = locked(here, recommendation_id)
        require(may_state(here, row, words.kind))
        me, kind = here.participant, PositionKind(words.kind)
        assert me is not None
        text, part = _checked(here, words)
        decided = Ballot.objects.filter(version__recommendation=row, method__in=DECIDING, separate=None)
        ballot = decided.order_by("-pk").first()
        made = PositionStatement.objects.create(
            recommendation=row,
            ballot=None if kind in {PositionKind.BEFORE, PositionKind.GENERAL} else ballot,
            kind=kind,
            text=text,
            part=part,
            language=words.language,
            is_named=words.is_named,
            salt=record.salt(),
            **voice(row, me),
        )
        made.on_behalf_of.set(_associated(me, words.on_behalf_of))
        if kind == PositionKind.RESERVATION and row.state != RecommendationState.RESERVED:
            require(may_become(RecommendationState, row.state, RecommendationState.RESERVED))
            row.state = RecommendationState.RESERVED
            row.save(update_fields=["state"])
        enter(here, "state a position", row, kind=str(kind), words=record.seal(made.salt, text))
    return made


def _checked(here: Here, words: Words) -> tuple[str, str]:
    """Text and part, within the limits; a dissociation says from what, everything else says something."""
    text, part = plain(words.text).strip(), " ".join(plain(words.part).split())
    limit = rules_of(here.consultation).statement_words
    if len(text.split()) > limit or len(text) > limit * 20:
        raise RefusedError(_("A statement has at most {limit} words here.").format(limit=limit))
    if len(part) > PART_LIMIT:
        raise RefusedError(_("Name the paragraph or the words in {limit} characters.").format(limit=PART_LIMIT))
    if words.kind == PositionKind.DISSOCIATION and not part:
        raise RefusedError(_("Say from which paragraph or words you dissociate yourselves."))
    if words.kind != PositionKind.DISSOCIATION and not text:
        raise RefusedError(_("Write the statement first: it is empty."))
    if words.language and words.language not in dict(settings.LANGUAGES):
        raise RefusedError(_("Choose one of the languages offered."))
    return text, part


def _associated(me: Participant, wanted: tuple[int, ...]) -> list[Delegation]:
    """The bodies for which this delegation speaks too, as the convenor listed them."""
    listed = {body.pk: body for body in me.delegation.on_behalf_of.all()} if me.delegation else {}
    if not set(wanted) <= set(listed):
        raise RefusedError(_("Your delegation speaks for itself and for those that the convenor listed with it."))
    return [listed[pk] for pk in dict.fromkeys(wanted)]


def _is_sponsor(row: Recommendation, me: Participant) -> bool:
    return row.sponsors.filter(Q(participant=me) | Q(delegation=me.delegation, delegation__isnull=False)).exists()

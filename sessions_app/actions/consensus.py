"""Adoption without a vote: objections are asked for, a last call runs on all screens, the chair declares.

An objection stops it (``closing.stop``). The word "consensus" is the chair's alone.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import RefusedError
from consult.queries.people import Here
from sessions_app.actions.closing import close_due, enter, finish, locked
from sessions_app.actions.roll import conclude, freeze
from sessions_app.actions.turns import writing
from sessions_app.actions.voting import open_on, place_of
from sessions_app.models import Ballot, DecisionTerms, PositionStatement
from sessions_app.queries.session import terms_of_ballot
from sessions_app.states import BallotState, Choice, Method, Outcome, PositionKind

LAST_CALL = 60  # seconds


def put(here: Here, recommendation_id: int) -> Ballot:
    """Read number and version of a text and ask for objections, in the room and on every screen."""
    close_due()
    with writing():
        ballot = open_on(here, recommendation_id, Method.CONSENSUS)
        entitled = freeze(ballot, DecisionTerms())
        payload = {"method": "consensus", "entitled": entitled}
        enter(ballot, "ask for objections", here.participant or record.COMMAND, place_of(ballot) | payload)
    return ballot


def last_call(here: Here, ballot_id: int) -> Ballot:
    """The last call for objections; once it began it runs its time."""
    with writing():
        ballot = _asked(here, ballot_id)
        if ballot.terms.called_at is not None:
            raise RefusedError(_("The last call is running already, or over."))
        ballot.terms.called_at = timezone.now()
        ballot.terms.save(update_fields=["called_at"])
        enter(ballot, "last call", here.participant or record.COMMAND, {"seconds": LAST_CALL})
    return ballot


def call_ends(ballot: Ballot) -> bool:
    """Whether the last call on this ballot is over."""
    called = ballot.terms.called_at
    return called is not None and timezone.now() >= called + timedelta(seconds=LAST_CALL)


def declare(here: Here, ballot_id: int, *, is_consensus: bool = False) -> Ballot:
    """Declare that the text is adopted without a vote, with those who asked to be dissociated from parts of it."""
    with writing():
        ballot = _asked(here, ballot_id)
        if not call_ends(ballot):
            raise RefusedError(_("Whoever objects has until the end of the last call."))
        if ballot.votes.filter(choice=Choice.OBJECT).exists():
            raise RefusedError(_("There is an objection: the text is not adopted without a vote."))
        conclude(ballot, Outcome.CONSENSUS if is_consensus else Outcome.WITHOUT_VOTE)
        _dissociations(ballot)
        finish(ballot, "adopt without a vote", here.participant or record.COMMAND)
    return ballot


def call_off(here: Here, ballot_id: int) -> Ballot:
    """Take a call for objections, or a silence procedure, back: nothing was decided."""
    with writing():
        ballot = locked(ballot_id, here)
        if ballot.method not in {Method.CONSENSUS, Method.SILENCE} or ballot.state != BallotState.OPEN:
            raise RefusedError(_("This is not asked now: there is nothing to call off."))
        if ballot.closes_at and timezone.now() >= ballot.closes_at:
            raise RefusedError(_("The time of silence is over: the text is being adopted."))
        ballot.outcome = Outcome.CALLED_OFF
        finish(ballot, "call off", here.participant or record.COMMAND)
    return ballot


def _asked(here: Here, ballot_id: int) -> Ballot:
    ballot = locked(ballot_id, here)
    if ballot.method != Method.CONSENSUS or ballot.state != BallotState.OPEN:
        raise RefusedError(_("Objections to this text are not being asked for."))
    return ballot


def _dissociations(ballot: Ballot) -> None:
    """What was asked during the call stands beside the text, in the words in which it was asked."""
    terms = terms_of_ballot(ballot)
    asked = ballot.votes.filter(choice=Choice.DISSOCIATE).select_related("elector", "set_by").order_by("elector")
    for vote in asked:
        author: Participant | None = None if vote.way else vote.set_by
        PositionStatement.objects.create(
            recommendation=ballot.version.recommendation,  # type: ignore[union-attr]
            ballot=ballot,
            kind=PositionKind.DISSOCIATION,
            part=vote.reason[:300],
            participant=author,
            delegation_id=vote.elector.delegation_id,
            group_id=vote.elector.group_id,
            rule=terms.rule,
            inside=terms.inside,
            salt=record.salt(),
        )

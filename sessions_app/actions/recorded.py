"""Recorded votes: put, suspend, resume, change the terms, call the roll, enter what was told.

Closing is ``closing.close_ballot``, as of every ballot, and declaring ``closing.declare``; delegations vote by
``voting.cast_votes``.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, Answer, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.closing import close_due, enter, locked, stop
from sessions_app.actions.roll import freeze
from sessions_app.actions.turns import writing
from sessions_app.actions.voting import VoteCommand, checked_choice, open_on, place_of, store, time_for
from sessions_app.actions.words import plain
from sessions_app.models import Ballot, DecisionRules, DecisionTerms, RollLine, SeparateVote
from sessions_app.queries.decision import is_provided, names_are_shown, rules_of
from sessions_app.queries.session import terms_of_ballot
from sessions_app.rules.shown import permits
from sessions_app.states import BY_BODIES, STOPS, BallotState, Majority, Method, SeparateState, Way, may_become

ROLL_IS_OVER = 0


def may_record(here: Here, rules: DecisionRules) -> Answer:
    """Whether recorded votes are provided for here."""
    answer = may(here.standing, Act.PUT)
    if not answer:
        return answer
    return is_provided(rules)


def put(
    here: Here,
    recommendation_id: int,
    *,
    minutes: int | None = None,
    majority: str = "",
    separate_id: int | None = None,
) -> Ballot:
    """Put the latest version of a text to a recorded vote by the constituencies that the convenor named.

    separate_id: of a request for a separate vote: the paragraph alone is put, before the whole.
    """
    until = time_for(minutes)
    close_due()
    with writing():
        rules = rules_of(here.consultation)
        require(may_record(here, rules))
        ballot = open_on(here, recommendation_id, Method.RECORDED, until, paragraph=separate_id is not None)
        if not permits(terms_of_ballot(ballot).rule, Method.RECORDED):
            raise RefusedError(_("Where nobody is named nothing is recorded by name: take a secret ballot."))
        asked = _paragraph(ballot, separate_id) if separate_id is not None else None
        terms = DecisionTerms(rule=rules.recorded_rule, majority=_checked(majority or rules.majority))
        entitled = _freeze(ballot, terms, rules)
        payload: dict[str, Any] = {
            "method": "recorded",
            "majority": terms.majority,
            "quorum": terms.quorum,
            "entitled": entitled,
        }
        if asked:
            asked.state, asked.ballot = SeparateState.PUT, ballot
            asked.save(update_fields=["state", "ballot"])
            payload["paragraph"] = asked.number
        enter(ballot, "put", here.participant or record.COMMAND, place_of(ballot) | payload)
    return ballot


def _paragraph(ballot: Ballot, separate_id: int) -> SeparateVote:
    """The request that is put."""
    waiting = SeparateVote.objects.filter(version=ballot.version, state=SeparateState.ASKED)
    asked = waiting.filter(pk=separate_id).first()
    if asked is None:
        raise RefusedError(_("This separate vote is no longer asked for."))
    return asked


def suspend(here: Here, ballot_id: int) -> Ballot:
    """Let a vote rest, as when a delegation drops off: nothing is counted, and its clock stands."""
    with writing():
        ballot = _recorded(here, ballot_id)
        require(may_become(BallotState, ballot.state, BallotState.SUSPENDED))
        left = (ballot.closes_at - timezone.now()).total_seconds() if ballot.closes_at else None
        if left is not None and left <= 0:
            raise RefusedError(_("Its time is over: the vote is being closed."))
        ballot.terms.seconds_left = round(left) if left is not None else None
        ballot.terms.save(update_fields=["seconds_left"])
        ballot.state, ballot.closes_at = BallotState.SUSPENDED, None
        ballot.save(update_fields=["state", "closes_at"])
        enter(ballot, "suspend the vote", here.participant or record.COMMAND, {})
    return ballot


def resume(here: Here, ballot_id: int) -> Ballot:
    """Go on with a suspended vote, with the time that its clock had left."""
    with writing():
        ballot = _recorded(here, ballot_id)
        if ballot.state != BallotState.SUSPENDED:
            raise RefusedError(_("This vote is not suspended."))
        left = ballot.terms.seconds_left
        ballot.closes_at = timezone.now() + timedelta(seconds=left) if left is not None else None
        ballot.state = BallotState.OPEN
        ballot.save(update_fields=["state", "closes_at"])
        enter(ballot, "resume the vote", here.participant or record.COMMAND, {})
    return ballot


def change_terms(here: Here, ballot_id: int, *, majority: str, quorum: dict[int, int]) -> Ballot:
    """Other terms for a running vote. Once a vote is in they can only become stricter."""
    with writing():
        ballot = _recorded(here, ballot_id)
        if ballot.state == BallotState.CLOSED:
            raise RefusedError(_("This vote is closed: its terms stand."))
        terms = ballot.terms
        wanted = {str(group): _bodies(quorum.get(int(group), number)) for group, number in terms.quorum.items()}
        _require_reachable(ballot, wanted)
        is_looser = (terms.majority, _checked(majority)) == (Majority.TWO_THIRDS, Majority.SIMPLE) or any(
            wanted[group] < number for group, number in terms.quorum.items()
        )
        if is_looser and ballot.votes.exists():
            raise RefusedError(
                _(
                    "A vote is in: the terms can become stricter, not looser, or those who voted would have voted"
                    " on something else."
                )
            )
        before = {"majority": terms.majority, "quorum": terms.quorum}
        terms.majority, terms.quorum = majority, wanted
        terms.save(update_fields=["majority", "quorum"])
        after = {"majority": terms.majority, "quorum": terms.quorum}
        enter(ballot, "change the terms", here.participant or record.COMMAND, {"before": before, "after": after})
    return ballot


# --- the roll -----------------------------------------------------------------------------------------------------


def call_roll(here: Here, ballot_id: int) -> Ballot:
    """Call the delegations one by one, where their own screens fail: from now on they answer in the room."""
    with writing():
        ballot = _recorded(here, ballot_id)
        _needs_names(ballot)
        if ballot.state != BallotState.OPEN or ballot.terms.roll_place is not None:
            raise RefusedError(_("The roll is called once, while the vote is open."))
        _go_to(ballot, 1)
        enter(ballot, "call the roll", here.participant or record.COMMAND, {})
    return ballot


def answer_roll(here: Here, ballot_id: int, place: int, choice: str) -> Ballot:
    """Enter what the delegation in that place answered; "" where it did not. A second answer in a place replaces it."""
    with writing():
        ballot = _recorded(here, ballot_id)
        if ballot.state != BallotState.OPEN or ballot.terms.roll_place is None:
            raise RefusedError(_("The roll is not being called."))
        line = ballot.roll.select_related("elector").filter(place=place).first()
        if line is None:
            raise RefusedError(_("There is no such line on the roll."))
        if choice:
            _enter_vote(here, ballot, line, choice, "", Way.ROLL)
        line.was_called = True
        line.save(update_fields=["was_called"])
        following = ballot.roll.filter(was_called=False).order_by("place").first()
        _go_to(ballot, following.place if following else ROLL_IS_OVER)
        enter(ballot, "answer at the roll call", here.participant or record.COMMAND, {"elector": line.elector_id})
    return ballot


def tell(here: Here, ballot_id: int, elector_id: int, choice: str, *, reason: str = "", way: str = "") -> Ballot:
    """Enter a position that a delegation told the desk, by telephone or in the room; it is marked so."""
    if way not in {Way.TELEPHONE, Way.ROOM}:
        raise RefusedError(_("Say how the position was told: by telephone or in the room."))
    with writing():
        ballot = locked(ballot_id, here)
        if ballot.method not in BY_BODIES:
            raise RefusedError(_("There is no such ballot in this consultation."))
        _needs_names(ballot)
        over = ballot.closes_at is not None and timezone.now() >= ballot.closes_at
        if ballot.state != BallotState.OPEN or over:
            raise RefusedError(_("This question is not open: nothing can be entered."))
        line = ballot.roll.select_related("elector").filter(elector=elector_id).first()
        if line is None:
            raise RefusedError(_("This delegation is not on the list of those who answer here."))
        _enter_vote(here, ballot, line, choice, plain(reason).strip(), Way(way))
        enter(ballot, "enter a position", here.participant or record.COMMAND, {"elector": elector_id, "way": way})
    if (ballot.method, choice) in STOPS:
        stop(ballot.pk)
    return ballot


def _enter_vote(here: Here, ballot: Ballot, line: RollLine, choice: str, reason: str, way: Way) -> None:
    command = VoteCommand(here.participant.pk if here.participant else 0, ballot.pk, choice, reason)
    answer = checked_choice(command, ballot)
    if answer["answer"] != "ok":
        raise RefusedError(answer["reason"])
    store([(command, line.elector)], way)
    record.signal(ballot.consultation_id, f"tally {ballot.pk}")


def _go_to(ballot: Ballot, place: int) -> None:
    ballot.terms.roll_place = place
    ballot.terms.save(update_fields=["roll_place"])


def _needs_names(ballot: Ballot) -> None:
    if not names_are_shown(ballot):
        raise RefusedError(
            _("Under the attribution rule delegations are not named: none is called or entered by name.")
        )


def _recorded(here: Here, ballot_id: int) -> Ballot:
    ballot = locked(ballot_id, here)
    if ballot.method != Method.RECORDED:
        raise RefusedError(_("This is no recorded vote."))
    return ballot


def _freeze(ballot: Ballot, terms: DecisionTerms, rules: DecisionRules) -> int:
    named = {group.pk for group in ballot.consultation.groups.all()}
    groups = [group for group in rules.constituencies if group in named]
    terms.quorum = {str(group): _bodies(rules.quorum.get(str(group), 0)) for group in groups}
    entitled = freeze(ballot, terms, groups, rules.weights)
    present = set(ballot.roll.values_list("group", flat=True))
    if empty := [group.name for group in ballot.consultation.groups.all() if group.pk in set(groups) - present]:
        raise RefusedError(_("No delegation of {group} is on the list of those who answer.").format(group=empty[0]))
    _require_reachable(ballot, terms.quorum)
    return entitled


def _require_reachable(ballot: Ballot, quorum: dict[str, int]) -> None:
    """A quorum that nobody can reach would decide nothing, and it could not be lowered once a vote is in."""
    entitled = Counter(str(group) for group in ballot.roll.values_list("group", flat=True))
    if any(number > entitled[group] for group, number in quorum.items()):
        raise RefusedError(_("A quorum is at most the number of those who may vote."))


def _checked(majority: str) -> str:
    if majority not in Majority.values:
        raise RefusedError(_("There is no such majority."))
    return majority


def _bodies(number: Any) -> int:
    if not isinstance(number, int) or not 0 <= number <= 10_000:
        raise RefusedError(_("A quorum is a number of delegations from 0 to 10,000."))
    return number

"""Secret ballots: put, cast, close, and wipe what closing deleted.

Who has voted and what was cast stand in two tables, written together and by nothing else. No command's id is kept: who
has voted is answered alike each time, with the receipt, whatever they send. There is no change, no reason, no proxy.
"""

import hashlib
import random
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Elector, Participant
from consult.procedure import Act, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import closing, voting
from sessions_app.actions.roll import freeze_list, note_voted
from sessions_app.actions.turns import writing
from sessions_app.actions.wiping import wipe
from sessions_app.models import Ballot, Box, Participation, SecretVote, Sheet
from sessions_app.models.sheet import SheetState
from sessions_app.queries.guests import unverified
from sessions_app.queries.voting import electors, standings
from sessions_app.rules import majority as majorities
from sessions_app.rules.tally import from_counts
from sessions_app.states import CHOICES, BallotState, Majority, Method

_chance = random.SystemRandom()


def put(
    here: Here,
    recommendation_id: int,
    *,
    minutes: int | None = None,
    majority: str = Majority.SIMPLE,
    quorum: int = 0,
) -> Ballot:
    """Put the latest version of a text to a secret ballot, and bring it before the room."""
    if majority not in Majority.values:
        raise RefusedError(_("There is no such majority."))
    until = voting.time_for(minutes)
    with transaction.atomic():
        ballot = voting.open_on(here, recommendation_id, Method.SECRET, until)
        entitled = freeze_list(ballot)
        if not 0 <= quorum <= entitled:
            raise RefusedError(_("A quorum is at most the number of those who may vote."))
        Box.objects.create(ballot=ballot, majority=majority, quorum=quorum)
        terms = {"method": Method.SECRET, "majority": majority, "quorum": quorum, "entitled": entitled}
        closing.enter(ballot, "put", here.participant or record.COMMAND, voting.place_of(ballot) | terms)
    return ballot


def cast(participant_id: int, ballot_id: int, choice: str) -> dict[str, Any]:
    """``{"answer": "ok", "receipt"}``, the same again for whoever has voted; or ``closed`` or ``refused`` and why."""
    with writing():
        ballot, elector = admitted(participant_id, ballot_id)
        if ballot.method != Method.SECRET:
            raise RefusedError(_("There is no such ballot in this consultation."))
        if choice not in CHOICES[Method.SECRET]:
            raise RefusedError(_("That is not one of the answers to this question."))
        return into_box(ballot, elector, SecretVote(ballot=ballot, choice=choice))


def admitted(participant_id: int, ballot_id: int) -> tuple[Ballot, Elector]:
    """The ballot, locked against closing, and the elector that somebody votes for; refused where there is none."""
    ballot = closing.lock({ballot_id}, exclusive=False).get(ballot_id)
    here = standings({participant_id}).get(participant_id)
    if ballot is None or here is None or here.participant is None:
        raise RefusedError(_("There is no such ballot in this consultation."))
    elector = electors({ballot.pk: ballot}, [here.participant]).get((ballot.electorate_id, participant_id))
    require(voting.may_vote(here, ballot, elector))
    assert elector is not None
    return ballot, elector


def into_box(ballot: Ballot, elector: Elector, vote: SecretVote) -> dict[str, Any]:
    """Once for each elector, whatever arrives at once: the database's constraint decides who was first."""
    before = Participation.objects.filter(ballot=ballot, elector=elector).first()
    if before is not None and before.on_paper:
        raise RefusedError(_("You were handed a paper ballot: you vote on that one."))
    if before is None:
        if not closing.is_open(ballot):
            closed = voting.closed()
            raise RefusedError(closed["reason"], closed["answer"])
        before, is_first = Participation.objects.get_or_create(ballot=ballot, elector=elector)
        if is_first:
            vote.save(force_insert=True)
            record.signal(ballot.consultation_id, f"tally {ballot.pk}")
    return {"answer": "ok", "receipt": str(before.pk)}


def close(ballot_id: int, actor: Participant | str, here: Here | None = None) -> Ballot:
    """Close, shuffle, count and freeze, in one transaction; then wipe. ``here`` as in ``closing.close_ballot``."""
    return end(ballot_id, actor, here, _counted, methods={Method.SECRET})


def end(
    ballot_id: int,
    actor: Participant | str,
    here: Here | None,
    counted: Callable[[Ballot], dict[str, Any]],
    *,
    methods: set[Method],
) -> Ballot:
    """What closing is for every ballot on a paper; ``counted`` makes the tally of what the box holds."""
    with writing():
        ballot = closing.lock({ballot_id}, exclusive=True).get(ballot_id)
        if ballot is None or ballot.method not in methods:
            raise RefusedError(_("There is no such ballot in this consultation."))
        if here is not None:
            require(_may_close(here, ballot))
        if ballot.state != BallotState.OPEN:
            raise RefusedError(_("This ballot is not open: it cannot be closed."))
        paper = _put_paper_away(ballot)
        is_secret = Box.objects.filter(ballot=ballot).exists()
        if is_secret:
            shuffle(ballot)
        ballot.state, ballot.closed_at = BallotState.CLOSED, timezone.now()
        ballot.entitled = note_voted(ballot)
        ballot.tally = counted(ballot) | {"paper": paper, "guests": unverified(ballot)}
        ballot.digest = digest(ballot) if is_secret else ballot.digest
        ballot.save(update_fields=["state", "closed_at", "entitled", "tally", "digest"])
        closing.enter(
            ballot, "close", actor, {"entitled": ballot.entitled, "tally": ballot.tally, "digest": ballot.digest}
        )
    if is_secret:
        wipe(ballot.pk)
    return ballot


def _may_close(here: Here, ballot: Ballot) -> Any:
    if ballot.consultation_id != here.consultation.pk:
        return Refused(_("There is no such ballot in this consultation."))
    answer = may(here.standing, Act.PUT)
    if answer and ballot.sheets.filter(state=SheetState.ENTERED).exists():
        return Refused(_("Some paper ballots wait for the second person. Enter them once more, then close."))
    return answer


def _put_paper_away(ballot: Ballot) -> dict[str, int]:
    """How many sheets were printed, counted, and entered by one person alone, which do not count. Their codes go."""
    states = dict(ballot.sheets.values_list("state").annotate(n=Count("id")).order_by())
    Sheet.objects.filter(ballot=ballot).delete()
    return {
        "printed": sum(states.values()),
        "counted": states.get(SheetState.COUNTED, 0),
        "void": states.get(SheetState.ENTERED, 0),
    }


def shuffle(ballot: Ballot) -> None:
    """Write both tables anew in random order, the votes under new ids: nothing of when they came stays in the rows.

    Receipts stay what they were: they are random, and lead to nobody's vote.
    """
    votes = list(SecretVote.objects.filter(ballot=ballot))
    electors_who_voted = list(Participation.objects.filter(ballot=ballot))
    SecretVote.objects.filter(ballot=ballot).delete()
    Participation.objects.filter(ballot=ballot).delete()
    _chance.shuffle(votes)
    _chance.shuffle(electors_who_voted)
    for vote in votes:
        vote.pk = uuid4()
    SecretVote.objects.bulk_create(votes, batch_size=500)
    Participation.objects.bulk_create(electors_who_voted, batch_size=500)


def _counted(ballot: Ballot) -> dict[str, Any]:
    """The tally of ``rules.tally`` without groups, and what it amounts to."""
    cells = dict(ballot.secret_votes.values_list("choice").annotate(n=Count("id")).order_by())
    tally = from_counts({(None, choice): n for choice, n in cells.items()}, CHOICES[Method.SECRET])
    votes = majorities.Count(
        yes=cells.get("yes", 0), no=cells.get("no", 0), abstain=cells.get("abstain", 0), bodies=sum(cells.values())
    )
    box = ballot.box
    outcome = majorities.outcome(votes, majorities.Majority(box.majority), quorum=box.quorum)
    return {**tally, "groups": [], "outcome": str(outcome), "majority": box.majority, "quorum": box.quorum}


def digest(ballot: Ballot) -> str:
    """SHA-256 over the votes under their random ids, in the order of these: it tells nobody the numbers."""
    running = hashlib.sha256()
    for vote in ballot.secret_votes.order_by("id"):
        running.update(f"{vote.pk}:{vote.choice}{vote.answer}\n".encode())
    return running.hexdigest()


def close_due() -> int:
    """Close every secret ballot on a text whose time has passed: an act of the clock. Returns how many."""
    return closing.end_due({Method.SECRET}, close)


def wipe_due() -> int:
    """Wipe what a close left because the database was in use, or the server was killed. Returns how many ballots."""
    waiting = Box.objects.filter(is_wiped=False, ballot__state=BallotState.CLOSED).values_list("pk", flat=True)
    return sum(wipe(ballot_id) for ballot_id in list(waiting))

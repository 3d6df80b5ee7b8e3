"""When two participations of one person become one: what they said moves, and one position per question stays."""

from consult.models import Elector, Participant
from sessions_app.models import (
    Amendment,
    Commitment,
    CommitmentNote,
    Contribution,
    Flag,
    Marking,
    Notice,
    Participation,
    PositionStatement,
    Presence,
    Recommendation,
    RollLine,
    RoundReminder,
    SeparateVote,
    SpeakingRequest,
    Sponsor,
    Statement,
    Submission,
    Visit,
    Vote,
)
from sessions_app.states import RUNNING, RequestState


def merge(kept: Participant, merged: Participant) -> None:
    """Move what hangs on ``merged`` to ``kept``, inside the transaction of the claim.

    Open ballots: where ``kept`` has answered, or answers through a delegation, the guest's own answer goes; otherwise
    it stays with the elector's line, which the caller hands over. Closed ballots never change.
    """
    Contribution.objects.filter(author=merged).update(author=kept)
    Contribution.objects.filter(entered_by=merged).update(entered_by=kept)
    Submission.objects.filter(author=merged).update(author=kept)
    Statement.objects.filter(participant=merged).update(participant=kept)
    Recommendation.objects.filter(proposed_by=merged).update(proposed_by=kept)
    Flag.objects.filter(participant=merged).exclude(contribution__flags__participant=kept).update(participant=kept)
    Visit.objects.filter(participant=merged).exclude(
        question__in=Visit.objects.filter(participant=kept).values("question")
    ).update(participant=kept)
    RoundReminder.objects.filter(participant=merged).exclude(
        session__in=RoundReminder.objects.filter(participant=kept).values("session")
    ).update(participant=kept)
    for theirs in (Amendment, SeparateVote, Notice, Commitment, CommitmentNote):
        theirs.objects.filter(participant=merged).update(participant=kept)
    both = Sponsor.objects.filter(participant=kept).values("recommendation")
    Sponsor.objects.filter(participant=merged, recommendation__in=both, is_main=False).delete()
    Sponsor.objects.filter(participant=kept, recommendation__sponsors__participant=merged).delete()
    Sponsor.objects.filter(participant=merged).update(participant=kept)
    Vote.objects.filter(set_by=merged).update(set_by=kept)
    PositionStatement.objects.filter(participant=merged).update(participant=kept)
    RollLine.objects.filter(received_by=merged).update(received_by=kept)
    Marking.objects.filter(set_by=merged).update(set_by=kept)
    _merge_floor(kept, merged)
    for line in Elector.objects.filter(participant=merged):
        own = Elector.objects.filter(electorate=line.electorate_id, participant=kept)
        body = Elector.objects.filter(electorate=line.electorate_id, delegation=kept.delegation_id)
        if own.exists() or (kept.delegation_id is not None and body.exists()):
            Vote.objects.filter(elector=line, ballot__state__in=RUNNING).delete()
            Marking.objects.filter(elector=line, ballot__state__in=RUNNING).delete()
            _merge_secret(line, own.first() or body.get())


def _merge_secret(line: Elector, kept_line: Elector) -> None:
    """Who voted in secret as a guest has voted: the line that stays cannot vote again.

    Where both voted, both votes stand: nobody can say which ones they are.
    """
    both = Participation.objects.filter(elector=kept_line).values("ballot")
    still_open = Participation.objects.filter(elector=line, ballot__state__in=RUNNING)
    still_open.exclude(ballot__in=both).update(elector=kept_line)


def _merge_floor(kept: Participant, merged: Participant) -> None:
    """One name on each list of speakers, and one presence in each session."""
    theirs = SpeakingRequest.objects.filter(participant=kept, state=RequestState.WAITING)
    for session_id, kind in theirs.values_list("session", "kind"):
        SpeakingRequest.objects.filter(
            participant=merged, session=session_id, kind=kind, state=RequestState.WAITING
        ).update(state=RequestState.WITHDRAWN, place=None)
    SpeakingRequest.objects.filter(participant=merged).update(participant=kept)
    Presence.objects.filter(participant=merged, session__presences__participant=kept).delete()
    Presence.objects.filter(participant=merged).update(participant=kept)

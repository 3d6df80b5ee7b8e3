"""When two participations of one person become one: what they said moves, and one position per question stays."""

from consult.models import Elector, Participant
from sessions_app.models import Amendment, Contribution, Notice, Recommendation, Sponsor, Submission, Vote
from sessions_app.states import BallotState


def merge(kept: Participant, merged: Participant) -> None:
    """Move what hangs on ``merged`` to ``kept``, inside the transaction of the claim.

    Open ballots: where ``kept`` has answered, or answers through a delegation, the guest's own answer goes; otherwise
    it stays with the elector's line, which the caller hands over. Closed ballots never change.
    """
    Contribution.objects.filter(author=merged).update(author=kept)
    Submission.objects.filter(author=merged).update(author=kept)
    Recommendation.objects.filter(proposed_by=merged).update(proposed_by=kept)
    Amendment.objects.filter(participant=merged).update(participant=kept)
    Notice.objects.filter(participant=merged).update(participant=kept)
    both = Sponsor.objects.filter(participant=kept).values("recommendation")
    Sponsor.objects.filter(participant=merged, recommendation__in=both, is_main=False).delete()
    Sponsor.objects.filter(participant=kept, recommendation__sponsors__participant=merged).delete()
    Sponsor.objects.filter(participant=merged).update(participant=kept)
    Vote.objects.filter(set_by=merged).update(set_by=kept)
    for line in Elector.objects.filter(participant=merged):
        own = Elector.objects.filter(electorate=line.electorate_id, participant=kept)
        body = Elector.objects.filter(electorate=line.electorate_id, delegation=kept.delegation_id)
        if own.exists() or (kept.delegation_id is not None and body.exists()):
            Vote.objects.filter(elector=line, ballot__state=BallotState.OPEN).delete()

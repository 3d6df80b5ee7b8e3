"""When two participations of one person become one: what they said moves, and one position per question stays."""

from django.utils.translation import gettext as _

from consult.models import Elector, Participant
from consult.procedure import RefusedError
from sessions_app.actions.closing import lock
from sessions_app.models import (
    Amendment,
    Authorization,
    Ballot,
    Command,
    Commitment,
    CommitmentNote,
    Contribution,
    Flag,
    Marking,
    Minutes,
    Notice,
    Participation,
    PositionStatement,
    Presence,
    Recommendation,
    RollLine,
    RoundReminder,
    SeparateVote,
    Session,
    Sheet,
    SpeakingRequest,
    Sponsor,
    Statement,
    Submission,
    Transcript,
    Visit,
    Vote,
)
from sessions_app.queries.opinion import EACH
from sessions_app.queries.voting import speaks_for_its_body
from sessions_app.states import RUNNING, RequestState


def merge(kept: Participant, merged: Participant) -> None:
    """Move what hangs on ``merged`` to ``kept``, inside the transaction of the claim.

    Raises RefusedError where both have voted in a secret ballot that is open.

    Open ballots: where ``kept`` has answered, or is of a delegation that answers, the guest's own answer goes. It moves
    where ``kept`` has a line and has not answered, and stays where it has none: the caller hands the guest's line over.
    Of a secret vote the line that ``kept`` answers for is used up. A printed sheet with a name goes where the answer
    would go; it is void where there is one, or a delegation answers. Closed ballots never change.
    """
    _hold_ballots(merged)
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
    Command.objects.filter(participant=merged).exclude(
        command_id__in=Command.objects.filter(participant=kept).values("command_id")
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
    Sheet.objects.filter(entered_by=merged).update(entered_by=kept)
    Transcript.objects.filter(added_by=merged).update(added_by=kept)
    Minutes.objects.filter(edited_by=merged).update(edited_by=kept)
    if kept.delegation_id is not None and not Authorization.objects.filter(participant=kept).exists():
        Authorization.objects.filter(participant=merged, delegation=kept.delegation_id).update(participant=kept)
    _merge_breakouts(kept, merged)
    _merge_floor(kept, merged)
    _merge_positions(kept, merged)


def _hold_ballots(merged: Participant) -> None:
    """Before anything is moved: nobody votes on the guest's lines meanwhile, and nobody enters their paper."""
    lines = Elector.objects.filter(participant=merged)
    ballots = Ballot.objects.filter(electorate__electors__in=lines, state__in=RUNNING)
    lock(set(ballots.values_list("pk", flat=True)), exclusive=True)


def _merge_positions(kept: Participant, merged: Participant) -> None:
    """One position of one person: on their own line, or their delegation's."""
    for line in Elector.objects.filter(participant=merged).select_related("electorate"):
        own = Elector.objects.filter(electorate=line.electorate_id, participant=kept).first()
        body = Elector.objects.filter(electorate=line.electorate_id, delegation=kept.delegation_id)
        if own is None and line.electorate.name == EACH:  # the list of persons: the line goes with its person
            line.participant, line.is_guest = kept, False
            line.group_id = kept.group_id or line.group_id
            line.save(update_fields=["participant", "is_guest", "group"])
            continue
        if own is not None:
            sheets = Sheet.objects.filter(elector=line, ballot__state__in=RUNNING)
            sheets.filter(ballot__markings__elector=own).delete()
            sheets.update(elector=own)
            open_votes = Vote.objects.filter(elector=line, ballot__state__in=RUNNING)
            open_votes.exclude(ballot__votes__elector=own).update(elector=own)
            open_markings = Marking.objects.filter(elector=line, ballot__state__in=RUNNING)
            open_markings.exclude(ballot__markings__elector=own).update(elector=own)
        elif kept.delegation_id is None or not body.exists():
            continue
        Vote.objects.filter(elector=line, ballot__state__in=RUNNING).delete()
        Marking.objects.filter(elector=line, ballot__state__in=RUNNING).delete()
        Sheet.objects.filter(elector=line, ballot__state__in=RUNNING).delete()
        if own is not None:
            _merge_secret(line, own)
        elif _speaks_for_the_body(kept, merged):  # another member does not use up the vote of the body
            _merge_secret(line, body.get())
        _merge_lists(line, own or body.get())


def _merge_lists(line: Elector, kept_line: Elector) -> None:
    """On the lists of open questions the line that stays takes the place of the guest’s, unless its vote stays too."""
    theirs = RollLine.objects.filter(elector=line, ballot__state__in=RUNNING)
    theirs = theirs.exclude(ballot__participations__elector=line)
    theirs.filter(ballot__roll__elector=kept_line).delete()
    theirs.update(elector=kept_line, group=kept_line.group)


def _speaks_for_the_body(kept: Participant, merged: Participant) -> bool:
    return any(speaks_for_its_body(one) for one in (kept, merged) if one.delegation_id == kept.delegation_id)


def _merge_secret(line: Elector, kept_line: Elector) -> None:
    """Who voted in secret as a guest has voted: the line that stays cannot vote again.

    Where both voted, nobody can say which votes are theirs: while the box is open they stay two, and are told so.
    """
    still_open = Participation.objects.filter(elector=line, ballot__state__in=RUNNING)
    if still_open.filter(ballot__participations__elector=kept_line).exists():
        raise RefusedError(
            _(
                "A secret ballot that is still open was answered both by the guest and by your account. Nobody can tell"
                " which votes these are, so the two stay apart until it is closed. Nothing was changed."
            )
        )
    still_open.update(elector=kept_line)


def _merge_breakouts(kept: Participant, merged: Participant) -> None:
    """One room of each plenary; who was to report back from it still is."""
    for room in merged.breakouts.exclude(breakout_of__breakouts__members=kept):
        room.members.add(kept)
    Session.objects.filter(scribe=merged, members=kept).update(scribe=kept)


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

"""Statement votes: contributions put to each participant, who agrees, disagrees or passes.

Each person answers, not each body: what is sought is who thinks alike. So the list is one of persons, filled from the
list of those who answer.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Consultation, Elector, Electorate, Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.closing import close_ballot, enter, lock
from sessions_app.actions.turns import writing
from sessions_app.actions.voting import VoteCommand, cast_votes, may_vote, place_of, time_for
from sessions_app.models import Ballot, Contribution, Session
from sessions_app.queries.opinion import EACH, MOST, entitled, open_in, to_put
from sessions_app.states import BallotState, Method


def put(
    here: Here, session_id: int, contribution_ids: Collection[int] | None, *, minutes: int | None = None
) -> list[Ballot]:
    """Put contributions of a session to agree, disagree or pass; None: all that can be put.

    Raises ``RefusedError`` where one of them cannot be put, or too many would be open at once.
    """
    until = time_for(minutes)
    with writing():
        require(may(here.standing, Act.PUT))
        session = _session(here, session_id)
        rows = _chosen(session, contribution_ids)
        electorate, now = list_persons(here.consultation), timezone.now()
        made = [
            Ballot.objects.create(
                consultation=here.consultation,
                electorate=electorate,
                contribution=row,
                method=Method.STATEMENT,
                state=BallotState.OPEN,
                opened_at=now,
                closes_at=now + until if until else None,
            )
            for row in rows
        ]
        for ballot in made:
            enter(ballot, "put", here.participant or record.COMMAND, place_of(ballot))
    return made


def _chosen(session: Session, contribution_ids: Collection[int] | None) -> list[Contribution]:
    can = {row.pk: row for under in to_put(session) for row in under.contributions}
    if contribution_ids is None:
        contribution_ids = list(can)
    if not contribution_ids:
        raise RefusedError(_("Choose at least one statement."))
    if not can.keys() >= set(contribution_ids):
        raise RefusedError(_("One of these can no longer be put: it was taken back, or was put meanwhile. Look again."))
    if open_in(session).count() + len(set(contribution_ids)) > MOST:
        raise RefusedError(_("At most {n} statements are open at once: more, nobody answers.").format(n=MOST))
    return [can[pk] for pk in sorted(set(contribution_ids))]


def close(here: Here, session_id: int) -> int:
    """Close all statement votes of a session that are open; returns how many. What the clock closed stays so."""
    session = _session(here, session_id)
    require(may(here.standing, Act.PUT))
    with writing():
        list_persons(here.consultation)  # whoever was admitted meanwhile was entitled too
        held = lock(set(open_in(session).values_list("pk", flat=True)), exclusive=True)  # all, before the first entry
        still_open = sorted(pk for pk, ballot in held.items() if ballot.state == BallotState.OPEN)
        for ballot_id in still_open:
            close_ballot(ballot_id, here.participant or record.COMMAND, here)
    return len(still_open)


def answer(here: Here, ballot_id: int, choice: str, command_id: UUID | None = None) -> dict[str, Any]:
    """One person's answer to one statement: answered as by ``cast_votes``."""
    if here.participant is None:
        raise RefusedError(_("Join the consultation first: this is for those who take part."))
    ballots = Ballot.objects.filter(pk=ballot_id, consultation=here.consultation, method=Method.STATEMENT)
    if not ballots.exists():
        raise RefusedError(_("There is no such ballot in this consultation."))
    list_persons(here.consultation, here.participant)
    [told] = cast_votes([VoteCommand(here.participant.pk, ballot_id, choice, command_id=command_id)])
    return told


def list_persons(consultation: Consultation, only: Participant | None = None) -> Electorate:
    """The list of persons, with a line for each who is entitled by now, or for ``only`` that one if they are."""
    electorate, _made = Electorate.objects.get_or_create(consultation=consultation, name=EACH)
    missing = entitled(consultation).exclude(elector_rows__electorate=electorate)
    if only is not None:
        missing = missing.filter(pk=only.pk)
    Elector.objects.bulk_create(
        (
            Elector(
                electorate=electorate,
                participant=person,
                group_id=person.group_id or (person.delegation.group_id if person.delegation else None),
                is_guest=person.user.is_guest,
            )
            for person in missing.select_related("delegation", "user").order_by("pk")
        ),
        ignore_conflicts=True,
    )
    return electorate


def why_not(here: Here, ballot: Ballot) -> str:
    """Why somebody cannot answer a statement; "" where they can."""
    person = here.participant
    is_listed = person is not None and entitled(here.consultation).filter(pk=person.pk).exists()
    told = may_vote(here, ballot, Elector(participant=person) if is_listed else None)
    return "" if told else str(getattr(told, "reason", ""))


def _session(here: Here, session_id: int) -> Session:
    found = Session.objects.filter(pk=session_id, consultation=here.consultation).first()
    if found is None:
        raise RefusedError(_("There is no such session in this consultation."))
    if found.breakout_of_id:
        raise RefusedError(_("A breakout room puts nothing: what it proposes stands in its report back."))
    return found

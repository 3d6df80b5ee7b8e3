"""The other end of a question put: its lock, closing, counting, declaring, and what ends it before its time.

Closing and voting meet at a lock of the ballot (``lock``); what either knows of the ballot's state is read after it.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.notice import tell
from sessions_app.actions.roll import conclude, freeze_list, note_voted, settle
from sessions_app.actions.separate import settle as settle_paragraph
from sessions_app.actions.turns import writing
from sessions_app.models import Ballot
from sessions_app.queries.decision import asked as asked_of
from sessions_app.queries.decision import counted
from sessions_app.queries.guests import unverified
from sessions_app.queries.separate import of_ballot
from sessions_app.queries.voting import listed_now
from sessions_app.rules.tally import from_counts
from sessions_app.states import (
    BY_BODIES,
    CHOICES,
    DECLARED,
    IN_NO_BASE,
    ON_A_PAPER,
    RUNNING,
    STOPS,
    BallotState,
    Method,
    NoticeKind,
    Outcome,
)

_LOCK_SPACE = 7_301  # keeps our advisory locks apart from anybody else's


def lock(ballot_ids: Iterable[int], *, exclusive: bool) -> dict[int, Ballot]:
    """Lock ballots, then read them.

    PostgreSQL: many votes share an advisory lock that closing takes alone (FOR SHARE would starve the closer). SQLite's
    transaction has the only writer's lock from its beginning.
    """
    ordered = sorted(ballot_ids)
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            for ballot_id in ordered:
                cursor.execute(f"SELECT {function}(%s, %s)", [_LOCK_SPACE, ballot_id % 2**31])
    rows = Ballot.objects.filter(pk__in=ordered).select_related(
        "electorate", "terms", "separate__version", "version__recommendation__question", "contribution"
    )
    return {ballot.pk: ballot for ballot in rows}


def locked(ballot_id: int, here: Here | None = None) -> Ballot:
    """A ballot under its exclusive lock; with ``here``, of that consultation, for whoever may put and close."""
    ballot = lock({ballot_id}, exclusive=True).get(ballot_id)
    if ballot is None or (here is not None and ballot.consultation_id != here.consultation.pk):
        raise RefusedError(_("There is no such ballot in this consultation."))
    if here is not None:
        require(may(here.standing, Act.PUT))
    return ballot


def is_open(ballot: Ballot) -> bool:
    return ballot.state in RUNNING and not (ballot.closes_at and timezone.now() >= ballot.closes_at)


def close_ballot(ballot_id: int, actor: Participant | str, here: Here | None = None) -> Ballot:
    """Close, count and freeze, in one transaction. ``here`` is asked for unless the clock closes (``record.RULE``)."""
    with writing():
        ballot = locked(ballot_id, here)
        if here is not None and ballot.method in {Method.CONSENSUS, Method.SILENCE}:
            raise RefusedError(
                _("This question ends when it is declared, by the clock or by an objection: call it off.")
            )
        if ballot.method in ON_A_PAPER:
            raise RefusedError(_("This ballot is closed with its box, on its own page."))
        if ballot.state != BallotState.OPEN:
            raise RefusedError(_("This check is not open: it cannot be closed."))
        finish(ballot, "close", actor)
    return ballot


def stop(ballot_id: int) -> None:
    """End a ballot that an objection or a break of the silence stopped, as the act of whoever it was."""
    with writing():
        ballot = locked(ballot_id)
        against = [choice for method, choice in STOPS if method == ballot.method]
        vote = ballot.votes.filter(choice__in=against).select_related("set_by").order_by("at").first()
        if vote is None or ballot.state != BallotState.OPEN:
            return
        is_silence = ballot.method == Method.SILENCE
        ballot.outcome = Outcome.BROKEN if is_silence else Outcome.STOPPED
        if is_silence and ballot.version:
            tell(asked_of(ballot), NoticeKind.BROKEN, ballot.version.recommendation)
        finish(ballot, "break the silence" if is_silence else "object", vote.set_by or record.COMMAND)


def finish(ballot: Ballot, act: str, actor: Participant | str) -> None:
    """Close a locked ballot: count, freeze, and enter it in the record, last."""
    ballot.state, ballot.closed_at = BallotState.CLOSED, timezone.now()
    ballot.tally = count(ballot)
    ballot.digest = digest(ballot)
    more: dict[str, Any] = {}
    if ballot.method in BY_BODIES:
        more = settle(ballot)
    elif ballot.method == Method.STATEMENT:  # one list of persons for all that are put; it only grows
        ballot.entitled = listed_now(ballot).count()
    else:
        freeze_list(ballot)
        ballot.entitled = note_voted(ballot)
    ballot.tally["guests"] = unverified(ballot)  # of the list as it is frozen now
    ballot.save(update_fields=["state", "closed_at", "entitled", "tally", "digest", "outcome", "declared_at"])
    enter(ballot, act, actor, {"entitled": ballot.entitled, "tally": ballot.tally, "digest": ballot.digest, **more})


def declare(here: Here, ballot_id: int) -> Ballot:
    """Declare what a closed vote, recorded or secret, came to: the count decides it, the chair says it."""
    with writing():
        ballot = locked(ballot_id, here)
        if ballot.method not in DECLARED or ballot.version is None:
            raise RefusedError(_("No outcome of this question is declared."))
        outcome = counted(ballot)
        if outcome is None:
            raise RefusedError(_("The vote is not closed: there is nothing to declare yet."))
        if ballot.outcome:
            raise RefusedError(_("The outcome of this vote was declared."))
        if asked := of_ballot(ballot):
            ballot.outcome, ballot.declared_at = outcome, timezone.now()
            settle_paragraph(here, asked, outcome)
        else:
            conclude(ballot, outcome)
        ballot.save(update_fields=["outcome", "declared_at"])
        enter(ballot, "declare", here.participant or record.COMMAND, {"outcome": ballot.outcome})
    return ballot


def close_due() -> int:
    """Close every ballot whose time has passed: an act of the clock. Returns how many."""
    for method, choice in STOPS:
        stopped = Ballot.objects.filter(method=method, state=BallotState.OPEN, votes__choice=choice)
        for ballot_id in list(stopped.values_list("pk", flat=True)):
            stop(ballot_id)
    return end_due(set(Method) - set(ON_A_PAPER), close_ballot)


def end_due(methods: Collection[Method], close: Callable[[int, str], Ballot]) -> int:
    """``close`` each open ballot of ``methods`` whose time has passed, in the name of the rule. Returns how many."""
    due = Ballot.objects.filter(state=BallotState.OPEN, closes_at__lte=timezone.now(), method__in=methods)
    done = 0
    for ballot_id in list(due.values_list("pk", flat=True)):
        try:
            close(ballot_id, record.RULE)
            done += 1
        except RefusedError:
            continue  # somebody closed it in the meantime
    return done


def count(ballot: Ballot) -> dict[str, Any]:
    """The tally, by the stakeholder group each elector stands for; see ``rules.tally``."""
    cells = ballot.votes.values("elector__group", "choice").annotate(n=Count("id")).order_by()
    by_cell: dict[tuple[int | None, str], int] = {(cell["elector__group"], cell["choice"]): cell["n"] for cell in cells}
    return dict(from_counts(by_cell, CHOICES[Method(ballot.method)], IN_NO_BASE))


def digest(ballot: Ballot) -> str:
    """SHA-256 over the votes as they were counted, in the order of their electors."""
    running = hashlib.sha256()
    for elector, choice in ballot.votes.order_by("elector_id").values_list("elector_id", "choice").iterator():
        running.update(f"{elector}:{choice}\n".encode())
    return running.hexdigest()


def enter(ballot: Ballot, act: str, actor: Participant | str, payload: dict[str, Any]) -> None:
    """The ballot’s entry in the record: the last statement of its act."""
    record.enter(ballot.consultation_id, act, actor, subject=f"ballot-{ballot.pk}", payload=payload)

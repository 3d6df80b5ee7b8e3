"""Questions put, and the answers: put, vote, close.

One path for a form, a socket and JSON: ``cast_votes`` takes a batch of one or of five hundred. Closing and voting meet
at a lock of the ballot (``lock``), and what a vote knows of the ballot's state is read after that lock.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Elector, Electorate, Participant
from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import commands as commands_once
from sessions_app.actions.notice import tell
from sessions_app.actions.roll import settle
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import Ballot, Command, Recommendation, Session, Vote
from sessions_app.queries.decision import asked, listed
from sessions_app.queries.voting import electors, standings
from sessions_app.rules.tally import from_counts
from sessions_app.states import (
    ADOPTED,
    BY_BODIES,
    CHOICES,
    GONE,
    IN_NO_BASE,
    NEEDS_REASON,
    ON_A_PAPER,
    RUNNING,
    STOPS,
    AmendmentState,
    BallotState,
    Choice,
    Method,
    NoticeKind,
    Outcome,
    RecommendationState,
    Way,
)

PARTICIPANTS = "participants"  # the name of the list that a consultation starts with
REASON_LIMIT = 1_000
PART_LIMIT = 300  # of what somebody dissociates from
_LOCK_SPACE = 7_301  # keeps our advisory locks apart from anybody else's


@dataclass(frozen=True, slots=True)
class VoteCommand:
    """One answer to one ballot, as it came in: nothing in it is trusted."""

    participant_id: int
    ballot_id: int
    choice: str
    reason: str = ""
    command_id: UUID | None = None


OK: dict[str, Any] = {"answer": "ok"}


def refused(reason: object) -> dict[str, Any]:
    return {"answer": "refused", "reason": str(reason)}


def closed() -> dict[str, Any]:
    return {
        "answer": "closed",
        "reason": str(_("This question was closed before your answer arrived: it was not counted.")),
    }


def stale() -> dict[str, Any]:
    return {
        "answer": "stale",
        "reason": str(_("This text has been put again since: your answer was not counted. Read it as it is now.")),
    }


def put(here: Here, recommendation_id: int, *, minutes: int | None = None) -> Ballot:
    """Put the latest version of a text to a temperature check, and bring it before the room."""
    until = time_for(minutes)
    close_due()
    with transaction.atomic():
        ballot = open_on(here, recommendation_id, Method.TEMPERATURE, until)
        enter(ballot, "put", here.participant or record.COMMAND, place_of(ballot))
    return ballot


def time_for(minutes: int | None) -> timedelta | None:
    """How long a question is open that closes by the clock; None: the chair closes it."""
    if minutes is not None and not 1 <= minutes <= 60 * 24 * 60:
        raise RefusedError(_("A check lasts between one minute and sixty days."))
    return timedelta(minutes=minutes) if minutes else None


def open_on(here: Here, recommendation_id: int, method: Method, until: timedelta | None = None) -> Ballot:
    """An open ballot on the latest version of a text, before the room. Its caller enters it in the record."""
    require(may(here.standing, Act.PUT))
    text = (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("question__session")
        .filter(pk=recommendation_id, consultation=here.consultation)
        .first()
    )
    require(may_put(text, method))
    assert text is not None
    now = timezone.now()
    ballot = Ballot.objects.create(
        consultation=here.consultation,
        electorate=electorate_of(here),
        version=text.versions.order_by("-version").first(),
        method=method,
        state=BallotState.OPEN,
        opened_at=now,
        closes_at=now + until if until else None,
    )
    if text.question:
        Session.objects.filter(pk=text.question.session_id).update(current_ballot=ballot)
    return ballot


def electorate_of(here: Here) -> Electorate:
    """The list of those who answer: everybody who was invited, or admitted by the desk."""
    return Electorate.objects.get_or_create(consultation=here.consultation, name=PARTICIPANTS)[0]


def place_of(ballot: Ballot) -> dict[str, Any]:
    """Of a ballot on a text: which, and in which session, for the record."""
    if ballot.version is None:
        return {}
    text = ballot.version.recommendation
    return {"text": text.pk, "session": text.question.session_id if text.question else None}


def may_put(text: Recommendation | None, method: Method = Method.TEMPERATURE) -> Answer:
    """Whether this text can be put now, by this method."""
    if text is None:
        return Refused(_("There is no such text in this consultation."))
    is_over = text.state in {*GONE, *ADOPTED, RecommendationState.NOT_ADOPTED}
    if is_over or (method in BY_BODIES and text.state != RecommendationState.CANDIDATE):
        return Refused(_("This text is {state}: it cannot be put.").format(state=text.get_state_display()))
    if text.amendments.filter(state=AmendmentState.OPEN).exists():
        return Refused(_("Amendments to this text are open: they are decided first, and positions wait."))
    before = Ballot.objects.filter(version__recommendation=text)
    if before.filter(state__in=RUNNING).exists():
        return Refused(_("A check on this text is open already."))
    if before.filter(method=Method.RECORDED, state=BallotState.CLOSED, outcome="").exists():
        return Refused(_("The vote on this text waits for the chair to declare its outcome."))
    return Allowed()


def may_vote(here: Here, ballot: Ballot, elector: Elector | None) -> Answer:
    """Whether the tables allow it, the ballot is open, and the list of electors has a line for this person."""
    answer = may(here.standing, Act.VOTE)
    if not answer:
        return answer
    if ballot.consultation_id != here.consultation.pk:
        return Refused(_("There is no such ballot in this consultation."))
    if elector is None:
        return not_listed()
    return Allowed()


def not_listed() -> Refused:
    return Refused(
        _(
            "You are not on the list of those who answer here. The head of your delegation answers,"
            " or the desk can admit you."
        )
    )


def takes_answers(ballot: Ballot) -> Answer:
    """Whether an open or suspended ballot takes what its electors answer themselves, at this moment."""
    if ballot.state == BallotState.SUSPENDED:
        return Refused(_("The vote is suspended: nothing is counted until the chair resumes it."))
    terms = getattr(ballot, "terms", None)
    if terms is not None and terms.roll_place is not None:
        return Refused(_("The roll is being called: answer in the room when your delegation is called."))
    return Allowed()


def cast_votes(commands: list[VoteCommand]) -> list[dict[str, Any]]:
    """Answer each command: ``ok``, or ``closed``, ``stale`` or ``refused`` with the reason. All in one transaction.

    Per ballot and elector the last one counts; a command id that was answered before is answered alike.
    """
    if not commands:
        return []
    commands = [replace(command, reason=plain(command.reason).strip()) for command in commands]
    with writing():
        ballots = lock({command.ballot_id for command in commands}, exclusive=False)
        people = standings({command.participant_id for command in commands})
        known, put_again = _answered(commands), _put_again(ballots.values())
        lines = electors(ballots, [here.participant for here in people.values() if here.participant])
        rolls = listed(ballots.values())
        answers, voters = [], []
        for command in commands:
            before = known.get((command.participant_id, command.command_id))
            here, ballot = people.get(command.participant_id), ballots.get(command.ballot_id)
            elector = lines.get((ballot.electorate_id, command.participant_id)) if ballot else None
            if ballot and elector and ballot.method in BY_BODIES and (ballot.pk, elector.pk) not in rolls:
                elector = None
            answer = before if before is not None else _check(command, here, ballot, elector)
            answers.append(stale() if answer["answer"] == "closed" and command.ballot_id in put_again else answer)
            voters.append(elector)
        counted = [
            (command, elector)
            for command, answer, elector in zip(commands, answers, voters, strict=True)
            if answer is OK and elector
        ]
        first = _first_times(counted)
        for ballot_id in store(first):
            record.signal(ballots[ballot_id].consultation_id, f"tally {ballot_id}")
    # Apart from the votes, because ending takes the lock alone that votes share; the clock heals what is cut off here.
    for command, _elector in first:
        if (ballots[command.ballot_id].method, command.choice) in STOPS:
            stop(command.ballot_id)
    return answers


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
            tell(asked(ballot), NoticeKind.BROKEN, ballot.version.recommendation)
        finish(ballot, "break the silence" if is_silence else "object", vote.set_by or record.COMMAND)


def locked(ballot_id: int, here: Here | None = None) -> Ballot:
    """A ballot under its exclusive lock; with ``here``, of that consultation, for whoever may put and close."""
    ballot = lock({ballot_id}, exclusive=True).get(ballot_id)
    if ballot is None or (here is not None and ballot.consultation_id != here.consultation.pk):
        raise RefusedError(_("There is no such ballot in this consultation."))
    if here is not None:
        require(may(here.standing, Act.PUT))
    return ballot


def finish(ballot: Ballot, act: str, actor: Participant | str) -> None:
    """Close a locked ballot: count, freeze, and enter it in the record, last."""
    ballot.state, ballot.closed_at = BallotState.CLOSED, timezone.now()
    ballot.entitled = ballot.electorate.electors.count()
    ballot.tally = count(ballot)
    ballot.digest = digest(ballot)
    more = settle(ballot) if ballot.method in BY_BODIES else {}
    ballot.save(update_fields=["state", "closed_at", "entitled", "tally", "digest", "outcome", "declared_at"])
    enter(ballot, act, actor, {"entitled": ballot.entitled, "tally": ballot.tally, "digest": ballot.digest, **more})


def close_due() -> int:
    """Close every ballot whose time has passed: an act of the clock. Returns how many."""
    for method, choice in STOPS:
        stopped = Ballot.objects.filter(method=method, state=BallotState.OPEN, votes__choice=choice)
        for ballot_id in list(stopped.values_list("pk", flat=True)):
            stop(ballot_id)
    due = Ballot.objects.filter(state=BallotState.OPEN, closes_at__lte=timezone.now()).exclude(method__in=ON_A_PAPER)
    done = 0
    for ballot_id in list(due.values_list("pk", flat=True)):
        try:
            close_ballot(ballot_id, record.RULE)
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
        "electorate", "terms", "version__recommendation__question"
    )
    return {ballot.pk: ballot for ballot in rows}


def is_open(ballot: Ballot) -> bool:
    return ballot.state in RUNNING and not (ballot.closes_at and timezone.now() >= ballot.closes_at)


def _put_again(ballots: Iterable[Ballot]) -> set[int]:
    """Of these ballots, those that are over while a newer one on the same text is open."""
    over = [ballot.pk for ballot in ballots if not is_open(ballot)]
    if not over:
        return set()
    newer = Ballot.objects.filter(
        version__recommendation=OuterRef("version__recommendation"), state=BallotState.OPEN, pk__gt=OuterRef("pk")
    )
    return set(Ballot.objects.filter(Exists(newer), pk__in=over).values_list("pk", flat=True))


def _check(command: VoteCommand, here: Here | None, ballot: Ballot | None, elector: Elector | None) -> dict[str, Any]:
    if here is None or ballot is None:
        return refused(_("There is no such ballot in this consultation."))
    answer = may_vote(here, ballot, elector)
    if isinstance(answer, Refused):
        return refused(answer.reason)
    if not is_open(ballot):
        return closed()
    if ballot.method in ON_A_PAPER:
        return refused(_("This ballot is cast on its own page, where you review it first."))
    if isinstance(not_now := takes_answers(ballot), Refused):
        return refused(not_now.reason)
    return checked_choice(command, ballot)


def checked_choice(command: VoteCommand, ballot: Ballot) -> dict[str, Any]:
    """Whether the answer is one of this question's, with the reason that it needs."""
    if command.choice not in CHOICES[Method(ballot.method)]:
        return refused(_("That is not one of the answers to this question."))
    if command.choice in NEEDS_REASON and not command.reason:
        if command.choice == Choice.DISSOCIATE:
            return refused(_("Say from which paragraph or words you dissociate yourselves."))
        return refused(_("Say why you object, in a sentence: an objection counts with its reason."))
    limit = PART_LIMIT if command.choice == Choice.DISSOCIATE else REASON_LIMIT
    if len(command.reason) > limit:
        return refused(_("A reason has at most {limit} characters.").format(limit=limit))
    return OK


def _first_times(counted: list[tuple[VoteCommand, Elector]]) -> list[tuple[VoteCommand, Elector]]:
    """Without the repeats: those within the batch, and those that another connection is carrying out just now."""
    wanted = {(command.participant_id, command.command_id) for command, _elector in counted if command.command_id}
    fresh = commands_once.take(wanted, OK)
    first = []
    for command, elector in counted:
        key = (command.participant_id, command.command_id)
        if command.command_id is None or key in fresh:
            fresh.discard(key)
            first.append((command, elector))
    return first


def store(counted: list[tuple[VoteCommand, Elector]], way: Way = Way.OWN) -> set[int]:
    """One upsert, in one order everywhere, so that two batches never wait for each other in a ring. Ballots touched."""
    now = timezone.now()
    rows = {
        (command.ballot_id, elector.pk): Vote(
            ballot_id=command.ballot_id,
            elector=elector,
            choice=command.choice,
            reason=command.reason,
            set_by_id=command.participant_id or None,
            way=way,
            at=now,
        )
        for command, elector in counted
    }
    if rows:
        Vote.objects.bulk_create(
            [rows[key] for key in sorted(rows)],
            update_conflicts=True,
            unique_fields=["ballot", "elector"],
            update_fields=["choice", "reason", "set_by", "way", "at"],
        )
    return {ballot_id for ballot_id, _elector in rows}


def _answered(commands: list[VoteCommand]) -> dict[tuple[int, UUID | None], dict[str, Any]]:
    ids = {command.command_id for command in commands if command.command_id}
    if not ids:
        return {}
    rows = Command.objects.filter(command_id__in=ids, participant__in={c.participant_id for c in commands})
    return {
        (row.participant_id, row.command_id): row.answer if row.answer == OK else refused(commands_once.other_act())
        for row in rows
    }


def enter(ballot: Ballot, act: str, actor: Participant | str, payload: dict[str, Any]) -> None:
    """The ballot’s entry in the record: the last statement of its act."""
    record.enter(ballot.consultation_id, act, actor, subject=f"ballot-{ballot.pk}", payload=payload)

"""Questions put, and the answers. How they are closed and counted is in ``closing``.

One path for a form, a socket and JSON: ``cast_votes`` takes a batch of one or of five hundred.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Elector, Electorate
from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import PARTICIPANTS, Here
from sessions_app.actions import commands as commands_once
from sessions_app.actions.closing import close_due, enter, is_open, lock, stop
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import Ballot, Command, Recommendation, Session, Vote
from sessions_app.queries.decision import listed, waits_to_be_declared
from sessions_app.queries.separate import waiting
from sessions_app.queries.voting import electors, is_frozen, standings
from sessions_app.states import (
    ADOPTED,
    BY_BODIES,
    CHOICES,
    DECIDING,
    GONE,
    NEEDS_REASON,
    ON_A_PAPER,
    RUNNING,
    STOPS,
    AmendmentState,
    BallotState,
    Choice,
    ContributionState,
    Method,
    RecommendationState,
    Way,
)

REASON_LIMIT = 1_000
PART_LIMIT = 300  # of what somebody dissociates from


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


def open_on(
    here: Here,
    recommendation_id: int,
    method: Method,
    until: timedelta | None = None,
    *,
    paragraph: bool = False,
) -> Ballot:
    """An open ballot on the latest version of a text, before the room. Its caller enters it in the record.

    paragraph: it is the separate vote on one, which comes before the whole.
    """
    require(may(here.standing, Act.PUT))
    text = (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("question__session")
        .filter(pk=recommendation_id, consultation=here.consultation)
        .first()
    )
    require(may_put(text, method, paragraph=paragraph))
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
    """What a ballot is on, a text or a contribution, and in which session, for the record."""
    if ballot.contribution:
        return {"contribution": ballot.contribution_id, "session": ballot.contribution.question.session_id}
    if ballot.version is None:
        return {}
    text = ballot.version.recommendation
    return {"text": text.pk, "session": text.question.session_id if text.question else None}


def may_put(text: Recommendation | None, method: Method = Method.TEMPERATURE, *, paragraph: bool = False) -> Answer:
    """Whether this text, or a paragraph of it, can be put now, by this method."""
    if text is None:
        return Refused(_("There is no such text in this consultation."))
    is_over = text.state in {*GONE, *ADOPTED, RecommendationState.NOT_ADOPTED}
    if is_over or (method in DECIDING and text.state != RecommendationState.CANDIDATE):
        return Refused(_("This text is {state}: it cannot be put.").format(state=text.get_state_display()))
    if text.amendments.filter(state=AmendmentState.OPEN).exists():
        return Refused(_("Amendments to this text are open: they are decided first, and positions wait."))
    before = Ballot.objects.filter(version__recommendation=text)
    if before.filter(state__in=RUNNING).exists():
        return Refused(_("A check on this text is open already."))
    if waits_to_be_declared(text):
        return Refused(_("The vote on this text waits for the chair to declare its outcome."))
    if method in DECIDING and not paragraph and (first := next(iter(waiting(text)), None)):
        told = _("A separate vote on paragraph {n} is asked for: it is put first, or not granted.")
        return Refused(told.format(n=first.number))
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
    if ballot.method in ON_A_PAPER and is_frozen(ballot) and not ballot.roll.filter(elector=elector).exists():
        return Refused(_("The list of those who vote was closed when this ballot was put: you came onto it later."))
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
    if ballot.contribution and ballot.contribution.state != ContributionState.SHOWN:
        return Refused(_("What was said here is no longer shown: it takes no answers."))
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
            if ballots[ballot_id].method != Method.STATEMENT:  # no page shows how many answered one of many
                record.signal(ballots[ballot_id].consultation_id, f"tally {ballot_id}")
    # Apart from the votes, because ending takes the lock alone that votes share; the clock heals what is cut off here.
    for command, _elector in first:
        if (ballots[command.ballot_id].method, command.choice) in STOPS:
            stop(command.ballot_id)
    return answers


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

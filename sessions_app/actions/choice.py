"""Choices among options: drafted, opened, answered, closed. Secret, or by those on the list with their answer kept."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consult import record
from consult.models import Elector, Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import closing, commands, secret, voting
from sessions_app.actions.roll import freeze_list
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import Ballot, Box, Candidacy, Choosing, Marking, SecretVote, Session
from sessions_app.queries.choice import terms_of
from sessions_app.queries.session import rule_for
from sessions_app.rules import answers
from sessions_app.rules.answers import MOST_OPTIONS, Wrong
from sessions_app.rules.shown import may_be_open
from sessions_app.states import AMONG_OPTIONS, BallotState, Method

TITLE_LIMIT, OPTION_LIMIT, MOST_POINTS = 300, 200, 1_000
_chance = random.SystemRandom()

_WHY: dict[Wrong, str | Promise] = {
    Wrong.UNKNOWN: gettext_lazy("One of these options does not stand in this ballot."),
    Wrong.NUMBER: gettext_lazy("Write whole numbers, or leave the field empty."),
    Wrong.TWICE: gettext_lazy("Two options have the same place. Give each place once."),
    Wrong.GAP: gettext_lazy("A place was left out. Number from 1 on, without a gap; you need not rank all."),
    Wrong.MANY: gettext_lazy("That is more than this ballot allows. Read what it says above the options."),
    Wrong.BUDGET: gettext_lazy("These are more points than you have."),
    Wrong.EMPTY: gettext_lazy("Nothing is marked. Mark an option, or say that you abstain."),
    Wrong.BOTH: gettext_lazy("You marked an option and said that you abstain. Do one of them."),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A ballot among options as the desk writes it; nothing in it is trusted."""

    method: str
    title: str
    options: Sequence[str]
    is_secret: bool = True
    seats: int = 0
    most: int = 0
    budget: int = 0


def draft(here: Here, session_id: int, wanted: Draft) -> Ballot:
    """A ballot that is not open yet: everything of it can be changed until it is."""
    with transaction.atomic():
        require(may(here.standing, Act.PUT))
        session = Session.objects.filter(pk=session_id, consultation=here.consultation).first()
        if session is None:
            raise RefusedError(_("There is no such session in this consultation."))
        checked = _checked(wanted, session)
        ballot = Ballot.objects.create(
            consultation=here.consultation,
            electorate=voting.electorate_of(here),
            method=checked.method,
            state=BallotState.PLANNED,
        )
        Choosing.objects.create(ballot=ballot, session=session, title=checked.title)
        _write(ballot, checked)
        closing.enter(ballot, "draft choice", here.participant or record.COMMAND, {"session": session.pk})
    return ballot


def edit(here: Here, ballot_id: int, wanted: Draft) -> Ballot:
    """Write a ballot anew, as long as it is not open."""
    with transaction.atomic():
        ballot = _planned(here, ballot_id)
        _write(ballot, _checked(wanted, ballot.choosing.session))
        closing.enter(
            ballot, "edit choice", here.participant or record.COMMAND, {"session": ballot.choosing.session_id}
        )
    return ballot


def discard(here: Here, ballot_id: int) -> None:
    """Take away a ballot that was never opened."""
    with transaction.atomic():
        ballot = _planned(here, ballot_id)
        session = ballot.choosing.session_id
        closing.enter(ballot, "discard choice", here.participant or record.COMMAND, {"session": session})
        ballot.delete()


def open_ballot(here: Here, ballot_id: int, *, minutes: int | None = None) -> Ballot:
    """Open it, and bring it before the room: from now on its options stand.

    The lot that breaks ties is drawn, and entered in the record.
    """
    with transaction.atomic():
        ballot = _planned(here, ballot_id)
        choosing = ballot.choosing
        choosing.lot = list(choosing.options.values_list("pk", flat=True))
        _chance.shuffle(choosing.lot)
        choosing.save(update_fields=["lot"])
        until = voting.time_for(minutes)
        ballot.state, ballot.opened_at = BallotState.OPEN, timezone.now()
        ballot.closes_at = ballot.opened_at + until if until else None
        ballot.save(update_fields=["state", "opened_at", "closes_at"])
        entitled = freeze_list(ballot)
        Session.objects.filter(pk=choosing.session_id).update(current_ballot=ballot)
        terms = {"method": ballot.method, "seats": choosing.seats, "most": choosing.most, "budget": choosing.budget}
        told = terms | {
            "session": choosing.session_id,
            "lot": choosing.lot,
            "secret": hasattr(ballot, "box"),
            "entitled": entitled,
        }
        closing.enter(ballot, "put", here.participant or record.COMMAND, told)
    return ballot


def cast(
    participant_id: int,
    ballot_id: int,
    marks: Mapping[int, object],
    *,
    abstains: bool = False,
    command_id: UUID | None = None,
) -> dict[str, Any]:
    """Into the box where the ballot is secret, else beside the elector, who can change it until it closes.

    marks: see ``rules.answers.answer``. Answered as by ``secret.cast``; no receipt where nothing is secret.
    """
    with writing():
        ballot, elector = secret.admitted(participant_id, ballot_id)
        if ballot.method not in AMONG_OPTIONS or ballot.state == BallotState.PLANNED:
            raise RefusedError(_("There is no such ballot in this consultation."))
        line = line_of(ballot, marks, abstains=abstains)
        if Box.objects.filter(ballot=ballot).exists():
            return secret.into_box(ballot, elector, SecretVote(ballot=ballot, answer=line))
        return _beside(ballot, elector, line, participant_id, command_id)


def line_of(ballot: Ballot, marks: Mapping[int, object], *, abstains: bool) -> str:
    """The kept line of a filled-in paper; refused with the reason where it is none."""
    try:
        return answers.answer(terms_of(ballot), marks, abstains=abstains)
    except ValueError as error:
        raise RefusedError(str(_WHY[Wrong(error.args[0])])) from error


def _beside(
    ballot: Ballot, elector: Elector, line: str, participant_id: int, command_id: UUID | None
) -> dict[str, Any]:
    if not closing.is_open(ballot):
        closed = voting.closed()
        raise RefusedError(closed["reason"], closed["answer"])
    try:
        row = commands.begin(participant_id, command_id)
    except commands.Repeated as before:
        return before.answer
    mark(ballot, elector, line, set_by=participant_id)
    commands.finish(row, voting.OK)
    record.signal(ballot.consultation_id, f"tally {ballot.pk}")
    return dict(voting.OK)


def mark(ballot: Ballot, elector: Elector, line: str, *, set_by: int | None, on_paper: bool = False) -> None:
    """One upsert: of two answers of one elector at once, one row stays."""
    Marking.objects.bulk_create(
        [Marking(ballot=ballot, elector=elector, answer=line, set_by_id=set_by, on_paper=on_paper, at=timezone.now())],
        update_conflicts=True,
        unique_fields=["ballot", "elector"],
        update_fields=["answer", "set_by", "on_paper", "at"],
    )


def close(ballot_id: int, actor: Participant | str, here: Here | None = None) -> Ballot:
    """Close, count and freeze, as ``secret.close`` does."""
    return secret.end(ballot_id, actor, here, _counted, methods=set(AMONG_OPTIONS))


def close_due() -> int:
    """Close every ballot among options whose time has passed. Returns how many."""
    return closing.end_due(set(AMONG_OPTIONS), close)


def _counted(ballot: Ballot) -> dict[str, Any]:
    choosing = ballot.choosing
    if Box.objects.filter(ballot=ballot).exists():
        lines = list(ballot.secret_votes.values_list("answer", flat=True))
    else:
        rows = list(ballot.markings.order_by("elector").values_list("elector", "answer"))
        lines = [line for _elector, line in rows]
        body = "".join(f"{elector}:{line}\n" for elector, line in rows)
        ballot.digest = hashlib.sha256(body.encode()).hexdigest()
    return answers.count(terms_of(ballot), lines, choosing.lot)


def _planned(here: Here, ballot_id: int) -> Ballot:
    """The ballot, its row locked, as long as it is not open."""
    require(may(here.standing, Act.PUT))
    ballot = (
        Ballot.objects.select_for_update(of=("self",))
        .select_related("choosing__session")
        .filter(pk=ballot_id, consultation=here.consultation, method__in=AMONG_OPTIONS)
        .first()
    )
    if ballot is None:
        raise RefusedError(_("There is no such ballot in this consultation."))
    if ballot.state != BallotState.PLANNED:
        raise RefusedError(_("This ballot was opened: it stays as it is."))
    return ballot


def _write(ballot: Ballot, checked: Draft) -> None:
    choosing = ballot.choosing
    ballot.method = checked.method
    ballot.save(update_fields=["method"])
    choosing.title, choosing.seats = checked.title, checked.seats
    choosing.most, choosing.budget = checked.most, checked.budget
    choosing.save(update_fields=["title", "seats", "most", "budget"])
    choosing.options.all().delete()
    Candidacy.objects.bulk_create(
        Candidacy(choosing=choosing, text=text, position=place) for place, text in enumerate(checked.options, start=1)
    )
    if checked.is_secret:
        Box.objects.get_or_create(ballot=ballot)
    else:
        Box.objects.filter(ballot=ballot).delete()


def _checked(wanted: Draft, session: Session) -> Draft:
    title = " ".join(plain(wanted.title).split())
    options = [text for text in (" ".join(plain(option).split()) for option in wanted.options) if text]
    if wanted.method not in AMONG_OPTIONS:
        raise RefusedError(_("There is no such way to choose."))
    if not title or len(title) > TITLE_LIMIT:
        raise RefusedError(_("Ask a question of at most {limit} characters.").format(limit=TITLE_LIMIT))
    if not 2 <= len(options) <= MOST_OPTIONS or any(len(text) > OPTION_LIMIT for text in options):
        raise RefusedError(
            _("Give between 2 and {most} options, one a line, each of at most {limit} characters.").format(
                most=MOST_OPTIONS, limit=OPTION_LIMIT
            )
        )
    if len({text.casefold() for text in options}) < len(options):
        raise RefusedError(_("Two options say the same."))
    if not 0 <= wanted.seats < len(options):
        raise RefusedError(_("Elect fewer than stand; 0 where the result informs."))
    if not wanted.is_secret and not may_be_open(rule_for(session, None)):
        raise RefusedError(_("Under this attribution rule positions are not shown: this choice has to be secret."))
    is_points = wanted.method == Method.POINTS
    if is_points and not 1 <= wanted.budget <= MOST_POINTS:
        raise RefusedError(_("Give each between 1 and {most} points.").format(most=MOST_POINTS))
    most = 0 if wanted.method == Method.RANKED else wanted.most
    if not 0 <= most <= (wanted.budget if is_points else len(options)):
        raise RefusedError(_("The most that one may mark is more than there is."))
    return Draft(
        method=wanted.method,
        title=title,
        options=options,
        is_secret=wanted.is_secret,
        seats=wanted.seats,
        most=most,
        budget=wanted.budget if is_points else 0,
    )

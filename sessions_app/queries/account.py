"""The record of a sitting as a readable account: what was opened, who spoke, what was put, decided and reported.

Each line is worded from the entry of its act and printed for one audience: people by attribution, results by the rules
of results. Where the rule shows no exact time no line has one; where it names nobody, that somebody spoke is no line.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.attribution import STRICT, Audience, Detail, Rule, Shown
from consult.attribution import shown_as as print_person
from consult.models import RecordEntry
from consult.queries import people
from sessions_app.models import Amendment, Ballot, Contribution, GuidingQuestion, Recommendation, Session
from sessions_app.models.floor import SpeakingRequest
from sessions_app.queries import discussion, floor, secret, voting
from sessions_app.queries.separate import of_ballot
from sessions_app.queries.session import rule_for, rule_of
from sessions_app.states import (
    DECLARED,
    AmendmentState,
    ContributionState,
    Method,
    RecommendationState,
    RequestKind,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. at: None where the rule shows no exact time. quote: a text that it is about; note: a reason."""

    words: str
    at: datetime | None = None
    quote: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """The lines in order. begins, ends: the first and the last act; only their day may be shown unless ``is_exact``."""

    lines: list[Line]
    begins: datetime | None
    ends: datetime | None
    is_exact: bool


def account(session: Session, to: Audience) -> Account:
    """What the record tells of ``session``, as ``to`` may read it."""
    telling = _Telling(session, to)
    rows = RecordEntry.objects.filter(consultation_id=session.consultation_id, act__in=ACTS).order_by("seq")
    ours = [entry for entry in rows.iterator() if telling.is_ours(entry)]
    lines = [line for entry in ours for line in telling.of(entry)]
    return Account(lines, ours[0].at if ours else None, ours[-1].at if ours else None, telling.is_exact)


def rules_of(session: Session) -> set[Rule]:
    """Every rule in force in some part of a session."""
    questions = session.questions.select_related("session__consultation")
    return {rule_for(session, None), *(rule_of(question) for question in questions)}


class _Telling:
    """What the lines of one account are worded from, read once."""

    def __init__(self, session: Session, to: Audience) -> None:
        self.session, self.to = session, to
        self.is_exact = not rules_of(session) & STRICT
        self.sizes = people.group_sizes(session.consultation)
        self.questions = {row.pk: row for row in session.questions.select_related("session__consultation")}
        requests = SpeakingRequest.objects.filter(session=session)
        self.requests = {
            row.pk: row for row in requests.select_related("participant", "delegation", "group", "question")
        }
        ballots = Ballot.objects.filter(version__recommendation__question__session=session)
        self.ballots = {
            row.pk: row
            for row in ballots.select_related(
                "consultation", "separate", "version__recommendation__question__session__consultation"
            )
        }
        texts = Recommendation.objects.filter(question__session=session).select_related("question")
        self.texts = {row.pk: row for row in texts}
        amended = Amendment.objects.filter(recommendation__in=self.texts)
        self.amendments = {(row.recommendation_id, row.number): row for row in amended}
        said = Contribution.objects.filter(discussion.seen_by("participant"), question__session=session)
        spoken = said.filter(Q(is_spoken=True)).select_related("author", "delegation", "group")
        self.spoken = {row.pk: row for row in spoken}

    def is_ours(self, entry: RecordEntry) -> bool:
        if entry.act in ("close", "declare"):  # of a check: its entry names the ballot alone
            return _id_of(entry) in self.ballots
        return bool(entry.payload.get("session") == self.session.pk)

    def of(self, entry: RecordEntry) -> Iterator[Line]:
        at = entry.at if self.is_exact else None
        for words, quote, note in ACTS[entry.act](self, entry):
            yield Line(words, at, quote, note)


Told = Iterator[tuple[str, str, str]]


def _id_of(entry: RecordEntry) -> int:
    number = entry.subject.rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def _question(words: Callable[[], str]) -> Callable[[_Telling, RecordEntry], Told]:
    def tell(telling: _Telling, entry: RecordEntry) -> Told:
        asked: GuidingQuestion | None = telling.questions.get(_id_of(entry))
        if asked:
            yield words().format(number=asked.number), asked.text, ""

    return tell


def _plain(words: Callable[[], str]) -> Callable[[_Telling, RecordEntry], Told]:
    def tell(telling: _Telling, entry: RecordEntry) -> Told:
        yield words(), "", ""

    return tell


def _called(telling: _Telling, entry: RecordEntry) -> Told:
    row = telling.requests.pop(entry.payload.get("request", 0), None)  # who was interrupted is called again: told once
    if row is None:
        return
    by = floor.shown_as(telling.session, row, telling.to)
    behalf = row.on_behalf_of if by.detail in (Detail.NAME, Detail.DELEGATION) else ""
    if row.kind == RequestKind.POINT_OF_ORDER:
        yield _of(by, _("{who} raised a point of order."), _("A point of order was raised.")), "", ""
    elif row.kind == RequestKind.REPLY and by.detail is not Detail.NOTHING:
        yield _of(by, _("{who} used a right of reply."), ""), "", ""
    elif by.detail is not Detail.NOTHING:
        note = _("On behalf of: {bodies}").format(bodies=behalf) if behalf else ""
        yield _of(by, _("{who} took the floor."), ""), "", note


def _taken_down(telling: _Telling, entry: RecordEntry) -> Told:
    said = telling.spoken.get(_id_of(entry))
    if said is None or said.state != ContributionState.SHOWN:
        return
    by = print_person(discussion.person_of(said, telling.session.consultation, telling.sizes), telling.to)
    if by.detail is not Detail.NOTHING:
        yield _of(by, _("{who} spoke; what was said stands in the thread."), ""), "", ""


def _of(by: Shown, words: str, without: str) -> str:
    return without if by.detail is Detail.NOTHING else words.format(who=by.label)


def _put(telling: _Telling, entry: RecordEntry) -> Told:
    ballot = telling.ballots.get(_id_of(entry))
    if ballot and ballot.version:
        words = _("Text {number}, version {version}, was put to a check.")
        if ballot.method in DECLARED:
            words = _("Text {number}, version {version}, was put: {method}.")
        text, method, asked = ballot.version.recommendation, ballot.get_method_display(), of_ballot(ballot)
        if asked:
            words = _("Paragraph {n} of text {number}, version {version}, was put: {method}.")
        quote, n = (asked.paragraph, asked.number) if asked else (ballot.version.text, 0)
        yield words.format(number=text.number, version=ballot.version.version, method=method, n=n), quote, ""


def _closed(telling: _Telling, entry: RecordEntry) -> Told:
    ballot = telling.ballots[_id_of(entry)]
    if ballot.version is None:
        return
    text = ballot.version.recommendation
    rule = rule_for(telling.session, text.question)
    in_words = _counts(ballot, rule, telling.to)
    words = _("The check on text {number} was closed.")
    if ballot.method in DECLARED:
        words = _("The vote on text {number} was closed.")
    yield words.format(number=text.number), "", _("Result: {result}.").format(result=in_words) if in_words else ""


def _counts(ballot: Ballot, rule: Rule, to: Audience) -> str:
    if ballot.method == Method.SECRET:
        totals = secret.result(ballot, rule, to)
        return totals.words if totals else ""
    found = voting.result(ballot, rule, to)
    return found.words if found else ""


def _declared(telling: _Telling, entry: RecordEntry) -> Told:
    ballot = telling.ballots[_id_of(entry)]
    if ballot.version and ballot.outcome:
        words, asked = _("The chair declared the outcome on text {number}: {outcome}."), of_ballot(ballot)
        if asked:
            words = _("The chair declared the outcome on paragraph {n} of text {number}: {outcome}.")
        outcome, n = (asked.get_state_display(), asked.number) if asked else (ballot.get_outcome_display(), 0)
        yield words.format(number=ballot.version.recommendation.number, outcome=outcome, n=n), "", ""


def _text_became(telling: _Telling, entry: RecordEntry) -> Told:
    text = telling.texts.get(_id_of(entry))
    if text:
        state = RecommendationState(entry.act).label
        yield _("Text {number}: {state}.").format(number=text.number, state=state), "", ""


def _amendment_decided(telling: _Telling, entry: RecordEntry) -> Told:
    amendment = telling.amendments.get((_id_of(entry), entry.payload.get("amendment", 0)))
    if amendment is None:
        return
    text = telling.texts[_id_of(entry)]
    words = _("Amendment {n} to text {number}: {state}.").format(
        n=amendment.number, number=text.number, state=amendment.get_state_display()
    )
    shows_reason = amendment.decision and (telling.to is Audience.INSIDE or telling.is_exact)
    yield words, "", _("Reason: {reason}").format(reason=amendment.decision) if shows_reason else ""


def _reported(telling: _Telling, entry: RecordEntry) -> Told:
    if _id_of(entry) in telling.spoken:
        yield _("A breakout room reported back; its report stands in the thread."), "", ""


def _rooms(telling: _Telling, entry: RecordEntry) -> Told:
    count = len(entry.payload.get("rooms", []))
    words = ngettext("The sitting went into {n} breakout room.", "The sitting went into {n} breakout rooms.", count)
    yield words.format(n=count), "", ""


ACTS: dict[str, Callable[[Any, RecordEntry], Told]] = {
    "open question": _question(lambda: _("Question {number} was opened.")),
    "close question": _question(lambda: _("Question {number} was closed.")),
    "open the floor": _plain(lambda: _("The list of speakers was opened.")),
    "close the floor": _plain(lambda: _("The list of speakers was closed.")),
    "call": _called,
    "take down": _taken_down,
    "put": _put,
    "close": _closed,
    "declare": _declared,
    RecommendationState.PUT_FORWARD.value: _text_became,
    RecommendationState.NOT_ADOPTED.value: _text_became,
    RecommendationState.WITHDRAWN.value: _text_became,
    f"amendment {AmendmentState.ADOPTED.value}": _amendment_decided,
    f"amendment {AmendmentState.REJECTED.value}": _amendment_decided,
    f"amendment {AmendmentState.BRACKETED.value}": _amendment_decided,
    "accept amendment": _amendment_decided,
    "decline amendment": _amendment_decided,
    "open breakouts": _rooms,
    "back to plenary": _plain(lambda: _("The sitting came back from its breakout rooms.")),
    "report back": _reported,
}

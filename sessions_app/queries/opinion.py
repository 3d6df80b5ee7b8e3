"""Reading statement votes: what can be put, what is open to one person and in which order, what came of it."""

import hashlib
from dataclasses import dataclass

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Length

from consult.attribution import Audience, Quotation
from consult.models import Consultation, Elector, Participant
from consult.procedure import Role
from consult.queries.people import PARTICIPANTS
from sessions_app.models import Ballot, Contribution, GuidingQuestion, Session, Vote
from sessions_app.queries.discussion import seen_by
from sessions_app.queries.session import questions, rule_of
from sessions_app.queries.voting import Result, result
from sessions_app.states import RUNNING, BallotState, ContributionState, Method

EACH = "each participant"  # the name of the list whose lines are persons
LONGEST = 600  # characters: longer, and one agrees with a part and not with the rest
MOST = 100  # open at once in a session


@dataclass(frozen=True, slots=True)
class Opinion:
    """A statement with the reader's own answer to it ("": none), and its result once it is closed and shown."""

    ballot: Ballot
    contribution: Contribution
    choice: str
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class ToPut:
    """What can be put under a question, and how much of what was said there is too long for it."""

    question: GuidingQuestion
    contributions: list[Contribution]
    too_long: int


def of_session(session: Session) -> QuerySet[Ballot]:
    """Statement votes on what is shown in a session."""
    rows = Ballot.objects.filter(
        method=Method.STATEMENT, contribution__question__session=session, contribution__state=ContributionState.SHOWN
    )
    return rows.select_related("contribution__question__session__consultation", "electorate")


def session_of(ballot_id: int) -> Session:
    """The session in which a statement that was put was said."""
    return Session.objects.select_related("consultation").get(questions__contributions__ballots=ballot_id)


def open_in(session: Session) -> QuerySet[Ballot]:
    return of_session(session).filter(state__in=RUNNING)


def entitled(consultation: Consultation) -> QuerySet[Participant]:
    """Each person who is on the list of those who answer, or whose delegation is."""
    listed = Elector.objects.filter(electorate__consultation=consultation, electorate__name=PARTICIPANTS)
    on_it = Q(pk__in=listed.exclude(participant=None).values("participant"))
    through_a_body = Q(delegation__in=listed.exclude(delegation=None).values("delegation"))
    rows = Participant.objects.filter(on_it | through_a_body, consultation=consultation, removed_at=None)
    return rows.filter(role_rows__role=Role.PARTICIPANT).distinct()


def to_put(session: Session) -> list[ToPut]:
    """By question: what stands in the thread, may be quoted, is short enough, and was not put before."""
    found = []
    for question in questions(session):
        rows = Contribution.objects.filter(seen_by("participant"), question=question, parent=None, ballots=None)
        rows = rows.exclude(quotation=Quotation.NONE)  # its words would stand in the results
        long = rows.alias(length=Length("text")).filter(length__gt=LONGEST)
        found.append(ToPut(question, list(rows.exclude(pk__in=long).order_by("pk")), long.count()))
    return found


def waiting(session: Session, participant: Participant | None) -> list[Opinion]:
    """The open statements, by question; within one in an order of the reader's own, which stays.

    Everybody would otherwise judge the last ones tired, or not at all.
    """
    own = _own(session, participant)
    rows = [Opinion(b, b.contribution, own.get(b.pk, "")) for b in open_in(session) if b.contribution]
    key = participant.pk if participant else 0
    return sorted(rows, key=lambda one: (one.contribution.question.number, _shuffled(key, one.ballot.pk)))


def closed(session: Session, participant: Participant | None) -> list[Opinion]:
    """The closed ones, as they were said, with what the room may see of each."""
    own, consultation = _own(session, participant), session.consultation
    prefetch_related_objects([consultation], "groups")  # each result asks for them
    found = []
    for ballot in of_session(session).filter(state=BallotState.CLOSED).order_by("contribution"):
        if ballot.contribution:
            ballot.consultation = consultation
            came = result(ballot, rule_of(ballot.contribution.question), Audience.INSIDE)
            found.append(Opinion(ballot, ballot.contribution, own.get(ballot.pk, ""), came))
    return found


def _own(session: Session, participant: Participant | None) -> dict[int, str]:
    if participant is None:
        return {}
    rows = Vote.objects.filter(ballot__in=of_session(session), elector__participant=participant)
    return dict(rows.values_list("ballot", "choice"))


def _shuffled(participant: int, ballot: int) -> bytes:
    return hashlib.sha256(f"{participant}:{ballot}".encode()).digest()

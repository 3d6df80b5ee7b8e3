"""What was put to a vote, on which terms and with which outcome, and who voted how where that is on the record."""

from collections.abc import Iterator

from consult.attribution import Audience
from sessions_app.models import Ballot
from sessions_app.queries.constituency import constituencies
from sessions_app.queries.decision import lines
from sessions_app.queries.guests import guests
from sessions_app.queries.separate import of_ballot
from sessions_app.queries.voting import turnout
from sessions_app.rules import shown
from sessions_app.states import BY_BODIES, BallotState, Method, Outcome
from synthesis.queries.results import TextResult
from synthesis.writers.cells import Cell, Table

# "quorum" and "majority" are empty where a method has none; "answered" where not even that is told.
BALLOTS = (
    "number",
    "version",
    "paragraph",
    "method",
    "rule",
    "majority",
    "quorum",
    "entitled",
    "unverified guests",
    "answered",
    "outcome",
)
CONSTITUENCIES = (
    "number",
    "version",
    "paragraph",
    "constituency",
    "entitled",
    "answered",
    "quorum",
    "votes weigh",
    "outcome",
)
ROLL = ("number", "version", "paragraph", "method", "place", "by", "weight", "choice", "way")


def voted(found: list[TextResult]) -> list[Table]:
    """The closed ballots on texts, the constituencies of recorded votes, and the roll where positions are shown."""
    return [
        Table("ballots", BALLOTS, [row for one in found for row in _ballots(one)]),
        Table("constituencies", CONSTITUENCIES, [row for one in found for row in _constituencies(one)]),
        Table("roll", ROLL, [row for one in found for row in _roll(one)]),
    ]


def method_of(ballot: Ballot) -> str:
    return str(Method(ballot.method).label)


def place_of(one: TextResult, ballot: Ballot) -> tuple[str, int | None, int | None]:
    """(number of the text, version, paragraph): what was voted on."""
    asked = of_ballot(ballot)
    version = ballot.version.version if ballot.version else None
    return one.text.recommendation.number, version, asked.number if asked else None


def _ballots(one: TextResult) -> Iterator[tuple[Cell, ...]]:
    for ballot in one.closed:
        view = shown.what(rule=one.rule, method=ballot.method, is_closed=True, audience=Audience.OUTSIDE)
        if view is shown.View.NOTHING:
            continue
        answered, entitled = turnout(ballot)
        running = shown.what(rule=one.rule, method=ballot.method, is_closed=False, audience=Audience.OUTSIDE)
        tells = running is shown.View.TURNOUT or view is shown.View.POSITIONS
        rule, majority, quorum = _terms(ballot)
        of_guests = guests(ballot, one.rule, Audience.OUTSIDE)
        yield (
            *place_of(one, ballot),
            method_of(ballot),
            rule,
            majority,
            quorum,
            entitled,
            of_guests.number if of_guests else None,
            answered if tells else None,
            _outcome(one, ballot),
        )


def _terms(ballot: Ballot) -> tuple[str, str, int | None]:
    """(rule, majority, quorum); of a recorded vote a quorum is that of each constituency."""
    if ballot.method == Method.RECORDED:
        return ballot.terms.rule, ballot.terms.get_majority_display(), None
    if ballot.method == Method.SECRET:
        return "", ballot.box.get_majority_display(), ballot.box.quorum
    return "", "", None


def _outcome(one: TextResult, ballot: Ballot) -> str:
    if ballot.method == Method.SECRET:
        return one.secret.outcome if one.secret else ""
    if ballot == one.decided:
        return one.verdict.words if one.verdict else ""
    for part in one.paragraphs:
        if part.ballot == ballot:
            return part.verdict.words if part.verdict else ""
    return str(Outcome(ballot.outcome).label) if ballot.outcome else ""


def _constituencies(one: TextResult) -> Iterator[tuple[Cell, ...]]:
    for ballot in one.closed:
        for of in constituencies(ballot, one.rule, Audience.OUTSIDE):
            weighs = "yes" if of.weighs else ""
            yield (*place_of(one, ballot), of.group.name, of.entitled, of.answered, of.quorum, weighs, of.came)


def _roll(one: TextResult) -> Iterator[tuple[Cell, ...]]:
    """In the order of the roll. Nothing where ``lines`` shows no positions: it is closed, and its reader outside."""
    for ballot in one.closed:
        if ballot.method not in BY_BODIES or ballot.state != BallotState.CLOSED:
            continue
        for line in lines(ballot, one.rule, Audience.OUTSIDE):
            yield (
                *place_of(one, ballot),
                method_of(ballot),
                line.place,
                str(line.by.label),
                line.weight,
                line.label,
                line.way,
            )

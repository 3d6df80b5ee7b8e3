"""Choices among options as an audience may see them on the page of results and in its files."""

from dataclasses import dataclass

from consult.attribution import Audience
from consult.models import Consultation
from sessions_app.models import Ballot
from sessions_app.queries.choice import ChoiceResult, ballots, result
from sessions_app.queries.session import rule_for
from sessions_app.queries.voting import turnout
from sessions_app.rules import shown
from sessions_app.states import BallotState, Method


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice that was opened. result: None while it runs; then answered of entitled is all that is said of it."""

    ballot: Ballot
    result: ChoiceResult | None
    answered: int
    entitled: int

    @property
    def is_secret(self) -> bool:
        return hasattr(self.ballot, "box")


def choices(consultation: Consultation, audience: Audience) -> list[Chosen]:
    """Every choice of the plenary of which ``audience`` may see something, in the order in which they were drafted."""
    if consultation.discussion_only:
        return []
    rows = ballots(consultation).filter(choosing__session__breakout_of=None).exclude(state=BallotState.PLANNED)
    found = []
    for ballot in rows.prefetch_related("choosing__options").order_by("pk"):
        rule = rule_for(ballot.choosing.session, None)
        method = Method.SECRET if hasattr(ballot, "box") else ballot.method
        is_closed = ballot.state == BallotState.CLOSED
        view = shown.what(rule=rule, method=method, is_closed=is_closed, audience=audience)
        if view is not shown.View.NOTHING:
            found.append(Chosen(ballot, result(ballot, rule, audience), *turnout(ballot)))
    return found

"""Who could answer what was counted, as far as it may be told: how many of them nobody had verified."""

from collections.abc import Iterable

from consult.attribution import Audience
from consult.models import Consultation
from sessions_app.models import Ballot, Contribution
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import seen_by
from sessions_app.queries.guests import Guests, guests, most
from sessions_app.queries.session import rule_of
from sessions_app.states import BallotState, Method
from synthesis.queries.results import TextResult


def unverified_guests(consultation: Consultation, found: Iterable[TextResult], audience: Audience) -> Guests | None:
    """Of the closed ballot whose list had the most of them; of statements the one that was closed last."""
    return most(
        [
            *(guests(ballot, one.rule, audience) for one in found for ballot in one.closed),
            _of_statements(consultation, audience),
        ]
    )


def _of_statements(consultation: Consultation, audience: Audience) -> Guests | None:
    rows = Ballot.objects.filter(
        consultation=consultation,
        method=Method.STATEMENT,
        state=BallotState.CLOSED,
        contribution__in=Contribution.objects.filter(seen_by("participant"), IN_PLENARY),
    )
    last = (
        rows.select_related("consultation", "contribution__question__session__consultation")
        .order_by("-closed_at", "-pk")
        .first()
    )
    if last is None or last.contribution is None:
        return None
    return guests(last, rule_of(last.contribution.question), audience)

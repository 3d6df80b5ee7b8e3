"""What the hub asks of the database, in its own threads: heads, open ballots, rights."""

from collections import defaultdict

from consult.models import RecordHead
from sessions_app.models import Ballot
from sessions_app.queries import ticket
from sessions_app.states import BallotState, Method

CLAIMS_AT_ONCE = 500  # per check of rights: a list in SQL has a limit

Bearer = tuple[ticket.Claim, str]  # and the key of the browser's session


def holding(bearers: list[Bearer]) -> set[Bearer]:
    """Those who may see now what their claim says."""
    held: set[Bearer] = set()
    for start in range(0, len(bearers), CLAIMS_AT_ONCE):
        held |= ticket.holding(set(bearers[start : start + CLAIMS_AT_ONCE]))
    return held


def signed(claims: list[ticket.Claim]) -> list[str]:
    return [ticket.sign(claim) for claim in claims]


def heads(consultation_ids: set[int]) -> dict[int, int]:
    """Consultation id -> the end of its record."""
    rows = RecordHead.objects.filter(consultation_id__in=consultation_ids)
    return dict(rows.values_list("consultation_id", "seq"))


def open_ballots(consultation_ids: set[int]) -> dict[int, set[int]]:
    """Consultation id -> its open ballots whose turnout is shown; nothing where there are none."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Ballot.objects.filter(consultation__in=consultation_ids, state=BallotState.OPEN)
    rows = rows.exclude(method=Method.STATEMENT)
    for consultation_id, ballot_id in rows.values_list("consultation_id", "pk"):
        found[consultation_id].add(ballot_id)
    return found

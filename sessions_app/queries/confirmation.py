"""How many let a position that they took on an earlier version of a text stand for the text as it is now."""

from dataclasses import dataclass

from consult.attribution import Audience, Rule
from sessions_app.models import Ballot
from sessions_app.queries.drafting import confirmed, newest
from sessions_app.rules import shown


@dataclass(frozen=True, slots=True)
class Confirmations:
    """positions: all that were taken on the earlier version; version: the number of the one that is confirmed."""

    confirmed: int
    positions: int
    version: int


def confirmations(ballot: Ballot, rule: Rule, audience: Audience) -> Confirmations | None:
    """Of the positions taken in a closed ballot, how many were confirmed for the newest version, as one total.

    None where there is no later version, where those confirmed were taken in another ballot, and where no total may be
    shown.
    """
    if ballot.version is None:
        return None
    text = ballot.version.recommendation
    last = newest(text)
    view = shown.what(rule=rule, method=ballot.method, is_closed=False, audience=audience)
    after = Ballot.objects.filter(version__recommendation=text, separate=None, state=ballot.state, pk__gt=ballot.pk)
    if last.pk == ballot.version_id or view is not shown.View.TURNOUT or after.exists():
        return None
    count, positions = confirmed(text, last)
    return Confirmations(count, positions, last.version) if positions else None

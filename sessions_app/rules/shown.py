"""What may be shown of a question put: one table, rule x method x running or closed x audience.

Rules, methods and audiences are named by their stored values, so that this stays free of Django. Positions on the
record are never suppressed. Otherwise: while it runs the turnout, as one total; after it closed the groups, after
suppression.
"""

from enum import StrEnum

from sessions_app.rules.suppression import Published, as_counted, suppress, total_only
from sessions_app.rules.tally import Tally, in_order

INSIDE, OUTSIDE, DESK = "inside", "outside", "desk"
CHATHAM_HOUSE = "chatham-house"
# Under the Chatham House Rule a cell is small up to here, whatever smaller number the convenor set.
SMALLEST_UNDER_CHATHAM_HOUSE = 10


class View(StrEnum):
    """From nothing to everything."""

    NOTHING = "nothing"  # not even how many answered
    TURNOUT = "turnout"  # how many answered, as one total
    TOTAL = "total"  # totals of each choice, no groups
    GROUPS = "groups"  # by group, small cells suppressed
    POSITIONS = "positions"  # who took which position, nothing suppressed


_EVERYWHERE = (INSIDE, OUTSIDE, DESK)
_METHODS = ("temperature", "statement")
_OF_BODIES = ("consensus", "silence", "recorded")
# "Recorded" says that everybody knows who voted how in the room: nothing to offer where nobody may.
_NOT_PERMITTED = frozenset({("anonymous", "recorded")})
_CHOICES = ("approval", "ranked", "points")
_OPEN = ("on-the-record", "by-delegation")
_RULES = (*_OPEN, "by-group", CHATHAM_HOUSE, "anonymous")

# A temperature check is answered by delegations, and by delegation is how those appear: their positions are on the
# record. Statement votes are cast by persons, whom that rule does not name. Under the Chatham House Rule no count
# leaves the room. The desk sees no more of a result than the room does: it runs the question, and reads no voters.
CLOSED: dict[tuple[str, str, str], View] = {
    **{("on-the-record", method, audience): View.POSITIONS for method in _METHODS for audience in _EVERYWHERE},
    **{("by-delegation", "temperature", audience): View.POSITIONS for audience in _EVERYWHERE},
    **{("by-delegation", "statement", audience): View.GROUPS for audience in _EVERYWHERE},
    **{("by-group", method, audience): View.GROUPS for method in _METHODS for audience in _EVERYWHERE},
    **{(CHATHAM_HOUSE, method, audience): View.GROUPS for method in _METHODS for audience in (INSIDE, DESK)},
    **{(CHATHAM_HOUSE, method, OUTSIDE): View.NOTHING for method in _METHODS},
    **{("anonymous", method, audience): View.GROUPS for method in _METHODS for audience in _EVERYWHERE},
    **{
        (rule, method, audience): View.POSITIONS
        for rule in ("on-the-record", "by-delegation")
        for method in _OF_BODIES
        for audience in _EVERYWHERE
    },
    **{
        (rule, method, audience): View.GROUPS
        for rule in ("by-group", CHATHAM_HOUSE, "anonymous")
        for method in _OF_BODIES
        for audience in _EVERYWHERE
        if (rule, method) not in _NOT_PERMITTED and (rule, audience) != (CHATHAM_HOUSE, OUTSIDE)
    },
    # Of a secret ballot nothing but totals, whatever the rule. A choice that is not secret is only put where positions
    # are on the record (``may_be_open``).
    **{(rule, "secret", audience): View.TOTAL for rule in _RULES for audience in _EVERYWHERE},
    (CHATHAM_HOUSE, "secret", OUTSIDE): View.NOTHING,
    **{(rule, method, audience): View.POSITIONS for rule in _OPEN for method in _CHOICES for audience in _EVERYWHERE},
}
# Whoever answers a call for objections objects: of these not even the turnout is shown.
_SILENT = frozenset({"consensus", "silence"})
RUNNING: dict[tuple[str, str, str], View] = {
    key: View.NOTHING if view is View.NOTHING or key[1] in _SILENT else View.TURNOUT for key, view in CLOSED.items()
}


def permits(rule: str, method: str) -> bool:
    """Whether a question may be put by this method under this attribution rule."""
    return (str(rule), str(method)) not in _NOT_PERMITTED


def what(*, rule: str, method: str, is_closed: bool, audience: str) -> View:
    """The cell of the table; ``View.NOTHING`` for a rule, method or audience that it does not list."""
    return (CLOSED if is_closed else RUNNING).get((str(rule), str(method), str(audience)), View.NOTHING)


def may_be_open(rule: str) -> bool:
    """Whether a choice among options may be answered by bodies whose position is shown; else it is secret."""
    return str(rule) in _OPEN


def smallest(rule: str, smallest_cell: int) -> int:
    """The k that small cells are measured with under a rule."""
    return max(smallest_cell, SMALLEST_UNDER_CHATHAM_HOUSE) if rule == CHATHAM_HOUSE else smallest_cell


def published(
    tally: Tally | None, *, rule: str, method: str, is_closed: bool, audience: str, smallest_cell: int
) -> Published | None:
    """The part of a tally that ``audience`` may see, or None where there is nothing to see (yet).

    ``smallest_cell`` is the consultation's own k; ``Published`` holds None where a cell is hidden.
    """
    view = what(rule=rule, method=method, is_closed=is_closed, audience=audience)
    if tally is None or view in {View.NOTHING, View.TURNOUT}:
        return None
    tally = in_order(tally)
    if view is View.POSITIONS:
        return as_counted(tally)
    k = smallest(rule, smallest_cell)
    return suppress(tally, smallest_cell=k) if view is View.GROUPS else total_only(tally, smallest_cell=k)

"""What each constituency of a recorded vote answered, as an audience may see it: there is no total over them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from consult.attribution import Audience, Rule
from consult.models import StakeholderGroup
from sessions_app.models import Ballot
from sessions_app.rules import shown
from sessions_app.states import CHOICES, BallotState, Method

SIDES = CHOICES[Method.RECORDED]


@dataclass(frozen=True, slots=True)
class Constituency:
    """One constituency of a closed recorded vote.

    counts: by choice, in their order: sums of weights where it ``weighs``, else delegations. outcome: what the count
    says of it, as ``rules.majority`` names it. answered: delegations that voted.
    """

    group: StakeholderGroup
    counts: dict[str, int]
    weighs: bool
    outcome: str
    answered: int
    entitled: int
    quorum: int

    @property
    def came(self) -> str:
        return came_to(self.outcome)


def came_to(outcome: str) -> str:
    """What a count says of one constituency, in words."""
    return {
        "adopted": _("the majority was reached"),
        "rejected": _("the majority was not reached"),
        "tie": _("a tie, which rejects"),
        "no-quorum": _("the quorum was missing"),
        "nobody-voted": _("nobody voted yes or no"),
    }[outcome]


def constituencies(ballot: Ballot, rule: Rule, audience: Audience) -> list[Constituency]:
    """The constituencies of a closed recorded vote, in the order of the groups.

    Where positions are not shown they stand together or not at all: not where one number of one of them is hidden,
    since its outcome would tell it, and not where votes weigh, since an outcome against the heads names the heavy one.
    """
    if ballot.method != Method.RECORDED or ballot.state != BallotState.CLOSED or not ballot.terms.decision:
        return []
    view = shown.what(rule=rule, method=ballot.method, is_closed=True, audience=audience)
    if view is shown.View.NOTHING:
        return []
    each = {one["group"]: one for one in ballot.terms.decision["each"]}
    roll = list(ballot.roll.values_list("group", "weight"))
    weighs = any(weight != 1 for _group, weight in roll)
    if view is shown.View.POSITIONS:
        counts = {group: {str(side): int(one[side]) for side in SIDES} for group, one in each.items()}
    else:
        counts = {} if weighs else _printed(ballot, rule, audience, each)
    if counts.keys() != each.keys():
        return []
    return [
        Constituency(
            group=group,
            counts=counts[group.pk],
            weighs=weighs,
            outcome=each[group.pk]["outcome"],
            answered=each[group.pk]["bodies"],
            entitled=sum(1 for of, _weight in roll if of == group.pk),
            quorum=each[group.pk]["quorum"],
        )
        for group in ballot.consultation.groups.all()
        if group.pk in each
    ]


def _printed(ballot: Ballot, rule: Rule, audience: Audience, each: dict[int, Any]) -> dict[int, dict[str, int]]:
    """Counts by constituency, of those of which no number is hidden; the total is that of the only one."""
    seen = shown.published(
        ballot.tally,
        rule=rule,
        method=ballot.method,
        is_closed=True,
        audience=audience,
        smallest_cell=ballot.consultation.smallest_cell,
    )
    if seen is None:
        return {}
    rows = dict.fromkeys(each, seen.total) if len(each) == 1 else {row.group: row for row in seen.groups if row.group}
    found = {}
    for group, row in rows.items():
        told = {str(side): row.counts[side] for side in SIDES}
        known = {side: number for side, number in told.items() if number is not None}
        if group in each and len(known) == len(told):
            found[group] = known
    return found

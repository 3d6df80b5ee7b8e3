"""What each constituency of a recorded vote answered, as an audience may see it: there is no total over them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from consult.attribution import Audience, Rule
from consult.models import StakeholderGroup
from sessions_app.models import Ballot
from sessions_app.rules import shown
from sessions_app.rules.suppression import PublishedRow
from sessions_app.states import CHOICES, BallotState, Method

SIDES = CHOICES[Method.RECORDED]


@dataclass(frozen=True, slots=True)
class Constituency:
    """One constituency of a closed recorded vote.

    counts: by choice, in their order: sums of weights where ``by_weight``, else delegations; None where hidden.
    weighs: whether a vote of this ballot weighs more than one. outcome: what the count says of it, as
    ``rules.majority`` names it. answered: delegations that voted, None where hidden.
    """

    group: StakeholderGroup
    counts: dict[str, int | None]
    by_weight: bool
    weighs: bool
    outcome: str
    answered: int | None
    entitled: int
    quorum: int

    @property
    def known(self) -> dict[str, int]:
        """The counts where all of them may be told, and tell what decided; else nothing."""
        told = {choice: number for choice, number in self.counts.items() if number is not None}
        return told if len(told) == len(self.counts) and self.by_weight == self.weighs else {}

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
    """The constituencies of a closed recorded vote, in the order of the groups; none where nothing may be shown."""
    if ballot.method != Method.RECORDED or ballot.state != BallotState.CLOSED or not ballot.terms.decision:
        return []
    view = shown.what(rule=rule, method=ballot.method, is_closed=True, audience=audience)
    if view is shown.View.NOTHING:
        return []
    each = {one["group"]: one for one in ballot.terms.decision["each"]}
    roll = list(ballot.roll.values_list("group", "weight"))
    weighs = any(weight != 1 for _group, weight in roll)
    rows = {} if view is shown.View.POSITIONS else _printed(ballot, rule, audience, each)
    found = []
    for group in ballot.consultation.groups.all():
        if (one := each.get(group.pk)) is None:
            continue
        row = rows.get(group.pk)
        found.append(
            Constituency(
                group=group,
                counts=_counts(one, row, view),
                by_weight=weighs and view is shown.View.POSITIONS,
                weighs=weighs,
                outcome=one["outcome"],
                answered=one["bodies"] if view is shown.View.POSITIONS else row.votes if row else None,
                entitled=sum(1 for of, _weight in roll if of == group.pk),
                quorum=one["quorum"],
            )
        )
    return found


def _counts(one: dict[str, Any], row: PublishedRow | None, view: shown.View) -> dict[str, int | None]:
    if view is shown.View.POSITIONS:
        return {str(side): one[side] for side in SIDES}
    return {str(side): row.counts[side] if row else None for side in SIDES}


def _printed(ballot: Ballot, rule: Rule, audience: Audience, each: dict[int, Any]) -> dict[int, PublishedRow]:
    """By constituency, what is left after small numbers were hidden; the total is that of the only one."""
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
    if len(each) == 1:
        return dict.fromkeys(each, seen.total)
    return {row.group: row for row in seen.groups if row.group is not None}

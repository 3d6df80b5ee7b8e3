"""Reading amendments: in which order they are taken, what conflicts, what a text would look like with them."""

from dataclasses import dataclass

from consult import attribution
from consult.attribution import Audience
from consult.models import Participant
from consult.queries import people
from sessions_app.models import Amendment, Recommendation
from sessions_app.models.voice import Voice
from sessions_app.rules import redline
from sessions_app.rules.compilation import Place, compilation
from sessions_app.states import AmendmentState


def in_order(row: Recommendation) -> list[Amendment]:
    """The open amendments in the order in which they are taken: the furthest from the text first, see ``distance``."""
    rows = row.amendments.filter(state=AmendmentState.OPEN).select_related("version", "participant")
    return sorted(rows, key=lambda one: (-redline.distance(one.version.text, one.text), one.number))


def rivals(row: Recommendation, amendment: Amendment) -> list[Amendment]:
    """The other open amendments that touch the same words, and those that touch theirs."""
    waiting = [one for one in in_order(row) if one.pk != amendment.pk]
    edits = {one.pk: redline.edits(one.version.text, one.text) for one in (amendment, *waiting)}
    found, edge = [], [amendment]
    while edge:
        mine = edits[edge.pop(0).pk]
        met = [one for one in waiting if redline.conflict(mine, edits[one.pk])]
        waiting = [one for one in waiting if one not in met]
        found += met
        edge += met
    return sorted(found, key=lambda one: one.number)


def kind_of(old: str, new: str) -> str:
    """ "add", "delete" or "replace": what an amendment does to the text."""
    changes = redline.edits(old, new)
    if all(edit.is_addition for edit in changes):
        return "add"
    return "delete" if all(not edit.text for edit in changes) else "replace"


@dataclass(frozen=True, slots=True)
class ShownAmendment:
    """An amendment ready to print. order: its place among the open ones, from 1; against: numbers it conflicts with."""

    number: int
    by: attribution.Shown
    kind: str
    old: str
    new: str
    reason: str
    state: str
    state_label: str
    decision: str
    order: int
    against: tuple[int, ...]
    became: int | None
    is_mine: bool

    @property
    def is_open(self) -> bool:
        return self.state == AmendmentState.OPEN


def shown(row: Recommendation, me: Participant | None) -> list[ShownAmendment]:
    """The open ones in the order in which they are taken, then the others by number."""
    waiting = in_order(row)
    edits = {one.pk: redline.edits(one.version.text, one.text) for one in waiting}
    rest = row.amendments.exclude(state=AmendmentState.OPEN)
    rows = list(rest.select_related("version", "became", "participant", "delegation", "group"))
    sizes = people.group_sizes(row.consultation)
    printed = []
    for order, one in enumerate([*waiting, *rows], start=1):
        mine = edits.get(one.pk, ())
        against = [o.number for o in waiting if mine and o.pk != one.pk and redline.conflict(mine, edits[o.pk])]
        printed.append(
            ShownAmendment(
                number=one.number,
                by=by(one, row, sizes),
                kind=kind_of(one.version.text, one.text),
                old=one.version.text,
                new=one.text,
                reason=one.reason,
                state=one.state,
                state_label=one.get_state_display(),
                decision=one.decision,
                order=order,
                against=tuple(sorted(against)),
                became=one.became.version if one.became else None,
                is_mine=me is not None and one.participant_id == me.pk,
            )
        )
    return printed


def by(voice: Voice, row: Recommendation, sizes: dict[int, int]) -> attribution.Shown:
    """Whoever stands behind an amendment or a text, as those in the room may see them."""
    person = people.person(
        row.consultation,
        participant=voice.participant,
        group=voice.group,
        delegation=voice.delegation,
        rule=voice.rule,
        inside=voice.inside,
        at_most=voice.shown_at_most,
        sizes=sizes,
    )
    return attribution.shown_as(person, Audience.INSIDE)


def compiled(row: Recommendation) -> list[Place]:
    """The text with every open amendment in its place."""
    waiting = sorted(in_order(row), key=lambda one: one.number)
    text = row.versions.order_by("-version")[0].text
    return compilation(text, [(str(one.number), one.text) for one in waiting])

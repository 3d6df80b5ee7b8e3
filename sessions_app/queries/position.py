"""Reading statements on position: verbatim, under the rule under which each was made."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from consult import attribution
from consult.attribution import STRICT, Audience, Rule
from consult.queries import people
from sessions_app.models import PositionStatement, Recommendation
from sessions_app.states import PositionKind


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A statement as an audience may see it. text is "" where the rule keeps the words back."""

    kind: PositionKind
    by: attribution.Shown
    text: str
    part: str
    language: str
    on_behalf_of: list[str]


def statements(row: Recommendation, audience: Audience = Audience.INSIDE) -> list[ShownStatement]:
    """The statements on a text, by kind and in the order in which they were made.

    Outside, under the rules that name nobody, one stands as "one participant" without its words unless its author let
    it be named.
    """
    found = row.position_statements.select_related("participant", "delegation", "group").prefetch_related(
        "on_behalf_of"
    )
    sizes = people.group_sizes(row.consultation)
    order = list(PositionKind)
    shown = [_shown(one, row, audience, sizes) for one in found]
    return sorted(shown, key=lambda one: order.index(one.kind))


def _shown(one: PositionStatement, row: Recommendation, audience: Audience, sizes: dict[int, int]) -> ShownStatement:
    is_strict = Rule(one.rule) in STRICT
    is_kept_back = is_strict and audience is Audience.OUTSIDE and not one.is_named
    is_named = is_strict and one.is_named
    person = people.person(
        row.consultation,
        participant=None,
        group=one.group,
        delegation=one.delegation,
        rule=Rule.BY_DELEGATION if is_named else one.rule,
        at_most=one.shown_at_most,
        sizes=sizes,
    )
    by = attribution.shown_as(person, audience)
    if is_kept_back:
        by = attribution.Shown(label=_("One participant"), detail=attribution.Detail.NOTHING, exact_time=False)
    shows_bodies = attribution.detail(person, audience) in {attribution.Detail.NAME, attribution.Detail.DELEGATION}
    return ShownStatement(
        kind=PositionKind(one.kind),
        by=by,
        text="" if is_kept_back else one.text,
        part="" if is_kept_back else one.part,
        language=one.language,
        on_behalf_of=[body.name for body in one.on_behalf_of.all()] if shows_bodies else [],
    )

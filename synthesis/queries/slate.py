"""The slates of an analysis, ready to print. Advice: the chair decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.attribution import Audience, Rule
from consult.models import Consultation, StakeholderGroup
from sessions_app.models import Ballot
from sessions_app.queries import voting
from synthesis.models.analysis import Analysis
from synthesis.queries.analysis import Scope
from synthesis.queries.opinion import Subject, subjects
from synthesis.queries.shares import Share, in_favour, position_of


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a slate. share: in favour of it; tied: what was as cheap and comes later in the order of texts."""

    subject: Subject
    share: Share | None
    tied: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Gets:
    """What a stakeholder group gets: of the places, those that most of its answers are in favour of. None: hidden."""

    label: str
    mark: int | None
    count: int | None
    base: int


@dataclass(frozen=True, slots=True)
class ShownSlate:
    """A slate. left_out: whose supporters deserve more places than they have, person by person; group_left_out: group
    by group, None where that was not worked out. leaves, comes: the next best swap; gains: whether it would help.
    """

    places: tuple[Place, ...]
    gets: tuple[Gets, ...]
    left_out: tuple[Subject, ...]
    group_left_out: tuple[Subject, ...] | None
    leaves: Subject | None
    comes: Subject | None
    gains: bool


@dataclass(frozen=True, slots=True)
class Slates:
    """people: every person weighs the same; groups: every stakeholder group does. None, and ``why`` there is none."""

    of_texts: bool
    size: int
    people: ShownSlate | None
    groups: ShownSlate | None
    are_same: bool
    why: str


def slates(analysis: Analysis, scope: Scope, consultation: Consultation, audience: Audience) -> Slates:
    """The slates of an analysis; what each group gets comes from what is printed of the positions by group."""
    told = analysis.results["slate"]
    made = [told[name] for name in ("people", "groups") if told.get(name)]
    ballots = {ballot for one in made for ballot in _named(one)}
    about = subjects(ballots, scope)
    chosen = {ballot for one in made for ballot in one["chosen"]}
    printed = _printed(chosen, scope, consultation, audience)
    shown = [_slate(one, about, printed, consultation) for one in made]
    why = ""
    if not made:
        n = told["among"]
        why = ngettext(
            "Nothing to choose among: positions were taken on {n} only, and the slate has as many places or more.",
            "Nothing to choose among: positions were taken on {n} of them, and the slate has as many places or more.",
            n,
        ).format(n=n)
        if told["size"] < 1:
            why = _("Too few people answered: a place on the slate would stand for less people than may be told apart.")
    return Slates(
        of_texts=told["of"] == "texts",
        size=told["size"],
        people=shown[0] if shown else None,
        groups=shown[1] if len(shown) > 1 else None,
        are_same=len(made) > 1 and set(made[0]["chosen"]) == set(made[1]["chosen"]),
        why=why,
    )


def _named(one: dict[str, Any]) -> Iterable[int]:
    yield from one["chosen"]
    yield from one["violations"]
    yield from one.get("group_violations", ())
    yield from one["swap"] or ()
    for tied in one["ties"].values():
        yield from tied


Printed = dict[int, tuple[Share | None, dict[int | None, bool | None]]]


def _printed(ballots: set[int], scope: Scope, consultation: Consultation, audience: Audience) -> Printed:
    """Ballot -> the share in favour, and by group whether most answers are: None where that is hidden."""
    found: Printed = {}
    for row in Ballot.objects.filter(pk__in=ballots & set(scope.by_ballot)):
        row.consultation = consultation
        table = voting.table(row, Rule(scope.by_ballot[row.pk].rule), audience)
        if table is None:
            continue
        groups: dict[int | None, bool | None] = {}
        for line in table.groups:
            position = position_of(line)
            groups[line.group] = None if position is None else 2 * position.favour > position.base
        found[row.pk] = in_favour(table.total), groups
    return found


def _slate(told: dict[str, Any], about: dict[int, Subject], printed: Printed, consultation: Consultation) -> ShownSlate:
    leaves, comes = told["swap"] or (None, None)
    by_group = told.get("group_violations")
    return ShownSlate(
        places=tuple(
            Place(
                about[ballot],
                printed.get(ballot, (None, {}))[0],
                tuple(about[one] for one in told["ties"].get(str(ballot), ()) if one in about),
            )
            for ballot in told["chosen"]
            if ballot in about
        ),
        gets=tuple(_gets(group, told["chosen"], printed) for group in consultation.groups.all()),
        left_out=tuple(about[one] for one in told["violations"] if one in about),
        group_left_out=None if by_group is None else tuple(about[one] for one in by_group if one in about),
        leaves=about.get(leaves) if leaves else None,
        comes=about.get(comes) if comes else None,
        gains=told["gains"],
    )


def _gets(group: StakeholderGroup, chosen: list[int], printed: Printed) -> Gets:
    answers = [printed.get(ballot, (None, {}))[1].get(group.pk) for ballot in chosen]
    count = None if None in answers else sum(bool(one) for one in answers)
    return Gets(group.name, group.mark, count, len(chosen))

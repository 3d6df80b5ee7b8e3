"""Coverage by stakeholder group, as it may leave the room: for the page, the annex and files."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consult import attribution
from consult.attribution import Audience, Detail, Person, Rule
from consult.models import StakeholderGroup
from consult.queries import people
from sessions_app.models import Contribution
from sessions_app.rules.suppression import Published, PublishedRow, suppress
from sessions_app.rules.tally import from_counts
from synthesis.models.coverage import Status
from synthesis.models.report import Report
from synthesis.queries.units import Unit, coverage

HIDDEN = "–"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row: its label and mark, a number for each status and of all; None is hidden."""

    label: str
    mark: int | None
    counts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class GroupTable:
    """statuses: the columns. rows: groups, empty where none may be shown. total: of everything that is counted."""

    statuses: tuple[Status, ...]
    rows: tuple[GroupRow, ...]
    total: GroupRow


def by_group(report: Report, units: Sequence[Unit] | None = None) -> GroupTable | None:
    """The table as it may be printed; None where there is nothing, too little, or nothing that may be counted outside.

    What was said under the Chatham House Rule is not counted. A group stands in it where attribution prints it outside
    and has at least ``smallest_cell`` units; the others are one row, or in none where they are as few. A group too
    small to be named could be had by subtraction: at least ``smallest_cell`` people are of the groups in that row then.
    What became of a contribution is on nobody's record: cells are suppressed under every rule. How many contributions a
    group made is printed elsewhere, so that a total which would have to be hidden here would hide nothing: groups go
    into one row until there is none.
    """
    consultation = report.consultation
    if consultation.attribution_rule == Rule.CHATHAM_HOUSE:
        return None
    units = coverage(report) if units is None else units
    people_of = people.group_sizes(consultation)
    placed, too_small = _placed(report, units, people_of)
    smallest = consultation.smallest_cell
    if len(placed) < max(smallest, 1):
        return None
    sizes = Counter(group for group, _status in placed)
    apart = {group for group in sizes if group is not None and sizes[group] >= smallest}
    while apart and _gives_away(sizes, apart, too_small, people_of, smallest):
        apart.discard(min(apart, key=lambda group: (sizes[group], group)))
    printed = _suppressed(placed, apart, smallest)
    while apart and any(row.is_hidden for row in printed.groups):
        apart.discard(min(apart, key=lambda group: (sizes[group], group)))
        printed = _suppressed(placed, apart, smallest)
    groups = {group.pk: group for group in consultation.groups.all()}
    rows = [_row(row, *_named(row.group, groups)) for row in printed.groups] if apart else []
    return GroupTable(tuple(Status), tuple(rows), _row(printed.total, _("All"), None))


def _gives_away(
    sizes: Mapping[int | None, int], apart: set[int], too_small: set[int], people_of: Mapping[int, int], smallest: int
) -> bool:
    """Whether what is left beside the groups ``apart`` is from too few, as contributions or as people."""
    left = sum(size for group, size in sizes.items() if group not in apart)
    behind = {group for group in sizes if group is not None and group not in apart} | too_small
    is_of_few = bool(too_small) and sum(people_of.get(group, 0) for group in behind) < smallest
    return left > 0 and (left < smallest or is_of_few)


def _suppressed(placed: Sequence[tuple[int | None, Status]], apart: set[int], smallest: int) -> Published:
    cells = Counter((group if group in apart else None, str(status)) for group, status in placed)
    return suppress(from_counts(cells, [str(status) for status in Status], ()), smallest_cell=smallest)


def _placed(
    report: Report, units: Sequence[Unit], people_of: Mapping[int, int]
) -> tuple[list[tuple[int | None, Status]], set[int]]:
    """(group as it may be printed outside, or None; status) of each unit that may be counted; groups too small for it.

    people_of: how many people each group has.
    """
    consultation = report.consultation
    rows = Contribution.objects.filter(pk__in=[unit.ids[0] for unit in units])
    told = rows.values_list("pk", "rule", "group", "shown_at_most")
    known = {pk: (rule, group, at_most) for pk, rule, group, at_most in told}
    found: list[tuple[int | None, Status]] = []
    too_small: set[int] = set()
    for unit in units:
        rule, group, at_most = known[unit.ids[0]]
        if rule == Rule.CHATHAM_HOUSE:
            continue
        person = Person(
            group_size=people_of.get(group or 0, 0),
            rule=Rule(rule),
            at_most=Detail(at_most),
            smallest_cell=consultation.smallest_cell,
        )
        is_shown = attribution.detail(person, Audience.OUTSIDE) is not Detail.NOTHING
        found.append((group if is_shown else None, unit.status))
        if group and rule == Rule.BY_GROUP and person.group_size < consultation.smallest_cell:
            too_small.add(group)
    return found, too_small


def _named(group: int | None, groups: dict[int, StakeholderGroup]) -> tuple[str, int | None]:
    row = groups.get(group or 0)
    return (row.name, row.mark) if row is not None else (_("Others"), None)


def _row(row: PublishedRow, label: str, mark: int | None) -> GroupRow:
    return GroupRow(label, mark, tuple(row.counts[str(status)] for status in Status), row.votes)


def table(report: Report) -> list[list[str]] | None:
    """The same as rows of words for a table of the report's annex, the first its heading; None where there is none."""
    found = by_group(report)
    if found is None:
        return None
    heading = [_("Stakeholder group"), *(str(status.label) for status in found.statuses), _("Contributions")]
    rows = [*found.rows, found.total]
    return [heading, *([row.label, *(_cell(one) for one in (*row.counts, row.total))] for row in rows)]


def _cell(count: int | None) -> str:
    return HIDDEN if count is None else str(count)

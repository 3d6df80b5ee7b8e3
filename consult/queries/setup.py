"""Reading the set-up: whether people rely on it, what of the groups can be printed, and what was changed."""

from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from consult import attribution
from consult.attribution import Audience
from consult.models import Consultation, Elector, Participant, RecordEntry, StakeholderGroup
from consult.models.consultation import Stage
from consult.queries.people import PARTICIPANTS, group_sizes, participant_as_seen

# A question put: its answers are in no entry.
SPOKE = ("contribute", "take down", "take down all", "import contributions", "submit", "put")
OPENED = "open consultation"  # what was said in a rehearsal before it is gone: nobody relies on it


def relied_upon(consultation: Consultation) -> bool:
    """Whether somebody spoke since it opened: from then on the rule can only become stricter."""
    if consultation.stage != Stage.OPEN:
        return False
    entries = RecordEntry.objects.filter(consultation_id=consultation.pk)
    opened = entries.filter(act=OPENED).aggregate(last=Max("seq"))["last"] or 0
    return entries.filter(act__in=SPOKE, seq__gt=opened).exists()


@dataclass(frozen=True, slots=True)
class Printable:
    """One line of the preview: a group, or several rolled up under one name.

    is_named: whether the rule by group may name it outside; needs: how many people are lacking for that.
    """

    name: str
    mark: int | None
    people: int
    electors: int
    needs: int

    @property
    def is_named(self) -> bool:
        return self.needs == 0


def printable(consultation: Consultation) -> list[Printable]:
    """What could be printed of the groups as they stand now, then of those that are rolled up."""
    sizes = group_sizes(consultation)
    electors = dict(
        Elector.objects.filter(electorate__consultation=consultation, electorate__name=PARTICIPANTS)
        .values_list("group")
        .annotate(n=Count("id"))
        .order_by()
    )
    groups = list(consultation.groups.all())
    lines = [_line(consultation, group.name, group.mark, [group], sizes, electors) for group in groups]
    rollups = dict.fromkeys(group.rollup for group in groups if group.rollup)
    for name in rollups:
        members = [group for group in groups if group.rollup == name]
        lines.append(_line(consultation, name, None, members, sizes, electors))
    return lines


def _line(
    consultation: Consultation,
    name: str,
    mark: int | None,
    groups: list[StakeholderGroup],
    sizes: dict[int, int],
    electors: dict[int, int],
) -> Printable:
    people = sum(sizes.get(group.pk, 0) for group in groups)
    listed = sum(electors.get(group.pk, 0) for group in groups)
    return Printable(name, mark, people, listed, needs=max(0, consultation.smallest_cell - people))


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the record that changed the set-up. by: whoever acted, as those admitted may see them."""

    entry: RecordEntry
    by: str
    fields: list[str]


def entries_of_setup(consultation: Consultation, acts: tuple[str, ...]) -> QuerySet[RecordEntry]:
    return RecordEntry.objects.filter(consultation_id=consultation.pk, act__in=acts).order_by("-seq")


def changes(consultation: Consultation, entries: list[RecordEntry]) -> list[Change]:
    """The entries with who acted, in words."""
    keys = {
        int(entry.actor.removeprefix("participant-")) for entry in entries if entry.actor.startswith("participant-")
    }
    found = Participant.objects.select_related("group", "delegation").in_bulk(keys)
    return [
        Change(entry, _by(consultation, entry.actor, found), [str(name) for name in entry.payload.get("fields", [])])
        for entry in entries
    ]


def _by(consultation: Consultation, actor: str, known: dict[int, Participant]) -> str:
    key = actor.removeprefix("participant-")
    who = known.get(int(key)) if key.isdigit() else None
    if who is None:
        return actor
    value = participant_as_seen(consultation, who, rule=consultation.attribution_rule, sizes={})
    return str(attribution.shown_as(value, Audience.INSIDE).label)

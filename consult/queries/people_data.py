"""Participants’ data: filters, the balance by region, and rows for the export as an audience may see them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from consult import attribution
from consult.attribution import Audience, Detail
from consult.models import Consultation, Participant
from consult.models.people import Region
from consult.queries.people import group_sizes, participant_as_seen, participants

# What a spreadsheet takes for a formula when it opens a file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked of the list; empty fields ask nothing. elector: "yes", "no" or ""."""

    group: int | None = None
    role: str = ""
    elector: str = ""
    name: str = ""


def filtered(consultation: Consultation, asked: Filter) -> QuerySet[Participant]:
    """The participants that ``asked`` names."""
    found = participants(consultation)
    if asked.group:
        found = found.filter(group=asked.group)
    if asked.role:
        found = found.filter(role_rows__role=asked.role)
    if asked.elector:
        found = found.filter(Q(("is_elector", asked.elector == "yes")))  # an annotation of participants()
    if asked.name:
        found = found.filter(Q(name__icontains=asked.name) | Q(delegation__name__icontains=asked.name))
    return found


def by_region(consultation: Consultation) -> list[tuple[str, int, int]]:
    """(region, delegations, people) of each region that is there, then of those of which none is said."""
    rows = {
        row["delegation__region"]: (row["bodies"], row["people"])
        for row in Participant.objects.filter(consultation=consultation, removed_at=None, delegation__isnull=False)
        .values("delegation__region")
        .annotate(bodies=Count("delegation", distinct=True), people=Count("id"))
        .order_by()
    }
    return [(str(region.label), *rows[region.value]) for region in Region if region.value in rows]


HEADINGS = ("name", "delegation", "group", "capacity", "roles", "region", "elector")


def rows(consultation: Consultation, asked: Filter, audience: Audience) -> Iterator[list[str]]:
    """The export’s rows under the attribution rule. Outside, whoever asked never to be listed is left out.

    Under a rule that shows nothing outside there is no row at all: not even how many took part.
    """
    sizes = group_sizes(consultation)
    if audience is not Audience.DESK:  # asking for a name or a role would tell what the rows do not say
        asked = Filter(group=asked.group)
    for participant in filtered(consultation, asked):
        value = participant_as_seen(consultation, participant, rule=consultation.attribution_rule, sizes=sizes)
        level = attribution.detail(value, audience)
        if audience is not Audience.DESK and (participant.never_list or level is Detail.NOTHING):
            continue
        yield [harmless(cell) for cell in _cells(participant, value, level)]


def _cells(participant: Participant, value: attribution.Person, level: Detail) -> list[str]:
    named, body = level is Detail.NAME, level in {Detail.NAME, Detail.DELEGATION}
    roles = ", ".join(sorted(row.role for row in participant.role_rows.all()))
    return [
        value.name if named else "",
        value.delegation if body else "",
        value.group,
        participant.capacity if named else "",
        roles if named else "",
        participant.delegation.region if body and participant.delegation else "",
        ("yes" if getattr(participant, "is_elector", False) else "no") if body else "",
    ]


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

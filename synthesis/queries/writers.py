"""What those who write a report are called at its desk, and where each of them is now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from consult.attribution import Audience, Detail, shown_as
from consult.models import Participant
from consult.procedure import MAY, Act, Role
from consult.queries import people
from consult.queries.people import Here
from synthesis.models.report import Report
from synthesis.models.version import Editing

YOU = gettext_lazy("you")
AT_WORK = timedelta(seconds=90)  # since the last key was pressed
_DESK = [role for role in Role if role in MAY[Act.READ_DRAFT]]


@dataclass(frozen=True, slots=True)
class Named:
    """exact_time: whether the minute of what they did may be shown."""

    name: str
    exact_time: bool


@dataclass(frozen=True, slots=True)
class AtWork:
    """Somebody else who is typing in a paragraph now."""

    name: str
    paragraph: int
    heading: str  # of its section


class Writers:
    """Names of the desk: "you", by name where the rule shows names inside, else by role."""

    def __init__(self, here: Here, ids: Iterable[int | None]) -> None:
        wanted = {pk for pk in ids if pk is not None}
        rows = Participant.objects.filter(pk__in=wanted).select_related("group", "delegation")
        self._rows = {row.pk: row for row in rows.prefetch_related("role_rows")}
        self._here = here

    def named(self, participant_id: int | None) -> Named:
        """None, and whoever is gone, is the secretariat."""
        row = self._rows.get(participant_id or 0)
        if row is None:
            return Named(gettext("the secretariat"), exact_time=False)
        terms = self._here.consultation.terms
        person = people.participant_as_seen(self._here.consultation, row, rule=terms.rule, inside=terms.inside)
        shown = shown_as(person, Audience.INSIDE)
        if self._here.participant is not None and row.pk == self._here.participant.pk:
            return Named(str(YOU), shown.exact_time)
        if shown.detail is Detail.NAME:
            return Named(str(shown.label), shown.exact_time)
        held = {one.role for one in row.role_rows.all()}
        role = next((role for role in _DESK if role in held), None)
        return Named(str(role.label if role else shown.label), shown.exact_time)


def at_work(here: Here, report: Report) -> list[AtWork]:
    """Who else is typing in which paragraph."""
    rows = Editing.objects.filter(report=report, at__gt=timezone.now() - AT_WORK).select_related("paragraph__section")
    if here.participant is not None:
        rows = rows.exclude(participant=here.participant)
    found = list(rows.order_by("participant"))
    names = Writers(here, (row.participant_id for row in found))
    return [
        AtWork(names.named(row.participant_id).name, row.paragraph_id, row.paragraph.section.heading) for row in found
    ]

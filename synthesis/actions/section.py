"""The acts on sections: added, renamed, moved, put on another level, removed and put back."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import RefusedError
from consult.queries.people import Here
from synthesis.actions.editing import STEP, actor_of, on_report, on_section, one_line
from synthesis.models.report import Paragraph, Section

LEVELS = (1, 2, 3)
LONGEST_HEADING = 300
MOST = 200  # in a report


def add(here: Here, report_id: int, heading: str, *, level: int = 1, after: int | None = None) -> Section:
    """A section of somebody's own behind ``after``, or at the report's end."""
    heading = _heading(heading)
    _check_level(level)
    with on_report(here, report_id) as report:
        order = list(report.sections.all())
        if len(order) >= MOST:
            raise RefusedError(_("A report has at most {most} sections.").format(most=MOST))
        at = next((place + 1 for place, row in enumerate(order) if row.pk == after), len(order))
        key, salt = f"own:{record.salt()[:12]}", record.salt()
        section = Section.objects.create(
            report=report, key=key, heading=heading, level=level, is_own=True, edited_at=timezone.now(), salt=salt
        )
        _renumber([*order[:at], section, *order[at:]])
        _enter(here, "section added", section, {"heading": record.seal(salt, heading), "level": level})
    return section


def change(here: Here, section_id: int, heading: str, level: int, *, before: str) -> Section:
    """Another heading, another level. before: the heading it was made on: another's new one is not written over."""
    heading = _heading(heading)
    _check_level(level)
    with on_section(here, section_id) as section:
        if one_line(before) != one_line(section.heading) and heading != section.heading:
            raise RefusedError(
                _("Somebody else renamed this section to “{now}” in the meantime. Yours was “{mine}”.").format(
                    now=section.heading, mine=heading
                )
            )
        if (heading, level) != (section.heading, section.level):
            section.heading, section.level = heading, level
            section.edited_at, section.salt = timezone.now(), record.salt()
            section.save(update_fields=["heading", "level", "edited_at", "salt"])
            _enter(here, "section changed", section, {"heading": record.seal(section.salt, heading), "level": level})
    return section


def move(here: Here, section_id: int, *, up: bool) -> Section:
    """One place up or down, with what stands under it, past a section of its own level and what stands under that."""
    with on_section(here, section_id) as section:
        order = list(section.report.sections.all())
        own = under(order, section)
        at, end = order.index(own[0]), order.index(own[-1]) + 1
        if up and at:
            before = max((n for n in range(at) if order[n].level <= section.level), default=0)
            order[before:end] = [*own, *order[before:at]]
        elif not up and end < len(order):
            behind = under(order, order[end])
            order[at : end + len(behind)] = [*behind, *own]
        for row in own:
            row.placed_at = timezone.now()
        _renumber(order)
        Section.objects.bulk_update(own, ["placed_at"])
        _enter(here, "section moved", section, {"up": up})
    return section


def remove(here: Here, section_id: int, *, back: bool = False) -> Section:
    """Take a section out with its paragraphs and what stands under it, or put all of that back."""
    with on_section(here, section_id) as section:
        rows = under(list(section.report.sections.all()), section)
        now = None if back else timezone.now()
        paragraphs = Paragraph.objects.filter(section__in=rows, removed_at=section.removed_at)
        if back:
            rows = [row for row in rows if row.removed_at == section.removed_at]
        else:
            rows = [row for row in rows if row.removed_at is None]
        paragraphs.update(removed_at=now)
        Section.objects.filter(pk__in=[row.pk for row in rows]).update(removed_at=now)
        section.removed_at = now
        _enter(here, "section put back" if back else "section removed", section)
    return section


def under(order: list[Section], section: Section) -> list[Section]:
    """A section and those behind it on a deeper level."""
    at = order.index(section)
    end = next((n for n in range(at + 1, len(order)) if order[n].level <= section.level), len(order))
    return order[at:end]


def _heading(text: str) -> str:
    heading = one_line(text)
    if not heading:
        raise RefusedError(_("A section needs a heading."))
    if len(heading) > LONGEST_HEADING:
        raise RefusedError(_("A heading has at most {most} characters.").format(most=LONGEST_HEADING))
    return heading


def _check_level(level: int) -> None:
    if level not in LEVELS:
        raise RefusedError(_("A section has no such level."))


def _renumber(order: list[Section]) -> None:
    for place, section in enumerate(order):
        section.position = place * STEP
    Section.objects.bulk_update(order, ["position"])


def _enter(here: Here, act: str, section: Section, payload: dict[str, Any] | None = None) -> None:
    body = {"report": section.report_id, **(payload or {})}
    record.enter(here.consultation.pk, act, actor_of(here), subject=f"section-{section.pk}", payload=body)

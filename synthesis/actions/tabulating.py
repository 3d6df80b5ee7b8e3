"""The annex’s tables by group: how many took part, and what became of what they said, which the report itself tells.

The words over them are whoever's edited them; their rows are what may be told now, and a rule can become stricter after
a report is drafted.
"""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from consult.attribution import Rule
from consult.models import Consultation
from synthesis.models.report import Grounding, Paragraph, Report
from synthesis.queries.coverage import table
from synthesis.queries.people import took_part
from synthesis.queries.report import rule_of_report

KEY = "coverage"  # of the paragraph with what became of contributions
PARTICIPATION = "participation"  # of the one with how many took part


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many took part, by group. rows: the first the heading. numbers, words: of the finding that they tell."""

    title: str
    rows: list[list[str]]
    numbers: dict[str, int]
    words: dict[str, Any]


def attendance(consultation: Consultation) -> Attendance | None:
    """By the groups that may be told outside; None where they are fewer than two."""
    there = took_part(consultation, as_bodies=True)
    sized = [(name, size) for name, size in there.groups if size is not None]
    if len(sized) < 2:
        return None
    is_of_bodies = there.unit == "delegation"
    heading = [_("Group"), _("Delegations") if is_of_bodies else _("Participants")]
    return Attendance(
        title=_("Delegations, by group") if is_of_bodies else _("Participants, by group"),
        rows=[heading, *([name, str(size)] for name, size in sized)],
        numbers={f"group-{place}": size for place, (_name, size) in enumerate(sized)},
        words={"groups": [name for name, _size in sized], "unit": there.unit},
    )


def tabulate(report: Report) -> None:
    """Work the tables out again, inside a transaction that holds ``report``."""
    tables = Paragraph.objects.filter(section__report=report, removed_at=None, rows__isnull=False)
    with translation.override(report.language):
        for paragraph in tables.filter(key=KEY):
            rows = table(report) or []
            if rows != paragraph.rows:
                Paragraph.objects.filter(pk=paragraph.pk).update(rows=rows)
        for paragraph in tables.filter(key=PARTICIPATION):
            _tabulate_attendance(paragraph, attendance(report.consultation))


def _tabulate_attendance(paragraph: Paragraph, there: Attendance | None) -> None:
    """As it was drafted, like the numbers in the text, while each of its groups may still be told."""
    if there is None:
        _empty(paragraph)
        return
    told, may_be_told = ({row[0] for row in rows[1:]} for rows in (paragraph.rows or (), there.rows))
    if told and told <= may_be_told:
        return
    if paragraph.text == paragraph.generated:
        paragraph.text = paragraph.generated = there.title
    paragraph.rows, paragraph.grounding = there.rows, Grounding.GROUNDED
    paragraph.findings = [{"kind": "row", "numbers": there.numbers, "words": there.words, "facts": ["people"]}]
    paragraph.save(update_fields=["text", "generated", "rows", "findings", "grounding"])


def _empty(paragraph: Paragraph) -> None:
    """What stands under no table is not printed."""
    if paragraph.rows or paragraph.findings:
        Paragraph.objects.filter(pk=paragraph.pk).update(rows=[], findings=[], grounding=Grounding.STANDING)


def tabulate_open(report: Report) -> None:
    """The same, unless the text is frozen: what was approved or published stays as it was."""
    if report.frozen_at is None and not report.is_final:
        tabulate(report)


def tells_too_much(report: Report) -> bool:
    """Whether counts stand in the tables of a frozen text that came under the Chatham House Rule since."""
    if rule_of_report(report) != Rule.CHATHAM_HOUSE:
        return False
    tables = Paragraph.objects.filter(section__report=report, removed_at=None, key__in=(KEY, PARTICIPATION))
    return any(tables.values_list("rows", flat=True))

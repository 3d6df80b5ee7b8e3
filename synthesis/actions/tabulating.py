"""A report's tables of numbers: how many took part, what became of what they said, which positions were taken.

The words over them are whoever's edited them; their rows are what may be told now, and a rule can become stricter after
a report is drafted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from consult.attribution import Rule
from consult.models import Consultation
from synthesis.models.report import Grounding, Paragraph, Report
from synthesis.queries.coverage import HIDDEN, table
from synthesis.queries.people import took_part
from synthesis.queries.report import rule_of_report
from synthesis.queries.untold import Untold

KEY = "coverage"  # of the paragraph with what became of contributions
PARTICIPATION = "participation"  # of the one with how many took part
POSITIONS = ("positions", "results")  # of those with the positions on statements and on texts, a finding a row


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
        for paragraph, kept in _overtold(report, tables):
            _keep_back(paragraph, kept)


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


def _overtold(report: Report, tables: QuerySet[Paragraph]) -> Iterator[tuple[Paragraph, list[dict[str, int]]]]:
    """Tables of positions that hold what may not be told now, with what that is in each of their rows."""
    rows = [one for one in tables.filter(key__in=POSITIONS) if len(one.findings) == len(one.rows or ()) - 1]
    untold = Untold(report.consultation, rows, is_rollup=report.is_rollup)
    is_closed = rule_of_report(report) == Rule.CHATHAM_HOUSE
    for paragraph in rows:
        kept = [untold.numbers(finding, is_closed=is_closed) for finding in paragraph.findings]
        if any(kept):
            yield paragraph, kept


def _keep_back(paragraph: Paragraph, kept: list[dict[str, int]]) -> None:
    """Hide them; a row of which no number is left goes."""
    assert paragraph.rows
    heading, *rows = paragraph.rows
    left, findings = [heading], []
    for row, finding, names in zip(rows, paragraph.findings, kept, strict=True):
        numbers = {name: number for name, number in finding["numbers"].items() if name not in names}
        if numbers:
            hidden = {str(number) for number in names.values()}
            left.append([row[0], *(HIDDEN if cell in hidden else cell for cell in row[1:])])
            findings.append({**finding, "numbers": numbers})
    if not findings:
        _empty(paragraph)
        return
    Paragraph.objects.filter(pk=paragraph.pk).update(rows=left, findings=findings)


def _empty(paragraph: Paragraph) -> None:
    """What stands under no table is not printed."""
    if paragraph.rows or paragraph.findings:
        Paragraph.objects.filter(pk=paragraph.pk).update(rows=[], findings=[], grounding=Grounding.STANDING)


def tabulate_open(report: Report) -> None:
    """The same, unless the text is frozen: what was approved or published stays as it was."""
    if report.frozen_at is None and not report.is_final:
        tabulate(report)


def tells_too_much(report: Report) -> bool:
    """Whether counts stand in the tables of a frozen text that came under a stricter rule since."""
    tables = Paragraph.objects.filter(section__report=report, removed_at=None, rows__isnull=False)
    of_groups = tables.filter(key__in=(KEY, PARTICIPATION)).values_list("rows", flat=True)
    if rule_of_report(report) == Rule.CHATHAM_HOUSE and any(of_groups):
        return True
    return any(True for _table in _overtold(report, tables))

"""Coverage as its page shows it: filtered, searched, page by page, each contribution as the room sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import QueryDict

from consult import attribution
from consult.attribution import STRICT, Audience
from consult.queries import people
from sessions_app.models import Contribution
from sessions_app.queries.discussion import ShownContribution, person_of
from sessions_app.rules.positions import SMALLEST_BASE
from synthesis.models.coverage import Reason, Status
from synthesis.models.report import Report
from synthesis.queries.coding import shown
from synthesis.queries.theme import questions
from synthesis.queries.units import Line, Unit, coverage, said, summary

PAGE = 30
Cell = str | int | None
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be listed. status, text: "" for all; question: 0 for all."""

    status: str = ""
    question: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit with the first of what was said in it, and in which session; more: how many others it has."""

    unit: Unit
    item: ShownContribution
    session: int
    more: int


@dataclass(frozen=True, slots=True)
class Listing:
    """lines: the summary of everything. matching: keys of all that match and can be set. page: the entries of one."""

    lines: list[Line]
    total: int
    found: int
    settable: tuple[str, ...]
    page: Page[Unit]
    entries: list[Entry]


def wanted_of(asked: QueryDict) -> Wanted:
    """What an address asks for; what it cannot mean asks for nothing."""
    question = asked.get("question", "")
    return Wanted(
        status=asked.get("status", "") if asked.get("status", "") in Status.values else "",
        question=int(question) if question.isascii() and question.isdigit() and len(question) < 19 else 0,
        text=asked.get("text", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
    )


def matching(report: Report, units: Sequence[Unit], wanted: Wanted) -> list[Unit]:
    """Those of ``units`` that are asked for."""
    found = [unit for unit in units if wanted.status in ("", unit.status)]
    if wanted.question:
        found = [unit for unit in found if unit.question == wanted.question]
    if wanted.text:
        rows = said(report).filter(Q(text__icontains=wanted.text) | Q(sentence__icontains=wanted.text))
        ids = set(rows.values_list("pk", flat=True))
        found = [unit for unit in found if ids & set(unit.ids)]
    return found


def listing(report: Report, wanted: Wanted, number: str | None) -> Listing:
    """One page of what is asked for."""
    units = coverage(report)
    found = matching(report, units, wanted)
    page = Paginator(found, PAGE).get_page(number)
    sessions = {question.pk: question.session_id for question in questions(report.consultation)}
    printed = shown([unit.ids[0] for unit in page], report.consultation)
    return Listing(
        lines=summary(units, SMALLEST_BASE),
        total=len(units),
        found=len(found),
        settable=tuple(unit.key for unit in found if not unit.is_worked_out),
        page=page,
        entries=[
            Entry(unit, printed[unit.ids[0]], sessions.get(unit.question, 0), len(unit.ids) - 1)
            for unit in page
            if unit.ids[0] in printed
        ],
    )


HEADINGS = ("number", "question", "by", "status", "paragraphs", "reason", "words", "text")


def rows(report: Report, wanted: Wanted) -> list[tuple[Cell, ...]]:
    """What is asked for as rows of a file, in the order of ``HEADINGS``, as it may leave the room.

    Contributions are numbered in this file alone. Under the rules that protect who spoke there is no text.
    """
    found = matching(report, coverage(report), wanted)
    sizes = people.group_sizes(report.consultation)
    numbers = {question.pk: question.number for question in questions(report.consultation)}
    first = Contribution.objects.filter(pk__in=[unit.ids[0] for unit in found])
    known = {row.pk: row for row in first.select_related("author", "group", "delegation", "question__session")}
    made: list[tuple[Cell, ...]] = []
    for number, unit in enumerate(found, start=1):
        row = known[unit.ids[0]]
        is_open = row.rule not in STRICT and report.consultation.attribution_rule not in STRICT
        by = attribution.shown_as(person_of(row, report.consultation, sizes), Audience.OUTSIDE)
        made.append(
            (
                number,
                numbers.get(unit.question),
                str(by.label),
                str(unit.status.label),
                ", ".join(place.words for place in unit.places),
                str(Reason(unit.reason).label) if unit.reason else "",
                unit.words if is_open else "",
                row.text if is_open else "",
            )
        )
    return made

"""Results as tables: CSV in one long table, XLSX with a sheet for each, JSON. What they hold may leave the room.

A number that is hidden is empty, and "hidden" says so: no number is one that was not counted.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from consult.attribution import Audience
from consult.models import Consultation
from sessions_app.models import Ballot
from sessions_app.queries import voting
from sessions_app.queries.separate import of_ballot
from sessions_app.states import Choice, Method
from synthesis.queries import results
from synthesis.queries.choice import Chosen, choices
from synthesis.writers.cells import Cell, Table, safe
from synthesis.writers.workbook import workbook

TOTAL = "total"
POSITIONS = ("number", "version", "method", "group", "choice", "count", "hidden")
# "choice" is an option; "elected" its place among those elected, empty where it was not.
CHOICES = ("title", "method", "secret", "choice", "count", "hidden", "elected")


def of_results(consultation: Consultation) -> list[Table]:
    """Texts with what became of them, positions by group, objections, statements on position, positions on statements.

    The four answers stand apart. A secret ballot has its totals alone. Choices among options come with who was elected,
    and with the rounds of their count.
    """
    found = [] if consultation.discussion_only else results.texts(consultation, Audience.OUTSIDE)
    said = results.statements(consultation, Audience.OUTSIDE)
    chosen = choices(consultation, Audience.OUTSIDE)
    groups = {group.pk: group.name for group in consultation.groups.all()}
    return [
        Table("texts", ("number", "version", "state", "decision", "text"), [_text(one) for one in found]),
        Table(
            "positions",
            POSITIONS,
            [row for one in found for row in _positions(one, groups)],
        ),
        Table("objections", ("number", "by", "reason"), [row for one in found for row in _objections(one)]),
        Table(
            "statements on position",
            ("number", "kind", "by", "from", "text"),
            [
                (one.text.recommendation.number, str(each.kind.label), str(each.by.label), each.part, each.text)
                for one in found
                for each in one.statements
            ],
        ),
        Table(
            "statements",
            ("question", "agree", "disagree", "pass", "text"),
            [
                (
                    row.contribution.question.number,
                    row.position.favour,
                    row.position.against,
                    row.position.neither,
                    row.contribution.text,
                )
                for row in said
            ],
        ),
        Table("choices", CHOICES, [row for one in chosen for row in _options(one)]),
        Table("rounds", ("title", "round", "choice", "votes"), [row for one in chosen for row in _rounds(one)]),
    ]


def _text(one: results.TextResult) -> tuple[Cell, ...]:
    row = one.text.recommendation
    return row.number, one.text.version.version, str(row.get_state_display()), one.outcome, one.text.version.text


def _positions(one: results.TextResult, groups: dict[int, str]) -> Iterator[tuple[Cell, ...]]:
    number = one.text.recommendation.number
    for ballot in one.closed:
        method = _method(ballot)
        version = ballot.version.version if ballot.version else None
        for group, choice, count in _counts(one, ballot, groups):
            yield number, version, method, group, str(Choice(choice).label), count, "yes" if count is None else ""


def _counts(one: results.TextResult, ballot: Ballot, groups: dict[int, str]) -> Iterator[tuple[str, str, int | None]]:
    """(group, choice, number or None where it is hidden) of a closed ballot; nothing where nothing may be shown."""
    if ballot.method == Method.SECRET:
        yield from ((TOTAL, choice, count) for choice, count in (one.secret.counts if one.secret else []))
        return
    seen = voting.table(ballot, one.rule, Audience.OUTSIDE)
    for row in (seen.total, *seen.groups) if seen else ():
        name = TOTAL if row is seen.total else groups.get(row.group or 0, "")  # type: ignore[union-attr]
        yield from ((name, choice, count) for choice, count in row.counts.items())


def _objections(one: results.TextResult) -> Iterator[tuple[Cell, ...]]:
    dissent = (
        one.verdict.dissent if one.verdict and one.verdict.dissent else one.result.objections if one.result else []
    )
    for objection in dissent:
        yield one.text.recommendation.number, str(objection.by.label), objection.reason


def _options(one: Chosen) -> Iterator[tuple[Cell, ...]]:
    """Every option of a closed choice; where no number may be shown, in the order in which they stood."""
    if one.result is None:
        return
    ballot, elected = one.ballot, one.result.elected
    known = {total.text: total.number for total in one.result.totals}
    for text in known or [option.text for option in ballot.choosing.options.all()]:
        place = elected.index(text) + 1 if text in elected else None
        is_secret, is_hidden = "yes" if one.is_secret else "", "" if known else "yes"
        yield ballot.choosing.title, _method(ballot), is_secret, text, known.get(text), is_hidden, place


def _rounds(one: Chosen) -> Iterator[tuple[Cell, ...]]:
    """The votes of each option in each round; empty once it has left."""
    for row in one.result.table if one.result else []:
        for number, cell in enumerate(row.cells, start=1):
            yield one.ballot.choosing.title, number, row.name, "" if cell == "–" else cell


def _method(ballot: Ballot) -> str:
    label, asked = str(Method(ballot.method).label), of_ballot(ballot)
    return _("{method}, paragraph {n}").format(method=label, n=asked.number) if asked else label


def to_csv(tables: list[Table]) -> bytes:
    """Positions on texts and what was chosen: one long table, which every program reads."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(dict.fromkeys((*POSITIONS, *CHOICES))), restval="")
    writer.writeheader()
    for table in tables:
        if table.name in ("positions", "choices"):
            rows = ([safe(cell) for cell in row] for row in table.rows)
            writer.writerows(dict(zip(table.headings, row, strict=True)) for row in rows)
    return file.getvalue().encode("utf-8-sig")


def to_xlsx(tables: list[Table]) -> bytes:
    return workbook(tables)


def to_json(tables: list[Table]) -> bytes:
    found = {table.name: [dict(zip(table.headings, row, strict=True)) for row in table.rows] for table in tables}
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


# extension -> (writer, media type)
FORMATS: dict[str, tuple[Callable[[list[Table]], bytes], str]] = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (to_json, "application/json"),
}

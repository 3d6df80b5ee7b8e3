"""Results as tables: CSV in one long table or in a file for each, XLSX with a sheet for each, JSON.

What they hold may leave the room.

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
from sessions_app.queries.constituency import constituencies
from sessions_app.queries.separate import of_ballot
from sessions_app.states import Choice, Method, Modality
from synthesis.queries import results
from synthesis.queries.choice import Chosen, choices
from synthesis.writers.archives import archived
from synthesis.writers.cells import Cell, Table, safe
from synthesis.writers.voted import voted
from synthesis.writers.workbook import workbook

TOTAL = "total"
# Of a recorded vote each constituency stands for itself; "by weight" says that a count is a sum of weights.
POSITIONS = ("number", "version", "method", "group", "choice", "count", "hidden", "by weight")
# "part of" is the number of the text that it is a part of. "confirmed" and "of": positions taken on the version before.
TEXTS = (
    "number",
    "version",
    "state",
    "decision",
    "text",
    "part of",
    "addressees",
    "modality",
    "question",
    "asked",
    "confirmed",
    "of",
)
ON_POSITION = ("number", "kind", "by", "on behalf of", "language", "from", "text")
STATEMENTS = ("question", "agree", "disagree", "pass", "text", "language", "session", "asked")
CONVERGENCE = (
    "session",
    "question",
    "asked",
    "number",
    "version",
    "views",
    "in favour",
    "against",
    "neither",
    "text",
)
# "choice" is an option; "elected" its place among those elected, empty where it was not.
CHOICES = ("title", "method", "secret", "choice", "count", "hidden", "elected")


def of_results(consultation: Consultation) -> list[Table]:
    """What was asked, what came of it and who said so, each table as it may leave the room.

    The four answers stand apart. A secret ballot has its totals alone, a recorded vote none over its constituencies.
    Choices among options come with who was elected, and with the rounds of their count.
    """
    found = [] if consultation.discussion_only else results.texts(consultation, Audience.OUTSIDE)
    said = results.statements(consultation, Audience.OUTSIDE)
    chosen = choices(consultation, Audience.OUTSIDE)
    groups = {group.pk: group.name for group in consultation.groups.all()}
    return [
        Table("texts", TEXTS, [_text(one) for one in found]),
        Table("versions", ("number", "version", "text"), [row for one in found for row in _versions(one)]),
        Table("positions", POSITIONS, [row for one in found for row in _positions(one, groups)]),
        *voted(found),
        Table("objections", ("number", "by", "reason"), [row for one in found for row in _objections(one)]),
        Table("statements on position", ON_POSITION, [row for one in found for row in _stated(one)]),
        Table("statements", STATEMENTS, [_statement(row) for row in said]),
        Table("convergence", CONVERGENCE, list(_convergence(found, said))),
        Table("choices", CHOICES, [row for one in chosen for row in _options(one)]),
        Table("rounds", ("title", "round", "choice", "votes"), [row for one in chosen for row in _rounds(one)]),
    ]


def _text(one: results.TextResult) -> tuple[Cell, ...]:
    row, version = one.text.recommendation, one.text.version
    question = row.question
    return (
        row.number,
        version.version,
        str(row.get_state_display()),
        one.outcome,
        version.text,
        row.parent.number if row.parent else "",
        "; ".join(row.addressees),
        str(dict(Modality.choices).get(row.modality, row.modality)),
        question.number if question else None,
        question.text if question else "",
        one.confirmed.confirmed if one.confirmed else None,
        one.confirmed.positions if one.confirmed else None,
    )


def _versions(one: results.TextResult) -> Iterator[tuple[Cell, ...]]:
    """The text as it stands, and each version that was voted on."""
    counted = {ballot.version for ballot in one.closed if ballot.version}
    for version in sorted(counted | {one.text.version}, key=lambda version: version.version):
        yield one.text.recommendation.number, version.version, version.text


def _stated(one: results.TextResult) -> Iterator[tuple[Cell, ...]]:
    for each in one.statements:
        behalf = "; ".join(each.on_behalf_of)
        number = one.text.recommendation.number
        yield number, str(each.kind.label), str(each.by.label), behalf, each.language, each.part, each.text


def _statement(row: results.Statement) -> tuple[Cell, ...]:
    said, position = row.contribution, row.position
    return (
        said.question.number,
        position.favour,
        position.against,
        position.neither,
        said.text,
        said.language,
        said.question.session.title,
        said.question.text,
    )


def _convergence(found: list[results.TextResult], said: list[results.Statement]) -> Iterator[tuple[Cell, ...]]:
    """Under each question every text and statement with the positions taken on it."""
    for of in results.by_question(found, said):
        rows = [row for row in said if row.contribution.question_id == of.question.pk]
        for point, kind in results.points_of(of.texts, rows):
            position, label = point.position, results.kind_label(kind)
            yield (
                of.question.session.title,
                of.question.number,
                of.question.text,
                point.number,
                point.on,
                label,
                position.favour,
                position.against,
                position.neither,
                point.words,
            )


def _positions(one: results.TextResult, groups: dict[int, str]) -> Iterator[tuple[Cell, ...]]:
    number = one.text.recommendation.number
    for ballot in one.closed:
        method = _method(ballot)
        version = ballot.version.version if ballot.version else None
        for group, choice, count, weight in _counts(one, ballot, groups):
            hidden = "yes" if count is None else ""
            yield number, version, method, group, str(Choice(choice).label), count, hidden, "yes" if weight else ""


def _counts(
    one: results.TextResult, ballot: Ballot, groups: dict[int, str]
) -> Iterator[tuple[str, str, int | None, bool]]:
    """(group, choice, number or None where it is hidden, whether by weight); nothing where nothing may be shown."""
    if ballot.method == Method.SECRET:
        yield from ((TOTAL, choice, count, False) for choice, count in (one.secret.counts if one.secret else []))
    elif ballot.method == Method.RECORDED:
        for of in constituencies(ballot, one.rule, Audience.OUTSIDE):
            yield from ((of.group.name, choice, count, of.weighs) for choice, count in of.counts.items())
    else:
        seen = voting.table(ballot, one.rule, Audience.OUTSIDE)
        for row in (seen.total, *seen.groups) if seen else ():
            name = TOTAL if row is seen.total else groups.get(row.group or 0, "")  # type: ignore[union-attr]
            yield from ((name, choice, count, False) for choice, count in row.counts.items())


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


def to_zip(tables: list[Table]) -> bytes:
    """Every table as a CSV file of its own, in one archive."""
    return archived({f"{table.name.replace(' ', '-')}.csv": _csv(table) for table in tables})


def _csv(table: Table) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(table.headings)
    writer.writerows([safe(cell) for cell in row] for row in table.rows)
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
    "zip": (to_zip, "application/zip"),
}

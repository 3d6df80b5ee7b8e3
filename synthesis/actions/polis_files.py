"""Reading the four files of a Polis export. Everything is checked before anything is written."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from consult.queries.people_data import harmless

NEEDED = {
    "summary.csv": (),
    "comments.csv": ("timestamp", "comment-id", "author-id", "moderated", "comment-body"),
    "votes.csv": ("timestamp", "comment-id", "voter-id", "vote"),
    "participants-votes.csv": ("participant",),
}
LARGEST = 400 * 1024 * 1024
_LARGEST_NUMBER = 2**53
_MOST_GROUPS = 1000


class MalformedExportError(Exception):
    """The export cannot be read; the message says which file, which line and why."""


@dataclass(frozen=True, slots=True)
class Statement:
    number: int
    author: int
    moderated: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PolisExport:
    """An export as read.

    votes: (statement, voter) -> (choice of -1, 0, 1, milliseconds), the last vote of each. groups: participant -> the
    opinion group that Polis put them in. superseded: how many votes a later one of the same voter replaced.
    """

    topic: str
    description: str
    url: str
    statements: tuple[Statement, ...]
    participants: tuple[int, ...]
    votes: dict[tuple[int, int], tuple[int, int]]
    groups: dict[int, int]
    superseded: int = 0
    digests: dict[str, str] = field(default_factory=dict)


def read(folder: Path) -> PolisExport:
    """Read ``folder``. Raises MalformedExportError and has then done nothing."""
    contents = {name: _text(folder / name) for name in NEEDED}
    summary = _summary(contents["summary.csv"])
    statements = tuple(_statements(contents["comments.csv"]))
    numbers = {statement.number for statement in statements}
    if not statements:
        raise MalformedExportError(_("comments.csv: there is no statement in it."))
    if len(numbers) < len(statements):
        raise MalformedExportError(_("comments.csv: a comment-id stands in it twice."))
    votes, superseded = _votes(contents["votes.csv"], numbers)
    listed = _participants(contents["participants-votes.csv"])
    people = {*listed, *(voter for _statement, voter in votes), *(statement.author for statement in statements)}
    return PolisExport(
        topic=summary["topic"],
        description=summary.get("conversation-description", ""),
        url=summary.get("url", ""),
        statements=tuple(sorted(statements, key=lambda statement: statement.number)),
        participants=tuple(sorted(people)),
        votes=votes,
        groups={number: group for number, group in listed.items() if group is not None},
        superseded=superseded,
        digests={name: hashlib.sha256(text.encode()).hexdigest() for name, text in contents.items()},
    )


def _text(path: Path) -> str:
    if not path.is_file():
        raise MalformedExportError(_("{file} is missing in {folder}.").format(file=path.name, folder=path.parent))
    if path.stat().st_size > LARGEST:
        raise MalformedExportError(_("{file} is larger than 400 MB.").format(file=path.name))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedExportError(_("{file} is not text in UTF-8.").format(file=path.name)) from error
    if "\0" in text:
        raise MalformedExportError(_("{file} holds characters that are no text.").format(file=path.name))
    return text


def _summary(text: str) -> dict[str, str]:
    try:
        pairs = {
            row[0].strip(): told(row[1]).strip() for row in csv.reader(io.StringIO(text, newline="")) if len(row) > 1
        }
    except csv.Error as error:
        raise MalformedExportError(_("summary.csv: {why}").format(why=error)) from error
    if not pairs.get("topic"):
        raise MalformedExportError(_("summary.csv: there is no line “topic”."))
    return pairs


def _rows(name: str, text: str) -> Iterator[tuple[int, Callable[[str], int]]]:
    """Line number, and a function that reads a column of that line as a whole number."""
    for line, raw in _raw(name, text):

        def whole(column: str, line: int = line, raw: dict[str, str] = raw) -> int:
            return _whole(name, line, column, raw[column])

        yield line, whole


def _raw(name: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [column.strip() for column in next(reader, [])]
        for column in NEEDED[name]:
            if column not in header:
                raise MalformedExportError(_("{file}: there is no column “{column}”.").format(file=name, column=column))
        for row in reader:
            if len(row) < len(NEEDED[name]) or (len(row) != len(header) and name != "participants-votes.csv"):
                if not row:
                    continue
                raise MalformedExportError(
                    _("{file}, line {line}: {found} fields where {wanted} belong.").format(
                        file=name, line=reader.line_num, found=len(row), wanted=len(header)
                    )
                )
            yield reader.line_num, dict(zip(header, row, strict=False))
    except csv.Error as error:
        raise MalformedExportError(
            _("{file}, line {line}: {why}").format(file=name, line=reader.line_num, why=error)
        ) from error


def _whole(name: str, line: int, column: str, value: str) -> int:
    words = _("{file}, line {line}: {column} is “{value}”, not a whole number.")
    told = words.format(file=name, line=line, column=column, value=value[:40])
    try:
        number = int(value[:40])
    except ValueError as error:
        raise MalformedExportError(told) from error
    if len(value) > 40 or (column != "timestamp" and abs(number) > _LARGEST_NUMBER):
        raise MalformedExportError(told)
    return number


def _statements(text: str) -> Iterator[Statement]:
    for line, row in _raw("comments.csv", text):

        def whole(column: str, line: int = line, row: dict[str, str] = row) -> int:
            return _whole("comments.csv", line, column, row[column])

        moderated, body = whole("moderated"), told(row["comment-body"]).strip()
        if moderated not in {-1, 0, 1}:
            raise MalformedExportError(_("comments.csv, line {line}: moderated must be -1, 0 or 1.").format(line=line))
        if not body:
            raise MalformedExportError(_("comments.csv, line {line}: the statement is empty.").format(line=line))
        at = moment("comments.csv", line, whole("timestamp"))
        yield Statement(whole("comment-id"), whole("author-id"), moderated, body, at)


def told(cell: str) -> str:
    """A text as it was before a mark kept spreadsheets from taking it for a formula (``people_data.harmless``)."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def moment(name: str, line: int, milliseconds: int) -> datetime:
    """A time stamp in milliseconds since 1970 as a date and time."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedExportError(
            _("{file}, line {line}: {value} is no time.").format(file=name, line=line, value=milliseconds)
        ) from error


def _participants(text: str) -> dict[int, int | None]:
    """The number of everybody listed -> their opinion group, or None."""
    listed: dict[int, int | None] = {}
    for line, row in _raw("participants-votes.csv", text):
        number = _whole("participants-votes.csv", line, "participant", row["participant"])
        group = row.get("group-id", "").strip()
        listed[number] = _whole("participants-votes.csv", line, "group-id", group) if group else None
        if not 0 <= (listed[number] or 0) < _MOST_GROUPS:
            raise MalformedExportError(
                _("participants-votes.csv, line {line}: there is no group {number}.").format(line=line, number=group)
            )
    return listed


def _votes(text: str, statements: set[int]) -> tuple[dict[tuple[int, int], tuple[int, int]], int]:
    """The last vote of each voter on each statement, by its time; of two at the same moment the later line.

    And how many votes were replaced by a later one.
    """
    votes: dict[tuple[int, int], tuple[int, int]] = {}
    lines = 0
    for line, whole in _rows("votes.csv", text):
        statement, voter, choice, at = whole("comment-id"), whole("voter-id"), whole("vote"), whole("timestamp")
        if choice not in {-1, 0, 1}:
            raise MalformedExportError(
                _("votes.csv, line {line}: the vote is {value}, it must be -1, 0 or 1.").format(line=line, value=choice)
            )
        if statement not in statements:
            raise MalformedExportError(
                _("votes.csv, line {line}: there is no statement {number} in comments.csv.").format(
                    line=line, number=statement
                )
            )
        moment("votes.csv", line, at)
        lines += 1
        before = votes.get((statement, voter))
        if before is None or before[1] <= at:
            votes[statement, voter] = (choice, at)
    return votes, lines - len(votes)

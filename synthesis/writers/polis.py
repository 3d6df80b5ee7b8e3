"""The four files of a Polis export, as others' tools and our own import read them. Agree is 1."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from consult.queries.people_data import harmless
from synthesis.actions.polis_files import PolisExport

_COMMENTS = (
    *("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"),
    "is-meta",  # whether a statement is about the voter; without it red-dwarf asks the server of Polis
)
_VOTES = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
_PARTICIPANTS = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")


def files(export: PolisExport) -> dict[str, str]:
    """Name -> content.

    "views" and "voters-in-conv" are left out of the summary: they count visits and sittings of another program.
    """
    return {
        "summary.csv": _table(_summary(export)),
        "comments.csv": _table(_comments(export)),
        "votes.csv": _table(_votes(export)),
        "participants-votes.csv": _table(_participants(export)),
    }


def _table(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _moment(at: datetime) -> tuple[int, str]:
    return round(1000 * at.timestamp()), at.astimezone(UTC).strftime("%a %b %d %H:%M:%S UTC %Y")


def _summary(export: PolisExport) -> Iterable[Iterable[object]]:
    yield "topic", harmless(export.topic)
    yield "url", export.url
    yield "voters", len({voter for _statement, voter in export.votes})
    yield "commenters", len({statement.author for statement in export.statements})
    yield "comments", len(export.statements)
    yield "groups", len(set(export.groups.values()))
    yield "conversation-description", harmless(export.description)


def _comments(export: PolisExport) -> Iterable[Iterable[object]]:
    counted = Counter((statement, choice) for (statement, _voter), (choice, _at) in export.votes.items())
    yield _COMMENTS
    for one in export.statements:
        counts = counted[one.number, 1], counted[one.number, -1]
        yield *_moment(one.at), one.number, one.author, *counts, one.moderated, harmless(one.text), "false"


def _votes(export: PolisExport) -> Iterable[Iterable[object]]:
    yield _VOTES
    for (statement, voter), (choice, at) in sorted(export.votes.items()):
        yield *_moment(datetime.fromtimestamp(at / 1000, tz=UTC)), statement, voter, choice


def _participants(export: PolisExport) -> Iterable[Iterable[object]]:
    numbers = [statement.number for statement in export.statements]
    wrote = Counter(statement.author for statement in export.statements)
    said: dict[int, dict[int, int]] = {number: {} for number in export.participants}
    for (statement, voter), (choice, _at) in export.votes.items():
        said[voter][statement] = choice
    yield *_PARTICIPANTS, *numbers
    for number, choices in said.items():
        counts = Counter(choices.values())
        group = export.groups.get(number, "")
        row = number, group, wrote[number], len(choices), counts[1], counts[-1]
        yield *row, *(choices.get(statement, "") for statement in numbers)

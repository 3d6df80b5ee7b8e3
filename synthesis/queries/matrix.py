"""Results on texts by stakeholder group, side by side."""

from dataclasses import dataclass

from sessions_app.models import Ballot, Recommendation
from sessions_app.queries import voting
from sessions_app.states import Choice, Method
from synthesis.queries.results import TextResult, older


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """version: the one that was counted, where the text has changed since; else 0."""

    text: Recommendation
    version: int
    cells: tuple[voting.ResultRow | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Texts by stakeholder group, by one method. groups: label and mark; keys: the choices in their printed order."""

    method: Method
    groups: tuple[tuple[str, int | None], ...]
    keys: tuple[Choice, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def choices(self) -> list[str]:
        return [str(choice.label) for choice in self.keys]


def matrices(found: list[TextResult]) -> list[Matrix]:
    """The results by group side by side, checks and recorded votes each in a table of their own."""
    checks = [(one, one.check, one.result) for one in found]
    votes = [(one, one.decided, one.counted) for one in found]
    made = [_matrix(Method.TEMPERATURE, checks), _matrix(Method.RECORDED, votes)]
    return [matrix for matrix in made if matrix.rows]


def _matrix(method: Method, found: list[tuple[TextResult, Ballot | None, voting.Result | None]]) -> Matrix:
    """A group that did not answer a text has an empty cell."""
    with_rows = [(one, ballot, result) for one, ballot, result in found if ballot and result and result.rows]
    groups = tuple(dict.fromkeys((row.label, row.mark) for *_text, result in with_rows for row in result.rows))
    rows = []
    for one, ballot, result in with_rows:
        of_label = {row.label: row for row in result.rows}
        cells = tuple(of_label.get(label) for label, _mark in groups)
        rows.append(MatrixRow(one.text.recommendation, older(one.text, ballot), cells))
    keys = tuple(with_rows[0][2].choices) if with_rows else ()
    return Matrix(method=method, groups=groups, keys=keys, rows=tuple(rows))

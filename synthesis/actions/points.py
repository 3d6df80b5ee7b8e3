"""What was said on one guiding question as points: near-duplicates as one, and which of them answer which."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sessions_app.states import ContributionType
from synthesis.core import clauses, near
from synthesis.queries.people import Names
from synthesis.rules.convergence import converged

PRACTICES = {ContributionType.GOOD_PRACTICE.value, ContributionType.EVIDENCE.value}
QUESTIONS = {ContributionType.QUESTION.value}
ISSUE, CHALLENGE = ContributionType.ISSUE.value, ContributionType.CHALLENGE.value
WAYS = {ContributionType.PROPOSAL.value, ContributionType.REMEDY.value, ""}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing said, by one or more: near-duplicates stand as one point."""

    ids: tuple[int, ...]
    speakers: frozenset[str]
    groups: frozenset[int]
    type: str
    clause: str
    parents: tuple[int, ...]  # of each id, what it replied to, or -1
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Discussion:
    """exchanges: points that were challenged, and concerns that were answered, each with its replies. rest: the others.

    contested: ids of the points that were opposed or answered, or that do so, whether or not what opposed them has a
    sentence that may be printed. speakers, groups: how many there were, with those who only said what was voted on.
    """

    exchanges: list[tuple[Point, list[Point]]]
    rest: list[Point]
    contested: set[tuple[int, ...]]
    speakers: int
    groups: int

    def of(self, types: set[str]) -> list[Point]:
        return [point for point in self.rest if point.type in types]

    @property
    def views(self) -> list[Point]:
        return [point for point in self.rest if point.type not in PRACTICES | QUESTIONS]

    @property
    def converging(self) -> list[Point]:
        """The views that enough people gave, of enough groups, and that nobody opposed."""
        return [
            point
            for point in self.views
            if point.ids not in self.contested
            and converged(len(point.speakers), self.speakers, len(point.groups), self.groups)
        ]


def discussion(frame: pd.DataFrame, names: Names, among: pd.DataFrame) -> Discussion:
    """What was said in ``frame``, as far as it has a sentence that may be printed; ``among`` all of its question."""
    told, _untold = split(frame, names)
    found = _points(told, clauses.lower_words([*frame["text"], *frame["sentence"]]))
    answers = _answers(found)
    exchanges, rest = _exchanges(found, answers)
    contested = set(answers) | {reply.ids for replies in answers.values() for reply in replies}
    challenged = set(among.loc[among["type"] == CHALLENGE, "parent"])
    contested |= {point.ids for point in found if challenged.intersection(point.ids)}
    groups = among.loc[among["group"] != -1, "group"]
    return Discussion(exchanges, rest, contested, among["speaker"].nunique(), groups.nunique())


def split(frame: pd.DataFrame, names: Names) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contributions with a sentence that may be printed, and the others."""
    rows = zip(frame["sentence"], frame["rule"], strict=True)
    may = [bool(sentence) and names.may_print(sentence, rule) for sentence, rule in rows]
    told = pd.Series(may, index=frame.index, dtype=bool)  # typed, as there may be no row
    return frame[told], frame[~told]


def _points(told: pd.DataFrame, known: frozenset[str]) -> list[Point]:
    found: list[Point] = []
    for type_, rows in told.groupby("type", sort=True):
        columns = {name: list(rows[name]) for name in ("id", "speaker", "parent", "group", "sentence", "theme")}
        for group in near.duplicates(columns["sentence"]):
            of = {name: [values[index] for index in group] for name, values in columns.items()}
            found.append(
                Point(
                    ids=tuple(int(one) for one in of["id"]),
                    speakers=frozenset(of["speaker"]),
                    groups=frozenset(int(one) for one in of["group"] if one != -1),
                    type=str(type_),
                    clause=clauses.clause(of["sentence"][0], known),
                    parents=tuple(int(one) for one in of["parent"]),
                    theme=str(of["theme"][0]),
                )
            )
    return sorted(found, key=lambda point: point.ids)


def _answers(points: Sequence[Point]) -> dict[tuple[int, ...], list[Point]]:
    """Ids of a point -> what opposed it, or answered it where it is a concern. Questions are asked, not challenged."""
    of_id = {id_: point for point in points for id_ in point.ids}
    answers: dict[tuple[int, ...], list[Point]] = {}
    for point in points:
        for parent in point.parents:
            to = of_id.get(parent)
            if to is None or to is point or to.type in QUESTIONS or point in answers.get(to.ids, []):
                continue
            if CHALLENGE in (point.type, to.type) and point.type not in QUESTIONS:
                answers.setdefault(to.ids, []).append(point)
    return answers


def _exchanges(
    points: list[Point], answers: dict[tuple[int, ...], list[Point]]
) -> tuple[list[tuple[Point, list[Point]]], list[Point]]:
    """Points with the replies to them: here views differed, and why is said; and the rest."""
    answering = {reply.ids for replies in answers.values() for reply in replies}
    pairs, used = [], set[tuple[int, ...]]()
    for point in points:
        replies = [reply for reply in answers.get(point.ids, []) if reply.ids not in used]
        if replies and point.ids not in answering | used:
            pairs.append((point, replies))
            used |= {point.ids, *(reply.ids for reply in replies)}
    return pairs, [point for point in points if point.ids not in used]

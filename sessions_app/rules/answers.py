"""A ballot among options as it is filled in, kept and counted: approval, ranking, points.

An answer is kept as one line of option ids: "4,9" approves of both, "9,4" ranks 9 first, "4:3,9:7" gives points; "-"
abstains. Whatever comes in is made into that line or refused with a ``ValueError`` whose ``args[0]`` names the reason.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sessions_app.rules import choice, transfer

APPROVAL, RANKED, POINTS = "approval", "ranked", "points"
BLANK = "-"
MOST_OPTIONS = 40


class Wrong(StrEnum):
    """Why a paper is no ballot."""

    UNKNOWN = "unknown"  # an option that does not stand
    NUMBER = "number"  # not a whole number from 0
    TWICE = "twice"  # two options in one place of a ranking
    GAP = "gap"  # a place of a ranking left out
    MANY = "many"  # more options, or points for one, than allowed
    BUDGET = "budget"  # more points than one has
    EMPTY = "empty"  # nothing marked, and no abstention said
    BOTH = "both"  # an abstention and a mark


@dataclass(frozen=True, slots=True)
class Terms:
    """What stands and how it is marked; see ``models.choice.Choosing``."""

    method: str
    options: tuple[int, ...]
    seats: int = 0
    most: int = 0
    budget: int = 0


def answer(terms: Terms, marks: Mapping[int, object], *, abstains: bool = False) -> str:
    """The line of a filled-in paper. marks: option id -> what was written: a tick, a place or points; "" for nothing.

    >>> answer(Terms("ranked", (4, 9)), {4: "2", 9: "1"})
    '9,4'
    """
    given = {option: _number(mark) for option, mark in marks.items() if mark not in ("", None)}
    given = {option: number for option, number in given.items() if number}
    if set(given) - set(terms.options):
        raise ValueError(Wrong.UNKNOWN)
    if abstains:
        if given:
            raise ValueError(Wrong.BOTH)
        return BLANK
    if not given:
        raise ValueError(Wrong.EMPTY)
    return {APPROVAL: _approving, RANKED: _ranking, POINTS: _giving}[terms.method](terms, given)


def _number(mark: object) -> int:
    if isinstance(mark, bool):
        return int(mark)
    text = str(mark).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise ValueError(Wrong.NUMBER)
    return int(text)


def _approving(terms: Terms, given: dict[int, int]) -> str:
    if any(number != 1 for number in given.values()):
        raise ValueError(Wrong.NUMBER)
    if terms.most and len(given) > terms.most:
        raise ValueError(Wrong.MANY)
    return ",".join(str(option) for option in sorted(given))


def _ranking(terms: Terms, given: dict[int, int]) -> str:
    places = sorted(given.values())
    if len(set(places)) < len(places):
        raise ValueError(Wrong.TWICE)
    if places != list(range(1, len(places) + 1)):
        raise ValueError(Wrong.GAP)
    return ",".join(str(option) for option in sorted(given, key=lambda option: given[option]))


def _giving(terms: Terms, given: dict[int, int]) -> str:
    if terms.most and max(given.values()) > terms.most:
        raise ValueError(Wrong.MANY)
    if sum(given.values()) > terms.budget:
        raise ValueError(Wrong.BUDGET)
    return ",".join(f"{option}:{given[option]}" for option in sorted(given))


def marks_of(method: str, line: str) -> dict[int, int]:
    """The marks of a kept line: option id -> 1, its place, or its points; empty for an abstention."""
    if line in ("", BLANK):
        return {}
    parts = line.split(",")
    if method == POINTS:
        return {int(option): int(points) for option, _, points in (part.partition(":") for part in parts)}
    return {int(option): place if method == RANKED else 1 for place, option in enumerate(parts, start=1)}


def count(terms: Terms, lines: Iterable[str], lot: Sequence[int]) -> dict[str, Any]:
    """The count, ready for JSON, the same whatever the order of ``lines``; ids are those of the options.

    answers: how many papers; blank: those that abstain. totals: [[id, papers or points]] by what each has (of a
    ranking: first places). elected: where there are seats. ties: [{stage, among, chosen, by}]. Of a ranking also quota
    and stages: [{votes: [[id, hundred-thousandths]], elected, left}].
    """
    papers = sorted(line for line in lines)
    marked = [line for line in papers if line != BLANK]
    counted: dict[str, Any] = {
        "method": terms.method,
        "seats": terms.seats,
        "lot": list(lot),
        "answers": len(papers),
        "blank": len(papers) - len(marked),
        "elected": [],
        "ties": [],
    }
    if terms.method == RANKED:
        return counted | _transferred(terms, [tuple(marks_of(RANKED, line)) for line in marked], lot)
    seats = terms.seats or len(lot)
    result: choice.Result[int]
    if terms.method == APPROVAL:
        result = choice.approval([tuple(marks_of(APPROVAL, line)) for line in marked], lot, seats, most=terms.most)
    else:
        given = [marks_of(POINTS, line) for line in marked]
        result = choice.points(given, lot, seats, budget=terms.budget, most=terms.most)
    totals = dict(result.totals)
    return counted | {
        "totals": _by_total(totals, lot),
        "elected": list(result.elected) if terms.seats and marked else [],
        "ties": _ties(result.ties) if terms.seats and marked else [],
    }


def _transferred(terms: Terms, rankings: list[tuple[int, ...]], lot: Sequence[int]) -> dict[str, Any]:
    """A ranking that informs is counted for one seat: its stages say who would win, and elect nobody."""
    first = Counter(ranking[0] for ranking in rankings)
    counted: dict[str, Any] = {"totals": _by_total(first, lot), "quota": 0, "stages": []}
    if not rankings:
        return counted
    result = transfer.ranked(rankings, lot, terms.seats or 1)
    return counted | {
        "quota": result.quota,
        "elected": list(result.elected) if terms.seats else [],
        "leads": result.elected[0],
        "ties": _ties(result.ties),
        "stages": [
            {
                "votes": [list(pair) for pair in stage.votes],
                "elected": list(stage.elected),
                "left": list(stage.left),
            }
            for stage in result.stages
        ],
    }


def _by_total(totals: Mapping[int, int], lot: Sequence[int]) -> list[list[int]]:
    return [[option, totals.get(option, 0)] for option in sorted(lot, key=lambda option: -totals.get(option, 0))]


def _ties(ties: Sequence[choice.Tie[int]]) -> list[dict[str, Any]]:
    return [{"stage": tie.stage, "among": list(tie.among), "chosen": list(tie.chosen), "by": tie.by} for tie in ties]

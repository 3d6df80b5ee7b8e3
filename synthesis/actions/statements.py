"""What was said on one guiding question where participants took positions on statements, as in imported data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.utils.translation import gettext as _

from sessions_app.rules.positions import SMALLEST_BASE, Position, kind_of, wilson
from synthesis import wording
from synthesis.actions.grouping import grouped
from synthesis.actions.plan import DraftParagraph, DraftSection, Telling, grounded, slot
from synthesis.core import clauses, quotes
from synthesis.core.findings import Finding
from synthesis.extract import Question
from synthesis.queries.people import Names

_PROPOSAL = re.compile(r"\b(?:should|must|needs?)\b")
MOST_THEMES = 8
PER_THEME = 2
MOST_OPEN = 4
PLAIN = Telling()
UNCOUNTED = {"position": "held", "divided": "apart", "undecided": "unclear"}  # where nothing may be counted


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its positions. mode: reported | quoted | "" where it can only be material for the rapporteur."""

    id: int
    ballot: int
    author: int | None
    text: str
    printed: str
    mode: str
    position: Position
    kind: str
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """The contributions of a question that have positions, the positions, how many took any, and the names in it."""

    frame: pd.DataFrame
    positions: dict[int, tuple[int, Position]]
    voters: int
    names: Names


def parts(
    question: Question, given: Given, telling: Telling = PLAIN
) -> tuple[list[DraftParagraph], list[DraftSection]]:
    """Opening paragraphs, then converging, differing and open.

    Where the template counts nothing, views stand without their numbers.
    """
    statements = _statements(given.frame, given.positions, telling)
    *found, rest = grouped(
        [one.text for one in statements],
        [one.theme for one in statements],
        known=question.text,
        may_name=lambda label: given.names.may_label(label, question.rule),
    )
    groups = [(label, [statements[i] for i in members]) for label, members in found]
    named = [*groups[:MOST_THEMES], ("", [statements[i] for i in rest[1]])]
    tell = _Teller(question, telling)
    converging: list[DraftParagraph] = []
    for label, members in named:
        paragraph = tell.converging(label, members, form=len(converging) % 3)
        converging += [paragraph] if paragraph else []
    diverging = [p for label, members in named if (p := tell.diverging(label, members))]
    key = f"q{question.id}"
    thin = _thin(question, statements) if telling.counts else []
    open_ = _("Where many took neither side") if telling.counts else _("Where no view was clear")
    return [tell.overview(statements, groups, given.voters)], [
        DraftSection(f"{key}.converging", _("Where views converged"), 2, converging),
        DraftSection(f"{key}.diverging", _("Where views differed"), 2, diverging + _reasons(question, diverging)),
        DraftSection(f"{key}.open", open_, 2, tell.open(statements)),
        DraftSection(f"{key}.thin", _("What too few addressed"), 2, thin),
    ]


def _statements(frame: pd.DataFrame, positions: dict[int, tuple[int, Position]], telling: Telling) -> list[Statement]:
    known, names = clauses.lower_words(frame["text"]), clauses.names_in(frame["text"])
    found = []
    for row in frame.itertuples():
        ballot, position = positions[row.id]
        mode = ""
        clear = clauses.can_be_reported(row.text, row.language) and clauses.begins_clearly(row.text, known, names)
        if row.quotable and clear:
            mode = "reported"
        elif telling.counts and row.quotable and clauses.may_stand_alone(row.text):
            mode = "quoted"
        printed = clauses.clause(row.text, known) if mode == "reported" else clauses.whole(row.text).rstrip(".")
        author = row.author if row.author != -1 else None
        found.append(Statement(row.id, ballot, author, row.text, printed, mode, position, kind_of(position), row.theme))
    return found


@dataclass(frozen=True, slots=True)
class _Teller:
    question: Question
    telling: Telling

    def finding(
        self, kind: str, statement: Statement, *, label: str = "", also: bool = False, form: int = 0
    ) -> Finding:
        position = statement.position
        words: dict[str, Any] = {"statement": statement.printed, "label": label}
        numbers = {}
        if self.telling.counts:
            numbers = {
                "favour": position.favour,
                "against": position.against,
                "neither": position.neither,
                "base": position.base,
            }
            words |= {"mode": statement.mode, "also": also, "form": form}
        else:
            words |= {"voice": self.telling.voice, "is_shared": _side(statement)}
        return Finding(
            kind if self.telling.counts else UNCOUNTED[kind],
            numbers=numbers,
            words=words,
            contributions=(statement.id,),
            ballots=(statement.ballot,),
            method="closed statement vote",
        )

    def converging(self, label: str, members: Sequence[Statement], *, form: int) -> DraftParagraph | None:
        """At most two statements that stand for a theme's clear ones, those that need no quotation marks first."""
        eligible = [i for i, s in enumerate(members) if s.kind == "converging" and s.mode]
        weights = [_clear(s) * (1.0 if s.mode == "reported" else 0.5) for s in members]
        chosen = quotes.representatives(
            [s.text for s in members], eligible, weights, [s.author for s in members], most=PER_THEME
        )
        if not chosen:
            return None
        picked = [members[index] for index in chosen]
        findings = [
            self.finding(
                "position",
                s,
                label="" if place else label,
                also=bool(place) and _side(s) == _side(picked[0]),
                form=form,
            )
            for place, s in enumerate(picked)
        ]
        return grounded(f"converging:c{picked[0].id}", findings)

    def diverging(self, label: str, members: Sequence[Statement]) -> DraftParagraph | None:
        """The statement of a theme on which the smaller side was strongest; both sides get their number."""
        split = [s for s in members if s.kind == "diverging" and s.mode]
        if not split:
            return None
        best = max(split, key=_divides)
        return grounded(f"diverging:c{best.id}", [self.finding("divided", best, label=label)])

    def open(self, statements: Sequence[Statement]) -> list[DraftParagraph]:
        undecided = [s for s in statements if s.kind == "undecided" and s.mode == "reported"]
        undecided.sort(key=lambda s: (-wilson(s.position.neither, s.position.base).low, s.id))
        findings = [self.finding("undecided", s) for s in undecided[:MOST_OPEN]]
        return [grounded(f"open:q{self.question.id}", findings)] if findings else []

    def overview(
        self, statements: Sequence[Statement], groups: Sequence[tuple[str, list[Statement]]], voters: int
    ) -> DraftParagraph:
        ids, ballots = tuple(s.id for s in statements), tuple(s.ballot for s in statements)
        named = [(label, members) for label, members in groups if label]
        labels = [label for label, _members in named]
        if not self.telling.counts:
            addressed = Finding("addressed", words={"labels": labels}, contributions=ids, ballots=ballots)
            return grounded(f"overview:q{self.question.id}", [addressed])
        numbers = {
            "statements": len(statements),
            "voters": voters,
            "votes": sum(s.position.base for s in statements),
        }
        findings = [Finding("overview", numbers=numbers, contributions=ids, ballots=ballots)]
        if named:
            sizes = {f"theme-{place}": len(members) for place, (_label, members) in enumerate(named)}
            inside = tuple(s.id for _label, members in named for s in members)
            findings.append(
                Finding(
                    "themes", numbers=sizes, words={"labels": labels}, contributions=inside, method="proposed themes"
                )
            )
        return grounded(f"overview:q{self.question.id}", findings)


def _divides(statement: Statement) -> tuple[float, int]:
    position = statement.position
    smaller = wilson(min(position.favour, position.against), position.base).low
    return (smaller * (1.0 if statement.mode == "reported" else 0.8), -statement.id)


def _side(statement: Statement) -> bool:
    return statement.position.favour >= statement.position.against


def _clear(statement: Statement) -> float:
    position = statement.position
    return wilson(max(position.favour, position.against), position.base).low


def _reasons(question: Question, diverging: Sequence[DraftParagraph]) -> list[DraftParagraph]:
    """Why views differed cannot be read from votes: the rapporteur writes it from the statements."""
    ids = [id_ for paragraph in diverging for finding in paragraph.findings for id_ in finding.contributions]
    return [slot(f"slot:reasons:q{question.id}", _("the reasons given on either side"), ids)] if ids else []


def _thin(question: Question, statements: Sequence[Statement]) -> list[DraftParagraph]:
    thin = [s for s in statements if s.position.base < SMALLEST_BASE]
    if not thin:
        return []
    finding = Finding("thin", numbers={"statements": len(thin)}, contributions=tuple(s.id for s in thin))
    return [grounded(f"thin:q{question.id}", [finding])]


def priorities(question: Question, reported: Sequence[Finding]) -> list[DraftParagraph]:
    """Statements are no recommendations: what is to be done is for the rapporteur, from what was most supported."""
    proposals = [
        id_
        for finding in reported
        if finding.kind == "position" and _PROPOSAL.search(str(finding.words["statement"]))
        for id_ in finding.contributions
    ]
    return [slot(f"slot:priorities:q{question.id}", _("the priorities suggested"), proposals)] if proposals else []


def annex(findings: Sequence[Finding]) -> list[list[str]]:
    """The positions on every statement reported, as rows of a table, its first the heading."""
    heading = [_("Statement"), _("Supported"), _("Did not support"), _("Neither"), _("Answered")]
    rows = [
        [
            wording.capital(str(finding.words["statement"])),
            *(str(finding.numbers[name]) for name in ("favour", "against", "neither", "base")),
        ]
        for finding in findings
    ]
    return [heading, *rows]


def key_findings(
    question: Question, frame: pd.DataFrame, positions: dict[int, tuple[int, Position]], telling: Telling
) -> list[Finding]:
    """The clearest views and the deepest division, a sentence each."""
    found = [s for s in _statements(frame, positions, telling) if s.mode == "reported"]
    tell = _Teller(question, telling)
    clear = sorted((s for s in found if s.kind == "converging"), key=lambda s: (-_clear(s), s.id))
    split = sorted((s for s in found if s.kind == "diverging"), key=_divides, reverse=True)
    ranked = [*clear[:2], *split[:2], *clear[2:], *split[2:]]
    return [
        tell.finding("divided" if s.kind == "diverging" else "position", s, form=place % 3)
        for place, s in enumerate(ranked)
    ]

"""What was said on one guiding question where participants took positions on statements, as in imported data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from django.utils.translation import gettext as _

from sessions_app.rules.positions import SMALLEST_BASE, Position, kind_of, wilson
from synthesis import wording
from synthesis.actions.grouping import grouped
from synthesis.actions.plan import DraftParagraph, DraftSection, grounded, slot
from synthesis.core import clauses, quotes
from synthesis.core.findings import Finding
from synthesis.extract import Question

_PROPOSAL = re.compile(r"\b(?:should|must|needs?)\b")
MOST_THEMES = 8
PER_THEME = 2
MOST_OPEN = 4


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


def parts(
    question: Question, frame: pd.DataFrame, positions: dict[int, tuple[int, Position]], voters: int
) -> tuple[list[DraftParagraph], list[DraftSection], list[Finding]]:
    """Opening paragraphs, then converging, differing and open; and every statement reported, for the annex.

    frame: the contributions of this question that have positions; voters: how many took any.
    """
    statements = _statements(frame, positions)
    *found, rest = grouped([one.text for one in statements], [one.theme for one in statements], known=question.text)
    groups = [(label, [statements[i] for i in members]) for label, members in found]
    named = [*groups[:MOST_THEMES], ("", [statements[i] for i in rest[1]])]
    converging: list[DraftParagraph] = []
    for label, members in named:
        paragraph = _converging(label, members, form=len(converging) % 3)
        converging += [paragraph] if paragraph else []
    diverging = [p for label, members in named if (p := _diverging(label, members))]
    key = f"q{question.id}"
    opening = [_overview(question, statements, groups, voters)]
    sections = [
        DraftSection(f"{key}.converging", _("Where views converged"), 2, converging),
        DraftSection(f"{key}.diverging", _("Where views differed"), 2, diverging + _reasons(question, diverging)),
        DraftSection(f"{key}.open", _("Where many took neither side"), 2, _open(question, statements)),
        DraftSection(f"{key}.thin", _("What too few addressed"), 2, _thin(question, statements)),
    ]
    reported = [f for section in sections for p in section.paragraphs for f in p.findings if "favour" in f.numbers]
    return opening, sections, reported


def _statements(frame: pd.DataFrame, positions: dict[int, tuple[int, Position]]) -> list[Statement]:
    known, names = clauses.lower_words(frame["text"]), clauses.names_in(frame["text"])
    found = []
    for row in frame.itertuples():
        ballot, position = positions[row.id]
        mode = ""
        clear = clauses.can_be_reported(row.text, row.language) and clauses.begins_clearly(row.text, known, names)
        if row.quotable and clear:
            mode = "reported"
        elif row.quotable and clauses.may_stand_alone(row.text):
            mode = "quoted"
        printed = clauses.clause(row.text, known) if mode == "reported" else clauses.whole(row.text).rstrip(".")
        author = row.author if row.author != -1 else None
        found.append(Statement(row.id, ballot, author, row.text, printed, mode, position, kind_of(position), row.theme))
    return found


def _finding(kind: str, statement: Statement, *, label: str = "", also: bool = False, form: int = 0) -> Finding:
    position = statement.position
    return Finding(
        kind,
        numbers={
            "favour": position.favour,
            "against": position.against,
            "neither": position.neither,
            "base": position.base,
        },
        words={"statement": statement.printed, "mode": statement.mode, "label": label, "also": also, "form": form},
        contributions=(statement.id,),
        ballots=(statement.ballot,),
        method="closed statement vote",
    )


def _converging(label: str, members: Sequence[Statement], *, form: int) -> DraftParagraph | None:
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
        _finding(
            "position", s, label="" if place else label, also=bool(place) and _side(s) == _side(picked[0]), form=form
        )
        for place, s in enumerate(picked)
    ]
    return grounded(f"converging:c{picked[0].id}", findings)


def _side(statement: Statement) -> bool:
    return statement.position.favour >= statement.position.against


def _clear(statement: Statement) -> float:
    position = statement.position
    return wilson(max(position.favour, position.against), position.base).low


def _diverging(label: str, members: Sequence[Statement]) -> DraftParagraph | None:
    """The statement of a theme on which the smaller side was strongest; both sides get their number."""
    split = [s for s in members if s.kind == "diverging" and s.mode]
    if not split:
        return None

    def strength(s: Statement) -> tuple[float, int]:
        smaller = wilson(min(s.position.favour, s.position.against), s.position.base).low
        return (smaller * (1.0 if s.mode == "reported" else 0.8), -s.id)

    best = max(split, key=strength)
    return grounded(f"diverging:c{best.id}", [_finding("divided", best, label=label)])


def _reasons(question: Question, diverging: Sequence[DraftParagraph]) -> list[DraftParagraph]:
    """Why views differed cannot be read from votes: the rapporteur writes it from the statements."""
    ids = [id_ for paragraph in diverging for finding in paragraph.findings for id_ in finding.contributions]
    return [slot(f"slot:reasons:q{question.id}", _("On the reasons given on either side"), ids)] if ids else []


def _open(question: Question, statements: Sequence[Statement]) -> list[DraftParagraph]:
    undecided = [s for s in statements if s.kind == "undecided" and s.mode == "reported"]
    undecided.sort(key=lambda s: (-wilson(s.position.neither, s.position.base).low, s.id))
    findings = [_finding("undecided", s) for s in undecided[:MOST_OPEN]]
    return [grounded(f"open:q{question.id}", findings)] if findings else []


def _thin(question: Question, statements: Sequence[Statement]) -> list[DraftParagraph]:
    thin = [s for s in statements if s.position.base < SMALLEST_BASE]
    if not thin:
        return []
    finding = Finding("thin", numbers={"statements": len(thin)}, contributions=tuple(s.id for s in thin))
    return [grounded(f"thin:q{question.id}", [finding])]


def _overview(
    question: Question, statements: Sequence[Statement], groups: Sequence[tuple[str, list[Statement]]], voters: int
) -> DraftParagraph:
    ids = tuple(s.id for s in statements)
    ballots = tuple(s.ballot for s in statements)
    votes = sum(s.position.base for s in statements)
    numbers = {"statements": len(statements), "voters": voters, "votes": votes}
    findings = [Finding("overview", numbers=numbers, contributions=ids, ballots=ballots)]
    named = [(label, members) for label, members in groups if label]
    if named:
        sizes = {f"theme-{place}": len(members) for place, (_label, members) in enumerate(named)}
        words = {"labels": [label for label, _members in named]}
        inside = tuple(s.id for _label, members in named for s in members)
        findings.append(Finding("themes", numbers=sizes, words=words, contributions=inside, method="proposed themes"))
    return grounded(f"overview:q{question.id}", findings)


def priorities(question: Question, reported: Sequence[Finding]) -> list[DraftParagraph]:
    """Statements are no recommendations: what is to be done is for the rapporteur, from what was most supported."""
    proposals = [
        id_
        for finding in reported
        if finding.kind == "position" and _PROPOSAL.search(str(finding.words["statement"]))
        for id_ in finding.contributions
    ]
    return [slot(f"slot:priorities:q{question.id}", _("On the priorities suggested"), proposals)] if proposals else []


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

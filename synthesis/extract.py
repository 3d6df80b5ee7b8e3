"""Rows become frames: the only place where they do. Ids and groups, no names; only what may count.

Contributions in the state "shown", ballots that are closed, results as an outside audience may see them.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.db.models import Max

from consult.attribution import Audience, Quotation, Rule
from consult.models import Consultation
from sessions_app.models import Ballot, Contribution, GuidingQuestion, Recommendation, Vote
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import seen_by
from sessions_app.queries.session import plenaries, rule_of
from sessions_app.rules import shown
from sessions_app.rules.positions import Position
from sessions_app.rules.suppression import Published
from sessions_app.states import GONE, BallotState, Choice, ContributionState, Method
from synthesis.models.coding import Code
from synthesis.models.theme import Suggestion, Theme, ThemeState
from synthesis.queries.shares import position_of
from synthesis.rules.voices import voice

COLUMNS = [
    "id",
    "question",
    "parent",
    "author",
    "speaker",
    "group",
    "type",
    "text",
    "sentence",
    "language",
    "rule",
    "quotable",
    "theme",
]


@dataclass(frozen=True, slots=True)
class Text:
    """A recommendation with its latest version and what may be shown outside of its last closed check.

    ballot: the closed ballot's id; result: None where nothing may be shown. parent: the text that it is a part of.
    version: the number of the latest; older: the number and words of an earlier one, where the check was on that.
    """

    id: int
    number: str
    question: int | None
    text: str
    addressees: tuple[str, ...]
    modality: str
    state: str
    rule: str
    ballot: int | None = None
    result: Published | None = None
    parent: int | None = None
    version: int = 1
    older: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    id: int
    number: int
    session: int
    text: str
    title: str
    rule: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a draft is made of. contributions: a frame with ``COLUMNS``, by id; what is missing is -1 or "".

    theme: the name of a confirmed one.

    positions: contribution id -> (ballot id, counts outside) of closed statement votes. unseen: state -> how many were
    held or hidden.
    """

    questions: tuple[Question, ...]
    contributions: pd.DataFrame
    positions: dict[int, tuple[int, Position]]
    texts: tuple[Text, ...]
    unseen: dict[str, int]
    data_hash: str


def corpus(consultation: Consultation) -> Corpus:
    """Read ``consultation`` in a fixed number of queries."""
    questions = _questions(consultation)
    rules = {question.id: question.rule for question in questions}
    frame = _contributions(consultation)
    positions = _positions(consultation, rules)
    texts = _texts(consultation, rules)
    everything = Contribution.objects.filter(IN_PLENARY, question__session__consultation=consultation)
    counted = everything.values_list("state").order_by()
    unseen = {
        state: sum(1 for (s,) in counted if s == state) for state in (ContributionState.HELD, ContributionState.HIDDEN)
    }
    return Corpus(
        questions=questions,
        contributions=frame,
        positions=positions,
        texts=texts,
        unseen={str(state): count for state, count in unseen.items()},
        data_hash=_hash(consultation, frame),
    )


def _questions(consultation: Consultation) -> tuple[Question, ...]:
    rows = GuidingQuestion.objects.filter(session__in=plenaries(consultation)).select_related("session__consultation")
    return tuple(
        Question(
            id=row.pk,
            number=row.number,
            session=row.session_id,
            text=row.text.strip(),
            title=row.short_title.strip(),
            rule=str(rule_of(row)),
            is_closed=row.state == "closed",
        )
        for row in rows.order_by("session__position", "session_id", "number")
    )


def said_on(question: GuidingQuestion) -> pd.DataFrame:
    """What was said on one guiding question, a frame with ``COLUMNS``, by id."""
    frame = _contributions(question.session.consultation)
    return frame[frame["question"] == question.pk].reset_index(drop=True)


def sides_on(question: GuidingQuestion) -> dict[int, dict[int, int]]:
    """Contribution id -> elector id -> 1 (agrees) or -1 (disagrees), of statement votes that are closed."""
    side = {Choice.AGREE.value: 1, Choice.DISAGREE.value: -1}
    rows = Vote.objects.filter(
        ballot__contribution__question=question,
        ballot__method=Method.STATEMENT,
        ballot__state=BallotState.CLOSED,
        choice__in=side,
    )
    found: dict[int, dict[int, int]] = {}
    for contribution, elector, choice in rows.values_list("ballot__contribution", "elector", "choice").iterator():
        found.setdefault(contribution, {})[elector] = side[choice]
    return found


def _contributions(consultation: Consultation) -> pd.DataFrame:
    rows = (
        Contribution.objects.filter(seen_by("participant"), IN_PLENARY, question__session__consultation=consultation)
        .order_by("id")
        .values_list(
            "id",
            "question",
            "parent",
            "author",
            "delegation",
            "group",
            "type",
            "text",
            "sentence",
            "language",
            "rule",
            "quotation",
            "submission",
            "speaker",
            "question__session",
        )
    )
    closed = {str(Rule.CHATHAM_HOUSE)}
    themes = _confirmed(consultation)
    return pd.DataFrame(
        [
            (
                id_,
                question,
                parent or -1,
                author or -1,
                voice(id_, submission, delegation, author, speaker=speaker, group=group, session=session),
                group or -1,
                type_,
                text,
                sentence.strip(),
                language,
                rule,
                quotation != Quotation.NONE and rule not in closed,
                themes.get(id_, ""),
            )
            for (
                id_,
                question,
                parent,
                author,
                delegation,
                group,
                type_,
                text,
                sentence,
                language,
                rule,
                quotation,
                submission,
                speaker,
                session,
            ) in rows
        ],
        columns=COLUMNS,
    )


def _confirmed(consultation: Consultation) -> dict[int, str]:
    """Contribution id -> name of the confirmed theme that it stands under: by the last coder, else by likeness."""
    mine = {"contribution__question__session__consultation": consultation}
    labels = dict(
        Theme.objects.filter(question__session__consultation=consultation, state=ThemeState.CONFIRMED).values_list(
            "id", "label"
        )
    )
    stands = dict(Suggestion.objects.filter(**mine).values_list("contribution", "theme"))
    stands |= dict(Code.objects.filter(**mine).order_by("at", "id").values_list("contribution", "theme"))
    return {id_: labels[theme] for id_, theme in stands.items() if theme in labels}


def outside(ballot: Ballot, rule: str) -> Published | None:
    """A closed ballot's tally as an outside audience may see it."""
    return shown.published(
        ballot.tally,
        rule=rule,
        method=ballot.method,
        is_closed=ballot.state == BallotState.CLOSED,
        audience=Audience.OUTSIDE,
        smallest_cell=ballot.consultation.smallest_cell,
    )


def _positions(consultation: Consultation, rules: dict[int, str]) -> dict[int, tuple[int, Position]]:
    ballots = (
        Ballot.objects.filter(
            consultation=consultation,
            method=Method.STATEMENT,
            state=BallotState.CLOSED,
            contribution__in=Contribution.objects.filter(seen_by("participant"), IN_PLENARY),
        )
        .select_related("contribution", "consultation")
        .order_by("id")
    )
    found = {}
    for ballot in ballots:
        assert ballot.contribution is not None
        table = outside(ballot, rules.get(ballot.contribution.question_id, consultation.attribution_rule))
        total = position_of(table.total) if table else None
        if table and total:
            groups = tuple(p for p in map(position_of, table.groups) if p is not None)
            found[ballot.contribution.pk] = (
                ballot.pk,
                Position(total.favour, total.against, total.neither, groups=groups),
            )
    return found


def _texts(consultation: Consultation, rules: dict[int, str]) -> tuple[Text, ...]:
    rows = (
        Recommendation.objects.filter(consultation=consultation)
        .exclude(state__in=GONE)
        .prefetch_related("versions__ballots")
        .order_by("id")
    )
    found = []
    for row in rows:
        versions = list(row.versions.all())
        if not versions:
            continue
        closed = [b for version in versions for b in version.ballots.all() if b.state == BallotState.CLOSED]
        ballots = [ballot for ballot in closed if ballot.method == Method.TEMPERATURE]
        ballot = max(ballots, key=lambda b: b.pk, default=None)
        on = next((version for version in versions if ballot and version.pk == ballot.version_id), versions[-1])
        rule = rules.get(row.question_id or 0, consultation.attribution_rule)
        found.append(
            Text(
                id=row.pk,
                number=row.number,
                question=row.question_id,
                text=versions[-1].text.strip(),
                addressees=tuple(row.addressees),
                modality=row.modality,
                state=row.state,
                rule=rule,
                ballot=ballot.pk if ballot else None,
                result=outside(ballot, rule) if ballot else None,
                parent=row.parent_id,
                version=versions[-1].version,
                older=None if on == versions[-1] else (on.version, on.text.strip()),
            )
        )
    return tuple(sorted(found, key=lambda text: [int(part) for part in re.findall(r"\d+", text.number)]))


def _hash(consultation: Consultation, frame: pd.DataFrame) -> str:
    """SHA-256 over everything a draft depends on: the texts and the digests of the closed ballots."""
    ballots = Ballot.objects.filter(consultation=consultation, state=BallotState.CLOSED).order_by("id")
    versions = (
        Recommendation.objects.filter(consultation=consultation).annotate(last=Max("versions__id")).order_by("id")
    )
    body: list[Any] = [
        frame.to_csv(index=False),
        list(ballots.values_list("id", "digest")),
        list(versions.values_list("id", "state", "last")),
    ]
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()

"""What was said on one guiding question, in reported voice, from the one-sentence fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
from django.utils.translation import gettext as _

from consult.attribution import Rule
from sessions_app.states import ContributionType
from synthesis import wording
from synthesis.actions.grouping import grouped, spoken
from synthesis.actions.plan import DraftParagraph, DraftSection, grounded, slot
from synthesis.core import clauses, near, themes
from synthesis.core.findings import Finding
from synthesis.extract import Question

PRACTICES = {ContributionType.GOOD_PRACTICE.value, ContributionType.EVIDENCE.value}
QUESTIONS = {ContributionType.QUESTION.value}
ORDER = [ContributionType.ISSUE, ContributionType.CHALLENGE, "", ContributionType.PROPOSAL, ContributionType.REMEDY]
AT_ONCE = 3  # clauses under one lead-in
PER_PARAGRAPH = 6  # clauses in one paragraph

MayPrint = Callable[[str, str], bool]  # (sentence, rule) -> whether no name in it is one that the rule keeps


@dataclass(frozen=True, slots=True)
class Point:
    """One thing said, by one or more: near-duplicates stand as one point."""

    ids: tuple[int, ...]
    speakers: frozenset[str]
    type: str
    clause: str
    parent: int
    theme: str = ""


def parts(question: Question, frame: pd.DataFrame, may_print: MayPrint) -> list[DraftSection]:
    """Converging, differing, practices, further points and open questions. ``frame``: this question's contributions."""
    told, untold = _split(frame, may_print)
    points = _points(told, clauses.lower_words([*frame["text"], *frame["sentence"]]))
    counted = question.rule != Rule.CHATHAM_HOUSE
    tell = _Teller(question, counted, speakers=frame["speaker"].nunique())
    exchanges, rest = _exchanges(points)
    shared = [point for point in rest if len(point.speakers) > 1 and point.type not in QUESTIONS]
    rest = [point for point in rest if point not in shared]
    practices = [point for point in rest if point.type in PRACTICES]
    questions = [point for point in rest if point.type in QUESTIONS]
    others = [point for point in rest if point.type not in PRACTICES | QUESTIONS]
    key = f"q{question.id}"
    return [
        DraftSection(f"{key}.converging", _("Where views converged"), 2, tell.paragraphs("converging", shared)),
        DraftSection(f"{key}.diverging", _("Where views differed"), 2, [tell.exchange(*pair) for pair in exchanges]),
        DraftSection(f"{key}.raised", _("Points raised"), 2, tell.themed("raised", others) + _slots(question, untold)),
        DraftSection(f"{key}.practices", _("Practices and evidence reported"), 2, tell.themed("practices", practices)),
        DraftSection(f"{key}.open", _("Questions left open"), 2, tell.paragraphs("open", questions)),
    ]


def _split(frame: pd.DataFrame, may_print: MayPrint) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contributions with a sentence that may be printed, and the others."""
    told = [
        bool(sentence) and may_print(sentence, rule)
        for sentence, rule in zip(frame["sentence"], frame["rule"], strict=True)
    ]
    return frame[told], frame[[not one for one in told]]


def _points(told: pd.DataFrame, known: frozenset[str]) -> list[Point]:
    found: list[Point] = []
    for type_, rows in told.groupby("type", sort=True):
        ids, speakers, parents = list(rows["id"]), list(rows["speaker"]), list(rows["parent"])
        sentences, themes = list(rows["sentence"]), list(rows["theme"])
        for group in near.duplicates(sentences):
            found.append(
                Point(
                    ids=tuple(int(ids[index]) for index in group),
                    speakers=frozenset(speakers[index] for index in group),
                    type=str(type_),
                    clause=clauses.clause(sentences[group[0]], known),
                    parent=int(parents[group[0]]),
                    theme=str(themes[group[0]]),
                )
            )
    return sorted(found, key=lambda point: point.ids)


def _exchanges(points: list[Point]) -> tuple[list[tuple[Point, list[Point]]], list[Point]]:
    """Points to which a challenge replied, with those replies: here views differed, and why is said; and the rest."""
    of_id = {id_: point for point in points for id_ in point.ids}
    answers: dict[tuple[int, ...], list[Point]] = {}
    for point in points:
        to = of_id.get(point.parent)
        if to is not None and point.type == ContributionType.CHALLENGE and to.type not in QUESTIONS and to is not point:
            answers.setdefault(to.ids, []).append(point)
    pairs = [(point, answers[point.ids]) for point in points if point.ids in answers]
    pairs = [(point, replies) for point, replies in pairs if not any(point in others for others in answers.values())]
    used = {point.ids for pair in pairs for point in (pair[0], *pair[1])}
    return pairs, [point for point in points if point.ids not in used]


@dataclass(frozen=True, slots=True)
class _Teller:
    question: Question
    counted: bool
    speakers: int

    def finding(self, points: Sequence[Point], *, also: bool = False, reply: bool = False, label: str = "") -> Finding:
        """One sentence: points of one type under one lead-in; how many said it only of a single point."""
        speakers = frozenset().union(*(point.speakers for point in points))
        single = len(points) == 1
        return Finding(
            "said",
            numbers={"speakers": len(speakers), "addressed": self.speakers} if self.counted and single else {},
            words={
                "type": points[0].type,
                "clauses": [point.clause for point in points],
                "unit": "delegation" if all(one.startswith("d") for one in speakers) else "participant",
                "counted": self.counted and single and len(speakers) > 1,
                "repeated": not self.counted and single and len(speakers) > 1,
                "also": also,
                "reply": reply,
                "label": label,
            },
            contributions=tuple(id_ for point in points for id_ in point.ids),
            method="one-sentence fields, near-duplicates joined",
        )

    def exchange(self, point: Point, replies: list[Point]) -> DraftParagraph:
        findings = [self.finding([point]), self.finding(replies, reply=True)]
        return grounded(f"exchange:c{point.ids[0]}", findings)

    def paragraphs(self, part: str, points: Sequence[Point], label: str = "") -> list[DraftParagraph]:
        """Points in the order of their types, joined ones first; at most six in a paragraph."""
        order = [str(type_) for type_ in ORDER]
        ranked = sorted(points, key=lambda p: (order.index(p.type) if p.type in order else 9, -len(p.speakers), p.ids))
        found = []
        for start in range(0, len(ranked), PER_PARAGRAPH):
            block = ranked[start : start + PER_PARAGRAPH]
            found.append(grounded(f"{part}:c{block[0].ids[0]}", self._sentences(block, label)))
        return found

    def _sentences(self, points: Sequence[Point], label: str) -> list[Finding]:
        findings: list[Finding] = []
        seen: set[str] = set()
        run: list[Point] = []
        for point in [*points, None]:
            joins = point is not None and run and point.type == run[0].type and len(run) < AT_ONCE
            if run and (not joins or len(run[0].speakers) > 1 or (point and len(point.speakers) > 1)):
                lead = wording.lead_of(run[0].type)
                findings.append(self.finding(run, also=lead in seen, label="" if findings else label))
                seen.add(lead)
                run = []
            if point is not None:
                run.append(point)
        return findings

    def themed(self, part: str, points: Sequence[Point]) -> list[DraftParagraph]:
        """By confirmed theme, and by proposed ones where there are enough points to have any."""
        clauses_of, confirmed = [point.clause for point in points], [point.theme for point in points]
        return [
            paragraph
            for label, members in grouped(clauses_of, confirmed, known=self.question.text)
            for paragraph in self.paragraphs(part, [points[index] for index in members], label)
        ]


def _slots(question: Question, untold: pd.DataFrame) -> list[DraftParagraph]:
    """One place for what has no one-sentence field, or one for each confirmed or proposed theme of it."""
    if untold.empty:
        return []
    ids, texts = list(untold["id"]), list(untold["text"])
    *themed, (_none, rest) = grouped(texts, list(untold["theme"]), known=question.text)
    found = []
    for topic, indexes in themed:
        members = [ids[index] for index in sorted(indexes)]
        found.append(slot(f"slot:c{min(members)}", _("On {topic}").format(topic=topic), members))
    if rest:
        topic = themes.label_of([texts[index] for index in rest])
        name = spoken(topic) if topic else _("further points on question {number}")
        text = _("On {topic}").format(topic=name.format(number=question.number))
        found.append(slot(f"slot:q{question.id}", text, [ids[index] for index in rest]))
    return found

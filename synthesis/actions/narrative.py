"""What was said on one guiding question, in reported voice, from the one-sentence fields."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from django.utils.translation import gettext as _

from consult.attribution import Rule
from sessions_app.states import ContributionType
from synthesis import wording
from synthesis.actions.grouping import grouped, spoken
from synthesis.actions.plan import DraftParagraph, DraftSection, Telling, grounded, slot
from synthesis.core import clauses, near, themes
from synthesis.core.findings import Finding
from synthesis.extract import Question
from synthesis.models.report import Style
from synthesis.queries.people import Names

PRACTICES = {ContributionType.GOOD_PRACTICE.value, ContributionType.EVIDENCE.value}
QUESTIONS = {ContributionType.QUESTION.value}
ISSUE = ContributionType.ISSUE.value
WAYS = {ContributionType.PROPOSAL.value, ContributionType.REMEDY.value, ""}
ORDER = [ContributionType.ISSUE, ContributionType.CHALLENGE, "", ContributionType.PROPOSAL, ContributionType.REMEDY]
AT_ONCE = 3  # clauses under one lead-in
PER_PARAGRAPH = 6  # clauses in one paragraph

PLAIN = Telling()


@dataclass(frozen=True, slots=True)
class Point:
    """One thing said, by one or more: near-duplicates stand as one point."""

    ids: tuple[int, ...]
    speakers: frozenset[str]
    type: str
    clause: str
    parents: tuple[int, ...]  # of each id, what it replied to, or -1
    theme: str = ""


def parts(question: Question, frame: pd.DataFrame, names: Names, telling: Telling = PLAIN) -> list[DraftSection]:
    """What was said, in the parts that ``telling`` has. ``frame``: this question's contributions."""
    told, untold = _split(frame, names)
    slots = _slots(question, untold, names)
    points = _points(told, clauses.lower_words([*frame["text"], *frame["sentence"]]))
    counted = telling.counts and question.rule != Rule.CHATHAM_HOUSE
    tell = _Teller(question, telling, counted, speakers=frame["speaker"].nunique())
    exchanges, rest = _exchanges(points)
    practices = [point for point in rest if point.type in PRACTICES]
    questions = [point for point in rest if point.type in QUESTIONS]
    views = [point for point in rest if point.type not in PRACTICES | QUESTIONS]
    key = f"q{question.id}"
    open_ = DraftSection(f"{key}.open", _("Questions left open"), 2, tell.paragraphs("open", questions))
    reported = DraftSection(
        f"{key}.practices", _("Practices and evidence reported"), 2, tell.examples("practices", practices)
    )
    differing = [tell.exchange(*pair) for pair in exchanges]
    if telling.shape == "kinds":
        issues, ways = [p for p in views if p.type not in WAYS], [p for p in views if p.type in WAYS]
        of_issues = tell.themed("issues", issues) + differing
        reported.heading, open_.heading = _("Practices and evidence"), _("Open questions")
        return [
            DraftSection(f"{key}.issues", _("Issues and concerns"), 2, of_issues + slots),
            reported,
            DraftSection(f"{key}.ways", _("Ways forward"), 2, tell.themed("ways", ways)),
            open_,
        ]
    shared, others = [p for p in views if len(p.speakers) > 1], [p for p in views if len(p.speakers) == 1]
    return [
        DraftSection(f"{key}.converging", _("Where views converged"), 2, tell.paragraphs("converging", shared)),
        DraftSection(f"{key}.diverging", _("Where views differed"), 2, differing),
        DraftSection(f"{key}.raised", _("Points raised"), 2, tell.themed("raised", others) + slots),
        reported,
        open_,
    ]


def _split(frame: pd.DataFrame, names: Names) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contributions with a sentence that may be printed, and the others."""
    rows = zip(frame["sentence"], frame["rule"], strict=True)
    may = [bool(sentence) and names.may_print(sentence, rule) for sentence, rule in rows]
    told = pd.Series(may, index=frame.index, dtype=bool)  # typed, as there may be no row
    return frame[told], frame[~told]


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
                    parents=tuple(int(parents[index]) for index in group),
                    theme=str(themes[group[0]]),
                )
            )
    return sorted(found, key=lambda point: point.ids)


def _exchanges(points: list[Point]) -> tuple[list[tuple[Point, list[Point]]], list[Point]]:
    """Points that were challenged, and concerns that were answered, with the replies: here views differed, and why is
    said; and the rest. Questions are asked, not challenged.
    """
    of_id = {id_: point for point in points for id_ in point.ids}
    answers: dict[tuple[int, ...], list[Point]] = {}
    for point in points:
        for parent in point.parents:
            to = of_id.get(parent)
            if to is None or to is point or to.type in QUESTIONS or point in answers.get(to.ids, []):
                continue
            if ContributionType.CHALLENGE in (point.type, to.type) and point.type not in QUESTIONS:
                answers.setdefault(to.ids, []).append(point)
    answering = {reply.ids for replies in answers.values() for reply in replies}
    pairs, used = [], set[tuple[int, ...]]()
    for point in points:
        replies = [reply for reply in answers.get(point.ids, []) if reply.ids not in used]
        if replies and point.ids not in answering | used:
            pairs.append((point, replies))
            used |= {point.ids, *(reply.ids for reply in replies)}
    return pairs, [point for point in points if point.ids not in used]


@dataclass(frozen=True, slots=True)
class _Teller:
    question: Question
    telling: Telling
    counted: bool
    speakers: int

    def finding(
        self,
        points: Sequence[Point],
        *,
        also: bool = False,
        reply: bool = False,
        contested: bool = False,
        label: str = "",
    ) -> Finding:
        """One sentence: points of one type under one lead-in; how many said it only of a single point."""
        speakers = frozenset().union(*(point.speakers for point in points))
        single = len(points) == 1
        is_shared = single and len(speakers) > 1
        return Finding(
            "said",
            numbers={"speakers": len(speakers), "addressed": self.speakers} if self.counted and single else {},
            words={
                "type": points[0].type,
                "clauses": [point.clause for point in points],
                "unit": "delegation" if all(one.startswith("d") for one in speakers) else "participant",
                "voice": self.telling.voice,
                "counted": self.counted and is_shared,
                "repeated": self.telling.counts and not self.counted and is_shared,
                "plain": self.telling.voice == "own" and is_shared and not contested and points[0].type == ISSUE,
                "also": also,
                "reply": reply,
                "label": label,
            },
            contributions=tuple(id_ for point in points for id_ in point.ids),
            method="one-sentence fields, near-duplicates joined",
        )

    def exchange(self, point: Point, replies: list[Point]) -> DraftParagraph:
        """What was said and what was said to it; "in reply" only where all who said it replied."""
        findings = [self.finding([point], contested=True)]
        for run in _runs(replies):
            lead = wording.lead_of(run[0].type)
            also = any(lead == wording.lead_of(str(one.words["type"])) for one in findings)
            is_reply = all(parent in point.ids for reply in run for parent in reply.parents)
            findings.append(self.finding(run, reply=is_reply, also=also and not is_reply, contested=True))
        return grounded(f"exchange:c{point.ids[0]}", findings)

    def examples(self, part: str, points: Sequence[Point]) -> list[DraftParagraph]:
        """Practices and evidence: as sentences, or in a list with letters where the template has such."""
        if not self.telling.has_letters or len(points) < 2:
            return self.themed(part, points)
        ids = tuple(id_ for point in points for id_ in point.ids)
        lead = Finding("examples", words={"voice": self.telling.voice}, contributions=ids)
        found = [grounded(f"{part}:q{self.question.id}", [lead])]
        for place, point in enumerate(points, start=1):
            words = {"clause": point.clause, "is_last": place == len(points)}
            item = Finding("example", words=words, contributions=point.ids)
            found.append(grounded(f"{part}:c{point.ids[0]}", [item], style=Style.LETTER))
        return found

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
                made = self.finding(run, also=lead in seen, label="" if findings else label)
                findings.append(made)
                seen |= set() if made.words["plain"] else {lead}
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


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    """Points that follow each other and can stand under one lead-in; one that several said stands alone."""
    runs: list[list[Point]] = []
    for point in points:
        joins = runs and point.type == runs[-1][0].type and len(runs[-1]) < AT_ONCE
        if joins and len(point.speakers) == len(runs[-1][0].speakers) == 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _slots(question: Question, untold: pd.DataFrame, names: Names) -> list[DraftParagraph]:
    """One place for what has no one-sentence field, or one for each confirmed or proposed theme of it."""
    if untold.empty:
        return []
    ids, texts = list(untold["id"]), list(untold["text"])

    def may_name(label: str) -> bool:
        return names.may_label(label, question.rule)

    *themed, (_none, rest) = grouped(texts, list(untold["theme"]), known=question.text, may_name=may_name)
    found = []
    for topic, indexes in themed:
        members = [ids[index] for index in sorted(indexes)]
        found.append(slot(f"slot:c{min(members)}", _("On {topic}").format(topic=topic), members))
    if rest:
        topic = themes.label_of([texts[index] for index in rest])
        name = spoken(topic) if topic and may_name(topic) else _("further points on question {number}")
        text = _("On {topic}").format(topic=name.format(number=question.number))
        found.append(slot(f"slot:q{question.id}", text, [ids[index] for index in rest]))
    return found


def key_findings(question: Question, frame: pd.DataFrame, names: Names, telling: Telling) -> list[Finding]:
    """What was said, a sentence for each point: what most said first, issues and concerns before ways forward."""
    told, _untold = _split(frame, names)
    points = _points(told, clauses.lower_words([*frame["text"], *frame["sentence"]]))
    counted = telling.counts and question.rule != Rule.CHATHAM_HOUSE
    tell = _Teller(question, telling, counted, speakers=frame["speaker"].nunique())
    views = [point for point in points if point.type not in PRACTICES | QUESTIONS]
    ranked = sorted(views, key=lambda point: (-len(point.speakers), point.type in WAYS, point.ids))
    return [tell.finding([point]) for point in ranked]

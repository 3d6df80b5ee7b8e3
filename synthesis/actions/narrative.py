"""What was said on one guiding question, in reported voice, from the one-sentence fields."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
from django.utils.translation import gettext as _

from consult.attribution import Rule
from sessions_app.states import ContributionType
from synthesis import wording
from synthesis.actions.grouping import grouped, spoken
from synthesis.actions.plan import DraftParagraph, DraftSection, Telling, grounded, slot
from synthesis.actions.points import CHALLENGE, ISSUE, PRACTICES, QUESTIONS, WAYS, Discussion, Point, discussion, split
from synthesis.actions.varying import alternating, nth, reworded
from synthesis.core import themes
from synthesis.core.findings import Finding
from synthesis.extract import Question
from synthesis.models.report import Style
from synthesis.queries.people import Names

ORDER = [ContributionType.ISSUE, ContributionType.CHALLENGE, "", ContributionType.PROPOSAL, ContributionType.REMEDY]
AT_ONCE = 3  # clauses under one lead-in
PER_PARAGRAPH = 6  # clauses in one paragraph
MOST_PARAGRAPHS = 3  # under one heading; more of them stand under their themes

PLAIN = Telling()


def parts(
    question: Question, frame: pd.DataFrame, names: Names, among: pd.DataFrame, telling: Telling = PLAIN
) -> list[DraftSection]:
    """What was said, in the parts that ``telling`` has. ``frame``: contributions; ``among``: all of the question."""
    found = discussion(frame, names, among)
    tell = _Teller(question, telling, found)
    return alternating(_by_kind(tell, found) if telling.shape == "kinds" else _by_view(tell, found))


def _by_view(tell: "_Teller", found: Discussion) -> list[DraftSection]:
    """Where views converged and where they differed, what few said, what is done already, what stayed open.

    Where no headings part them, issues that were not answered stand first: a problem is told before what to do.
    """
    key = f"q{tell.question.id}"
    converging = {point.ids for point in found.converging}
    raised = [point for point in found.views if point.ids not in converging]
    title = _("Other points raised") if found.converging or found.exchanges else _("Points raised")
    if tell.counted and all(len(point.speakers) <= 2 for point in raised):
        title = _("Points raised by one or two")
    first = [point for point in raised if point.type not in WAYS] if tell.telling.shape == "flat" else []
    raised = [point for point in raised if point not in first]
    return [
        *([DraftSection(f"{key}.issues", title, 2, tell.themed("raised", first))] if first else []),
        DraftSection(
            f"{key}.converging", _("Where views converged"), 2, tell.paragraphs("converging", found.converging)
        ),
        DraftSection(f"{key}.diverging", _("Where views differed"), 2, tell.exchanges(found.exchanges)),
        DraftSection(f"{key}.raised", title, 2, tell.themed("raised", raised)),
        DraftSection(
            f"{key}.practices",
            _("Practices and evidence reported"),
            2,
            tell.examples("practices", found.of(PRACTICES)),
        ),
        DraftSection(f"{key}.open", _("Questions left open"), 2, tell.paragraphs("open", found.of(QUESTIONS))),
    ]


def _by_kind(tell: "_Teller", found: Discussion) -> list[DraftSection]:
    """Issues, practices, ways forward, questions. A concern stands among the issues, and what answers it among the
    ways forward; a way that was challenged keeps the challenge beside it.
    """
    key, apart = f"q{tell.question.id}", [pair for pair in found.exchanges if pair[0].type != CHALLENGE]
    answered = [point for to, replies in found.exchanges if to.type == CHALLENGE for point in (to, *replies)]
    views = [*found.views, *answered]
    issues, ways = [p for p in views if p.type not in WAYS], [p for p in views if p.type in WAYS]
    practices = [*found.of(PRACTICES), *(p for p in answered if p.type in PRACTICES)]
    issues = [point for point in issues if point.type not in PRACTICES]
    of_ways = tell.exchanges([pair for pair in apart if pair[0].type in WAYS])
    of_issues = tell.exchanges([pair for pair in apart if pair[0].type not in WAYS])
    return [
        *tell.section(f"{key}.issues", _("Issues and concerns"), "issues", issues, of_issues),
        DraftSection(f"{key}.practices", _("Practices and evidence"), 2, tell.examples("practices", practices)),
        *tell.section(f"{key}.ways", _("Ways forward"), "ways", ways, of_ways),
        DraftSection(f"{key}.open", _("Open questions"), 2, tell.paragraphs("open", found.of(QUESTIONS))),
    ]


@dataclass(frozen=True, slots=True)
class _Teller:
    question: Question
    telling: Telling
    discussion: Discussion

    @property
    def counted(self) -> bool:
        return self.telling.counts and self.question.rule != Rule.CHATHAM_HOUSE

    def finding(
        self,
        points: Sequence[Point],
        *,
        also: int = 0,
        reply: bool = False,
        label: str = "",
        others: str = "",
    ) -> Finding:
        """One sentence: points of one type under one lead-in; how many said it only of a single point.

        also: how often the lead-in stood before. others: "others" or "same", of those named in the sentence before.
        """
        speakers = frozenset().union(*(point.speakers for point in points))
        single = len(points) == 1
        is_shared = single and len(speakers) > 1
        return Finding(
            "said",
            numbers={"speakers": len(speakers), "addressed": self.discussion.speakers}
            if self.counted and single
            else {},
            words={
                "type": points[0].type,
                "clauses": [point.clause for point in points],
                "unit": "delegation" if all(one.startswith("d") for one in speakers) else "participant",
                "voice": self.telling.voice,
                "counted": self.counted and is_shared,
                "repeated": self.telling.counts and not self.counted and is_shared,
                "plain": is_shared and self._is_plain(points[0]),
                "also": also,
                "reply": reply,
                "label": label,
                "others": others if self.counted and is_shared else "",
            },
            contributions=tuple(id_ for point in points for id_ in point.ids),
            method="one-sentence fields, near-duplicates joined",
        )

    def _is_plain(self, point: Point) -> bool:
        """Whether the author may say it without a lead-in, where more than one said so and nobody opposed it."""
        return self.telling.voice == "own" and point.type == ISSUE and point.ids not in self.discussion.contested

    def _stands_alone(self, point: Point) -> bool:
        """Whether a point has a sentence of its own: one in which it is told how many said it."""
        return len(point.speakers) > 1 and (self.telling.counts or self._is_plain(point))

    def exchanges(self, pairs: Sequence[tuple[Point, list[Point]]]) -> list[DraftParagraph]:
        """A paragraph for each; a lead-in that began one before says so."""
        seen: Counter[str] = Counter()
        found = []
        for point, replies in pairs:
            lead = wording.lead_of(point.type)
            found.append(self._exchange(point, replies, nth(seen[lead])))
            seen[lead] += 1
        return found

    def _exchange(self, point: Point, replies: list[Point], also: int) -> DraftParagraph:
        """What was said and what was said to it; "in reply" only where all who said it replied, and in a meeting."""
        findings = [self.finding([point], also=also)]
        named = point.speakers if findings[0].words["counted"] else frozenset()
        for run in self._runs(replies):
            lead = wording.lead_of(run[0].type)
            again = sum(lead == wording.lead_of(str(one.words["type"])) for one in findings)
            is_reply = all(parent in point.ids for reply in run for parent in reply.parents)
            is_reply = is_reply and self.telling.voice != "own"
            also = 0 if is_reply else nth(again)
            others = self._others(run, named)
            findings.append(self.finding(run, reply=is_reply, also=also, others=others))
            named |= run[0].speakers if findings[-1].words["counted"] else frozenset()
        return grounded(f"exchange:c{point.ids[0]}", findings)

    def _others(self, run: Sequence[Point], named: frozenset[str]) -> str:
        """Whether those who said it are others than those named before, or the same two; "" where neither is so.

        Under the anonymous rule two contributions are never told to be of the same or of different people.
        """
        speakers = frozenset().union(*(point.speakers for point in run))
        if not named or self.question.rule == Rule.ANONYMOUS:
            return ""
        if not speakers & named:
            return "others"
        return "same" if speakers == named and len(named) == 2 else ""

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
        """Points in the order of their types, joined ones first; at most six in a paragraph.

        An issue and a way forward share one only under a ``label`` that says what they are both about.
        """
        order = [str(type_) for type_ in ORDER]
        ranked = sorted(points, key=lambda p: (order.index(p.type) if p.type in order else 9, -len(p.speakers), p.ids))
        found = []
        for _kind, alike in groupby(ranked, key=lambda point: not label and point.type in WAYS):
            block = list(alike)
            for start in range(0, len(block), PER_PARAGRAPH):
                told = block[start : start + PER_PARAGRAPH]
                found.append(grounded(f"{part}:c{told[0].ids[0]}", self._sentences(told, label)))
        return found

    def _sentences(self, points: Sequence[Point], label: str) -> list[Finding]:
        findings: list[Finding] = []
        seen: Counter[str] = Counter()
        for run in self._runs(points):
            lead = wording.lead_of(run[0].type)
            made = self.finding(run, also=nth(seen[lead]), label="" if findings else label)
            findings.append(made)
            seen[lead] += not made.words["plain"]
        return findings

    def _runs(self, points: Sequence[Point]) -> list[list[Point]]:
        """Points that follow each other and have one lead-in, none of them with a sentence of its own."""
        runs: list[list[Point]] = []
        for point in points:
            is_alike = runs and wording.lead_of(point.type) == wording.lead_of(runs[-1][0].type)
            if (
                is_alike
                and len(runs[-1]) < AT_ONCE
                and not self._stands_alone(point)
                and not self._stands_alone(runs[-1][0])
            ):
                runs[-1].append(point)
            else:
                runs.append([point])
        return runs

    def themed(self, part: str, points: Sequence[Point]) -> list[DraftParagraph]:
        """By confirmed theme, and by proposed ones where there are enough points to have any."""
        return [
            paragraph
            for label, members in self._by_theme(points)
            for paragraph in self.paragraphs(part, members, label)
        ]

    def _by_theme(self, points: Sequence[Point]) -> list[tuple[str, list[Point]]]:
        clauses_of, confirmed = [point.clause for point in points], [point.theme for point in points]
        found = grouped(clauses_of, confirmed, known=self.question.text)
        return [(label, [points[index] for index in members]) for label, members in found]

    def section(
        self, key: str, heading: str, part: str, points: Sequence[Point], more: Sequence[DraftParagraph]
    ) -> list[DraftSection]:
        """A part, ``more`` at its end; where it is long and has several themes, each theme under its own heading."""
        whole = DraftSection(key, heading, 2, [*self.themed(part, points), *more])
        *themed, (_none, rest) = self._by_theme(points)
        if len(whole.paragraphs) <= MOST_PARAGRAPHS or len(themed) < 2:
            return [whole]
        found = [
            DraftSection(f"{key}.{place}", wording.capital(label), 3, self.paragraphs(part, members))
            for place, (label, members) in enumerate(themed)
        ]
        others = [*self.paragraphs(part, rest), *more]
        found += [DraftSection(f"{key}.others", _("Other points"), 3, others)] if others else []
        return [DraftSection(key, heading, 2), *found]


def to_write(question: Question, frame: pd.DataFrame, names: Names) -> list[DraftParagraph]:
    """One place for what has no one-sentence field, or one for each confirmed or proposed theme of it."""
    _told, untold = split(frame, names)
    if untold.empty:
        return []
    ids, texts = list(untold["id"]), list(untold["text"])

    def may_name(label: str) -> bool:
        return names.may_label(label, question.rule)

    *themed, (_none, rest) = grouped(texts, list(untold["theme"]), known=question.text, may_name=may_name)
    found = []
    for topic, indexes in themed:
        members = [ids[index] for index in sorted(indexes)]
        found.append(slot(f"slot:c{min(members)}", _("what was said on {topic}").format(topic=topic), members))
    if rest:
        topic = themes.label_of([texts[index] for index in rest])
        if topic and may_name(topic):
            text = _("what was said on {topic}").format(topic=spoken(topic))
        else:
            text = _("what the contributions say that have no sentence for the report")
        found.append(slot(f"slot:q{question.id}", text, [ids[index] for index in rest]))
    return found


def key_findings(question: Question, frame: pd.DataFrame, names: Names, telling: Telling) -> list[Finding]:
    """Issues and concerns, a sentence for each: what most said first. What was answered stands beside its answer.

    What several said and nobody opposed is told without a lead-in.
    """
    found = discussion(frame, names, frame)
    tell = _Teller(question, telling, found)
    ranked = sorted(found.views, key=lambda point: (-len(point.speakers), point.ids))
    return [
        reworded(tell.finding([point]), plain=len(point.speakers) > 1 and point.ids not in found.contested)
        for point in ranked
        if point.type not in WAYS
    ]

"""A report as the rules take it, and what they found in it."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from consult.attribution import Rule as Attribution
from consult.models import Consultation
from sessions_app.models import Contribution, GuidingQuestion, RecommendationVersion
from sessions_app.queries.session import rule_of
from sessions_app.states import ADOPTED
from synthesis.models.checks import SetAside
from synthesis.models.report import Evidence, Grounding, Paragraph, Report, Section, Style
from synthesis.queries import kept
from synthesis.queries.house import house_style
from synthesis.queries.printed import in_order, numbers, printed_sections
from synthesis.queries.report import rule_of_report, sections_of
from synthesis.queries.untold import Untold, reasons_kept
from synthesis.rules import lint
from synthesis.rules.lint import Claim, Draft, Fault, Part, Passage
from synthesis.rules.lint.limits import SHORT_WORDS
from synthesis.rules.voices import voice

ANNEX = "annex"
_REPORTED = ("statement", "clauses", "label", "labels", "reason", "text", "title", "host", "partners", "groups", "who")
_TELLING = {"said", "position", "divided", "undecided"}  # findings whose sources speak in the paragraph
_ORDER = [str(rule) for rule in Attribution]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is: its paragraph or section, as the desk shows it."""

    anchor: str = ""
    number: str = ""
    heading: str = ""
    paragraph: int | None = None


LEAKS = frozenset({"name", "affiliation", "address", "exact-time", "unconsented", "kept-figure"})


@dataclass(frozen=True, slots=True)
class FoundFault:
    """A fault as a page shows it. token: names it as long as the text stays as it is. aside: why it was set aside."""

    fault: Fault
    place: Place
    token: str
    name: str
    advice: str
    is_error: bool
    aside: SetAside | None = None

    @property
    def is_leak(self) -> bool:
        """Whether nothing is published with it: it could give somebody away."""
        return self.is_error and (self.fault.rule in LEAKS or bool(self.fault.values.get("is_figure")))


@dataclass(slots=True)
class Found:
    """What the rules found: faults that stand, and those that a person set aside."""

    standing: list[FoundFault] = field(default_factory=list)
    aside: list[FoundFault] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return sum(one.is_error for one in self.standing)

    @property
    def looks(self) -> int:
        return len(self.standing) - self.errors

    @property
    def leaking(self) -> list[FoundFault]:
        """Those with which nothing is published."""
        return [one for one in self.standing if one.is_leak]

    @property
    def leaks(self) -> int:
        return len(self.leaking)


def checks_of(report: Report) -> Found:
    """Every fault of ``report`` as it stands now."""
    draft, places = draft_of(report)
    aside = {row.digest: row for row in SetAside.objects.filter(report=report).select_related("by")}
    found = Found()
    for fault in lint.check(draft):
        one = shown(fault, places.get(fault.place, Place()), aside)
        (found.aside if one.aside else found.standing).append(one)
    return found


def shown(fault: Fault, place: Place, aside: dict[str, SetAside] | None = None) -> FoundFault:
    """A fault with its words for a page, in the language that is active."""
    rule = lint.RULES[fault.rule]
    token = token_of(fault)
    return FoundFault(
        fault=fault,
        place=place,
        token=token,
        name=str(rule.name),
        advice=str(rule.advice).format(words=fault.words, **fault.values),
        is_error=rule.severity is lint.Severity.ERROR,
        aside=(aside or {}).get(token),
    )


def token_of(fault: Fault) -> str:
    """Another one as soon as the text it was found in is another."""
    body = json.dumps([fault.rule, fault.place, fault.words, fault.around, fault.ground])
    return hashlib.sha256(body.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Instead:
    """Words that are not in the report yet. texts: by paragraph; more: (section, place, text) of own paragraphs."""

    texts: Mapping[int, str] = field(default_factory=dict)
    more: Sequence[tuple[int, str, str]] = ()


def draft_of(report: Report, instead: Instead | None = None) -> tuple[Draft, dict[str, Place]]:
    """``report`` as the rules take it, and where each of its places is at the desk.

    instead: check it as if these words stood in it.
    """
    instead = instead or Instead()
    rows = list(sections_of(report))
    known = Known(report.consultation, rows, rule_of_report(report))
    address = reverse("report_desk", args=[report.consultation.slug, report.pk])
    parts: list[Part] = []
    places: dict[str, Place] = {}
    number = numbers(report, in_order(rows))
    for row, paragraphs in printed_sections(report, rows):
        passages = []
        for paragraph in paragraphs:
            if paragraph.pk in instead.texts:
                paragraph.text, paragraph.grounding = instead.texts[paragraph.pk], _once_edited(paragraph)
            one = known.passage(paragraph, row, str(number[paragraph.pk]))
            passages.append(one)
            places[one.place] = Place(f"{address}#paragraph-{paragraph.pk}", one.number, row.heading, paragraph.pk)
        for section, place, text in instead.more:
            if section == row.pk:
                own = known.passage(
                    Paragraph(section=row, text=text, style=Style.PLAIN, grounding=Grounding.OWN), row, ""
                )
                passages.append(replace(own, place=place))
        part = Part(f"{row.key}/", row.heading, row.level, tuple(passages), is_annex=row.key.startswith(ANNEX))
        places[part.place] = Place(f"{address}#section-{row.pk}", "", row.heading)
        parts.append(part)
    return known.draft(report, parts), places


def _once_edited(paragraph: Paragraph) -> str:
    return str(Grounding.OWN) if paragraph.grounding == Grounding.SLOT else paragraph.grounding


class Known:
    """What is read once of a consultation for all its paragraphs. rule: of the report, where it is not the same."""

    def __init__(self, consultation: Consultation, sections: Sequence[Section] = (), rule: str = "") -> None:
        self.consultation = consultation
        self.rule = rule or str(consultation.attribution_rule)
        questions = GuidingQuestion.objects.filter(session__consultation=consultation)
        self.questions = {row.pk: row for row in questions.select_related("session__consultation")}
        self.rules = {pk: str(rule_of(row)) for pk, row in self.questions.items()}
        ids = {one.contribution_id for s in sections for p in s.paragraphs.all() for one in p.evidence.all()}
        self.said = Contribution.objects.in_bulk(ids - {None})
        self.less = kept.asked_for_less(consultation)
        versions = RecommendationVersion.objects.filter(recommendation__consultation=consultation).order_by("id")
        self.texts = {row.recommendation_id: " ".join(row.text.split()) for row in versions}
        self.keys = Counter(paragraph.key for s in sections for paragraph in s.paragraphs.all())
        is_rollup = bool(sections) and sections[0].report.is_rollup
        self.untold = Untold(consultation, in_order(sections), is_rollup=is_rollup)

    def passage(self, paragraph: Paragraph, section: Section, number: str) -> Passage:
        evidence = list(paragraph.evidence.all()) if paragraph.pk else []
        sources = [self.said[one.contribution_id] for one in evidence if one.contribution_id in self.said]
        recommendations = [one.recommendation for one in evidence if one.recommendation]
        claims = tuple(_claim(data) for data in paragraph.findings)
        item = next((one for one in recommendations if any(claim.kind == "item" for claim in claims)), None)
        telling = sources if not claims or any(claim.kind in _TELLING for claim in claims) else []
        part = _part_of(paragraph)
        rule = rule_of_report(part) if part else self._rule(section, telling)
        unique = paragraph.key and self.keys[paragraph.key] == 1
        return Passage(
            place=f"{section.key}/{paragraph.key}" if unique else f"{section.key}/#{paragraph.pk}",
            text=paragraph.text,
            number=number,
            style=paragraph.style,
            rows=tuple(tuple(map(str, row)) for row in paragraph.rows or ()),
            kind=_kind(paragraph),
            reported=self._reported(paragraph, telling, [one.pk for one in recommendations]),
            claims=None if part else claims,  # they were checked where it was taken from
            voices=len({self._voice(row) for row in telling}) if telling else None,
            rule=rule,
            is_of_part=part is not None,
            kept=tuple(one for row in telling for one in self.less.get(row.pk, ())),
            untold=frozenset() if part else self.untold.of(paragraph, {rule, self.rule}),
            unsaid=() if part else reasons_kept(paragraph, {rule, self.rule}),
            addressees=tuple(item.addressees) if item else None,
            is_adopted=any(one.state in ADOPTED for one in recommendations),
            marks=frozenset(_marks(evidence)),
        )

    def _voice(self, row: Contribution) -> str:
        session = self.questions[row.question_id].session_id
        ids = (row.pk, row.submission_id, row.delegation_id, row.author_id)
        return voice(*ids, speaker=row.speaker, group=row.group_id, session=session)

    def _rule(self, section: Section, sources: Iterable[Contribution]) -> str:
        """The strictest rule of the question that the section is about, and of what is told in it."""
        question = section.key.removeprefix("q").partition(".")[0] if section.key.startswith("q") else ""
        own = self.rules.get(int(question), self.rule) if question.isdecimal() else self.rule
        return max([own, *(row.rule for row in sources)], key=_ORDER.index)

    def _reported(
        self, paragraph: Paragraph, sources: list[Contribution], recommendations: list[int]
    ) -> tuple[str, ...]:
        """Stretches of a paragraph that are others' words: what its findings set in, and sentences of its sources."""
        found: list[str] = []
        for data in paragraph.findings:
            for name in _REPORTED:
                value = data.get("words", {}).get(name, "")
                found += [value] if isinstance(value, str) else [str(one) for one in value]
        found += [self.texts[pk] for pk in recommendations if pk in self.texts]
        text = paragraph.text.casefold()
        found += [row.sentence.strip().rstrip(".") for row in sources]
        return tuple(one for one in dict.fromkeys(found) if len(one) > 1 and one.casefold() in text)

    def draft(self, report: Report | None, parts: Iterable[Part], *, template: str = "", language: str = "") -> Draft:
        consultation = self.consultation
        made = tuple(parts)
        rules = {self.rule, *(one.rule for part in made for one in part.passages if one.rule)}
        said = Contribution.objects.filter(question__session__consultation=consultation).exclude(sentence="")
        asked = [words for row in self.questions.values() for words in (row.text, row.short_title)]
        secrets = kept.kept_of(consultation, rules)
        hidden = {one.words for one in secrets[self.rule]}
        named = [
            *consultation.groups.values_list("name", flat=True),
            *consultation.delegations.values_list("name", flat=True),
        ]
        places = (consultation.title, consultation.host, consultation.place, consultation.city)
        return Draft(
            parts=made,
            most_words=self._most_words(report),
            template=report.template if report else template,
            language=report.language if report else language or consultation.language,
            rule=self.rule,
            kept=secrets,
            unconsented=kept.unconsented(consultation),
            given=tuple(said.values_list("sentence", flat=True)),
            public=(
                *filter(None, places),
                *asked,
                *(name for name in named if name not in hidden),
                *self.texts.values(),
            ),
        )

    def _most_words(self, report: Report | None) -> int | None:
        """The house's limit, and that of key points whatever their template is; None for the template's."""
        house = house_style(self.consultation)
        limits = [house.word_limit] if house and house.word_limit else []
        if report is not None and report.is_short:
            limits.append(SHORT_WORDS)
        return min(limits, default=None)


def _claim(data: dict[str, Any]) -> Claim:
    words = data.get("words", {})
    named = [words.get("number"), *words.get("numbers", ()), *words.get("questions", ())]
    return Claim(data["kind"], data.get("numbers", {}), frozenset(str(one) for one in named if one))


def _kind(paragraph: Paragraph) -> str:
    """Standing text that somebody changed is no longer the house's."""
    if paragraph.grounding == Grounding.STANDING and paragraph.text != paragraph.generated:
        return str(Grounding.OWN)
    return paragraph.grounding


def _part_of(paragraph: Paragraph) -> Report | None:
    """The report that a paragraph was taken from and stands as it is there, which has a rule of its own."""
    source = getattr(paragraph, "source", None)
    return source.report if source is not None and paragraph.edited_at is None else None


def _marks(evidence: Iterable[Evidence]) -> Iterable[str]:
    for one in evidence:
        for letter, pk in (("C", one.contribution_id), ("B", one.ballot_id), ("T", one.recommendation_id)):
            if pk:
                yield f"{letter}{pk}"

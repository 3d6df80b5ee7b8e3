"""What a consultation for discussion alone came to: who spoke, on which themes, and where views met."""

import re
from collections import Counter
from dataclasses import dataclass

from consult.attribution import Audience
from consult.models import Consultation
from sessions_app.models import Contribution, GuidingQuestion
from sessions_app.queries.session import rule_of
from synthesis.models.report import Paragraph, ReportState
from synthesis.models.theme import Theme, ThemeState
from synthesis.queries.coding import stands
from synthesis.queries.participation import Heard, participation
from synthesis.queries.people import Names
from synthesis.queries.printed import is_printed, paragraphs_of
from synthesis.queries.report import reports_of

_CONVERGED = re.compile(r"(?:^|\.)converging:c(\d+)$")  # the key of a paragraph on what views met on


@dataclass(frozen=True, slots=True)
class SaidOn:
    """One question. themes: the confirmed ones with how many contributions stand under each.

    met: where views converged, in the words of the last report that is out: before that nobody has said so.
    """

    question: GuidingQuestion
    count: int
    themes: tuple[tuple[str, int], ...]
    met: tuple[str, ...]
    not_heard: tuple[Heard, ...]


def said(consultation: Consultation, audience: Audience) -> list[SaidOn]:
    """The questions on which something was said, as far as ``audience`` may see that; in their order."""
    heard = participation(consultation, audience)
    gaps = {question.pk: tuple(rows) for question, rows in heard.not_heard}
    themes, met = _themes(heard.questions, Names(consultation)), _met(consultation)
    return [
        SaidOn(question, count, themes.get(question.pk, ()), met.get(question.pk, ()), gaps.get(question.pk, ()))
        for question, count in zip(heard.questions, heard.totals, strict=True)
        if count
    ]


def _themes(questions: tuple[GuidingQuestion, ...], names: Names) -> dict[int, tuple[tuple[str, int], ...]]:
    rows = Theme.objects.filter(question__in=questions, state=ThemeState.CONFIRMED).order_by("id")
    placed = Counter(stand.theme for of in stands(questions, None).values() for stand in of.values())
    found: dict[int, list[tuple[str, int]]] = {}
    rules = {question.pk: str(rule_of(question)) for question in questions}
    for row in rows:
        if not names.may_label(row.label, rules[row.question_id]):
            continue
        found.setdefault(row.question_id, []).append((row.label, placed[row.pk]))
    return {pk: tuple(sorted(told, key=lambda one: -one[1])) for pk, told in found.items()}


def _met(consultation: Consultation) -> dict[int, tuple[str, ...]]:
    report = (
        reports_of(consultation, published_only=True)
        .exclude(state=ReportState.WITHDRAWN)
        .order_by("-published_at", "-pk")
        .first()
    )
    if report is None:
        return {}
    told: list[tuple[int, Paragraph]] = []
    for paragraph in paragraphs_of(report).filter(key__contains="converging:c"):
        if (key := _CONVERGED.search(paragraph.key)) and is_printed(paragraph, report):
            told.append((int(key[1]), paragraph))
    of_question = dict(
        Contribution.objects.filter(pk__in=[pk for pk, _paragraph in told]).values_list("pk", "question")
    )
    found: dict[int, list[str]] = {}
    for pk, paragraph in told:
        if pk in of_question:
            found.setdefault(of_question[pk], []).append(paragraph.text)
    return {question: tuple(texts) for question, texts in found.items()}

"""Drafting a report: the corpus is read, findings are made, sentences written down with their evidence.

Only the worker and the commands load this module: it brings the analysis with it.
"""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consult import record
from consult.models import Consultation, Participant
from sessions_app.actions.turns import writing
from sessions_app.models import Vote
from synthesis import wording
from synthesis.actions import frame, narrative, outcomes, statements
from synthesis.actions.editing import check_editable
from synthesis.actions.plan import DraftParagraph, DraftSection, with_headings
from synthesis.actions.saving import write_down
from synthesis.core.findings import Finding
from synthesis.extract import Corpus, Question, corpus
from synthesis.models.report import Report, ReportState
from synthesis.queries.people import Names


def draft_report(consultation: Consultation, actor: Participant | str, report: Report | None = None) -> Report:
    """Draft ``report``, or the consultation's latest one anew, or its first; whatever people edited stays.

    A report that is published is not drafted again: a new one begins beside it. RefusedError where one is approved.
    """
    report = report or latest(consultation) or Report(consultation=consultation)
    check_editable(report)
    with translation.override(consultation.language):
        report.title = consultation.title
        report.language = consultation.language
        say(report, 5, _("Reading the contributions"))
        material = corpus(consultation)
        say(report, 25, _("Finding what was said and where views met"))
        sections = plan(consultation, material)
        say(report, 85, _("Writing it down"))
        head = frame.masthead(consultation)
        with writing():
            report = Report.objects.select_for_update().get(pk=report.pk)
            write_down(report, sections)
            report.facts = {**head, "data_hash": material.data_hash}
            report.state, report.progress, report.percent = ReportState.DRAFT, "", 100
            report.drafted_at = timezone.now()
            report.save()
            record.enter(
                consultation.pk,
                "report drafted",
                actor,
                subject=f"report-{report.pk}",
                payload={"data_hash": material.data_hash, "paragraphs": sum(len(s.paragraphs) for s in sections)},
            )
    return report


def latest(consultation: Consultation) -> Report | None:
    return consultation.reports.exclude(state=ReportState.PUBLISHED).order_by("-created_at", "-pk").first()


def say(report: Report, percent: int, words: str) -> None:
    """Show how far the draft is, to whoever looks at its page."""
    report.progress, report.percent, report.state = words, percent, ReportState.DRAFTING
    report.save()


def plan(consultation: Consultation, material: Corpus) -> list[DraftSection]:
    """The roundtable summary: process, each question, results, priorities, next steps, annexes."""
    names = Names(consultation)
    sections = [frame.process(consultation, material)]
    reported: list[Finding] = []
    for question in material.questions:
        made, findings = _question(question, material, names, alone=len(material.questions) == 1)
        sections += made
        reported += findings
    if not consultation.discussion_only:
        results = outcomes.results(consultation, material.texts)
        sections += [results] if results.paragraphs else []
    slots = [p for q in material.questions for p in statements.priorities(q, reported)] if not material.texts else []
    sections += outcomes.priorities(material.texts, slots[:1])
    sections.append(frame.next_steps())
    rows = statements.annex(reported)
    for section in frame.method(consultation, material, rows):
        if section.key == "annex.positions":
            section.paragraphs.append(frame.positions_table(rows, tuple(_as_rows(reported))))
        sections.append(section)
    return sections


def _as_rows(findings: list[Finding]) -> list[Finding]:
    return [
        Finding("row", finding.numbers, contributions=finding.contributions, ballots=finding.ballots)
        for finding in findings
    ]


def _question(
    question: Question, material: Corpus, names: Names, *, alone: bool
) -> tuple[list[DraftSection], list[Finding]]:
    rows = material.contributions[material.contributions["question"] == question.id]
    # A theme's name is a rapporteur's words: one that names whom the rule keeps back is not printed.
    may = [name if names.may_print(name, rule) else "" for name, rule in zip(rows["theme"], rows["rule"], strict=True)]
    rows = rows.assign(theme=may)
    title = question.title or wording.shortened(question.text)
    heading = title if alone else _("Question {number}: {title}").format(number=question.number, title=title)
    parent = DraftSection(
        f"q{question.id}", _("Views expressed") if alone and not question.title.endswith("?") else heading
    )
    if rows.empty:
        finding = Finding("silent", words={"questions": [question.number]}, facts=("questions",))
        parent.paragraphs.append(_paragraph(f"silent:q{question.id}", finding))
        return [parent], []
    voted = rows[rows["id"].isin(list(material.positions)) & (rows["sentence"] == "")]
    told = rows[~rows["id"].isin(voted["id"])]
    parts: list[DraftSection] = []
    reported: list[Finding] = []
    if not voted.empty:
        opening, parts, reported = statements.parts(question, voted, material.positions, _voters(voted["id"], material))
        parent.paragraphs += opening
    if not told.empty:
        parts += narrative.parts(question, told, names.may_print)
    return with_headings(parent, _joined(parts)), reported


def _joined(parts: list[DraftSection]) -> list[DraftSection]:
    """Parts with the same heading, from votes and from words, as one."""
    found: dict[str, DraftSection] = {}
    for part in parts:
        if part.key in found:
            found[part.key].paragraphs += part.paragraphs
        else:
            found[part.key] = part
    return list(found.values())


def _paragraph(key: str, finding: Finding) -> DraftParagraph:
    return DraftParagraph(key=key, text=wording.sentence(finding), findings=(finding,))


def _voters(ids: list[int], material: Corpus) -> int:
    ballots = [material.positions[int(id_)][0] for id_ in ids]
    return Vote.objects.filter(ballot__in=ballots).values("elector").distinct().count()

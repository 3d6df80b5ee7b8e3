"""Drafting a report: the corpus is read, findings are made, sentences written down with their evidence.

Only the worker and the commands load this module: it brings the analysis with it.
"""

from contextlib import suppress

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consult import record
from consult.models import Consultation, Participant
from sessions_app.actions.turns import writing
from synthesis.actions import frame, templates
from synthesis.actions.changes import merged
from synthesis.actions.editing import check_editable, locked
from synthesis.actions.plan import Matter
from synthesis.actions.saving import write_down
from synthesis.actions.tabulating import tabulate
from synthesis.extract import corpus
from synthesis.models.report import FINAL, Report, ReportState
from synthesis.queries.people import Names
from synthesis.queries.template import proposed
from synthesis.wording import standing

AGAIN = 3  # how often a draft begins anew where what it is made of has changed meanwhile


class MovedOnError(Exception):
    """What the draft was made of has changed before it was written down."""


def draft_report(consultation: Consultation, actor: Participant | str, report: Report | None = None) -> Report:
    """Draft ``report``, or the consultation's latest one anew, or its first; whatever people edited stays.

    A report that is published is not drafted again: a new one begins beside it. RefusedError where one is approved.
    """
    drafted = report or latest(consultation) or Report(consultation=consultation, template=proposed(consultation))
    check_editable(drafted)
    for _time in range(AGAIN):
        with suppress(MovedOnError):
            return _draft(consultation, actor, drafted)
    raise MovedOnError


def _draft(consultation: Consultation, actor: Participant | str, report: Report) -> Report:
    with translation.override(consultation.language):
        report.title = standing.title(report.template, consultation.title)
        report.language = consultation.language
        say(report, 5, _("Reading the contributions"))
        material = corpus(consultation)
        plan = templates.plan_of(report.template, report.purpose)
        matter = Matter(consultation, material, Names(consultation), plan.telling)
        words = _("Finding what was said and where views met")
        sections = templates.sections(plan, matter, lambda part: say(report, 25 + int(60 * part), words))
        say(report, 85, _("Writing it down"))
        head = frame.masthead(consultation, report, is_un=plan.is_un, counts=plan.telling.counts)
        with writing():
            report = locked(consultation, report.pk)
            check_editable(report)
            if corpus(consultation).data_hash != material.data_hash:  # hidden or erased meanwhile, perhaps
                raise MovedOnError
            report.changes = merged(report.changes, write_down(report, sections))
            tabulate(report)
            report.facts = {**head, "is_numbered": plan.is_numbered, "data_hash": material.data_hash}
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
    return consultation.reports.filter(is_rollup=False).exclude(state__in=FINAL).order_by("-created_at", "-pk").first()


def say(report: Report, percent: int, words: str) -> None:
    """Show how far the draft is, to whoever looks at its page."""
    report.progress, report.percent, report.state = words, percent, ReportState.DRAFTING
    if report._state.adding:
        report.save()
        return
    told = {name: getattr(report, name) for name in ("progress", "percent", "state", "title", "language")}
    Report.objects.filter(pk=report.pk, frozen_at=None).exclude(state__in=FINAL).update(**told)

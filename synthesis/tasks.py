"""Long work for the worker. What loads the analysis is named by its path, so that a web process never does."""

import logging

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import task

from consult import record
from consult.models import Consultation, Participant
from synthesis.actions import analysis as analyses
from synthesis.actions import telling
from synthesis.models.analysis import Analysis, AnalysisState
from synthesis.models.files import FilesState, Snapshot
from synthesis.models.rephrasing import Rephrasing, RephrasingState
from synthesis.models.report import Report, ReportState
from synthesis.models.theme import RunState, ThemeRun

logger = logging.getLogger("consult.synthesis")


@task()
def draft(report_id: int, participant_id: int | None) -> int:
    """Draft the report; on failure its page says so and the draft can be asked for again. Returns its id."""
    report = Report.objects.select_related("consultation").get(pk=report_id)
    actor = _actor(participant_id)
    try:
        import_string("synthesis.actions.drafting.draft_report")(report.consultation, actor, report)
    except Exception:
        logger.exception("drafting report %s failed", report_id)
        _as_it_was(report_id)
        raise
    return report_id


@task()
def roll_up(report_id: int, participant_id: int | None) -> int:
    """Roll the reports of the parts up; on failure the page says so and it can be asked for again. Returns its id."""
    report = Report.objects.select_related("consultation").get(pk=report_id)
    try:
        import_string("synthesis.actions.rollup.roll_up")(report, _actor(participant_id))
    except Exception:
        logger.exception("rolling up report %s failed", report_id)
        _as_it_was(report_id)
        raise
    return report_id


@task()
def analyse(analysis_id: int, participant_id: int | None) -> int:
    """Make the analysis; on failure its page says so and it can be asked for again. Returns its id."""
    analysis = Analysis.objects.select_related("consultation").get(pk=analysis_id)
    try:
        import_string("synthesis.actions.analysing.make")(analysis, _actor(participant_id))
    except Exception:
        logger.exception("analysis %s failed", analysis_id)
        Analysis.objects.filter(pk=analysis_id).update(state=AnalysisState.FAILED)
        raise
    return analysis_id


@task()
def refresh_analyses() -> int:
    """Have every analysis made anew that may be and that something was closed since; returns how many."""
    rows = Consultation.objects.filter(analysis__made_at__isnull=False).order_by("id")
    return sum(analyses.refresh(consultation) for consultation in rows)


@task()
def make_files(report_id: int) -> int:
    """Write the report in every format; on failure its page says so and they can be asked for again. Returns its id."""
    report = Report.objects.select_related("consultation").get(pk=report_id)
    try:
        import_string("synthesis.writers.making.make")(report)
    except Exception:
        logger.exception("writing the files of report %s failed", report_id)
        Snapshot.objects.filter(report=report).update(state=FilesState.FAILED)
        raise
    return report_id


@task()
def propose_themes(run_id: int, participant_id: int | None) -> int:
    """Propose themes for a question; on failure the desk says so and they can be asked for again. Returns its id."""
    run = ThemeRun.objects.select_related("question__session__consultation").get(pk=run_id)
    try:
        import_string("synthesis.actions.proposing.propose")(run, _actor(participant_id))
    except Exception:
        logger.exception("proposing themes %s failed", run_id)
        words = _("No themes could be proposed. Nothing was changed; they can be asked for again.")
        ThemeRun.objects.filter(pk=run_id).update(state=RunState.FAILED, progress=words)
        raise
    return run_id


@task()
def mail_tellings(telling_ids: list[int]) -> int:
    """Mail what somebody is told of a report; returns how many mails went out."""
    return telling.mail_tellings(telling_ids)


@task()
def rephrase(rephrasing_id: int) -> int:
    """Ask the drafting assistant for another wording; on failure the desk says so. Returns the proposal's id."""
    row = Rephrasing.objects.select_related("paragraph__section__report__consultation").filter(pk=rephrasing_id).first()
    if row is None:
        return rephrasing_id  # asked for anew meanwhile, or the paragraph is gone
    try:
        import_string("synthesis.actions.rewording.propose")(row)
    except Exception:
        logger.exception("rephrasing %s failed", rephrasing_id)
        Rephrasing.objects.filter(pk=rephrasing_id).update(state=RephrasingState.FAILED)
        raise
    return rephrasing_id


def _as_it_was(report_id: int) -> None:
    """A draft that could not be made anew is the one that it was; one that was never made has failed."""
    words = _("The draft could not be made. Nothing was changed; it can be asked for again.")
    rows = Report.objects.filter(pk=report_id, state=ReportState.DRAFTING)
    rows.filter(drafted_at=None).update(state=ReportState.FAILED, progress=words)
    rows.update(state=ReportState.DRAFT, progress=words)


def _actor(participant_id: int | None) -> Participant | str:
    return (Participant.objects.filter(pk=participant_id).first() if participant_id else None) or record.RULE

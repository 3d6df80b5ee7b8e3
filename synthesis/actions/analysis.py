"""Having the positions analysed: an act of the desk. The work itself is a task, named by its path."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult import record
from consult.models import Consultation, Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from synthesis.models.analysis import Analysis, AnalysisState, Step
from synthesis.queries import analysis as reading

TASK = "synthesis.tasks.analyse"
SMALLEST, LARGEST = 1, 20  # places on a slate
_SILENT = timedelta(minutes=15)  # after which a run is taken for dead


def begin(here: Here, size: int) -> bool:
    """Have the worker analyse the positions for a slate of ``size``. False where what stands is what would come out."""
    require(may(here.standing, Act.ANALYSE))
    if not SMALLEST <= size <= LARGEST:
        raise RefusedError(_("A slate has from {least} to {most} places.").format(least=SMALLEST, most=LARGEST))
    with writing():
        Consultation.objects.select_for_update().get(pk=here.consultation.pk)
        now, analysis = reading.scope(here.consultation), reading.stored(here.consultation)
        require(reading.may_make(now, analysis, is_stuck=is_stuck(analysis)))
        if stands(analysis, reading.data_hash(now, size)):
            return False
        _ask(analysis or Analysis(consultation=here.consultation), size, here.participant or record.COMMAND)
    return True


def refresh(consultation: Consultation) -> bool:
    """The same by the clock, where it may be made again and something was closed since. Whether it was asked for."""
    with writing():
        Consultation.objects.select_for_update().get(pk=consultation.pk)
        now, analysis = reading.scope(consultation), reading.stored(consultation)
        if analysis is None or stands(analysis, reading.data_hash(now, analysis.size)):
            return False
        if not reading.may_make(now, analysis, is_stuck=is_stuck(analysis)):
            return False
        _ask(analysis, analysis.size, record.RULE)
    return True


def stands(analysis: Analysis | None, data_hash: str) -> bool:
    """Whether its results are those of ``data_hash``."""
    return bool(analysis and analysis.state == AnalysisState.DONE and analysis.data_hash == data_hash)


def is_stuck(analysis: Analysis | None) -> bool:
    return bool(analysis and analysis.state == AnalysisState.RUNNING and analysis.asked_at < timezone.now() - _SILENT)


def _ask(analysis: Analysis, size: int, actor: Participant | str) -> None:
    analysis.state, analysis.step, analysis.size = AnalysisState.RUNNING, Step.WAITING, size
    analysis.asked_at = timezone.now()
    analysis.save()
    record.enter(analysis.consultation_id, "analysis asked for", actor, payload={"size": size})
    participant = actor.pk if isinstance(actor, Participant) else None
    transaction.on_commit(lambda: import_string(TASK).enqueue(analysis_id=analysis.pk, participant_id=participant))

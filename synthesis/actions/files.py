"""Having a report's files made. The worker makes them: setting a long PDF takes more than a page may wait."""

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from synthesis.actions.editing import actor_of
from synthesis.models.files import FilesState, Snapshot
from synthesis.models.report import Report

TASK = "synthesis.tasks.make_files"
SOURCES, COVERAGE, COMMENTS = "export draft with sources", "export coverage", "export comments"


def make_files(here: Here, report: Report) -> None:
    """Have the files of a draft made, as it stands now. A published report's are made when it is published."""
    require(may(here.standing, Act.DRAFT))
    if report.drafted_at is None:
        raise RefusedError(_("This report is not drafted yet: there is nothing to write a file of."))
    with writing():
        order(report)
        actor = actor_of(here)
        record.enter(here.consultation.pk, "report files asked for", actor, subject=f"report-{report.pk}")


def take_along(here: Here, report: Report, act: str) -> None:
    """A file that only the desk can read leaves it: allowed, and entered. act: SOURCES, COVERAGE or COMMENTS."""
    with writing():
        require(may(here.standing, Act.READ_DRAFT))
        if here.is_preview:
            raise RefusedError(_("Nothing is taken along in a preview: each file is an act."))
        record.enter(here.consultation.pk, act, actor_of(here), subject=f"report-{report.pk}")


def order(report: Report) -> None:
    """Put the making of the files in the worker's queue, inside a transaction."""
    Snapshot.objects.update_or_create(report=report, defaults={"state": FilesState.WAITING})
    transaction.on_commit(lambda: import_string(TASK).enqueue(report_id=report.pk))

"""Publishing a report."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from synthesis.actions import files, telling
from synthesis.models.report import Grounding, Paragraph, Report, ReportState


def publish(here: Here, report: Report) -> Report:
    """Publish ``report``; from then on nothing in it changes. Refused while something in it is still to be written."""
    require(may(here.standing, Act.PUBLISH))
    with transaction.atomic():
        report = Report.objects.select_for_update().get(pk=report.pk)
        if report.state == ReportState.PUBLISHED:
            raise RefusedError(_("This report is published already."))
        if report.state != ReportState.DRAFT:
            raise RefusedError(
                _("This report is not drafted yet: wait until the draft is there, read it, then publish.")
            )
        slots = Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT, removed_at=None).count()
        if slots:
            raise RefusedError(
                ngettext(
                    "One paragraph is still to be written. Write it or remove it, then publish.",
                    "{count} paragraphs are still to be written. Write them or remove them, then publish.",
                    slots,
                ).format(count=slots)
            )
        report.state, report.published_at = ReportState.PUBLISHED, timezone.now()
        report.save(update_fields=["state", "published_at"])
        files.order(report)
        actor = here.participant or "secretariat"
        telling.tell_contributors(report, actor)
        record.enter(here.consultation.pk, "report published", actor, subject=f"report-{report.pk}")
    return report

"""Publishing a report: now, or at a moment to come, until which it is under an embargo."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult import record
from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.models import Contribution
from sessions_app.queries.discussion import seen_by
from synthesis.actions import files, telling
from synthesis.actions.editing import actor_of
from synthesis.actions.tabulating import tabulate_open
from synthesis.models.files import Snapshot
from synthesis.models.report import Evidence, Grounding, Paragraph, Report, ReportState, Style
from synthesis.queries.checks import checks_of
from synthesis.queries.house import frozen_house

PUBLISHED = "report published"
LONGEST = timedelta(days=730)
LEAKS = frozenset({"name", "affiliation", "address", "exact-time", "unconsented"})


def publish(here: Here, report: Report, at: datetime | None = None) -> Report:
    """Publish ``report``, or have it published ``at`` a moment to come; from now on nothing in it changes.

    Refused while something in it is still to be written, and for a moment that is past or more than two years away.
    """
    require(may(here.standing, Act.PUBLISH))
    with transaction.atomic():
        report = locked(here, report)
        _require_ready(report)
        tabulate_open(report)
        _require_safe(here, report)
        now = timezone.now()
        if at is not None and not now < at <= now + LONGEST:
            raise RefusedError(_("An embargo ends in the future, within two years."))
        report.facts = {**report.facts, **frozen_house(report)}
        report.state = ReportState.EMBARGOED if at else ReportState.PUBLISHED
        report.published_at = at or now
        report.save(update_fields=["state", "published_at", "facts"])
        files.order(report)
        if at:
            _enter(here, "report under embargo", report, until=at.isoformat())
        else:
            telling.tell_contributors(report, actor_of(here))
            _enter(here, PUBLISHED, report)
    return report


def cancel_embargo(here: Here, report: Report) -> Report:
    """Back to a draft that can be edited. Refused once it is public: what was read cannot be taken back like this."""
    require(may(here.standing, Act.PUBLISH))
    with transaction.atomic():
        report = locked(here, report)
        if not report.is_embargoed:
            raise RefusedError(_("This report is not under an embargo: there is nothing to cancel."))
        report.state, report.published_at = ReportState.DRAFT, None
        report.save(update_fields=["state", "published_at"])
        Snapshot.objects.filter(report=report).delete()  # made of what was to be final
        _enter(here, "embargo cancelled", report)
    return report


def open_due() -> int:
    """Publish every report whose embargo has ended: an act of the clock. Returns how many.

    Until the clock comes by, reading has opened it already (``queries.report.are_out``).
    """
    due = Report.objects.filter(state=ReportState.EMBARGOED, published_at__lte=timezone.now())
    done = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            report = due.select_for_update().filter(pk=pk).first()
            if report is None:
                continue  # cancelled, or opened by another clock
            report.state = ReportState.PUBLISHED
            report.save(update_fields=["state"])
            telling.tell_contributors(report, record.RULE)
            record.enter(report.consultation_id, PUBLISHED, record.RULE, subject=f"report-{report.pk}")
            done += 1
    return done


def locked(here: Here, report: Report) -> Report:
    """The report's row, taken for changing it, of this consultation."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("consultation")
    found = rows.filter(pk=report.pk, consultation=here.consultation).first()
    if found is None:
        raise RefusedError(_("There is no such report in this consultation."))
    return found


def _require_ready(report: Report) -> None:
    if report.is_final:
        raise RefusedError(_("This report is published already, or will be by itself."))
    if report.state != ReportState.DRAFT:
        raise RefusedError(_("This report is not drafted yet: wait until the draft is there, read it, then publish."))
    slots = Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT, removed_at=None).count()
    if slots:
        raise RefusedError(
            ngettext(
                "One paragraph is still to be written. Write it or remove it, then publish.",
                "{count} paragraphs are still to be written. Write them or remove them, then publish.",
                slots,
            ).format(count=slots)
        )


def _require_safe(here: Here, report: Report) -> None:
    """Nothing goes out that could give somebody away, or that stands on words which are no longer shown."""
    shown = Contribution.objects.filter(seen_by("participant"), question__session__consultation=here.consultation)
    quoted = Evidence.objects.filter(paragraph__section__report=report, paragraph__removed_at=None)
    quoted = quoted.filter(paragraph__style=Style.QUOTE, contribution__isnull=False)
    if quoted.exclude(contribution__in=shown).exists():
        raise RefusedError(_("A quotation stands on what is no longer shown. Remove it, then publish."))
    if any(one.is_error and one.fault.rule in LEAKS for one in checks_of(report).standing):
        raise RefusedError(
            _("Something could give somebody away. Look at the checks: correct it, or set it aside with a reason.")
        )


def _enter(here: Here, act: str, report: Report, **payload: object) -> None:
    actor: Participant | str = actor_of(here)
    record.enter(here.consultation.pk, act, actor, subject=f"report-{report.pk}", payload=payload)

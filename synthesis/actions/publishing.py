"""Publishing a report: now, or at a moment to come, until which it is under an embargo."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult import record
from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.models import GuidingQuestion
from sessions_app.queries.session import rule_of
from synthesis.actions import files, telling
from synthesis.actions.editing import actor_of, check_editable, locked
from synthesis.actions.tabulating import tabulate_open, tells_too_much
from synthesis.models.files import Snapshot
from synthesis.models.report import Grounding, Paragraph, Report, ReportState
from synthesis.queries.approval import standing
from synthesis.queries.checks import FoundFault, checks_of
from synthesis.queries.gone import gone_from
from synthesis.queries.house import frozen_house

PUBLISHED = "report published"
UNDER = "under"  # the rules under which it was published, in its facts
LONGEST = timedelta(days=730)
MOST_TOLD = 5  # places that a refusal names
_BEFORE = timedelta(seconds=30)  # the end of an embargo, in which the clock looks at it again


def publish(here: Here, report: Report, at: datetime | None = None) -> Report:
    """Publish ``report``, or have it published ``at`` a moment to come; from now on nothing in it changes.

    Refused while something in it is still to be written, while it is frozen with counts that a stricter rule keeps
    back, and for a moment that is past or more than two years away.
    """
    require(may(here.standing, Act.PUBLISH))
    with writing():
        report = locked(here.consultation, report.pk)
        _require_ready(report)
        tabulate_open(report)
        if tells_too_much(report):
            check_editable(report)
        _require_safe(report)
        now = timezone.now()
        if at is not None and not now < at <= now + LONGEST:
            raise RefusedError(_("An embargo ends in the future, within two years."))
        report.facts = {**report.facts, **_as_ruled(report), **frozen_house(report), UNDER: _terms(report)}
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
    with writing():
        report = locked(here.consultation, report.pk)
        if not report.is_embargoed:
            raise RefusedError(_("This report is not under an embargo: there is nothing to cancel."))
        _back_to_draft(report)
        _enter(here, "embargo cancelled", report)
    return report


def hold_back(consultation_id: int) -> int:
    """Whatever waits under an embargo and tells what is shown no longer is a draft again; its desk is told by mail.

    An act of the rule, within that of whoever took the words back. What is public by the clock stays. Returns how many.
    """
    return _hold_back(Report.objects.filter(consultation=consultation_id, published_at__gt=timezone.now()))


def _hold_back(reports: QuerySet[Report]) -> int:
    done = 0
    reports = reports.filter(state=ReportState.EMBARGOED)
    for pk in list(reports.order_by("pk").values_list("pk", flat=True)):
        with writing():
            locked_rows = reports.select_for_update(of=("self",)).select_related("consultation")
            report = locked_rows.filter(pk=pk).first()
            if report is None or not gone_from(report):
                continue
            _withhold(report)
            done += 1
    return done


def _withhold(report: Report) -> None:
    """By the rule, not by anybody: its desk is told, each time."""
    _back_to_draft(report)
    telling.tell_held_back(report)
    record.enter(report.consultation_id, "report held back", record.RULE, subject=f"report-{report.pk}")


def _back_to_draft(report: Report) -> None:
    """It can be edited again, unless somebody's approval of this very text stands."""
    report.state, report.published_at = ReportState.DRAFT, None
    if not standing(report):  # something was taken out of what was approved
        report.frozen_at = None
    report.save(update_fields=["state", "published_at", "frozen_at"])
    Snapshot.objects.filter(report=report).delete()  # made of what was to be final


def open_due() -> int:
    """Publish every report whose embargo has ended: an act of the clock. Returns how many.

    Until the clock comes by, reading has opened it already (``queries.report.are_out``). So what is due is looked at
    once more before: publishing and taking something back may have crossed, neither seeing the other.
    """
    now = timezone.now()
    _hold_back(Report.objects.filter(published_at__gt=now, published_at__lte=now + _BEFORE))
    due = Report.objects.filter(state=ReportState.EMBARGOED, published_at__lte=timezone.now())
    done = 0
    for pk in list(due.values_list("pk", flat=True)):
        with writing():
            report = due.select_for_update().filter(pk=pk).first()
            if report is None:
                continue  # cancelled, or opened by another clock
            report.state = ReportState.PUBLISHED
            report.save(update_fields=["state"])
            telling.tell_contributors(report, record.RULE)
            record.enter(report.consultation_id, PUBLISHED, record.RULE, subject=f"report-{report.pk}")
            done += 1
    return done


def hold_back_tightened() -> int:
    """End every embargo to come under which a report waits that a stricter rule keeps back since: it is a draft.

    An act of the clock. Names are looked for only where a rule is another than when the embargo began: else whoever
    joins under the words of a report could stop it.
    """
    held = 0
    rows = Report.objects.filter(state=ReportState.EMBARGOED, published_at__gt=timezone.now())
    for pk in [row.pk for row in rows.select_related("consultation") if _is_under_others(row)]:
        with writing():
            report = rows.select_for_update(of=("self",)).select_related("consultation").filter(pk=pk).first()
            if report is None or not _is_under_others(report):
                continue
            if tells_too_much(report) or checks_of(report).leaks:
                _withhold(report)
                held += 1
            else:  # looked at once for each change of the rules
                report.facts = {**report.facts, UNDER: _terms(report)}
                report.save(update_fields=["facts"])
    return held


def _is_under_others(report: Report) -> bool:
    """Whether its rules are others than when it was published, or last looked at."""
    return report.facts.get(UNDER) not in (None, _terms(report))


def _terms(report: Report) -> list[str]:
    """The rules that a report stands under, of its questions too, as they are now."""
    consultation = report.consultation
    questions = GuidingQuestion.objects.filter(session__consultation=consultation).select_related(
        "session__consultation"
    )
    of_questions = [f"{one.pk}:{rule_of(one)}" for one in questions.order_by("pk")]
    return [str(consultation.attribution_rule), str(consultation.smallest_cell), *of_questions]


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


def _require_safe(report: Report) -> None:
    """Nothing goes out that could give somebody away, or that tells what is no longer shown."""
    gone = len(gone_from(report))
    if gone:
        raise RefusedError(
            ngettext(
                "One paragraph tells what is no longer shown. Write it anew without it and take the source off, or "
                "remove it, then publish.",
                "{count} paragraphs tell what is no longer shown. Write them anew without it and take the source off, "
                "or remove them, then publish.",
                gone,
            ).format(count=gone)
        )
    leaking = checks_of(report).leaking
    if leaking:
        words = _("Something could give somebody away. Look at the checks: correct it, or set it aside with a reason.")
        raise RefusedError(f"{words} {_where(leaking)}")


def _as_ruled(report: Report) -> dict[str, Any]:
    """What the masthead says of the rule of attribution, which can have become stricter since the draft."""
    if report.is_rollup or "lines" not in report.facts:
        return {}
    with translation.override(report.language):
        label, rule = _("Attribution"), str(report.consultation.get_attribution_rule_display())
    lines = [[name, rule if name == label else value] for name, value in report.facts["lines"]]
    return {"lines": lines, "rule": report.consultation.attribution_rule}


def _where(leaking: Sequence[FoundFault]) -> str:
    """The first few, each with the paragraph it stands in, else the heading above it: "3: A name ..."."""
    told = dict.fromkeys((one.place.number or one.place.heading, one.name) for one in leaking)
    named = [": ".join(filter(None, pair)) for pair in told]
    return "; ".join(named[:MOST_TOLD]) + (" …" if len(named) > MOST_TOLD else "")


def _enter(here: Here, act: str, report: Report, **payload: object) -> None:
    actor: Participant | str = actor_of(here)
    record.enter(here.consultation.pk, act, actor, subject=f"report-{report.pk}", payload=payload)

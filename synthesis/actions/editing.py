"""What all acts on a report's text have in common: whoever changes it holds the report alone, and enters the record."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from consult import record
from consult.models import Consultation, Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from synthesis.actions.tabulating import tabulate
from synthesis.models.report import Paragraph, Report, Section

LONGEST = 8_000
STEP = 100  # between positions


class GoneError(RefusedError):
    """The paragraph is no longer there."""


@contextmanager
def on_report(here: Here, report_id: int) -> Iterator[Report]:
    """One writer at a time on a report, a new draft among them. Raises RefusedError where it may not be edited."""
    require(may(here.standing, Act.DRAFT))
    with writing():
        report = locked(here.consultation, report_id)
        check_editable(report)
        yield report
        tabulate(report)


def locked(consultation: Consultation, report_id: int) -> Report:
    """The report as it stands now, held until the transaction ends. Raises RefusedError where there is none."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("consultation")
    report = rows.filter(consultation=consultation, pk=report_id).first()
    if report is None:
        raise RefusedError(_("There is no such report in this consultation."))
    return report


@contextmanager
def on_section(here: Here, section_id: int) -> Iterator[Section]:
    """A section as it stands now, with its report held."""
    require(may(here.standing, Act.DRAFT))
    rows = Section.objects.filter(report__consultation=here.consultation, pk=section_id)
    with on_report(here, _report_of(rows.values_list("report", flat=True).first())):
        section = rows.select_related("report").first()
        if section is None:
            raise RefusedError(_("This section is no longer there."))
        yield section


@contextmanager
def on_paragraph(here: Here, paragraph_id: int) -> Iterator[Paragraph]:
    """A paragraph as it stands now, with its report held. Raises GoneError where it is no longer there."""
    require(may(here.standing, Act.DRAFT))
    rows = Paragraph.objects.filter(section__report__consultation=here.consultation, pk=paragraph_id)
    with on_report(here, _report_of(rows.values_list("section__report", flat=True).first())):
        paragraph = rows.select_related("section__report").first()
        if paragraph is None:
            raise _gone()
        yield paragraph


def _report_of(found: int | None) -> int:
    if found is None:
        raise _gone()
    return found


def _gone() -> GoneError:
    return GoneError(_("This paragraph is no longer there: the report was drafted anew."))


def check_editable(report: Report) -> None:
    if report.is_final:
        raise RefusedError(_("This report is published: it cannot be changed."))
    if report.frozen_at is not None:
        raise RefusedError(_("This report is approved: its text is frozen. Whoever approved it can open it again."))


def clean(text: str) -> str:
    """One paragraph of plain text. Raises RefusedError where there is none, or more than can be one."""
    line = one_line(text)
    if not line:
        raise RefusedError(_("There is no text. To take a paragraph out, remove it."))
    if len(line) > LONGEST:
        raise RefusedError(
            _("A paragraph has at most {most} characters; this one has {count}.").format(most=LONGEST, count=len(line))
        )
    return line


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def renumber(order: list[Paragraph]) -> None:
    for place, paragraph in enumerate(order):
        paragraph.position = (place + 1) * STEP
    Paragraph.objects.bulk_update(order, ["position"])


def actor_of(here: Here) -> Participant | str:
    """Who acts: a participant, or the secretariat, which takes part in nothing."""
    return here.participant or "secretariat"


def enter(here: Here, act: str, paragraph: Paragraph, payload: dict[str, Any] | None = None) -> None:
    body = {"report": paragraph.section.report_id, "revision": paragraph.revision, **(payload or {})}
    record.enter(here.consultation.pk, act, actor_of(here), subject=f"paragraph-{paragraph.pk}", payload=body)

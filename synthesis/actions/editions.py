"""What a removal leaves behind: a mark in the place of a paragraph, a new edition, nothing else that held the words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import ManyToOneRel
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import RefusedError
from consult.queries.people import Here
from sessions_app.actions.words import plain
from synthesis.actions import files
from synthesis.actions.editing import actor_of
from synthesis.models.files import ReportFile, Snapshot
from synthesis.models.publication import Edition, Extent, Ground, ParagraphSource
from synthesis.models.remark import Remark
from synthesis.models.rephrasing import Rephrasing
from synthesis.models.report import Grounding, Paragraph, Report, ReportState, Section, Style
from synthesis.models.telling import Telling
from synthesis.models.version import ParagraphVersion
from synthesis.queries.printed import is_printed
from synthesis.rules import days
from synthesis.rules.footnotes import with_notes

NEW_EDITION = "report has a new edition"
_KEPT = {Section, Edition, ParagraphSource, Snapshot, Telling}  # of what hangs on a report; the last holds no words
_KEEP = {Style.PARAGRAPH, Style.LETTER, Style.LIST_ITEM, Style.FOOTNOTE}  # forms whose numbers and letters stay


@dataclass(frozen=True, slots=True)
class Why:
    """ground: one of ``Ground``, said in public. reason: for the desk alone."""

    ground: str
    reason: str

    def __post_init__(self) -> None:
        if self.ground not in Ground.values:
            raise RefusedError(_("Say why it is removed."))
        if not self.reason.strip():
            raise RefusedError(_("Give the reason: the others at the desk are told it."))


def lock(report_id: int) -> Report:
    """A report's row, taken for changing it."""
    return Report.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=report_id)


def settle(report: Report, extent: Extent, why: Why, actor: Participant | str) -> None:
    """After something was taken out of it: a draft is no longer approved, what is published has a new edition."""
    sweep(report)
    if not report.is_final:
        report.frozen_at = None  # what was approved is another text
        report.save(update_fields=["frozen_at"])
        Snapshot.objects.filter(report=report).delete()
        enter(report, "passages removed from a draft", actor, {})
    elif report.state != ReportState.WITHDRAWN:
        edition = new_edition(report, extent, why)
        files.order(report)
        enter(report, NEW_EDITION if report.is_out else "passages removed", actor, told(edition))


def settle_all(here: Here, reports: Iterable[int], extent: Extent, why: Why) -> None:
    """Settle each; where one stands in another consultation, as a report of reports does, it is an act of the rule."""
    for pk in sorted(set(reports)):
        report = lock(pk)
        if report.consultation_id == here.consultation.pk:
            settle(report, extent, why, actor_of(here))
        else:
            settle(report, Extent.SOURCE, why, record.RULE)


def with_footnotes(rows: Iterable[Paragraph]) -> list[Paragraph]:
    """Paragraphs with their footnotes, each once: those that follow in the section, and those that are printed there.

    The two differ where something that is not printed stands between.
    """
    found: dict[int, Paragraph] = {}
    for row in rows:
        order = list(Paragraph.objects.filter(section=row.section_id).select_related("section__report__consultation"))
        printed = [one for one in order if one.pk == row.pk or is_printed(one, one.section.report)]
        found.update((one.pk, one) for one in (*with_notes(order, row), *with_notes(printed, row)))
    return list(found.values())


def with_all_made_of(rows: Iterable[Paragraph]) -> list[Paragraph]:
    """Paragraphs with their footnotes and with what reports of reports took of them, and these of those; each once."""
    found: dict[int, Paragraph] = {}
    waiting = list(rows)
    while waiting:
        fresh = [one for one in with_footnotes(waiting) if one.pk not in found]
        found.update((one.pk, one) for one in fresh)
        waiting = list(Paragraph.objects.filter(source__of__in=fresh).select_related("section"))
    return list(found.values())


def erase(rows: Collection[Paragraph]) -> set[int]:
    """Erase paragraphs, each once: their own reports are locked for it. Ids of the reports, still to be settled."""
    reports = {pk: lock(pk) for pk in sorted({row.section.report_id for row in rows})}
    for row in rows:
        erase_paragraph(row, leaves_mark=reports[row.section.report_id].is_final)
    return set(reports)


def erase_paragraph(paragraph: Paragraph, *, leaves_mark: bool) -> None:
    """The row goes, with all that hangs on it: versions, remarks, evidence. In its place stands that it was removed."""
    section, position = paragraph.section, paragraph.position
    was_printed = paragraph.removed_at is None
    Paragraph.objects.filter(joined_to=paragraph).delete()  # its words went into this one
    paragraph.delete()
    if leaves_mark and was_printed:
        Paragraph.objects.create(
            section=section,
            grounding=Grounding.REMOVED,
            style=paragraph.style if paragraph.style in _KEEP else Style.PLAIN,
            level=paragraph.level,
            position=position,
        )


def new_edition(report: Report, extent: Extent, why: Why) -> Edition:
    """Its number goes up, and the files of the one before are withdrawn: their digests alone are kept."""
    snapshot = Snapshot.objects.select_for_update().filter(report=report).defer("material").first()
    made = ReportFile.objects.filter(snapshot=snapshot).defer("data") if snapshot else ()
    slug = report.consultation.slug
    withdrawn = [{"name": f"{slug}.{one.extension}", "bytes": one.size, "sha256": one.sha256} for one in made]
    if snapshot:
        snapshot.delete()
    report.edition += 1
    edition = Edition.objects.create(
        report=report,
        number=report.edition,
        extent=extent,
        ground=why.ground,
        reason=plain(why.reason).strip()[:500],
        salt=record.salt(),
        withdrawn=withdrawn,
        at=timezone.now(),
    )
    if extent != Extent.WHOLE:
        with translation.override(report.language):
            words = _("{day}: {extent}, {ground}.").format(
                day=days.in_words(edition.day),
                extent=edition.get_extent_display(),
                ground=edition.get_ground_display(),
            )
            label = _("Edition {number}").format(number=edition.number)
        report.facts["lines"] = [*report.facts.get("lines", ()), [label, words]]
        report.save(update_fields=["edition", "facts"])
    return edition


def told(edition: Edition) -> dict[str, object]:
    sealed = record.seal(edition.salt, edition.reason)
    return {"edition": edition.number, "extent": str(edition.extent), "ground": edition.ground, "reason": sealed}


def sweep(report: Report) -> None:
    """Whatever else was kept of a report while it was made may hold the words too: it goes, whoever kept it."""
    for relation in Report._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete is models.CASCADE:
            kept_as = relation.field
            if kept_as.model not in _KEPT:
                kept_as.model._base_manager.filter(**{kept_as.name: report}).delete()
    for beside in (ParagraphVersion, Remark, Rephrasing):  # of others too: they were split from it, or speak of it
        beside._base_manager.filter(paragraph__section__report=report).delete()
    report.changes = []
    report.save(update_fields=["changes"])


def enter(report: Report, act: str, actor: Participant | str, payload: dict[str, object]) -> None:
    record.enter(report.consultation_id, act, actor, subject=f"report-{report.pk}", payload=payload)

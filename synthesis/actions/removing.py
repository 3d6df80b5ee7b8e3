"""Taking something out of a published report in an emergency: at once, for good, and told without telling what.

What is taken out is erased with its salt, so that its sealed form in the record says nothing any more. The files go
with the snapshot they were made from; a new edition is made, of which the public is told how much went and why.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models
from django.db.models import ManyToOneRel, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import Attachment, Contribution, Submission
from sessions_app.states import ContributionState
from synthesis.actions import files
from synthesis.actions.editing import actor_of, locked
from synthesis.models.files import ReportFile, Snapshot
from synthesis.models.publication import Edition, Extent, Ground, ParagraphSource
from synthesis.models.remark import Remark
from synthesis.models.report import Grounding, Paragraph, Report, ReportState, Section, Style
from synthesis.models.telling import Telling
from synthesis.models.version import ParagraphVersion
from synthesis.queries.units import only_counted
from synthesis.wording import days

NEW_EDITION = "report has a new edition"
WITHDRAWN = "report withdrawn"
SHORTEST = 12  # characters from which a sentence is looked for in other paragraphs
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


def remove_passage(here: Here, report: Report, paragraph_id: int, why: Why) -> Report:
    """Take one paragraph out of a published report, and out of every report that was made of it."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        report = _public(here, report)
        chosen = Paragraph.objects.filter(pk=paragraph_id, section__report=report, removed_at=None)
        if not chosen.exclude(grounding=Grounding.REMOVED).exists():
            raise RefusedError(_("There is no such passage in this report."))
        _take_out(here, chosen, Extent.PASSAGE, why)
    report.refresh_from_db()
    return report


def remove_words(here: Here, contribution_id: int, why: Why, *, all_of_author: bool = False) -> int:
    """Take out what stands on a contribution, in every report of the consultation, and the contribution itself.

    all_of_author: also everything else that whoever gave it has said. Returns how many paragraphs went.
    """
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        rows = Contribution.objects.select_for_update(of=("self",)).filter(
            question__session__consultation=here.consultation
        )
        first = rows.filter(pk=contribution_id).first()
        if first is None:
            raise RefusedError(_("There is no such contribution in this consultation."))
        said = list(rows.filter(_of_author(first))) if all_of_author else [first]
        count = _take_out(here, _standing_on(here, said), Extent.WORDS, why)
        for report in Report.objects.select_for_update().filter(consultation=here.consultation).order_by("pk"):
            _sweep(report)  # of all: what was circulated, or stood there once, may hold them
        _erase(here, said)
    return count


def withdraw(here: Here, report: Report, why: Why) -> Report:
    """Withdraw a whole published report: nothing of it stays but its title, and the digests of its files."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        report = _public(here, report)
        _take_out_of_rollups(list(Paragraph.objects.filter(section__report=report)), why)
        edition = _new_edition(report, Extent.WHOLE, why)
        _sweep(report)
        report.sections.all().delete()
        status = report.facts.get("status", "")
        report.state, report.facts = ReportState.WITHDRAWN, {"status": status}
        report.save(update_fields=["state", "facts", "edition"])
        _enter(report, WITHDRAWN, actor_of(here), _told(edition))
    return report


def _public(here: Here, report: Report) -> Report:
    report = locked(here.consultation, report.pk)
    if not report.is_out:
        raise RefusedError(_("This report is not published: edit it, or cancel its embargo first."))
    return report


def _of_author(first: Contribution) -> Q:
    """Whatever the person gave who gave ``first``, by itself or in a submission; where nobody is known, it alone."""
    author = first.author_id or (first.submission.author_id if first.submission else None)
    return Q(author=author) | Q(submission__author=author) if author else Q(pk=first.pk)


def _standing_on(here: Here, said: Collection[Contribution]) -> QuerySet[Paragraph]:
    """The paragraphs that tell what was ``said``, and those that hold its very words; not those that only count it."""
    ids = {one.pk for one in said}
    resting = Paragraph.objects.filter(evidence__contribution__in=ids, section__report__consultation=here.consultation)
    wanted = Q(pk__in=[row.pk for row in resting.distinct() if ids - only_counted(row)])
    for words in {words.strip() for one in said for words in (one.text, one.sentence)}:
        if len(words) >= SHORTEST:
            wanted |= Q(text__icontains=words.rstrip(".")) | Q(versions__text__icontains=words.rstrip("."))
    return Paragraph.objects.filter(wanted, section__report__consultation=here.consultation).distinct()


def _take_out(here: Here, chosen: QuerySet[Paragraph], extent: Extent, why: Why) -> int:
    """Take paragraphs out of the reports they stand in, and of those made of these. Returns how many."""
    ids = list(chosen.values_list("pk", flat=True))
    rows = list(Paragraph.objects.filter(pk__in=ids).select_related("section__report__consultation"))
    _take_out_of_rollups(rows, why)
    _out_of_each(rows, extent, why, actor_of(here))
    return len(rows)


def _take_out_of_rollups(rows: Collection[Paragraph], why: Why) -> None:
    """A report of reports stands in another consultation: there it is an act of the rule."""
    made = list(Paragraph.objects.filter(source__of__in=rows).select_related("section__report__consultation"))
    if made:
        _take_out_of_rollups(made, why)
        _out_of_each(made, Extent.SOURCE, why, record.RULE)


def _out_of_each(rows: Collection[Paragraph], extent: Extent, why: Why, actor: Participant | str) -> None:
    by_report: dict[int, list[Paragraph]] = {}
    for row in rows:
        by_report.setdefault(row.section.report_id, []).append(row)
    for pk, members in sorted(by_report.items()):
        report = locked(members[0].section.report.consultation, pk)
        for paragraph in members:
            _erase_paragraph(paragraph, leaves_mark=report.is_final)
        _sweep(report)
        if not report.is_final:
            Report.objects.filter(pk=report.pk).update(frozen_at=None)  # what was approved is another text
            Snapshot.objects.filter(report=report).delete()
            _enter(report, "passages removed from a draft", actor, {})
        elif report.state != ReportState.WITHDRAWN:
            edition = _new_edition(report, extent, why)
            files.order(report)
            _enter(report, NEW_EDITION if report.is_out else "passages removed", actor, _told(edition))


def _erase_paragraph(paragraph: Paragraph, *, leaves_mark: bool) -> None:
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


def _new_edition(report: Report, extent: Extent, why: Why) -> Edition:
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
            told = _("{day}: {extent}, {ground}.").format(
                day=days.in_words(edition.day),
                extent=edition.get_extent_display(),
                ground=edition.get_ground_display(),
            )
            label = _("Edition {number}").format(number=edition.number)
        report.facts["lines"] = [*report.facts.get("lines", ()), [label, told]]
        report.save(update_fields=["edition", "facts"])
    return edition


def _told(edition: Edition) -> dict[str, object]:
    sealed = record.seal(edition.salt, edition.reason)
    return {"edition": edition.number, "extent": str(edition.extent), "ground": edition.ground, "reason": sealed}


def _sweep(report: Report) -> None:
    """Whatever else was kept of a report while it was made may hold the words too: it goes, whoever kept it."""
    for relation in Report._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.on_delete is models.CASCADE:
            kept_as = relation.field
            if kept_as.model not in _KEPT:
                kept_as.model._base_manager.filter(**{kept_as.name: report}).delete()
    for beside in (ParagraphVersion, Remark):  # of other paragraphs too: they were split from it, or speak of it
        beside._base_manager.filter(paragraph__section__report=report).delete()
    report.changes = []
    report.save(update_fields=["changes"])


def _erase(here: Here, said: Collection[Contribution]) -> None:
    ids = [one.pk for one in said]
    Attachment.objects.filter(contribution__in=ids).delete()
    Submission.objects.filter(contributions__in=ids).update(published_at=None)  # its page and its feed have the words
    Contribution.objects.filter(pk__in=ids).update(
        text="", sentence="", salt="", speaker="", state=ContributionState.HIDDEN, state_reason="", held_for=""
    )
    for one in said:
        record.enter(
            here.consultation.pk,
            "erase contribution",
            actor_of(here),
            subject=f"contribution-{one.pk}",
            payload={"session": one.question.session_id},
        )


def _enter(report: Report, act: str, actor: Participant | str, payload: dict[str, object]) -> None:
    record.enter(report.consultation_id, act, actor, subject=f"report-{report.pk}", payload=payload)

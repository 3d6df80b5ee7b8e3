"""Taking something out of a published report in an emergency: at once, for good, and told without telling what.

What is taken out is erased with its salt, so that its sealed form in the record says nothing any more. The files go
with the snapshot they were made from; a new edition is made, of which the public is told how much went and why.
"""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import erasing
from sessions_app.actions.turns import writing
from sessions_app.models import Attachment, Contribution, Submission
from sessions_app.queries.erased import heading_mark
from sessions_app.rules.erased import SHORTEST
from sessions_app.states import ContributionState
from synthesis.actions import editions, rollup
from synthesis.actions.editing import actor_of, locked
from synthesis.actions.editions import Why
from synthesis.models.publication import Extent
from synthesis.models.report import Grounding, Paragraph, Report, ReportState, Section
from synthesis.queries.units import only_counted

WITHDRAWN = "report withdrawn"


def remove_passage(here: Here, report: Report, paragraph_id: int, why: Why) -> Report:
    """Take one paragraph with its footnotes out of a published report, and of every report that was made of it."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        report = _public(here, report)
        chosen = Paragraph.objects.filter(pk=paragraph_id, section__report=report, removed_at=None)
        if not chosen.exclude(grounding=Grounding.REMOVED).exists():
            raise RefusedError(_("There is no such passage in this report."))
        _take_out(chosen, why)
        editions.settle(report, Extent.PASSAGE, why, actor_of(here))
    report.refresh_from_db()
    return report


def remove_heading(here: Here, report: Report, section_id: int, why: Why) -> Report:
    """Take the words of one heading out, with those of the reports made of this one. What stands under it stays."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        report = _public(here, report)
        mark = heading_mark(report.language)
        section = report.sections.filter(pk=section_id, removed_at=None).exclude(heading=mark).first()
        if section is None:
            raise RefusedError(_("There is no such heading in this report."))
        for pk in sorted(_erase_headings([section, *rollup.headings_made_of(section)]) - {report.pk}):
            editions.settle(editions.lock(pk), Extent.SOURCE, why, record.RULE)
        editions.settle(editions.lock(report.pk), Extent.HEADING, why, actor_of(here))
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
        of_here = Report.objects.select_for_update(of=("self",)).filter(consultation=here.consultation)
        reports = list(of_here.select_related("consultation").order_by("pk"))
        count = _take_out(_standing_on(here, said), why)
        for report in reports:  # of all: what was circulated, stood there once, or is only in a table, may hold them
            editions.settle(report, Extent.WORDS, why, actor_of(here))
        _erase(here, said, all_of_author=all_of_author)
    return count


def withdraw(here: Here, report: Report, why: Why) -> Report:
    """Withdraw a whole published report: nothing of it stays but its title, and the digests of its files."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        report = _public(here, report)
        copies = [one for section in report.sections.all() for one in rollup.headings_made_of(section)]
        settled = _take_out_of_rollups(list(Paragraph.objects.filter(section__report=report)), why)
        for pk in sorted(_erase_headings(copies) - settled):
            editions.settle(editions.lock(pk), Extent.SOURCE, why, record.RULE)
        edition = editions.new_edition(report, Extent.WHOLE, why)
        editions.sweep(report)
        report.sections.all().delete()
        status = report.facts.get("status", "")
        report.state, report.facts = ReportState.WITHDRAWN, {"status": status}
        report.save(update_fields=["state", "facts", "edition"])
        editions.enter(report, WITHDRAWN, actor_of(here), editions.told(edition))
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


def _take_out(chosen: Iterable[Paragraph], why: Why) -> int:
    """Take paragraphs and their footnotes out, and out of the reports made of theirs. Returns how many.

    The reports in which they stand are still to be settled.
    """
    rows = editions.with_footnotes(chosen)
    _take_out_of_rollups(rows, why)
    _out_of_each(rows)
    return len(rows)


def _take_out_of_rollups(rows: Collection[Paragraph], why: Why) -> set[int]:
    """A report of reports stands in another consultation: there it is an act of the rule. Ids of those settled."""
    made = editions.with_footnotes(Paragraph.objects.filter(source__of__in=rows))
    if not made:
        return set()
    settled = _take_out_of_rollups(made, why)
    for report in _out_of_each(made):
        editions.settle(report, Extent.SOURCE, why, record.RULE)
        settled.add(report.pk)
    return settled


def _out_of_each(rows: Collection[Paragraph]) -> list[Report]:
    """The reports in which they stood."""
    reports = {pk: editions.lock(pk) for pk in sorted({row.section.report_id for row in rows})}
    for row in rows:
        editions.erase_paragraph(row, leaves_mark=reports[row.section.report_id].is_final)
    return list(reports.values())


def _erase_headings(sections: Iterable[Section]) -> set[int]:
    """Ids of the reports that are other now."""
    found = set()
    for row in sections:
        mark = heading_mark(row.report.language)
        if row.heading != mark:
            row.heading, row.salt = mark, ""
            row.save(update_fields=["heading", "salt"])
            found.add(row.report_id)
    return found


def _erase(here: Here, said: Collection[Contribution], *, all_of_author: bool) -> None:
    ids = [one.pk for one in said]
    Attachment.objects.filter(contribution__in=ids).delete()
    Submission.objects.filter(contributions__in=ids).update(published_at=None)  # its page and its feed have the words
    Contribution.objects.filter(pk__in=ids).update(
        text="", sentence="", salt="", speaker="", state=ContributionState.HIDDEN, state_reason="", held_for=""
    )
    erasing.erase_said(here.consultation, said, all_of_author=all_of_author)
    for one in said:
        record.enter(
            here.consultation.pk,
            "erase contribution",
            actor_of(here),
            subject=f"contribution-{one.pk}",
            payload={"session": one.question.session_id},
        )

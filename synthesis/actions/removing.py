"""Taking something out of a published report in an emergency: at once, for good, and told without telling what.

What is taken out is erased with its salt, so that its sealed form in the record says nothing any more. The files go
with the snapshot they were made from; a new edition is made, of which the public is told how much went and why.
"""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import erasing
from sessions_app.actions.erasing import Said
from sessions_app.actions.turns import writing
from sessions_app.models import Attachment, Contribution, Submission
from sessions_app.queries.erased import heading_mark
from sessions_app.rules.erased import Wanted, is_long
from sessions_app.states import ContributionState
from synthesis.actions import editions, removing_texts, rollup
from synthesis.actions.editing import actor_of, locked
from synthesis.actions.editions import Why
from synthesis.actions.removing_headings import erase_addressees, erase_headings, holds
from synthesis.actions.removing_texts import enter_touched
from synthesis.models.publication import Extent
from synthesis.models.report import Grounding, Paragraph, Report, ReportState
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
        rows = editions.with_all_made_of(chosen)
        erase_addressees({row.pk for row in rows if row.section.report_id != report.pk})
        editions.settle_all(here, editions.erase(rows), Extent.PASSAGE, why)
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
        changed = erase_headings([section, *rollup.headings_made_of(section)])
        editions.settle_all(here, {report.pk, *changed}, Extent.HEADING, why)
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
        reports = set(of_here.order_by("pk").values_list("pk", flat=True))
        standing = [row.pk for row in _standing_on(here, said)]
        _blank(said)
        gone = erasing.erase_said(here.consultation, said, all_of_author=all_of_author)
        changed = removing_texts.out_of_what_stands_around(here, gone.wanted)
        for one in gone.became:
            changed |= removing_texts.take_out(here, one)
        told = editions.with_all_made_of(Paragraph.objects.filter(pk__in=standing))
        changed |= editions.erase(told) | removing_texts.reword_all(here, gone.wanted)
        # Of all: what was circulated, stood there once, or is only in a table, may hold them.
        editions.settle_all(here, reports | changed, Extent.WORDS, why)
        _enter(here, said, gone)
    return sum(row.section.report.consultation_id == here.consultation.pk for row in told)


def withdraw(here: Here, report: Report, why: Why) -> Report:
    """Withdraw a whole published report: nothing of it stays but its title, and the digests of its files."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        report = _public(here, report)
        copies = [one for section in report.sections.all() for one in rollup.headings_made_of(section)]
        rows = editions.with_all_made_of(Paragraph.objects.filter(section__report=report))
        changed = erase_addressees({row.pk for row in rows}) | erase_headings(copies)
        editions.settle_all(here, (changed | editions.erase(rows)) - {report.pk}, Extent.SOURCE, why)
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
    words = Wanted({text for one in said for text in (one.text, one.sentence) if is_long(text)}, "")
    own = Paragraph.objects.filter(section__report__consultation=here.consultation).prefetch_related("versions")
    held = {
        row.pk
        for row in own
        if holds(row, ("text", "rows"), words) or any(words.is_in(one.text) for one in row.versions.all())
    }
    return own.filter(wanted | Q(pk__in=held)).distinct()


def _blank(said: Collection[Contribution]) -> None:
    ids = [one.pk for one in said]
    Attachment.objects.filter(contribution__in=ids).delete()
    Submission.objects.filter(contributions__in=ids).update(published_at=None)  # its page and its feed have the words
    Contribution.objects.filter(pk__in=ids).update(
        text="", sentence="", salt="", speaker="", state=ContributionState.HIDDEN, state_reason="", held_for=""
    )


def _enter(here: Here, said: Collection[Contribution], gone: Said) -> None:
    pk = here.consultation.pk
    subjects = set(gone.touched)
    for one in said:
        payload = {"session": one.question.session_id}
        record.enter(pk, "erase contribution", actor_of(here), subject=f"contribution-{one.pk}", payload=payload)
    for text in gone.became:
        subjects.add(f"recommendation-{text.recommendation}")
    enter_touched(here, subjects)

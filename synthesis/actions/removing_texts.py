"""Taking out a recommendation, a statement on position or the reason of an objection: of every page, report and file.

In reports the words alone give way where they stand, so that numbers beside them stay as they were published; a
paragraph that tells them otherwise goes whole.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import erasing
from sessions_app.actions.erasing import Erased
from sessions_app.actions.turns import writing
from sessions_app.models import GuidingQuestion, PositionStatement, Recommendation, Vote
from sessions_app.queries.erased import heading_mark
from sessions_app.queries.voting import AGAINST
from sessions_app.rules.erased import FEWEST, RUN, RUN_OF_ITS_OWN, Wanted, Whole, is_telling
from sessions_app.rules.words import words
from synthesis.actions import editions
from synthesis.actions.editing import actor_of
from synthesis.actions.editions import Why
from synthesis.models.publication import Extent
from synthesis.models.report import Evidence, Paragraph, Report, Section
from synthesis.rules.titles import as_title

_WORDS = ("text", "generated", "rows", "findings")  # of a paragraph
_PREFIX = re.compile(r"^[^:：]*[:：]\s*")  # of a heading: "Theme 1: "


def remove_recommendation(here: Here, recommendation_id: int, why: Why) -> None:
    """Take a text out in all its versions. Its number, its outcome and what was counted on it stay."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        rows = Recommendation.objects.select_for_update(of=("self",)).select_related("question", "consultation")
        row = rows.filter(pk=recommendation_id, consultation=here.consultation).first()
        if row is None:
            raise RefusedError(_("There is no such text in this consultation."))
        _finish(here, "erase recommendation", f"recommendation-{row.pk}", erasing.erase_recommendation(row), why)


def remove_statement(here: Here, statement_id: int, why: Why) -> None:
    """Take a statement on position out, and whose it was."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        rows = PositionStatement.objects.select_for_update(of=("self",)).select_related(
            "delegation", "recommendation__consultation", "recommendation__question"
        )
        row = rows.filter(pk=statement_id, recommendation__consultation=here.consultation).first()
        if row is None:
            raise RefusedError(_("There is no such statement in this consultation."))
        subject = f"recommendation-{row.recommendation_id}"
        _finish(here, "erase statement on position", subject, erasing.erase_statement(row), why)


def remove_reason(here: Here, vote_id: int, why: Why) -> None:
    """Take the reason of an objection out, and whose it was. The objection counts as it did."""
    require(may(here.standing, Act.TAKE_OUT))
    with writing():
        rows = Vote.objects.select_for_update(of=("self",)).select_related(
            "ballot__consultation", "ballot__version__recommendation__question", "ballot__contribution__question"
        )
        row = rows.filter(pk=vote_id, ballot__consultation=here.consultation, choice__in=AGAINST).first()
        if row is None or not row.reason:
            raise RefusedError(_("There is no such reason in this consultation."))
        _finish(here, "erase reason", f"ballot-{row.ballot_id}", erasing.erase_reason(row), why)


def _finish(here: Here, act: str, subject: str, erased: Erased, why: Why) -> None:
    """The reports, and the entry that makes the screens of the room show what is left."""
    touched = _take_out(here, erased)
    of_here = Report.objects.filter(consultation=here.consultation).values_list("pk", flat=True)
    for pk in sorted({*of_here, *touched}):
        report = editions.lock(pk)
        is_own = report.consultation_id == here.consultation.pk
        actor: Participant | str = actor_of(here) if is_own else record.RULE
        editions.settle(report, Extent.TEXT if is_own else Extent.SOURCE, why, actor)
    record.enter(here.consultation.pk, act, actor_of(here), subject=subject, payload={"session": erased.session})


def _take_out(here: Here, erased: Erased) -> set[int]:
    """Out of each paragraph, heading and masthead; and of those of the reports made of these. Ids of the reports."""
    telling = Wanted(filter(is_telling, erased.wanted.texts), erased.wanted.mark)
    own = Report.objects.select_for_update().filter(consultation=here.consultation)
    for report in own.order_by("pk"):
        _reword(Report, report, ("title", "facts"), [telling])
    changed = _out_of_headings(here, erased, telling)
    rests = set(
        Evidence.everything.filter(
            Q(recommendation=erased.recommendation) | Q(ballot__in=erased.ballots),
            paragraph__section__report__consultation=here.consultation,
        ).values_list("paragraph", flat=True)
    )
    rows = Paragraph.objects.filter(section__report__consultation=here.consultation).select_related("section__report")
    for paragraph in list(rows):
        changed |= _out_of(paragraph, telling, erased, rests=paragraph.pk in rests)
    return changed


def _out_of_headings(here: Here, erased: Erased, telling: Wanted) -> set[int]:
    """Out of each heading, and of what reports of reports took of them. Ids of the reports that are other now."""
    pk, changed = here.consultation.pk, set[int]()
    titles = {title.casefold() for title in map(as_title, erased.wanted.texts) if title}
    questions = GuidingQuestion.objects.filter(session__consultation=pk).values_list("short_title", "text")
    asked = {name.casefold() for names in questions for name in names}
    taken = Q(report__is_rollup=True) & (Q(key__startswith=f"c{pk}.") | Q(key__contains=f".c{pk}."))
    sections = Section.objects.filter(Q(report__consultation=pk) | taken).select_related("report")
    for section in list(sections):
        named = _PREFIX.sub("", section.heading)
        run = min(RUN_OF_ITS_OWN, max(FEWEST, len(words(named))))
        both = {section.heading.casefold(), named.casefold()}
        if any(_is_asked(one, asked) for one in both) and not telling.is_in(named):
            continue
        if both & titles or telling.shares(named, run):
            Section.objects.filter(pk=section.pk).update(heading=heading_mark(section.report.language), salt="")
            changed.add(section.report_id)
        elif telling.is_in(section.heading):
            _reword(Section, section, ("heading",), [telling])
            changed.add(section.report_id)
    return changed


def _is_asked(heading: str, asked: Collection[str]) -> bool:
    """Whether a heading is the name or the words of a question, whole or cut."""
    cut = heading.removesuffix(" …")
    return heading in asked or (cut != heading and any(one.startswith(cut) for one in asked))


def _out_of(paragraph: Paragraph, telling: Wanted, erased: Erased, *, rests: bool) -> set[int]:
    """One paragraph, after those of other reports that were made of it. Ids of the reports that are other now."""
    changed: set[int] = set()
    for copy in Paragraph.objects.filter(source__of=paragraph.pk).select_related("section__report"):
        changed |= _out_of(copy, telling, erased, rests=rests)
    short = Whole((text for text in erased.wanted.texts if rests and not is_telling(text)), erased.wanted.mark)
    held = any(telling.is_in(text) for name in _WORDS for text in _strings(getattr(paragraph, name)))
    held = held or short.is_in(paragraph.text)
    tells = telling.shares(telling.without(paragraph.text), RUN_OF_ITS_OWN if rests else RUN)
    goes = tells or (rests and not held and paragraph.edited_at is not None)
    if goes:
        editions.erase_paragraph(paragraph, leaves_mark=paragraph.section.report.is_final)
    elif held:
        _reword(Paragraph, paragraph, _WORDS, [telling, short, *([erased.names] if rests else [])])
    return changed | {paragraph.section.report_id} if goes or held else changed


def _reword(
    model: type[Report | Section | Paragraph],
    row: Report | Section | Paragraph,
    names: Iterable[str],
    wanted: Iterable[Wanted],
) -> None:
    values: dict[str, Any] = {}
    for name in names:
        before = after = getattr(row, name)
        for one in wanted:
            after = one.without_in(after)
        if after != before:
            values[name] = erasing.within(model, name, after) if isinstance(after, str) else after
    if values:
        seal = {"salt": ""} if hasattr(row, "salt") else {}  # the sealed form of the words before says nothing any more
        model._default_manager.filter(pk=row.pk).update(**values, **seal)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)

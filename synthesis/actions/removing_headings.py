"""What goes from the headings of reports with words that are erased; of titles and mastheads too.

A heading is told nobody by number: it loses its words where it was made of them, and keeps its place.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Q

from consult.queries.people import Here
from sessions_app.actions import giving_way
from sessions_app.models import GuidingQuestion
from sessions_app.queries.erased import heading_mark
from sessions_app.rules.erased import FEWEST, RUN_OF_ITS_OWN, Wanted, is_telling, length_in_words
from synthesis.models.circulation import DraftComment
from synthesis.models.notebook import Note
from synthesis.models.report import Grounding, Paragraph, Report, Section
from synthesis.rules.titles import as_title

Holder = Report | Section | Paragraph | Note | DraftComment
_PREFIX = re.compile(r"^[^:：]*[:：]\s*")  # "Theme 1: "
_TO_SOMEBODY = r"^(adopted|priorities)\.\d+$"  # keys of "Addressed to …", here and in reports of reports


def out_of_headings(here: Here, wanted: Wanted, names: Collection[str] = ()) -> set[int]:
    """Out of titles, mastheads and headings, and of what reports of reports took of these. Ids of the reports.

    names: headings that go where they are all that a heading says.
    """
    telling = Wanted(filter(is_telling, wanted.texts), wanted.mark)
    reports = Report.objects.select_for_update().filter(consultation=here.consultation).order_by("pk")
    changed = {report.pk for report in reports if reword(report, ("title", "facts"), [telling])}
    titles = {title.casefold() for title in (*map(as_title, wanted.texts), *names) if title}
    pk = here.consultation.pk
    questions = GuidingQuestion.objects.filter(session__consultation=pk).values_list("short_title", "text")
    asked = {name.casefold() for pair in questions for name in pair}
    taken = Q(report__is_rollup=True) & (Q(key__startswith=f"c{pk}.") | Q(key__contains=f".c{pk}."))
    for section in Section.objects.filter(Q(report__consultation=pk) | taken).select_related("report"):
        if _goes(section.heading, telling, titles, asked):
            changed |= erase_headings([section])
        elif telling.is_in(section.heading) and reword(section, ("heading",), [telling]):
            changed.add(section.report_id)
    return changed


def _goes(heading: str, telling: Wanted, titles: Collection[str], asked: Collection[str]) -> bool:
    named = _PREFIX.sub("", heading)
    both = {heading.casefold(), named.casefold()}
    if any(_is_asked(one, asked) for one in both) and not telling.is_in(named):
        return False
    if both & set(titles) or (is_telling(named) and any(Wanted([named], "").is_in(text) for text in telling.texts)):
        return True
    return telling.shares(named, min(RUN_OF_ITS_OWN, max(FEWEST, length_in_words(named))))


def _is_asked(heading: str, asked: Collection[str]) -> bool:
    """Whether a heading is the name or the words of a question, whole or cut."""
    cut = heading.removesuffix(" …")
    return heading in asked or (cut != heading and any(one.startswith(cut) for one in asked))


def erase_headings(sections: Iterable[Section]) -> set[int]:
    """Ids of the reports that are other now."""
    found = set()
    for row in sections:
        mark = heading_mark(row.report.language)
        if row.heading != mark:
            row.heading, row.salt = mark, ""
            row.save(update_fields=["heading", "salt"])
            found.add(row.report_id)
    return found


def erase_addressees(told: Collection[int]) -> set[int]:
    """The headings that say whom the texts under them address, where all of these go. Ids of the reports.

    told: ids of the paragraphs of texts that go; they are still there.
    """
    sections = Section.objects.filter(key__regex=_TO_SOMEBODY, paragraphs__in=told).select_related("report").distinct()
    others = Paragraph.objects.exclude(pk__in=told).exclude(grounding=Grounding.REMOVED).filter(removed_at=None)
    kept = set(others.filter(section__in=sections).values_list("section", flat=True))
    return erase_headings([row for row in sections if row.pk not in kept])


def reword(row: Holder, names: Iterable[str], wanted: Iterable[Wanted]) -> bool:
    """Put the mark where the words stood, in the columns ``names`` of a row. Whether anything changed."""
    values: dict[str, Any] = {}
    for name in names:
        before = after = getattr(row, name)
        for one in wanted:
            after = one.without_in(after)
        if after != before:
            values[name] = giving_way.within(type(row), name, after) if isinstance(after, str) else after
    if values:
        seal = {"salt": ""} if hasattr(row, "salt") else {}  # the sealed form of the words before says nothing any more
        type(row)._default_manager.filter(pk=row.pk).update(**values, **seal)
    return bool(values)


def holds(row: Paragraph, names: Iterable[str], wanted: Wanted) -> bool:
    """Whether the words stand in any of the columns ``names``."""
    return any(wanted.is_in(text) for name in names for text in strings(getattr(row, name)))


def strings(value: object) -> Iterator[str]:
    """Every string in plain data; keys are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)

"""Paragraphs of a draft that tell what is no longer shown: taken back by its author, hidden or held since."""

from django.db.models import QuerySet

from sessions_app.models import Contribution
from sessions_app.queries.discussion import seen_by
from sessions_app.rules.erased import Wanted, is_telling
from synthesis.models.report import Evidence, Grounding, Paragraph, Report
from synthesis.queries.units import only_counted


def gone_from(report: Report) -> frozenset[int]:
    """Ids of the paragraphs that would be printed and stand on such a contribution, or hold its very words.

    One that only counts contributions is none of them. It is none any more once its words are others and the source is
    taken off.
    """
    rows = Paragraph.objects.filter(section__report=report, section__removed_at=None, removed_at=None)
    rows = rows.exclude(grounding__in=(Grounding.SLOT, Grounding.REMOVED))
    away = _away(report.consultation_id)
    rests: dict[int, set[int]] = {}
    evidence = Evidence.objects.filter(paragraph__in=rows, contribution__in=away)
    for paragraph, contribution in evidence.values_list("paragraph", "contribution"):
        if contribution is not None:
            rests.setdefault(paragraph, set()).add(contribution)
    wanted = words_away(report.consultation_id)
    return frozenset(
        row.pk
        for row in rows.only("text", "rows", "findings")
        if rests.get(row.pk, set()) - only_counted(row) or wanted.is_in(_printed(row))
    )


def words_away(consultation_id: int, mark: str = "") -> Wanted:
    """The very words of what is no longer shown, where they are their author's own."""
    pairs = _away(consultation_id).values_list("text", "sentence")
    return Wanted((text for pair in pairs for text in pair if is_telling(text)), mark)


def _away(consultation_id: int) -> QuerySet[Contribution]:
    said = Contribution.objects.filter(question__session__consultation=consultation_id)
    return said.exclude(pk__in=said.filter(seen_by("participant")).values("pk"))


def _printed(paragraph: Paragraph) -> str:
    cells = [str(cell) for row in paragraph.rows or () for cell in row]
    return "\n".join([paragraph.text, *cells])

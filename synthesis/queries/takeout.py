"""What can be taken out of a published report: its passages, what it stands on, and what results print beside it."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consult.models import Consultation
from sessions_app.models import Contribution, PositionStatement, Recommendation, Vote
from sessions_app.queries.discussion import seen_by
from sessions_app.queries.erased import heading_mark, text_mark
from sessions_app.queries.voting import AGAINST
from sessions_app.states import BallotState
from synthesis.models.report import Grounding, Paragraph, Report
from synthesis.queries.printed import Number, is_printed, numbers, paragraphs_of

WORDS = 14  # of each, so that it is recognized


def passages(report: Report) -> list[tuple[str, str]]:
    """(id, number and first words) of what is printed, in order."""
    rows = list(paragraphs_of(report))
    number = numbers(report, rows)
    return [
        (str(paragraph.pk), _label(paragraph, number[paragraph.pk]))
        for paragraph in rows
        if is_printed(paragraph, report) and paragraph.grounding != Grounding.REMOVED
    ]


def headings(report: Report) -> list[tuple[str, str]]:
    """(id, words) of the headings that are printed, in order."""
    rows = report.sections.filter(removed_at=None).exclude(heading=heading_mark(report.language))
    return [(str(row.pk), row.heading) for row in rows]


def _label(paragraph: Paragraph, number: Number) -> str:
    words = Truncator(paragraph.text).words(WORDS)
    if number.own is not None:
        return _("{number}. {words}").format(number=number.own, words=words)
    return _("after {number}: {words}").format(number=number.last, words=words)


def contributions(report: Report) -> list[tuple[str, str]]:
    """(id, mark and first words) of those that a passage stands on; nobody is named."""
    rows = Contribution.objects.filter(
        pk__in=Paragraph.objects.filter(section__report=report).values("evidence__contribution")
    ).exclude(text="")
    shown = set(rows.filter(seen_by("participant")).values_list("pk", flat=True))
    return [
        (str(row.pk), f"C{row.pk}: {Truncator(row.text).words(WORDS)}" if row.pk in shown else f"C{row.pk}")
        for row in rows.order_by("pk")
    ]


def recommendations(consultation: Consultation) -> list[tuple[str, str]]:
    """(id, number and first words) of the texts that still have words."""
    gone = text_mark(consultation.language)
    found = []
    for row in Recommendation.objects.filter(consultation=consultation).prefetch_related("versions"):
        texts = [version.text for version in row.versions.all()]
        if any(text != gone for text in texts):
            found.append((str(row.pk), f"{row.number}: {Truncator(texts[-1]).words(WORDS)}"))
    return found


def statements(consultation: Consultation) -> list[tuple[str, str]]:
    """(id, number of the text, kind and first words) of statements on position; nobody is named."""
    rows = PositionStatement.objects.filter(recommendation__consultation=consultation).select_related("recommendation")
    gone = text_mark(consultation.language)
    return [
        (str(row.pk), f"{row.recommendation.number}, {row.get_kind_display()}: {_first(row.text or row.part)}")
        for row in rows.exclude(text=gone)
    ]


def reasons(consultation: Consultation) -> list[tuple[str, str]]:
    """(id, number of the text and first words) of the reasons of objections that were counted; nobody is named.

    Sorted by their words: without a name even the order says nothing of who.
    """
    rows = Vote.objects.filter(ballot__consultation=consultation, ballot__state=BallotState.CLOSED)
    rows = rows.filter(choice__in=AGAINST, erased_reason=None).exclude(reason="")
    found = rows.select_related("ballot__version__recommendation").order_by("reason", "pk")
    return [(str(row.pk), f"{_number(row)}{_first(row.reason)}") for row in found]


def _number(vote: Vote) -> str:
    """Of the text that it is an objection to."""
    version = vote.ballot.version
    return f"{version.recommendation.number}: " if version else ""


def _first(text: str) -> str:
    return Truncator(text).words(WORDS)

"""Reading papers: by theme, in reading order, with what stands before and after each."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min, Q

from consult.models import Consultation
from sessions_app.models import AgendaItem, Paper
from sessions_app.models.paper import PaperState
from sessions_app.states import ContributionState


@dataclass(slots=True)
class Theme:
    """A theme and its papers; name "" for those without one."""

    name: str
    papers: list[Paper] = field(default_factory=list)


def by_theme(consultation: Consultation) -> list[Theme]:
    """What has appeared: themes in the order of their first paper, papers in the order of their dates."""
    shown = Q(thread__contributions__state=ContributionState.SHOWN)
    stands = Q(thread__contributions__parent=None) | Q(thread__contributions__parent__state=ContributionState.SHOWN)
    said = Count("thread__contributions", filter=shown & stands)
    rows = (
        Paper.objects.filter(consultation=consultation, state=PaperState.PUBLISHED, thread__isnull=False)
        .select_related("thread", "consultation")
        .annotate(said=said)
        .order_by("appears_at", "id")  # counting takes the order of the model away
    )
    themes: dict[str, Theme] = {}
    for paper in rows:
        themes.setdefault(paper.theme, Theme(paper.theme)).papers.append(paper)
    return list(themes.values())


def in_order(consultation: Consultation) -> list[Paper]:
    """The reading order: theme by theme."""
    return [paper for theme in by_theme(consultation) for paper in theme.papers]


def scheduled(consultation: Consultation) -> list[Paper]:
    """What is still to come: for those who set the programme."""
    return list(Paper.objects.filter(consultation=consultation, state=PaperState.SCHEDULED))


def coming(consultation: Consultation) -> tuple[int, datetime | None]:
    """How many papers are to come, and when the next: no more of them is told before their dates."""
    rows = Paper.objects.filter(consultation=consultation, state=PaperState.SCHEDULED)
    found = rows.aggregate(n=Count("pk"), at=Min("appears_at"))
    return found["n"], found["at"]


def theme_names(consultation: Consultation) -> list[str]:
    """Names offered for the theme: those of papers, and those that the imported document gave."""
    papers = Paper.objects.filter(consultation=consultation).exclude(theme="").values_list("theme", flat=True)
    items = AgendaItem.objects.filter(session__consultation=consultation, question=None).values_list("title", flat=True)
    return list(dict.fromkeys([*papers, *(title[:160] for title in items if title)]))

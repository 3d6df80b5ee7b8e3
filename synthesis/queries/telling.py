"""Who is told what of a report, and what somebody was told: their own page, which nobody else can open."""

from collections import Counter
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.urls import reverse

from consult.models import Consultation, Participant, User
from consult.procedure import MAY, Act, may
from consult.queries.people import here
from sessions_app.models import Contribution
from sessions_app.queries.notice import WaitingDraft
from synthesis.models.circulation import Circulation, DraftComment
from synthesis.models.coverage import Status
from synthesis.models.report import Report, ReportState
from synthesis.models.telling import About, Telling
from synthesis.queries.circulation import is_open, waiting_for
from synthesis.queries.units import Unit, coverage, said


def contributors(report: Report) -> QuerySet[Participant]:
    """Who gave what is accounted for, and still takes part: authors of contributions and of submissions."""
    rows = said(report).order_by()
    return Participant.objects.filter(
        Q(pk__in=rows.filter(author__isnull=False).values("author"))
        | Q(pk__in=rows.filter(submission__author__isnull=False).values("submission__author")),
        consultation=report.consultation_id,
        removed_at=None,
    ).select_related("user")


def to_tell(report: Report) -> QuerySet[Participant]:
    """Those of them who were not told yet."""
    told = Telling.objects.filter(report=report, about=About.USED).values("participant")
    return contributors(report).exclude(pk__in=told)


def at_the_desk(consultation: Consultation) -> QuerySet[Participant]:
    """Those who can write a draft anew, and take part still."""
    roles = [str(role) for role in MAY[Act.DRAFT]]
    rows = Participant.objects.filter(consultation=consultation, removed_at=None, role_rows__role__in=roles)
    return rows.select_related("user").distinct()


@dataclass(frozen=True, slots=True)
class Preview:
    """What telling would do now. by_page: without an address, they see it on their page. open: units not settled."""

    by_mail: int
    by_page: int
    told: int
    open: int


def preview(report: Report) -> Preview:
    people = to_tell(report)
    return Preview(
        by_mail=people.filter(user__email__isnull=False).count(),
        by_page=people.filter(user__email=None).count(),
        told=Telling.objects.filter(report=report, about=About.USED).count(),
        open=sum(unit.status == Status.OPEN for unit in coverage(report)),
    )


@dataclass(frozen=True, slots=True)
class Used:
    """One thing somebody gave and what became of it. text: their own words; more: passages beside it."""

    unit: Unit
    text: str
    language: str
    more: int


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report that somebody was told of. is_readable: its paragraphs can be linked to."""

    report: Report
    is_readable: bool
    used: list[Used]


@dataclass(frozen=True, slots=True)
class OwnDraft:
    """A draft that waits for somebody's comments, or did."""

    circulation: Circulation
    is_open: bool
    comments: int
    answered: int


def own_drafts(user: User) -> list[OwnDraft]:
    """The drafts that were circulated to ``user`` in consultations where they still take part, the newest first."""
    rows = list(_told(user).filter(about=About.CIRCULATED).order_by("-pk"))
    found = waiting_for(rows)
    mine = DraftComment.objects.filter(participant__user=user, withdrawn_at=None)
    said = Counter(mine.values_list("circulation", flat=True))
    answered = Counter(mine.exclude(taken="").values_list("circulation", flat=True))
    return [
        OwnDraft(one, is_open(one, one.report), said[one.pk], answered[one.pk])
        for one in (found[row.pk] for row in rows if row.pk in found)
    ]


def drafts_to_comment(user: User) -> list[WaitingDraft]:
    """Those of them that still take comments, and on which ``user`` has made none."""
    return [
        WaitingDraft(
            title=draft.circulation.report.title,
            address=reverse(
                "circulated", args=[draft.circulation.report.consultation.slug, draft.circulation.report_id]
            ),
            deadline=draft.circulation.deadline,
            consultation=draft.circulation.report.consultation,
        )
        for draft in own_drafts(user)
        if draft.is_open and not draft.comments
    ]


def own_reports(user: User) -> list[OwnReport]:
    """What became of everything that ``user`` gave, report by report, the newest first."""
    rows = _told(user).filter(about=About.USED).select_related("report__consultation", "participant")
    return [_own(row, user) for row in rows.order_by("-pk")]


def _told(user: User) -> QuerySet[Telling]:
    return Telling.objects.filter(participant__user=user, participant__removed_at=None)


def _own(row: Telling, user: User) -> OwnReport:
    report = row.report
    units = coverage(report, row.participant)
    mine = Contribution.objects.in_bulk([unit.ids[0] for unit in units])
    is_open = report.is_out and report.state != ReportState.WITHDRAWN
    is_readable = is_open and bool(may(here(report.consultation, user).standing, Act.READ_REPORT))
    if not is_readable:  # headings of what nobody outside may read yet
        units = [replace(unit, places=()) for unit in units]
    used = [
        Used(unit, mine[unit.ids[0]].text, mine[unit.ids[0]].language, len(unit.ids) - 1)
        for unit in units
        if unit.ids[0] in mine
    ]
    return OwnReport(report, is_readable, used)

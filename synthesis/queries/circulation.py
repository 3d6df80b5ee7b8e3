"""Reading a circulated draft: its text with one's own comments, all comments for the desk, and who reads it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from consult import attribution
from consult.attribution import STRICT, Audience
from consult.models import Consultation, Participant
from consult.models.consultation import Stage
from consult.procedure import MAY, Act
from consult.queries import people
from consult.queries.people import Here
from synthesis.models.circulation import Circulation, DraftComment
from synthesis.models.report import Paragraph, Report, ReportState
from synthesis.models.telling import About, Telling


def readers(consultation: Consultation) -> QuerySet[Participant]:
    """Whom a circulated draft is sent to: those who may comment on it and take part still."""
    roles = [str(role) for role in MAY[Act.COMMENT]]
    rows = Participant.objects.filter(consultation=consultation, removed_at=None, role_rows__role__in=roles)
    return rows.select_related("user").distinct()


def latest(report: Report) -> Circulation | None:
    """The circulation of a draft that is under way, or was last."""
    return report.circulations.order_by("-round").first()


def is_open(circulation: Circulation, report: Report) -> bool:
    """Whether comments are taken. The deadline does not end it: what comes later is marked."""
    return circulation.ended_at is None and not report.is_final


def may_edit(row: DraftComment, now: datetime) -> bool:
    """Whether its author can still change it: until the deadline, unless it was answered."""
    is_running = is_open(row.circulation, row.circulation.report) and now <= row.circulation.deadline
    return is_running and not row.taken and row.withdrawn_at is None


def standing(row: DraftComment) -> str:
    """Names a comment with its answer as they stand now, and says nothing of when."""
    body = "\n".join((row.salt, row.kind, row.text, row.wording, row.taken, row.reason))
    return hashlib.sha256(body.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment ready to print. time: None where it may not be shown. revision: another one after each change.

    standing: another one after each change and each answer.
    """

    id: int
    place: int
    by: attribution.Shown
    kind: str
    kind_label: str
    text: str
    wording: str
    language: str
    is_late: bool
    is_edited: bool
    time: datetime | None
    taken: str
    taken_label: str
    reason: str
    is_kept: bool = False  # given under a rule that lets no words leave the room
    may_edit: bool = False
    revision: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of the circulated text with comments on it. now: the paragraph as it stands now, where it changed."""

    place: int
    block: dict[str, Any]
    comments: list[ShownComment] = field(default_factory=list)
    now: str = ""

    @property
    def anchor(self) -> str:
        """What its address ends in: the number that is printed, where there is one."""
        return f"para-{self.number}" if self.number else f"place-{self.place}"

    @property
    def number(self) -> str:
        """Of a paragraph; "" of anything else, also of a footnote."""
        return str(self.block["number"]) if self.block["kind"] == "paragraph" else ""


def own_passages(circulation: Circulation, here: Here, now: datetime) -> list[Passage]:
    """The text as it was circulated, with the reader's own comments and what was done with them."""
    rows = _standing(circulation).filter(participant=here.participant) if here.participant else ()
    comments = _by_place(_print(row, circulation, Audience.INSIDE, {}, now) for row in rows)
    return [Passage(place, block, comments.get(place, [])) for place, block in enumerate(circulation.text)]


def desk_passages(circulation: Circulation) -> list[Passage]:
    """The paragraphs on which there are comments, each with all of them as the room sees their authors."""
    comments = _by_place(all_comments(circulation, Audience.INSIDE))
    texts = dict(Paragraph.objects.filter(section__report=circulation.report_id).values_list("key", "text"))
    found = []
    for place, block in enumerate(circulation.text):
        if place in comments:
            now = texts.get(block["key"], "")
            found.append(Passage(place, block, comments[place], now if now != block["text"] else ""))
    return found


def all_comments(circulation: Circulation, audience: Audience) -> list[ShownComment]:
    """Every comment that was not withdrawn, in the order of the text."""
    sizes = people.group_sizes(circulation.report.consultation)
    return [_print(row, circulation, audience, sizes) for row in _standing(circulation)]


def beside(report: Report) -> dict[int, list[ShownComment]]:
    """Paragraph id -> comments of the last circulation on it, for the desk: found by what the paragraph is about."""
    circulation = latest(report)
    if circulation is None:
        return {}
    keys = dict(Paragraph.objects.filter(section__report=report).exclude(key="").values_list("key", "pk"))
    found: dict[int, list[ShownComment]] = {}
    for one in all_comments(circulation, Audience.INSIDE):
        paragraph = keys.get(circulation.text[one.place]["key"])
        if paragraph:
            found.setdefault(paragraph, []).append(one)
    return found


def unanswered(circulation: Circulation) -> int:
    return _standing(circulation).filter(taken="").count()


def _standing(circulation: Circulation) -> QuerySet[DraftComment]:
    rows = DraftComment.objects.filter(circulation=circulation, withdrawn_at=None)
    return rows.select_related("participant", "delegation", "group", "circulation__report__consultation")


def _by_place(comments: Iterable[ShownComment]) -> dict[int, list[ShownComment]]:
    found: dict[int, list[ShownComment]] = {}
    for one in comments:
        found.setdefault(one.place, []).append(one)
    return found


def _print(
    row: DraftComment, circulation: Circulation, audience: Audience, sizes: dict[int, int], now: datetime | None = None
) -> ShownComment:
    person = people.person(
        circulation.report.consultation,
        participant=row.participant,
        group=row.group,
        delegation=row.delegation,
        rule=row.rule,
        inside=row.inside,
        sizes=sizes,
    )
    by = attribution.shown_as(person, audience)
    return ShownComment(
        id=row.pk,
        place=row.place,
        by=by,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        text=row.text,
        wording=row.wording,
        language=row.language,
        is_late=row.is_late,
        is_edited=row.edited_at is not None,
        time=row.created_at if by.exact_time else None,
        taken=row.taken,
        taken_label=row.get_taken_display() if row.taken else "",
        reason=row.reason,
        is_kept=audience is Audience.OUTSIDE and row.rule in STRICT,
        may_edit=now is not None and may_edit(row, now),
        standing=standing(row),
        revision=f"{row.pk}-{row.edited_at.timestamp() if row.edited_at else 0:f}" if now else "",
    )


# --- reminders ----------------------------------------------------------------------------------------------------


def due(now: datetime) -> list[Circulation]:
    """The circulations whose reminders go out now."""
    rows = Circulation.objects.filter(
        ended_at=None,
        remind_days__isnull=False,
        deadline__gt=now,
        report__state=ReportState.DRAFT,
        report__consultation__stage=Stage.OPEN,
    ).select_related("report__consultation")
    return [row for row in rows if row.deadline - timedelta(days=row.remind_days or 0) <= now]


def to_remind(circulation: Circulation) -> QuerySet[Participant]:
    """Who was sent this draft, said nothing on it and was not reminded yet."""
    told = Telling.objects.filter(report=circulation.report_id, round=circulation.round, participant=OuterRef("pk"))
    spoke = DraftComment.objects.filter(circulation=circulation, participant=OuterRef("pk"))
    return readers(circulation.report.consultation).filter(
        Exists(told.filter(about=About.CIRCULATED)), ~Exists(told.filter(about=About.REMINDED)), ~Exists(spoke)
    )


def waiting_for(rows: Sequence[Telling]) -> dict[int, Circulation]:
    """Telling id -> the circulation that it is about."""
    known = {
        (row.report_id, row.round): row
        for row in Circulation.objects.filter(report__in=[row.report_id for row in rows]).select_related(
            "report__consultation"
        )
    }
    return {row.pk: known[row.report_id, row.round] for row in rows if (row.report_id, row.round) in known}

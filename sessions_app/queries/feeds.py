"""What is new in public, from the record: for feeds, the card and those who follow by mail."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from consult.attribution import STRICT, Rule
from consult.models import Consultation, RecordEntry
from sessions_app.models import Paper
from sessions_app.queries import submission
from sessions_app.queries.submission import ShownSubmission

# The acts after which there is something new for everybody.
NEWS = ("publish paper", "publish submission", "report published", "report has a new edition")
MOST = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is new. at: under the rules that show no exact time, the day alone. key: lasting, of its own."""

    title: str
    text: str
    path: str
    at: datetime
    key: str


def entries_since(consultation_id: int, seq: int) -> QuerySet[RecordEntry]:
    """The entries of the record after ``seq`` that tell of something new in public, the newest first."""
    return RecordEntry.objects.filter(consultation_id=consultation_id, seq__gt=seq, act__in=NEWS).order_by("-seq")


def news(consultation: Consultation) -> list[Item]:
    """The newest first; only what anybody may read, as the attribution rule lets it be shown."""
    papers = Paper.objects.filter(consultation=consultation, published_at__isnull=False)
    stands: dict[str, Paper | ShownSubmission] = {
        f"paper-{paper.pk}": paper for paper in papers.select_related("thread", "consultation")
    }
    stands |= {f"submission-{one.row.pk}": one for one in submission.published(consultation)}
    found: dict[str, Item] = {}
    for entry in entries_since(consultation.pk, 0)[: 4 * MOST]:
        if entry.subject not in found and (item := _item(consultation, entry, stands.get(entry.subject))):
            found[entry.subject] = item
    return list(found.values())[:MOST]


def has_report(consultation: Consultation) -> bool:
    """Whether a report was ever published."""
    return RecordEntry.objects.filter(consultation_id=consultation.pk, act="report published").exists()


def _item(consultation: Consultation, entry: RecordEntry, thing: Paper | ShownSubmission | None) -> Item | None:
    """None for what no longer stands in public."""
    hides = Rule(consultation.attribution_rule) in STRICT
    at = _day(entry.at, consultation.zone) if hides else entry.at
    if isinstance(thing, Paper) and thing.thread is not None:
        return Item(thing.title, thing.authors, thing.get_absolute_url(), at, f"paper-{thing.thread.number}")
    if isinstance(thing, ShownSubmission):
        path = reverse("input", args=[consultation.slug, thing.row.mark])
        return Item(_("Submission: {who}").format(who=thing.by.label), "", path, at, f"input-{thing.row.mark}")
    if entry.subject.startswith("report-"):
        path = reverse("report", args=[consultation.slug, int(entry.subject.removeprefix("report-"))])
        is_new = entry.act == "report published"
        title = _("The report is published") if is_new else _("The report has a new edition")
        return Item(title, "", path, at, f"{entry.subject}-{entry.at:%Y-%m-%d}")
    return None


def _day(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)

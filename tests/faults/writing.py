"""What a worker process can do to a report: type in its paragraphs and have it drafted anew, each at a moment."""

from __future__ import annotations

import time
from typing import Any

from django.db import transaction
from django.utils import timezone

from consult.procedure import RefusedError
from sessions_app.actions.turns import writing
from synthesis.actions import paragraph as acts
from synthesis.actions.plan import DraftParagraph, DraftSection
from synthesis.actions.saving import write_down
from synthesis.actions.version import StaleEditError
from synthesis.models import Paragraph, Report
from tests.factories import ParticipantFactory, make_room
from tests.faults.amending import BETWEEN, acted, standing

WORDS = "The meeting was held in June and heard forty speakers on three questions"


def prepare_report(paragraphs: int) -> dict[str, Any]:
    """A drafted report with that many paragraphs which nobody has edited, and two who write it."""
    room = make_room()
    other = ParticipantFactory(consultation=room.consultation, roles=["rapporteur"])
    report = Report.objects.create(consultation=room.consultation, title="A report", drafted_at=timezone.now())
    with transaction.atomic():
        write_down(report, planned(paragraphs, WORDS))
    made = list(Paragraph.objects.filter(section__report=report).order_by("pk").values_list("pk", flat=True))
    return {"report": report.pk, "paragraphs": made, "writers": [room.people["rapporteur"].pk, other.pk]}


def planned(paragraphs: int, text: str) -> list[DraftSection]:
    return [DraftSection("all", "All", paragraphs=[DraftParagraph(f"p{n}", text) for n in range(paragraphs)])]


def type_in(
    start: float, who: int, paragraph: int, text: str, delay: float, revision: int = 1, broken: bool = False
) -> dict[str, Any]:
    def edit() -> None:
        act = _edit_naively if broken else acts.edit
        try:
            act(standing(who), paragraph, acts.Change(text, revision))
        except StaleEditError as stale:
            raise RefusedError(str(stale)) from stale

    return acted(start + delay, edit)


def draft_again(
    start: float, report: int, paragraphs: int, text: str, delay: float, broken: bool = False
) -> dict[str, Any]:
    def draft() -> None:
        if broken:
            return _draft_naively(report, text)
        with writing():
            write_down(Report.objects.select_for_update().get(pk=report), planned(paragraphs, text))
        return None

    return acted(start + delay, draft)


def report_stored(report: int) -> dict[str, str]:
    """Paragraph -> its text."""
    return {str(pk): text for pk, text in Paragraph.objects.filter(section__report=report).values_list("pk", "text")}


def _edit_naively(_here: Any, paragraph_id: int, change: acts.Change) -> None:
    """Wrong on purpose: looks at the revision, and only then begins to write."""
    paragraph = Paragraph.objects.get(pk=paragraph_id)
    if paragraph.revision != change.revision:
        raise RefusedError("stale")
    time.sleep(BETWEEN)
    with transaction.atomic():
        paragraph.text, paragraph.edited_at, paragraph.revision = change.text, timezone.now(), paragraph.revision + 1
        paragraph.save()


def _draft_naively(report: int, text: str) -> None:
    """Wrong on purpose: looks which paragraphs people edited, and only then begins to write."""
    untouched = [row for row in Paragraph.objects.filter(section__report=report) if not row.is_kept]
    time.sleep(BETWEEN)
    with transaction.atomic():
        for row in untouched:
            row.text = row.generated = text
            row.save()

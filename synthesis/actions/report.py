"""The acts at the rapporteur's desk. None of them loads the analysis: drafting is a task, named by its path."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.words import plain
from synthesis.models.report import FROZEN, Grounding, Paragraph, Purpose, Report, ReportState, Section, Style, Template
from synthesis.queries.template import proposed

TASK = "synthesis.tasks.draft"
LONGEST = 8_000
STEP = 100
STYLES = {Style.PARAGRAPH, Style.PLAIN, Style.LIST_ITEM, Style.QUOTE}


class StaleEditError(Exception):
    """Somebody else changed the paragraph in the meantime. Nothing was changed; ``given`` is what was typed."""

    def __init__(self, paragraph: Paragraph, given: str) -> None:
        super().__init__(_("This paragraph was changed by somebody else while you edited it."))
        self.paragraph = paragraph
        self.given = given


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit brings: the new text, and the revision of the paragraph that it was made on."""

    text: str
    revision: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report is to be drafted: one that there is (``report``, its id), or one of a template for a purpose."""

    report: int = 0
    template: str = ""
    purpose: str = ""


def begin_draft(here: Here, wanted: Wanted | None = None) -> Report:
    """Have a report drafted, or drafted anew, by the worker; its page shows how far it is.

    Without ``wanted``, the latest that is not published, or the first by the template of the consultation’s format.
    """
    require(may(here.standing, Act.DRAFT))
    consultation = here.consultation
    with transaction.atomic():
        report = _wanted(here, wanted or Wanted())
        report.state, report.progress, report.percent = ReportState.DRAFTING, str(_("Waiting for its turn")), 0
        report.save()
        record.enter(consultation.pk, "draft asked for", _actor(here), subject=f"report-{report.pk}")
        participant = here.participant.pk if here.participant else None
        transaction.on_commit(lambda: import_string(TASK).enqueue(report_id=report.pk, participant_id=participant))
    return report


def _wanted(here: Here, wanted: Wanted) -> Report:
    """The report to draft. Of one template and purpose there is one that is not published: it is drafted anew."""
    rows = here.consultation.reports.filter(is_rollup=False).exclude(state__in=FROZEN).order_by("-created_at", "-pk")
    if wanted.report:
        found = rows.filter(pk=wanted.report).first()
        if found is None:
            raise RefusedError(_("This report is published, or is no longer there: it is not drafted anew."))
        return found
    if wanted.template or wanted.purpose:
        template, purpose = wanted.template or proposed(here.consultation), wanted.purpose or Purpose.FINAL
        if template not in Template.values or purpose not in Purpose.values:
            raise RefusedError(_("There is no such template, or no such purpose of a report."))
        return rows.filter(template=template, purpose=purpose).first() or _new(here, template, purpose)
    return rows.first() or _new(here, proposed(here.consultation), Purpose.FINAL)


def _new(here: Here, template: str, purpose: str) -> Report:
    consultation = here.consultation
    return Report(
        consultation=consultation,
        template=template,
        purpose=purpose,
        title=consultation.title,
        language=consultation.language,
    )


def edit(here: Here, paragraph_id: int, change: Change) -> Paragraph:
    """Put another text in a paragraph's place. Raises StaleEditError, and changes nothing, on a stale revision."""
    require(may(here.standing, Act.DRAFT))
    text = _clean(change.text)
    with transaction.atomic():
        paragraph = paragraph_of(here, paragraph_id)
        if paragraph.revision != change.revision:
            raise StaleEditError(paragraph, text)
        if paragraph.text == text:
            return paragraph
        grounding = Grounding.OWN if paragraph.grounding == Grounding.SLOT else paragraph.grounding
        salt = record.salt()
        changed = Paragraph.objects.filter(pk=paragraph.pk, revision=change.revision).update(
            text=text,
            grounding=grounding,
            revision=F("revision") + 1,
            edited_by=here.participant,
            edited_at=timezone.now(),
            is_outdated=False,
            salt=salt,
        )
        paragraph.refresh_from_db()
        if not changed:
            raise StaleEditError(paragraph, text)
        _enter(here, "paragraph edited", paragraph, {"text": record.seal(salt, text)})
    return paragraph


def restore(here: Here, paragraph_id: int, revision: int) -> Paragraph:
    """Take back what people changed: the machine's text stands again."""
    paragraph = paragraph_of(here, paragraph_id)
    return edit(here, paragraph_id, Change(text=paragraph.generated or paragraph.text, revision=revision))


def add(here: Here, section_id: int, text: str, *, after: int | None = None, style: str = Style.PARAGRAPH) -> Paragraph:
    """Add a paragraph of the rapporteur's own, behind ``after`` or at the section's end."""
    require(may(here.standing, Act.DRAFT))
    text = _clean(text)
    if style not in STYLES:
        raise RefusedError(_("A paragraph has no such form."))
    with transaction.atomic():
        section = Section.objects.filter(pk=section_id, report__consultation=here.consultation).first()
        if section is None:
            raise RefusedError(_("This section is no longer there."))
        _editable(section.report)
        order = list(section.paragraphs.all())
        place = next((number + 1 for number, p in enumerate(order) if p.pk == after), len(order))
        salt = record.salt()
        paragraph = Paragraph.objects.create(
            section=section,
            key=f"own:{record.salt()[:12]}",
            grounding=Grounding.OWN,
            style=style,
            text=text,
            salt=salt,
            edited_by=here.participant,
            edited_at=timezone.now(),
        )
        _renumber([*order[:place], paragraph, *order[place:]])
        _enter(here, "paragraph added", paragraph, {"text": record.seal(salt, text)})
    return paragraph


def move(here: Here, paragraph_id: int, *, up: bool) -> Paragraph:
    """One place up or down within its section; at the end it stays."""
    require(may(here.standing, Act.DRAFT))
    with transaction.atomic():
        paragraph = paragraph_of(here, paragraph_id)
        if paragraph.removed_at is not None:
            raise RefusedError(_("This paragraph was removed. Put it back first, then move it."))
        order = list(paragraph.section.paragraphs.filter(removed_at=None))
        now = next(number for number, other in enumerate(order) if other.pk == paragraph.pk)
        then = max(0, min(len(order) - 1, now + (-1 if up else 1)))
        order.insert(then, order.pop(now))
        _renumber(order)
        _enter(here, "paragraph moved", paragraph, {"up": up})
    return paragraph


def remove(here: Here, paragraph_id: int, *, back: bool = False) -> Paragraph:
    """Take a paragraph out, or put it back. It stays out in the next draft too."""
    require(may(here.standing, Act.DRAFT))
    with transaction.atomic():
        paragraph = paragraph_of(here, paragraph_id)
        paragraph.removed_at = None if back else timezone.now()
        paragraph.save(update_fields=["removed_at"])
        _enter(here, "paragraph put back" if back else "paragraph removed", paragraph)
    return paragraph


def paragraph_of(here: Here, paragraph_id: int) -> Paragraph:
    """A paragraph of a report of this consultation that may be edited. Raises RefusedError."""
    paragraph = (
        Paragraph.objects.filter(pk=paragraph_id, section__report__consultation=here.consultation)
        .select_related("section__report")
        .first()
    )
    if paragraph is None:
        raise RefusedError(_("This paragraph is no longer there: the report was drafted anew."))
    _editable(paragraph.section.report)
    return paragraph


def _editable(report: Report) -> None:
    if report.is_frozen:
        raise RefusedError(_("This report is published, or about to be: it cannot be changed."))


def _clean(text: str) -> str:
    """One paragraph of plain text. Raises RefusedError where there is none, or more than can be one."""
    clean = " ".join(plain(text).split())
    if not clean:
        raise RefusedError(_("There is no text. To take a paragraph out, remove it."))
    if len(clean) > LONGEST:
        raise RefusedError(
            _("A paragraph has at most {most} characters; this one has {count}.").format(most=LONGEST, count=len(clean))
        )
    return clean


def _renumber(order: list[Paragraph]) -> None:
    for place, paragraph in enumerate(order):
        paragraph.position = (place + 1) * STEP
    Paragraph.objects.bulk_update(order, ["position"])


def _actor(here: Here) -> Participant | str:
    """Who acts: a participant, or the secretariat, which takes part in nothing."""
    return here.participant or "secretariat"


def _enter(here: Here, act: str, paragraph: Paragraph, payload: dict[str, Any] | None = None) -> None:
    body = {"report": paragraph.section.report_id, "revision": paragraph.revision, **(payload or {})}
    record.enter(here.consultation.pk, act, _actor(here), subject=f"paragraph-{paragraph.pk}", payload=body)

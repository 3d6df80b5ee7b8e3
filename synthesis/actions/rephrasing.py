"""The acts on other wordings: have one proposed for a paragraph, accept it, leave it. Nothing is accepted by itself.

None of them asks the assistant: that is a task, named by its path.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import RefusedError
from consult.queries.people import Here
from synthesis.actions.editing import actor_of, clean, on_paragraph
from synthesis.actions.editing import enter as enter_edit
from synthesis.actions.version import StaleEditError, write
from synthesis.models.rephrasing import Rephrasing, RephrasingState
from synthesis.models.report import Paragraph
from synthesis.models.version import VersionAct
from synthesis.queries import rephrasing as reading
from synthesis.rules.assistant import endpoint

TASK = "synthesis.tasks.rephrase"


@dataclass(frozen=True, slots=True)
class Seen:
    """The proposal that somebody decides on: for the paragraph's text of this revision, asked for as number ``id``."""

    id: int
    revision: int


def ask(here: Here, paragraph_id: int) -> Rephrasing:
    """Have another wording proposed by the worker. Raises RefusedError where nothing of it may be sent."""
    with on_paragraph(here, paragraph_id) as paragraph:
        if not reading.may_hold(paragraph):
            raise RefusedError(_("Only sentences on what was said and on positions are rephrased."))
        why = reading.refusal_of(paragraph)
        if why:
            raise RefusedError(why)
        found = endpoint()
        Rephrasing.objects.filter(paragraph=paragraph).exclude(state=RephrasingState.TAKEN).delete()
        if Rephrasing.objects.filter(paragraph=paragraph).exists() and paragraph.text != paragraph.generated:
            raise RefusedError(_("It was rephrased already. Take it back to the drafted text first."))
        Rephrasing.objects.filter(paragraph=paragraph).delete()
        row = Rephrasing.objects.create(
            paragraph=paragraph,
            revision=paragraph.revision,
            before=paragraph.text,
            model=found.model[:120] if found else "",
            asked_by=here.participant,
            asked_at=timezone.now(),
        )
        _enter(here, "rephrasing asked for", paragraph, row)
        transaction.on_commit(lambda: import_string(TASK).enqueue(rephrasing_id=row.pk))
    return row


def accept(here: Here, paragraph_id: int, seen: Seen) -> Paragraph:
    """Put the proposal in the paragraph's place, as an edit. Raises StaleEditError where that changed since."""
    with on_paragraph(here, paragraph_id) as paragraph:
        row = _waiting(paragraph, seen)
        if row.revision != paragraph.revision:  # what was checked is another text
            raise StaleEditError(paragraph, row.text)
        write(here, paragraph, clean(row.text), VersionAct.EDITED)
        enter_edit(here, "paragraph edited", paragraph, {"text": record.seal(paragraph.salt, paragraph.text)})
        _decided(here, row, RephrasingState.TAKEN)
        _enter(here, "rephrasing accepted", paragraph, row)
    return paragraph


def leave(here: Here, paragraph_id: int, seen: Seen) -> Paragraph:
    """Leave the proposal aside: the paragraph stays as it is."""
    with on_paragraph(here, paragraph_id) as paragraph:
        row = _waiting(paragraph, seen)
        _decided(here, row, RephrasingState.LEFT)
        _enter(here, "rephrasing left", paragraph, row)
    return paragraph


def _waiting(paragraph: Paragraph, seen: Seen) -> Rephrasing:
    """The proposal. Raises RefusedError where it was decided, or another was asked for."""
    row = Rephrasing.objects.filter(paragraph=paragraph, pk=seen.id).first()
    if row is None or row.state != RephrasingState.PROPOSED or row.revision != seen.revision:
        raise RefusedError(_("This proposal does not wait any more: somebody decided on it, or asked anew."))
    return row


def _decided(here: Here, row: Rephrasing, state: RephrasingState) -> None:
    row.state, row.decided_by, row.decided_at = state, here.participant, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])


def _enter(here: Here, act: str, paragraph: Paragraph, row: Rephrasing) -> None:
    body = {"report": paragraph.section.report_id, "revision": paragraph.revision, "model": row.model}
    actor = actor_of(here)
    record.enter(here.consultation.pk, act, actor, subject=f"paragraph-{paragraph.pk}", payload=body)

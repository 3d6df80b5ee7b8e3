"""Word files that go out to be worked on and come back: keeping what was in them, reading changes, taking them over."""

import hashlib
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.documents.changes import Changes
from consult.documents.errors import UnreadableDocument
from consult.documents.sandbox import read_changes
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.words import plain
from synthesis.actions import paragraph as paragraphs
from synthesis.actions.editing import LONGEST, actor_of, enter, on_report
from synthesis.actions.shape import annotate
from synthesis.actions.version import StaleEditError
from synthesis.models.report import Paragraph, Report, Style
from synthesis.models.returned import ChangeKind, ChangeState, ReturnedChange, ReturnedFile, WordCopy
from synthesis.rules import returned as rules
from synthesis.rules.returned import Sent, Step

_STYLES = {
    "reportparagraph": Style.PARAGRAPH,
    "reporttext": Style.PLAIN,
    "reportlist": Style.LIST_ITEM,
    "reportlist2": Style.LIST_ITEM,
    "reportletter": Style.LETTER,
    "reportroman": Style.LETTER,
    "reportquote": Style.QUOTE,
}
_DEEPER = {"reportlist2", "reportroman"}  # items of the second level


def keep_copy(here: Here, report: Report, ids: dict[str, Any]) -> WordCopy:
    """Keep which hidden id names which paragraph of a file that goes out to be worked on."""
    with on_report(here, report.pk):
        copy = WordCopy.objects.create(report=report, ids=ids, made_by=here.participant, made_at=timezone.now())
        _enter(here, report, "word copy made", {"copy": copy.pk, "paragraphs": len(ids["ids"])})
    return copy


def receive(here: Here, report: Report, data: bytes, name: str) -> ReturnedFile:
    """Read a file that came back and keep its changes, each to be decided. Nothing is kept where it is refused."""
    require(may(here.standing, Act.DRAFT))
    try:
        changes = read_changes(data)
    except UnreadableDocument as error:
        raise RefusedError(_(error.reason)) from error
    copy = _copy_of(report, changes)
    if copy is None:
        raise RefusedError(_("No Word file to work on was made of this report yet. Make one first."))
    try:
        steps = _compared(copy, changes)
    except rules.OtherDocumentError:
        raise RefusedError(
            _("This does not seem to be a file of this report: hardly a paragraph of it is found again.")
        ) from None
    with on_report(here, report.pk):
        known = _paragraphs(report, copy)
        file = ReturnedFile.objects.create(
            report=report,
            copy=copy,
            name=plain(Path(name.replace("\\", "/")).name)[:200],
            sha256=hashlib.sha256(data).hexdigest(),
            comments=_comments(changes, copy, known),
            received_by=here.participant,
            received_at=timezone.now(),
        )
        sections = {row.pk for row in report.sections.all()}
        ReturnedChange.objects.bulk_create(
            _row(file, place, step, copy, known, sections) for place, step in enumerate(steps)
        )
        _enter(here, report, "word file returned", {"file": file.pk, "sha256": file.sha256, "changes": len(steps)})
    return file


def accept(here: Here, file: ReturnedFile, change_id: int, *, revision: int | None = None) -> ReturnedChange:
    """Take a change over into the draft, as its own edit would. revision: of the text that it is to replace.

    Raises StaleEditError, and changes nothing, where the paragraph was changed since the file went out.
    """
    with on_report(here, file.report_id):
        change = _waiting(file, change_id)
        if change.kind == ChangeKind.ADDED:
            _added(here, change)
        else:
            paragraph = _still_there(change)
            if change.kind == ChangeKind.MOVED:
                _place(here, paragraph, change)
            else:
                now = change.revision if revision is None else revision
                _check_fresh(paragraph, change, now)
                if change.kind == ChangeKind.REMOVED:
                    paragraphs.remove(here, paragraph.pk)
                else:
                    words = paragraphs.Change(text=change.after, revision=paragraph.revision)
                    paragraphs.edit(here, paragraph.pk, words)
        change.state = ChangeState.ACCEPTED
        change.save(update_fields=["state", "paragraph"])
        _decided(here, change)
    return change


def decline(here: Here, file: ReturnedFile, change_id: int) -> ReturnedChange:
    """Leave the draft as it is."""
    with on_report(here, file.report_id):
        change = _waiting(file, change_id)
        change.state = ChangeState.DECLINED
        change.save(update_fields=["state"])
        _decided(here, change)
    return change


def accept_all(here: Here, file: ReturnedFile) -> tuple[int, int]:
    """Take over every change that waits. (how many were, how many were not: their paragraphs were changed since)."""
    done = left = 0
    for change in file.changes.filter(state=ChangeState.WAITING):
        try:
            accept(here, file, change.pk)
            done += 1
        except (StaleEditError, RefusedError):
            left += 1
    return done, left


def decline_all(here: Here, file: ReturnedFile) -> int:
    """Leave every change that waits."""
    waiting = list(file.changes.filter(state=ChangeState.WAITING).values_list("pk", flat=True))
    for change in waiting:
        decline(here, file, change)
    return len(waiting)


# --- reading ----------------------------------------------------------------------------------------------------


def _copy_of(report: Report, changes: Changes) -> WordCopy | None:
    """The file that went out of which most ids are found; the last one where there is none."""
    ids = {id_ for one in changes.paragraphs for id_ in one.ids}
    copies = list(report.word_copies.order_by("-made_at", "-pk"))
    best = max(copies, key=lambda copy: len(ids & set(copy.ids["ids"])), default=None)
    return best


def _compared(copy: WordCopy, changes: Changes) -> list[Step]:
    sent = _sent(copy)
    headings = {rules.plain(text): list(rows) for text, rows in copy.ids["headings"].items()}
    return rules.compare(sent, changes.paragraphs, headings=headings, other=copy.ids["other"])


def _sent(copy: WordCopy) -> list[Sent]:
    """What went out. Files that were made before footnotes were worked on in Word tell nothing of any."""
    return [Sent(id_, one["text"], one["section"], one.get("note_of")) for id_, one in copy.ids["ids"].items()]


def _paragraphs(report: Report, copy: WordCopy) -> dict[str, Paragraph]:
    """Hidden id -> the paragraph that it names; one that was drafted anew since is found by its key."""
    rows = list(Paragraph.objects.filter(section__report=report).select_related("section"))
    by_pk, by_key = {row.pk: row for row in rows}, {row.key: row for row in rows if row.key}
    found = {}
    for id_, one in copy.ids["ids"].items():
        row = by_pk.get(one["paragraph"]) or by_key.get(one["key"])
        if row is not None:
            found[id_] = row
    return found


def _row(
    file: ReturnedFile, place: int, step: Step, copy: WordCopy, known: dict[str, Paragraph], sections: set[int]
) -> ReturnedChange:
    sent = copy.ids["ids"].get(step.id, {})
    paragraph = known.get(step.id)
    # One that was drafted anew bears another row: what it said when the file went out is no longer what it says.
    is_same = paragraph is not None and paragraph.pk == sent.get("paragraph")
    follows = known.get(step.follows)
    section = follows.section_id if follows else step.section
    style = step.style.lower().replace(" ", "")
    return ReturnedChange(
        file=file,
        kind=step.kind,
        paragraph=paragraph,
        section_id=section if section in sections else None,
        follows=follows,
        revision=sent.get("revision", 0) if is_same else 0,
        before=step.before,
        after=step.after[:LONGEST],
        style=Style.FOOTNOTE if step.is_note else _STYLES.get(style, Style.PARAGRAPH),
        level=int(style in _DEEPER),
        authors=list(step.authors),
        place=place,
    )


def _comments(changes: Changes, copy: WordCopy, known: dict[str, Paragraph]) -> list[dict[str, Any]]:
    sent = _sent(copy)
    ids = rules.known_again(sent, changes.paragraphs, set(copy.ids["other"]))
    found = []
    for one in changes.comments:
        id_ = ids[one.paragraph] if 0 <= one.paragraph < len(ids) else ""
        row = known.get(id_)
        words = {"author": plain(one.author), "text": plain(one.text), "on": plain(one.on)}
        found.append({**words, "paragraph": row.pk if row else None})
    return found


# --- deciding ---------------------------------------------------------------------------------------------------


def _waiting(file: ReturnedFile, change_id: int) -> ReturnedChange:
    change = ReturnedChange.objects.select_for_update().filter(file=file, pk=change_id).first()
    if change is None:
        raise RefusedError(_("This change is not in the file."))
    if change.state != ChangeState.WAITING:
        raise RefusedError(_("This change is decided already."))
    return change


def _still_there(change: ReturnedChange) -> Paragraph:
    if change.paragraph is None:
        raise RefusedError(_("This paragraph is no longer there: the report was drafted anew."))
    return change.paragraph


def _check_fresh(paragraph: Paragraph, change: ReturnedChange, revision: int) -> None:
    """What was changed since the file went out is not lost unseen. A text that says the same is no conflict."""
    says_it = change.kind == ChangeKind.CHANGED and rules.plain(paragraph.text) == rules.plain(change.after)
    is_unchanged = rules.plain(paragraph.text) == rules.plain(change.before)
    if paragraph.revision != revision and not says_it and not is_unchanged:
        raise StaleEditError(paragraph, change.after)


def _added(here: Here, change: ReturnedChange) -> None:
    """An own paragraph where it stands in the file; several that follow each other stay in their order."""
    section = change.section
    if section is None:
        raise RefusedError(_("This section is no longer there."))
    beside = _added_beside(change)
    if change.style == Style.FOOTNOTE:
        change.paragraph = annotate(here, _owner(change, beside.last()).pk, change.after)
        return
    style = change.style or Style.PARAGRAPH
    made = paragraphs.add(here, section.pk, change.after, style=style, level=change.level)
    last = beside.filter(state=ChangeState.ACCEPTED, paragraph__isnull=False).last()
    follows = last.paragraph if last else change.follows
    paragraphs.put(made, section, follows, first=follows is None)
    change.paragraph = made


def _added_beside(change: ReturnedChange) -> QuerySet[ReturnedChange]:
    """Paragraphs that the file adds behind the same one, before what ``change`` adds or moves."""
    rows = ReturnedChange.objects.filter(file=change.file, kind=ChangeKind.ADDED, place__lt=change.place)
    return rows.filter(section=change.section, follows=change.follows).exclude(style=Style.FOOTNOTE)


def _owner(change: ReturnedChange, added: ReturnedChange | None) -> Paragraph:
    """The paragraph under which a footnote of the file stands: the one added last before it, or the one it follows."""
    owner = added.paragraph if added else change.follows
    if owner is None or owner.removed_at is not None:
        raise RefusedError(
            _("The paragraph under which this footnote stands is not in the draft. Take that over first.")
        )
    return owner


def _place(here: Here, paragraph: Paragraph, change: ReturnedChange) -> None:
    section = change.section or paragraph.section
    if section.removed_at is not None:
        raise RefusedError(_("This section is no longer there."))
    follows = change.follows
    if paragraph.style == Style.FOOTNOTE:
        follows = _owner(change, _added_beside(change).last())
        section = follows.section
        if paragraph.removed_at is not None:  # with the paragraph from which the file took it
            paragraph = paragraphs.remove(here, paragraph.pk, back=True)
    paragraphs.check_there(paragraph)
    paragraphs.put(paragraph, section, follows, first=follows is None)
    paragraph.placed_at = timezone.now()
    paragraph.save(update_fields=["placed_at"])
    enter(here, "paragraph moved", paragraph, {"section": section.pk})


def _decided(here: Here, change: ReturnedChange) -> None:
    payload = {"file": change.file_id, "change": change.pk, "state": change.state, "paragraph": change.paragraph_id}
    _enter(here, change.file.report, "returned change decided", payload)


def _enter(here: Here, report: Report, act: str, payload: dict[str, Any]) -> None:
    record.enter(here.consultation.pk, act, actor_of(here), subject=f"report-{report.pk}", payload=payload)

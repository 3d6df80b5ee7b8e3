"""What somebody changed in a Word file that came back: taking it over into the draft, or not."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.procedure import RefusedError
from consult.queries.people import Here
from synthesis.actions import paragraph as paragraphs
from synthesis.actions import receiving
from synthesis.actions import section as sections
from synthesis.actions.editing import enter, on_report
from synthesis.actions.shape import Shape, annotate, shape
from synthesis.actions.version import StaleEditError
from synthesis.models.report import Paragraph, Section, Style
from synthesis.models.returned import HEADING, ChangeKind, ChangeState, ReturnedChange, ReturnedFile
from synthesis.rules import returned as rules
from synthesis.rules.footnotes import owner_of, with_notes


def accept(here: Here, file: ReturnedFile, change_id: int, *, revision: int | None = None) -> ReturnedChange:
    """Take a change over into the draft, as its own edit would. revision: of the text that it is to replace.

    Raises StaleEditError, and changes nothing, where the paragraph was changed since the file went out.
    """
    with on_report(here, file.report_id):
        change = _waiting(file, change_id)
        if change.kind == ChangeKind.ADDED:
            _added(here, change)
        elif change.is_of_form:
            _shaped(here, change)
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
    section = _section_of(change)
    if change.style == HEADING:
        raise RefusedError(by_hand())
    beside = _added_beside(change)
    if change.style == Style.FOOTNOTE:
        owner = _owner(change, beside.last())
        change.paragraph = annotate(here, owner.pk, change.after, behind=_note_before(change, owner).pk)
        return
    style = change.style or Style.PARAGRAPH
    made = paragraphs.add(here, section.pk, change.after, style=style, level=change.level)
    last = beside.filter(state=ChangeState.ACCEPTED, paragraph__isnull=False).last()
    follows = last.paragraph if last else change.follows
    paragraphs.put(made, section, follows, first=follows is None)
    change.paragraph = made


def _shaped(here: Here, change: ReturnedChange) -> None:
    """The form of a paragraph, or the level of a heading."""
    if change.style == HEADING:
        section = _section_of(change)
        sections.change(here, section.pk, section.heading, change.level, before=section.heading)
        return
    paragraph = _still_there(change)
    if not change.style:
        raise RefusedError(by_hand())
    shape(here, paragraph.pk, Shape(change.style, change.level))


def by_hand() -> str:
    """What is said of a form that Word gives and nothing here takes over."""
    return _("In Word it has a form that is not taken over. Give it one at the desk by hand.")


def _section_of(change: ReturnedChange) -> Section:
    if change.section is None:
        raise RefusedError(_("This section is no longer there."))
    return change.section


def _added_beside(change: ReturnedChange) -> QuerySet[ReturnedChange]:
    """Paragraphs that the file adds behind the same one, before what ``change`` adds or moves."""
    rows = ReturnedChange.objects.filter(file=change.file, kind=ChangeKind.ADDED, place__lt=change.place)
    return rows.filter(section=change.section, follows=change.follows).exclude(style__in=(Style.FOOTNOTE, HEADING))


def _note_before(change: ReturnedChange, owner: Paragraph) -> Paragraph:
    """What a footnote of the file stands behind: one that was added before it, one that was there, or its paragraph."""
    own = with_notes(list(owner.section.paragraphs.all()), owner)
    rows = change.file.changes.filter(style=Style.FOOTNOTE, follows=change.follows, place__lt=change.place)
    added = rows.filter(state=ChangeState.ACCEPTED, kind__in=(ChangeKind.ADDED, ChangeKind.MOVED)).order_by("-place")
    before = [*added.values_list("paragraph", flat=True), change.follows_id]
    return next((one for pk in before for one in own if one.pk == pk), owner)


def _owner(change: ReturnedChange, added: ReturnedChange | None) -> Paragraph:
    """The paragraph under which a footnote of the file stands: the one added last before it, or the one it follows."""
    owner = added.paragraph if added else change.follows
    if owner is not None and owner.style == Style.FOOTNOTE:
        owner = owner_of(list(owner.section.paragraphs.all()), owner)
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
    if paragraph.style == Style.FOOTNOTE and follows is not None:
        paragraphs.put_note(paragraph, _note_before(change, follows))
    else:
        paragraphs.put(paragraph, section, follows, first=follows is None)
    paragraph.placed_at = timezone.now()
    paragraph.save(update_fields=["placed_at"])
    enter(here, "paragraph moved", paragraph, {"section": section.pk})


def _decided(here: Here, change: ReturnedChange) -> None:
    payload = {"file": change.file_id, "change": change.pk, "state": change.state, "paragraph": change.paragraph_id}
    receiving.enter(here, change.file.report, "returned change decided", payload)

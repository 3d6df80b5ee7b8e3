"""The acts on paragraphs: their text, their place, taken apart and put together."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import RefusedError
from consult.queries.people import Here
from synthesis.actions.editing import clean, enter, on_paragraph, on_section, renumber
from synthesis.actions.version import StaleEditError, keep, restore, write
from synthesis.models.publication import ParagraphSource
from synthesis.models.report import Evidence, Grounding, Paragraph, Section, Style
from synthesis.models.version import VersionAct
from synthesis.rules.footnotes import moved, with_notes
from synthesis.rules.merging import merged

__all__ = ["Change", "StaleEditError", "add", "edit", "join", "move", "place", "remove", "restore", "split"]

STYLES = (Style.PARAGRAPH, Style.PLAIN, Style.LIST_ITEM, Style.LETTER, Style.QUOTE)
LEVELS = (0, 1)  # of an item of a list


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit brings: the new text, and the revision of the paragraph that it was made on."""

    text: str
    revision: int


def edit(here: Here, paragraph_id: int, change: Change) -> Paragraph:
    """Put another text in a paragraph's place.

    What was made on an older revision is put together by words with what others changed since; where the same words
    were changed, StaleEditError is raised and nothing changes: a person is to decide.
    """
    text = clean(change.text)
    with on_paragraph(here, paragraph_id) as paragraph:
        act = VersionAct.EDITED
        if paragraph.revision != change.revision:
            text, act = _put_together(paragraph, change.revision, text), VersionAct.MERGED
        if paragraph.text != text:
            write(here, paragraph, text, act)
            enter(here, "paragraph edited", paragraph, {"text": record.seal(paragraph.salt, text)})
    return paragraph


def _put_together(paragraph: Paragraph, revision: int, text: str) -> str:
    base = paragraph.versions.filter(revision=revision).first()
    found = merged(base.text, text, paragraph.text) if base else None
    if found is None or base is None or Grounding.SLOT in {base.grounding, paragraph.grounding}:
        raise StaleEditError(paragraph, text)
    return clean(found)


def add(
    here: Here,
    section_id: int,
    text: str,
    *,
    after: int | None = None,
    style: str = Style.PARAGRAPH,
    level: int = 0,
) -> Paragraph:
    """Add a paragraph of the rapporteur's own, behind ``after`` and its footnotes, or at the section's end."""
    text = clean(text)
    if style not in STYLES or level not in LEVELS:
        raise RefusedError(_("A paragraph has no such form."))
    with on_section(here, section_id) as section:
        order = list(section.paragraphs.all())
        followed = [with_notes(order, one)[-1].pk for one in order if one.pk == after]
        paragraph = insert(here, section, text, after=followed[0] if followed else None, style=style, level=level)
        enter(here, "paragraph added", paragraph, {"text": record.seal(paragraph.salt, text)})
    return paragraph


def insert(here: Here, section: Section, text: str, *, after: int | None, **fields: object) -> Paragraph:
    """A new paragraph of somebody's, behind ``after`` or at the section's end. For acts that hold the report."""
    if section.removed_at is not None:
        raise RefusedError(_("This section was removed. Put it back first."))
    order = list(section.paragraphs.all())
    at = next((number + 1 for number, p in enumerate(order) if p.pk == after), len(order))
    options = {"grounding": Grounding.OWN, "key": f"own:{record.salt()[:12]}", "salt": record.salt(), **fields}
    paragraph = Paragraph.objects.create(
        section=section, text=text, edited_by=here.participant, edited_at=timezone.now(), **options
    )
    keep(paragraph)
    renumber([*order[:at], paragraph, *order[at:]])
    return paragraph


def move(here: Here, paragraph_id: int, *, up: bool) -> Paragraph:
    """One place up or down within its section, with its footnotes; at the end it stays."""
    with on_paragraph(here, paragraph_id) as paragraph:
        check_there(paragraph)
        renumber(moved(list(paragraph.section.paragraphs.all()), paragraph, up=up))
        _placed(paragraph)
        enter(here, "paragraph moved", paragraph, {"up": up})
    return paragraph


def place(here: Here, paragraph_id: int, section_id: int) -> Paragraph:
    """To the end of another section of the same report, with its footnotes."""
    with on_paragraph(here, paragraph_id) as paragraph:
        check_there(paragraph)
        section = paragraph.section.report.sections.filter(pk=section_id, removed_at=None).first()
        if section is None:
            raise RefusedError(_("This section is no longer there."))
        order = [one for one in section.paragraphs.all() if one.pk != paragraph.pk]
        if paragraph.style == Style.FOOTNOTE and all(one.removed_at for one in order):
            raise RefusedError(_("There is no paragraph in that section under which the footnote could stand."))
        put(paragraph, section, None)
        _placed(paragraph)
        enter(here, "paragraph moved", paragraph, {"section": section.pk})
    return paragraph


def put(paragraph: Paragraph, section: Section, follows: Paragraph | None, *, first: bool = False) -> None:
    """A paragraph with its footnotes behind ``follows`` and its own; else first in the section, or last."""
    _put(paragraph, section, follows, first=first, is_note=False)


def put_note(note: Paragraph, behind: Paragraph) -> None:
    """A footnote directly behind ``behind``, another one or the paragraph under which it stands."""
    _put(note, behind.section, behind, first=False, is_note=True)


def _put(paragraph: Paragraph, section: Section, follows: Paragraph | None, *, first: bool, is_note: bool) -> None:
    own = with_notes(list(paragraph.section.paragraphs.all()), paragraph)
    order = [one for one in section.paragraphs.all() if one not in own]
    at = 0 if first else len(order)
    for place, one in enumerate(order):
        if follows is not None and one.pk == follows.pk:
            at = place + (1 if is_note else len(with_notes(order, one)))
    for one in own:
        one.section = section
    Paragraph.objects.bulk_update(own, ["section"])
    paragraph.section = section
    renumber([*order[:at], *own, *order[at:]])


def _placed(paragraph: Paragraph) -> None:
    paragraph.placed_at = timezone.now()
    paragraph.save(update_fields=["placed_at"])


def remove(here: Here, paragraph_id: int, *, back: bool = False) -> Paragraph:
    """Take a paragraph out with its footnotes, or put it back with them. It stays out in the next draft too."""
    with on_paragraph(here, paragraph_id) as paragraph:
        if paragraph.section.removed_at is not None:
            raise RefusedError(_("This section was removed. Put it back first."))
        notes = with_notes(list(paragraph.section.paragraphs.all()), paragraph)[1:]
        before, now = paragraph.removed_at, None if back else timezone.now()
        Paragraph.objects.filter(pk__in=[one.pk for one in notes], removed_at=before).update(removed_at=now)
        paragraph.removed_at, paragraph.joined_to = now, None
        paragraph.save(update_fields=["removed_at", "joined_to"])
        enter(here, "paragraph put back" if back else "paragraph removed", paragraph)
    return paragraph


def split(here: Here, paragraph_id: int, first: str, rest: str, revision: int) -> Paragraph:
    """``first`` stays, ``rest`` becomes a paragraph behind it; both stand on the same sources. Returns the new one."""
    first, rest = clean(first), clean(rest)
    with on_paragraph(here, paragraph_id) as paragraph:
        _check_words(paragraph)
        if paragraph.revision != revision:
            raise StaleEditError(paragraph, f"{first} {rest}")
        write(here, paragraph, first, VersionAct.SPLIT)
        part = insert(
            here,
            paragraph.section,
            rest,
            after=paragraph.pk,
            style=paragraph.style,
            level=paragraph.level,
            grounding=paragraph.grounding,
            findings=paragraph.findings,
            part_of=paragraph.part_of or paragraph.key,
        )
        copy_evidence(paragraph, part)
        source = ParagraphSource.objects.filter(paragraph=paragraph).first()
        if source is not None:  # what is taken out of that report goes from both
            source.pk, source.paragraph, source._state.adding = None, part, True
            source.save()
        seals = [record.seal(one.salt, one.text) for one in (paragraph, part)]
        enter(here, "paragraph split", paragraph, {"part": part.pk, "texts": seals})
    return part


def join(here: Here, paragraph_id: int) -> Paragraph:
    """The next paragraph's text follows in this one, with its sources; itself it is removed, and can be put back."""
    with on_paragraph(here, paragraph_id) as paragraph:
        check_there(paragraph)
        rows = paragraph.section.paragraphs.filter(removed_at=None).exclude(style=Style.FOOTNOTE)
        order = list(rows.select_related("section__report"))
        behind = [p for p in order if (p.position, p.pk) > (paragraph.position, paragraph.pk)]
        if not behind:
            raise RefusedError(_("There is no paragraph behind it in this section."))
        other = behind[0]
        for one in (paragraph, other):
            _check_words(one)
        if ParagraphSource.objects.filter(paragraph__in=(paragraph, other)).exists():
            raise RefusedError(_("Each of them comes from a report of its own, to which it leads: they stay apart."))
        if other.style != paragraph.style:
            raise RefusedError(_("Paragraphs of different forms are not joined."))
        text = clean(f"{paragraph.text} {other.text}")
        grounding = other.grounding if other.evidence.exists() else paragraph.grounding
        write(here, paragraph, text, VersionAct.JOINED, grounding=grounding)
        paragraph.findings = [*paragraph.findings, *(one for one in other.findings if one not in paragraph.findings)]
        paragraph.save(update_fields=["findings"])
        copy_evidence(other, paragraph)
        _take_notes(paragraph, other)
        other.removed_at, other.joined_to = timezone.now(), paragraph
        other.save(update_fields=["removed_at", "joined_to"])
        enter(here, "paragraphs joined", paragraph, {"other": other.pk, "text": record.seal(paragraph.salt, text)})
    return paragraph


def _take_notes(paragraph: Paragraph, other: Paragraph) -> None:
    """The footnotes of ``other`` stand under ``paragraph``, behind its own."""
    order = list(paragraph.section.paragraphs.all())
    taken = with_notes(order, other)[1:]
    rest = [one for one in order if one not in taken]
    at = rest.index(paragraph) + len(with_notes(rest, paragraph))
    renumber([*rest[:at], *taken, *rest[at:]])


def copy_evidence(source: Paragraph, to: Paragraph) -> None:
    """What ``source`` stands on, ``to`` stands on too, each source once."""
    there = {_names(one): one for one in Evidence.everything.filter(paragraph=to)}
    for one in source.evidence.all():
        again = there.get(_names(one))
        if again is None:
            one.pk, one.paragraph, one.is_own = None, to, True
            one.save(force_insert=True)
        elif again.detached_at is not None:
            again.detached_at, again.is_own = None, True
            again.save(update_fields=["detached_at", "is_own"])


def _names(one: Evidence) -> tuple[int | None, int | None, int | None, str]:
    return one.contribution_id, one.ballot_id, one.recommendation_id, one.fact


def check_there(paragraph: Paragraph) -> None:
    if paragraph.removed_at is not None:
        raise RefusedError(_("This paragraph was removed. Put it back first, then move it."))


def _check_words(paragraph: Paragraph) -> None:
    check_there(paragraph)
    if paragraph.style == Style.TABLE:
        raise RefusedError(_("A table is neither split nor joined."))
    if paragraph.grounding == Grounding.SLOT:
        raise RefusedError(_("This paragraph is still to be written."))

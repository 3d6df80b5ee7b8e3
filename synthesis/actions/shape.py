"""The form of a paragraph, numbered, plain or an item of a list; and the footnotes that stand under it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import RefusedError
from consult.queries.people import Here
from synthesis.actions.editing import clean, enter, on_paragraph
from synthesis.actions.paragraph import LEVELS, check_there, insert
from synthesis.models.report import Grounding, Paragraph, Style
from synthesis.rules.footnotes import with_notes

ITEMS = (Style.LIST_ITEM, Style.LETTER)
FORMS = (Style.PARAGRAPH, Style.PLAIN, *ITEMS)
MOST_NOTES = 20  # of a paragraph


@dataclass(frozen=True, slots=True)
class Shape:
    """style: one of FORMS. level: of an item, 0 for (a), 1 for (i)."""

    style: str
    level: int = 0


def shape(here: Here, paragraph_id: int, wanted: Shape) -> Paragraph:
    """Give a paragraph another form. A new draft leaves it so, with its text: it is edited by a person."""
    level = wanted.level if wanted.style in ITEMS else 0
    if wanted.style not in FORMS or level not in LEVELS:
        raise RefusedError(_("A paragraph has no such form."))
    with on_paragraph(here, paragraph_id) as paragraph:
        check_there(paragraph)
        if paragraph.style not in FORMS:
            raise RefusedError(_("A table, a quotation and a footnote keep their form."))
        if (paragraph.style, paragraph.level) == (wanted.style, level):
            return paragraph
        _check_above(paragraph, wanted.style, level)
        paragraph.style, paragraph.level = wanted.style, level
        _is_edited(here, paragraph)
        paragraph.save(update_fields=["style", "level", "edited_by", "edited_at"])
        enter(here, "paragraph shaped", paragraph, {"style": wanted.style, "level": level})
    return paragraph


def annotate(here: Here, paragraph_id: int, text: str, *, behind: int | None = None) -> Paragraph:
    """A footnote under a paragraph, behind those it has. A new draft leaves the paragraph as it now stands.

    behind: one of its footnotes, or itself, where it is not to be the last.
    """
    text = clean(text)
    with on_paragraph(here, paragraph_id) as paragraph:
        check_there(paragraph)
        if paragraph.style in (Style.TABLE, Style.FOOTNOTE):
            raise RefusedError(_("Neither a table nor a footnote has footnotes."))
        if paragraph.grounding in (Grounding.SLOT, Grounding.REMOVED):
            raise RefusedError(_("There is no text here yet that a footnote could stand on."))
        own = with_notes(list(paragraph.section.paragraphs.all()), paragraph)
        if len(own) > MOST_NOTES:
            raise RefusedError(_("A paragraph has at most {most} footnotes.").format(most=MOST_NOTES))
        after = next((one.pk for one in own if one.pk == behind), own[-1].pk)
        made = insert(here, paragraph.section, text, after=after, style=Style.FOOTNOTE)
        if paragraph.edited_at is None:
            _is_edited(here, paragraph)
            paragraph.save(update_fields=["edited_by", "edited_at"])
        enter(here, "paragraph added", made, {"to": paragraph.pk, "text": record.seal(made.salt, text)})
    return made


def _is_edited(here: Here, paragraph: Paragraph) -> None:
    paragraph.edited_by, paragraph.edited_at = here.participant, timezone.now()


def _check_above(paragraph: Paragraph, style: str, level: int) -> None:
    """An item stands under something: (a) under a paragraph of its section, (i) under an item of the same list."""
    if style not in ITEMS:
        return
    rows = paragraph.section.paragraphs.filter(removed_at=None).exclude(style=Style.FOOTNOTE)
    order = list(rows)
    place = next(place for place, one in enumerate(order) if one.pk == paragraph.pk)
    if place == 0:
        raise RefusedError(_("There is no paragraph above it in this section that it could stand under."))
    if level and order[place - 1].style != style:
        raise RefusedError(_("There is no item above it that it could stand under: make it an item of the list first."))

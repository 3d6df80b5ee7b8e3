"""Putting into the report what somebody said, and what the rapporteur noted."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils import translation
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import RefusedError
from consult.queries.people import Here
from synthesis.actions.editing import clean, enter, on_section
from synthesis.actions.evidence import stand_on
from synthesis.actions.notebook import note_of
from synthesis.actions.paragraph import insert
from synthesis.models.report import Grounding, Paragraph, Style
from synthesis.queries.quotation import Offer, offer_of


def quote(
    here: Here, section_id: int, contribution_id: int, chosen: Sequence[int], *, named: bool = False
) -> Paragraph:
    """Whole sentences of a contribution as a quotation that stands on it. chosen: their places, in any order.

    What is left out between two of them is marked. named: with whose words they are, where rule and consent allow it.
    """
    with on_section(here, section_id) as section:
        offer = offer_of(here.consultation, section.report, contribution_id)
        if offer is None:
            raise RefusedError(_("These words may not be quoted."))
        with translation.override(section.report.language):
            text = _quoted(offer, sorted(set(chosen)), named)
        paragraph = insert(here, section, clean(text), after=None, style=Style.QUOTE, grounding=Grounding.GROUNDED)
        stand_on(paragraph, {"contribution_id": contribution_id})
        payload = {"contribution": contribution_id, "text": record.seal(paragraph.salt, paragraph.text)}
        enter(here, "quotation added", paragraph, payload)
    return paragraph


def _quoted(offer: Offer, chosen: list[int], named: bool) -> str:
    if not chosen:
        raise RefusedError(_("Choose at least one sentence."))
    if any(not 0 <= at < len(offer.sentences) or not offer.sentences[at].may_stand for at in chosen):
        raise RefusedError(_("These words may not be quoted."))
    words = offer.sentences[chosen[0]].text
    for before, at in pairwise(chosen):
        words += (" " if at == before + 1 else " [...] ") + offer.sentences[at].text
    text = _("“{words}”").format(words=words)
    return _("{quotation} ({who})").format(quotation=text, who=offer.named) if named and offer.named else text


def put_note(here: Here, section_id: int, note_id: int) -> Paragraph:
    """A note of one's own notebook as a paragraph; the notebook keeps it, and nobody sees which it was."""
    note = note_of(here, note_id)
    with on_section(here, section_id) as section:
        paragraph = insert(here, section, clean(note.text), after=None, grounding=Grounding.NOTE)
        enter(here, "note put into the report", paragraph, {"text": record.seal(paragraph.salt, paragraph.text)})
    return paragraph

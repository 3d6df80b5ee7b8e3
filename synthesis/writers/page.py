"""The few words that a file on pages has beside the report’s own, in the report’s language."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from consult.models.consultation import DocumentStatus
from synthesis.models.report import OF_A_MEETING
from synthesis.writers.blocks import Head

LONGEST = 80  # characters of a title at the foot of a page


@dataclass(frozen=True, slots=True)
class Words:
    """above: whose text it is. below: the title. contents, paragraphs: the headings of the contents."""

    above: str
    below: str
    contents: str
    paragraphs: str


def words(head: Head) -> Words:
    with translation.override(head.language):
        status = _("{status}: draft, not a negotiated text") if head.is_draft else _("{status}: not a negotiated text")
        if head.status in (str(DocumentStatus.AGREED.label), str(OF_A_MEETING)):  # adopted, or put to it
            status = _("{status}: draft") if head.is_draft else "{status}"
        title = head.title if len(head.title) <= LONGEST else head.title[: LONGEST - 2].rsplit(" ", 1)[0] + " …"
        return Words(
            above=status.format(status=head.status) if head.status else _("Draft"),
            below=title,
            contents=_("Contents"),
            paragraphs=_("Paragraphs"),
        )

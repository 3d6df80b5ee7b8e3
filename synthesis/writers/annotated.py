"""The Word copy for the desk: the clean text, and beside each paragraph its sources as a comment."""

from django.utils import translation
from django.utils.translation import gettext as _

from consult.attribution import Audience
from synthesis.models.report import Report
from synthesis.queries import desk
from synthesis.writers import docx
from synthesis.writers.blocks import head_of, placed_blocks, printable
from synthesis.writers.material import Material


def write(report: Report) -> bytes:
    """A DOCX file that stays at the desk. Files travel: whose a source is, it says as those outside may read it."""
    placed = placed_blocks(report, Audience.OUTSIDE)
    with translation.override(report.language):
        told = {
            item.paragraph.pk: printable(_told(item))
            for section in desk.sections(report, Audience.OUTSIDE)
            for item in section.paragraphs
            if item.sources
        }
    comments = {
        place: told[paragraph.pk]
        for place, (_block, paragraph) in enumerate(placed)
        if paragraph is not None and paragraph.pk in told
    }
    return docx.write(Material(tuple(block for block, _paragraph in placed), head_of(report)), comments)


def _told(item: desk.DeskParagraph) -> str:
    """A line for each source: its mark, whose it is, its words."""
    lines = [
        " · ".join(filter(None, (one.mark, str(one.by.label) if one.by else "", one.text))) for one in item.sources
    ]
    if item.more:
        lines.append(_("and {count} more").format(count=item.more))
    return "\n".join(" ".join(line.split()) for line in lines)

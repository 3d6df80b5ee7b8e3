"""What stands above a report, by template and status of the document: its title, whose text it is, what it is not."""

from django.utils.translation import gettext as _

from consult.models.consultation import DocumentStatus
from synthesis.models.report import OF_A_MEETING, Template

# Templates whose text is somebody’s own whatever the consultation’s documents are; the others are as the convenor set.
_WHOSE = {Template.THEMATIC: DocumentStatus.MANDATE_HOLDER}
LONGEST = 300  # characters of a title


def title(template: str, name: str) -> str:
    """What a report is called: some templates say what they are of. ``name``: of the consultation."""
    titles = {
        Template.PANEL: _("Summary of the consultation “{title}”"),
        Template.BODY: _("Report of the meeting “{title}”"),
    }
    whole = titles[Template(template)].format(title=name) if template in titles else name
    return whole if len(whole) <= LONGEST else name


def status(template: str, document_status: str) -> str:
    """Whose text it is, in a word: "Chair’s summary"."""
    if template == Template.PAPERS:
        return _("Collected papers")
    if template == Template.BODY and document_status != DocumentStatus.AGREED:
        return str(OF_A_MEETING)
    return str(_whose(template, document_status).label)


def disclaimer(template: str, document_status: str, *, counts: bool = True) -> str:
    """Whose text it is, and what it is not; "" where the body itself adopts it and nobody answers for it alone.

    counts: whether the template tells which positions were taken.
    """
    if template == Template.PAPERS:
        return _("Each paper is its authors’ own, and the introduction its editor’s.")
    whose = _whose(template, document_status)
    if whose == DocumentStatus.AGREED:
        return _(
            "This is a draft for adoption; it has not been adopted. It reflects what was said, which positions were "
            "taken and what action was taken."
        )
    if template == Template.BODY:
        return ""
    if whose == DocumentStatus.MANDATE_HOLDER:
        return _(
            "This report is the mandate holder’s own. The contributions inform it, and it does not necessarily "
            "represent the views of any or all of those who made them."
        )
    issued = {
        DocumentStatus.CHAIR: _("This summary is issued under the chair’s own responsibility."),
        DocumentStatus.CO_CHAIRS: _("This summary is issued under the co-chairs’ own responsibility."),
        DocumentStatus.RAPPORTEUR: _("This summary was prepared by the rapporteur."),
        DocumentStatus.ORGANIZERS: _("This report was prepared by the organizers."),
    }[whose]
    text = (
        _(
            "{issued} It reflects what was said and which positions were taken. It was not negotiated and does not "
            "necessarily represent the views of any or all of those who took part."
        )
        if counts
        else _(
            "{issued} It reflects what was said. It was not negotiated and does not necessarily represent the views of "
            "any or all of those who took part."
        )
    )
    return text.format(issued=issued)


def _whose(template: str, document_status: str) -> DocumentStatus:
    return _WHOSE.get(Template(template), DocumentStatus(document_status))

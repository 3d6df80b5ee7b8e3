"""A sample in every style, to see how a house's template turns out."""

from django.utils import translation
from django.utils.translation import gettext as _

from consult.documents.blocks import Block
from consult.models import Consultation
from synthesis.models.report import Report
from synthesis.queries.house import house_lines
from synthesis.writers.blocks import head_of
from synthesis.writers.material import Material


def sample(consultation: Consultation) -> Material:
    """One block of each kind, in the consultation's language, of a report that is nowhere stored."""
    report = Report(consultation=consultation, title=consultation.title, language=consultation.language)
    with translation.override(consultation.language):
        words = _("This is how a paragraph of a report is set. It has a number that stays.")
        blocks = (
            Block("title", consultation.title),
            *(Block("definition", value, label=label) for label, value in house_lines(report)),
            Block("definition", _("A sample, not a report."), label=_("Status")),
            Block("heading", _("A heading"), level=1, number="I"),
            Block("paragraph", words, number="1"),
            Block("heading", _("A heading under it"), level=2, number="A"),
            Block("paragraph", words, number="2"),
            Block("quote", _("A pull quote stands apart, and names nobody.")),
            Block("list_item", _("States should do what a list item says."), marker="•"),
            Block("paragraph", _("A paragraph without a number.")),
            Block("heading", _("Annex"), level=1),
            Block("table", "", label=_("A table"), rows=((_("Text"), _("Base")), ("1.1", "20"), ("1.2", "18"))),
        )
        return Material(blocks, head_of(report))

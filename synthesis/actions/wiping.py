"""What of this package ends with a rehearsal."""

from consult.models import Consultation
from synthesis.models.analysis import Analysis
from synthesis.models.coding import Code, Reading
from synthesis.models.notebook import Note
from synthesis.models.report import Report
from synthesis.models.theme import Suggestion, Theme, ThemeRun


def count(consultation: Consultation) -> dict[str, int]:
    return {
        "reports": Report.objects.filter(consultation=consultation).count(),
        "analyses": Analysis.objects.filter(consultation=consultation).count(),
        "themes": Theme.objects.filter(question__session__consultation=consultation).count(),
        "codes": Code.objects.filter(contribution__question__session__consultation=consultation).count(),
        "notes": Note.objects.filter(consultation=consultation).count(),
    }


def wipe(consultation: Consultation) -> None:
    """What was drafted and worked out from positions; the themes with all that was coded and read; the notebooks."""
    for of_all in (Report, Analysis, Note):
        of_all.objects.filter(consultation=consultation).delete()
    for of_a_contribution in (Code, Reading, Suggestion):
        of_a_contribution.objects.filter(contribution__question__session__consultation=consultation).delete()
    for of_a_question in (Theme, ThemeRun):
        of_a_question.objects.filter(question__session__consultation=consultation).delete()

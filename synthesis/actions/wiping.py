"""What of this package ends with a rehearsal."""

from consult.models import Consultation
from synthesis.models import Analysis, Report


def count(consultation: Consultation) -> dict[str, int]:
    return {
        "reports": Report.objects.filter(consultation=consultation).count(),
        "analyses": Analysis.objects.filter(consultation=consultation).count(),
    }


def wipe(consultation: Consultation) -> None:
    """The drafts, with their paragraphs and their evidence, and what was worked out from positions."""
    Report.objects.filter(consultation=consultation).delete()
    Analysis.objects.filter(consultation=consultation).delete()

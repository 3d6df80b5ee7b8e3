"""What of this package ends with a rehearsal."""

from consult.models import Consultation
from synthesis.models.report import Report


def count(consultation: Consultation) -> dict[str, int]:
    return {"reports": Report.objects.filter(consultation=consultation).count()}


def wipe(consultation: Consultation) -> None:
    """The drafts, with their paragraphs and their evidence."""
    Report.objects.filter(consultation=consultation).delete()

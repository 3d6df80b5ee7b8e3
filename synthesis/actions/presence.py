"""Who types where: not an act of procedure, so nothing of it is in the record, and it is forgotten after a while."""

from django.utils import timezone

from consult.procedure import Act, may, require
from consult.queries.people import Here
from synthesis.models.report import Paragraph, Report
from synthesis.models.version import Editing


def typing(here: Here, report: Report, paragraph_id: int | None) -> None:
    """Somebody types in a paragraph of ``report`` now; None: they left it."""
    require(may(here.standing, Act.DRAFT))
    if here.participant is None:
        return
    paragraph = Paragraph.objects.filter(section__report=report, pk=paragraph_id).first() if paragraph_id else None
    if paragraph is None:
        Editing.objects.filter(report=report, participant=here.participant).delete()
        return
    Editing.objects.update_or_create(
        report=report, participant=here.participant, defaults={"paragraph": paragraph, "at": timezone.now()}
    )

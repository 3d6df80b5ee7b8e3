"""When two participations of one person become one: what they coded, read and noted moves."""

from consult.models import Participant
from synthesis.models.coding import Code, Reading
from synthesis.models.notebook import Note
from synthesis.models.rephrasing import Rephrasing
from synthesis.models.report import Paragraph
from synthesis.models.theme import ThemeRun, ThemeVersion


def merge(kept: Participant, merged: Participant) -> None:
    """Move what hangs on ``merged`` to ``kept``, inside the transaction of the claim."""
    coded = Code.objects.filter(coder=kept).values("contribution")
    Code.objects.filter(coder=merged).exclude(contribution__in=coded).update(coder=kept)
    read = Reading.objects.filter(reader=kept).values("contribution")
    Reading.objects.filter(reader=merged).exclude(contribution__in=read).update(reader=kept)
    for left in (Code.objects.filter(coder=merged), Reading.objects.filter(reader=merged)):
        left.delete()
    Note.objects.filter(author=merged).update(author=kept)
    ThemeVersion.objects.filter(by=merged).update(by=kept)
    ThemeRun.objects.filter(asked_by=merged).update(asked_by=kept)
    Paragraph.objects.filter(edited_by=merged).update(edited_by=kept)
    Rephrasing.objects.filter(asked_by=merged).update(asked_by=kept)
    Rephrasing.objects.filter(decided_by=merged).update(decided_by=kept)

"""When two participations of one person become one: what they coded, read and noted moves."""

from consult.models import Participant
from synthesis.models.approval import Approval
from synthesis.models.checks import SetAside
from synthesis.models.circulation import Circulation, DraftComment
from synthesis.models.coding import Code, Reading
from synthesis.models.coverage import Disposition
from synthesis.models.notebook import Note
from synthesis.models.remark import Remark
from synthesis.models.rephrasing import Rephrasing
from synthesis.models.report import Paragraph
from synthesis.models.returned import ReturnedFile, WordCopy
from synthesis.models.telling import Telling
from synthesis.models.theme import ThemeRun, ThemeVersion
from synthesis.models.version import Editing, ParagraphVersion


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
    Disposition.objects.filter(set_by=merged).update(set_by=kept)
    DraftComment.objects.filter(participant=merged).update(participant=kept)
    DraftComment.objects.filter(settled_by=merged).update(settled_by=kept)
    Circulation.objects.filter(circulated_by=merged).update(circulated_by=kept)
    told = set(Telling.objects.filter(participant=kept).values_list("report", "about", "round"))
    for row in Telling.objects.filter(participant=merged):
        if (row.report_id, row.about, row.round) not in told:
            row.participant = kept
            row.save(update_fields=["participant"])
    ParagraphVersion.objects.filter(by=merged).update(by=kept)
    Editing.objects.filter(participant=merged).delete()
    Remark.objects.filter(author=merged).update(author=kept)
    Remark.objects.filter(settled_by=merged).update(settled_by=kept)
    approved = Approval.objects.filter(by=kept, taken_back_at=None).values("report")
    Approval.objects.filter(by=merged, taken_back_at=None, report__in=approved).delete()
    Approval.objects.filter(by=merged).update(by=kept)
    Approval.objects.filter(taken_back_by=merged).update(taken_back_by=kept)
    Rephrasing.objects.filter(asked_by=merged).update(asked_by=kept)
    Rephrasing.objects.filter(decided_by=merged).update(decided_by=kept)
    SetAside.objects.filter(by=merged).update(by=kept)
    WordCopy.objects.filter(made_by=merged).update(made_by=kept)
    ReturnedFile.objects.filter(received_by=merged).update(received_by=kept)

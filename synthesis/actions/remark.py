"""What those who write a report say to each other on a paragraph."""

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from synthesis.actions.editing import enter
from synthesis.models.remark import Remark
from synthesis.models.report import Paragraph

LONGEST = 2_000


def say(here: Here, paragraph_id: int, text: str, *, to: int | None = None) -> Remark:
    """A remark on a paragraph, or an answer ``to`` one. An answer to what was settled opens it again."""
    require(may(here.standing, Act.DRAFT))
    text = _checked(text)
    with writing():
        paragraph = _paragraph(here, paragraph_id)
        parent = paragraph.remarks.filter(pk=to, parent=None).first() if to else None
        if to and parent is None:
            raise RefusedError(_("This remark is no longer there."))
        remark = Remark.objects.create(
            paragraph=paragraph,
            parent=parent,
            author=here.participant,
            text=text,
            salt=record.salt(),
            at=timezone.now(),
        )
        if parent is not None and parent.settled_at is not None:
            parent.settled_at = parent.settled_by = None
            parent.save(update_fields=["settled_at", "settled_by"])
        act = "remark answered" if parent else "remark made"
        enter(here, act, paragraph, {"remark": remark.pk, "text": record.seal(remark.salt, text)})
    return remark


def settle(here: Here, paragraph_id: int, remark_id: int, *, back: bool = False) -> Remark:
    """A thread is settled, or open again."""
    require(may(here.standing, Act.DRAFT))
    with writing():
        paragraph = _paragraph(here, paragraph_id)
        remark = paragraph.remarks.filter(pk=remark_id, parent=None).first()
        if remark is None:
            raise RefusedError(_("This remark is no longer there."))
        if (remark.settled_at is None) != back:
            remark.settled_at = None if back else timezone.now()
            remark.settled_by = None if back else here.participant
            remark.save(update_fields=["settled_at", "settled_by"])
            act = "remark opened again" if back else "remark settled"
            enter(here, act, paragraph, {"remark": remark.pk})
    return remark


def _paragraph(here: Here, paragraph_id: int) -> Paragraph:
    rows = Paragraph.objects.filter(pk=paragraph_id, section__report__consultation=here.consultation)
    paragraph = rows.select_related("section__report").first()
    if paragraph is None:
        raise RefusedError(_("This paragraph is no longer there: the report was drafted anew."))
    return paragraph


def _checked(text: str) -> str:
    text = plain(text).strip()
    if not text:
        raise RefusedError(_("Write something first: the remark is empty."))
    if len(text) > LONGEST:
        raise RefusedError(_("A remark has at most {most} characters.").format(most=LONGEST))
    return text

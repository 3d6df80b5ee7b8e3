"""Every text that a paragraph ever had is kept, and any of them can be put back."""

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import RefusedError
from consult.queries.people import Here
from synthesis.actions.editing import enter, on_paragraph
from synthesis.models.report import Grounding, Paragraph
from synthesis.models.version import ParagraphVersion, VersionAct
from synthesis.queries.version import as_it_stands


class StaleEditError(Exception):
    """Somebody else changed the paragraph in the meantime. Nothing was changed; ``given`` is what was typed."""

    def __init__(self, paragraph: Paragraph, given: str) -> None:
        super().__init__(_("This paragraph was changed by somebody else while you edited it."))
        self.paragraph = paragraph
        self.given = given


def keep(paragraph: Paragraph, act: str = "") -> None:
    """Keep the text that stands now, once for each revision. act: what made it, where that is known."""
    there = as_it_stands(paragraph)
    ParagraphVersion.objects.get_or_create(
        paragraph=paragraph,
        revision=paragraph.revision,
        defaults={
            "act": act or there.act,
            "text": there.text,
            "grounding": there.grounding,
            "by": there.by,
            "at": there.at,
        },
    )


def write(here: Here, paragraph: Paragraph, text: str, act: str, *, grounding: str = "") -> None:
    """Put ``text`` in a paragraph's place and keep both. For acts that hold the report."""
    keep(paragraph)
    paragraph.text, paragraph.salt = text, record.salt()
    paragraph.grounding = grounding or (Grounding.OWN if paragraph.grounding == Grounding.SLOT else paragraph.grounding)
    paragraph.revision += 1
    paragraph.edited_by, paragraph.edited_at = here.participant, timezone.now()
    paragraph.is_outdated = False
    fields = ["text", "salt", "grounding", "revision", "edited_by", "edited_at", "is_outdated"]
    paragraph.save(update_fields=fields)
    keep(paragraph, act)


def put_back(here: Here, paragraph_id: int, number: int, revision: int) -> Paragraph:
    """The text of version ``number`` stands again, as a new version. Raises StaleEditError on a stale revision."""
    with on_paragraph(here, paragraph_id) as paragraph:
        version = paragraph.versions.filter(revision=number).first()
        if version is None:
            raise RefusedError(_("This paragraph never had such a version."))
        _again(here, paragraph, version.text, version.grounding, revision)
    return paragraph


def undo(here: Here, paragraph_id: int, revision: int) -> Paragraph:
    """The text before the last change stands again; undone once more, the change does."""
    with on_paragraph(here, paragraph_id) as paragraph:
        version = paragraph.versions.filter(revision__lt=paragraph.revision).first()
        if version is None:
            raise RefusedError(_("There is nothing to undo: this text is the first that stood here."))
        _again(here, paragraph, version.text, version.grounding, revision)
    return paragraph


def restore(here: Here, paragraph_id: int, revision: int) -> Paragraph:
    """Take back what people changed: the machine's text stands again, and a new draft renews it."""
    with on_paragraph(here, paragraph_id) as paragraph:
        text = paragraph.generated or paragraph.text
        drafted = paragraph.versions.filter(act=VersionAct.DRAFTED).first()
        _again(here, paragraph, text, drafted.grounding if drafted else "", revision)
    return paragraph


def _again(here: Here, paragraph: Paragraph, text: str, grounding: str, revision: int) -> None:
    if paragraph.revision != revision:
        raise StaleEditError(paragraph, paragraph.text)
    if (text, grounding or paragraph.grounding) == (paragraph.text, paragraph.grounding):
        return
    write(here, paragraph, text, VersionAct.RESTORED, grounding=grounding or paragraph.grounding)
    if text == paragraph.generated and not paragraph.joined.exists():
        paragraph.edited_by, paragraph.edited_at = None, None  # nothing of a person stands in it any more
        paragraph.save(update_fields=["edited_by", "edited_at"])
    enter(here, "paragraph edited", paragraph, {"text": record.seal(paragraph.salt, text)})

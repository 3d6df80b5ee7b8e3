"""Reading every text that a paragraph ever had."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from consult.queries.people import Here
from synthesis.models.report import PERSONAL, Grounding, Paragraph, Style
from synthesis.models.version import ParagraphVersion, VersionAct
from synthesis.queries.writers import Writers


@dataclass(frozen=True, slots=True)
class Version:
    """One text. by: "" for the machine. at: the day alone where the rule keeps the minute back."""

    number: int
    act: str
    text: str
    by: str
    at: datetime | None
    exact_time: bool
    is_now: bool
    before: str  # the text that it took the place of, "" of the first


def versions(here: Here, paragraph: Paragraph) -> list[Version]:
    """The newest first. What was never changed has the one that stands."""
    rows = list(paragraph.versions.all()) or [as_it_stands(paragraph)]
    names = Writers(here, (row.by_id for row in rows))
    found = []
    for row, older in zip(rows, [*rows[1:], None], strict=True):
        named = names.named(row.by_id)
        is_machine = row.act == VersionAct.DRAFTED
        found.append(
            Version(
                number=row.revision,
                act=row.get_act_display(),
                text=row.text,
                by="" if is_machine else named.name,
                at=row.at,
                exact_time=is_machine or named.exact_time,
                is_now=row.revision == paragraph.revision,
                before=older.text if older else "",
            )
        )
    return found


def as_it_stands(paragraph: Paragraph) -> ParagraphVersion:
    """The version, not yet stored, of the text that stands now."""
    made = VersionAct.WRITTEN if paragraph.grounding in PERSONAL else VersionAct.EDITED
    return ParagraphVersion(
        paragraph=paragraph,
        revision=paragraph.revision,
        act=made if paragraph.edited_at else VersionAct.DRAFTED,
        text=paragraph.text,
        grounding=paragraph.grounding,
        by=paragraph.edited_by,
        at=paragraph.edited_at or paragraph.section.report.drafted_at,
    )


def compared(found: list[Version], older: int | None, newer: int | None) -> tuple[Version, Version] | None:
    """Two versions to lay beside each other: those asked for, else the last two; None of a single one."""
    if len(found) < 2:
        return None
    by_number = {version.number: version for version in found}
    return by_number.get(older or 0, found[1]), by_number.get(newer or 0, found[0])


def named(paragraph: Paragraph, number: int | None) -> str:
    """What a paragraph is called on its own page."""
    if paragraph.grounding == Grounding.SLOT:
        return _("A paragraph to be written")
    if number:
        return _("Paragraph {number}").format(number=number)
    names = {
        Style.FOOTNOTE: _("A footnote"),
        Style.LETTER: _("An item of a list"),
        Style.LIST_ITEM: _("An item of a list"),
    }
    return names.get(Style(paragraph.style), _("A paragraph without a number"))

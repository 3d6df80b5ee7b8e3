"""Word files that go out to be worked on and come back: keeping what was in them, and reading their changes."""

import hashlib
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.documents.changes import Changes
from consult.documents.errors import UnreadableDocument
from consult.documents.sandbox import read_changes
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.words import plain
from synthesis.actions.editing import LONGEST, actor_of, on_report
from synthesis.actions.shape import FORMS
from synthesis.models.report import Paragraph, Report, Style
from synthesis.models.returned import HEADING, ChangeKind, ReturnedChange, ReturnedFile, WordCopy
from synthesis.rules import returned as rules
from synthesis.rules import word_forms
from synthesis.rules.returned import Sent, Step

LOST = 0.5  # share of all paragraphs with another style from which a program is thought to have lost them


def keep_copy(here: Here, report: Report, ids: dict[str, Any]) -> WordCopy:
    """Keep which hidden id names which paragraph of a file that goes out to be worked on."""
    with on_report(here, report.pk):
        copy = WordCopy.objects.create(report=report, ids=ids, made_by=here.participant, made_at=timezone.now())
        enter(here, report, "word copy made", {"copy": copy.pk, "paragraphs": len(ids["ids"])})
    return copy


def receive(here: Here, report: Report, data: bytes, name: str) -> ReturnedFile:
    """Read a file that came back and keep its changes, each to be decided. Nothing is kept where it is refused."""
    require(may(here.standing, Act.DRAFT))
    try:
        changes = read_changes(data)
    except UnreadableDocument as error:
        raise RefusedError(_(error.reason)) from error
    copy = _copy_of(report, changes)
    if copy is None:
        raise RefusedError(_("No Word file to work on was made of this report yet. Make one first."))
    try:
        steps = _compared(copy, changes)
    except rules.OtherDocumentError:
        raise RefusedError(
            _("This does not seem to be a file of this report: hardly a paragraph of it is found again.")
        ) from None
    with on_report(here, report.pk):
        known = _paragraphs(report, copy)
        file = ReturnedFile.objects.create(
            report=report,
            copy=copy,
            name=plain(Path(name.replace("\\", "/")).name)[:200],
            sha256=hashlib.sha256(data).hexdigest(),
            comments=_comments(changes, copy, known),
            received_by=here.participant,
            received_at=timezone.now(),
        )
        sections = {row.pk for row in report.sections.all()}
        ReturnedChange.objects.bulk_create(
            _row(file, place, step, copy, known, sections) for place, step in enumerate(steps)
        )
        enter(here, report, "word file returned", {"file": file.pk, "sha256": file.sha256, "changes": len(steps)})
    return file


def _copy_of(report: Report, changes: Changes) -> WordCopy | None:
    """The file that went out of which most ids are found; the last one where there is none."""
    ids = {id_ for one in changes.paragraphs for id_ in one.ids}
    copies = list(report.word_copies.order_by("-made_at", "-pk"))
    best = max(copies, key=lambda copy: len(ids & set(copy.ids["ids"])), default=None)
    return best


def _compared(copy: WordCopy, changes: Changes) -> list[Step]:
    sent = _sent(copy)
    headings = {rules.plain(text): list(rows) for text, rows in copy.ids["headings"].items()}
    styles = {pk: style for pk in copy.ids.get("levels", ()) if (style := copy.ids["styles"].get(pk))}
    steps = rules.compare(
        sent,
        changes.paragraphs,
        headings=headings,
        styles={int(pk): style for pk, style in styles.items()},
        other=copy.ids["other"],
    )
    restyled = [step for step in steps if step.kind == rules.SHAPED and step.id]
    is_lost = len(restyled) > LOST * len(sent)
    return [step for step in steps if step.kind != rules.SHAPED or not (is_lost or _is_as_it_was(step, copy))]


def _is_as_it_was(step: Step, copy: WordCopy) -> bool:
    """Whether another style of Word stands for the form, or the level, that went out."""
    if not step.id:
        return bool(rules.level_of(step.style) == copy.ids["levels"][str(step.section)])
    return word_forms.of_restyled(step.style, _house(copy)) == tuple(copy.ids["ids"][step.id]["form"])


def _house(copy: WordCopy) -> dict[str, word_forms.Form]:
    """Name of a style of Word -> the form that went out in it."""
    styles = copy.ids.get("styles", {})
    forms = {id_: one["form"] for id_, one in copy.ids["ids"].items() if "form" in one and styles.get(id_)}
    return {word_forms.named(styles[id_]): (style, level) for id_, (style, level) in forms.items()}


def _sent(copy: WordCopy) -> list[Sent]:
    """What went out. Of older files it is not known which footnotes they held, nor the styles."""
    styles = copy.ids.get("styles", {})
    return [
        Sent(id_, one["text"], one["section"], one.get("note_of"), styles.get(id_, ""))
        for id_, one in copy.ids["ids"].items()
    ]


def _paragraphs(report: Report, copy: WordCopy) -> dict[str, Paragraph]:
    """Hidden id -> the paragraph that it names; one that was drafted anew since is found by its key."""
    rows = list(Paragraph.objects.filter(section__report=report).select_related("section"))
    by_pk, by_key = {row.pk: row for row in rows}, {row.key: row for row in rows if row.key}
    found = {}
    for id_, one in copy.ids["ids"].items():
        row = by_pk.get(one["paragraph"]) or by_key.get(one["key"])
        if row is not None:
            found[id_] = row
    return found


def _row(
    file: ReturnedFile, place: int, step: Step, copy: WordCopy, known: dict[str, Paragraph], sections: set[int]
) -> ReturnedChange:
    sent = copy.ids["ids"].get(step.id, {})
    paragraph = known.get(step.id)
    # One that was drafted anew bears another row: what it said when the file went out is no longer what it says.
    is_same = paragraph is not None and paragraph.pk == sent.get("paragraph")
    follows = known.get(step.follows)
    section = follows.section_id if follows else step.section
    style, level = _form(step, copy)
    return ReturnedChange(
        file=file,
        kind=ChangeKind.CHANGED if step.kind == rules.SHAPED else step.kind,
        paragraph=paragraph,
        section_id=section if section in sections else None,
        follows=follows,
        revision=sent.get("revision", 0) if is_same else 0,
        before=step.before,
        after=step.after[:LONGEST],
        style=style,
        level=level,
        authors=list(step.authors),
        place=place,
    )


def _form(step: Step, copy: WordCopy) -> tuple[str, int]:
    """(style, level) of a change: "" where Word gives a form that no paragraph here can be given."""
    if step.is_note:
        return Style.FOOTNOTE, 0
    if (step.kind == rules.SHAPED and not step.id) or (step.kind == "added" and rules.is_heading(step.style)):
        return HEADING, rules.level_of(step.style)
    if step.kind == rules.SHAPED:
        form = word_forms.of_restyled(step.style, _house(copy))
        return form if form and form[0] in FORMS else ("", 0)
    return word_forms.of_new(step.style, _house(copy))


def _comments(changes: Changes, copy: WordCopy, known: dict[str, Paragraph]) -> list[dict[str, Any]]:
    sent = _sent(copy)
    ids = rules.known_again(sent, changes.paragraphs, set(copy.ids["other"]))
    found = []
    for one in changes.comments:
        id_ = ids[one.paragraph] if 0 <= one.paragraph < len(ids) else ""
        row = known.get(id_)
        words = {"author": plain(one.author), "text": plain(one.text), "on": plain(one.on)}
        found.append({**words, "paragraph": row.pk if row else None})
    return found


def enter(here: Here, report: Report, act: str, payload: dict[str, Any]) -> None:
    record.enter(here.consultation.pk, act, actor_of(here), subject=f"report-{report.pk}", payload=payload)

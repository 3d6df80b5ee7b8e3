"""Circulating a draft: sending it round, ending that, commenting on it, and saying what was done with a comment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import WHEN, Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.actions.words import checked_text, plain
from synthesis.actions.editing import actor_of, locked
from synthesis.actions.tabulating import tabulate_open
from synthesis.actions.telling import note
from synthesis.models.circulation import Circulation, CommentKind, DraftComment, Taken
from synthesis.models.report import Report, ReportState
from synthesis.models.telling import About, Telling
from synthesis.queries.circulation import is_open, may_edit, readers, standing
from synthesis.queries.gone import gone_from

LONGEST = 8_000  # characters of a proposed wording
LONGEST_REASON = 500
FARTHEST = timedelta(days=730)  # of a deadline


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what a draft is circulated. remind_days: before the deadline; None for no reminder."""

    deadline: datetime
    note: str = ""
    remind_days: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A comment: what it is, what it says, the wording that it proposes, in which language."""

    kind: str
    text: str
    wording: str = ""
    language: str = ""


def circulate(
    here: Here, report: Report, terms: Terms, text_of: Callable[[Report], Sequence[dict[str, Any]]]
) -> Circulation:
    """Send the draft round as it stands: its ``text_of`` is what is read from now on, whatever is edited meanwhile."""
    require(may(here.standing, Act.CIRCULATE))
    if not here.standing.phases & WHEN[Act.COMMENT]:
        raise RefusedError(_("Nobody could comment now: open the phase of synthesis, or that of comments, first."))
    now = timezone.now()
    if terms.deadline <= now:
        raise RefusedError(_("The deadline for comments lies in the past. Choose a later one."))
    if terms.deadline > now + FARTHEST:
        raise RefusedError(_("A deadline lies within two years."))
    with writing():
        report = locked(here.consultation, report.pk)
        tabulate_open(report)
        text = text_of(report) if report.state == ReportState.DRAFT else ()
        if not text:
            raise RefusedError(_("There is no draft that could be circulated: draft the report first."))
        if gone_from(report):
            raise RefusedError(
                _("Something in this draft tells what is no longer shown. Write it anew without it, then circulate it.")
            )
        if report.circulations.filter(ended_at=None).exists():
            raise RefusedError(_("This draft is circulated already. End that first, then circulate it anew."))
        made = Circulation.objects.create(
            report=report,
            round=report.circulations.count() + 1,
            text=list(text),
            note=plain(terms.note).strip(),
            deadline=terms.deadline,
            remind_days=terms.remind_days,
            circulated_by=here.participant,
            circulated_at=timezone.now(),
        )
        told = note(report, readers(report.consultation), About.CIRCULATED, made.round)
        payload = {"round": made.round, "deadline": made.deadline.isoformat(), "people": len(told)}
        _enter(here, "draft circulated", report, payload)
    return made


def end(here: Here, report: Report) -> None:
    """Take no more comments. What was said stays, and what is done with it can still be said."""
    require(may(here.standing, Act.CIRCULATE))
    with writing():
        report = locked(here.consultation, report.pk)
        row = report.circulations.filter(ended_at=None).first()
        if row is None:
            raise RefusedError(_("This draft is not circulated."))
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        _enter(here, "circulation ended", report, {"round": row.round})


def comment(here: Here, report: Report, place: int, said: Said, *, round_: int | None = None) -> DraftComment:
    """Comment on the paragraph at ``place`` of the text that is circulated. After the deadline it is marked as late.

    round_: of the text that was read; refused where another is circulated by now, whose places are others.
    """
    author = _commenter(here)
    said = _checked(said)
    with writing():
        report = locked(here.consultation, report.pk)
        circulation = report.circulations.filter(ended_at=None).first()
        is_read = circulation is not None and round_ in (None, circulation.round)
        if circulation is None or not is_read or not is_open(circulation, report):
            raise RefusedError(_("Comments on this draft are not taken any more."), "closed")
        if not 0 <= place < len(circulation.text) or not circulation.text[place]["key"]:
            raise RefusedError(_("There is no such paragraph in this draft."))
        now, terms = timezone.now(), report.consultation.terms
        made = DraftComment.objects.create(
            circulation=circulation,
            participant=author,
            delegation=author.delegation,
            group=author.group,
            rule=terms.rule,
            inside=terms.inside,
            place=place,
            kind=said.kind,
            text=said.text,
            wording=said.wording,
            language=said.language[:10],
            salt=record.salt(),
            is_late=now > circulation.deadline,
            created_at=now,
        )
        _enter(here, "comment on draft", report, _sealed(made))
    return made


def edit(here: Here, report: Report, comment_id: int, said: Said) -> DraftComment:
    """Change a comment of one's own, until the deadline."""
    said = _checked(said)
    with writing():
        row = _own(here, report, comment_id)
        row.kind, row.text, row.wording, row.edited_at = said.kind, said.text, said.wording, timezone.now()
        row.salt = record.salt()
        row.save(update_fields=["kind", "text", "wording", "edited_at", "salt"])
        _enter(here, "comment on draft edited", row.circulation.report, _sealed(row))
    return row


def withdraw(here: Here, report: Report, comment_id: int) -> None:
    """Take a comment of one's own back, until the deadline: its words are not kept."""
    with writing():
        row = _own(here, report, comment_id)
        row.withdrawn_at, row.text, row.wording, row.salt = timezone.now(), "", "", ""
        row.save(update_fields=["withdrawn_at", "text", "wording", "salt"])
        _enter(here, "comment on draft withdrawn", row.circulation.report, {"comment": row.pk})


def answer(
    here: Here, report: Report, comment_id: int, taken: str, reason: str = "", *, read: str | None = None
) -> DraftComment:
    """Say what was done with a comment; its author will read it. A reason where it is not wholly taken up.

    read: ``queries.circulation.standing`` of what was read; refused where it was changed or answered since.
    """
    require(may(here.standing, Act.CIRCULATE))
    reason = " ".join(plain(reason).split())
    if taken not in Taken.values:
        raise RefusedError(_("Choose whether the comment is taken up, taken up in part, or not taken."))
    if taken != Taken.UP and not reason:
        raise RefusedError(_("Say why it is not taken up, or only in part: its author will read it."))
    if len(reason) > LONGEST_REASON:
        raise RefusedError(_("The reason has at most {most} characters.").format(most=LONGEST_REASON))
    with writing():
        rows = DraftComment.objects.select_for_update(of=("self",)).select_related("circulation__report")
        row = rows.filter(
            pk=comment_id, circulation__report=report, circulation__report__consultation=here.consultation
        ).first()
        if row is None or row.withdrawn_at:
            raise RefusedError(_("This comment is no longer there: it was withdrawn."))
        if read not in (None, standing(row)):
            raise RefusedError(
                _("This comment was changed or answered in the meantime. Read it as it stands now, then answer it.")
            )
        row.taken, row.reason, row.settled_by, row.settled_at = taken, reason, here.participant, timezone.now()
        row.save(update_fields=["taken", "reason", "settled_by", "settled_at"])
        _tell_once_all_are_answered(row)
        payload = {"comment": row.pk, "taken": taken}
        payload |= {"reason": record.seal(row.salt, reason)} if reason else {}
        _enter(here, "comment on draft answered", row.circulation.report, payload)
    return row


def _tell_once_all_are_answered(row: DraftComment) -> None:
    """One mail a round, when the last comment of its author is answered; what changes later stands on their page."""
    author, circulation = row.participant, row.circulation
    if author is None or author.removed_at:
        return
    about = {"report": circulation.report, "participant": author, "about": About.ANSWERED, "round": circulation.round}
    waits = circulation.comments.filter(participant=author, withdrawn_at=None, taken="")
    if not waits.exists() and not Telling.objects.filter(**about).exists():
        note(circulation.report, [author], About.ANSWERED, circulation.round)


def _commenter(here: Here) -> Participant:
    require(may(here.standing, Act.COMMENT))
    if here.participant is None:
        raise RefusedError(_("Only somebody who takes part can do this."))
    return here.participant


def _own(here: Here, report: Report, comment_id: int) -> DraftComment:
    """A comment of one's own that can still be changed, in its row's lock."""
    author = _commenter(here)
    rows = DraftComment.objects.select_for_update(of=("self",)).select_related("circulation__report__consultation")
    row = rows.filter(
        pk=comment_id,
        participant=author,
        circulation__report=report,
        circulation__report__consultation=here.consultation,
    ).first()
    if row is None:
        raise RefusedError(_("There is no such comment of yours here."))
    if not may_edit(row, timezone.now()):
        raise RefusedError(
            _("This comment can no longer be changed: it was answered, or the deadline is over."), "closed"
        )
    return row


def _checked(said: Said) -> Said:
    text, wording = checked_text(said.text), plain(said.wording).strip()
    if said.kind not in CommentKind.values:
        raise RefusedError(_("Say whether it corrects a fact or is another comment."))
    if len(wording) > LONGEST:
        raise RefusedError(_("The wording has at most {most} characters.").format(most=LONGEST))
    return Said(said.kind, text, wording, plain(said.language))


def _sealed(row: DraftComment) -> dict[str, Any]:
    body = {"comment": row.pk, "place": row.place, "text": record.seal(row.salt, row.text), "late": row.is_late}
    return body | ({"wording": record.seal(row.salt, row.wording)} if row.wording else {})


def _enter(here: Here, act: str, report: Report, payload: dict[str, Any]) -> None:
    actor = actor_of(here)
    record.enter(report.consultation_id, act, actor, subject=f"report-{report.pk}", payload=payload)

"""Following up: pledges, texts that are taken up, whose they are, and how they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Max, Q, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.actions.people import actor
from consult.models import Consultation, Delegation, Participant
from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.notice import tell
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import Commitment, CommitmentNote, Recommendation
from sessions_app.queries.commitment import today, untaken
from sessions_app.states import ENDED, CommitmentState, NoticeKind

TEXT_LIMIT = 2_000  # characters
BODY_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a commitment is, and by when. delegation_id: of this consultation; body: somebody outside it."""

    delegation_id: int | None = None
    body: str = ""
    is_named: bool = False
    due: date | None = None
    review: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a commitment stands: its state, in words, and when to look again. Empty dates take the old ones away."""

    state: str
    note: str = ""
    due: date | None = None
    review: date | None = None


def pledge(
    here: Here, *, text: str, due: date | None = None, review: date | None = None, is_named: bool = False
) -> Commitment:
    """A commitment of one's own, or of the delegation one speaks for."""
    text = _checked(text, TEXT_LIMIT)
    with writing():
        require(may(here.standing, Act.PLEDGE))
        me = here.participant
        if me is None:
            raise RefusedError(_("Join the consultation first: this is for those who take part."))
        made = _new(_locked(here), text=text, due=due, review=review, is_named=is_named)
        made.participant, made.delegation, made.group = me, me.delegation, me.group
        made.save()
        _enter(here, "pledge", made)
    return made


def add(here: Here, *, text: str, ownership: Ownership) -> Commitment:
    """A pledge that somebody made aloud or in writing, entered by the desk."""
    text = _checked(text, TEXT_LIMIT)
    with writing():
        require(may(here.standing, Act.FOLLOW_UP))
        made = _new(_locked(here), text=text)
        _own(made, ownership)
        made.save()
        _enter(here, "add commitment", made)
        _tell_owner(made, here)
    return made


def take_up(here: Here, *, due: date | None = None, review: date | None = None) -> int:
    """Follow up every text that was adopted or put forward and is not followed up yet; how many these are.

    due, review: the same days for all of them; each can be given its own later.
    """
    with writing():
        require(may(here.standing, Act.FOLLOW_UP))
        consultation = _locked(here)
        number = _last(consultation)
        texts = list(untaken(consultation))
        terms = consultation.terms
        Commitment.objects.bulk_create(
            Commitment(
                consultation=consultation,
                recommendation=text,
                number=number + place,
                rule=terms.rule,
                inside=terms.inside,
                body=_body(text),
                due=due,
                review=review,
            )
            for place, text in enumerate(texts, 1)
        )
        if texts:
            record.enter(
                consultation.pk, "take up texts", actor(here), payload={"texts": [text.number for text in texts]}
            )
    return len(texts)


def assign(here: Here, number: int, ownership: Ownership) -> Commitment:
    """Say whose it is, and by when. Whoever becomes its owner is told."""
    with writing():
        require(may(here.standing, Act.FOLLOW_UP))
        row = _commitment(here, number)
        before = (row.delegation_id, row.body)
        if row.participant_id is None or ownership.delegation_id or ownership.body:
            _own(row, ownership)
        else:  # the owner's own pledge, which stays theirs
            row.due, row.review = ownership.due, ownership.review
        row.save()
        _enter(here, "assign commitment", row)
        if row.delegation_id and (row.delegation_id, row.body) != before:
            _tell_owner(row, here)
    return row


def may_report(here: Here, row: Commitment) -> Answer:
    """Whether they can say how it stands: its owner, those who speak for the same delegation, and the desk."""
    if may(here.standing, Act.FOLLOW_UP):
        return Allowed()
    answer = may(here.standing, Act.PLEDGE)
    if not answer:
        return answer
    me = here.participant
    is_mine = me is not None and row.participant_id == me.pk
    is_ours = me is not None and me.delegation_id is not None and row.delegation_id == me.delegation_id
    return Allowed() if is_mine or is_ours else Refused(_("Only its owner and the desk say how a commitment stands."))


def report(here: Here, number: int, standing: Standing, seen: int | None = None) -> Commitment:
    """Say how it stands.

    seen: the id of the last note that was read, 0 where there was none: of two who write at once the second is told.
    """
    note = plain(standing.note).strip()
    if standing.state not in CommitmentState.values:
        raise RefusedError(_("Choose how it stands from the list."))
    if len(note) > TEXT_LIMIT:
        raise RefusedError(_("A note has at most {limit} characters.").format(limit=TEXT_LIMIT))
    if standing.state == CommitmentState.DROPPED and not note:
        raise RefusedError(_("Say why it is no longer pursued: the tracker shows it."))
    with writing():
        row = _commitment(here, number)
        require(may_report(here, row))
        last = row.notes.last()
        if seen is not None and seen != (last.pk if last else 0):
            raise RefusedError(
                _("Somebody else wrote how it stands meanwhile. Read it, then save yours again."), "stale"
            )
        _report(row, here, standing, note)
        _enter(here, "report on commitment", row)
    return row


def update_many(here: Here, rows: Iterable[tuple[int, Standing, Ownership | None]]) -> int:
    """What a list says of many at once: all of it, or nothing. Returns how many changed.

    Of an ownership the list says whose it is; None leaves that as it was.
    """
    changed = 0
    with writing():
        require(may(here.standing, Act.FOLLOW_UP))
        _locked(here)
        for number, standing, ownership in rows:
            row = _commitment(here, number)
            if ownership is not None:
                _hand_over(row, ownership, here)
            elif not standing.note and (row.state, row.due, row.review) == (
                standing.state,
                standing.due,
                standing.review,
            ):
                continue
            row.due = standing.due
            _report(row, here, standing, standing.note)
            changed += 1
        if changed:
            record.enter(here.consultation.pk, "update commitments", actor(here), payload={"count": changed})
    return changed


def remove(here: Here, number: int) -> None:
    """Take one off the tracker that was entered by mistake: nobody has said how it stands yet."""
    with writing():
        require(may(here.standing, Act.FOLLOW_UP))
        row = _commitment(here, number)
        if row.notes.exists() or row.participant_id:
            raise RefusedError(_("Somebody relies on it: say that it is no longer pursued instead, and why."))
        _enter(here, "remove commitment", row)
        row.delete()


def remind_reviews() -> int:
    """Tell the owners of what is to be reviewed or is due, once a day, by the actor "rule"; how many commitments."""
    today = timezone.now().date()
    come = (
        Case(When(review__lte=today, then=F("review")), default=Value(date.min)),
        Case(When(due__lte=today, then=F("due")), default=Value(date.min)),
    )
    waiting = (
        Commitment.objects.exclude(state__in=ENDED)
        .annotate(come=Greatest(*come, output_field=DateField()))
        .filter(
            Q(reminded_for=None) | ~Q(reminded_for=F("come")),
            Q(participant__isnull=False) | Q(delegation__isnull=False),
            come__gt=date.min,
        )
    )
    if not waiting.exists():  # reading takes no lock
        return 0
    told = 0
    with writing():
        for row in waiting.select_for_update(of=("self",)).select_related("consultation"):
            row.reminded_for = row.come
            row.save(update_fields=["reminded_for"])
            tell(_owners(row), NoticeKind.REVIEW, row)
            record.enter(row.consultation_id, "remind of review", record.RULE, subject=_subject(row))
            told += 1
    return told


def _hand_over(row: Commitment, ownership: Ownership, here: Here) -> None:
    if row.participant_id:
        raise RefusedError(_("A pledge stays with whoever made it."))
    before = row.delegation_id
    _own(row, ownership)
    if row.delegation_id and row.delegation_id != before:
        _tell_owner(row, here)


# --- parts ------------------------------------------------------------------------------------------------------------


def _locked(here: Here) -> Consultation:
    """Numbers are given one after the other."""
    return Consultation.objects.select_for_update().get(pk=here.consultation.pk)


def _last(consultation: Consultation) -> int:
    return Commitment.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0


def _new(consultation: Consultation, **fields: Any) -> Commitment:
    terms = consultation.terms
    return Commitment(
        consultation=consultation, number=_last(consultation) + 1, rule=terms.rule, inside=terms.inside, **fields
    )


def _commitment(here: Here, number: int) -> Commitment:
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("consultation", "participant")
    row = rows.filter(consultation=here.consultation, number=number).first()
    if row is None:
        raise RefusedError(_("There is no such commitment in this consultation."))
    return row


def _own(row: Commitment, ownership: Ownership) -> None:
    body = " ".join(plain(ownership.body).split())
    if len(body) > BODY_LIMIT:
        raise RefusedError(_("The name of a body has at most {limit} characters.").format(limit=BODY_LIMIT))
    owner = None
    if ownership.delegation_id is not None:
        bodies = Delegation.objects.filter(consultation=row.consultation, pk=ownership.delegation_id)
        owner = bodies.select_related("group").first()
        if owner is None:
            raise RefusedError(_("There is no such delegation in this consultation."))
    if owner and body:
        raise RefusedError(_("Choose a delegation, or write the name of a body, not both."))
    row.participant, row.delegation, row.group, row.body = None, owner, owner.group if owner else None, body
    row.is_named, row.due, row.review = ownership.is_named, ownership.due, ownership.review


def _body(text: Recommendation) -> str:
    """Whom a text addresses is the first guess at who carries it out."""
    return ", ".join(str(name) for name in text.addressees)[:BODY_LIMIT]


def _report(row: Commitment, here: Here, standing: Standing, note: str) -> None:
    row.state, row.review = standing.state, standing.review
    row.save()
    CommitmentNote.objects.create(
        commitment=row, participant=here.participant, state=standing.state, text=note, on=today(row.consultation)
    )


def _owners(row: Commitment) -> list[Participant]:
    theirs = Q(pk=row.participant_id) | Q(delegation=row.delegation_id, delegation__isnull=False)
    return list(Participant.objects.filter(theirs, consultation=row.consultation, removed_at=None))


def _tell_owner(row: Commitment, here: Here) -> None:
    me = here.participant.pk if here.participant else None
    tell([one for one in _owners(row) if one.pk != me], NoticeKind.ASSIGNED, row)


def _checked(text: str, limit: int) -> str:
    text = plain(text).strip()
    if not text:
        raise RefusedError(_("Say what is to be done: the text is empty."))
    if len(text) > limit:
        raise RefusedError(_("A commitment has at most {limit} characters.").format(limit=limit))
    return text


def _subject(row: Commitment) -> str:
    return f"commitment-{row.pk}"


def _enter(here: Here, act: str, row: Commitment) -> None:
    record.enter(
        here.consultation.pk,
        act,
        actor(here),
        subject=_subject(row),
        payload={"number": row.number, "state": row.state},
    )

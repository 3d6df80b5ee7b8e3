"""Who is here: pages that are open, as the hub sees them, and the explicit "present" that a quorum is counted by."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.floor import taken
from sessions_app.actions.turns import writing
from sessions_app.models import Presence, Session
from sessions_app.queries import presence as reading

SEEN_FOR = timedelta(seconds=30)  # three times as long as the hub takes to say it again

Row = tuple[int, int]  # session id, participant id

_told: dict[int, reading.Counts] = {}  # session -> the counts that this process announced last
_until: datetime | None = None  # until when this process noted somebody last


def seen(rows: Collection[Row], gone: Collection[Row] = ()) -> None:
    """These have a page open in this process, those no longer. Announced only where the counts of a session changed."""
    global _until
    now = timezone.now()
    consultations = dict(
        Session.objects.filter(pk__in={s for s, _ in [*rows, *gone]}).values_list("pk", "consultation")
    )
    _forget(gone, now)
    if rows:
        _until = now + SEEN_FOR
        _note(rows, consultations, _until)
    found = reading.counts(consultations, now)
    for session_id, counts in found.items():
        if _told.get(session_id) != counts:
            _told[session_id] = counts
            record.signal(consultations[session_id], f"presence {session_id}")
    for session_id in set(_told) - {row[0] for row in rows}:
        del _told[session_id]


def _note(rows: Collection[Row], consultations: dict[int, int], until: datetime) -> None:
    """One statement for all, in one order, so that two processes never wait for each other in a ring."""
    people = dict(Participant.objects.filter(pk__in={p for _, p in rows}).values_list("pk", "consultation"))
    known = sorted({(s, p) for s, p in rows if s in consultations and consultations[s] == people.get(p)})
    with writing():
        Presence.objects.bulk_create(
            [Presence(session_id=s, participant_id=p, seen_until=until) for s, p in known],
            update_conflicts=True,
            unique_fields=["session", "participant"],
            update_fields=["seen_until"],
        )


def _forget(gone: Collection[Row], now: datetime) -> None:
    """Whoever has a page open in another process too was seen there at another moment, and stays."""
    if _until is None:
        return
    people: dict[int, set[int]] = defaultdict(set)
    for session_id, participant_id in gone:
        people[session_id].add(participant_id)
    for session_id, some in sorted(people.items()):
        rows = Presence.objects.filter(session=session_id, participant__in=some, seen_until=_until)
        with writing():
            keys = list(rows.order_by("participant").select_for_update().values_list("pk", flat=True))
            Presence.objects.filter(pk__in=keys).update(seen_until=now)


def may_check_in(here: Here, session: Session) -> Answer:
    """Whether this person can say that their delegation is present."""
    answer = may(here.standing, Act.ASK_FLOOR)
    if not answer:
        return answer
    if here.participant is None or here.participant.delegation_id is None:
        return Refused(_("You speak for no delegation: a quorum counts delegations."))
    if session.breakout_of_id and not session.members.filter(pk=here.participant.pk).exists():
        return Refused(_("This is a group of its own: only its members are present here."))
    return Allowed()


def check_in(here: Here, session_id: int) -> None:
    """Say "present", once for a delegation: a second time, or by a colleague, changes nothing."""
    with taken(here, session_id) as session:
        require(may_check_in(here, session))
        participant = here.participant
        assert participant is not None
        if reading.is_marked(session, participant):
            return
        Presence.objects.update_or_create(
            session=session, participant=participant, defaults={"present_at": timezone.now()}
        )
        _enter(session, "present", participant)


def set_quorum(here: Here, session_id: int, quorum: int | None) -> None:
    """How many delegations have to be present; None: nobody counts."""
    if quorum is not None and not 1 <= quorum <= 10_000:
        raise RefusedError(_("A quorum is a number of delegations, at least one, or empty for none."))
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        if session.quorum != quorum:
            session.quorum = quorum
            session.save(update_fields=["quorum"])
            _enter(session, "set the quorum", here.participant or record.COMMAND, quorum=quorum)


def _enter(session: Session, act: str, actor: Participant | str, **payload: object) -> None:
    record.enter(
        session.consultation_id,
        act,
        actor,
        subject=f"presence-{session.pk}",
        payload={"session": session.pk, **payload},
    )

"""The list of speakers: open it, announce that it closes, close it, set its order and its times.

Every act on the floor takes the session's row first (``taken``), so that two chairs at once act one after the other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from sessions_app.models import Session
from sessions_app.queries import floor as reading
from sessions_app.queries.breakout import may_enter
from sessions_app.states import (
    FloorOrder,
    FloorState,
    SessionKind,
    may_become,
)

SHORTEST, LONGEST = 10, 4 * 60 * 60  # seconds of speaking time


@contextmanager
def taken(here: Here, session_id: int) -> Iterator[Session]:
    """The session, whose floor nobody else changes meanwhile. Refused where it has none."""
    with writing():
        session = locked(session_id)
        if session is None or session.consultation_id != here.consultation.pk:
            raise RefusedError(_("There is no such session in this consultation."))
        require(may_enter(here, session))
        if session.kind == SessionKind.WRITTEN:
            raise RefusedError(_("A written round has no floor: it is for a sitting."))
        yield session


def locked(session_id: int) -> Session | None:
    rows = Session.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("consultation", "current_question").filter(pk=session_id).first()


def enter(session: Session, act: str, actor: Participant | str | None, **payload: object) -> None:
    record.enter(
        session.consultation_id,
        act,
        actor or record.COMMAND,
        subject=f"floor-{session.pk}",
        payload={"session": session.pk, **payload},
    )


def open_list(here: Here, session_id: int) -> None:
    """Take names; a list that is about to close stays open."""
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        if session.floor_state != FloorState.OPEN:
            _become(session, FloorState.OPEN, None)
            enter(session, "open the floor", here.participant)


def announce_closing(here: Here, session_id: int, minutes: int) -> None:
    """Say when the list will close; until then it takes names."""
    if not 1 <= minutes <= 600:
        raise RefusedError(_("The list can be closed in one minute to ten hours from now."))
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        if session.floor_state == FloorState.CLOSING:
            return
        closes_at = timezone.now() + timedelta(minutes=minutes)
        _become(session, FloorState.CLOSING, closes_at)
        enter(session, "announce that the list closes", here.participant, closes_at=closes_at.isoformat())


def close_list(here: Here, session_id: int) -> None:
    """Take no more names. Those who are on the list stay on it."""
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        if session.floor_state != FloorState.CLOSED:
            _become(session, FloorState.CLOSED, None)
            enter(session, "close the floor", here.participant)


def close_due() -> int:
    """Close the lists whose announced time has come; how many."""
    due = Session.objects.filter(floor_state=FloorState.CLOSING, floor_closes_at__lte=timezone.now())
    closed = 0
    for session_id in list(due.values_list("pk", flat=True)):
        with writing():
            session = locked(session_id)
            if session and reading.is_past(session, timezone.now()):
                _become(session, FloorState.CLOSED, None)
                enter(session, "close the floor", record.RULE)
                closed += 1
    return closed


def set_up(
    here: Here,
    session_id: int,
    *,
    order: str,
    seconds: int | None,
    group_seconds: int | None,
    budgets: dict[int, int | None],
) -> None:
    """The order of the list, the time for one speaker, for whoever speaks for several bodies, and for each group."""
    if order not in FloorOrder.values:
        raise RefusedError(_("There is no such order of a list of speakers."))
    for value in (seconds, group_seconds):
        check_seconds(value, LONGEST)
    for value in budgets.values():
        check_seconds(value, 24 * 60 * 60)
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        ours = set(session.consultation.groups.values_list("pk", flat=True))
        if not set(budgets) <= ours:
            raise RefusedError(_("There is no such stakeholder group in this consultation."))
        session.floor_order, session.speaking_seconds, session.group_speaking_seconds = order, seconds, group_seconds
        session.budgets = {str(group): value for group, value in sorted(budgets.items()) if value}
        session.save(update_fields=["floor_order", "speaking_seconds", "group_speaking_seconds", "budgets"])
        enter(
            session,
            "set the floor",
            here.participant,
            order=order,
            seconds=seconds,
            group_seconds=group_seconds,
            budgets=session.budgets,
        )


def check_seconds(value: int | None, most: int) -> None:
    if value is not None and not SHORTEST <= value <= most:
        raise RefusedError(
            _("Speaking time is between {least} seconds and {most} minutes, or empty for no limit.").format(
                least=SHORTEST, most=most // 60
            )
        )


def _become(session: Session, state: str, closes_at: datetime | None) -> None:
    require(may_become(FloorState, session.floor_state, state))
    session.floor_state, session.floor_closes_at = state, closes_at
    session.save(update_fields=["floor_state", "floor_closes_at"])

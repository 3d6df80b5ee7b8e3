"""Who speaks: the chair calls, pauses, grants time, moves, passes over.

An act says what its page showed (who had the floor, which limit in all): a second click, or one on a page that is no
longer true, never acts twice.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import Delegation
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.floor import LONGEST, check_seconds, enter, taken
from sessions_app.actions.words import plain
from sessions_app.models import Session, SpeakingRequest
from sessions_app.queries import floor as reading
from sessions_app.rules import floor as rules
from sessions_app.states import TRANSITIONS, RequestKind, RequestState


def call(here: Here, session_id: int, request_id: int, *, instead_of: int | None = None) -> None:
    """Give the floor to somebody on the list; whoever had it has spoken, or waits where a point of order interrupts.

    instead_of: who had the floor on the page that was clicked, 0 for nobody; refused where another has it by now.
    """
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        request, before = request_of(session, request_id), speaking(session)
        if before == request:
            return
        if instead_of is not None and before is not None and instead_of != before.pk:
            raise RefusedError(_("The floor has moved since your page was shown. Look who has it now, then call."))
        now = timezone.now()
        _require_change(request, RequestState.SPEAKING)
        if before is not None:
            stop(before, now, is_interrupted=RequestKind.POINT_OF_ORDER == request.kind != before.kind)
        begin(session, request, now)
        enter(session, "call", here.participant, request=request.pk, former=before.pk if before else None)


def pause(here: Here, session_id: int, request_id: int) -> None:
    """Stop the clock of whoever speaks."""
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        request = _has_floor(session, request_id)
        if request.paused_at is None:
            request.paused_at = timezone.now()
            request.save(update_fields=["paused_at"])
            enter(session, "pause", here.participant, request=request.pk)


def go_on(here: Here, session_id: int, request_id: int) -> None:
    """Let the clock run again: its start moves by the pause."""
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        request = _has_floor(session, request_id)
        if request.paused_at is not None and request.started_at is not None:
            request.started_at += timezone.now() - request.paused_at
            request.paused_at = None
            request.save(update_fields=["started_at", "paused_at"])
            enter(session, "go on", here.participant, request=request.pk)


def grant(here: Here, session_id: int, request_id: int, limit: int) -> None:
    """Set the time of whoever speaks to ``limit`` seconds in all: a second click grants nothing more."""
    check_seconds(limit, LONGEST)
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        request = _has_floor(session, request_id)
        if request.limit != limit:
            request.limit = limit
            request.save(update_fields=["limit"])
            enter(session, "grant time", here.participant, request=request.pk, limit=limit)


def end(here: Here, session_id: int, request_id: int) -> None:
    """Somebody has spoken, and nobody follows yet."""
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        request = request_of(session, request_id)
        if request.state != RequestState.SPOKEN:
            _require_change(request, RequestState.SPOKEN)
            stop(request, timezone.now())
            enter(session, "end", here.participant, request=request.pk)


def pass_over(here: Here, session_id: int, request_id: int) -> None:
    """Somebody was called and is not there: they can come back to the list."""
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        request = request_of(session, request_id)
        if request.state != RequestState.PASSED:
            _require_change(request, RequestState.PASSED)
            request.state, request.place = RequestState.PASSED, None
            request.started_at = request.paused_at = None
            request.save(update_fields=["state", "place", "started_at", "paused_at"])
            enter(session, "pass over", here.participant, request=request.pk)


def move(here: Here, session_id: int, request_id: int, before: int | None) -> None:
    """Put somebody before another one on the list, or at its end (None)."""
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        request = request_of(session, request_id)
        if request.kind == RequestKind.POINT_OF_ORDER:
            raise RefusedError(_("A point of order comes before the list: it is not moved."))
        places = rules.moved(reading.listed(session), request.pk, before)
        for row in SpeakingRequest.objects.filter(session=session, pk__in=places):
            row.place = places[row.pk]
            row.save(update_fields=["place"])
        if places:
            enter(session, "move", here.participant, request=request.pk, before=before)


def add(
    here: Here, session_id: int, *, name: str = "", delegation_id: int | None = None, kind: str = RequestKind.SPEAK
) -> SpeakingRequest:
    """Put somebody in the room on the list, by the name of their body or their own: the same list as those at a screen.

    The name is kept only where the room may see it.
    """
    name = " ".join(plain(name).split())[:160]
    if kind not in RequestKind.values:
        raise RefusedError(_("There is no such kind of request for the floor."))
    with taken(here, session_id) as session:
        require(may(here.standing, Act.STEER))
        delegations = Delegation.objects.filter(consultation=here.consultation).select_related("group")
        delegation = delegations.filter(pk=delegation_id).first() if delegation_id is not None else None
        if delegation_id is not None and delegation is None:
            raise RefusedError(_("There is no such delegation in this consultation."))
        name = name if reading.shows_names(session) else ""
        if not name and delegation is None:
            raise RefusedError(_("Give a name or choose a delegation."))
        known = {"session": session, "participant": None, "name": name, "delegation": delegation, "kind": kind}
        request = SpeakingRequest.objects.filter(**known, state=RequestState.WAITING).first()
        if request is None:
            request = SpeakingRequest.objects.create(
                **known,
                group=delegation.group if delegation else None,
                question=session.current_question,
                is_remote=False,
                asked_at=timezone.now(),
            )
            enter(session, "put on the list", here.participant, request=request.pk)
    return request


# --- parts that ``speaking`` uses too ---------------------------------------------------------------------------------


def speaking(session: Session) -> SpeakingRequest | None:
    return SpeakingRequest.objects.filter(session=session, state=RequestState.SPEAKING).first()


def request_of(session: Session, request_id: int) -> SpeakingRequest:
    found = SpeakingRequest.objects.filter(session=session, pk=request_id).select_related("participant").first()
    if found is None:
        raise RefusedError(_("There is no such request on this list of speakers."))
    return found


def begin(session: Session, request: SpeakingRequest, now: datetime) -> None:
    """Start the clock; who was interrupted goes on with what was left."""
    request.state, request.place, request.paused_at = RequestState.SPEAKING, None, None
    request.started_at = now - timedelta(seconds=request.used)
    if request.limit is None:
        request.limit = reading.limit_for(session, request)
    request.save(update_fields=["state", "place", "paused_at", "started_at", "limit"])


def stop(request: SpeakingRequest, now: datetime, *, is_interrupted: bool = False) -> None:
    """Stop the clock for good, or until whoever was interrupted goes on as the first on the list."""
    request.used = rules.seconds_used(request.started_at, request.paused_at, now)
    request.state = RequestState.WAITING if is_interrupted else RequestState.SPOKEN
    request.place, request.ended_at = (0, None) if is_interrupted else (None, now)
    if is_interrupted:
        request.started_at = None
    request.paused_at = None
    request.save(update_fields=["used", "state", "place", "ended_at", "started_at", "paused_at"])


def _has_floor(session: Session, request_id: int) -> SpeakingRequest:
    request = request_of(session, request_id)
    if request.state != RequestState.SPEAKING:
        raise RefusedError(_("The floor has moved since your page was shown: this speaker no longer has it."))
    return request


def _require_change(request: SpeakingRequest, state: str) -> None:
    if state not in TRANSITIONS[RequestState][request.state]:
        raise RefusedError(
            _("This speaker is no longer where your page showed them: {state}.").format(
                state=request.get_state_display()
            )
        )

"""Those who speak: ask for the floor, withdraw, come back, yield to a colleague."""

from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import Participant
from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import calling, floor
from sessions_app.actions.words import plain
from sessions_app.models import Session, SpeakingRequest
from sessions_app.queries import floor as reading
from sessions_app.rules import floor as rules
from sessions_app.states import FloorState, RequestKind, RequestState, SessionKind

ON_THE_LIST = (RequestState.WAITING, RequestState.SPEAKING)


def may_ask(here: Here, session: Session, kind: str = RequestKind.SPEAK) -> Answer:
    """Whether the tables allow it, and the list takes this kind of request now.

    A point of order and a right of reply need no open list, but a floor that is in use.
    """
    answer = may(here.standing, Act.ASK_FLOOR)
    if not answer:
        return answer
    if session.kind == SessionKind.WRITTEN:
        return Refused(_("A written round has no floor: it is for a sitting."))
    participant = here.participant
    if participant is None:
        return Refused(_("Join the consultation first: this is for those who take part."))
    if session.breakout_of_id and not here.runs_the_room and not session.members.filter(pk=participant.pk).exists():
        return Refused(_("This is a group of its own: only its members ask for the floor here."))
    is_taking = session.floor_state != FloorState.CLOSED and not reading.is_past(session, timezone.now())
    if kind == RequestKind.SPEAK and not is_taking:
        return Refused(
            _("The list of speakers is closed. You can hand in a written statement, or contribute in the thread.")
        )
    if kind != RequestKind.SPEAK and not (is_taking or reading.is_in_use(session)):
        return Refused(_("Nobody has the floor: there is nothing to answer or to interrupt."))
    return Allowed()


def ask(
    here: Here,
    session_id: int,
    *,
    kind: str = RequestKind.SPEAK,
    is_remote: bool = True,
    on_behalf_of: str = "",
    language: str = "",
) -> SpeakingRequest:
    """Ask for the floor; who is on the list already stays where they are, who was passed over is back."""
    if kind not in RequestKind.values:
        raise RefusedError(_("There is no such kind of request for the floor."))
    on_behalf_of = " ".join(plain(on_behalf_of).split())[:300]
    language = plain(language).strip()[:10]
    with floor.taken(here, session_id) as session:
        require(may_ask(here, session, kind))
        participant = here.participant
        assert participant is not None
        mine = SpeakingRequest.objects.filter(session=session, participant=participant, kind=kind)
        request = mine.filter(state__in=(*ON_THE_LIST, RequestState.PASSED)).order_by("-pk").first()
        if request is not None and request.state != RequestState.PASSED:
            return request
        if request is None:
            request = SpeakingRequest(session=session, participant=participant, kind=kind, asked_at=timezone.now())
            request.delegation, request.group = participant.delegation, participant.group
            request.question = session.current_question
        request.state, request.is_remote = RequestState.WAITING, is_remote
        request.on_behalf_of, request.language = on_behalf_of, language
        request.save()
        floor.enter(session, "ask for the floor", participant, request=request.pk, kind=kind)
    return request


def withdraw(here: Here, session_id: int, request_id: int) -> None:
    """Leave the list: one's own request, or at the desk anybody's."""
    with floor.taken(here, session_id) as session:
        request = _mine_or_desk(here, session, request_id)
        if request.state == RequestState.WITHDRAWN:
            return
        if request.state == RequestState.SPEAKING:
            calling.stop(request, timezone.now())
            floor.enter(session, "end", here.participant, request=request.pk)
            return
        if request.state != RequestState.WAITING:
            raise RefusedError(_("This request is no longer on the list."))
        request.state, request.place = RequestState.WITHDRAWN, None
        request.save(update_fields=["state", "place"])
        floor.enter(session, "withdraw from the list", here.participant, request=request.pk)


def come_back(here: Here, session_id: int, request_id: int) -> None:
    """Who was not there when called is back, in the place that the order gives them."""
    with floor.taken(here, session_id) as session:
        request = _mine_or_desk(here, session, request_id)
        if request.state == RequestState.WAITING:
            return
        if request.state != RequestState.PASSED:
            raise RefusedError(_("This request is no longer on the list."))
        if request.participant and _waits(session, request.participant, request.kind):
            raise RefusedError(_("They are on the list already."))
        request.state = RequestState.WAITING
        request.save(update_fields=["state"])
        floor.enter(session, "come back to the list", here.participant, request=request.pk)


def give(here: Here, session_id: int, request_id: int, to: int) -> None:
    """Yield: the rest of one's time, or one's place on the list, to a colleague or to somebody who waits."""
    with floor.taken(here, session_id) as session:
        request = calling.request_of(session, request_id)
        require(may(here.standing, Act.ASK_FLOOR))
        if here.participant is None or request.participant_id != here.participant.pk:
            raise RefusedError(_("Only whoever asked for the floor can yield it."))
        if request.state not in ON_THE_LIST or request.kind != RequestKind.SPEAK:
            raise RefusedError(_("This request is no longer on the list."))
        other = next((heir.participant for heir in reading.heirs(session, request) if heir.participant.pk == to), None)
        if other is None:
            raise RefusedError(_("Choose a colleague of your delegation, or somebody who is on the list."))
        waiting = _waits(session, other, RequestKind.SPEAK)
        if request.state == RequestState.SPEAKING:
            _give_rest(session, request, waiting or _in_the_name_of(other, request))
        else:
            _give_place(request, waiting or _in_the_name_of(other, request))
        floor.enter(session, "yield", here.participant, request=request.pk, to=f"participant-{other.pk}")


def _give_rest(session: Session, request: SpeakingRequest, heir: SpeakingRequest) -> None:
    now = timezone.now()
    used = rules.seconds_used(request.started_at, request.paused_at, now)
    left = rules.seconds_left(request.limit, used)
    calling.stop(request, now)
    heir.limit = None if left is None else max(left, 0) + heir.used
    calling.begin(session, heir, now) if heir.pk else _begin_new(session, heir)


def _begin_new(session: Session, heir: SpeakingRequest) -> None:
    heir.save()
    calling.begin(session, heir, timezone.now())


def _give_place(request: SpeakingRequest, heir: SpeakingRequest) -> None:
    """The place goes over as a whole: who had it leaves the list, and asks again to come back to it."""
    heir.place, heir.asked_at, heir.on_behalf_of = request.place, request.asked_at, request.on_behalf_of
    request.state, request.place = RequestState.WITHDRAWN, None
    request.save(update_fields=["state", "place"])
    heir.save()


def _in_the_name_of(other: Participant, request: SpeakingRequest) -> SpeakingRequest:
    return SpeakingRequest(
        session=request.session,
        participant=other,
        delegation=other.delegation,
        group=other.group,
        question=request.question,
        asked_at=request.asked_at,
        on_behalf_of=request.on_behalf_of,
        is_remote=request.is_remote,
    )


def _waits(session: Session, participant: Participant, kind: str) -> SpeakingRequest | None:
    rows = SpeakingRequest.objects.filter(session=session, participant=participant, kind=kind)
    return rows.filter(state=RequestState.WAITING).first()


def _mine_or_desk(here: Here, session: Session, request_id: int) -> SpeakingRequest:
    request = calling.request_of(session, request_id)
    if may(here.standing, Act.STEER):
        return request
    require(may(here.standing, Act.ASK_FLOOR))
    if here.participant is None or request.participant_id != here.participant.pk:
        raise RefusedError(_("Only whoever asked for the floor, or the desk, can change this."))
    return request

"""Reading the floor: who speaks, who waits, as the attribution rule lets them be seen."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from consult import attribution
from consult.attribution import Audience, Detail, Shown
from consult.models import Participant, StakeholderGroup
from consult.procedure import Role
from consult.queries import people
from sessions_app.models import Session, SpeakingRequest
from sessions_app.queries.session import terms_for
from sessions_app.rules import floor as rules
from sessions_app.states import FloorState, RequestKind, RequestState

HERE = (RequestState.WAITING, RequestState.SPEAKING, RequestState.PASSED)
NAMED = (Detail.NAME, Detail.DELEGATION)


def _clock(seconds: int) -> str:
    """As ``static/js/timer.js`` writes it."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'−' if seconds < 0 else ''}{minutes:02}:{rest:02}"


@dataclass(frozen=True, slots=True)
class Speaker:
    """One name on the list, ready to print. before, after: whom to stand before to go up or down one place.

    limit, started, paused: the clock (see ``static/js/timer.js``); left: its seconds now, None without a limit.
    """

    id: int
    by: Shown
    kind: str
    kind_label: str
    on_behalf_of: str
    is_remote: bool
    language: str
    used: int
    limit: int | None = None
    started: datetime | None = None
    paused: datetime | None = None
    up: int | None = None
    down: int | None = None

    @property
    def left(self) -> int | None:
        return rules.seconds_left(self.limit, self.used)

    @property
    def clock(self) -> str:
        """The clock now, for those without scripts."""
        seconds = self.used if self.left is None else self.left
        return _clock(seconds)


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor of a session. waiting: how many are on the list; listed: who, where that may be shown at all."""

    state: str
    closes_at: datetime | None
    speaking: Speaker | None
    waiting: int
    listed: list[Speaker] = field(default_factory=list)
    passed: list[Speaker] = field(default_factory=list)

    @property
    def is_in_use(self) -> bool:
        return self.state != FloorState.CLOSED or self.speaking is not None or self.waiting > 0

    @property
    def coming(self) -> Speaker | None:
        return self.listed[0] if self.listed else None

    @property
    def shows_who(self) -> bool:
        """Whether the list tells anything of those on it."""
        return any(speaker.by.detail is not Detail.NOTHING for speaker in self.listed)

    @property
    def key(self) -> str:
        """What of the floor concerns somebody who has no part in it: their own region is fetched when this changes."""
        return f"{self.state} {self.is_in_use} {self.closes_at.timestamp() if self.closes_at else ''}"


def is_past(session: Session, now: datetime) -> bool:
    """Whether the announced closing of the list has come; the clock's own act may be a second behind."""
    closes_at = session.floor_closes_at
    return session.floor_state == FloorState.CLOSING and closes_at is not None and closes_at <= now


def is_in_use(session: Session) -> bool:
    """Whether the list takes names, or anybody speaks or waits."""
    rows = SpeakingRequest.objects.filter(session=session, state__in=(RequestState.WAITING, RequestState.SPEAKING))
    return session.floor_state != FloorState.CLOSED or rows.exists()


def shows_names(session: Session) -> bool:
    """Whether the room may see names under the rule now in force."""
    return attribution.names_may_be_shown(terms_for(session, session.current_question), Audience.INSIDE)


def limit_for(session: Session, request: SpeakingRequest) -> int | None:
    """Seconds for this speaker: whoever speaks for several bodies can have more."""
    if request.on_behalf_of and session.group_speaking_seconds:
        return session.group_speaking_seconds
    return session.speaking_seconds


def listed(session: Session, rows: Iterable[SpeakingRequest] | None = None) -> list[rules.Waiting]:
    """The list in the order in which it will be called."""
    among = _rows(session, HERE) if rows is None else rows
    waiting = [_waiting(row) for row in among if row.state == RequestState.WAITING]
    return rules.ordered(waiting, session.floor_order, _last_group(session))


def _rows(session: Session, states: tuple[RequestState, ...]) -> list[SpeakingRequest]:
    """Those in ``states``; who was removed from the consultation no longer waits."""
    rows = SpeakingRequest.objects.filter(session=session, state__in=states).exclude(
        participant__removed_at__isnull=False, state__in=(RequestState.WAITING, RequestState.PASSED)
    )
    return list(rows.select_related("participant", "delegation", "group", "question"))


def _waiting(row: SpeakingRequest) -> rules.Waiting:
    return rules.Waiting(
        id=row.pk,
        asked=row.asked_at.timestamp(),
        kind=row.kind,
        place=row.place,
        for_several=bool(row.on_behalf_of),
        group=row.group.position if row.group else None,
        body=row.delegation.name if row.delegation else "",
    )


def _last_group(session: Session) -> int | None:
    spoken = SpeakingRequest.objects.filter(
        session=session, started_at__isnull=False, state__in=(RequestState.SPEAKING, RequestState.SPOKEN)
    )
    last = spoken.order_by("-started_at").select_related("group").first()
    return last.group.position if last and last.group else None


def floor(session: Session, now: datetime | None = None) -> Floor:
    """The floor as the room may see it: four queries, however many wait."""
    now = now or timezone.now()
    rows = {row.pk: row for row in _rows(session, HERE)}
    order = listed(session, rows.values())
    movable = [name.id for name in order if name.kind != RequestKind.POINT_OF_ORDER]
    printed = {row.pk: _print(session, row, now) for row in rows.values()}
    shown = [_placed(printed[name.id], movable) for name in order]
    return Floor(
        state=FloorState.CLOSED if is_past(session, now) else session.floor_state,
        closes_at=None if is_past(session, now) else session.floor_closes_at,
        speaking=next((printed[row.pk] for row in rows.values() if row.state == RequestState.SPEAKING), None),
        waiting=len(order),
        listed=shown,
        passed=[printed[row.pk] for row in rows.values() if row.state == RequestState.PASSED],
    )


def _placed(speaker: Speaker, movable: list[int]) -> Speaker:
    """``up`` and ``down``: the name to stand before to move by one; 0: the end of the list."""
    if speaker.id not in movable:
        return speaker
    at = movable.index(speaker.id)
    below = movable[at + 2] if at + 2 < len(movable) else 0
    return replace(
        speaker,
        up=movable[at - 1] if at else None,
        down=below if at + 1 < len(movable) else None,
    )


def _print(session: Session, row: SpeakingRequest, now: datetime) -> Speaker:
    by = shown_as(session, row)
    has_clock = row.state == RequestState.SPEAKING
    return Speaker(
        id=row.pk,
        by=by,
        kind=row.kind,
        kind_label=str(row.get_kind_display()),
        on_behalf_of=row.on_behalf_of if by.detail in NAMED else "",
        is_remote=row.is_remote,
        language=dict(settings.LANGUAGES).get(row.language, ""),
        used=rules.seconds_used(row.started_at, row.paused_at, now) if has_clock else row.used,
        limit=row.limit,
        started=row.started_at if has_clock else None,
        paused=row.paused_at if has_clock else None,
    )


def shown_as(session: Session, row: SpeakingRequest, to: Audience = Audience.INSIDE) -> Shown:
    """How the room, or ``to``, sees a name: by the stricter of the attribution when they asked and the one in force."""
    terms = attribution.strictest(terms_for(session, row.question), terms_for(session, session.current_question))
    person = people.person(
        session.consultation,
        participant=row.participant,
        group=row.group,
        delegation=row.delegation,
        rule=terms.rule,
        inside=terms.inside,
        sizes={} if to is Audience.INSIDE else people.group_sizes(session.consultation),
    )
    if row.participant is None:
        person = replace(person, name=row.name)
    return attribution.shown_as(person, to)


# --- the desk's own --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GroupTime:
    """A group's speaking time beside its budget, for the chair alone."""

    group: StakeholderGroup
    share: rules.Share

    @property
    def used(self) -> str:
        return _clock(self.share.used)

    @property
    def budget(self) -> str:
        return _clock(self.share.budget) if self.share.budget else ""

    @property
    def minutes(self) -> int | None:
        return self.share.budget // 60 if self.share.budget else None

    @property
    def width(self) -> int:
        """Percent of the bar: of the budget, or of all that was spoken."""
        share = self.share
        return min(100, round(100 * share.used / share.budget)) if share.budget else share.percent


def times_by_group(session: Session, now: datetime | None = None) -> list[GroupTime]:
    """Used time by group against its budget; nothing where not even the room may see groups."""
    if terms_for(session, session.current_question).here is Detail.NOTHING:
        return []
    now = now or timezone.now()
    groups = {group.pk: group for group in session.consultation.groups.all()}
    rows = SpeakingRequest.objects.filter(session=session, group__isnull=False).exclude(state=RequestState.PASSED)
    spoken = [
        (
            row.group_id or 0,
            rules.seconds_used(row.started_at, row.paused_at, now) if row.state == RequestState.SPEAKING else row.used,
        )
        for row in rows
    ]
    budgets = {int(key): int(value) for key, value in session.budgets.items()}
    return [GroupTime(groups[share.group], share) for share in rules.shares(spoken, budgets, list(groups))]


# --- one's own -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heir:
    """Somebody to whom one can yield, as the room may see them."""

    participant: Participant
    by: Shown


@dataclass(frozen=True, slots=True)
class Own:
    """One of the reader's own requests. position: 1 for whoever is called next; 0 for whoever has the floor."""

    id: int
    kind: str
    kind_label: str
    state: str
    position: int
    heirs: list[Heir] = field(default_factory=list)


def own(session: Session, participant: Participant) -> list[Own]:
    """What the reader has on this list, the one with the floor first."""
    mine = [row for row in _rows(session, HERE) if row.participant_id == participant.pk]
    if not mine:
        return []
    order = [name.id for name in listed(session)]
    found = [
        Own(
            id=row.pk,
            kind=row.kind,
            kind_label=str(row.get_kind_display()),
            state=row.state,
            position=order.index(row.pk) + 1 if row.pk in order else 0,
            heirs=heirs(session, row) if row.kind == RequestKind.SPEAK and row.state != RequestState.PASSED else [],
        )
        for row in mine
    ]
    return sorted(found, key=lambda one: (one.state == RequestState.PASSED, one.position))


def heirs(session: Session, request: SpeakingRequest) -> list[Heir]:
    """To whom this request can be yielded: whoever waits and is named, and colleagues where names may be shown."""
    found: dict[int, Heir] = {}
    for row in _rows(session, (RequestState.WAITING,)):
        by = shown_as(session, row)
        if row.participant and row.participant_id != request.participant_id and by.detail in NAMED:
            found[row.participant.pk] = Heir(row.participant, by)
    if request.delegation_id and shows_names(session):
        colleagues = Participant.objects.filter(
            consultation=session.consultation,
            delegation=request.delegation_id,
            removed_at=None,
            never_list=False,
            role_rows__role=Role.PARTICIPANT,
        )
        for colleague in colleagues.exclude(pk=request.participant_id or 0).select_related("delegation", "group"):
            again = SpeakingRequest(participant=colleague, delegation=colleague.delegation, group=colleague.group)
            found.setdefault(colleague.pk, Heir(colleague, shown_as(session, again)))
    return list(found.values())

"""Breakout rooms: make them, say who is in which, open them, and call everybody back.

Every act takes the plenary's row first, so that two desks, or two who choose at once, act one after the other. The
record says that people were assigned, never who to which room.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import floor
from sessions_app.actions.words import plain
from sessions_app.models import Contribution, GuidingQuestion, Session
from sessions_app.queries import breakout as reading
from sessions_app.rules.rooms import mixed
from sessions_app.states import FloorState, QuestionState, SessionKind

MOST_ROOMS, LONGEST_TITLE, LONGEST_QUESTION = 30, 120, 1_000
LONGEST = 24 * 60  # minutes


@contextmanager
def plenary_of(here: Here, plenary_id: int) -> Iterator[Session]:
    """The plenary, locked, for an act of its desk."""
    with floor.taken(here, plenary_id) as plenary:
        require(may(here.standing, Act.STEER))
        if plenary.breakout_of_id:
            raise RefusedError(_("This is a breakout room: rooms are made beside the plenary."))
        yield plenary


def make(
    here: Here, plenary_id: int, titles: Sequence[str], *, question: str = "", is_chosen: bool = False
) -> list[Session]:
    """Make one room for each of ``titles``, beside those that stand.

    question: the one that the rooms are asked; "": the plenary's own questions are copied. is_chosen: participants
    choose their room themselves.
    """
    named = [name for title in titles if (name := " ".join(plain(title).split()))]
    question = plain(question).strip()
    if not named:
        raise RefusedError(_("Name the rooms, one a line."))
    if max(map(len, named)) > LONGEST_TITLE or len(question) > LONGEST_QUESTION:
        raise RefusedError(_("This is too long for the name or the question of a room."))
    with plenary_of(here, plenary_id) as plenary:
        before = len(reading.rooms(plenary))
        if before + len(named) > MOST_ROOMS:
            raise RefusedError(_("At most {limit} rooms at once.").format(limit=MOST_ROOMS))
        made = [_room(plenary, name, before + place, is_chosen) for place, name in enumerate(named)]
        asked = _copied(plenary, question)
        for room in made:
            GuidingQuestion.objects.bulk_create(
                GuidingQuestion(session=room, number=number, **fields) for number, fields in enumerate(asked, 1)
            )
        _enter(here, plenary, "make breakouts", made)
    return made


def _room(plenary: Session, title: str, position: int, is_chosen: bool) -> Session:
    return Session.objects.create(
        consultation=plenary.consultation,
        breakout_of=plenary,
        title=title,
        kind=SessionKind.SITTING,
        attribution_rule=plenary.attribution_rule,
        inside=plenary.inside,
        position=position,
        is_chosen=is_chosen,
        holds_all=plenary.holds_all,
        floor_language=plenary.floor_language,
    )


def _copied(plenary: Session, question: str) -> list[dict[str, Any]]:
    """The fields of each question. One of the rooms' own is asked under the attribution in force there."""
    if question:
        return [{"text": question}]
    rows = plenary.questions.filter(paper=None).order_by("number")
    return [dict(row) for row in rows.values("text", "short_title", "attribution_rule", "inside")]


def remove(here: Here, plenary_id: int, room_id: int) -> None:
    """Take a room away in which nothing was said."""
    with plenary_of(here, plenary_id) as plenary:
        room = _of(plenary, room_id)
        if Contribution.objects.filter(question__session=room).exists():
            raise RefusedError(_("Something was said in this room: it stays."))
        room.delete()
        _enter(here, plenary, "remove breakout", [])


# --- who is where -----------------------------------------------------------------------------------------------------


def assign(here: Here, plenary_id: int, where: Mapping[int, int]) -> None:
    """Put people into rooms by hand. where: participant id -> room id, 0 for none; the others stay where they are."""
    with plenary_of(here, plenary_id) as plenary:
        rooms = {room.pk: room for room in reading.rooms(plenary)}
        people = {row.pk: row for row in reading.takers(plenary).filter(pk__in=where)}
        if set(where) - set(people) or set(where.values()) - {0, *rooms}:
            raise RefusedError(_("One of these people or rooms is not here any more. Reload the page."))
        for room in rooms.values():
            room.members.remove(*[person for key, person in people.items() if where[key] != room.pk])
            room.members.add(*[person for key, person in people.items() if where[key] == room.pk])
        _settled(here, plenary, "assign breakouts")


def mix(here: Here, plenary_id: int) -> None:
    """Deal everybody anew, so that each room has as many of each stakeholder group as the others, give or take one."""
    with plenary_of(here, plenary_id) as plenary:
        rooms = reading.rooms(plenary)
        if not rooms:
            raise RefusedError(_("Make the rooms first."))
        people = list(reading.takers(plenary))
        secrets.SystemRandom().shuffle(people)
        dealt = mixed([(person, person.group_id or 0) for person in people], len(rooms))
        for room, members in zip(rooms, dealt, strict=True):
            room.members.set(members)
        _settled(here, plenary, "mix breakouts")


def may_join(here: Here, room: Session) -> Answer:
    """Whether this person can choose ``room`` themselves."""
    answer = may(here.standing, Act.CONTRIBUTE)
    if not answer:
        return answer
    if here.participant is None:
        return Refused(_("Join the consultation first: this is for those who take part."))
    if not room.is_chosen:
        return Refused(_("The desk says who is in this room."))
    if room.closed_at:
        return Refused(_("This room is closed: the plenary goes on."), "closed")
    return Allowed()


def join(here: Here, room_id: int) -> Session:
    """Choose a room; whoever was in another of the same plenary leaves it."""
    found = Session.objects.filter(pk=room_id, consultation=here.consultation, breakout_of__isnull=False).first()
    if found is None or found.breakout_of_id is None:
        raise RefusedError(_("There is no such breakout room."))
    with floor.taken(here, found.breakout_of_id) as plenary:
        room = _of(plenary, room_id)
        require(may_join(here, room))
        if here.participant is None or room.members.filter(pk=here.participant.pk).exists():
            return room
        for other in reading.rooms(plenary):
            other.members.remove(here.participant)
        room.members.add(here.participant)
        _settled(here, plenary, "join a breakout")
    return room


def name_scribe(here: Here, plenary_id: int, room_id: int, participant_id: int | None) -> None:
    """Say who of a room's members reports back; None: any of them can."""
    with plenary_of(here, plenary_id) as plenary:
        room = _of(plenary, room_id)
        room.scribe = room.members.filter(pk=participant_id).first() if participant_id else None
        if participant_id and room.scribe is None:
            raise RefusedError(_("Whoever reports back is a member of the room."))
        room.save(update_fields=["scribe"])
        _enter(here, plenary, "name a breakout’s scribe", [room])


def _settled(here: Here, plenary: Session, act: str) -> None:
    """After people moved: a scribe who left is none any more, and lines that are open follow."""
    rooms = reading.rooms(plenary)
    inside = reading.members_of([room.pk for room in rooms])
    for room in rooms:
        if room.scribe_id and room.scribe_id not in inside[room.pk]:
            room.scribe = None
            room.save(update_fields=["scribe"])
    record.signal(plenary.consultation_id, "rights")
    _enter(here, plenary, act, [])


# --- out, and back ----------------------------------------------------------------------------------------------------


def open_rooms(here: Here, plenary_id: int, minutes: int | None = None) -> None:
    """Send everybody to their room; while they are there, set the time anew. minutes: None for no limit."""
    if minutes is not None and not 1 <= minutes <= LONGEST:
        raise RefusedError(_("The time of a breakout is a number of minutes, at most a day."))
    with plenary_of(here, plenary_id) as plenary:
        rooms = reading.rooms(plenary)
        if not rooms:
            raise RefusedError(_("Make the rooms first."))
        now, is_new = timezone.now(), any(room.starts_at is None for room in rooms)
        for room in rooms:
            room.starts_at = room.starts_at or now
            room.ends_at = now + timedelta(minutes=minutes) if minutes else None
        Session.objects.bulk_update(rooms, ["starts_at", "ends_at"])
        _questions(rooms).filter(state=QuestionState.PLANNED).update(state=QuestionState.OPEN)
        _enter(here, plenary, "open breakouts" if is_new else "time breakouts", rooms)


def back_to_plenary(here: Here, plenary_id: int) -> None:
    """Close all rooms: nothing is said there any more, and every page in them moves to the plenary."""
    with plenary_of(here, plenary_id) as plenary:
        rooms = reading.rooms(plenary)
        if not any(room.starts_at for room in rooms):
            raise RefusedError(_("The rooms are not open."))
        # Locked one after the other: whoever is just writing is waited for, as when a question is closed.
        asked = [row.pk for row in _questions(rooms).order_by("pk").select_for_update(of=("self",), no_key=True)]
        GuidingQuestion.objects.filter(pk__in=asked).update(state=QuestionState.CLOSED)
        Session.objects.filter(pk__in=[room.pk for room in rooms]).update(
            closed_at=timezone.now(), floor_state=FloorState.CLOSED, floor_closes_at=None
        )
        _enter(here, plenary, "back to plenary", rooms)


def _questions(rooms: Sequence[Session]) -> QuerySet[GuidingQuestion]:
    return GuidingQuestion.objects.filter(session__in=rooms)


# --- small parts ------------------------------------------------------------------------------------------------------


def _of(plenary: Session, room_id: int) -> Session:
    room = plenary.breakouts.select_related("consultation").filter(pk=room_id).first()
    if room is None:
        raise RefusedError(_("There is no such breakout room."))
    return room


def _enter(here: Here, plenary: Session, act: str, rooms: Sequence[Session]) -> None:
    """One entry, of which the plenary's screens and those of ``rooms`` hear."""
    record.enter(
        plenary.consultation_id,
        act,
        here.participant or record.COMMAND,
        subject=f"breakouts-{plenary.pk}",
        payload={"session": plenary.pk, "rooms": [room.pk for room in rooms]},
    )

"""Breakout rooms, and the one gate before them: who may read what is said in one.

Everything that reads a session asks here, by whichever way somebody comes: ``may_enter`` for one session, ``is_let_in``
itself for the hub, which asks for many at once. Nothing of a room is in a report, an export or a feed:
what leaves it is its report back, which stands in the plenary's thread.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from consult.attribution import Audience, Detail, shown_as
from consult.models import Participant
from consult.procedure import Allowed, Answer, Refused, Role
from consult.queries import people
from consult.queries.people import Here
from sessions_app.models import Session
from sessions_app.queries.session import terms_for

EVERYWHERE = frozenset({Role.CONVENOR, Role.CHAIR, Role.RAPPORTEUR})
IN_PLENARY = Q(question__session__breakout_of=None)  # of contributions: said before everybody


def is_let_in(roles: Collection[Role], participant_id: int, members: Collection[int]) -> bool:
    """The gate: a room is for its members, for those who run the consultation, and for rapporteurs.

    A member who was removed from the consultation has the roles of the public, and is out.
    """
    held = frozenset(roles)
    return bool(EVERYWHERE & held) or (participant_id in members and bool(held - {Role.PUBLIC}))


def may_enter(here: Here, session: Session) -> Answer:
    """Whether somebody may read ``session`` and act in it, as far as it is a room of its own."""
    if session.breakout_of_id is None:
        return Allowed()
    members = set(session.members.values_list("pk", flat=True))
    if is_let_in(here.standing.roles, here.participant.pk if here.participant else 0, members):
        return Allowed()
    return Refused(_("This breakout room is for its members. The plenary’s page shows which room is yours."))


def members_of(session_ids: Collection[int]) -> dict[int, set[int]]:
    """Room id -> ids of its members, for those of ``session_ids`` that are breakout rooms. One query."""
    found: dict[int, set[int]] = {}
    rows = Session.objects.filter(pk__in=session_ids, breakout_of__isnull=False)
    for room_id, member_id in rows.values_list("pk", "members"):
        found.setdefault(room_id, set()).add(member_id or 0)
    for members in found.values():
        members.discard(0)
    return found


# --- what the pages show --------------------------------------------------------------------------------------------


def every_room(plenary: Session) -> list[Session]:
    """The rooms that were ever made for a sitting, in their order."""
    rows = plenary.breakouts.select_related("consultation", "report", "scribe")
    return list(rows.order_by("position", "pk"))


def rooms(plenary: Session) -> list[Session]:
    """Those that are not closed."""
    return [room for room in every_room(plenary) if room.closed_at is None]


def past_rooms(plenary: Session) -> list[Session]:
    """Those that were closed, with what they reported."""
    return [room for room in every_room(plenary) if room.closed_at]


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who takes part, as the desk may name them here. room: the id of theirs, 0 without."""

    participant: int
    label: str
    room: int


def seats(plenary: Session) -> list[Seat]:
    """Whom the desk can assign by hand: empty where the rule lets no names be shown."""
    terms = terms_for(plenary, plenary.current_question)
    if terms.here is not Detail.NAME:
        return []
    consultation = plenary.consultation
    sizes = people.group_sizes(consultation)
    where = {
        member: room for room, members in members_of([one.pk for one in rooms(plenary)]).items() for member in members
    }
    return [
        Seat(
            row.pk,
            str(
                shown_as(
                    people.participant_as_seen(consultation, row, rule=terms.rule, inside=terms.inside, sizes=sizes),
                    Audience.INSIDE,
                ).label
            ),
            where.get(row.pk, 0),
        )
        for row in takers(plenary).filter(never_list=False).order_by("name", "pk")
    ]


def takers(plenary: Session) -> QuerySet[Participant]:
    """Those whom the desk assigns: everybody who is a participant."""
    return people.participants(plenary.consultation).filter(role_rows__role=Role.PARTICIPANT)

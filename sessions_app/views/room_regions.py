"""What a reader's own part in the breakout rooms is made of: which room is theirs, or which they can choose."""

from consult.queries.people import Here
from sessions_app.actions.breakout import may_join
from sessions_app.actions.report_back import may_report
from sessions_app.fragments import Frame
from sessions_app.models import Session
from sessions_app.queries import breakout as reading


def room_context(here: Here, session: Session) -> Frame:
    """What ``_breakouts_own.html`` needs beside the session: in the plenary the rooms, in a room its report."""
    if session.breakout_of_id:
        is_due = session.report_id is None and bool(session.starts_at)
        return {"may_report": is_due and bool(may_report(here, session)), "reported": session.report_id}
    me = here.participant.pk if here.participant else 0
    every = reading.every_room(session)
    inside = reading.members_of([room.pk for room in every])
    seen = [room for room in every if reading.is_let_in(here.standing.roles, me, inside[room.pk])]
    own = next((room for room in every if not room.closed_at and me in inside[room.pk]), None)
    return {
        "own_room": own,
        "visits": [room for room in seen if room.starts_at and not room.closed_at and room != own],
        "rooms_to_choose": [room for room in every if room != own and may_join(here, room)],
        "closed_rooms": [room for room in seen if room.closed_at],
    }

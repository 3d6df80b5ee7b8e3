"""What the tests of coming in share."""

from typing import Any

from consult.actions import people
from consult.queries.people import here
from tests.factories import Room

CODE = "ACDE3H4K"


def form(room: Room, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Ada Example",
        "group": room.group("Business").pk,
        "delegation": "Company Q",
        "capacity": "organizational",
        "quotation": "by-name",
        **changes,
    }


def desk(room: Room, role: str = "convenor") -> Any:
    return here(room.consultation, room.people[role].user)


def invite(room: Room, email: str = "new@example.org", **fields: Any) -> str:
    return people.invite(desk(room), [people.Row(email=email, **fields)])[0].token

"""Commands with an id: a repeat is answered as the first time and does nothing."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sessions_app.models import Command


class Repeated(Exception):
    """The command was carried out before; ``answer`` is what it was answered then."""

    def __init__(self, answer: dict[str, object]) -> None:
        super().__init__("repeated")
        self.answer = answer


def begin(participant_id: int, command_id: UUID | None) -> Command | None:
    """Take the command's row, in the act's own transaction.

    A second one with the same id waits for the first (PostgreSQL by the unique index, SQLite by its one writer), then
    raises ``Repeated``.
    """
    if command_id is None:
        return None
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a command begins inside the transaction of its act")
    row, created = Command.objects.get_or_create(participant_id=participant_id, command_id=command_id)
    if not created:
        raise Repeated(row.answer)
    return row


def other_act() -> str:
    """Why a command is refused whose id belongs to an act of another kind."""
    return str(_("This was sent before, as something else. Reload the page and send it again."))


def finish(row: Command | None, answer: dict[str, object]) -> None:
    if row is not None:
        row.answer = answer
        row.save(update_fields=["answer"])


def take(wanted: Collection[tuple[int, UUID | None]], answer: dict[str, Any]) -> set[tuple[int, UUID | None]]:
    """Those (participant, command) of ``wanted`` that nobody carried out before; from now on they have this answer.

    Of two transactions with the same command the second waits at the unique index, and does not get it. In one order,
    so that two batches never wait for each other in a ring. A refusal changes nothing: it is not kept, but given anew.
    """
    if not wanted:
        return set()
    now, by_name = timezone.now(), {field.name: field for field in Command._meta.fields}
    fields = [by_name[name] for name in _COLUMNS]
    rows = [(*key, answer, now) for key in sorted(wanted, key=str)]
    values = [
        field.get_db_prep_save(value, connection) for row in rows for field, value in zip(fields, row, strict=True)
    ]
    places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Command._meta.db_table} (participant_id, command_id, answer, at) VALUES {places} "  # noqa: S608
            "ON CONFLICT DO NOTHING RETURNING participant_id, command_id",
            values,
        )
        return {(int(who), UUID(str(command))) for who, command in cursor.fetchall()}


_COLUMNS = ("participant", "command_id", "answer", "at")

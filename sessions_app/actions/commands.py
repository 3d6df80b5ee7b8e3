"""Commands with an id: a repeat is answered as the first time and does nothing."""

from uuid import UUID

from django.db import transaction

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


def finish(row: Command | None, answer: dict[str, object]) -> None:
    if row is not None:
        row.answer = answer
        row.save(update_fields=["answer"])

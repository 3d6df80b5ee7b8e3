"""Writers take turns on SQLite, in one process and between processes.

SQLite has one writer and no queue: whoever finds it taken sleeps up to 100 ms and tries again, so that beside forty
votes a closing waited for more than a second. A file lock beside the database queues them. PostgreSQL queues by itself.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_turn = threading.RLock()
_files: dict[str, int] = {}  # database file -> descriptor of the file beside it


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that waits for its turn; inside another transaction, which had its turn, a savepoint."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with _turn, _queue(str(connection.settings_dict["NAME"])), transaction.atomic():
            yield
    else:
        with transaction.atomic():
            yield


@contextmanager
def alone() -> Iterator[None]:
    """A turn without a transaction, for what SQLite does in none."""
    with _turn, _queue(str(connection.settings_dict["NAME"])):
        yield


@contextmanager
def _queue(database: str) -> Iterator[None]:
    if database not in _files:
        _files[database] = os.open(f"{database}-turn", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(_files[database], fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(_files[database], fcntl.LOCK_UN)

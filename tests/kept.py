"""Worlds that take long to make, made once for all tests of a module: each test takes back what it changed.

    @pytest.fixture(scope="module")
    def made(keep: Keep) -> Iterator[Room]:
        with keep(make_marked_room) as room:
            yield room

    @pytest.fixture
    def room(made: Room, db: None) -> Room:
        return deepcopy(made)    # what the test itself holds of it is its own as well

The test's own transaction becomes a savepoint in one around the module. Not for transactional tests, nor for tests that
look from other connections or threads: nothing of it is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import transaction

Made = TypeVar("Made")
Keep = Callable[..., AbstractContextManager[Any]]


def keeper(blocker: Any) -> Keep:
    """``keep(make, *arguments)``, where ``blocker`` is that of pytest-django."""

    @contextmanager
    def keep(make: Callable[..., Made], *arguments: Any) -> Iterator[Made]:
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined]  # acts that must be outermost may begin in it
        with blocker.unblock():
            around.__enter__()
        try:
            with blocker.unblock():
                cache.clear()
                made = make(*arguments)
            yield made
        finally:
            with blocker.unblock():
                transaction.set_rollback(True)
                around.__exit__(None, None, None)

    return keep

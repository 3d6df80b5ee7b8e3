"""The real application starts, answers, ends when asked to, and comes back after it was killed."""

import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from consult.models import User
from tests.services import Site

pytestmark = pytest.mark.both_databases
Serve = Callable[..., Site]
Database = Callable[[Site], AbstractContextManager[None]]


def status(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return int(answer.status)


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_answers_and_restarts_on_the_same_database(serve: Serve, database_of: Database, server: str) -> None:
    site = serve(server=server)
    assert status(site.url) == 200
    with database_of(site):
        User.objects.create(email="a@example.org")
    site.restart(kill=True)
    assert status(site.url) == 200
    with database_of(site):
        assert User.objects.count() == 1
    assert "Traceback" not in site.logged()


def test_ends_within_seconds_when_asked(serve: Serve) -> None:
    site = serve()
    site.stop()
    assert [process.popen.returncode for process in site.processes if process.popen] != [-9]


@pytest.mark.postgres
@pytest.mark.redis
def test_two_processes_share_one_database(serve: Serve) -> None:
    site = serve(processes=2)
    assert [status(url) for url in site.urls] == [200, 200]

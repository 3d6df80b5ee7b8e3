"""Markers, the browser, and the real application as fixtures. Mechanisms are in ``tests/services.py``."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.template import Template
from django.test import TransactionTestCase
from django.test.utils import instrumented_test_render  # type: ignore[attr-defined]  # no stub names it

from consult import record
from sessions_app.fragments import shared
from tests.faults.size import TRIALS
from tests.kept import Keep, keeper
from tests.servers import postgres_programs, redis_program
from tests.services import Services, Site, chromium_program, connected_to

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RENDER = Template._render  # type: ignore[attr-defined]  # before it is watched
NOT_RUN = pytest.StashKey[dict[str, str]]()


# --- suites that cannot run here are named, and fail a CI run -----------------------------------------------------


def _missing() -> dict[str, str]:
    """Marker -> why tests with it cannot run here; empty when everything is there."""
    missing = {}
    if not chromium_program():
        missing["browser"] = "no Chromium on the PATH or in CHROMIUM"
    if not (os.environ.get("CONSULT_TEST_POSTGRES") or postgres_programs()):
        missing["postgres"] = "no PostgreSQL on the PATH or in DATABASE_URL"
    if not (os.environ.get("CONSULT_TEST_REDIS") or redis_program()):
        missing["redis"] = "no Redis on the PATH or in REDIS_URL"
    return missing


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NOT_RUN] = {}


@pytest.hookimpl(trylast=True)  # after -m has taken away what nobody asked for
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = _missing()
    if any(item.get_closest_marker("browser") for item in items):
        # Playwright keeps an event loop running in this thread from its first test to the end: Django must not mind.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    for item in items:
        for marker, reason in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
                config.stash[NOT_RUN][marker] = reason


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays to the end: the collector need not look through all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.stash[NOT_RUN]:
        named = "; ".join(f"{marker} ({reason})" for marker, reason in sorted(config.stash[NOT_RUN].items()))
        terminalreporter.write_line(f"suites not run: {named}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if session.config.stash[NOT_RUN] and os.environ.get("CI") == "true" and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# --- servers ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """Throwaway PostgreSQL, Redis and Consult servers of this test run."""
    with Services() as found:
        yield found


@pytest.fixture
def serve(services: Services) -> Iterator[Callable[..., Site]]:
    """Start the real application on a fresh database: ``site = serve(postgres=True, redis=True, processes=2)``.

    The arguments are those of ``Services.site``. Without ``postgres`` and ``redis`` it takes what this run is set to
    (a test marked ``both_databases`` so gets the one and then the other).
    """
    sites: list[Site] = []

    def start(**options: Any) -> Site:
        options.setdefault("postgres", on_postgres())
        options.setdefault("redis", bool(settings.REDIS_URL))
        site = services.site(**options)
        sites.append(site)
        return site

    yield start
    for site in sites:
        services.discard(site)


@pytest.fixture
def fault_trials() -> int:
    """How often a fault or a race is tried: FAULT_TRIALS, or 30."""
    return TRIALS


@pytest.fixture
def database_of(django_db_blocker: Any) -> Callable[[Site], AbstractContextManager[None]]:
    """Models and factories of this process on a site's own database: ``with database_of(site): make_room()``."""

    @contextmanager
    def use(site: Site) -> Iterator[None]:
        with django_db_blocker.unblock(), connected_to(site.database_url):
            yield

    return use


def on_postgres() -> bool:
    """Whether this run's own database is PostgreSQL."""
    return not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


# --- the browser ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; no browser is downloaded. What is expected of a page may take longer beside other tests."""
    from playwright.sync_api import expect

    expect.set_options(timeout=10_000)
    return {**browser_type_launch_args, "executable_path": chromium_program(), "args": CHROMIUM_FLAGS}


# --- pages that tests read ----------------------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _templates_render_unwatched(django_test_environment: None) -> None:
    """Django's test runner copies the context of every template, for assertions that no test here makes."""
    Template._render = RENDER  # type: ignore[attr-defined]


@pytest.fixture
def watched_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that ask what a page was made of: ``answer.context``."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


# --- worlds of a module ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keep(django_db_setup: None, django_db_blocker: Any) -> Keep:
    """``with keep(make_room) as room``: made once for a module's tests (``tests/kept.py``)."""
    return keeper(django_db_blocker)


# --- transactional tests ----------------------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _flush_despite_the_record() -> None:
    """A transactional test empties its tables; the record's triggers refuse that, so they go first and come back."""
    ordinary = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(case: TransactionTestCase) -> None:
        for using in connections:
            if "consult_recordentry" in connections[using].introspection.table_names():
                record.remove_guards(using)
        ordinary(case)
        for using in connections:
            record.install_guards(using)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    """Rate limits count in the cache, and what was rendered is kept for a moment: no test inherits another's."""
    cache.clear()
    for kept in (shared._kept, shared._made, shared._asked):
        kept.clear()

"""Databases and the processes that race on them, shared by all races of a run: starting takes longer than racing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.processes import Worker, warmed, workers
from tests.services import Services

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=DATABASES, scope="session")
def database(request: pytest.FixtureRequest, services: Services) -> str:
    return services.database(postgres=request.param == "postgres")


@pytest.fixture
def fresh_database(database: str, services: Services) -> str:
    """One of the same kind: parts of it are taken away, or how long something takes hangs on its size."""
    return services.database(postgres=database.startswith("postgres"))


@pytest.fixture(scope="session")
def crew(services: Services, database: str) -> Iterator[list[Worker]]:
    """Two processes that vote, each with its threads and connections ready, and one that closes."""
    with workers(3, services.folder / "template", database) as found:
        yield warmed(found)


@pytest.fixture
def own_crew(services: Services, fresh_database: str) -> Iterator[list[Worker]]:
    with workers(3, services.folder / "template", fresh_database) as found:
        yield warmed(found)

"""The rights matrix, generated: every route and socket command x every role x method, from the URL resolver."""

import itertools
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from consult.models import (
    Consultation,
    DocumentImport,
    Invitation,
    Participant,
    PartnerLogo,
    RecordEntry,
    User,
)
from consult.models.consultation import Visibility
from consult.procedure import Role, may
from consult.queries.people import here
from sessions_app.consumers import give
from sessions_app.forms import messages as socket_messages
from sessions_app.models import Contribution, Recommendation, Vote
from synthesis.models import Code, Note, Theme
from synthesis.models.report import Paragraph
from tests.kept import Keep
from tests.matrix.expectations import (
    ABSENT,
    COMMANDS,
    ENTERED_BY_READING,
    LIBRARY,
    ROUTES,
    Who,
)
from tests.matrix.world import World
from tests.sessions_app.factories import vote

pytestmark = pytest.mark.django_db
LOGIN = str(settings.LOGIN_URL)


def patterns(found: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    for entry in get_resolver().url_patterns if found is None else found:
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns)
        else:
            yield entry


EVERY = list(patterns())
NAMES = sorted({pattern.name or repr(pattern) for pattern in EVERY})
KNOWN = [pattern for pattern in EVERY if pattern.name in ROUTES]
OURS = [p for p in KNOWN if LIBRARY not in (ROUTES[str(p.name)].get, ROUTES[str(p.name)].post)]


PORTION = 48  # addresses tried in one test
STRANGERS = ("public", "stranger", "guest", "convenor elsewhere")


def shown(value: Any) -> str:
    return f"{value.name}:{value.pattern}" if isinstance(value, URLPattern) else str(value)


def test_every_route_has_an_expectation_and_every_expectation_a_route() -> None:
    unnamed = [str(pattern) for pattern in patterns() if not pattern.name]
    assert unnamed == []
    assert sorted(set(NAMES) - set(ROUTES)) == [], "add a line to tests/matrix/expectations.py"
    assert sorted(set(ROUTES) - set(NAMES)) == [], "these routes are gone from the resolver"


# --- a world in which everything can be reached ------------------------------------------------------------------


COUNTED = (
    Participant,
    User,
    Invitation,
    Contribution,
    Recommendation,
    Vote,
    Consultation,
    DocumentImport,
    Paragraph,
    PartnerLogo,
    Theme,
    Code,
    Note,
)


def state() -> tuple[int, ...]:
    """How many there are of everything; one question, since it is asked around each of some ten thousand tries."""
    parts = [f"(SELECT count(*) FROM {table._meta.db_table})" for table in COUNTED]
    without = ", ".join(["%s"] * len(ENTERED_BY_READING))
    parts.append(f"(SELECT count(*) FROM {RecordEntry._meta.db_table} WHERE act NOT IN ({without}))")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), list(ENTERED_BY_READING))
        return tuple(cursor.fetchone())


def is_refused(response: HttpResponse) -> bool:
    """Refused: an error, the sign-in page, or the page one came from with a message that says why not."""
    if response.status_code >= 400:
        return True
    if response.status_code in {301, 302} and response["Location"].startswith(reverse(LOGIN)):
        return True
    request = getattr(response, "wsgi_request", None)
    return request is not None and any(message.level_tag == "error" for message in get_messages(request))


METHODS = [(pattern, method) for pattern in KNOWN for method in ("get", "post")]


def portions(every: list[Any]) -> list[list[Any]]:
    """Several for one test, all in one world: each try is taken back."""
    return [every[start : start + PORTION] for start in range(0, len(every), PORTION)]


def of_portion(portion: list[Any]) -> str:
    first = portion[0]
    return shown(first[0] if isinstance(first, tuple) else first)


@pytest.fixture(scope="module")
def made(keep: Keep) -> Iterator[World]:
    with keep(World) as world:
        yield world


@pytest.fixture
def world(made: World, db: None) -> World:
    return deepcopy(made)


@pytest.mark.parametrize("portion", portions(METHODS), ids=of_portion)
def test_every_role_gets_exactly_what_the_tables_give(world: World, portion: list[tuple[URLPattern, str]]) -> None:
    for pattern, method in portion:
        try_every_role(world, pattern, method)


def try_every_role(world: World, pattern: URLPattern, method: str) -> None:
    name = str(pattern.name)
    route = ROUTES[name]
    who: Who = getattr(route, method)
    for role in world.users:
        with transaction.atomic():
            before = state()
            body = world.body(route) if method == "post" else {}
            response = getattr(world.client(role), method)(world.address(pattern), body)
            label = (name, method, role, response.status_code)
            assert response.status_code < 500, label
            if who == ABSENT:
                assert is_refused(response), label
            elif who != LIBRARY:
                allowed = world.expects(route, who, role)
                if role == "removed" and (name == "join_code" or (name, method) == ("invitation", "post")):
                    allowed = False  # somebody who was removed does not come back
                assert is_refused(response) is not allowed, label
                if not allowed:
                    assert state() == before, label
            if method == "get":
                assert state() == before, label
            if response.status_code == 200 and world.users[role] and pattern in OURS:
                assert {"private", "no-store"} & set(response["Cache-Control"].replace(" ", "").split(",")), label
            transaction.set_rollback(True)


@pytest.mark.parametrize("portion", portions([p for p in OURS if "slug" in str(p.pattern)]), ids=of_portion)
def test_what_is_for_the_invited_does_not_exist_for_others(world: World, portion: list[URLPattern]) -> None:
    Consultation.objects.filter(pk=world.room.consultation.pk).update(visibility=Visibility.INVITED)
    before = state()
    for pattern, role, method in itertools.product(portion, STRANGERS, ("get", "post")):
        route = ROUTES[str(pattern.name)]
        response = getattr(world.client(role), method)(world.address(pattern), world.body(route))
        assert response.status_code in {404, 405}, (pattern, role, method)
    assert state() == before


WRITING = [p for p in OURS if ROUTES[str(p.name)].post != ABSENT]


@pytest.mark.parametrize("portion", portions(WRITING), ids=of_portion)
def test_no_write_without_the_forms_key(world: World, portion: list[URLPattern]) -> None:
    before = state()
    for pattern, role in itertools.product(portion, ("public", "participant", "convenor")):
        client = world.client(role, enforce_csrf_checks=True)
        response = client.post(world.address(pattern), world.body(ROUTES[str(pattern.name)]))
        assert response.status_code == 403, (pattern, role)
    assert state() == before


@pytest.mark.parametrize("portion", portions(OURS), ids=of_portion)
def test_other_methods_do_nothing(world: World, portion: list[URLPattern]) -> None:
    before = state()
    for pattern, method in itertools.product(portion, ("put", "patch", "delete")):
        response = getattr(world.client("convenor"), method)(world.address(pattern))
        assert 400 <= response.status_code < 500, (pattern, method)
    assert state() == before


# --- socket commands ---------------------------------------------------------------------------------------------


def command(world: World, name: str) -> dict[str, Any]:
    sent = {"command": name, "id": str(uuid4()), "ballot": world["@ballot"], "question": world["@question"]}
    return {**sent, "choice": "support", "text": "By socket."}


def carry_out(world: World, participant: Participant, body: dict[str, Any]) -> dict[str, Any]:
    if body["command"] == "vote":
        return vote(participant, world.room.consultation.ballots.get(pk=world["@ballot"]), body["choice"])
    return give(SimpleNamespace(participant_id=participant.pk, language="en"), body)  # type: ignore[arg-type]


def test_every_socket_command_has_an_expectation() -> None:
    for name in COMMANDS:
        body = {"command": name, "id": str(uuid4()), "ballot": 1, "question": 1}
        assert socket_messages.read(json.dumps(body)).get("command") == name
    refusal = socket_messages.read(json.dumps({"command": "no such", "id": str(uuid4())}))
    assert set(re.findall("“(.+?)”", refusal["reason"])) - {"ballot", "question"} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_role_on_the_socket(world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sessions_app.consumers.close_old_connections", lambda: None
    )  # it has a thread of its own there
    for role, person in world.room.people.items():
        with transaction.atomic():
            allowed = bool(may(here(world.room.consultation, person.user).standing, COMMANDS[name]))
            before = state()
            body = socket_messages.read(json.dumps(command(world, name)))
            answer = carry_out(world, person, body)
            assert (answer["answer"] == "ok") is allowed, (name, role, answer)
            if not allowed:
                assert answer["reason"]
                assert state() == before
            transaction.set_rollback(True)


def test_the_demonstrations_links_are_no_route_here(world: World) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("demo_sign_in", args=["x"])
    assert Role.PUBLIC not in world.room.people

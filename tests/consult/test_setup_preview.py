"""“Preview as”: what that role sees and never more; nothing can be done, and one click ends it."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from consult.models import Participant, RecordEntry
from sessions_app.models import Contribution
from tests.factories import make_room
from tests.kept import Keep
from tests.matrix.expectations import LIBRARY, ROUTES
from tests.matrix.test_rights_matrix import OURS
from tests.matrix.world import World
from tests.sessions_app.factories import make_session

pytestmark = pytest.mark.django_db
ROLES = ["participant", "observer", "chair", "rapporteur", "scribe", "public"]


@pytest.fixture(scope="module")
def made(keep: Keep) -> Iterator[World]:
    with keep(World) as world:
        yield world


@pytest.fixture
def world(made: World, db: None) -> World:
    return deepcopy(made)


def begin(world: World, role: str) -> Client:
    client: Client = world.client("convenor")
    client.post(reverse("preview", args=[world["@slug"]]), {"role": role})
    return client


@pytest.mark.parametrize("role", ROLES)
def test_every_page_shows_what_the_role_sees_and_no_more(world: World, role: str) -> None:
    client = begin(world, role)
    entered = RecordEntry.objects.count()
    for pattern in OURS:
        route = ROUTES[str(pattern.name)]
        if "slug" not in str(pattern.pattern) or not route.get or route.get == LIBRARY or route.own:
            continue
        answer = client.get(world.address(pattern))
        assert answer.status_code < 500, pattern
        if not world.expects(route, route.get, role):
            assert answer.status_code >= 400 or answer.status_code in {301, 302}, pattern
    assert RecordEntry.objects.count() == entered


@pytest.mark.parametrize("role", ROLES)
def test_nothing_can_be_done_in_it(world: World, role: str) -> None:
    client = begin(world, role)
    before = (RecordEntry.objects.count(), Contribution.objects.count(), Participant.objects.count())
    for pattern in OURS:
        route = ROUTES[str(pattern.name)]
        if "slug" in str(pattern.pattern) and route.post and pattern.name != "preview":
            assert client.post(world.address(pattern), world.body(route)).status_code in {403, 404}, pattern
    assert (RecordEntry.objects.count(), Contribution.objects.count(), Participant.objects.count()) == before


def test_one_click_ends_it_and_it_holds_in_this_consultation_only(world: World) -> None:
    client = begin(world, "participant")
    home = client.get(reverse("consultation", args=[world["@slug"]])).content.decode()
    assert "Preview as: Participant" in home
    other = make_room()
    assert client.get(reverse("setup", args=[other.slug])).status_code == 403  # a stranger there, as before
    answer = client.post(reverse("preview", args=[world["@slug"]]), follow=True)
    assert "End the preview" not in answer.content.decode()
    assert client.get(reverse("setup", args=[world["@slug"]])).status_code == 200


def test_only_those_who_set_up_preview(client: Client) -> None:
    room = make_room()
    make_session(room.consultation)
    client.force_login(room.people["participant"].user)
    assert client.post(reverse("preview", args=[room.slug]), {"role": "chair"}).status_code == 403
    session = client.session
    session["preview"] = {"slug": room.slug, "role": "chair", "label": "Chair"}
    session.save()
    assert client.get(reverse("people", args=[room.slug])).status_code == 403

"""A breakout room is read by its members, the desk and the rapporteurs alone, by whichever way somebody comes.

Every address that names a session is tried by everybody, and so are the ticket, the line, catching up, the corpus of
the report and every page that a link leads to. A gate that is left open is found by the same tries.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from consult.models import Participant
from consult.procedure import PhaseKind, RefusedError, Role
from sessions_app.actions import breakout as act
from sessions_app.actions import discussion, speaking, taking
from sessions_app.actions import report_back as reports
from sessions_app.actions.floor import open_list
from sessions_app.models import Contribution, GuidingQuestion, Session
from sessions_app.queries import breakout, ticket
from synthesis.extract import corpus
from tests.factories import ParticipantFactory, Room, UserFactory, make_room
from tests.leaks.crawl import crawl
from tests.sessions_app.factories import make_session, say, standing_of

pytestmark = pytest.mark.django_db
MARK, TITLE, ASKED = "Zyxsaidinside", "Zyxroomname", "Zyxaskedinside"


@dataclass
class Scene:
    """A plenary with a room of one's own in which a member spoke."""

    room: Room
    plenary: Session
    breakout: Session
    question: GuidingQuestion
    said: Contribution

    def client(self, role: str) -> Client:
        cache.clear()
        client = Client()
        if role == "stranger":
            client.force_login(UserFactory())
        elif role == "secretariat":
            client.force_login(UserFactory(is_secretariat=True))
        elif role != "public":
            client.force_login(self.room.people[role].user)
        return client


@pytest.fixture
def scene() -> Scene:
    room = make_room(phases=list(PhaseKind), visibility="public", join_code="ACDE3H4K", per_group=1)
    plenary = make_session(room.consultation)
    desk, member = standing_of(room.people["chair"]), room.people["States 1"]
    made = act.make(desk, plenary.pk, [TITLE, "Another room"], question=ASKED)[0]
    act.assign(desk, plenary.pk, {member.pk: made.pk})
    act.open_rooms(desk, plenary.pk, 20)
    question = made.questions.get()
    said = say(member, question, MARK, files=[("a.pdf", b"%PDF-1.7 %%EOF")])
    open_list(desk, made.pk)
    made.refresh_from_db()
    return Scene(room, plenary, made, question, said)


def of_a_session(found: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    for entry in get_resolver().url_patterns if found is None else found:
        if isinstance(entry, URLResolver):
            yield from of_a_session(entry.url_patterns)
        elif "slug>/s/<int:pk>/" in str(entry.pattern):
            yield entry


ROUTES = sorted(of_a_session(), key=lambda pattern: str(pattern.name))
OUTSIDE = ("States 2", "participant", "observer", "scribe", "public", "stranger", "secretariat")
INSIDE = ("States 1", "chair", "convenor", "rapporteur")
# What somebody may post to a room that they are not in: there is one, where the desk lets them choose.
DOORS = {"join_room"}


def address(scene: Scene, pattern: URLPattern) -> str:
    parts = {
        "slug": scene.room.slug,
        "pk": scene.breakout.pk,
        "number": 1,
        "contribution_id": scene.said.pk,
        "attachment_id": scene.said.attachments.get().pk,
        "act": "ask",
        "reference": "x",
        "submission_id": 1,
        "annex_id": 1,
        "file_id": 1,
        "transcript_id": 1,
    }
    names = pattern.pattern.converters
    return reverse(str(pattern.name), kwargs={name: parts[name] for name in names})


def ways_in(scene: Scene, role: str) -> list[str]:
    """The ways by which ``role`` gets to see, or to act in, the room: none of somebody who is not let in."""
    client, found = scene.client(role), []
    for pattern in ROUTES:
        for method in ("get", "post"):
            if pattern.name in DOORS:
                continue
            answer = getattr(client, method)(address(scene, pattern), {"text": "Let me in.", "kind": "speak"})
            shows = any(mark in answer.content.decode("utf-8", "replace") for mark in (MARK, ASKED, TITLE))
            if shows or (answer.status_code < 400 and not answer.get("Location", "").startswith("/accounts/login")):
                found.append(f"{method} {pattern.name}: {answer.status_code}")
    return [*found, *lines_of(scene, role), *acts_of(scene, role)]


def lines_of(scene: Scene, role: str) -> list[str]:
    """By the ticket of a page, were it signed: the hub asks for the socket and for the long poll alike."""
    if role not in scene.room.people:
        return []
    person = scene.room.people[role]
    client = scene.client(role)
    key = client.cookies["sessionid"].value
    asked = {
        (ticket.Claim(scene.room.consultation.pk, scene.breakout.pk, audience, "en", 0, pk), key)
        for audience in ("participant", "desk", "screen", "public")
        for pk in (0, person.pk)
    }
    return [f"line {claim.audience}" for claim, _ in ticket.holding(asked)]


def acts_of(scene: Scene, role: str) -> list[str]:
    """By an act that names a question or a contribution alone, as a command up the socket does."""
    if role not in scene.room.people:
        return []
    here, found = standing_of(scene.room.people[role]), []
    tries = {
        "contribute": lambda: discussion.contribute(here, scene.question.pk, text="By socket."),
        "ask": lambda: speaking.ask(here, scene.breakout.pk),
        "take down": lambda: taking.take_down(here, scene.question.pk, taking.Heard("Heard.", "other", name="N")),
        "report": lambda: reports.report_back(here, scene.breakout.pk, "We agreed."),
    }
    for name, attempt in tries.items():
        try:
            attempt()
        except RefusedError:
            continue
        found.append(f"act {name}")
    return found


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_way_leads_in(scene: Scene, role: str) -> None:
    if role == "States 2":
        scene.room.people[role] = ParticipantFactory(consultation=scene.room.consultation, name="Another")
    before = Contribution.objects.count()
    assert ways_in(scene, role) == []
    assert Contribution.objects.count() == before


@pytest.mark.parametrize("role", INSIDE)
def test_members_the_desk_and_rapporteurs_come_in(scene: Scene, role: str) -> None:
    found = ways_in(scene, role)
    assert "get question: 200" in found
    assert "line participant" in found


def test_there_are_routes_to_try() -> None:
    assert len(ROUTES) > 30
    assert {"since", "screen", "contribution", "attachment", "similar", "own"} <= {str(p.name) for p in ROUTES}


def test_a_gate_left_open_is_noticed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breakout, "is_let_in", lambda roles, participant_id, members: True)
    monkeypatch.setattr(ticket, "is_let_in", lambda roles, participant_id, members: True)
    found = ways_in(scene, "participant")
    assert {"get question: 200", "get since: 200", "get screen: 200", "line participant", "act contribute"} <= set(
        found
    )


@pytest.mark.parametrize("role", ["participant", "observer", "public"])
def test_no_page_that_a_link_leads_to_tells_what_is_said_in_a_room(scene: Scene, role: str) -> None:
    slug = scene.room.slug
    start = [
        f"/c/{slug}/",
        f"/c/{slug}/texts/",
        f"/c/{slug}/results/",
        f"/c/{slug}/calendar.ics",
        f"/c/{slug}/feed/",
        f"/c/{slug}/rules/",
        f"/c/{slug}/report/",
        scene.plenary.get_absolute_url(),
        f"{scene.plenary.get_absolute_url()}screen/",
        f"{scene.plenary.get_absolute_url()}since/?after=0",
        f"{scene.plenary.get_absolute_url()}breakouts/own/",
    ]
    answers = list(crawl(scene.client(role), start))
    assert [(a.url, *found) for a in answers for found in a.holds(MARK, ASKED, TITLE)] == []
    member = list(crawl(scene.client("States 1"), start))
    assert [a.url for a in member if a.holds(MARK)]  # the crawler reads it where it may be read


def test_a_line_closes_when_somebody_is_moved_out(scene: Scene) -> None:
    assert "line participant" in lines_of(scene, "States 1")
    act.assign(standing_of(scene.room.people["chair"]), scene.plenary.pk, {scene.room.people["States 1"].pk: 0})
    assert lines_of(scene, "States 1") == []


def test_somebody_removed_is_out(scene: Scene) -> None:
    member = scene.room.people["States 1"]
    Participant.objects.filter(pk=member.pk).update(removed_at=scene.said.created_at)
    assert ways_in(scene, "States 1") == []


def test_the_report_knows_of_no_room(scene: Scene) -> None:
    told = corpus(scene.room.consultation)
    assert scene.question.pk not in {question.id for question in told.questions}
    assert MARK not in json.dumps(told.contributions.astype(str).to_dict())
    assert Role.SECRETARIAT not in breakout.EVERYWHERE

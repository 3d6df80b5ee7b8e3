"""Of ballots nobody learns who voted, nor how while they run: on no page, in no table, where the rule names nobody.

Secret ballots, choices, ballots on paper and decisions, running and closed, in a room of marked people.
"""

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy

import pytest
from django.core.cache import cache
from django.test import Client

from consult.attribution import Inside, Rule
from sessions_app import fragments
from sessions_app.models import Participation, SecretVote
from sessions_app.queries import secret as reading
from sessions_app.views import secret as pages
from tests.kept import Keep
from tests.leaks.balloted import VOTERS, Balloted, make_balloted_room
from tests.leaks.crawl import OWN, crawl, opened
from tests.leaks.marked import markers

pytestmark = pytest.mark.django_db

ROOMS = [(Rule.CHATHAM_HOUSE, Inside.NAMES), (Rule.CHATHAM_HOUSE, Inside.GROUP), (Rule.ANONYMOUS, Inside.GROUP)]
NAMES_NOBODY = ROOMS[1:]
BOXES = ("secret", "ranked", "approval")
EVERYBODY = [marker for number in range(VOTERS) for marker in markers(number)]
OTHERS = [marker for number in range(1, VOTERS) for marker in markers(number)]


@pytest.fixture(scope="module", params=ROOMS, ids=" ".join)
def made(request: pytest.FixtureRequest, keep: Keep) -> Iterator[Balloted]:
    with keep(make_balloted_room, *request.param) as found:
        yield found


@pytest.fixture
def balloted(made: Balloted, db: None) -> Balloted:
    return deepcopy(made)


def only_in(*rooms: tuple[Rule, str]) -> pytest.MarkDecorator:
    """For a test that is about these rooms alone."""
    return pytest.mark.parametrize("made", rooms, indirect=True, ids=" ".join)


def reader(balloted: Balloted, who: str) -> Client:
    client = Client()
    if who != "public":
        person = balloted.people[0] if who == "voter" else balloted.room.people[who]
        client.force_login(person.user)
    return client


def read(client: Client, addresses: Iterable[str]) -> dict[str, bytes]:
    """Address and part -> what came back, without what differs from one reading to the next anyway."""
    cache.clear()
    found = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code < 500, address
        parts = {"status": str(answer.status_code).encode(), "headers": str(answer.headers).encode()}
        for part, body in (parts | opened(address, answer.getvalue())).items():
            found[f"{address} {part}"] = OWN.sub(b"", body)
    return found


def followed(client: Client, start: list[str]) -> dict[str, bytes]:
    """The same of every address that links lead to from ``start``."""
    cache.clear()
    found = {}
    for answer in crawl(client, start):
        assert answer.status < 500, answer.url
        for part, body in ({"status": str(answer.status).encode()} | answer.parts).items():
            found[f"{answer.url} {part}"] = body
    return found


def marked(found: dict[str, bytes], forbidden: list[str]) -> list[tuple[str, str]]:
    small = {where: body.lower() for where, body in found.items()}
    return [(where, m) for where, body in small.items() for m in forbidden if m.lower().encode() in body]


def allowed(found: dict[str, bytes]) -> set[str]:
    """The addresses that were read, not refused."""
    statuses = {where.removesuffix(" status"): body for where, body in found.items() if where.endswith(" status")}
    return {where for where, status in statuses.items() if status == b"200"}


# --- nobody's name ------------------------------------------------------------------------------------------------


def test_the_public_finds_nobody(balloted: Balloted) -> None:
    client = reader(balloted, "public")
    found = followed(client, [*balloted.pages(), *balloted.tables()])
    assert marked(found, EVERYBODY) == []
    assert set(balloted.tables()) <= allowed(found)


@only_in(*NAMES_NOBODY)
def test_a_voter_finds_nobody_else_where_nobody_is_named(balloted: Balloted) -> None:
    client = reader(balloted, "voter")
    found = followed(client, [*balloted.pages(), *balloted.tables()])
    assert marked(found, OTHERS) == []
    assert balloted.addresses() <= allowed(found)


def test_who_voted_in_secret_stands_on_no_page_and_in_no_table_whoever_reads(balloted: Balloted) -> None:
    in_boxes = [ballot for (method, _runs), ballot in balloted.ballots.items() if method in BOXES]
    secret = [balloted.address(ballot) for ballot in in_boxes]
    for who in ("voter", "observer", "chair", "rapporteur"):
        found = read(reader(balloted, who), [*secret, *balloted.tables()])
        assert marked(found, OTHERS) == [], who
        assert {*secret, *balloted.tables()} <= allowed(found), who


@only_in(*NAMES_NOBODY)
def test_where_nobody_is_named_the_desk_hands_no_paper_to_a_name(balloted: Balloted) -> None:
    found = read(reader(balloted, "chair"), balloted.sheets())
    assert marked(found, EVERYBODY) == []
    assert set(balloted.sheets()) <= allowed(found)


@only_in((Rule.CHATHAM_HOUSE, Inside.NAMES))
def test_the_same_search_finds_names_where_they_stand(balloted: Balloted) -> None:
    """Otherwise finding nothing would say nothing: whom paper is handed to stands on the desk's page."""
    assert marked(read(reader(balloted, "chair"), balloted.sheets()), OTHERS)


@only_in((Rule.CHATHAM_HOUSE, Inside.NAMES))
def test_a_page_that_prints_who_came_on_paper_is_caught(balloted: Balloted, monkeypatch: pytest.MonkeyPatch) -> None:
    came = Participation.objects.filter(on_paper=True).values_list("elector__delegation__name", flat=True)
    monkeypatch.setattr(reading, "on_paper", lambda _tally: ", ".join(came))
    page = balloted.address(balloted.ballots["secret", False])
    assert marked(read(reader(balloted, "voter"), [page]), OTHERS)


# --- no result before the close -----------------------------------------------------------------------------------


def frames(balloted: Balloted) -> str:
    head = fragments.head(balloted.room.consultation.pk)
    running = {ballot.pk for (_method, is_running), ballot in balloted.ballots.items() if is_running}
    views = [
        fragments.View(balloted.room.consultation.pk, balloted.session.pk, audience, "en")
        for audience in ("participant", "desk", "screen", "public")
    ]
    return json.dumps([[fragments.changes(view, 0, head), fragments.tallies(view, running)] for view in views])


def everything(balloted: Balloted, readers: Iterable[str]) -> dict[str, dict[str, bytes]]:
    pages = [*balloted.pages(), *balloted.tables(), *balloted.sheets()]
    return {who: read(reader(balloted, who), pages) for who in readers}


def told_apart(balloted: Balloted, readers: tuple[str, ...] = ("public", "voter", "chair")) -> list[tuple[str, str]]:
    """(reader, place) of everything that reads otherwise once running ballots were answered otherwise."""
    before, sent = everything(balloted, readers), frames(balloted)
    balloted.answer_otherwise()
    after = everything(balloted, readers)
    found = [(who, where) for who, parts in after.items() for where in parts if parts[where] != before[who].get(where)]
    return found + ([("a frame", "")] if frames(balloted) != sent else [])


def test_before_the_close_nothing_tells_how_was_voted(balloted: Balloted) -> None:
    assert told_apart(balloted) == []
    seen = allowed(read(reader(balloted, "chair"), balloted.pages()))
    assert balloted.addresses() <= seen


@only_in((Rule.CHATHAM_HOUSE, Inside.GROUP))
def test_a_turnout_that_counts_only_some_answers_is_caught(balloted: Balloted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        pages, "turnout", lambda ballot: (SecretVote.objects.filter(ballot=ballot, choice="yes").count(), VOTERS)
    )
    place = balloted.address(balloted.ballots["secret", True])
    assert ("voter", f"{place} {place}") in told_apart(balloted, ("voter",))

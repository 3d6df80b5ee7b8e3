"""While a check runs nothing derived from the answers leaves: every page is the same whatever was answered."""

import pytest
from django.test import Client
from django.urls import reverse

from sessions_app import fragments
from sessions_app.actions import closing, consensus, silence
from sessions_app.fragments import View
from sessions_app.models import Ballot, Session
from tests.factories import Room, make_room
from tests.leaks.crawl import OWN, crawl, opened
from tests.sessions_app.deciding import provide, put_recorded
from tests.sessions_app.factories import make_session, put, say, standing_of, vote

pytestmark = pytest.mark.django_db

READERS = ("participant", "observer", "chair", "convenor", "rapporteur", "scribe")


@pytest.fixture
def room() -> Room:
    return make_room(per_group=1, visibility="public")


@pytest.fixture
def session(room: Room) -> Session:
    session = make_session(room.consultation, questions=1)
    say(room.people["participant"], session.questions.get(), "A thing was seen.")
    return session


def clients(room: Room) -> dict[str, Client]:
    found = {role: Client() for role in (*READERS, "public")}
    for role in READERS:
        found[role].force_login(room.people[role].user)
    return found


def addresses(room: Room, session: Session, readers: dict[str, Client]) -> list[tuple[str, str]]:
    """(reader, address) for every address of the consultation that links lead somebody to.

    Left out: those whose reading is itself an act in the record (names at the desk), which moves its sequence.
    """
    since = reverse("since", args=[room.slug, session.pk])
    ballots = [reverse("ballot", args=[room.slug, b.pk]) for b in Ballot.objects.exclude(method="temperature")]
    start = [
        *ballots,
        session.get_absolute_url(),
        f"/c/{room.slug}/",
        f"{since}?after=0",
        f"{since}?after=0&audience=screen",
    ]
    found, before = [], fragments.head(room.consultation.pk)
    for role, client in readers.items():
        for answer in crawl(client, start):
            now = fragments.head(room.consultation.pk)
            if answer.url.startswith(f"/c/{room.slug}/") and now == before:
                found.append((role, answer.url))
            before = now
    return found


def readings(readers: dict[str, Client], asked: list[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    found = {}
    for role, url in asked:
        answer = readers[role].get(url)
        parts = {"headers": str(answer.headers).encode(), **opened(url, answer.getvalue())}
        for part, body in parts.items():
            found[role, f"{url} {part}"] = OWN.sub(b"", body)
    return found


def frames(room: Room, session: Session, ballots: set[int]) -> list[object]:
    views = [
        View(room.consultation.pk, session.pk, audience, "en")
        for audience in ("participant", "desk", "screen", "public")
    ]
    upto = fragments.head(room.consultation.pk)
    return [[fragments.changes(view, 0, upto), fragments.tallies(view, ballots)] for view in views]


ANSWERS = {
    "temperature": [("support", ""), ("object", "Marigold. " * 60), ("awaiting", "")],
    "recorded": [("yes", ""), ("no", ""), ("abstain", "")],
    "consensus": [("join", ""), ("dissociate", "Marigold. " * 20), ("join", "")],
}


def put_each(room: Room, session: Session) -> dict[str, Ballot]:
    """A question of each method, all of them running."""
    chair, (checked, voted, adopted) = room.people["chair"], session.questions.order_by("number")
    provide(room, "Academia")
    return {
        "temperature": put(chair, checked),
        "recorded": put_recorded(chair, voted),
        "consensus": consensus.put(standing_of(chair), adopted.recommendations.get().pk),
    }


def test_before_the_close_every_page_and_frame_is_the_same_whatever_was_answered(room: Room) -> None:
    session = make_session(room.consultation, questions=len(ANSWERS))
    say(room.people["participant"], session.questions.get(number=1), "A thing was seen.")
    ballots, readers = put_each(room, session), clients(room)
    running = {ballot.pk for ballot in ballots.values()}
    asked: list[tuple[str, str]] = []
    seen = []
    for turn in range(3):
        for method, ballot in ballots.items():
            choice, reason = ANSWERS[method][turn]
            assert vote(room.people["Academia 1"], ballot, choice, reason)["answer"] == "ok"
        asked = asked or addresses(room, session, readers)
        seen.append((readings(readers, asked), frames(room, session, running)))
    for pages, told in seen[1:]:
        assert set(pages) == set(seen[0][0])
        different = [key for key, body in pages.items() if body != seen[0][0][key]]
        assert not different
        assert told == seen[0][1]
    assert len(asked) > 60
    read = {url for _reader, url in asked}
    for method in ("recorded", "consensus"):
        page = f"/c/{room.slug}/ballots/{ballots[method].pk}/"
        assert {page, f"{page}desk/"} <= read


def test_while_silence_runs_nobody_is_told_more_than_how_many_acknowledged(room: Room, session: Session) -> None:
    ballot = silence.put(standing_of(room.people["chair"]), session.questions.get().recommendations.get().pk)
    silence.acknowledge(standing_of(room.people["Academia 1"]), ballot.pk)
    client = Client()
    client.force_login(room.people["participant"].user)
    page = client.get(session.questions.get().get_absolute_url()).text
    assert "1 of 5 delegations has acknowledged receipt." in page
    assert "Academia 1" not in page


@pytest.mark.both_databases
def test_before_the_close_turnout_is_one_total(room: Room, session: Session) -> None:
    ballot = put(room.people["chair"], session.questions.get())
    vote(room.people["Academia 1"], ballot, "object", "Marigold.")
    client = Client()
    client.force_login(room.people["participant"].user)
    page = client.get(session.questions.get().get_absolute_url())
    assert "1 of 5 has answered." in page.text
    assert "<table" not in page.text
    assert "Marigold" not in page.text
    assert "ETag" not in page.headers


@pytest.mark.both_databases
def test_after_the_close_result_and_objections_are_there(room: Room, session: Session) -> None:
    ballot = put(room.people["chair"], session.questions.get())
    vote(room.people["Academia 1"], ballot, "object", "Marigold seventeen.")
    vote(room.people["Business 1"], ballot, "support")
    closing.close_ballot(ballot.pk, room.people["chair"])
    client = Client()
    client.force_login(room.people["participant"].user)
    page = client.get(reverse("text", args=[room.slug, "1.1"])).text
    assert "1 supports, 0 can live with it, 1 objects, 0 abstain" in page
    assert "Marigold seventeen." in page
    assert "Academia 1 delegation" in page


@pytest.mark.both_databases
@pytest.mark.parametrize("rule", ["by-group", "chatham-house", "anonymous"])
def test_after_the_close_an_objection_stands_without_its_author_where_the_rule_says_so(rule: str) -> None:
    room = make_room(per_group=1, rule=rule)
    session = make_session(room.consultation, questions=1)
    ballot = put(room.people["chair"], session.questions.get())
    vote(room.people["Academia 1"], ballot, "object", "Marigold seventeen.")
    closing.close_ballot(ballot.pk, room.people["chair"])
    for role in READERS:
        client = Client()
        client.force_login(room.people[role].user)
        page = client.get(reverse("text", args=[room.slug, "1.1"])).text
        assert "Marigold seventeen." in page
        assert "One objection" in page
        assert "Academia 1" not in page


@pytest.mark.both_databases
def test_ones_own_answer_is_in_ones_own_region_and_nowhere_else(room: Room, session: Session) -> None:
    ballot = put(room.people["chair"], session.questions.get())
    voter = room.people["Academia 1"]
    vote(voter, ballot, "object", "Marigold.")
    own = Client()
    own.force_login(voter.user)
    text = session.questions.get().recommendations.get()
    address = reverse("yours", args=[room.slug, text.pk])
    mine = own.get(address)
    assert "Counted: Object" in mine.text
    assert mine["Cache-Control"] == "no-store"
    other = Client()
    other.force_login(room.people["Business 1"].user)
    assert "Counted" not in other.get(address).text

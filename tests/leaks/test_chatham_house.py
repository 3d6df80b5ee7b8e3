"""Under the Chatham House Rule nothing that leaves the room shows who took part.

Twenty people carry markers in name, address and delegation. Whoever follows every link, reads every frame or opens
every file finds none where the rule forbids them.
"""

import itertools
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from consult.attribution import Inside
from consult.models import Participant, RecordEntry
from sessions_app import fragments
from sessions_app.actions import session as steering
from sessions_app.models import (
    Ballot,
    Contribution,
    PositionStatement,
    Session,
)
from synthesis.writers import FORMATS
from tests.factories import Room
from tests.kept import Keep
from tests.leaks.crawl import crawl, opened
from tests.leaks.marked import ALL, IN_A_ROOM, PEOPLE, make_marked_room, markers
from tests.sessions_app.factories import standing_of
from tests.synthesis.writers import samples

Marked = tuple[Room, Session, list[Participant]]


@pytest.fixture(scope="module", params=[Inside.NAMES])
def made(request: pytest.FixtureRequest, keep: Keep) -> Iterator[Marked]:
    with keep(make_marked_room, request.param) as room:
        yield room


@pytest.fixture
def marked(made: Marked, db: None) -> Marked:
    """A marked room; names are shown in it unless a test asks for another."""
    return deepcopy(made)


def found_in(client: Client, start: list[str], forbidden: list[str]) -> list[tuple[str, str, str]]:
    """(address, part, marker) of every leak."""
    answers = list(crawl(client, start))
    assert len(answers) > 3, "the crawler saw almost nothing"
    assert not [answer.url for answer in answers if answer.status >= 500]
    return [(answer.url, *found) for answer in answers for found in answer.holds(*forbidden)]


def starts(room: Room, session: Session) -> list[str]:
    slug = room.slug
    return [
        "/",
        f"/c/{slug}/",
        f"/c/{slug}/rules/",
        "/feed/",
        f"/c/{slug}/feed/",
        f"/c/{slug}/card/",
        f"/c/{slug}/papers/",
        f"/c/{slug}/inputs/",
        f"/c/{slug}/s/{session.pk}/submit/",
        f"/c/{slug}/s/{session.pk}/submissions/",
        f"/c/{slug}/results/",
        f"/c/{slug}/report/",
        f"/c/{slug}/people/",
        f"/c/{slug}/s/{session.pk}/",
        f"/c/{slug}/s/{session.pk}/scribe/",
        f"/c/{slug}/s/{session.pk}/minutes/",
        f"/c/{slug}/s/{session.pk}/statement/",
        f"/c/{slug}/s/{session.pk}/statements/",
        f"/c/{slug}/s/{session.pk}/transcripts/",
        f"/c/{slug}/texts/",
        *(f"/c/{slug}/texts/{number}/" for number in ("1.1", "1.2", "2.2", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9")),
        *(reverse("ballot", args=[slug, ballot.pk]) for ballot in Ballot.objects.exclude(method="temperature")),
        f"/c/{slug}/delegation/",
        f"/c/{slug}/texts/2.4/compilation/",
        "/for-you/",
        "/for-you/reports/",
        *(
            f"/c/{slug}/report/{report.pk}/{page}"
            for report in room.consultation.reports.all()
            for page in ("circulated/", "coverage/", "comments/", "comments/comments.csv")
        ),
        f"/c/{slug}/s/{session.pk}/screen/",
        f"/c/{slug}/s/{session.pk}/since/?after=0",
        f"/j/{room.consultation.join_code or ''}",
    ]


def test_the_public_finds_nobody(marked: Marked) -> None:
    room, session, _people = marked

    assert found_in(Client(), starts(room, session), [*ALL, IN_A_ROOM, "North", "Embargoed", "Commented"]) == []


@pytest.mark.parametrize("made", [Inside.GROUP, Inside.NAMES], indirect=True)
def test_those_in_the_room_see_no_more_than_the_rule_says(marked: Marked) -> None:
    room, session, people = marked
    inside = room.consultation.inside
    client = Client()
    client.force_login(people[0].user)
    others = [marker for number in range(1, PEOPLE) for marker in markers(number)]
    addresses = [marker for marker in others if "mail" in marker]

    embargoed = [f"{word}{number} " for number in range(1, PEOPLE) for word in ("Embargoed", "Commented")]
    leaks = found_in(client, starts(room, session), [*(others if inside == Inside.GROUP else addresses), *embargoed])

    assert leaks == []


def test_outside_a_reservation_is_that_of_one_participant_unless_its_author_lets_it_be_named(marked: Marked) -> None:
    room, _session, _people = marked
    page = Client().get(f"/c/{room.slug}/results/").text
    assert "One participant" in page
    assert "We could not join it." not in page
    PositionStatement.objects.update(is_named=True)
    page = Client().get(f"/c/{room.slug}/results/").text
    assert "We could not join it." in page
    assert markers(1)[2] in page


def test_the_crawler_would_notice(marked: Marked) -> None:
    room, session, people = marked
    client = Client()
    client.force_login(people[0].user)

    # Names are shown inside, and the crawler reads them.
    assert found_in(client, starts(room, session), [markers(3)[0]])


def test_a_name_in_a_file_would_be_noticed_wherever_it_stands() -> None:
    body, title = samples.material(hostile=markers(1)[0]), samples.material()
    title = replace(title, head=replace(title.head, title=markers(2)[0]))
    for extension, form in FORMATS.items():
        for material, marker in ((body, markers(1)[0]), (title, markers(2)[0])):
            parts = opened(f"report.{extension}", form.write(material))
            # Markdown says nothing of itself.
            if material is body or extension != "md":
                assert any(marker.encode() in part for part in parts.values()), (extension, marker)


@pytest.mark.parametrize("made", [Inside.GROUP], indirect=True)
@pytest.mark.parametrize("who", ["observer", "another room"])
def test_what_is_said_in_a_room_stays_there_and_who_was_there_is_told_nobody(marked: Marked, who: str) -> None:
    room, session, people = marked
    client = Client()
    client.force_login(room.people["observer"].user if who == "observer" else people[1].user)
    forbidden = [IN_A_ROOM] if who == "observer" else [f"{IN_A_ROOM} 0"]

    assert (
        found_in(client, starts(room, session), [*forbidden, *(m for n in range(2, PEOPLE) for m in markers(n))]) == []
    )


@pytest.mark.parametrize("made", [Inside.GROUP], indirect=True)
def test_frames_to_the_public_and_the_projector_name_nobody(marked: Marked) -> None:
    room, session, _people = marked
    steering.show(standing_of(room.people["chair"]), session.pk, question_id=session.questions.first().pk)  # type: ignore[union-attr]
    head = fragments.head(room.consultation.pk)

    for audience in ("public", "screen", "participant", "desk"):
        view = fragments.View(room.consultation.pk, session.pk, audience, "en")
        frames = [fragments.changes(view, 0, head), fragments.tallies(view, {fragments.PRESENCE})]
        sent = json.dumps(frames, ensure_ascii=False).lower()
        assert [marker for marker in [*ALL, "Embargoed"] if marker.lower() in sent] == []


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_files_that_leave_the_room_name_nobody(marked: Marked, suffix: str, tmp_path) -> None:
    room, _session, _people = marked
    path = tmp_path / f"report.{suffix}"

    call_command("export_report", room.slug, "--to", str(path))

    parts = opened(path.name, path.read_bytes())
    assert parts
    assert [
        (name, m) for name, part in parts.items() for m in [*ALL, IN_A_ROOM] if m.lower().encode() in part.lower()
    ] == []


TABLES = ("results/results.csv", "results/results.xlsx", "results/results.json", "follow-up/list.csv")


def test_tables_that_leave_the_room_name_nobody_whoever_takes_them(marked: Marked) -> None:
    room, _session, people = marked
    outside, inside = Client(), Client()
    inside.force_login(people[0].user)

    for client, file in itertools.product((outside, inside), TABLES):
        answer = client.get(f"/c/{room.slug}/{file}")
        assert answer.status_code == 200
        parts = opened(file, answer.content)
        assert [
            (name, m) for name, part in parts.items() for m in [*ALL, IN_A_ROOM] if m.lower().encode() in part.lower()
        ] == []


def test_the_file_of_the_minutes_names_nobody_and_tells_no_time(marked: Marked) -> None:
    room, session, people = marked
    client = Client()
    client.force_login(people[0].user)

    kept = client.get(f"/c/{room.slug}/s/{session.pk}/minutes/minutes.md").content.decode()

    assert "was closed" in kept
    assert [marker for marker in [*ALL, IN_A_ROOM] if marker.lower() in kept.lower()] == []
    assert not re.search(r"\d\d:\d\d", kept)


def test_no_public_page_or_feed_tells_the_minute(marked: Marked) -> None:
    room, _session, _people = marked
    feed = Client().get(f"/c/{room.slug}/feed/").content.decode()

    assert "A paper" in feed
    assert "Submission" not in feed
    assert not re.search(r"<(?:updated|published)>[^<]*T(?!00:00:00)", feed)


def test_the_record_holds_neither_names_nor_texts(marked: Marked) -> None:
    room, _session, _people = marked
    written = " ".join(RecordEntry.objects.filter(consultation_id=room.consultation.pk).values_list("body", flat=True))

    assert Contribution.objects.filter(question__session__consultation=room.consultation).count() == 2 * PEOPLE + 5 + 4
    assert [marker for marker in ALL if marker.lower() in written.lower()] == []
    assert "Rules for buying" not in written
    assert "said aloud" not in written
    assert "Embargoed" not in written
    assert "transcribed" not in written
    assert "Commented" not in written
    assert "could not join" not in written

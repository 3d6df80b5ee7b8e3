"""What was counted was an earlier version: wherever the count stands its words do, and that the text has changed."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from consult.models import Elector
from sessions_app.models import Confirmation, Recommendation, RecommendationVersion
from synthesis.models import Report
from synthesis.writers import jsonld
from synthesis.writers.blocks import report_blocks
from synthesis.writers.material import material_of
from synthesis.writers.tables import of_results
from tests.factories import Room
from tests.synthesis import rooms, told
from tests.synthesis.deciding import decided
from tests.synthesis.test_constituencies import plain

pytestmark = pytest.mark.django_db

NEW = "States should publish a summary alone."
OLD = "States should publish what they assess."


def words_of(report: Report) -> str:
    return "\n".join(block.printed for block in report_blocks(report))


@pytest.fixture
def room() -> Room:
    """Text 1.1 has another version since its check, for which two positions were confirmed."""
    made = rooms.lively(per_group=5)
    last = reworded(made)
    electors = Elector.objects.filter(electorate=made.electorate).order_by("pk")[:2]
    Confirmation.objects.bulk_create(Confirmation(version=last, elector=elector) for elector in electors)
    return made


def reworded(room: Room, number: str = "1.1") -> RecommendationVersion:
    text = Recommendation.objects.get(consultation=room.consultation, number=number)
    return RecommendationVersion.objects.create(recommendation=text, version=2, text=NEW)


def test_the_results_say_which_version_was_counted_and_how_many_positions_stand(room: Room, client: Client) -> None:
    client.force_login(room.people["participant"].user)
    page = plain(client.get(reverse("results", args=[room.slug])).content.decode())
    counted = page.split("Text 1.1", 1)[1]
    assert NEW in counted
    assert f"On version 1; the text has changed since. What was counted is: {OLD}" in counted
    assert "2 of 21 positions were confirmed for version 2." in counted


def test_a_view_that_met_is_told_in_the_words_that_it_was_taken_on(client: Client) -> None:
    room = rooms.lively(per_group=6)
    version = RecommendationVersion.objects.get(recommendation__number="1.2")
    everybody = Elector.objects.filter(electorate=room.electorate)
    rooms.check(room, version, {elector.pk: ("support", "") for elector in everybody})
    reworded(room, "1.2")
    client.force_login(room.people["participant"].user)
    page = plain(client.get(reverse("results", args=[room.slug])).content.decode())
    met = page.split("Where views met", 1)[1].split("Text 1.1", 1)[0]
    assert f"Text 1.2 on version 1 {version.text}" in met
    assert NEW not in met


def test_a_report_says_which_version_was_counted_and_how_many_positions_stand(room: Room) -> None:
    report = told.draft(room.consultation, "roundtable")
    told.holds(report)
    text = words_of(report)
    assert "text 1.1 (version 1)" in text.casefold()
    assert f"The text has changed since; what was counted is: “{OLD}”" in text
    assert "2 of 21 positions were confirmed for version 2." in text


def test_a_report_tells_a_vote_on_an_earlier_version_with_its_words() -> None:
    room, ballot = decided("States", States="ynnnnn")
    assert ballot.version is not None
    old = ballot.version.text
    reworded(room)
    report = told.draft(room.consultation, "body")
    told.holds(report)
    text = words_of(report)
    assert "Text 1.1 (version 1) was put to a recorded vote and was not adopted" in text
    assert f"The text has changed since; what was counted is: “{old}”" in text


def test_files_hold_the_words_of_each_version_that_was_counted(room: Room) -> None:
    tables = {one.name: one for one in of_results(room.consultation)}
    assert [row for row in tables["versions"].rows if row[0] == "1.1"] == [("1.1", 1, OLD), ("1.1", 2, NEW)]
    text = dict(zip(tables["texts"].headings, tables["texts"].rows[0], strict=True))
    assert (text["version"], text["text"], text["confirmed"], text["of"]) == (2, NEW, 2, 21)
    found = json.loads(jsonld.write(material_of(told.draft(room.consultation, "roundtable"))))
    motion = next(one for one in found["opengov:motion"] if one["identifier"] == "1.1")
    assert motion["text"] == NEW
    assert motion["opengov:voteEvent"][0]["about"] == {"@type": "CreativeWork", "version": 1, "text": OLD}


def test_what_was_counted_as_it_stands_is_said_once(client: Client) -> None:
    room = rooms.lively(per_group=5)
    client.force_login(room.people["participant"].user)
    assert "has changed since" not in client.get(reverse("results", args=[room.slug])).text
    assert "(version 1)" not in words_of(told.draft(room.consultation, "roundtable"))


def test_the_projector_shows_the_words_that_were_put_until_others_are(client: Client) -> None:
    room, ballot = decided("States", States="ynnnnn")
    assert ballot.version is not None
    reworded(room)
    client.force_login(room.people["chair"].user)
    session = ballot.version.recommendation.question.session_id  # type: ignore[union-attr]
    page = plain(client.get(reverse("screen", args=[room.slug, session])).text)
    assert "Text 1.1, version 1" in page
    assert ballot.version.text in page
    assert NEW not in page


def test_a_text_in_its_session_says_which_version_was_counted(client: Client) -> None:
    room, ballot = decided("States", States="ynnnnn")
    assert ballot.version is not None
    address = reverse("session", args=[room.slug, ballot.version.recommendation.question.session_id])  # type: ignore[union-attr]
    client.force_login(room.people["participant"].user)
    assert "On version 1" not in client.get(address, follow=True).text
    reworded(room)
    page = plain(client.get(address, follow=True).text)
    assert NEW in page
    assert "On version 1" in page

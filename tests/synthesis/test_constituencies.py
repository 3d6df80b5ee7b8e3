"""A recorded vote is told by constituency and by weight, wherever it is told: never a pooled total."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from consult.attribution import Audience, Rule
from sessions_app.models import Ballot, Recommendation
from sessions_app.queries import voting
from sessions_app.queries.decision import verdict
from synthesis.writers import jsonld
from synthesis.writers.blocks import report_blocks
from synthesis.writers.material import material_of
from synthesis.writers.tables import of_results
from tests.factories import Room
from tests.synthesis import told
from tests.synthesis.deciding import decided

pytestmark = pytest.mark.django_db


def two() -> tuple[Room, Ballot]:
    """Ten to two in all, and yet not adopted: one constituency was against."""
    return decided("States", "Business", States="yyyyyy", Business="yynnnn")


def heavy() -> tuple[Room, Ballot]:
    """Two delegations to one, and yet not adopted: the one weighs five."""
    return decided("States", weights={"States 1": 5}, States="nyy")


def words_of(report: object) -> str:
    return "\n".join(block.text for block in report_blocks(report))  # type: ignore[arg-type]


def positions(room: Room) -> list[dict[str, object]]:
    table = next(one for one in of_results(room.consultation) if one.name == "positions")
    return [dict(zip(table.headings, row, strict=True)) for row in table.rows]


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_a_report_tells_each_constituency_and_no_total() -> None:
    room, _ballot = two()
    report = told.draft(room.consultation, "body")
    told.holds(report)
    text = words_of(report)
    assert "Text 1.1 was put to a recorded vote and was not adopted." in text
    assert "States: 6 in favour, none against and no abstentions; the majority was reached." in text
    assert "Business: 2 in favour, 4 against and no abstentions; the majority was not reached." in text
    assert "8 votes" not in text


def test_a_report_tells_votes_that_weigh_by_weight_and_says_so() -> None:
    room, _ballot = heavy()
    report = told.draft(room.consultation, "body")
    told.holds(report)
    text = words_of(report)
    assert "was not adopted, with 2 votes in favour, 5 against and no abstentions." in text
    assert "Votes were counted by the weight of each delegation." in text


def test_pages_tell_each_constituency_and_no_total(client: Client) -> None:
    room, ballot = two()
    client.force_login(room.people["chair"].user)
    text = Recommendation.objects.get(number="1.1")
    addresses = [
        reverse("results", args=[room.slug]),
        reverse("ballot", args=[room.slug, ballot.pk]),
        reverse("text", args=[room.slug, text.number]),
        reverse("session", args=[room.slug, text.question.session_id]),  # type: ignore[union-attr]
        reverse("screen", args=[room.slug, text.question.session_id]),  # type: ignore[union-attr]
    ]
    for address in addresses:
        page = plain(client.get(address, follow=True).content.decode())
        assert "States: 6 in favour, 0 against, 0 abstain; Business: 2 in favour, 4 against, 0 abstain" in page, address
        assert "8 in favour" not in page, address


def test_pages_tell_votes_by_weight() -> None:
    _room, ballot = heavy()
    found = voting.result(ballot, Rule.ON_THE_RECORD)
    assert found is not None
    assert found.words == "2 yes, 5 no, 0 abstaining, by weight"
    assert [(row.label, row.counts) for row in found.rows] == [("States", ["2", "5", "0"])]


def test_tables_hold_each_constituency_and_no_total() -> None:
    room, _ballot = two()
    rows = positions(room)
    assert {(row["group"], row["choice"], row["count"]) for row in rows} == {
        ("States", "Yes", 6),
        ("States", "No", 0),
        ("States", "Abstain", 0),
        ("Business", "Yes", 2),
        ("Business", "No", 4),
        ("Business", "Abstain", 0),
    }
    assert {row["by weight"] for row in rows} == {""}
    room, _ballot = heavy()
    assert [(row["group"], row["choice"], row["count"], row["by weight"]) for row in positions(room)] == [
        ("States", "Yes", 2, "yes"),
        ("States", "No", 5, "yes"),
        ("States", "Abstain", 0, "yes"),
    ]


def test_linked_data_holds_each_constituency_and_no_total() -> None:
    room, _ballot = two()
    found = json.loads(jsonld.write(material_of(told.draft(room.consultation, "body"))))
    counts = found["opengov:motion"][0]["opengov:voteEvent"][0]["opengov:count"]
    assert {one["group"] for one in counts} == {"States", "Business"}


def test_where_positions_are_not_shown_constituencies_stand_together_or_not_at_all() -> None:
    """What one came to, or an outcome against the heads, would tell how a few voted."""
    room, ballot = decided("States", "Business", rule="by-group", States="yyyyyy", Business="ynnnnn")
    assert voting.result(ballot, Rule.BY_GROUP, Audience.OUTSIDE) is None
    assert positions(room) == []
    assert "majority was" not in words_of(told.draft(room.consultation, "body"))
    room, ballot = decided("States", rule="by-group", weights={"States 1": 90}, States="nyyyyy")
    assert voting.result(ballot, Rule.BY_GROUP, Audience.OUTSIDE) is None
    assert positions(room) == []
    shown = verdict(ballot, Rule.BY_GROUP, Audience.OUTSIDE)
    assert shown is not None
    assert (shown.words, shown.each) == ("not adopted", [])


def test_under_the_chatham_house_rule_no_count_and_no_constituency_leaves_the_room() -> None:
    room, ballot = decided("States", "Business", rule="chatham-house", States="yyyyyy", Business="yynnnn")
    assert voting.result(ballot, Rule.CHATHAM_HOUSE, Audience.OUTSIDE) is None
    assert positions(room) == []
    report = told.draft(room.consultation, "body")
    assert "majority was" not in words_of(report)


def test_the_charts_of_a_report_tell_each_constituency_and_no_total(client: Client) -> None:
    room, _ballot = two()
    report = told.draft(room.consultation, "body")
    client.force_login(room.people["rapporteur"].user)
    page = plain(client.get(reverse("report_charts", args=[room.slug, report.pk])).text)
    assert "States: 6 in favour, 0 against, 0 abstain; Business: 2 in favour, 4 against, 0 abstain" in page
    assert "8 in favour" not in page

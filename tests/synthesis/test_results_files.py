"""Results as files: the four answers apart, hidden numbers empty, nothing that the rule keeps in the room."""

import csv
import io
import json
import time

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from consult.attribution import Rule
from sessions_app.actions import closing
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, put, standing_of, vote

pytestmark = pytest.mark.django_db
CHOICES = ("support", "support", "live-with", "object", "abstain", "support")


def with_results(rule: str = "on-the-record", per_group: int = 6) -> Room:
    room = make_room(
        rule=rule, per_group=per_group, phases=["contributions", "drafting", "published"], visibility="public"
    )
    question = make_session(room.consultation).questions.get(number=1)
    ballot = put(room.people["chair"], question)
    people = [person for name, person in room.people.items() if name[-1].isdigit()]
    for place, person in enumerate(people):
        choice = CHOICES[place % 6]
        vote(person, ballot, choice, "=It costs too much." if choice == "object" else "")
    closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))
    return room


def fetched(client: Client, room: Room, extension: str) -> bytes:
    answer = client.get(reverse("results_file", args=[room.slug, extension]))
    assert answer.status_code == 200
    return bytes(answer.content)


def test_the_answers_stand_apart_and_groups_sum_to_the_whole(client: Client) -> None:
    room = with_results()
    rows = list(csv.DictReader(io.StringIO(fetched(client, room, "csv").decode("utf-8-sig"))))
    total = {row["choice"]: int(row["count"]) for row in rows if row["group"] == "total"}
    assert set(total) == {"Support", "Can live with", "Object", "Abstain", "No position yet"}
    for choice, count in total.items():
        assert sum(int(row["count"]) for row in rows if row["choice"] == choice and row["group"] != "total") == count
    assert total["Support"] == 3 * total["Object"]


def test_a_hidden_number_is_empty_and_said_to_be_hidden(client: Client) -> None:
    room = with_results(rule="by-group", per_group=4)
    rows = list(csv.DictReader(io.StringIO(fetched(client, room, "csv").decode("utf-8-sig"))))
    hidden = [row for row in rows if row["hidden"]]
    assert hidden
    assert {row["count"] for row in hidden} == {""}
    assert all(row["count"].isdigit() for row in rows if not row["hidden"])


def test_under_the_chatham_house_rule_no_number_and_no_name_leaves_the_room(client: Client) -> None:
    room = with_results(rule=Rule.CHATHAM_HOUSE)
    client.force_login(room.people["chair"].user)
    found = json.loads(fetched(client, room, "json"))
    assert found["positions"] == []
    assert found["texts"][0]["number"] == "1.1"
    assert "States" not in json.dumps(found["objections"])


def test_the_workbook_opens_and_holds_no_formula(client: Client) -> None:
    room = with_results()
    book = load_workbook(io.BytesIO(fetched(client, room, "xlsx")))
    assert book.sheetnames == ["texts", "positions", "objections", "statements on position", "statements"]
    reasons = [row[2].value for row in book["objections"].iter_rows(min_row=2)]
    assert reasons
    assert set(reasons) == {"'=It costs too much."}


def test_the_same_results_give_the_same_bytes(client: Client) -> None:
    room = with_results()
    first = fetched(client, room, "xlsx")
    time.sleep(2)  # an archive keeps time by two seconds
    assert fetched(client, room, "xlsx") == first


def test_the_public_waits_for_the_report_and_other_formats_do_not_exist(client: Client) -> None:
    room = make_room(phases=["contributions"], visibility="public")
    assert client.get(reverse("results_file", args=[room.slug, "csv"])).status_code == 403
    client.force_login(room.people["participant"].user)
    assert client.get(reverse("results_file", args=[room.slug, "exe"])).status_code == 404
    assert client.get(reverse("results_file", args=[room.slug, "csv"])).status_code == 200

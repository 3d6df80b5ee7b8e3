"""Participants’ data leave the room as the rule allows, never as formulas, and reading names is in the record."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consult.models import Consultation, Delegation, Participant, RecordEntry
from consult.queries.people_data import by_region
from tests.factories import ParticipantFactory, Room, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(per_group=1)


@pytest.fixture
def desk(room: Room, client: Client) -> Client:
    client.force_login(room.people["convenor"].user)
    return client


def exported(desk: Client, room: Room, **asked: Any) -> list[dict[str, str]]:
    answer = desk.get(reverse("people_export", args=[room.slug]), asked)
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_on_the_record_the_export_names_people_except_those_never_listed(desk: Client, room: Room) -> None:
    assert {"States 1", "Business 1"} <= {row["name"] for row in exported(desk, room)}
    Participant.objects.filter(name="States 1").update(never_list=True)
    assert "States 1" not in {row["name"] for row in exported(desk, room)}
    assert "States 1" in {row["name"] for row in exported(desk, room, names="1")}


@pytest.mark.parametrize(
    ("rule", "shown"),
    [("by-delegation", "States 1 delegation"), ("by-group", ""), ("chatham-house", ""), ("anonymous", "")],
)
def test_under_a_stricter_rule_it_holds_no_name(desk: Client, room: Room, rule: str, shown: str) -> None:
    Consultation.objects.update(attribution_rule=rule)
    rows = exported(desk, room)
    assert {row["name"] for row in rows} <= {""}
    assert (shown in {row["delegation"] for row in rows}) == bool(shown)
    if rule in {"chatham-house", "anonymous", "by-group"}:  # no group has five members
        assert rows == []


def test_asking_for_a_name_tells_nothing_that_the_rows_do_not_say(desk: Client, room: Room) -> None:
    Consultation.objects.update(attribution_rule="by-delegation")
    assert exported(desk, room, name="States 1") == exported(desk, room, name="Nobody") == exported(desk, room)


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(desk: Client, room: Room, start: str) -> None:
    ParticipantFactory(consultation=room.consultation, name=f"{start}cmd|' /C calc'!A0")
    cells = {cell for row in exported(desk, room, names="1") for cell in row.values()}
    assert not any(cell.startswith(start) for cell in cells)
    assert any(cell.startswith(f"'{start}") for cell in cells)


def test_only_the_export_with_names_is_entered(desk: Client, room: Room) -> None:
    exported(desk, room)
    assert not RecordEntry.objects.exists()
    exported(desk, room, names="1")
    assert RecordEntry.objects.get().act == "read names"


@pytest.mark.parametrize("role", ["rapporteur", "scribe", "participant", "observer"])
def test_others_export_nothing(client: Client, room: Room, role: str) -> None:
    client.force_login(room.people[role].user)
    assert client.get(reverse("people_export", args=[room.slug])).status_code == 403


def test_the_list_is_filtered_and_shows_the_balance_by_region(desk: Client, room: Room) -> None:
    Delegation.objects.filter(name="States 1 delegation").update(region="africa")
    page = desk.get(reverse("people", args=[room.slug]), {"group": room.group("States").pk}).content.decode()
    assert "States 1" in page
    assert "<bdi>Business 1" not in page
    assert by_region(room.consultation) == [("African States", 1, 1)]
    assert "African States" in page
    for odd in ({"group": "x"}, {"role": "emperor"}, {"name": "\x00"}, {"elector": "maybe"}):
        assert desk.get(reverse("people", args=[room.slug]), odd).status_code == 200

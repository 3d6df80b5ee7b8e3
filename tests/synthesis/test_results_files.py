"""Results as files: the four answers apart, hidden numbers empty, nothing that the rule keeps in the room."""

import csv
import io
import json
import re
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from consult.attribution import Rule
from sessions_app.actions import choice, closing
from sessions_app.actions.choice import Draft
from sessions_app.models import Ballot, Session
from tests.factories import OPEN, Room, make_room
from tests.sessions_app.deciding import provide, put_recorded
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
    for answer, count in total.items():
        assert sum(int(row["count"]) for row in rows if row["choice"] == answer and row["group"] != "total") == count
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
    assert book.sheetnames == [
        *("texts", "versions", "positions", "ballots", "constituencies", "roll", "objections"),
        *("statements on position", "statements", "convergence", "choices", "rounds"),
    ]
    reasons = [row[2].value for row in book["objections"].iter_rows(min_row=2)]
    assert reasons
    assert set(reasons) == {"'=It costs too much."}


def test_the_same_results_give_the_same_bytes(client: Client) -> None:
    room = with_results()
    first = fetched(client, room, "xlsx")
    time.sleep(2)  # an archive keeps time by two seconds
    assert fetched(client, room, "xlsx") == first


# --- choices among options --------------------------------------------------------------------------------------------


def choose(room: Room, papers: int, *, is_closed: bool = True, **fields: Any) -> Ballot:
    """A ranking that elects two of three, secret unless said, on which Ada comes before Ben on every paper."""
    chair, session = standing_of(room.people["chair"]), room.consultation.sessions.get()
    wanted = Draft(method="ranked", title="=Who speaks?", options=("Cleo", "Ada", "Ben"), seats=2, **fields)
    ballot = choice.open_ballot(chair, choice.draft(chair, session.pk, wanted).pk)
    ids = {option.text: option.pk for option in ballot.choosing.options.all()}
    people = [person for name, person in room.people.items() if name[-1].isdigit()]
    for person in people[:papers]:
        choice.cast(person.pk, ballot.pk, {ids["Ada"]: "1", ids["Ben"]: "2"})
    if is_closed:
        choice.close(ballot.pk, room.people["chair"], chair)
    return ballot


def test_choices_stand_in_every_file_with_those_elected_in_their_order(client: Client) -> None:
    room = with_results()
    choose(room, 12)
    found = json.loads(fetched(client, room, "json"))
    assert {(row["choice"], row["count"], row["elected"]) for row in found["choices"]} == {
        ("Ada", 12, 1),
        ("Ben", 0, 2),
        ("Cleo", 0, None),
    }
    assert {row["votes"] for row in found["rounds"] if row["choice"] == "Ada" and row["round"] == 1} == {"12"}
    rows = list(csv.DictReader(io.StringIO(fetched(client, room, "csv").decode("utf-8-sig"))))
    chosen = [row for row in rows if row["title"]]
    assert {(row["title"], row["choice"], row["count"], row["elected"]) for row in chosen} == {
        ("'=Who speaks?", "Ada", "12", "1"),
        ("'=Who speaks?", "Ben", "0", "2"),
        ("'=Who speaks?", "Cleo", "0", ""),
    }
    assert {row["secret"] for row in chosen} == {"yes"}
    sheet = load_workbook(io.BytesIO(fetched(client, room, "xlsx")))["choices"]
    assert {cell.value for cell in sheet["G"]} == {"elected", 1, 2, None}


def test_of_a_few_papers_those_elected_stand_and_every_number_is_hidden(client: Client) -> None:
    room = with_results()
    choose(room, 3)
    found = json.loads(fetched(client, room, "json"))
    assert [(row["choice"], row["count"], row["hidden"], row["elected"]) for row in found["choices"]] == [
        ("Cleo", None, "yes", None),
        ("Ada", None, "yes", 1),
        ("Ben", None, "yes", 2),
    ]
    assert found["rounds"] == []


def test_while_a_choice_runs_its_page_has_the_turnout_and_its_files_nothing(client: Client) -> None:
    room = with_results()
    before = [fetched(client, room, extension) for extension in ("csv", "xlsx", "json")]
    choose(room, 7, is_closed=False)
    assert [fetched(client, room, extension) for extension in ("csv", "xlsx", "json")] == before
    page = client.get(reverse("results", args=[room.slug])).text
    assert "7 of 25 have answered. It is open: its result is shown when it is closed." in page
    assert "Ada" not in page


def test_the_results_page_tells_a_choice_and_under_the_chatham_house_rule_only_inside(client: Client) -> None:
    for rule, is_told in ((Rule.ON_THE_RECORD, True), (Rule.CHATHAM_HOUSE, False)):
        room = with_results(rule=rule)
        choose(room, 12)
        outside = client.get(reverse("results", args=[room.slug])).text
        reader = Client()
        reader.force_login(room.people["participant"].user)
        inside = reader.get(reverse("results", args=[room.slug])).text
        assert "Elected: Ada, Ben" in inside
        assert ("Elected: Ada, Ben" in outside) is is_told
        assert (b"Ada" in fetched(reader, room, "json")) is is_told


def test_what_was_chosen_in_a_breakout_room_stays_there(client: Client) -> None:
    room = with_results()
    choose(room, 12)
    Session.objects.filter(consultation=room.consultation).update(breakout_of=make_session(room.consultation, 0))
    assert json.loads(fetched(client, room, "json"))["choices"] == []


def test_the_public_waits_for_the_report_and_other_formats_do_not_exist(client: Client) -> None:
    room = make_room(phases=["contributions"], visibility="public")
    assert client.get(reverse("results_file", args=[room.slug, "csv"])).status_code == 403
    client.force_login(room.people["participant"].user)
    assert client.get(reverse("results_file", args=[room.slug, "exe"])).status_code == 404
    assert client.get(reverse("results_file", args=[room.slug, "csv"])).status_code == 200


def voted(rule: str) -> Room:
    """Two States voted on a text; it was declared."""
    room = make_room(rule=rule, per_group=2, phases=[*OPEN, "published"], visibility="public")
    provide(room)
    ballot = put_recorded(room.people["chair"], make_session(room.consultation).questions.get(number=1))
    for name, answer in (("States 1", "yes"), ("States 2", "no")):
        vote(room.people[name], ballot, answer)
    closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))
    closing.declare(standing_of(room.people["chair"]), ballot.pk)
    return room


def test_the_minute_of_a_vote_stays_in_a_chatham_house_room_and_elsewhere_has_its_day_and_place(client: Client) -> None:
    at = r"Recorded vote, closed \d\d:\d\d \u2068Geneva\u2069, \d+ \w+ \d{4}"
    assert re.search(at, client.get(reverse("results", args=[voted("on-the-record").slug])).content.decode())
    room = voted("chatham-house")
    outside = client.get(reverse("results", args=[room.slug])).content.decode()
    assert "Recorded vote" in outside
    assert not re.search(r"\d\d:\d\d", outside[outside.index("<main") : outside.index("</main>")])


def test_whoever_reads_results_from_outside_is_led_to_no_page_that_is_refused(client: Client) -> None:
    room = with_results()
    text = reverse("text", args=[room.slug, "1.1"])
    assert f'href="{text}"' not in client.get(reverse("results", args=[room.slug])).content.decode()
    assert (
        reverse("results", args=[room.slug]) in client.get(reverse("consultation", args=[room.slug])).content.decode()
    )
    client.force_login(room.people["observer"].user)
    assert f'href="{text}"' in client.get(reverse("results", args=[room.slug])).content.decode()

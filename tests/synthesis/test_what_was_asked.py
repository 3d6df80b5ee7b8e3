"""Results hold what was asked, on which terms, what came of it, who voted how; where nothing is put, what was said."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.attribution import Audience, Rule
from consult.models import Elector
from sessions_app.actions import closing
from sessions_app.models import Ballot, GuidingQuestion, PositionStatement, Recommendation
from sessions_app.queries.guests import guests
from sessions_app.states import Method
from synthesis.models import Report, Theme
from synthesis.models.theme import Suggestion
from synthesis.writers.blocks import report_blocks
from synthesis.writers.tables import of_results, to_zip
from tests.factories import Room, make_room, open_phases
from tests.sessions_app.factories import make_session, put, standing_of, vote
from tests.synthesis import rooms, told, voted
from tests.synthesis.deciding import decided
from tests.synthesis.test_constituencies import plain
from tests.synthesis.views.test_results import rows_of

pytestmark = pytest.mark.django_db


def rows(room: Room, name: str) -> list[dict[str, Any]]:
    table = next(one for one in of_results(room.consultation) if one.name == name)
    return [dict(zip(table.headings, row, strict=True)) for row in table.rows]


# --- the files --------------------------------------------------------------------------------------------------------


def test_the_terms_and_outcome_of_a_vote_stand_in_the_files() -> None:
    room, _ballot = decided("States", "Business", States="yyyyyy", Business="yynnn")
    assert rows(room, "ballots") == [
        {
            "number": "1.1",
            "version": 1,
            "paragraph": None,
            "method": "Recorded vote",
            "rule": "Rule 12",
            "majority": "more yes than no",
            "quorum": None,
            "entitled": 13,
            "unverified guests": 0,
            "answered": 11,
            "outcome": "not adopted",
        }
    ]
    assert [
        (row["constituency"], row["entitled"], row["answered"], row["outcome"]) for row in rows(room, "constituencies")
    ] == [
        ("States", 7, 6, "the majority was reached"),
        ("Business", 6, 5, "the majority was not reached"),
    ]


def test_who_voted_how_stands_in_the_files_where_it_is_on_the_record() -> None:
    room, _ballot = decided("States", weights={"States 1": 5}, States="ny-")
    roll = {row["by"]: (row["weight"], row["choice"]) for row in rows(room, "roll")}
    assert roll["States 1 delegation"] == (5, "No")
    assert roll["States 3 delegation"] == (1, "Abstain")
    assert roll["States 4 delegation"] == (1, "")
    for rule in ("by-group", "chatham-house"):
        room, _ballot = decided("States", rule=rule, States="nyyyyy")
        assert rows(room, "roll") == []
    assert rows(room, "ballots") == rows(room, "constituencies") == []


def test_texts_stand_with_their_question_addressees_and_modality() -> None:
    room, _ballot = decided("States", States="yy")
    Recommendation.objects.update(addressees=["States", "Companies"], modality="should")
    text = rows(room, "texts")[0]
    assert (text["addressees"], text["modality"]) == ("States; Companies", "should")
    assert (text["question"], text["asked"]) == (1, "What about point 1?")


def test_a_statement_on_position_stands_with_its_language_and_for_whom_it_was_made() -> None:
    room, _ballot = decided("States", States="yy")
    author = room.people["States 1"]
    made = PositionStatement.objects.create(
        recommendation=Recommendation.objects.get(number="1.1"),
        kind="after",
        text="Nous votons pour.",
        language="fr",
        participant=author,
        delegation=author.delegation,
        group=author.group,
        rule="on-the-record",
        salt="x",
    )
    made.on_behalf_of.add(room.delegations["States B"])
    (row,) = rows(room, "statements on position")
    assert (row["language"], row["on behalf of"], row["text"]) == ("fr", "States B", "Nous votons pour.")


def test_where_views_met_and_differed_stands_in_the_files_under_each_question() -> None:
    room = voted.sober()
    found = rows(room, "convergence")
    assert len(found) == 9
    assert {row["views"] for row in found} <= {
        "views converged",
        "views differed",
        "many took neither side",
        "no clear picture",
    }
    assert {(row["question"], row["session"]) for row in found} == {(1, "Sitting")}
    assert all(row["in favour"] + row["against"] + row["neither"] == 20 for row in found)


def test_each_table_is_a_csv_file_of_the_archive(client: Client) -> None:
    room, _ballot = decided("States", States="yyn")
    answer = client.get(reverse("results_file", args=[room.slug, "zip"]))
    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    tables = of_results(room.consultation)
    assert archive.namelist() == sorted(f"{one.name.replace(' ', '-')}.csv" for one in tables)
    roll = list(csv.DictReader(io.StringIO(archive.read("roll.csv").decode("utf-8-sig"))))
    assert [row["choice"] for row in roll if row["by"].startswith("States 1")] == ["Yes"]
    assert to_zip(tables) == answer.content
    assert set(json.loads(client.get(reverse("results_file", args=[room.slug, "json"])).content)) == {
        one.name for one in tables
    }


# --- texts by group ---------------------------------------------------------------------------------------------------


def test_recorded_votes_stand_among_the_texts_by_group(client: Client) -> None:
    room, _ballot = decided("States", "Business", States="yyyyyy", Business="yynnn-")
    client.force_login(room.people["participant"].user)
    page = client.get(reverse("results", args=[room.slug])).text
    table = rows_of(page, "Texts by stakeholder group: Recorded vote")
    assert table[0] == ["Text", "States", "Business"]
    assert table[1] == ["1.1", "6 / 0 / 0", "2 / 3 / 1"]


def test_views_that_met_in_a_vote_of_one_constituency_are_told_and_none_are_pooled(client: Client) -> None:
    room, _ballot = decided("States", per_group=12, States="yyyyyyyyyyyy")
    client.force_login(room.people["participant"].user)
    assert "Where views met" in client.get(reverse("results", args=[room.slug])).text
    assert [row["in favour"] for row in rows(room, "convergence")] == [12]
    room, _ballot = decided("States", "Business", per_group=12, States="yyyyyyyyyyyy", Business="nnnnnnnnnnnn")
    assert rows(room, "convergence") == []
    room, _ballot = decided("States", per_group=12, weights={"States 1": 5}, States="yyyyyyyyyyyy")
    assert rows(room, "convergence") == []


# --- unverified guests ------------------------------------------------------------------------------------------------


def with_guests(rule: str, number: int) -> tuple[Room, Ballot]:
    room = make_room(rule=rule, per_group=6, phases=["contributions", "drafting", "published"], visibility="public")
    of_guests = Elector.objects.filter(electorate=room.electorate).order_by("-pk")[:number]
    Elector.objects.filter(pk__in=[one.pk for one in of_guests]).update(is_guest=True)
    ballot = put(room.people["chair"], make_session(room.consultation).questions.get(number=1))
    for name, person in room.people.items():
        if name[-1].isdigit():
            vote(person, ballot, "support")
    return room, closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))


def words_of(report: Report) -> str:
    return "\n".join(block.printed for block in report_blocks(report))


def test_results_say_how_many_of_the_electors_were_unverified_guests(client: Client) -> None:
    room, ballot = with_guests("on-the-record", 7)
    sentence = "7 of the 25 on the list of those who answer were unverified guests."
    assert sentence in client.get(reverse("results", args=[room.slug])).text
    assert [row["unverified guests"] for row in rows(room, "ballots")] == [7]
    report = told.draft(room.consultation, "roundtable")
    told.holds(report)
    assert sentence in words_of(report)
    Elector.objects.update(is_guest=False)  # they claimed their accounts since
    ballot = Ballot.objects.get(pk=ballot.pk)
    found = guests(ballot, Rule.ON_THE_RECORD, Audience.OUTSIDE)
    assert found is not None
    assert found.number == 7


def test_of_a_few_guests_no_number_is_told_where_positions_are_not_shown(client: Client) -> None:
    room, _ballot = with_guests("by-group", 2)
    page = client.get(reverse("results", args=[room.slug])).text
    assert "Fewer than 5 of the 25 on the list of those who answer were unverified guests." in page
    assert [row["unverified guests"] for row in rows(room, "ballots")] == [None]
    room, _ballot = with_guests("chatham-house", 12)
    assert "unverified guest" not in client.get(reverse("results", args=[room.slug])).text
    assert rows(room, "ballots") == []


def test_that_there_were_none_is_said_too(client: Client) -> None:
    room, _ballot = with_guests("on-the-record", 0)
    page = client.get(reverse("results", args=[room.slug])).text
    assert "Nobody on the list of those who answer was an unverified guest." in page


# --- who finds them, and what stands there where nothing is put -------------------------------------------------------


def test_the_public_finds_the_results_once_the_report_is_out(client: Client) -> None:
    room = make_room(phases=["contributions"], visibility="public")
    home, results = room.consultation.get_absolute_url(), reverse("results", args=[room.slug])
    assert f'href="{results}"' not in client.get(home).text
    open_phases(room.consultation, ["published"])
    assert f'href="{results}"' in client.get(home).text
    assert client.get(results).status_code == 200


def discussed(rule: str = "on-the-record") -> tuple[Room, GuidingQuestion]:
    room = rooms.lively(rule, discussion_only=True, visibility="public")
    question = GuidingQuestion.objects.get(session__consultation=room.consultation, number=1)
    rooms.say(question, room.people["Business 2"], "Fund it.", type="proposal", sentence=rooms.SAID[3][1])
    return room, question


def test_where_nothing_is_put_the_results_tell_what_was_said(client: Client) -> None:
    room, question = discussed()
    theme = Theme.objects.create(question=question, label="A shared register", state="confirmed")
    Theme.objects.create(question=question, label="Only proposed", state="proposed")
    said = question.contributions.order_by("pk").first()
    Suggestion.objects.create(contribution=said, theme=theme, likeness=0.9)
    client.force_login(room.people["participant"].user)
    page = plain(client.get(reverse("results", args=[room.slug])).text.split("<main", 1)[1])
    assert "No results yet" not in page
    assert "Contributions and replies 10" in page
    assert "A shared register 1" in page
    assert "Only proposed" not in page
    assert "Who was not heard" not in page.split("Matter 1", 1)[0]
    assert "Support" not in page


def test_no_theme_is_told_whose_name_is_that_of_somebody_whom_the_rule_keeps_back(client: Client) -> None:
    room, question = discussed("by-group")
    name = room.people["Business 2"].name
    Theme.objects.create(question=question, label=f"{name} proposal", state="confirmed")
    Theme.objects.create(question=question, label="A shared register", state="confirmed")
    client.force_login(room.people["participant"].user)
    page = plain(client.get(reverse("results", args=[room.slug])).text)
    assert "A shared register" in page
    assert f"{name} proposal" not in page


def test_views_converge_on_that_page_in_the_words_of_the_report_that_is_out(client: Client) -> None:
    room, _question = discussed()
    report = told.draft(room.consultation, "roundtable")
    address = reverse("results", args=[room.slug])
    client.force_login(room.people["participant"].user)
    assert "Where views converged" not in client.get(address).text
    Report.objects.filter(pk=report.pk).update(state="published", published_at=timezone.now())
    open_phases(room.consultation, ["published"])
    client.logout()
    page = plain(client.get(address).text)
    assert "Where views converged" in page
    assert "a shared register of assessments" in page.split("Where views converged", 1)[1]


def test_under_the_chatham_house_rule_what_was_said_is_not_counted_outside(client: Client) -> None:
    room, question = discussed("chatham-house")
    Theme.objects.create(question=question, label="A shared register", state="confirmed")
    open_phases(room.consultation, ["published"])
    page = plain(client.get(reverse("results", args=[room.slug])).text)
    assert "Contributions and replies" not in page
    assert "A shared register" not in page


def test_a_method_that_hides_its_turnout_hides_it_in_the_files() -> None:
    room = rooms.lively("by-group", per_group=5)
    version = Recommendation.objects.get(number="1.2").versions.get()
    elector = Elector.objects.filter(electorate=room.electorate).first()
    assert elector is not None
    rooms.close(room, Method.CONSENSUS, {elector.pk: ("object", "No.")}, version=version, outcome="stopped")
    (ballot,) = (row for row in rows(room, "ballots") if row["number"] == "1.2")
    assert (ballot["answered"], ballot["outcome"]) == (None, "stopped by an objection: back to the chair")

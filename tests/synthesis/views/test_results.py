"""The pages of results: what stands on them, for whom, and what does not."""

import re

import pytest
from django.urls import reverse

from consult.models import Consultation
from consult.queries.people import here
from synthesis.actions import analysis as acts
from synthesis.models import Analysis
from synthesis.models.analysis import AnalysisState
from tests.factories import open_phases
from tests.synthesis import rooms, voted

pytestmark = pytest.mark.django_db

PAGES = ("results", "results_opinion", "results_participation", "results_slate", "results_method")
PER_CENT = re.compile(r"\d+ %")


@pytest.fixture
def analysed(django_capture_on_commit_callbacks):
    def make(room, size=5):
        consultation = Consultation.objects.get(pk=room.consultation.pk)
        with django_capture_on_commit_callbacks(execute=True):
            assert acts.begin(here(consultation, room.people["rapporteur"].user), size)
        return room

    return make


def page(client, room, name, role=None, query=""):
    if role:
        client.force_login(room.people[role].user)
    answer = client.get(reverse(name, args=[room.slug]) + query)
    assert answer.status_code == 200, (name, answer.status_code)
    text = answer.content.decode()
    assert " style=" not in text
    return text


def rows_of(text, caption):
    """The cells of the table whose region is called ``caption``, as plain words."""
    table = re.split(f'aria-label(?:ledby)?="{caption}"', text, maxsplit=1)[1].split("</table>", 1)[0]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<.*?>", " ", cell).split()) for cell in row] for row in cells]


# --- twenty people in five groups -----------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["on-the-record", "by-group", "anonymous", "chatham-house"])
def test_twenty_people_in_five_groups_get_sober_pages(client, analysed, rule):
    room = analysed(voted.sober(rule))
    texts = {name: page(client, room, name, "participant") for name in PAGES}
    assert (
        "No opinion groups, because 20 people answered at least 7 questions; it takes 30 of them."
        in (texts["results_opinion"])
    )
    assert "<ellipse" not in texts["results_opinion"]
    assert not PER_CENT.search(texts["results_opinion"])
    # Counts, and shares of the whole room alone: a group has four people at most.
    for words in re.findall(r"(\d+) of (\d+): (\d+) %", texts["results"] + texts["results_slate"]):
        assert int(words[1]) == 20
    assert not re.search(r"of [1-9]: \d+ %", "".join(texts.values()))
    agree, of = re.search(r"<td>(\d+) of (\d+): \d+ % \(\d+ to \d+ %\)", texts["results"]).groups()
    assert (int(of), 0 <= int(agree) <= 20) == (20, True)


def test_a_text_of_a_small_room_has_counts_by_group_and_no_percentages(client):
    room = rooms.lively(per_group=4)
    shown = page(client, room, "results", "participant")
    rows = rows_of(shown, "Positions on text 1.1 by stakeholder group")
    assert [cell[-1] for cell in rows[1:]] == ["4 of 5", "2 of 3", "4 of 4", "4 of 4"]
    assert "In brackets stands the 95 per cent interval" in shown  # of the share of all of them
    assert rows[0][-1] == "In favour"


def test_a_group_of_ten_has_a_percentage_with_its_interval(client):
    room = rooms.lively(per_group=10)
    rows = rows_of(page(client, room, "results", "participant"), "Positions on text 1.1 by stakeholder group")
    assert "11 of 11: 100 % (74 to 100 %)" not in rows[1][-1]
    assert re.fullmatch(r"\d+ of 1\d: \d+ % \(\d+ to \d+ %\)", rows[2][-1])


# --- opinion groups ----------------------------------------------------------------------------------------------


def test_on_the_record_the_map_shows_people_as_shapes_of_their_groups(client, analysed):
    room = analysed(voted.divided())
    text = page(client, room, "results_opinion", "participant")
    assert "2 opinion groups" in text
    assert text.count("<ellipse") == 2
    assert {f'class="people group-{mark}"' in text for mark in range(4)} == {True}
    assert "in no clear group" in text
    assert "from 0 (none) to 1" in text
    blocs = rows_of(text, "Opinion groups by stakeholder group")
    assert sum(int(cell) for row in blocs[1:] for cell in row[1:]) == 61
    assert re.search(r"<b>(Agrees|Disagrees)</b> <small>\d+ of \d+: \d+ %", text)
    assert "Statement" in text


@pytest.mark.parametrize("rule", ["by-group", "anonymous", "chatham-house"])
def test_where_numbers_are_kept_back_no_person_is_on_the_map(client, analysed, rule):
    room = analysed(voted.divided(rule))
    text = page(client, room, "results_opinion", "participant")
    assert "2 opinion groups" in text
    assert 'class="people' not in text
    assert "people are not drawn under this rule" in text
    assert "by stakeholder group" not in text.split("<main", 1)[1].split("result", 1)[0]
    assert re.search(r"<b>(Agrees|Disagrees)</b><span", text)


def test_without_stakeholder_groups_counts_of_opinion_groups_are_printed_after_suppression(client, analysed):
    room = voted.make_room(rule="anonymous")
    voted.Elector.objects.all().delete()
    for number in range(80):
        voted.ParticipantFactory(consultation=room.consultation, name=f"P{number}", is_elector=True)
    voted.vote_on(room, voted.camps(80))
    text = page(client, analysed(room), "results_opinion", "rapporteur")
    counts = re.findall(r"<b>(?:Agrees|Disagrees)</b> <small>(\d+) of (\d+)", text)
    assert counts
    assert all(int(n) >= 5 and int(base) >= 5 for n, base in counts)


def test_the_public_sees_them_when_the_report_is_out_and_never_under_the_chatham_house_rule(client, analysed):
    for rule, shows in (("on-the-record", True), ("anonymous", True), ("chatham-house", False)):
        room = analysed(voted.divided(rule, statements=8))
        client.logout()
        assert client.get(reverse("results_opinion", args=[room.slug])).status_code == 403
        open_phases(room.consultation, ["published"])
        text = page(client, room, "results_opinion")
        assert ("<ellipse" in text) is shows
        assert ('class="slate"' in page(client, room, "results_slate")) is shows
        assert ("data_hash" in text) is False
        assert (
            Analysis.objects.get(consultation=room.consultation).data_hash in page(client, room, "results_method")
        ) is shows


# --- slate, method, progress -------------------------------------------------------------------------------------


def test_the_slate_says_what_it_stands_for(client, analysed):
    room = analysed(voted.divided(), size=4)
    text = page(client, room, "results_slate", "chair")
    assert "This is advice; the chair decides." in text
    assert "Certified." in text
    assert "Next best swap" in text
    gets = rows_of(text, "slate-people slate-people-gets" if "slate-people-gets" in text else "slate slate-gets")
    assert [row[0] for row in gets[1:]] == list(room.groups)
    assert all(re.fullmatch(r"\d of 4", row[1]) for row in gets[1:])


def test_the_method_prints_thresholds_seed_and_hash(client, analysed):
    room = analysed(voted.divided())
    analysis = Analysis.objects.get(consultation=room.consultation)
    text = page(client, room, "results_method", "observer")
    for printed in (analysis.data_hash, str(analysis.seed), "0.02", "0.5", "0.9", "False discovery".lower()):
        assert printed in text
    figures = rows_of(text, "Figures of each text and statement")
    assert len(figures) == 21
    assert all(row[1].isdigit() for row in figures[1:])


def test_the_button_is_for_the_desk_and_its_page_can_be_left(client, django_capture_on_commit_callbacks):
    room = voted.divided(statements=8)
    assert "Analyse the positions" not in page(client, room, "results_opinion", "participant")
    assert "Nobody has had the positions analysed yet." in page(client, room, "results_opinion", "participant")
    assert "Analyse the positions" in page(client, room, "results_opinion", "chair")
    with django_capture_on_commit_callbacks() as waiting:
        answer = client.post(reverse("analyse", args=[room.slug]), {"size": "3", "page": "results_slate"})
    assert answer["Location"] == reverse("results_slate", args=[room.slug])
    text = page(client, room, "results_slate", "chair")
    assert "You can leave this page" in text
    assert "Waiting for its turn" in text
    progress = reverse("analysis_progress", args=[room.slug])
    assert client.get(progress).status_code == 200
    for callback in waiting:
        callback()
    assert Analysis.objects.get().state == AnalysisState.DONE
    done = client.get(progress)
    assert (done.status_code, done["HX-Refresh"]) == (204, "true")
    assert 'class="slate"' in page(client, room, "results_slate", "chair")


@pytest.mark.parametrize("size", ["", "x", "-1", "1e3", "99999999999999999999", "٣", "\x00"])
def test_a_bad_size_is_refused_and_nothing_changes(client, size):
    room = voted.divided(per_group=2, statements=3)
    client.force_login(room.people["chair"].user)
    answer = client.post(reverse("analyse", args=[room.slug]), {"size": size, "page": "//evil.example"})
    assert answer.status_code == 403
    assert "from 1 to 20" in answer.content.decode()
    assert not Analysis.objects.exists()


def test_pages_of_nothing_say_what_will_be_here(client):
    room = voted.make_room()
    for name in PAGES:
        assert "</main>" in page(client, room, name, "participant")
    assert "Contributions are counted here as soon as there are some." in page(
        client, room, "results_participation", "participant"
    )


# --- who was heard -----------------------------------------------------------------------------------------------


def test_who_was_heard_counts_what_stands_under_each_group(client):
    room = rooms.lively()
    text = page(client, room, "results_participation", "participant")
    rows = rows_of(text, "Contributions by group and question")
    assert rows[0][:4] == ["Stakeholder group", "Participants", "Question 1", "Question 2"]
    counted = {row[0]: row[2:5] for row in rows[1:]}
    assert [int(n) for n in counted["All"]] == [9, 0, 9]
    assert sum(int(counted[name][0]) for name in room.groups) == 9
    assert "Who was not heard" in text
    assert "Nothing stands under the name of" in text
    assert "Academia 5 delegation" in text


def test_the_names_of_the_silent_stay_in_the_room(client):
    room = rooms.lively()
    open_phases(room.consultation, ["published"])
    assert "Academia 5 delegation" not in page(client, room, "results_participation")


def test_by_group_outside_a_group_too_small_to_be_named_is_neither_heard_nor_silent(client):
    room = rooms.lively("by-group", per_group=5)
    small = room.group("Academia")
    for person in [room.people[f"Academia {n}"] for n in range(2, 6)]:
        person.group = room.group("States")
        person.save()
    open_phases(room.consultation, ["published"])
    rows = rows_of(page(client, room, "results_participation"), "Contributions by group and question")
    row = next(row for row in rows if row[0] == small.name)
    assert set(row[2:4]) == {"–"}


@pytest.mark.parametrize("rule", ["anonymous", "chatham-house"])
def test_where_no_time_may_be_shown_none_is(client, rule):
    room = rooms.lively(rule)
    text = page(client, room, "results_participation", "participant")
    assert "When things were said is not shown under this rule." in text
    assert not re.search(r"\d\d:\d\d", text)


def test_without_names_no_group_is_heard_or_silent(client):
    room = rooms.lively("anonymous")
    text = page(client, room, "results_participation", "participant")
    assert "none can be said to have been silent" in text
    assert {name in text.split("<main", 1)[1] for name in room.groups} == {False}


def test_under_the_chatham_house_rule_no_count_leaves_the_room(client):
    room = rooms.lively("chatham-house")
    open_phases(room.consultation, ["published"])
    text = page(client, room, "results_participation")
    assert "There are no contributions that may be counted outside the room." in text

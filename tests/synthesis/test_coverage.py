"""Coverage: what became of every contribution, how it is set, counted, printed and taken along."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from consult import record
from consult.models import Participant, RecordEntry
from consult.procedure import RefusedError
from sessions_app.models import Contribution, Submission
from synthesis.actions import coding, theme
from synthesis.actions.coverage import Choice, settle
from synthesis.models import Disposition, Evidence, Paragraph, Report, Section
from synthesis.models.coverage import Status
from synthesis.queries.coverage import HIDDEN, by_group, table
from synthesis.queries.units import counts, coverage, summary
from synthesis.rules.coverage import percents, quotes
from tests.factories import Room, make_room
from tests.synthesis.rooms import add_session, say
from tests.synthesis.thematic import at_desk

pytestmark = pytest.mark.django_db


def make_report(room: Room, **fields: Any) -> Section:
    report = Report.objects.create(
        consultation=room.consultation, title="A report", drafted_at=timezone.now(), **fields
    )
    return Section.objects.create(report=report, key="x", heading="Views")


def write(section: Section, text: str, *on: Contribution, **fields: Any) -> Paragraph:
    place = section.paragraphs.count()
    paragraph = Paragraph.objects.create(section=section, text=text, position=place, **fields)
    Evidence.objects.bulk_create(Evidence(paragraph=paragraph, contribution=one) for one in on)
    return paragraph


def scene(rule: str = "on-the-record", count: int = 8) -> tuple[Room, list[Contribution], Section]:
    room = make_room(rule=rule, per_group=max(3, count))
    question, _other = add_session(room)
    people = [room.people[f"States {n}"] for n in range(1, count + 1)]
    said = [say(question, person, f"The bridge of village {n} needs new railings.") for n, person in enumerate(people)]
    return room, said, make_report(room)


def of(section: Section, one: Contribution) -> Any:
    return next(unit for unit in coverage(section.report) if one.pk in unit.ids)


# --- worked out from the report --------------------------------------------------------------------------------------


def test_what_a_paragraph_quotes_is_cited_and_what_it_rests_on_is_reflected() -> None:
    _room, said, section = scene()
    write(section, "One said: “The bridge of village 0 needs new railings.” Others spoke too.", said[0], said[1])
    write(section, "Bridges came up.", said[1])
    first, second = of(section, said[0]), of(section, said[1])
    assert (first.status, [place.number.own for place in first.places]) == (Status.CITED, [1])
    assert (second.status, [place.number.own for place in second.places]) == (Status.REFLECTED, [1, 2])
    assert of(section, said[2]).status == Status.OPEN


def test_a_pull_quote_cites_and_says_after_which_paragraph_it_stands() -> None:
    _room, said, section = scene()
    write(section, "Bridges came up.", said[1])
    write(section, "Anything.", said[0], style="quote")
    unit = of(section, said[0])
    assert unit.status == Status.CITED
    assert unit.places[0].words == "after paragraph 1"


def test_a_place_where_nothing_is_written_yet_and_a_removed_paragraph_reflect_nothing() -> None:
    _room, said, section = scene()
    write(section, "On bridges", said[0], grounding="slot")
    write(section, "Bridges came up.", said[1], removed_at=timezone.now())
    assert {of(section, said[0]).status, of(section, said[1]).status} == {Status.OPEN}


def test_a_paragraph_that_only_counts_contributions_reflects_none_of_them() -> None:
    _room, said, section = scene()
    ids = [one.pk for one in said]
    finding = {"kind": "contributed", "contributions": ids}
    write(section, "Eight contributed.", *said, findings=[finding])
    write(
        section,
        "Eight contributed. Bridges came up.",
        *said,
        findings=[finding, {"kind": "said", "contributions": ids[:1]}],
    )
    assert of(section, said[0]).status == Status.REFLECTED
    assert {of(section, one).status for one in said[1:]} == {Status.OPEN}


def test_what_people_put_under_a_confirmed_theme_that_a_paragraph_reports_is_reflected() -> None:
    room, said, section = scene()
    desk = at_desk(room)
    made = theme.make(desk, said[0].question_id, "Bridges")
    coding.code(desk, [one.pk for one in said[:4]], made.pk)
    write(section, "Bridges came up.", said[0], said[1])
    assert of(section, said[3]).status == Status.REFLECTED
    assert of(section, said[4]).status == Status.OPEN
    theme.reopen(desk, theme.Seen(made.pk, made.revision))
    assert of(section, said[3]).status == Status.OPEN


def test_a_theme_of_which_a_paragraph_tells_one_thing_among_others_is_not_reported() -> None:
    room, said, section = scene()
    desk = at_desk(room)
    made = theme.make(desk, said[0].question_id, "Bridges")
    coding.code(desk, [one.pk for one in said[:4]], made.pk)
    write(section, "Much came up.", said[0], said[6])
    assert of(section, said[3]).status == Status.OPEN


def test_a_submission_counts_once_however_many_passages_it_has() -> None:
    room, said, section = scene()
    sent = Submission.objects.create(
        session=said[0].question.session,
        author=said[0].author,
        rule="on-the-record",
        salt=record.salt(),
        submitted_at=timezone.now(),
    )
    Contribution.objects.filter(pk__in=[one.pk for one in said[:3]]).update(submission=sent)
    assert len(coverage(section.report)) == len(said) - 2
    write(section, "Bridges came up.", said[2])
    assert of(section, said[0]).status == Status.REFLECTED
    settled = settle(at_desk(room), section.report, [f"c{said[4].pk}"], Choice("noted"))
    assert settled == 1


def test_what_the_room_does_not_see_is_not_accounted_for() -> None:
    _room, said, section = scene()
    Contribution.objects.filter(pk=said[0].pk).update(state="hidden")
    Contribution.objects.filter(pk=said[1].pk).update(state="withdrawn")
    assert len(coverage(section.report)) == len(said) - 2


# --- set by the rapporteur -------------------------------------------------------------------------------------------


def test_the_rapporteur_says_what_was_noted_and_why_something_was_not_taken_and_it_is_in_the_record() -> None:
    room, said, section = scene()
    desk = at_desk(room)
    settle(desk, section.report, [f"c{said[0].pk}", f"c{said[1].pk}"], Choice("noted"))
    settle(desk, section.report, [f"c{said[0].pk}"], Choice("not-taken", "scope", "  Bridges\x00 are\nelsewhere. "))
    unit = of(section, said[0])
    assert (unit.status, unit.words) == (Status.NOT_TAKEN, "Bridges are elsewhere.")
    assert unit.why == "it is outside the scope of the consultation. Bridges are elsewhere."
    entry = RecordEntry.objects.filter(act="disposition set").last()
    assert entry is not None
    assert entry.payload["of"] == [f"c{said[0].pk}"]
    assert "elsewhere" not in entry.body
    settle(desk, section.report, [f"c{said[0].pk}"], Choice("open"))
    assert of(section, said[0]).status == Status.OPEN


def test_what_is_set_gives_way_to_a_paragraph_and_comes_back_without_it() -> None:
    room, said, section = scene()
    settle(at_desk(room), section.report, [f"c{said[0].pk}"], Choice("noted"))
    paragraph = write(section, "Bridges came up.", said[0])
    assert of(section, said[0]).status == Status.REFLECTED
    paragraph.delete()
    assert of(section, said[0]).status == Status.NOTED


@pytest.mark.parametrize(
    "choice",
    [
        Choice("cited"),
        Choice(""),
        Choice("not-taken"),
        Choice("not-taken", "no such"),
        Choice("not-taken", "other"),
        Choice("noted", "", "x" * 501),
    ],
)
def test_a_choice_that_there_is_not_is_refused(choice: Choice) -> None:
    room, said, section = scene()
    with pytest.raises(RefusedError):
        settle(at_desk(room), section.report, [f"c{said[0].pk}"], choice)
    assert not Disposition.objects.exists()


def test_all_of_them_or_none() -> None:
    room, said, section = scene()
    elsewhere, others, _section = scene()
    write(section, "Bridges came up.", said[0])
    desk = at_desk(room)
    for keys in ([], [f"c{said[1].pk}", f"c{said[0].pk}"], [f"c{said[1].pk}", f"c{others[0].pk}"], ["c", "x9", "s-1"]):
        with pytest.raises(RefusedError):
            settle(desk, section.report, keys, Choice("noted"))
    with pytest.raises(RefusedError):
        settle(at_desk(elsewhere), section.report, [f"c{said[1].pk}"], Choice("noted"))
    assert not Disposition.objects.exists()


# --- numbers ---------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=8))
def test_percentages_always_add_up_to_a_hundred(numbers: list[int]) -> None:
    found = percents({str(place): number for place, number in enumerate(numbers)})
    assert sum(found.values()) == (100 if sum(numbers) else 0)
    for place, number in enumerate(numbers):
        if sum(numbers):
            assert abs(found[str(place)] - 100 * number / sum(numbers)) < 1


@pytest.mark.parametrize("seed", range(4))
def test_every_contribution_has_exactly_one_status_and_all_shares_add_up(seed: int) -> None:
    room, said, section = scene(count=13)
    for place, one in enumerate(said):
        if (place * (seed + 2)) % 5 == 0:
            write(section, f"“{one.text}”" if place % 2 else "Bridges.", one)
        elif (place + seed) % 3:
            kind = Choice("noted") if place % 2 else Choice("not-taken", "length")
            settle(at_desk(room), section.report, [f"c{one.pk}"], kind)
    units = coverage(section.report)
    assert sorted(id_ for unit in units for id_ in unit.ids) == sorted(one.pk for one in said)
    assert sum(counts(units).values()) == len(said)
    assert sum(line.percent or 0 for line in summary(units)) == 100


def test_fewer_than_ten_have_no_percentages() -> None:
    _room, _said, section = scene(count=9)
    assert {line.percent for line in summary(coverage(section.report))} == {None}


@pytest.mark.parametrize(
    ("printed", "said", "expected"),
    [
        ("It was said: “needs new railings, soon”.", "The bridge needs new railings, soon.", True),
        ("« Le pont est vieux et usé »", "Le pont est vieux et usé.", True),
        ("“The bridge [...] needs new railings”", "The bridge of our village needs new railings.", True),
        ("“The bridge [...] needs paint, they added”", "The bridge of our village needs new railings.", False),
        ("The bridge needs new railings.", "The bridge needs new railings.", False),
        ("The word “bridge” was used.", "The bridge needs new railings.", False),
        ("“”", "", False),
    ],
)
def test_what_stands_between_quotation_marks_and_is_from_the_text_is_a_quotation(
    printed: str, said: str, expected: bool
) -> None:
    assert quotes(printed, [said]) is expected


# --- by group --------------------------------------------------------------------------------------------------------


def spread(rule: str, numbers: dict[str, int]) -> tuple[Room, Section]:
    """So many contributions from each group, each from somebody else, every second of them noted."""
    room = make_room(rule=rule, per_group=max(5, *numbers.values()))
    question, _other = add_session(room)
    section = make_report(room)
    said = [
        say(question, room.people[f"{group} {n}"], f"Text {n} of {group}.")
        for group, number in numbers.items()
        for n in range(1, number + 1)
    ]
    settle(at_desk(room), section.report, [f"c{one.pk}" for one in said[::2]], Choice("noted"))
    return room, section


def test_the_table_by_group_counts_every_unit_once() -> None:
    _room, section = spread("on-the-record", {"States": 12, "Business": 14})
    rows = table(section.report)
    assert rows is not None
    assert [row[0] for row in rows[1:]] == ["States", "Business", "All"]
    assert [row[-1] for row in rows[1:]] == ["12", "14", "26"]
    assert [row[3] for row in rows[1:]] == ["6", "7", "13"]


def test_small_groups_are_one_row_and_no_cell_under_k_is_printed() -> None:
    room, section = spread("by-delegation", {"States": 12, "Business": 2, "Academia": 4, "Civil society": 7})
    found = by_group(section.report)
    assert found is not None
    k = room.consultation.smallest_cell
    printed = [cell for row in (*found.rows, found.total) for cell in (*row.counts, row.total)]
    assert all(cell is None or cell == 0 or cell >= k for cell in printed)
    assert [row.label for row in found.rows] == ["States", "Civil society", "Others"]
    assert HIDDEN in str(table(section.report))


def test_no_cell_leans_on_a_hidden_total_which_is_printed_elsewhere() -> None:
    _room, section = spread("on-the-record", {"States": 20, "Business": 13, "Academia": 5, "Civil society": 9})
    found = by_group(section.report)
    assert found is not None
    assert [(row.label, row.total) for row in found.rows] == [("States", 20), ("Business", 13), ("Others", 14)]


def test_a_group_too_small_to_be_named_is_not_alone_in_a_row_however_much_it_said() -> None:
    """Beside two groups that are named, "Others" would be the two people of the third."""
    room, section = spread("by-group", {"States": 12, "Business": 14, "Academia": 16})
    group = room.groups["Academia"]
    members = Participant.objects.filter(group=group).order_by("pk")
    Participant.objects.filter(pk__in=members.values_list("pk", flat=True)[2:]).update(group=None, delegation=None)
    found = by_group(section.report)
    assert found is not None
    assert [(row.label, row.total) for row in found.rows] == [("Business", 14), ("Others", 28)]
    assert members.count() < room.consultation.smallest_cell


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous"])
def test_under_rules_that_protect_who_spoke_there_is_no_table_by_group(rule: str) -> None:
    _room, section = spread(rule, {"States": 12, "Business": 14})
    found = by_group(section.report)
    assert found is None if rule == "chatham-house" else found is not None and not found.rows


def test_too_few_have_no_table() -> None:
    _room, section = spread("on-the-record", {"States": 2, "Business": 2})
    assert table(section.report) is None


# --- the page and the files ------------------------------------------------------------------------------------------


def page_of(section: Section) -> str:
    return reverse("coverage", args=[section.report.consultation.slug, section.report_id])


def test_the_page_lists_filters_searches_and_settles_many_at_once(client: Client) -> None:
    room, said, section = scene(count=40)
    write(section, "Bridges came up.", said[0])
    client.force_login(room.people["rapporteur"].user)
    page = client.get(page_of(section)).text
    assert "40 contributions" in page
    assert "Page 1 of 2" in page
    assert "style=" not in page
    assert "village 39 " in client.get(page_of(section), {"page": "2"}).text
    one = client.get(page_of(section), {"text": "village 7 ", "status": "open"}).text
    assert "1 shown" in one
    assert client.get(page_of(section), {"page": "x\x00", "question": "9" * 30, "status": "no", "text": "\x00"}).text
    answer = client.post(
        page_of(section), {"which": "all", "text": "village 1", "kind": "not-taken", "reason": "scope", "words": "No."}
    )
    assert answer.status_code == 302
    assert Disposition.objects.count() == len([one for one in said if "village 1" in one.text])
    refused = client.post(page_of(section), {"unit": f"c{said[0].pk}", "kind": "noted"})
    assert refused.status_code == 422
    assert "A paragraph rests on one of these" in refused.text


def test_only_the_desk_sees_it(client: Client) -> None:
    room, _said, section = scene()
    for role, status in (("participant", 403), ("observer", 403), ("chair", 200)):
        client.force_login(room.people[role].user)
        assert client.get(page_of(section)).status_code == status
        assert client.get(page_of(section) + "coverage.csv").status_code == status
    assert client.post(page_of(section), {"kind": "noted"}).status_code == 403
    other = make_room()
    client.force_login(other.people["rapporteur"].user)
    assert client.get(reverse("coverage", args=[other.slug, section.report_id])).status_code == 404


def test_the_file_holds_no_formula_and_no_text_of_those_whom_the_rule_protects(client: Client) -> None:
    for rule, shows in (("on-the-record", True), ("chatham-house", False)):
        room, said, section = scene(rule)
        Contribution.objects.filter(pk=said[0].pk).update(text="=1+1 bridges")
        settle(at_desk(room), section.report, [f"c{said[0].pk}"], Choice("not-taken", "other", "@here it is"))
        client.force_login(room.people["rapporteur"].user)
        data = client.get(page_of(section) + "coverage.csv").content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(data)))
        assert len(rows) == len(said)
        assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]
        assert ("bridges" in data) is shows
        assert ("States 1" in data) is shows
        assert client.get(page_of(section) + "coverage.xlsx").content[:2] == b"PK"
        assert client.get(page_of(section) + "coverage.exe").status_code == 404

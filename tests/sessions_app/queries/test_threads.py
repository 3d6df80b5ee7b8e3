"""A thread filtered, what is new since one was here, and whether somebody said nearly the same."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from consult.attribution import Inside, Rule, Terms
from sessions_app.actions import discussion
from sessions_app.models import Contribution, GuidingQuestion, Session, Visit
from sessions_app.queries import filters
from sessions_app.queries.similar import similar
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, say, standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LONG = "States should publish a register of every system that decides on a benefit, before it is used."


@pytest.fixture
def room() -> Room:
    return make_room(per_group=1)


@pytest.fixture
def session(room: Room) -> Session:
    return make_session(room.consultation, questions=2, kind="written")


@pytest.fixture
def reader(room: Room) -> Client:
    client = Client()
    client.force_login(room.people["observer"].user)
    return client


def page(reader: Client, session: Session, query: str = "", number: int = 1) -> str:
    return reader.get(f"{session.get_absolute_url()}q/{number}/{query}").content.decode()


# --- filters ------------------------------------------------------------------------------------------------------


def test_a_thread_is_filtered_by_type_group_and_words(room: Room, question: GuidingQuestion, reader: Client) -> None:
    say(room.people["States 1"], question, "Alpha registers.", type="issue")
    top = say(room.people["Business 1"], question, "Beta audits.", type="proposal")
    say(room.people["States 1"], question, "Gamma under beta.", parent_id=top.pk)
    session = question.session
    assert "Alpha" in page(reader, session, "?type=issue")
    assert "Beta" not in page(reader, session, "?type=issue")
    business = room.group("Business").pk
    assert "Beta" in page(reader, session, f"?group={business}")
    assert "Alpha" not in page(reader, session, f"?group={business}")
    found = page(reader, session, "?q=gamma")  # the reply matches, and stands where it was said
    assert "Beta" in found
    assert "Alpha" not in found
    assert "Nothing here matches" in page(reader, session, "?q=delta")


def test_a_filtered_page_says_so_takes_nothing_new_in_and_leads_to_all(
    room: Room, question: GuidingQuestion, reader: Client
) -> None:
    for number in range(32):
        say(room.people["States 1"], question, f"Thing {number}.", type="issue")
    text = page(reader, question.session, "?type=issue&q=thing")
    assert "Filtered: new contributions are not shown here." in text
    assert "data-fixed" in text
    assert "&amp;type=issue&amp;q=thing#discussion" in text
    assert "data-fixed" not in page(reader, question.session)


@pytest.mark.parametrize(
    "query", ["?type=x", "?group=999999", "?group=x", "?q=%00", "?q=+", "?group=99999999999999999999"]
)
def test_a_filter_that_means_nothing_is_none(room: Room, question: GuidingQuestion, reader: Client, query: str) -> None:
    say(room.people["States 1"], question, "Alpha.")
    text = page(reader, question.session, query)
    assert "Alpha." in text
    assert "data-fixed" not in text


def test_under_the_anonymous_rule_there_is_no_filter_by_group(room: Room) -> None:
    asked = QueryDict(f"group={room.group('States').pk}")
    assert filters.read(asked, room.consultation, Terms(Rule.ON_THE_RECORD, Inside.NAMES)).group
    assert filters.read(asked, room.consultation, Terms(Rule.ANONYMOUS, Inside.NAMES)).group is None


@pytest.mark.parametrize("fields", [{"shown_at_most": "nothing"}, {"rule": Rule.ANONYMOUS}])
def test_a_filter_by_group_does_not_find_who_is_shown_without_it(
    room: Room, question: GuidingQuestion, reader: Client, fields: dict[str, str]
) -> None:
    row = say(room.people["States 1"], question, "Alpha.")
    Contribution.objects.filter(pk=row.pk).update(**fields)
    assert "Alpha." not in page(reader, question.session, f"?group={room.group('States').pk}")


# --- what is new --------------------------------------------------------------------------------------------------


def later(**ago: int) -> None:
    Visit.objects.update(at=timezone.now() - timedelta(**ago))


def test_what_came_since_the_last_visit_is_marked_and_counted(room: Room, session: Session, reader: Client) -> None:
    first = session.questions.get(number=1)
    say(room.people["States 1"], first, "Old.")
    assert "New since your last visit" not in page(reader, session)
    later(hours=2)
    new = say(room.people["Business 1"], first, "New.")
    say(room.people["Business 1"], first, "A reply.", parent_id=new.pk)
    news = reader.get(f"{session.get_absolute_url()}news/").content.decode()
    assert '<span class="badge strong number">2' in news
    text = page(reader, session)
    assert text.index("Old.") < text.index("New since your last visit") < text.index("New.")
    assert "New since your last visit" in page(reader, session)  # a reload is the same visit
    later(hours=2)
    assert "New since your last visit" not in page(reader, session)
    assert "New since" not in reader.get(f"{session.get_absolute_url()}news/").content.decode()


def test_ones_own_is_not_new(room: Room, question: GuidingQuestion, reader: Client) -> None:
    say(room.people["States 1"], question, "Old.")
    client = Client()
    client.force_login(room.people["participant"].user)
    page(client, question.session)
    later(hours=2)
    say(room.people["participant"], question, "Mine.")
    assert "New since your last visit" not in page(client, question.session)


def test_what_is_held_is_not_new(room: Room, question: GuidingQuestion, reader: Client) -> None:
    say(room.people["States 1"], question, "Old.")
    page(reader, question.session)
    later(hours=2)
    say(room.people["States 1"], question, "Held.", third_person=True)
    assert "New since" not in reader.get(f"{question.session.get_absolute_url()}news/").content.decode()


def test_nothing_is_kept_of_the_public_of_a_preview_or_of_an_older_page(room: Room, question: GuidingQuestion) -> None:
    say(room.people["States 1"], question, "Old.")
    session = question.session
    page(Client(), session)
    convenor = Client()
    convenor.force_login(room.people["convenor"].user)
    convenor.post(f"/c/{room.slug}/preview/", {"role": "participant"})
    page(convenor, session)
    reader = Client()
    reader.force_login(room.people["observer"].user)
    page(reader, session, "?before=9999")
    page(reader, session, "?q=old")
    assert not Visit.objects.exists()


def test_a_sitting_keeps_no_visits(room: Room, reader: Client) -> None:
    sitting = make_session(room.consultation)
    page(reader, sitting)
    assert not Visit.objects.exists()


# --- nearly the same ----------------------------------------------------------------------------------------------


def test_what_says_nearly_the_same_is_found_and_other_things_are_not(room: Room, question: GuidingQuestion) -> None:
    same = say(room.people["States 1"], question, LONG)
    say(
        room.people["States 1"],
        question,
        "Courts in rural districts lack interpreters for three of the five languages.",
    )
    typed = "A register of every system that decides on a benefit should be published by States before it is used"
    assert [item.id for item in similar(question, typed)] == [same.pk]
    assert similar(question, "A register") == []
    assert similar(question, "Nothing of this has to do with what was said before, it is about tax.") == []


def test_at_most_three_and_nothing_that_the_room_does_not_see(room: Room, question: GuidingQuestion) -> None:
    rows = [say(room.people["States 1"], question, LONG) for _ in range(5)]
    for row, state in zip(rows, ("held", "hidden", "hidden"), strict=False):
        discussion.moderate(standing_of(room.people["chair"]), row.pk, state, "Because.")
    assert {item.id for item in similar(question, LONG)} == {rows[3].pk, rows[4].pk}


def test_the_hint_is_a_list_for_those_in_the_room_and_asked_within_limits(
    room: Room, question: GuidingQuestion, reader: Client
) -> None:
    say(room.people["States 1"], question, f"{LONG} <b>")
    url = f"{question.session.get_absolute_url()}q/1/similar/"
    text = reader.post(url, {"text": LONG}).content.decode()
    assert "&lt;b&gt;" in text
    assert reader.post(url, {"text": "\x00" * 50}).status_code == 200
    assert reader.get(url).status_code == 405
    assert {reader.post(url, {"text": "x"}).status_code for _ in range(60)} == {200, 429}


def test_of_five_hundred_that_are_alike_three_are_told(room: Room, question: GuidingQuestion) -> None:
    row = say(room.people["States 1"], question, LONG)
    Contribution.objects.bulk_create(
        Contribution(
            question=question, rule=row.rule, text=f"{LONG} {number} " * 8, salt="x", created_at=row.created_at
        )
        for number in range(500)
    )
    assert len(similar(question, LONG * 3)) == 3

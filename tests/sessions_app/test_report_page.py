"""The page of a conference report comes in: texts under no question, by addressee and outcome, and pull quotes."""

import pytest
from django.test import Client
from django.urls import reverse

from consult.actions import document
from consult.models import Consultation, DocumentImport, User
from consult.procedure import RefusedError
from sessions_app.actions import drafting
from sessions_app.intake import entries as intake
from sessions_app.intake.convene import convene
from sessions_app.intake.setup import Setup
from sessions_app.models import Recommendation, RecommendationVersion
from tests.factories import Room, UserFactory, make_room
from tests.sessions_app.factories import make_session, standing_of
from tests.sessions_app.test_import_page import as_sent, decide, page_of, upload

REPORT = """# Theme two: Registers that last

Those present looked at registers that had been moved to machines, and at those that were still kept on paper.

> A register nobody can read is a promise nobody can keep.

## Recommendations

States should:

- keep the paper register until the new one has been read by those whose names are in it. This could include:
    - asking a public library to keep a copy
- publish each year how many mistakes were put right

Companies should say who can read a register that they keep.
"""
pytestmark = pytest.mark.django_db


def read() -> DocumentImport:
    return document.read(REPORT.encode(), "theme.md")


def made(convenor: User | None = None) -> Consultation:
    source = read()
    return convene(source, intake.confirmed(source), Setup(), convenor=convenor)


def test_what_was_read_of_the_report_has_its_place() -> None:
    consultation = made()
    assert consultation.quotes == ["A register nobody can read is a promise nobody can keep."]
    texts = list(consultation.recommendations.order_by("id"))
    assert {text.question for text in texts} == {None}
    assert ["States" in text.addressees for text in texts if text.parent is None].count(True) == 2
    (part,) = (text for text in texts if text.parent)
    assert "public library" in part.versions.get().text
    assert "keep the paper register" in part.parent.versions.get().text


def test_the_review_offers_quotes_and_shows_to_whom_a_text_is_addressed(client: Client) -> None:
    client.force_login(UserFactory())
    source = upload(client, REPORT, "theme.md")
    page = page_of(client, source)
    assert "Pull quote, shown without a name 1" in page
    assert "Addressed to: <bdi>States</bdi>" in page
    assert "a part of recommendation 1" in page
    left_out = as_sent(page) | {"quote-1-use": "no", "setup-time_zone": "UTC", "do": "create"}
    for name in list(left_out):
        if name.endswith("-use") and not left_out[name]:
            left_out[name] = "yes"
    answer = client.post(reverse("import_review", args=[source.pk]), left_out)
    assert answer.status_code == 302, answer.text
    assert Consultation.objects.get().quotes == []


def test_a_quote_can_be_added_in_the_review(client: Client) -> None:
    client.force_login(UserFactory())
    source = upload(client, REPORT, "theme.md")
    answer = decide(client, source, "add quote")
    assert answer["Location"].endswith("#added-quote-1")
    assert 'name="added-quote-1-text"' in page_of(client, source)


def test_pull_quotes_stand_on_the_page_of_the_consultation_and_are_edited_in_the_set_up(client: Client) -> None:
    room = make_room(visibility="public")
    client.force_login(room.people["convenor"].user)
    body = {"title": "T", "document_status": "chair", "time_zone": "Europe/Zurich", "language": "en"}
    body["quotes"] = "One <b>said</b> so.\nAnother said so."
    assert client.post(reverse("setup", args=[room.slug]), body).status_code == 302
    page = Client().get(reverse("consultation", args=[room.slug])).text
    assert page.count('<blockquote class="pull"') == 2
    assert "One &lt;b&gt;said&lt;/b&gt; so." in page


# --- all texts ---------------------------------------------------------------------------------------------------


@pytest.fixture
def room() -> Room:
    """Two texts under a question; beside them two under none, one of them put forward."""
    room = make_room()
    make_session(room.consultation)
    add(room, "0.1", "States should keep paper.", ["States"])
    add(room, "0.2", "Banks should open their books.", ["Banks", "states"], state="put-forward")
    return room


def add(room: Room, number: str, words: str, addressees: list[str], **fields: object) -> Recommendation:
    row = Recommendation.objects.create(consultation=room.consultation, number=number, addressees=addressees, **fields)
    RecommendationVersion.objects.create(recommendation=row, version=1, text=words)
    return row


def texts(client: Client, room: Room, **asked: str) -> str:
    return client.get(reverse("texts", args=[room.slug]), asked).text


def test_texts_under_no_question_stand_last_and_the_page_of_the_consultation_leads_there(
    client: Client, room: Room
) -> None:
    client.force_login(room.people["participant"].user)
    page = texts(client, room)
    assert page.index("States should do thing 2.") < page.index("Under no question") < page.index("States should keep")
    assert "4 texts" in page
    home = client.get(reverse("consultation", args=[room.slug])).text
    assert reverse("texts", args=[room.slug]) in home


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"addressee": "States"}, {"0.1", "0.2"}),
        ({"addressee": "Banks"}, {"0.2"}),
        ({"outcome": "put-forward"}, {"0.2"}),
        ({"addressee": "States", "outcome": "candidate"}, {"0.1"}),
        ({"outcome": "withdrawn"}, set()),
        ({"addressee": "Nobody", "outcome": "x"}, {"1.1", "2.1", "0.1", "0.2"}),
    ],
)
def test_texts_are_filtered_by_addressee_and_outcome(
    client: Client, room: Room, asked: dict[str, str], numbers: set[str]
) -> None:
    client.force_login(room.people["participant"].user)
    page = texts(client, room, **asked)
    found = {number for number in ("1.1", "2.1", "0.1", "0.2") if f"/texts/{number}/" in page}
    assert found == numbers


def test_a_withdrawn_text_is_found_by_its_outcome_alone(client: Client, room: Room) -> None:
    Recommendation.objects.filter(number="0.1").update(state="withdrawn")
    client.force_login(room.people["participant"].user)
    assert "States should keep paper." not in texts(client, room)
    assert "States should keep paper." in texts(client, room, outcome="withdrawn")


def test_a_text_under_no_question_has_its_page_and_can_be_put_forward(client: Client, room: Room) -> None:
    client.force_login(room.people["rapporteur"].user)
    address = reverse("text", args=[room.slug, "0.1"])
    assert "States should keep paper." in client.get(address).text
    assert client.post(reverse("text_state", args=[room.slug, "0.1"]), {"state": "put-forward"}).status_code == 302
    assert Recommendation.objects.get(number="0.1").state == "put-forward"
    assert "put forward" in client.get(address).text
    for page in ("reword", "amend", "compilation"):
        assert client.get(reverse(page, args=[room.slug, "0.1"])).status_code in {200, 403}


def test_a_text_becomes_no_part_of_one_in_another_consultation(room: Room) -> None:
    other = add(make_room(), "0.1", "Elsewhere.", [])
    mine = Recommendation.objects.get(consultation=room.consultation, number="0.1")
    wording = drafting.Wording(text="States should keep paper, too.", version=1, parent_id=other.pk)
    with pytest.raises(RefusedError, match="same question"):
        drafting.reword(standing_of(room.people["rapporteur"]), mine.pk, wording)

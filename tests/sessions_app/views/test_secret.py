"""The pages of a secret ballot: mark, review, cast; the desk's buttons; what every page shows of it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from sessions_app import fragments
from sessions_app.actions import closing, secret
from sessions_app.models import Ballot, Participation, SecretVote, Session
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, standing_of

pytestmark = pytest.mark.django_db


def as_(room: Room, name: str) -> Client:
    client = Client()
    client.force_login(room.people[name].user)
    return client


def put_by_the_desk(room: Room, **body: object) -> tuple[Session, Ballot]:
    session = make_session(room.consultation, questions=1)
    text = session.questions.get().recommendations.get()
    as_(room, "chair").post(reverse("steer", args=[room.slug, session.pk]), {"do": "put-secret", "on": text.pk, **body})
    return session, Ballot.objects.get()


def address(room: Room, ballot: Ballot) -> str:
    return reverse("secret", args=[room.slug, ballot.pk])


def test_a_ballot_is_marked_reviewed_and_cast_without_javascript() -> None:
    room = make_room(per_group=1)
    _session, ballot = put_by_the_desk(room)
    voter = as_(room, "States 1")
    page = voter.get(address(room, ballot))
    values = re.findall(r'type="radio"[^>]*value="([^"]*)"', page.content.decode())
    assert len({len(value) for value in values}) == 1, "who watches the line must not tell yes from no by its length"
    review = voter.post(address(room, ballot), {"choice": values[0]}).content.decode()
    assert "Review your ballot" in review
    assert not Participation.objects.exists()
    done = voter.post(address(room, ballot), {"choice": values[0], "do": "cast"}, follow=True).content.decode()
    assert "Your ballot is in the box" in done
    assert str(Participation.objects.get().pk) in done
    assert SecretVote.objects.get().choice == "yes"
    assert "Review it" not in done


def test_what_one_voted_stands_on_no_page() -> None:
    room = make_room(per_group=1)
    session, ballot = put_by_the_desk(room)
    for person, choice in (("States 1", "yes"), ("Business 1", "no")):
        as_(room, person).post(address(room, ballot), {"choice": choice, "do": "cast"})
    addresses = [
        address(room, ballot),
        reverse("text", args=[room.slug, "1.1"]),
        reverse("question", args=[room.slug, session.pk, 1]),
        reverse("own_data"),
    ]
    voter = as_(room, "States 1")
    before = [plain(voter.get(one).content.decode()) for one in addresses]
    SecretVote.objects.update(choice="abstain")
    assert [plain(voter.get(one).content.decode()) for one in addresses] == before


def plain(page: str) -> str:
    """A page without what is random in it."""
    return re.sub(r'(csrfmiddlewaretoken"|nonce|data-ticket|name="now")[^>]*', "", page)


def test_nothing_marked_is_said_beside_the_paper() -> None:
    room = make_room(per_group=1)
    _session, ballot = put_by_the_desk(room)
    for choice in ("", "support", "\x00"):
        answer = as_(room, "States 1").post(address(room, ballot), {"choice": choice})
        assert answer.status_code == 400
        assert "Choose one of the answers first" in answer.content.decode()
    assert not Participation.objects.exists()


def test_json_is_answered_with_the_receipt() -> None:
    room = make_room(per_group=1)
    _session, ballot = put_by_the_desk(room)
    client, sent = as_(room, "States 1"), {"choice": "no", "do": "cast"}
    options = {"content_type": "application/json", "headers": {"accept": "application/json"}}
    first = client.post(address(room, ballot), sent, **options).json()  # type: ignore[arg-type]
    assert first == client.post(address(room, ballot), sent, **options).json()  # type: ignore[arg-type]
    assert set(first) == {"answer", "receipt"}


def test_the_desk_puts_with_its_terms_and_closes_with_one_button() -> None:
    room = make_room(per_group=2)
    session, ballot = put_by_the_desk(room, majority="two-thirds", quorum="3")
    assert (ballot.box.majority, ballot.box.quorum) == ("two-thirds", 3)
    chair = as_(room, "chair")
    desk = chair.get(reverse("desk", args=[room.slug, session.pk])).content.decode()
    assert "Close the secret ballot on text 1.1" in desk
    for number in (1, 2):
        for group in ("States", "Business", "Academia"):
            secret.cast(room.people[f"{group} {number}"].pk, ballot.pk, "yes")
    steer = reverse("steer", args=[room.slug, session.pk])
    chair.post(steer, {"do": "close-ballot", "on": ballot.pk})
    page = as_(room, "observer").get(address(room, ballot)).content.decode()
    assert "The count says “adopted”; the chair declares it" in page
    assert "6 in favour" in page
    desk = chair.get(reverse("desk", args=[room.slug, session.pk])).content.decode()
    assert "Declare the outcome on text 1.1" in desk
    assert "Text 1.1: adopted." in chair.post(steer, {"do": "declare", "on": ballot.pk}, follow=True).content.decode()
    page = as_(room, "observer").get(address(room, ballot)).content.decode()
    assert "Adopted by secret ballot" in page
    desk = chair.get(reverse("desk", args=[room.slug, session.pk])).content.decode()
    assert "Declare the outcome" not in desk


def test_the_desk_offers_a_secret_ballot_on_a_candidate() -> None:
    room = make_room(per_group=1)
    session = make_session(room.consultation, questions=1)
    desk = as_(room, "chair").get(reverse("desk", args=[room.slug, session.pk])).content.decode()
    assert 'value="put-secret"' in desk


def test_the_record_of_the_decision_tells_the_terms_the_totals_and_the_limits_and_nobody() -> None:
    room = make_room(per_group=2)
    _session, ballot = put_by_the_desk(room, majority="two-thirds", quorum="3")
    at, reader = reverse("ballot", args=[room.slug, ballot.pk]), as_(room, "observer")
    assert "What it came to stands here when it is closed" in reader.get(at).content.decode()
    for number in (1, 2):
        for group in ("States", "Business", "Academia"):
            secret.cast(room.people[f"{group} {number}"].pk, ballot.pk, "no" if number == 2 else "yes")
    secret.close(ballot.pk, room.people["chair"])
    closing.declare(standing_of(room.people["chair"]), ballot.pk)
    page, ballot = reader.get(at).content.decode(), Ballot.objects.get(pk=ballot.pk)
    assert "States should do thing 1." in page
    for fact in (
        "two thirds of those who vote yes or no", "Not adopted", "3 in favour, 3 against", ballot.digest,
        '<dd class="number">9</dd>', '<dd class="number">6</dd>', '<span class="number">3</span>',
        reverse("confidentiality", args=[room.slug]),
    ):  # fmt: skip
        assert fact in page, fact
    assert not [name for name in room.people if name[-1].isdigit() and room.people[name].name in page]
    assert at in reader.get(reverse("text", args=[room.slug, "1.1"])).content.decode()


@pytest.mark.parametrize("audience", ["participant", "desk", "screen", "public"])
def test_no_frame_carries_more_than_the_turnout_while_it_runs(audience: str) -> None:
    room = make_room(per_group=2)
    session, ballot = put_by_the_desk(room)
    view = fragments.View(room.consultation.pk, session.pk, audience, "en")

    def frames() -> str:
        seq = fragments.head(room.consultation.pk)
        return str([fragments.changes(view, 0, seq), fragments.tallies(view, {ballot.pk})])

    for person, choice in (("States 1", "yes"), ("Business 1", "no")):
        secret.cast(room.people[person].pk, ballot.pk, choice)
    one_each = frames()
    assert "2 of 9 have answered" in one_each
    SecretVote.objects.update(choice="abstain")
    assert frames() == one_each


@pytest.mark.parametrize("rule", ["on-the-record", "chatham-house"])
def test_every_page_that_shows_a_text_stands_with_a_secret_result(rule: str) -> None:
    room = make_room(per_group=2, rule=rule)
    session, ballot = put_by_the_desk(room)
    for number in (1, 2):
        for group in ("States", "Business", "Academia"):
            secret.cast(room.people[f"{group} {number}"].pk, ballot.pk, "yes")
    chair = as_(room, "chair")
    secret.close(ballot.pk, room.people["chair"])
    for name, args in (
        ("question", [session.pk, 1]), ("desk", [session.pk]), ("screen", [session.pk]), ("text", ["1.1"]),
    ):  # fmt: skip
        page = chair.get(reverse(name, args=[room.slug, *args]))
        assert page.status_code == 200
        expected = "6 in favour" if rule == "on-the-record" else "Of fewer than 10"
        assert expected in page.content.decode(), name

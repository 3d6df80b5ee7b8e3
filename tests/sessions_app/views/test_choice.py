"""The pages of a choice among options: drafted and opened by the desk, marked by keyboard, counted, printed."""

import pytest
from django.test import Client
from django.urls import reverse

from sessions_app import fragments
from sessions_app.models import Ballot, Candidacy, Marking, Participation, SecretVote, Session
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session
from tests.sessions_app.views.test_secret import as_

pytestmark = pytest.mark.django_db


def drafted(room: Room, **fields: str) -> tuple[Client, Session, Ballot]:
    chair, session = as_(room, "chair"), make_session(room.consultation, questions=1)
    body = {"title": "Who speaks?", "options": "Ada\nBen\nCleo", "method": "ranked", "seats": "1", "secret": "yes"}
    answer = chair.post(reverse("choices", args=[room.slug, session.pk]), body | fields)
    ballot = Ballot.objects.get()
    assert answer.headers["Location"] == desk_of(room, ballot)
    return chair, session, ballot


def desk_of(room: Room, ballot: Ballot) -> str:
    return reverse("choice_desk", args=[room.slug, ballot.pk])


def page_of(room: Room, ballot: Ballot) -> str:
    return reverse("choice", args=[room.slug, ballot.pk])


def ids() -> list[str]:
    return [f"option-{option.pk}" for option in Candidacy.objects.all()]


def test_from_draft_to_result_without_javascript() -> None:
    room = make_room(per_group=2)
    chair, session, ballot = drafted(room)
    assert as_(room, "States 1").get(page_of(room, ballot)).status_code == 404
    chair.post(desk_of(room, ballot), {"do": "open"})
    ada, ben, cleo = ids()
    for number in (1, 2):
        for group in ("States", "Business", "Academia"):
            voter = as_(room, f"{group} {number}")
            body = {ada: "2", ben: "1", cleo: ""}
            review = voter.post(page_of(room, ballot), body).content.decode()
            assert review.index("<bdi>Ben</bdi>") < review.index("<bdi>Ada</bdi>")
            assert (
                "Your ballot is in the box"
                in voter.post(page_of(room, ballot), body | {"do": "cast"}, follow=True).content.decode()
            )
    assert SecretVote.objects.count() == 6
    session_page = as_(room, "observer").get(reverse("question", args=[room.slug, session.pk, 1])).content.decode()
    assert page_of(room, ballot) in session_page
    assert "Choose your room" not in session_page  # there is none: what is chosen among is no room
    chair.post(desk_of(room, ballot), {"do": "close"})
    result = as_(room, "observer").get(page_of(room, ballot)).content.decode()
    for words in ("Elected: Ben", "round by round", "6 of 9 on the list"):
        assert words in result


@pytest.mark.parametrize(
    ("marks", "why"),
    [
        (["1", "1", ""], "same place"),
        (["1", "3", ""], "left out"),
        (["", "", ""], "Nothing is marked"),
        (["-1", "", ""], "whole numbers"),
        (["1.5", "", ""], "whole numbers"),
        (["9" * 30, "", ""], "whole numbers"),
        (["\x00", "", ""], "whole numbers"),
    ],
)
def test_a_wrong_paper_is_refused_with_why_and_keeps_what_was_marked(marks: list[str], why: str) -> None:
    room = make_room(per_group=1)
    chair, _session, ballot = drafted(room)
    chair.post(desk_of(room, ballot), {"do": "open"})
    answer = as_(room, "States 1").post(page_of(room, ballot), dict(zip(ids(), marks, strict=True)))
    assert answer.status_code == 400
    assert why in answer.content.decode()
    if marks[0] == "1":
        assert '<option value="1" selected>' in answer.content.decode()
    assert not Participation.objects.exists()


def test_what_is_not_secret_is_cast_at_once_and_can_be_changed() -> None:
    room = make_room(per_group=1)
    chair, _session, ballot = drafted(room, secret="", method="approval")
    chair.post(desk_of(room, ballot), {"do": "open"})
    voter, (ada, ben, _cleo) = as_(room, "States 1"), ids()
    for marked in (ada, ben):
        page = voter.post(page_of(room, ballot), {marked: "1"}, follow=True).content.decode()
    assert "You can change it until it closes" in page
    assert Marking.objects.get().answer == ben.removeprefix("option-")


@pytest.mark.parametrize("audience", ["participant", "desk", "screen", "public"])
def test_no_frame_tells_of_choices_while_it_runs(audience: str) -> None:
    room = make_room(per_group=1)
    chair, session, ballot = drafted(room, secret="", method="approval")
    chair.post(desk_of(room, ballot), {"do": "open"})
    view = fragments.View(room.consultation.pk, session.pk, audience, "en")
    as_(room, "States 1").post(page_of(room, ballot), {ids()[0]: "1"})

    def frames() -> str:
        seq = fragments.head(room.consultation.pk)
        return str([fragments.changes(view, 0, seq), fragments.tallies(view, {ballot.pk})])

    before = frames()
    Marking.objects.update(answer=ids()[1].removeprefix("option-"))
    assert frames() == before
    if audience != "screen":
        assert page_of(room, ballot) in before


def test_a_wrong_draft_keeps_what_was_typed() -> None:
    room = make_room()
    session = make_session(room.consultation, questions=0)
    answer = as_(room, "chair").post(
        reverse("choices", args=[room.slug, session.pk]),
        {"title": "Who\x00 speaks?", "options": "Only one", "method": "ranked", "seats": "x", "secret": "yes"},
    )
    assert answer.status_code == 400
    assert "Only one" in answer.content.decode()
    assert not Ballot.objects.exists()


def test_the_projector_shows_the_options_and_the_turnout_then_the_result() -> None:
    room = make_room(per_group=2)
    chair, session, ballot = drafted(room)
    screen = reverse("screen", args=[room.slug, session.pk])
    assert "Ben" not in chair.get(screen).content.decode()
    chair.post(desk_of(room, ballot), {"do": "open"})
    ada, ben, _cleo = ids()
    for number in (1, 2):
        for group in ("States", "Business", "Academia"):
            as_(room, f"{group} {number}").post(page_of(room, ballot), {ben: "1", ada: "2", "do": "cast"})
    shown = chair.get(screen).content.decode()
    for words in ("Who speaks?", "<bdi>Ada</bdi>", "<bdi>Cleo</bdi>", "6 of 9 have answered", f"turnout-{ballot.pk}"):
        assert words in shown
    assert "Elected" not in shown
    chair.post(desk_of(room, ballot), {"do": "close"})
    shown = chair.get(screen).content.decode()
    assert "Elected: Ben" in shown
    assert shown.index("<bdi>Ben</bdi>") < shown.index("<bdi>Cleo</bdi>")


def test_the_desk_brings_a_choice_to_the_screen_and_the_question_takes_its_place() -> None:
    room = make_room(per_group=1)
    chair, session, ballot = drafted(room)
    screen, question = reverse("screen", args=[room.slug, session.pk]), session.questions.get()
    assert chair.post(desk_of(room, ballot), {"do": "show"}).status_code == 400  # nobody sees a draft
    chair.post(desk_of(room, ballot), {"do": "open"})
    chair.post(reverse("steer", args=[room.slug, session.pk]), {"do": "show", "on": question.pk})
    assert "Who speaks?" not in chair.get(screen).content.decode()
    assert "stands on every screen" in chair.post(desk_of(room, ballot), {"do": "show"}, follow=True).content.decode()
    assert "Who speaks?" in chair.get(screen).content.decode()
    other = make_session(room.consultation, questions=0)
    chair.post(reverse("steer", args=[room.slug, other.pk]), {"do": "show-ballot", "on": ballot.pk})
    assert "Who speaks?" not in chair.get(reverse("screen", args=[room.slug, other.pk])).content.decode()


def test_frames_bring_the_projector_from_the_options_to_the_result() -> None:
    room = make_room(per_group=1)
    chair, session, ballot = drafted(room)
    view = fragments.View(room.consultation.pk, session.pk, "screen", "en")

    def frame(after: int) -> str:
        return str(fragments.changes(view, after, fragments.head(room.consultation.pk))["put"])

    start = fragments.head(room.consultation.pk)
    chair.post(desk_of(room, ballot), {"do": "open"})
    assert "Cleo" in frame(start)
    assert f"turnout-{ballot.pk}" in str(fragments.tallies(view, {ballot.pk}))
    opened = fragments.head(room.consultation.pk)
    chair.post(desk_of(room, ballot), {"do": "close"})
    assert "Nobody was elected" in frame(opened)

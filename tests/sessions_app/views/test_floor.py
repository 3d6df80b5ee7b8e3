"""The floor on its pages: the buttons that fit, refusals in words, and nothing a rule forbids on any of them."""

import re

import pytest
from django.test import Client

from consult.models import Participant, RecordEntry
from sessions_app import fragments
from sessions_app.actions import calling, floor, speaking
from sessions_app.models import Session, SpeakingRequest
from sessions_app.views.floor import CHAIRS
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.factories import make_session, standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


@pytest.fixture
def session(room: Room) -> Session:
    session = make_session(room.consultation, speaking_seconds=120)
    floor.open_list(standing_of(room.people["chair"]), session.pk)
    return session


def signed_in(person: Participant) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def path(session: Session, rest: str = "q/1/") -> str:
    return f"/c/{session.consultation.slug}/s/{session.pk}/{rest}"


def ask(person: Participant, session: Session, **fields: object) -> SpeakingRequest:
    return speaking.ask(standing_of(person), session.pk, **fields)  # type: ignore[arg-type]


def test_one_asks_is_told_the_place_and_withdraws_by_forms_alone(room: Room, session: Session) -> None:
    ask(room.people["States 1"], session)
    client = signed_in(room.people["Business 1"])
    assert "Ask for the floor" in client.get(path(session)).text

    answer = client.post(path(session, "floor/ask/"), {"question": "1", "on_behalf_of": "", "in_room": "on"})
    assert answer["Location"] == path(session) + "#floor"
    page = client.get(path(session)).text
    assert "You are number <b>2</b> on the list." in page
    assert "Ask for the floor" not in page
    request = SpeakingRequest.objects.get(participant=room.people["Business 1"])
    assert not request.is_remote

    client.post(path(session, "floor/withdraw/"), {"on": request.pk, "question": "1"})
    assert "Ask for the floor" in client.get(path(session)).text


def test_a_refusal_is_told_on_the_page_one_came_from(room: Room, session: Session) -> None:
    floor.close_list(standing_of(room.people["chair"]), session.pk)
    client = signed_in(room.people["States 1"])
    answer = client.post(path(session, "floor/ask/"), {"question": "2"}, follow=True)
    assert answer.redirect_chain[0][0] == path(session, "q/2/#floor")
    assert "The list of speakers is closed" in answer.text
    assert not SpeakingRequest.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"on": "x"},
        {"on": "9" * 30, "limit": "-1", "minutes": "x", "before": "٣", "instead_of": "x", "to": "\x00"},
        {"on": "\ud83d", "question": "9" * 18, "delegation": "x", "order": "\x00", "budget-x": "1", "budget-": "2"},
        {"on": "1", "budget-99999999999": "5", "order": "asked", "seconds": "99999999999999", "quorum": "x"},
    ],
)
def test_nonsense_is_refused_in_words_and_changes_nothing(room: Room, session: Session, body: dict[str, str]) -> None:
    before = RecordEntry.objects.count()
    chair, person = signed_in(room.people["chair"]), signed_in(room.people["States 1"])
    body = {key: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for key, value in body.items()}
    for act in CHAIRS:
        if act not in {"open", "close"} and (act != "quorum" or body.get("quorum")):  # an empty quorum is none
            assert chair.post(path(session, f"desk/floor/{act}/"), body).status_code == 302, act
    for act in ("withdraw", "back", "yield"):
        assert person.post(path(session, f"floor/{act}/"), body).status_code == 302, act
    assert RecordEntry.objects.count() == before
    assert chair.post(path(session, "desk/floor/sing/"), body).status_code == 404
    assert person.post(path(session, "floor/call/"), body).status_code == 404


def test_the_desk_calls_the_next_with_one_click_and_twice_is_once(room: Room, session: Session) -> None:
    one, two = ask(room.people["States 1"], session), ask(room.people["Business 1"], session)
    chair = signed_in(room.people["chair"])
    page = chair.get(path(session, "desk/")).text
    button = re.search(r'name="instead_of" value="(\d+)"><button class="main" name="on" value="(\d+)"', page)
    assert button
    assert button.groups() == ("0", str(one.pk))

    for _ in range(2):
        chair.post(path(session, "desk/floor/call/"), {"instead_of": "0", "on": one.pk})
    late = chair.post(path(session, "desk/floor/call/"), {"instead_of": "0", "on": two.pk}, follow=True)

    assert "The floor has moved" in late.text
    assert SpeakingRequest.objects.get(state="speaking") == one
    assert "Has spoken" in chair.get(path(session, "desk/floor/")).text


def test_the_region_of_one_person_is_not_anothers(room: Room, session: Session) -> None:
    request = ask(room.people["States 1"], session)
    mine = signed_in(room.people["States 1"]).get(path(session, "floor/?question=1"))
    others = signed_in(room.people["Business 1"]).get(path(session, "floor/?question=1"))
    assert "You are next." in mine.text
    assert mine["Cache-Control"] == "no-store"
    assert f'name="on" value="{request.pk}"' not in others.text


def test_used_time_by_group_is_for_the_chair_alone(room: Room, session: Session) -> None:
    ask(room.people["States 1"], session)
    assert "Time used, by group" in signed_in(room.people["chair"]).get(path(session, "desk/")).text
    for address in ("q/1/", "screen/", "floor/"):
        assert "Time used" not in signed_in(room.people["States 1"]).get(path(session, address)).text


@pytest.mark.parametrize(
    ("show", "there"), [("", "all"), ("text", "text"), ("floor", "floor"), ("join", "join"), ("<b>", "all")]
)
def test_each_projector_shows_what_its_address_says(room: Room, session: Session, show: str, there: str) -> None:
    page = signed_in(room.people["chair"]).get(path(session, f"screen/?show={show}")).text
    assert f'data-show="{there}"' in page
    assert page.count('<h1 class="visually-hidden">') == (there in {"floor", "join"})


def test_a_written_round_shows_no_floor(room: Room) -> None:
    session = make_session(room.consultation, kind="written")
    for role, rest in (("States 1", "q/1/"), ("chair", "desk/")):
        page = signed_in(room.people[role]).get(path(session, rest))
        assert page.status_code == 200
        assert "floor-yours" not in page.text


# --- what a rule forbids ----------------------------------------------------------------------------------------------

MARKERS = ("Zyxname", "Qwvbody", "Pqrgroup")


def marked(rule: str, inside: str = "names") -> tuple[Room, Session, Participant]:
    """Somebody with markers has the floor and waits, on behalf of others with a marker."""
    room = make_room(rule=rule, inside=inside)
    session = make_session(room.consultation, speaking_seconds=60)
    chair = standing_of(room.people["chair"])
    delegation = room.delegations["States B"]
    delegation.name = "Qwvbody"
    delegation.save()
    who = [
        ParticipantFactory(
            consultation=room.consultation, name="Zyxname", delegation=delegation, group=delegation.group
        )
        for _ in range(2)
    ]
    floor.open_list(chair, session.pk)
    for person in who:
        ask(person, session, on_behalf_of="Pqrgroup")
    calling.call(chair, session.pk, SpeakingRequest.objects.get(participant=who[0]).pk)
    calling.add(chair, session.pk, name="Zyxname", delegation_id=delegation.pk)
    return room, session, who[1]


def everything(room: Room, session: Session, reader: Participant) -> str:
    """Pages, own regions and frames of every audience."""
    client, chair = signed_in(reader), signed_in(room.people["chair"])
    pages = [client.get(path(session, rest)).text for rest in ("q/1/", "floor/", "screen/", "screen/?show=floor")]
    pages += [chair.get(path(session, rest)).text for rest in ("q/1/", "desk/", "desk/floor/")]
    for audience in ("participant", "desk", "screen", "public"):
        view = fragments.View(room.consultation.pk, session.pk, audience, "en")
        pages += [put["html"] for put in fragments.changes(view, 0, 99)["put"]]
    # The names of bodies from which the desk chooses say nothing of who asked.
    return re.sub(r'<select id="add-delegation".*?</select>', "", " ".join(pages), flags=re.DOTALL)


@pytest.mark.parametrize(
    ("rule", "inside", "seen"),
    [
        ("on-the-record", "names", {"Zyxname", "Qwvbody", "Pqrgroup"}),
        ("by-delegation", "names", {"Qwvbody", "Pqrgroup"}),
        ("by-group", "names", set()),
        ("chatham-house", "names", {"Zyxname", "Qwvbody", "Pqrgroup"}),
        ("chatham-house", "delegation", {"Qwvbody", "Pqrgroup"}),
        ("chatham-house", "group", set()),
        ("anonymous", "names", set()),
    ],
)
def test_the_floor_shows_what_the_rule_lets_the_room_see(rule: str, inside: str, seen: set[str]) -> None:
    room, session, _ = marked(rule, inside)
    text = everything(room, session, room.people["observer"])
    assert {marker for marker in MARKERS if marker in text} == seen


def test_under_the_anonymous_rule_a_list_is_a_number(room: Room) -> None:
    room, session, _ = marked("anonymous")
    page = signed_in(room.people["observer"]).get(path(session)).text
    assert "2 names on the list" in page
    assert "nobody sees who waits" in page
    assert "Next:" not in signed_in(room.people["observer"]).get(path(session, "screen/")).text
    assert "Time used" not in signed_in(room.people["chair"]).get(path(session, "desk/")).text


def test_who_asked_under_a_stricter_rule_stays_behind_it(room: Room) -> None:
    session = make_session(room.consultation)
    first, second = session.questions.all()
    first.attribution_rule = "anonymous"
    first.save()
    Session.objects.filter(pk=session.pk).update(current_question=first)
    floor.open_list(standing_of(room.people["chair"]), session.pk)
    ask(room.people["States 1"], session)
    Session.objects.filter(pk=session.pk).update(current_question=second)

    page = signed_in(room.people["observer"]).get(path(session)).text

    assert "nobody sees who waits" in page
    assert "States 1" not in page


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous", "on-the-record"])
def test_nobody_outside_sees_a_floor(rule: str) -> None:
    room, session, _ = marked(rule)
    for rest in ("q/1/", "floor/", "screen/", "desk/floor/", "since/?after=0"):
        answer = Client().get(path(session, rest))
        assert answer.status_code in {302, 403, 404}
        assert not any(marker in answer.text for marker in MARKERS)
    view = fragments.View(room.consultation.pk, session.pk, "public", "en")
    ids = [put["id"] for put in fragments.changes(view, 0, 99)["put"]]
    assert not [name for name in ids if name.startswith(("floor", "speakers", "podium", "presence"))]

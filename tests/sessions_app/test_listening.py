"""Interpretation, captions and the language of the floor: for those admitted, https alone, live from the desk."""

import json

import pytest
from django.test import Client

from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app import fragments
from sessions_app.actions.session import speak_in
from sessions_app.models import Session
from sessions_app.queries.listening import listening
from sessions_app.rules.links import is_https
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, standing_of

pytestmark = pytest.mark.django_db
BOOTH, CAPTIONS = "https://booth.example.org/fr?room=1", "https://captions.example.org/live"


@pytest.fixture
def room() -> Room:
    return make_room(visibility="public")


@pytest.fixture
def session(room: Room) -> Session:
    booths = [{"language": "fr", "link": BOOTH}, {"language": "International Sign", "link": BOOTH + "2"}]
    return make_session(room.consultation, interpretation=booths, captions_link=CAPTIONS, floor_language="ar")


def client_of(room: Room, role: str) -> Client:
    client = Client()
    client.force_login(room.people[role].user)
    return client


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("https://example.org", True),
        ("HTTPS://Example.org:8443/a?b=c#d", True),
        ("https://xn--e1afmkfd.example/запись", True),
        ("http://example.org", False),
        ("https://user:word@example.org/", False),
        ("https://example.org@evil.example/", False),
        ("https://example.org/ https://other.org", False),
        (" https://example.org", False),
        ("javascript:alert(1)//https://a.org", False),
        ("https://", False),
        ("https://a.org/\x00b", False),
        ("https://" + "a" * 600, False),
        ("", False),
    ],
)
def test_only_one_plain_https_address_is_a_link(text: str, answer: bool) -> None:
    assert is_https(text) is answer


@pytest.mark.parametrize("page", ["", "q/1/", "screen/", "desk/"])
def test_those_admitted_find_the_links_and_the_language(room: Room, session: Session, page: str) -> None:
    html = client_of(room, "chair").get(f"{session.get_absolute_url()}{page}", follow=True).content.decode()
    assert BOOTH in html
    assert CAPTIONS in html
    assert '<b lang="ar"><bdi>العربية</bdi></b>' in html
    assert "International Sign" in html


def test_nobody_outside_finds_them(room: Room, session: Session) -> None:
    stranger = Client()
    for page in (
        f"/c/{room.slug}/",
        f"/c/{room.slug}/card/",
        f"/c/{room.slug}/feed/",
        f"/c/{room.slug}/calendar.ics",
        session.get_absolute_url(),
        f"{session.get_absolute_url()}screen/",
        f"{session.get_absolute_url()}since/?after=0",
    ):
        assert b"example.org/fr" not in stranger.get(page).content
    view = fragments.View(room.consultation.pk, session.pk, "public", "en")
    speak_in(standing_of(room.people["chair"]), session.pk, "fr")
    assert "listening" not in json.dumps(fragments.changes(view, 0, fragments.head(room.consultation.pk)))


def test_one_button_of_the_desk_moves_every_screen(room: Room, session: Session) -> None:
    before = fragments.head(room.consultation.pk)
    client_of(room, "chair").post(f"{session.get_absolute_url()}steer/", {"do": "language", "language": "ru"})
    for audience in ("participant", "desk", "screen"):
        view = fragments.View(room.consultation.pk, session.pk, audience, "en")
        frame = fragments.changes(view, before, fragments.head(room.consultation.pk))
        html = next(put["html"] for put in frame["put"] if put["id"] == f"listening-{session.pk}")
        assert '<b lang="ru">' in html
    entry = RecordEntry.objects.get(act="floor language")
    assert entry.payload == {"session": session.pk, "language": "ru"}


@pytest.mark.parametrize("language", ["", "tlh", "en\x00", "fr "])
def test_the_language_is_one_of_the_list(room: Room, session: Session, language: str) -> None:
    with pytest.raises(RefusedError, match="from the list"):
        speak_in(standing_of(room.people["chair"]), session.pk, language)
    session.refresh_from_db()
    assert session.floor_language == "ar"


def test_only_the_desk_says_it_and_only_here(room: Room, session: Session) -> None:
    with pytest.raises(RefusedError, match="is for"):
        speak_in(standing_of(room.people["participant"]), session.pk, "fr")
    with pytest.raises(RefusedError, match="no such session"):
        speak_in(standing_of(make_room().people["chair"]), session.pk, "fr")


def _set_up(room: Room, session: Session, **changed: str) -> tuple[int, Session]:
    body = {"do": "session", "session-title": "Sitting", "session-kind": "sitting"}
    body |= {f"session-{name}": value for name, value in changed.items()}
    answer = client_of(room, "convenor").post(f"/c/{room.slug}/set-up/agenda/{session.pk}/", body)
    session.refresh_from_db()
    return answer.status_code, session


def test_the_set_up_takes_booths_line_by_line(room: Room, session: Session) -> None:
    status, kept = _set_up(
        room,
        session,
        interpretation=f"Español; {BOOTH}\nQuechua; https://a.example/q",
        captions_link=CAPTIONS,
        floor_language="fr",
    )
    assert status == 302
    shown = listening(kept)
    assert [(c.language.code, c.language.name) for c in shown.channels] == [("es", "Español"), ("", "Quechua")]
    assert shown.floor is not None
    assert shown.floor.code == "fr"


@pytest.mark.parametrize(
    "wrong",
    [
        {"interpretation": "French; http://a.example/"},
        {"interpretation": "https://a.example/"},
        {"interpretation": "French"},
        {"interpretation": "French; https://a@b.example/"},
        {"captions_link": "javascript:alert(1)"},
        {"captions_link": "http://a.example"},
        {"floor_language": "xx"},
    ],
)
def test_what_is_no_https_link_changes_nothing(room: Room, session: Session, wrong: dict[str, str]) -> None:
    status, kept = _set_up(room, session, **wrong)
    assert status == 400
    assert (kept.floor_language, kept.captions_link, len(kept.interpretation)) == ("ar", CAPTIONS, 2)


def test_a_link_that_got_in_otherwise_stands_on_no_page(room: Room, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(
        interpretation=[{"language": "fr", "link": "javascript:alert(1)"}], captions_link="http://a.example"
    )
    html = client_of(room, "participant").get(f"{session.get_absolute_url()}q/1/").content.decode()
    assert "javascript:alert" not in html
    assert "http://a.example" not in html

"""Papers: signed, by theme, on their dates, each with a thread; nothing of them is seen before."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult import record
from consult.models import Consultation, RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions.paper import publish_due
from sessions_app.models import GuidingQuestion, Paper
from tests.factories import Room, make_room
from tests.sessions_app.factories import say
from tests.sessions_app.written import docx, make_paper

pytestmark = pytest.mark.django_db
LATER = timedelta(days=7)


@pytest.fixture
def room() -> Room:
    return make_room(format="symposium", visibility="public", discussion_only=True)


def page(client: Client, room: Room, name: str = "papers", *parts: object) -> str:
    answer = client.get(reverse(name, args=[room.slug, *parts]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_paper_appears_on_its_date_by_the_clock_and_once(room: Room) -> None:
    paper = make_paper(room, appears_at=timezone.now() + LATER)
    assert (publish_due(), paper.thread) == (0, None)
    Paper.objects.update(appears_at=timezone.now() - timedelta(seconds=1))
    call_command("tick", "--once")
    call_command("tick", "--once")
    paper.refresh_from_db()
    assert paper.thread is not None
    assert (paper.state, paper.thread.state, GuidingQuestion.objects.count()) == ("published", "open", 1)
    [entry] = RecordEntry.objects.filter(act="publish paper")
    assert entry.actor == record.RULE
    assert record.broken_at(room.consultation.pk) is None


def test_papers_wait_until_their_consultation_is_open(room: Room) -> None:
    Consultation.objects.filter(pk=room.consultation.pk).update(stage="draft")
    paper = make_paper(room)
    assert paper.published_at is None
    Consultation.objects.filter(pk=room.consultation.pk).update(stage="open")
    assert publish_due() == 1


def test_before_its_date_nothing_of_it_is_seen(client: Client, room: Room) -> None:
    make_paper(room, title="A title kept back", appears_at=timezone.now() + LATER)
    for name in ("papers", "consultation", "feed"):
        seen = page(client, room, name)
        assert "A title kept back" not in seen
    assert "1 paper is to come." in page(client, room)
    client.force_login(room.people["convenor"].user)
    assert "A title kept back" in page(client, room)


def test_it_shows_who_signs_and_what_they_say_of_themselves(client: Client, room: Room) -> None:
    file = docx("A first paragraph.", heading="A part")
    paper = make_paper(room, authors="A. Author and B. Writer", note="They work somewhere.", document=("p.docx", file))
    assert paper.thread is not None
    seen = page(client, room, "paper", paper.thread.number)
    for words in ("A. Author and B. Writer", "They work somewhere.", "<h2>A part</h2>", "A first paragraph."):
        assert words in seen
    assert 'data-speech="paper-text"' in seen


def test_readers_answer_it_in_a_thread_of_its_own(client: Client, room: Room) -> None:
    first, second = make_paper(room, title="One"), make_paper(room, title="Two")
    assert first.thread
    assert second.thread
    say(room.people["participant"], first.thread, "An answer to the first.")
    client.force_login(room.people["participant"].user)
    assert "An answer to the first." in client.get(first.thread.get_absolute_url()).content.decode()
    assert "An answer to the first." not in client.get(second.thread.get_absolute_url()).content.decode()


def test_the_reading_order_goes_theme_by_theme(client: Client, room: Room) -> None:
    start = timezone.now() - timedelta(days=3)
    for hours, (title, theme) in enumerate([("One", "First theme"), ("Two", "Second theme"), ("Three", "First theme")]):
        make_paper(room, title=title, theme=theme, appears_at=start + timedelta(hours=hours))
    numbers = {paper.title: paper.thread.number for paper in Paper.objects.all() if paper.thread}
    middle = page(client, room, "paper", numbers["Three"])
    assert f'rel="prev" href="{reverse("paper", args=[room.slug, numbers["One"]])}"' in middle
    assert f'rel="next" href="{reverse("paper", args=[room.slug, numbers["Two"]])}"' in middle
    listed = page(client, room)
    assert listed.index("First theme") < listed.index("Three") < listed.index("Second theme")


def test_the_programme_is_set_by_its_page(client: Client, room: Room) -> None:
    client.force_login(room.people["convenor"].user)
    body = {
        "title": "By the page",
        "authors": "Somebody",
        "language": "en",
        "appears_at": "2025-01-31T09:00",
        "text": "## A part\n\nIts text.",
    }
    assert client.post(reverse("paper_add", args=[room.slug]), body).status_code == 302
    paper = Paper.objects.get()
    assert (paper.appears_at.isoformat(), paper.state) == ("2025-01-31T08:00:00+00:00", "published")
    assert [block["kind"] for block in paper.blocks] == ["heading", "paragraph"]
    del body["text"]
    edited = body | {"title": "Changed"}
    assert client.post(reverse("paper_edit", args=[room.slug, paper.pk]), edited).status_code == 302
    paper.refresh_from_db()
    assert paper.thread
    assert (paper.title, paper.thread.text, len(paper.blocks)) == ("Changed", "Changed", 2)


def test_without_a_text_there_is_no_paper(client: Client, room: Room) -> None:
    with pytest.raises(RefusedError, match="needs its text"):
        make_paper(room, document=None)
    client.force_login(room.people["convenor"].user)
    answer = client.post(reverse("paper_add", args=[room.slug]), {"title": "Half typed"})
    assert answer.status_code == 422
    assert "Half typed" in answer.content.decode()
    assert not Paper.objects.exists()

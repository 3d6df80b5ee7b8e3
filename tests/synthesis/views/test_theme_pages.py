"""The rapporteur's desk: pages that work without scripts, several rapporteurs, and whom they show."""

import json
import re

import pytest
from django.urls import reverse

from sessions_app.models import Contribution
from synthesis.actions import coding
from synthesis.actions import theme as acts
from synthesis.models import Code, Note, Reading, Theme, ThemeRun
from tests.synthesis import thematic
from tests.synthesis.thematic import at_desk, proposed, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    return thematic.thematic()


def signed_in(client, person):
    client.force_login(person.user)
    return client


def page(client, name, *args, query=""):
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_the_desk_tells_what_people_did_from_what_is_proposed(client, told):
    room, question, said = told
    theme, *_rest = proposed(question)
    coding.code(at_desk(room), [said[0].pk], theme.pk)
    acts.confirm(at_desk(room), seen(theme))
    signed_in(client, room.people["rapporteur"])
    first = page(client, "themes", room.slug)
    assert "1 placed by people" in first
    assert "1 theme confirmed" in first
    assert "Confirmed by you" in first
    assert "39 unread by you" in first
    of_question = page(client, "question_themes", room.slug, question.pk)
    assert 'class="theme is-confirmed"' in of_question
    assert 'class="theme is-proposed"' in of_question
    assert "Proposed as" in of_question
    assert "style=" not in of_question
    one = page(client, "theme", room.slug, theme.pk)
    assert "by you" in one
    assert "Only proposed, likeness" in one


def test_every_act_is_a_plain_form(client, told):
    room, question, _said = told
    proposed(question)
    signed_in(client, room.people["rapporteur"])
    address = reverse("question_themes", args=[room.slug, question.pk])
    one, other, *_rest = Theme.objects.filter(question=question).order_by("pk")
    assert client.post(address, {"do": "confirm", "theme": f"{one.pk}-1"}).status_code == 302
    assert client.post(address, {"do": "make", "label": "Of my own"}).status_code == 302
    merged = {"do": "merge", "theme": [f"{one.pk}-2", f"{other.pk}-1"], "label": "Both of them"}
    assert client.post(address, merged).status_code == 302
    one.refresh_from_db()
    assert (one.label, one.state, one.revision) == ("Both of them", "confirmed", 3)
    chosen = acts.material_ids(one)[:2]
    split = {"do": "split", "revision": "3", "contribution": chosen, "label": "A part"}
    answer = client.post(reverse("theme", args=[room.slug, one.pk]), split)
    assert answer.status_code == 302
    assert answer["Location"] == Theme.objects.get(label="A part").get_absolute_url()


def test_a_refusal_is_said_on_the_page_and_keeps_what_was_typed(client, told):
    room, question, _said = told
    theme = proposed(question)[0]
    signed_in(client, room.people["rapporteur"])
    acts.rename(at_desk(room, thematic.another_rapporteur(room)), seen(theme), "The other was first")
    address = reverse("theme", args=[room.slug, theme.pk])
    answer = client.post(address, {"do": "rename", "label": "What I typed", "revision": "1"})
    assert answer.status_code == 422
    assert "The other was first" in answer.content.decode()
    assert 'value="What I typed"' in answer.content.decode()
    assert Theme.objects.get(pk=theme.pk).label == "The other was first"


@pytest.mark.parametrize("theme", ["", "x", "-", "99999999999999999999-1", "1-", "\x00-1", "1-1-1"])
def test_what_no_form_of_ours_sends_is_refused(client, told, theme):
    room, question, said = told
    signed_in(client, room.people["rapporteur"])
    address = reverse("question_themes", args=[room.slug, question.pk])
    for do in ("confirm", "merge", "drop", "no such act"):
        assert client.post(address, {"do": do, "theme": theme}).status_code == 422
    code = reverse("code", args=[room.slug, said[0].pk])
    for body in ({"theme": theme}, {"theme": [1]}, {"theme": {"a": 1}}, {"do": 3}, []):
        answer = client.post(code, json.dumps(body), content_type="application/json")
        assert answer.status_code in (403, 409), body
    assert not Code.objects.exists()


def test_others_acts_are_announced_without_moving_what_is_read(client, told):
    room, question, _said = told
    theme = proposed(question)[0]
    signed_in(client, room.people["rapporteur"])
    opened = page(client, "question_themes", room.slug, question.pk)
    since = re.search(r"news/\?since=(\d+)", opened).group(1)
    address = reverse("theme_news", args=[room.slug, question.pk]) + f"?since={since}"
    assert "since you opened" not in client.get(address).content.decode()
    acts.confirm(at_desk(room), seen(theme))
    assert "since you opened" not in client.get(address).content.decode(), "one's own acts are no news"
    acts.rename(at_desk(room, thematic.another_rapporteur(room)), seen(theme), "Other words")
    news = client.get(address).content.decode()
    assert "1 change since you opened this page" in news
    assert "Renamed to “Other words” by Rosa Second" in news
    again = re.search(r'hx-get="([^"]+)"', news).group(1).replace("&amp;", "&")
    assert client.get(again).status_code == 204, "what was said once is not read aloud again"


def test_themes_are_asked_for_and_the_page_can_be_left(client, told, django_capture_on_commit_callbacks):
    room, question, _said = told
    signed_in(client, room.people["rapporteur"])
    address = reverse("question_themes", args=[room.slug, question.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"do": "propose"})
    assert ThemeRun.objects.get(question=question).state == "done"
    assert "How they were proposed" in page(client, "question_themes", room.slug, question.pk)


def test_a_failure_is_said_and_nothing_is_changed(client, told, monkeypatch, django_capture_on_commit_callbacks):
    room, question, _said = told
    themes = proposed(question)
    monkeypatch.setattr("synthesis.actions.proposing._find", lambda *args: 1 / 0)
    signed_in(client, room.people["rapporteur"])
    address = reverse("question_themes", args=[room.slug, question.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"do": "propose"})
    assert "No themes could be proposed" in page(client, "question_themes", room.slug, question.pk)
    assert list(Theme.objects.order_by("pk")) == themes


def test_reading_and_placing_by_plain_form_and_as_json(client, told):
    room, question, said = told
    theme = proposed(question)[0]
    signed_in(client, room.people["rapporteur"])
    queue = page(client, "reading", room.slug, query=f"?question={question.pk}")
    assert queue.count('<li tabindex="-1"') == 20
    assert f'value="{theme.pk}" data-key="1"' in queue
    address = reverse("code", args=[room.slug, said[0].pk])
    back = client.post(address, {"theme": theme.pk, "question": question.pk, "show": "all", "page": "2"})
    assert back["Location"].endswith(f"?question={question.pk}&show=all&page=2#queue")
    answer = client.post(address, json.dumps({"theme": "none"}), content_type="application/json").json()
    assert (answer["answer"], answer["read"]) == ("ok", True)
    assert answer["placed"] == ["none of the themes, by you"]
    answer = client.post(address, json.dumps({"do": "uncode"}), content_type="application/json").json()
    assert answer["coded"] == []
    client.post(reverse("code", args=[room.slug, said[1].pk]), {"do": "read"})
    assert Reading.objects.filter(contribution=said[1], reader=room.people["rapporteur"]).exists()
    gone = client.post(reverse("code", args=[room.slug, 10**9]), json.dumps({"do": "read"}), "application/json")
    assert gone.status_code == 403
    assert "no longer shown" in gone.json()["reason"]


@pytest.mark.parametrize("query", ["?question=x", "?show=%00", "?page=-1", "?page=99999999999999999999", "?show=7"])
def test_a_queue_that_nobody_linked_to_still_answers(client, told, query):
    room, _question, _said = told
    signed_in(client, room.people["rapporteur"])
    page(client, "reading", room.slug, query=query)


def test_pages_of_an_empty_consultation_say_what_will_be_there(client):
    from tests.factories import make_room

    room = make_room()
    signed_in(client, room.people["rapporteur"])
    for name in ("themes", "reading", "coders", "notebook"):
        assert 'class="empty"' in page(client, name, room.slug)


def test_the_notebook_is_its_authors_alone(client, told):
    room, question, _said = told
    signed_in(client, room.people["rapporteur"])
    address = reverse("notebook", args=[room.slug])
    assert client.post(address, {"text": "  "}).status_code == 422
    client.post(address, {"text": "A thought of mine.", "question": question.pk})
    assert "A thought of mine." in page(client, "notebook", room.slug)
    note = Note.objects.get()
    for role in ("convenor", "chair"):
        signed_in(client, room.people[role])
        assert "A thought of mine." not in page(client, "notebook", room.slug)
        assert client.get(reverse("note", args=[room.slug, note.pk])).status_code == 404
        assert client.post(reverse("note", args=[room.slug, note.pk]), {"do": "throw"}).status_code == 404
    signed_in(client, room.people["rapporteur"])
    client.post(reverse("note", args=[room.slug, note.pk]), {"text": "Changed."})
    assert "Changed." in page(client, "notebook", room.slug)
    client.post(reverse("note", args=[room.slug, note.pk]), {"do": "throw"})
    assert not Note.objects.exists()


def test_agreement_is_told_from_ten_on(client, told):
    room, question, said = told
    theme = proposed(question)[0]
    second = at_desk(room, thematic.another_rapporteur(room))
    coding.code(at_desk(room), [one.pk for one in said[:6]], theme.pk)
    coding.code(second, [one.pk for one in said[:5]], theme.pk)
    coding.code(second, [said[5].pk], coding.NONE)
    signed_in(client, room.people["rapporteur"])
    assert "too few to say" in page(client, "coders", room.slug)
    coding.code(at_desk(room), [one.pk for one in said[6:20]], coding.NONE)
    coding.code(second, [one.pk for one in said[6:20]], coding.NONE)
    told_now = page(client, "coders", room.slug)
    assert re.search(r"<td class=\"number\">0\.8[78]</td>", told_now)
    assert "Rosa Second" in told_now
    assert "Placed differently" in told_now


# --- whom the desk shows ---------------------------------------------------------------------------------------------

PAGES = ("themes", "reading", "coders", "notebook")


def mark(room):
    """Every person, body and address carries a marker of its own."""
    from consult.models import Delegation, Participant

    markers = []
    for row in Participant.objects.filter(consultation=room.consultation).select_related("user"):
        row.name, row.user.name, row.user.email = f"ZqP{row.pk}zq", f"ZqU{row.pk}zq", f"zqm{row.pk}zq@example.org"
        row.save()
        row.user.save()
        markers += [row.name, row.user.name, row.user.email]
    for body in Delegation.objects.filter(consultation=room.consultation):
        body.name = f"ZqD{body.pk}zq"
        body.save()
        markers.append(body.name)
    return markers


@pytest.mark.parametrize(
    ("rule", "inside"), [("anonymous", "names"), ("chatham-house", "group"), ("by-group", "names")]
)
def test_no_name_stands_on_the_desk_that_the_room_does_not_see(client, rule, inside):
    room, question, said = thematic.thematic(rule, inside=inside)
    Contribution.objects.update(inside=inside)
    theme = proposed(question)[0]
    second = thematic.another_rapporteur(room)
    coding.code(at_desk(room), [one.pk for one in said[:12]], theme.pk)
    coding.code(at_desk(room, second), [one.pk for one in said[:12]], coding.NONE)
    acts.confirm(at_desk(room, second), seen(theme))
    markers = mark(room)
    signed_in(client, room.people["rapporteur"])
    pages = [page(client, name, room.slug) for name in PAGES]
    pages += [page(client, "question_themes", room.slug, question.pk), page(client, "theme", room.slug, theme.pk)]
    pages += [page(client, "reading", room.slug, query=f"?question={question.pk}&show=all")]
    pages += [client.get(reverse("theme_news", args=[room.slug, question.pk])).content.decode()]
    for text in pages:
        assert [marker for marker in markers if marker in text] == []
        assert "<time" not in re.sub(
            r'<ul class="plain acts">.*?</ul>|<ol class="plain acts".*?</ol>', "", text, flags=re.S
        )
    assert not re.search(r"\d voices?", pages[4]), "how many speak would tell which texts are of one hand"


def test_the_desk_is_for_those_who_read_the_draft(client, told):
    room, question, _said = told
    theme = proposed(question)[0]
    addresses = [reverse(name, args=[room.slug]) for name in PAGES]
    addresses += [
        reverse("question_themes", args=[room.slug, question.pk]),
        reverse("theme", args=[room.slug, theme.pk]),
    ]
    for role in ("participant", "observer", "scribe"):
        signed_in(client, room.people[role])
        assert {client.get(address).status_code for address in addresses} == {403}
    signed_in(client, room.people["chair"])
    assert {client.get(address).status_code for address in addresses} == {200}
    assert '<form method="post" class="panel' not in page(client, "question_themes", room.slug, question.pk)


def test_nothing_of_a_breakout_room_is_on_the_desk(client, told):
    room, question, said = told
    from sessions_app.models import Session

    breakout = Session.objects.create(consultation=room.consultation, title="A room", breakout_of=question.session)
    inside = breakout.questions.create(number=1, text="What?", state="open")
    Contribution.objects.filter(pk=said[0].pk).update(question=inside, text="Marigold.")
    proposed(question)
    signed_in(client, room.people["rapporteur"])
    for name in PAGES:
        assert "Marigold" not in page(client, name, room.slug)
    assert client.get(reverse("question_themes", args=[room.slug, inside.pk])).status_code == 404

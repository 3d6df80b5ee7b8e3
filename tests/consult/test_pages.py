"""Home, rules of procedure and one's own pages, as they are read."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consult.models.consultation import Stage, Visibility
from consult.procedure import Act, Refused, Role, may
from consult.queries.people import here
from tests.factories import ConsultationFactory, Room, UserFactory, make_room

pytestmark = pytest.mark.django_db


def read(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def make(title: str, visibility: str, phases: list[str]) -> None:
    ConsultationFactory(title=title, visibility=visibility, phases=phases)


def test_home_says_what_will_be_here_when_it_is_empty(client: Client) -> None:
    page = read(client, "home")
    assert "No consultation is listed yet" in page
    assert 'name="code"' in page


def test_home_lists_what_is_public_and_where_it_stands(client: Client) -> None:
    make("An open one", Visibility.PUBLIC, ["contributions"])
    make("A coming one", Visibility.PUBLIC, ["set-up"])
    make("A published one", Visibility.PUBLIC, ["published", "drafting"])
    make("By link", Visibility.LINK, ["contributions"])
    make("For the invited", Visibility.INVITED, ["contributions"])
    page = read(client, "home")
    places = [page.index(words) for words in ('id="open"', "An open one", 'id="coming"', "A coming one")]
    places += [page.index(words) for words in ('id="published"', "A published one")]
    assert places == sorted(places)
    assert "By link" not in page
    assert "For the invited" not in page


def test_home_lists_mine_once(client: Client) -> None:
    room = make_room(title="Mine", visibility=Visibility.INVITED)
    client.force_login(room.people["participant"].user)
    assert read(client, "home").count("Mine") == 1
    client.force_login(UserFactory(is_secretariat=True))
    assert "Mine" in read(client, "home")


@pytest.mark.parametrize("role", [None, "participant", "convenor"])
def test_the_rules_page_is_the_tables(client: Client, role: str | None) -> None:
    room = make_room(rule="by-delegation")
    user = room.people[role].user if role else None
    if user:
        client.force_login(user)
    page = read(client, "rules", room.slug).replace("&#x27;", "'")
    standing = here(room.consultation, user).standing
    for act in Act:
        assert f'<th scope="row">{act.label}</th>' in page
        answer = may(standing, act)
        if user and isinstance(answer, Refused):
            assert str(answer.reason) in page
    for label in ("By stakeholder group", "Chatham House Rule", "Anonymous"):
        assert label in page  # what it can be tightened to
    assert all(str(one.label) in page for one in Role)


def test_discussion_only_takes_the_word_off_every_page(client: Client) -> None:
    room = make_room(discussion_only=True, join_code="ACDE3H4K")
    names = ("rules", "confidentiality", "consultation", "people")
    addresses = [reverse("join_code", args=["ACDE3H4K"]), *(reverse(name, args=[room.slug]) for name in names)]
    for user in (None, room.people["participant"].user, room.people["convenor"].user):
        if user:
            client.force_login(user)
        for address in addresses:
            page = re.sub(r"<input[^>]*>", "", client.get(address, follow=True).content.decode())
            assert not re.search(r"vot(e|ing)|ballot|elector|position", page, re.IGNORECASE), address
    assert "only discusses" in read(client, "rules", room.slug)


def pages(room: Room) -> list[str]:
    slug = room.slug
    mine = ["account", "claim", "join", "home"]
    return [reverse(name) for name in mine] + [reverse(name, args=[slug]) for name in ("rules", "confidentiality")]


def test_no_page_carries_a_style_attribute_or_a_script_of_its_own(client: Client) -> None:
    room = make_room(join_code="ACDE3H4K", title="<script>alert(1)</script>", context="<b>bold</b>")
    addresses = [*pages(room), reverse("join_code", args=["ACDE3H4K"]), reverse("people", args=[room.slug])]
    for user in (None, room.people["convenor"].user):
        if user:
            client.force_login(user)
        for address in addresses:
            page = client.get(address).content.decode()
            assert " style=" not in page, address
            assert not re.search(r"<script(?![^>]*\bsrc=)", page), address
            assert "<b>bold" not in page, address


def test_choosing_a_language_holds(client: Client) -> None:
    client.force_login(UserFactory())
    client.post(reverse("account"), {"name": "N", "language": "ar"})
    page = client.get(reverse("home")).content.decode()
    assert 'lang="ar" dir="rtl"' in page
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert 'dir="ltr"' in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize(
    ("rule", "keep_nothing", "expected"),
    [
        ("on-the-record", False, "private, no-cache"),
        ("on-the-record", True, "no-store"),
        ("chatham-house", False, "no-store"),
        ("anonymous", False, "no-store"),
    ],
)
def test_the_browser_keeps_no_page_where_nothing_is_to_be_kept(
    client: Client, rule: str, keep_nothing: bool, expected: str
) -> None:
    room = make_room(rule=rule)
    reader = room.people["participant"]
    reader.keep_nothing = keep_nothing
    reader.save()
    client.force_login(reader.user)
    assert client.get(reverse("consultation", args=[room.slug]))["Cache-Control"] == expected


@pytest.mark.parametrize("role", [None, "participant"])
def test_a_refusal_leads_back_into_the_consultation_and_asks_no_code_of_who_is_in(
    client: Client, role: str | None
) -> None:
    room = make_room()
    if role:
        client.force_login(room.people[role].user)
    page = client.get(reverse("people", args=[room.slug]))
    assert page.status_code == 403
    text = page.content.decode()
    assert (f'href="{reverse("join")}"' in text) == (role is None)
    assert (f'href="{room.consultation.get_absolute_url()}"' in text) == (role is not None)


def test_a_refusal_leads_nobody_to_a_page_that_would_refuse_them_again(client: Client) -> None:
    room = make_room(stage=Stage.DRAFT)
    client.force_login(room.people["participant"].user)
    page = client.get(reverse("people", args=[room.slug]))
    assert page.status_code == 403
    assert f'href="{room.consultation.get_absolute_url()}"' not in page.content.decode()


def test_a_summary_counts_each_thing_to_put_right(client: Client) -> None:
    room = make_room()
    client.force_login(room.people["convenor"].user)
    address = reverse("invite", args=[room.slug])
    assert "One thing to put right" in client.post(address, {"people": "no address", "role": "participant"}).text
    two = client.post(address, {"people": "no address\nnor this", "role": "participant"})
    assert "2 things to put right" in two.text


def test_home_says_of_mine_that_it_is_not_open_yet(client: Client) -> None:
    room = make_room(stage=Stage.DRAFT, title="Not yet open")
    client.force_login(room.people["convenor"].user)
    assert str(Stage.DRAFT.label) in client.get(reverse("home")).text

"""The convenor's page: the document beside its fields, each decided; no consultation before the last button."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from consult.models import Consultation, DocumentImport, User
from tests.factories import GuestFactory, UserFactory
from tests.sessions_app.test_intake import SEED, THINK_PIECE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def convenor(client: Client) -> User:
    user = UserFactory()
    client.force_login(user)
    return user


def upload(client: Client, text: str = THINK_PIECE, name: str = "think-piece.md") -> DocumentImport:
    answer = client.post(reverse("convene"), {"file": SimpleUploadedFile(name, text.encode())})
    assert answer.status_code == 302, answer.content.decode()
    return DocumentImport.objects.get()


def page_of(client: Client, source: DocumentImport) -> str:
    return client.get(reverse("import_review", args=[source.pk])).content.decode()


def as_sent(page: str) -> dict[str, object]:
    """What a browser without scripts would send of the page's form, but for its buttons."""
    form = next(form for form in html.fromstring(page).forms if form.xpath(".//*[@class='proposal']"))
    fields: dict[str, object] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)  # type: ignore[attr-defined]
    return fields


def decide(client: Client, source: DocumentImport, do: str, **changes: str):  # type: ignore[no-untyped-def]
    fields = as_sent(page_of(client, source)) | {key.replace("__", "-"): value for key, value in changes.items()}
    return client.post(reverse("import_review", args=[source.pk]), fields | {"do": do})


def test_the_page_shows_each_field_with_a_link_to_its_place(client: Client, convenor: User) -> None:
    page = page_of(client, upload(client))
    for key in re.findall(r'href="#(at-[\w-]+)"', page):
        assert f'id="{key}"' in page
    marked = re.search(r'<mark id="at-question-2">(.*?)</mark>', page)
    assert marked
    assert unescape(marked[1]) == "How can a mistake in a register be put right?"
    assert "style=" not in page


@pytest.mark.skipif(not SEED.exists(), reason="the seed is not on this machine")
def test_the_seed_goes_through_the_page(client: Client, convenor: User) -> None:
    source = upload(client, SEED.read_text(), "think-piece.txt")
    answer = decide(client, source, "create")
    consultation = Consultation.objects.get()
    assert answer["Location"] == consultation.get_absolute_url()
    assert consultation.sessions.get().questions.count() == 4
    assert consultation.recommendations.count() == 4
    assert (consultation.contacts.count(), consultation.resources.count()) == (3, 1)


def test_nothing_is_a_consultation_before_the_last_button(client: Client, convenor: User) -> None:
    source = upload(client)
    decide(client, source, "save", title__text="Another title")
    assert not Consultation.objects.exists()
    assert 'value="Another title"' in page_of(client, source)  # left and taken up again


def test_no_browser_keeps_one_from_saving_what_is_incomplete(client: Client, convenor: User) -> None:
    page = page_of(client, upload(client))
    assert not html.fromstring(page).xpath("//form[.//*[@class='proposal']]//*[@required]")


def test_a_field_is_used_changed_or_left_out(client: Client, convenor: User) -> None:
    source = upload(client)
    changes = {"contact-1-use": "no", "question-1-text": "Who is asked?", "question-1-short_title": "Asking"}
    decide(client, source, "create", **changes)
    consultation = Consultation.objects.get()
    first = consultation.sessions.get().questions.get(number=1)
    assert (first.text, first.short_title) == ("Who is asked?", "Asking")
    assert not consultation.contacts.exists()


def test_what_is_missing_can_be_added(client: Client, convenor: User) -> None:
    source = upload(client)
    answer = decide(client, source, "add recommendation")
    assert answer["Location"].endswith("#added-recommendation-1")
    added = {"added-recommendation-1-text": "Register less.", "added-recommendation-1-under": "question-2"}
    decide(client, source, "create", **added)
    texts = Consultation.objects.get().recommendations.values_list("number", "origin")
    assert list(texts) == [("1.1", "think piece"), ("2.1", "think piece"), ("2.2", "")]


def test_an_added_field_left_empty_is_no_field(client: Client, convenor: User) -> None:
    source = upload(client)
    decide(client, source, "add contact")
    decide(client, source, "create")
    assert Consultation.objects.get().contacts.count() == 1


def test_what_is_not_certain_waits_for_a_word(client: Client, convenor: User) -> None:
    source = upload(client)
    answer = decide(client, source, "create", **{"question-1-use": ""})
    assert answer.status_code == 400
    assert not Consultation.objects.exists()
    assert 'href="#question-1"' in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date-1-start", "next week"),
        ("contact-1-email", "not an address"),
        ("title-text", ""),
        ("setup-time_zone", "Geneva"),
        ("setup-rule", "no such rule"),
        ("question-1-text", "x" * 2_001),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(client: Client, convenor: User, field: str, value: str) -> None:
    answer = decide(client, upload(client), "create", **{field: value})
    assert answer.status_code == 400
    assert 'class="errors"' in answer.content.decode()
    assert not Consultation.objects.exists()


def test_without_a_title_there_is_no_consultation(client: Client, convenor: User) -> None:
    answer = decide(client, upload(client), "create", **{"title-use": "no"})
    assert "needs a title" in answer.content.decode()
    assert not Consultation.objects.exists()


def test_a_pasted_text_and_a_format_start_the_same_page(client: Client, convenor: User) -> None:
    client.post(reverse("convene"), {"text": THINK_PIECE})
    client.post(reverse("convene"), {"format": "conference"})
    blank, pasted = DocumentImport.objects.all()
    assert "See its place" in page_of(client, pasted)
    assert "See its place" not in page_of(client, blank)
    decide(client, blank, "create", **{"added-title-1-text": "From nothing", "setup-time_zone": "Europe/Zurich"})
    consultation = Consultation.objects.get()
    assert (consultation.format, consultation.attribution_rule) == ("conference", "chatham-house")
    assert consultation.discussion_only


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", b"PK\x03\x04 damaged"), ("a.txt", b"  "), ("a.txt", b"x" * (10 * 1024 * 1024 + 1))],
)
def test_a_damaged_or_oversized_file_is_refused_with_its_reason(
    client: Client, convenor: User, name: str, data: bytes
) -> None:
    answer = client.post(reverse("convene"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 400
    assert 'class="errors"' in answer.content.decode()
    assert not DocumentImport.objects.exists()


def test_only_the_uploader_sees_an_import(client: Client, convenor: User) -> None:
    source = upload(client)
    client.force_login(UserFactory())
    address = reverse("import_review", args=[source.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"do": "create"}).status_code == 404
    assert client.post(address, {"do": "throw away"}).status_code == 404


def test_a_guest_is_told_to_add_an_address(client: Client) -> None:
    client.force_login(GuestFactory())
    answer = client.get(reverse("convene"))
    assert answer.status_code == 403
    assert "address" in answer.content.decode()


def test_nobody_is_led_to_sign_in(client: Client) -> None:
    assert reverse("account_request_login_code") in client.get(reverse("convene"))["Location"]


def test_an_import_can_be_thrown_away(client: Client, convenor: User) -> None:
    decide(client, upload(client), "throw away")
    assert not DocumentImport.objects.exists()


def test_a_document_says_what_it_says_and_no_markup(client: Client, convenor: User) -> None:
    source = upload(client, THINK_PIECE.replace("On Paper", "On <b onclick=x>Paper</b>"), "a.txt")
    page = page_of(client, source)
    assert "<b onclick" not in page


def test_all_that_is_missing_is_said_at_once(client: Client, convenor: User) -> None:
    client.post(reverse("convene"), {"format": "conference"})
    answer = decide(client, DocumentImport.objects.get(), "create", **{"setup-time_zone": ""})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "needs a title" in page
    assert "Time zone of the host" in html.fromstring(page).get_element_by_id("errors").text_content()
    assert "<title>To put right" in page


def test_throwing_a_document_away_is_opened_first_and_says_what_goes(client: Client, convenor: User) -> None:
    page = html.fromstring(page_of(client, upload(client)))
    [button] = page.xpath("//button[@value='throw away']")
    assert "are deleted" in button.xpath("string(ancestor::details)")


def test_what_waits_for_a_word_is_one_click_away(client: Client, convenor: User) -> None:
    source = upload(client)
    decide(client, source, "save", **{"question-1-use": "", "question-2-use": ""})
    page = html.fromstring(page_of(client, source))
    [link] = page.xpath("//a[contains(., 'wait for your word')]/@href")
    assert link == "#question-1"
    assert page.get_element_by_id("question-1") is not None

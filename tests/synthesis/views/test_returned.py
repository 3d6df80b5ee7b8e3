"""The pages of the way through Word and back."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph, Report, ReturnedFile, WordCopy
from tests.synthesis import rooms
from tests.synthesis.word import Word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("watched_templates")]
TOLD = "It was suggested by a few delegations that"


@pytest.fixture
def room():
    return rooms.converging()


@pytest.fixture
def report(room):
    return draft_report(room.consultation, "command")


@pytest.fixture
def address(client, room, report):
    client.force_login(room.people["rapporteur"].user)
    return reverse("report_word", args=[room.slug, report.pk])


@pytest.fixture
def word(client, address):
    answer = client.post(address, {"do": "copy"})
    assert answer["Content-Disposition"].endswith('-draft.docx"')
    return Word(answer.content)


def hand_in(client, address, data: bytes, name: str = "back.docx"):
    return client.post(address, {"do": "return", "file": SimpleUploadedFile(name, data)})


def test_out_back_and_taken_over_by_plain_forms(client, address, report, word):
    word.replace("a few delegations", "some delegations")
    word.comment("It was reported", "Is this so?")
    answer = hand_in(client, address, word.data)
    page = client.get(answer["Location"])
    text = page.content.decode()
    assert re.search("<del>(?:(?!</del>).)*few.*?</del>.*?<ins>(?:(?!</ins>).)*some", text)
    assert "Ann Editor" in text
    assert "Is this so?" in text
    change = ReturnedFile.objects.get().changes.get()
    client.post(answer["Location"], {"do": "accept", "change": change.pk})
    assert "some delegations" in Paragraph.objects.get(pk=change.paragraph_id).text
    assert "Every change is decided." in client.get(answer["Location"]).content.decode()
    assert "back.docx" in client.get(address).content.decode()


def test_all_are_taken_over_but_those_in_conflict(client, address, report, word):
    word.replace("a few delegations", "some delegations")
    word.delete("It was asked who would keep")
    answer = hand_in(client, address, word.data)
    row = Paragraph.objects.get(section__report=report, text__startswith=TOLD)
    edit = reverse("paragraph_edit", args=[report.consultation.slug, row.pk])
    client.post(edit, {"text": "At the desk.", "revision": 1})
    page = client.post(answer["Location"], {"do": "accept-all"}, follow=True).content.decode()
    assert "One change was taken over." in page
    assert "One change was left" in page
    assert "At the desk." in page
    row.refresh_from_db()
    assert row.text == "At the desk."
    client.post(answer["Location"], {"do": "decline-all"})
    assert not ReturnedFile.objects.get().changes.filter(state="waiting").exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7 x", b"\x00\x01"])
def test_a_bad_file_is_refused_on_its_page(client, address, word, data):
    answer = hand_in(client, address, data)
    assert answer.status_code == 400
    assert answer.context["refusal"]
    assert not ReturnedFile.objects.exists()


def test_without_a_file_that_went_out_nothing_can_come_back(client, address, report):
    from synthesis.writers import working

    data, _ids = working.write(report)
    assert "Make one first" in hand_in(client, address, data).context["refusal"]
    assert client.post(address, {"do": "return"}).status_code == 400


@pytest.mark.parametrize("body", [{"change": "x"}, {"change": "9" * 30}, {"change": "1", "revision": "-1"}])
def test_a_form_that_this_page_did_not_make_is_not_found(client, address, word, body):
    word.replace("a few delegations", "some delegations")
    answer = hand_in(client, address, word.data)
    assert client.post(answer["Location"], {"do": "accept", **body}).status_code in (403, 404)


def test_a_published_report_takes_nothing_over(client, address, report, word):
    word.replace("a few delegations", "some delegations")
    answer = hand_in(client, address, word.data)
    Report.objects.filter(pk=report.pk).update(state="published")
    change = ReturnedFile.objects.get().changes.get()
    assert client.post(answer["Location"], {"do": "accept", "change": change.pk}).status_code == 403
    assert client.post(address, {"do": "copy"}).status_code == 403
    assert hand_in(client, address, word.data).status_code == 400
    assert WordCopy.objects.count() == 1


def test_a_file_of_another_report_is_not_there(client, address, report, word):
    word.replace("a few delegations", "some delegations")
    hand_in(client, address, word.data)
    file = ReturnedFile.objects.get()
    other = rooms.lively("by-group")
    stranger = draft_report(other.consultation, "command")
    client.force_login(other.people["rapporteur"].user)
    assert client.get(reverse("returned_file", args=[other.slug, stranger.pk, file.pk])).status_code == 404

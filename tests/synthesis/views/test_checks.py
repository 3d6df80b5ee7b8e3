"""The page of checks: faults lead to their paragraphs, and can be set aside with a reason."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consult.models import RecordEntry
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph, Report, SetAside
from synthesis.queries.checks import checks_of
from synthesis.writers import export
from tests.synthesis import rooms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("watched_templates")]


@pytest.fixture
def room():
    return rooms.lively()


@pytest.fixture
def report(room):
    return draft_report(room.consultation, "command")


@pytest.fixture
def faulty(report):
    paragraph = Paragraph.objects.get(section__report=report, key="process")
    paragraph.text += " It was agreed to meet again."
    paragraph.save()
    return paragraph


def page_of(client, room, report, role="rapporteur"):
    client.force_login(room.people[role].user)
    return client.get(reverse("report_checks", args=[room.slug, report.pk]))


def test_a_clean_draft_says_so(client, room, report):
    assert "Nothing was found." in page_of(client, room, report).content.decode()


def test_each_fault_leads_to_its_paragraph_and_says_what_to_do(client, room, report, faulty):
    page = page_of(client, room, report).content.decode()
    assert f"desk/#paragraph-{faulty.pk}" in page
    assert "A word that needs an act of adoption" in page
    assert "<mark>It was agreed</mark> to meet again." in page
    assert "Write what was said" in page


def test_the_desk_has_a_panel_and_without_scripts_a_link(client, room, report, faulty):
    client.force_login(room.people["rapporteur"].user)
    desk = client.get(reverse("report_desk", args=[room.slug, report.pk])).content.decode()
    panel = reverse("checks_panel", args=[room.slug, report.pk])
    assert panel in desk
    assert reverse("report_checks", args=[room.slug, report.pk]) in desk
    assert f"#paragraph-{faulty.pk}" in client.get(panel).content.decode()


def test_a_fault_is_set_aside_with_a_reason_and_the_reason_is_sealed_in_the_record(client, room, report, faulty):
    page_of(client, room, report)
    token = checks_of(report).standing[0].token
    address = reverse("report_checks", args=[room.slug, report.pk])
    assert client.post(address, {"token": token, "reason": "It was: see the minutes."}).status_code == 302
    row = SetAside.objects.get()
    assert (row.rule, row.reason) == ("adoption", "It was: see the minutes.")
    entry = RecordEntry.objects.get(act="check set aside")
    assert entry.payload["paragraph"] == faulty.pk
    assert "minutes" not in str(entry.payload)
    page = client.get(address).content.decode()
    assert "It was: see the minutes." in page
    assert checks_of(report).standing == []


def test_it_is_back_when_the_text_changes(room, report, faulty, client):
    page_of(client, room, report)
    token = checks_of(report).standing[0].token
    address = reverse("report_checks", args=[room.slug, report.pk])
    client.post(address, {"token": token, "reason": "Fine."})
    faulty.text += " Soon."
    faulty.save()
    assert [one.fault.rule for one in checks_of(report).standing] == ["adoption"]


def test_it_can_be_taken_up_again(client, room, report, faulty):
    page_of(client, room, report)
    token = checks_of(report).standing[0].token
    address = reverse("report_checks", args=[room.slug, report.pk])
    client.post(address, {"token": token, "reason": "Fine."})
    client.post(address, {"token": token, "do": "back"})
    assert not SetAside.objects.exists()
    assert RecordEntry.objects.filter(act="check taken up again").exists()


@pytest.mark.parametrize(
    "body", [{"token": "x", "reason": "y"}, {"reason": "y"}, {}, {"token": "\x00", "reason": "\x00"}]
)
def test_what_is_not_there_cannot_be_set_aside(client, room, report, faulty, body):
    page_of(client, room, report)
    answer = client.post(reverse("report_checks", args=[room.slug, report.pk]), body)
    assert answer.status_code == 403
    assert not SetAside.objects.exists()


def test_a_reason_is_asked_for_and_is_short(client, room, report, faulty):
    page_of(client, room, report)
    token = checks_of(report).standing[0].token
    address = reverse("report_checks", args=[room.slug, report.pk])
    assert client.post(address, {"token": token, "reason": " "}).status_code == 403
    assert client.post(address, {"token": token, "reason": "x" * 301}).status_code == 403
    assert not SetAside.objects.exists()


def test_in_a_published_report_nothing_is_set_aside(client, room, report, faulty):
    page_of(client, room, report)
    token = checks_of(report).standing[0].token
    Report.objects.filter(pk=report.pk).update(state="published")
    answer = client.post(reverse("report_checks", args=[room.slug, report.pk]), {"token": token, "reason": "y"})
    assert answer.status_code == 403


def test_participants_do_not_see_the_checks(client, room, report):
    assert page_of(client, room, report, "States 1").status_code == 403


def check_file(client, room, data: bytes, name: str = "report.docx"):
    client.force_login(room.people["rapporteur"].user)
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("check_word", args=[room.slug]), {"file": file, "template": "roundtable"})


def test_a_word_file_of_the_clean_draft_is_clean(client, room, report):
    answer = check_file(client, room, export(report, "docx"))
    assert answer.status_code == 200
    assert [one.fault.rule for one in answer.context["found"]] == []


def test_faults_in_a_word_file_are_found_and_nothing_is_kept(client, room, report, faulty):
    data = export(report, "docx")
    Paragraph.objects.filter(pk=faulty.pk).update(text="Other words.")
    before = list(Paragraph.objects.order_by("pk").values())
    answer = check_file(client, room, data)
    (found,) = answer.context["found"]
    assert (found.fault.rule, found.place.number, found.place.heading) == ("adoption", "1", "The process")
    assert list(Paragraph.objects.order_by("pk").values()) == before
    assert not SetAside.objects.exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"\x89PNG"])
def test_a_file_that_is_no_document_is_refused_with_a_reason(client, room, report, data):
    answer = check_file(client, room, data)
    assert answer.status_code == 400
    assert answer.context["refusal"]


def test_without_a_file_or_with_an_unknown_template_the_form_says_so(client, room):
    client.force_login(room.people["rapporteur"].user)
    address = reverse("check_word", args=[room.slug])
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 400
    file = SimpleUploadedFile("a.txt", b"Some words.")
    assert client.post(address, {"file": file, "template": "zz"}).status_code == 400

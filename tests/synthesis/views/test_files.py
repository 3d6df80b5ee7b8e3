"""A report's files: offered with sizes and digests, made by the worker, the same ever after once published."""

import hashlib
import json
from dataclasses import replace
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.models import RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import here
from synthesis.actions.drafting import draft_report
from synthesis.actions.files import COVERAGE, SOURCES, take_along
from synthesis.models import Paragraph, Report, ReportFile, Snapshot
from synthesis.models.report import ReportState
from synthesis.tasks import make_files
from synthesis.writers import FORMATS
from tests.factories import Room, open_phases
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return rooms.lively()


@pytest.fixture
def report(room: Room) -> Report:
    return draft_report(room.consultation, "command")


def as_role(client: Client, room: Room, role: str) -> Client:
    client.force_login(room.people[role].user)
    return client


def made(report: Report) -> dict[str, ReportFile]:
    make_files.call(report.pk)
    return {row.extension: row for row in ReportFile.objects.filter(snapshot__report=report)}


def published(report: Report) -> Report:
    Report.objects.filter(pk=report.pk).update(state=ReportState.PUBLISHED, published_at=timezone.now())
    open_phases(report.consultation, ["published"])
    report.refresh_from_db()
    return report


def address(name: str, room: Room, report: Report, *more: str) -> str:
    return reverse(name, args=[room.slug, report.pk, *more])


def test_the_worker_makes_every_format_and_the_page_tells_sizes_and_digests(client, room, report) -> None:
    files = made(report)
    assert set(files) == set(FORMATS)
    page = as_role(client, room, "rapporteur").get(address("report_files", room, report)).text
    for extension, file in files.items():
        assert file.sha256 in page
        answer = client.get(address("export", room, report, extension))
        assert hashlib.sha256(answer.content).hexdigest() == file.sha256
        assert len(answer.content) == file.size
    assert client.get(address("report", room, report)).text.count("<small>") >= len(FORMATS)


def test_the_manifest_names_each_file_with_its_digest_and_the_rule(client, room, report) -> None:
    as_role(client, room, "rapporteur")
    assert client.get(address("manifest", room, report)).status_code == 404
    files = made(report)
    found = json.loads(client.get(address("manifest", room, report)).content)
    assert {one["name"].rpartition(".")[2]: one["sha256"] for one in found["files"]} == {
        extension: file.sha256 for extension, file in files.items()
    }
    assert found["attribution rule"] == "on-the-record"
    assert found["snapshot"] == Snapshot.objects.get().digest


def test_made_again_of_the_same_report_files_have_the_same_bytes(report) -> None:
    first = {extension: file.sha256 for extension, file in made(report).items()}
    ReportFile.objects.all().delete()
    assert {extension: file.sha256 for extension, file in made(report).items()} == first


def test_an_edited_draft_is_offered_as_it_stands_and_its_old_files_are_not(client, room, report) -> None:
    made(report)
    paragraph = Paragraph.objects.filter(section__report=report, style="paragraph").first()
    Paragraph.objects.filter(pk=paragraph.pk).update(text="Another sentence altogether.")
    as_role(client, room, "rapporteur")
    assert "Another sentence altogether." in client.get(address("export", room, report, "html")).text
    answer = client.get(address("export", room, report, "pdf"))
    assert (answer.status_code, answer["Location"]) == (302, address("report_files", room, report))
    made(report)
    assert client.get(address("export", room, report, "pdf")).content.startswith(b"%PDF")


def test_once_published_the_first_snapshot_stands_for_ever(client, room, report) -> None:
    made(report)
    files = {extension: file.sha256 for extension, file in made(published(report)).items()}
    Paragraph.objects.filter(section__report=report).update(text="Written behind everybody’s back.")
    assert {extension: file.sha256 for extension, file in made(report).items()} == files
    answer = Client().get(address("export", room, report, "pdf"))
    assert hashlib.sha256(answer.content).hexdigest() == files["pdf"]


def test_publishing_orders_the_files(client, room, report, django_capture_on_commit_callbacks) -> None:
    open_phases(room.consultation, ["synthesis", "published"])
    Paragraph.objects.filter(section__report=report, grounding="slot").delete()
    as_role(client, room, "convenor")
    with mock.patch("consult.views.second_factor.is_recent", return_value=True), django_capture_on_commit_callbacks():
        client.post(address("publish", room, report))
    assert Snapshot.objects.get(report=report).state == "waiting"


def test_who_drafts_asks_for_the_files_and_sees_how_far_they_are(client, room, report) -> None:
    as_role(client, room, "rapporteur")
    assert "Make all files" in client.get(address("report_files", room, report)).text
    assert client.post(address("report_files", room, report)).status_code == 302
    assert RecordEntry.objects.filter(act="report files asked for").count() == 1
    snapshot = Snapshot.objects.get(report=report)
    page = client.get(address("report_files", room, report)).text
    assert "The files are being made" in page
    assert '<button class="main">Make all files' not in page
    assert "<button>Make all files" in page, "a worker can have been killed"
    assert client.get(address("files_progress", room, report)).status_code == 200
    made(report)
    assert client.get(address("files_progress", room, report))["HX-Refresh"] == "true"
    snapshot.refresh_from_db()
    assert snapshot.state == "made"


def test_a_failure_is_said_and_what_was_made_stays(client, room, report) -> None:
    with (
        mock.patch.object(type(FORMATS["akn"]), "write", side_effect=[b"%PDF-", OSError("full")]),
        pytest.raises(OSError, match="full"),
    ):
        make_files.call(report.pk)
    page = as_role(client, room, "rapporteur").get(address("report_files", room, report)).text
    assert "The files could not be made." in page
    assert client.get(address("export", room, report, "pdf")).content == b"%PDF-"


def test_nobody_else_has_files_made_and_drafts_have_no_files_for_others(client, room, report) -> None:
    made(report)
    for role in ("participant", "observer"):
        as_role(client, room, role)
        assert client.get(address("report_files", room, report)).status_code == 403
        assert client.post(address("report_files", room, report)).status_code == 403
        assert client.get(address("manifest", room, report)).status_code == 403
        assert client.get(address("export", room, report, "pdf")).status_code == 403


def test_the_copy_for_the_desk_is_never_a_stored_file(client, room, report) -> None:
    made(report)
    as_role(client, room, "rapporteur")
    assert b"word/comments.xml" in client.get(address("export", room, report, "docx") + "?desk=1").content
    assert b"word/comments.xml" not in client.get(address("export", room, report, "docx")).content
    assert client.get(address("export", room, report, "pdf") + "?desk=1").status_code == 404


def test_each_copy_with_sources_is_in_the_record_and_the_convenors_read_who_took_it(client, room, report) -> None:
    as_role(client, room, "rapporteur")
    client.get(address("export", room, report, "docx"))
    assert not RecordEntry.objects.filter(act=SOURCES).exists()
    client.get(address("export", room, report, "docx") + "?desk=1")
    client.get(address("coverage_file", room, report, "csv"))
    entries = RecordEntry.objects.filter(act__in=(SOURCES, COVERAGE)).order_by("seq")
    rapporteur, subject = f"participant-{room.people['rapporteur'].pk}", f"report-{report.pk}"
    assert [(one.act, one.actor, one.subject) for one in entries] == [
        (SOURCES, rapporteur, subject),
        (COVERAGE, rapporteur, subject),
    ]
    as_role(client, room, "convenor")
    page = client.get(reverse("setup_changes", args=[room.slug])).content.decode()
    assert "Report draft with its sources taken along" in page
    assert "Coverage of a report taken along" in page


def test_in_a_preview_nothing_is_taken_along(room, report) -> None:
    me = here(room.consultation, room.people["rapporteur"].user)
    with pytest.raises(RefusedError, match="preview"):
        take_along(replace(me, is_preview=True), report, SOURCES)
    assert not RecordEntry.objects.filter(act=SOURCES).exists()

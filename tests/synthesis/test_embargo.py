"""An embargo: until its moment nobody else reads a word, anywhere; from then on everybody does, clock or no clock."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.models import RecordEntry
from consult.procedure import PhaseKind
from consult.queries.people import here
from synthesis.actions import publishing
from synthesis.actions.drafting import draft_report
from synthesis.actions.report import begin_draft
from synthesis.models import Paragraph, Report, Snapshot
from synthesis.models.report import Grounding, ReportState
from synthesis.tasks import make_files
from synthesis.writers import FORMATS
from tests.factories import Room, UserFactory, open_phases
from tests.leaks.crawl import opened
from tests.synthesis import rooms

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MARK = "Zqembargozq"


@pytest.fixture
def room() -> Room:
    room = rooms.lively(visibility="public")
    open_phases(room.consultation, list(PhaseKind))
    return room


@pytest.fixture
def report(room: Room) -> Report:
    """Under an embargo until tomorrow, with its files made and a mark in title, heading and paragraph."""
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    Paragraph.objects.filter(section__report=report, key="process").update(text=f"{MARK} was said.")
    report.sections.filter(key="process").update(heading=f"{MARK} heading")
    Report.objects.filter(pk=report.pk).update(title=f"{MARK} title")
    publishing.publish(convenor(room), report, timezone.now() + timedelta(days=1))
    make_files.call(report.pk)
    report.refresh_from_db()
    return report


def convenor(room: Room):
    return here(room.consultation, room.people["convenor"].user)


def addresses(room: Room, report: Report) -> list[str]:
    of_one = ["report", "report_whole", "report_recommendations", "report_charts", "report_files", "files_progress"]
    found = [reverse(name, args=[room.slug, report.pk]) for name in (*of_one, "manifest", "report_desk", "publish")]
    found += [reverse("report_part", args=[room.slug, report.pk, n]) for n in (1, 2)]
    found += [reverse("report_paragraph", args=[room.slug, report.pk, 1])]
    found += [reverse("export", args=[room.slug, report.pk, extension]) for extension in FORMATS]
    found += [reverse("export", args=[room.slug, report.pk, "docx"]) + "?desk=1"]
    found += [reverse(name, args=[room.slug]) for name in ("reports", "report", "consultation", "feed", "results")]
    return [*found, reverse("home"), reverse("home_feed"), reverse("card", args=[room.slug])]


def words(client: Client, address: str) -> bytes:
    answer = client.get(address, follow=True)
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    name = answer.get("Content-Disposition", "").rpartition("filename=")[2].strip('"') or "page.html"
    return b" ".join(opened(name, data).values()) if data else b""


def as_role(room: Room, role: str) -> Client:
    client = Client()
    if role == "secretariat":
        client.force_login(UserFactory(is_secretariat=True))
    elif role:
        client.force_login(room.people[role].user)
    return client


@pytest.mark.parametrize("role", ["", "participant", "observer", "scribe"])
def test_until_then_no_address_shows_a_word_of_it(room, report, role) -> None:
    client = as_role(room, role)
    for address in addresses(room, report):
        assert MARK.encode() not in words(client, address), address


def test_until_then_the_results_that_it_tells_are_not_read_outside_either(room, report) -> None:
    results = reverse("results", args=[room.slug])
    files = reverse("results_file", args=[room.slug, "json"])
    assert [as_role(room, "").get(address).status_code for address in (results, files)] == [403, 403]
    assert as_role(room, "participant").get(results).status_code == 200
    Report.objects.filter(pk=report.pk).update(published_at=timezone.now() - timedelta(seconds=1))
    assert as_role(room, "").get(results).status_code == 200


def test_the_wall_notices_what_is_open(room, report) -> None:
    Report.objects.filter(pk=report.pk).update(published_at=timezone.now() - timedelta(seconds=1))
    client = as_role(room, "")
    told = [address for address in addresses(room, report) if MARK.encode() in words(client, address)]
    assert reverse("report", args=[room.slug, report.pk]) in told
    assert {reverse("export", args=[room.slug, report.pk, extension]) for extension in FORMATS} - {
        reverse("export", args=[room.slug, report.pk, "pdf"])  # its text is compressed
    } <= set(told)


@pytest.mark.parametrize("role", ["convenor", "rapporteur", "chair", "secretariat"])
def test_those_named_read_it_and_are_told_until_when(room, report, role) -> None:
    client = as_role(room, role)
    page = client.get(reverse("report", args=[room.slug, report.pk])).text
    assert "Under embargo until" in page
    assert "Geneva" in page
    assert client.get(reverse("export", args=[room.slug, report.pk, "pdf"])).content.startswith(b"%PDF")


def test_the_secretariat_reads_it_also_before_reports_are_published_here(room, report) -> None:
    open_phases(room.consultation, ["synthesis"])
    client = as_role(room, "secretariat")
    assert client.get(reverse("report", args=[room.slug, report.pk])).status_code == 200
    assert client.get(reverse("reports", args=[room.slug])).status_code == 200


def test_it_opens_by_the_clock_with_the_files_that_were_made_and_is_new_only_then(room, report) -> None:
    before = Snapshot.objects.get(report=report).digest
    call_command("tick", "--once")
    assert not RecordEntry.objects.filter(act="report published").exists()
    Report.objects.filter(pk=report.pk).update(published_at=timezone.now() - timedelta(seconds=1))
    call_command("tick", "--once")
    call_command("tick", "--once")
    report.refresh_from_db()
    assert report.state == ReportState.PUBLISHED
    assert RecordEntry.objects.get(act="report published").actor == "rule"
    make_files.call(report.pk)
    assert Snapshot.objects.get(report=report).digest == before
    assert "The report is published" in Client().get(reverse("feed", args=[room.slug])).text


def test_it_opens_by_reading_when_the_clock_is_late(room, report) -> None:
    address = reverse("report", args=[room.slug, report.pk])
    assert Client().get(address).status_code == 404
    Report.objects.filter(pk=report.pk).update(published_at=timezone.now() - timedelta(seconds=1))
    page = Client().get(address)
    assert page.status_code == 200
    assert "Under embargo" not in page.text


def test_cancelled_it_is_a_draft_again_whose_files_are_made_anew(room, report) -> None:
    client = as_role(room, "convenor")
    assert client.post(reverse("embargo_cancel", args=[room.slug, report.pk])).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.published_at) == (ReportState.DRAFT, None)
    assert not Snapshot.objects.filter(report=report).exists()
    again = client.post(reverse("embargo_cancel", args=[room.slug, report.pk]))
    assert again.status_code == 403
    assert RecordEntry.objects.filter(act="embargo cancelled").count() == 1


def test_what_is_public_by_the_clock_is_not_cancelled_any_more(room, report) -> None:
    Report.objects.filter(pk=report.pk).update(published_at=timezone.now() - timedelta(seconds=1))
    answer = as_role(room, "convenor").post(reverse("embargo_cancel", args=[room.slug, report.pk]))
    assert answer.status_code == 403


def test_nothing_in_it_changes_and_no_new_draft_takes_its_place(room, report) -> None:
    paragraph = Paragraph.objects.filter(section__report=report, key="process").get()
    client = as_role(room, "rapporteur")
    answer = client.post(reverse("paragraph_edit", args=[room.slug, paragraph.pk]), {"text": "x", "revision": 1})
    assert answer.status_code == 403
    assert begin_draft(here(room.consultation, room.people["rapporteur"].user)).pk != report.pk


@pytest.mark.parametrize(
    "typed",
    [
        {"when": "later", "at": ""},
        {"when": "later", "at": "yesterday"},
        {"when": "later", "at": "2020-01-01T10:00"},
        {"when": "later", "at": "9999-12-31T23:59"},
        {"when": "never"},
    ],
)
def test_a_moment_that_cannot_be_is_refused_and_nothing_changes(room, typed) -> None:
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    answer = as_role(room, "convenor").post(reverse("publish", args=[room.slug, report.pk]), typed)
    assert answer.status_code in {400, 403}
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_the_moment_is_typed_in_the_hosts_zone(room) -> None:
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    tomorrow = (timezone.now() + timedelta(days=1)).date()
    typed = {"when": "later", "at": f"{tomorrow}T09:00"}
    assert as_role(room, "convenor").post(reverse("publish", args=[room.slug, report.pk]), typed).status_code == 302
    report.refresh_from_db()
    assert report.published_at is not None
    assert report.published_at.astimezone(room.consultation.zone).hour == 9

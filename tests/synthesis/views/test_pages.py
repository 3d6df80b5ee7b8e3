"""The pages: who sees which, forms that work without scripts, and a web process without the analysis."""

import pytest
from django.urls import reverse

from sessions_app.models import Contribution
from synthesis.actions.drafting import draft_report
from synthesis.extract import corpus
from synthesis.models import Evidence, Paragraph, Report
from synthesis.models.report import ReportState
from tests.factories import open_phases
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return rooms.lively()


@pytest.fixture
def report(room):
    return draft_report(room.consultation, "command")


def as_role(client, room, role):
    client.force_login(room.people[role].user)
    return client


def test_the_rapporteur_sees_every_paragraph_with_its_sources(client, room, report):
    as_role(client, room, "rapporteur")
    page = client.get(reverse("report_desk", args=[room.slug, report.pk])).content.decode()
    for paragraph in Paragraph.objects.filter(section__report=report):
        assert f'id="paragraph-{paragraph.pk}"' in page
    source = Paragraph.objects.get(key__startswith="exchange").evidence.first().contribution
    assert reverse("contribution", args=[room.slug, source.question.session_id, source.pk]) in page
    assert "style=" not in page


def test_a_draft_is_for_the_desk_alone(client, room, report):
    addresses = [
        reverse("report", args=[room.slug, report.pk]),
        reverse("reports", args=[room.slug]),
        reverse("report_desk", args=[room.slug, report.pk]),
        reverse("export", args=[room.slug, report.pk, "docx"]),
    ]
    for role in ("participant", "observer", "scribe"):
        as_role(client, room, role)
        assert {client.get(address).status_code for address in addresses} == {403}
    client.logout()
    assert {client.get(address).status_code for address in addresses} == {403}


def test_the_public_reads_what_is_published_and_nothing_else(client, room, report):
    Report.objects.filter(pk=report.pk).update(state=ReportState.PUBLISHED)
    draft = Report.objects.create(consultation=room.consultation, title="Another", drafted_at=report.drafted_at)
    open_phases(room.consultation, ["published"])
    page = client.get(reverse("report", args=[room.slug]))
    assert page.status_code == 200
    assert "to be written" not in page.content.decode()
    assert client.get(reverse("export", args=[room.slug, report.pk, "docx"])).status_code == 200
    assert client.get(reverse("report", args=[room.slug, draft.pk])).status_code == 404
    assert client.get(reverse("export", args=[room.slug, report.pk, "docx"]) + "?desk=1").status_code == 403
    assert client.get(reverse("report_desk", args=[room.slug, report.pk])).status_code == 403


def test_publishing_waits_until_everything_is_written(client, room, report):
    open_phases(room.consultation, ["synthesis", "published"])
    as_role(client, room, "convenor")
    refused = client.post(reverse("publish", args=[room.slug, report.pk]))
    assert refused.status_code == 400
    assert "still to be written" in refused.content.decode()
    Paragraph.objects.filter(section__report=report, grounding="slot").delete()
    assert client.post(reverse("publish", args=[room.slug, report.pk])).status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.PUBLISHED


def test_a_plain_form_edits_and_a_stale_one_comes_back_with_both_texts(client, room, report):
    as_role(client, room, "rapporteur")
    paragraph = Paragraph.objects.get(section__report=report, key="process")
    address = reverse("paragraph_edit", args=[room.slug, paragraph.pk])
    saved = client.post(address, {"text": "First words.", "revision": paragraph.revision})
    assert saved["Location"].endswith(f"#paragraph-{paragraph.pk}")
    stale = client.post(address, {"text": "Second words.", "revision": paragraph.revision})
    assert stale.status_code == 409
    assert "First words." in stale.content.decode()
    assert "Second words." in stale.content.decode()
    assert client.post(address, {"text": "x", "revision": "one"}).status_code == 404


def test_own_paragraphs_are_added_moved_and_removed_by_plain_forms(client, room, report):
    as_role(client, room, "rapporteur")
    section = report.sections.get(key="process")
    client.post(reverse("paragraph_add", args=[room.slug, section.pk]), {"text": "Mine.", "style": "paragraph"})
    own = Paragraph.objects.get(text="Mine.")
    client.post(reverse("paragraph_move", args=[room.slug, own.pk]), {"to": "up"})
    assert section.paragraphs.first().text == "Mine."
    client.post(reverse("paragraph_remove", args=[room.slug, own.pk]))
    own.refresh_from_db()
    assert own.removed_at is not None


def test_the_draft_button_starts_the_work_and_its_page_can_be_left(client, room, django_capture_on_commit_callbacks):
    as_role(client, room, "rapporteur")
    with django_capture_on_commit_callbacks() as waiting:
        answer = client.post(reverse("draft", args=[room.slug]))
    page = client.get(answer["Location"])
    assert "You can leave this page" in page.content.decode()
    for callback in waiting:
        callback()
    report = Report.objects.get(consultation=room.consultation)
    assert report.state == ReportState.DRAFT
    done = client.get(reverse("report_progress", args=[room.slug, report.pk]))
    assert (done.status_code, done["HX-Refresh"]) == (204, "true")


def test_results_by_group_inside_and_nothing_outside_before_publication(client, room):
    as_role(client, room, "participant")
    page = client.get(reverse("results", args=[room.slug])).content.decode()
    assert "12 support, 6 can live with it, 1 objects" in page
    assert "style=" not in page
    client.logout()
    assert client.get(reverse("results", args=[room.slug])).status_code == 403


def test_under_the_chatham_house_rule_results_stay_in_the_room(client):
    room = rooms.lively("chatham-house")
    open_phases(room.consultation, ["published"])
    page = client.get(reverse("results", args=[room.slug])).content.decode()
    assert "nothing that was worked out from positions leaves the room" in page
    assert "support," not in page


def test_a_wrong_format_and_a_wrong_report_are_not_found(client, room, report):
    as_role(client, room, "rapporteur")
    assert client.get(reverse("export", args=[room.slug, report.pk, "exe"])).status_code == 404
    assert client.get(reverse("report_desk", args=[room.slug, report.pk + 999])).status_code == 404
    assert client.get(reverse("results", args=[room.slug]) + "?page=zz&order=zz").status_code == 200


def test_the_copy_with_sources_is_told_apart_by_its_name(client, room, report):
    as_role(client, room, "rapporteur")
    address = reverse("export", args=[room.slug, report.pk, "docx"])
    assert client.get(address)["Content-Disposition"] == f'attachment; filename="{room.slug}.docx"'
    assert client.get(address + "?desk=1")["Content-Disposition"] == f'attachment; filename="{room.slug}-desk.docx"'


def test_the_desk_of_a_report_shows_no_words_that_were_hidden_since(client, room, report):
    evidence = Evidence.objects.filter(paragraph__section__report=report, contribution__isnull=False).first()
    words = evidence.contribution.text[:40]
    client.force_login(room.people["rapporteur"].user)
    page = reverse("report_desk", args=[room.slug, report.pk])
    assert "It is hidden now." not in client.get(page).content.decode()
    Contribution.objects.filter(text__startswith=words).update(state="hidden")
    assert "It is hidden now." in client.get(page).content.decode()


def test_a_reply_under_what_was_hidden_is_in_no_draft(room):
    question = room.consultation.sessions.first().questions.first()
    top = rooms.say(question, room.people["States 1"], "The first thing.")
    reply = rooms.say(question, room.people["States 2"], "Marigold.", parent=top)
    assert reply.pk in set(corpus(room.consultation).contributions["id"])
    Contribution.objects.filter(pk=top.pk).update(state="hidden")
    assert reply.pk not in set(corpus(room.consultation).contributions["id"])


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"time_zone": "CET", "city": ""}, "in CET."),
        ({"time_zone": "Europe/Zurich", "city": ""}, "in Zurich (Europe/Zurich)."),
        ({"time_zone": "CET", "city": "Geneva"}, "in Geneva (CET)."),
    ],
)
def test_the_clock_of_an_embargo_is_named_once(client, room, report, fields, told):
    type(room.consultation).objects.filter(pk=room.consultation.pk).update(**fields)
    open_phases(room.consultation, ["synthesis", "published"])
    Paragraph.objects.filter(section__report=report, grounding="slot").delete()
    as_role(client, room, "convenor")
    assert f"As the clock tells it {told}" in client.get(reverse("publish", args=[room.slug, report.pk])).text

"""The editor's forms: what was typed comes back whatever happens, and a paragraph has a page of its own."""

import pytest
from django.urls import reverse

from synthesis.actions import paragraph as acts
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db
TEXT = "The meeting was held in June. It heard forty speakers."


@pytest.fixture
def desk(client):
    room = rooms.lively()
    report = draft_report(room.consultation, "command")
    own = acts.add(rooms.at_desk(room), report.sections.get(key="process").pk, TEXT)
    client.force_login(room.people["rapporteur"].user)
    return room, report, own


def post(client, name, room, pk, **body):
    return client.post(reverse(name, args=[room.slug, pk]), body)


def test_a_text_for_a_paragraph_that_is_gone_comes_back_and_can_stand_elsewhere(client, desk):
    room, report, own = desk
    Paragraph.objects.filter(pk=own.pk).delete()
    answer = post(client, "paragraph_edit", room, own.pk, text="What I typed.", revision=1)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "What I typed." in page
    section = report.sections.last()
    first = report.sections.first()
    post(client, "paragraph_add", room, first.pk, text="What I typed.", section=section.pk)
    assert Paragraph.objects.get(text="What I typed.").section_id == section.pk


def test_in_place_a_conflict_takes_the_place_of_the_whole_page(client, desk):
    room, _report, own = desk
    post(client, "paragraph_edit", room, own.pk, text=TEXT.replace("June", "July"), revision=1)
    address = reverse("paragraph_edit", args=[room.slug, own.pk])
    body = {"text": TEXT.replace("June", "May"), "revision": 1}
    answer = client.post(address, body, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reselect"]) == (200, "#main", "#main")
    assert "May" in answer.content.decode()


def test_put_together_it_says_so(client, desk):
    room, report, own = desk
    post(client, "paragraph_edit", room, own.pk, text=TEXT.replace("June", "July"), revision=1)
    post(client, "paragraph_edit", room, own.pk, text=TEXT.replace("forty", "fifty"), revision=1)
    page = client.get(reverse("report_desk", args=[room.slug, report.pk])).content.decode()
    assert "together with what somebody else changed" in page
    assert "in July. It heard fifty" in page


def test_a_paragraph_is_split_behind_a_sentence(client, desk):
    room, _report, own = desk
    post(client, "paragraph_split", room, own.pk, at=1, revision=1)
    own.refresh_from_db()
    assert own.text == "The meeting was held in June."
    assert Paragraph.objects.filter(section=own.section, text="It heard forty speakers.").exists()
    assert post(client, "paragraph_split", room, own.pk, at=1, revision=2).status_code == 403


def test_two_versions_are_compared_and_one_is_put_back(client, desk):
    room, _report, own = desk
    post(client, "paragraph_edit", room, own.pk, text=TEXT.replace("June", "July"), revision=1)
    page = client.get(reverse("paragraph", args=[room.slug, own.pk]) + "?from=1&to=2").content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    answer = post(client, "paragraph_version", room, own.pk, version=1, revision=2, on="page")
    assert answer["Location"] == reverse("paragraph", args=[room.slug, own.pk])
    own.refresh_from_db()
    assert own.text == TEXT


def test_an_item_with_a_letter_and_a_footnote_are_made_by_plain_forms(client, desk):
    room, report, own = desk
    page = client.get(reverse("paragraph", args=[room.slug, own.pk])).content.decode()
    assert reverse("paragraph_shape", args=[room.slug, own.pk]) in page
    answer = post(client, "paragraph_shape", room, own.pk, form="letter:0", on="page")
    assert answer["Location"] == reverse("paragraph", args=[room.slug, own.pk])
    post(client, "paragraph_annotate", room, own.pk, text="See there.")
    page = client.get(reverse("report_desk", args=[room.slug, report.pk])).content.decode()
    assert '<span class="no">(a)</span>' in page
    assert "See there." in page
    own.refresh_from_db()
    assert own.style == "letter"
    section = own.section_id
    post(client, "paragraph_add", room, section, text="Below.", style="letter:1", after=own.pk)
    assert Paragraph.objects.get(text="Below.").level == 1


@pytest.mark.parametrize("form", ["", "x", "letter:2", "letter:x", "letter:-1", "letter:" + "9" * 30, "table", "\0"])
def test_a_form_that_there_is_not_is_refused(client, desk, form):
    room, _report, own = desk
    assert post(client, "paragraph_shape", room, own.pk, form=form).status_code in {403, 404}
    assert post(client, "paragraph_annotate", room, own.pk, text=" \0 ").status_code == 403
    own.refresh_from_db()
    assert own.style == "paragraph"


@pytest.mark.parametrize("value", ["x", "-1", "1.5", "٣", "9" * 30])
@pytest.mark.parametrize("name", ["paragraph_edit", "paragraph_version", "paragraph_split", "paragraph_place"])
def test_a_form_that_no_page_made_is_not_found(client, desk, name, value):
    room, _report, own = desk
    answer = post(client, name, room, own.pk, text="x", revision=value, version=value, at=value, section=value)
    assert answer.status_code in {403, 404}
    own.refresh_from_db()
    assert own.text == TEXT


def test_under_an_anonymous_rule_versions_name_nobody_and_tell_no_minute(client):
    room = rooms.lively("anonymous")
    report = draft_report(room.consultation, "command")
    other = rooms.at_desk(room, "convenor")
    own = acts.add(other, report.sections.first().pk, TEXT)
    client.force_login(room.people["rapporteur"].user)
    page = client.get(reverse("paragraph", args=[room.slug, own.pk])).content.decode()
    assert other.participant.name not in page
    assert "Convenor" in page
    assert f"{own.edited_at:%H:%M}" not in page.split('id="versions"')[1]


def test_remarks_are_read_by_those_who_write_alone(client, desk):
    room, _report, own = desk
    post(client, "paragraph_remarks", room, own.pk, text="Is this so?")
    address = reverse("paragraph", args=[room.slug, own.pk])
    assert "Is this so?" in client.get(address).content.decode()
    client.force_login(room.people["chair"].user)
    page = client.get(address).content.decode()
    assert "Is this so?" not in page
    assert "Remark" not in page

"""What a new draft changes is shown; what people edited stays; several reports stand beside one another."""

import pytest
from django.urls import reverse

from consult import record
from consult.models import RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import here
from sessions_app.models import Contribution
from synthesis.actions import changed
from synthesis.actions import report as acts
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph, Report
from synthesis.models.report import ReportState
from synthesis.queries.template import proposed, template_choices
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    room = rooms.lively()
    report = draft_report(room.consultation, "command")
    return room, report, here(room.consultation, room.people["rapporteur"].user)


def kinds(report: Report) -> dict[str, set[str]]:
    report.refresh_from_db()
    found: dict[str, set[str]] = {}
    for change in report.changes:
        found.setdefault(change["kind"], set()).add(change["key"].split(":")[0])
    return found


def test_a_first_draft_and_one_of_the_same_sources_change_nothing(desk):
    room, report, _me = desk
    assert report.changes == []
    draft_report(room.consultation, "command")
    assert kinds(report) == {}


def test_new_changed_outdated_and_gone_paragraphs_are_told_with_both_texts(desk):
    room, report, me = desk
    process = Paragraph.objects.get(section__report=report, key="process")
    acts.edit(me, process.pk, acts.Change("The process, in my words.", process.revision))
    own = acts.add(me, process.section_id, "My own paragraph.", after=process.pk)
    second = room.consultation.sessions.get().questions.get(number=2)
    rooms.say(second, room.people["States 1"], "x", type="good-practice", sentence="wells were counted by children")
    Contribution.objects.filter(type="question").update(state="hidden")
    draft_report(room.consultation, "command")
    found = kinds(report)
    assert "process" in found["outdated"]
    assert "practices" in found["new"] | found.get("changed", set())
    assert "silent" in found["gone"]
    (outdated,) = [one for one in report.changes if one["key"] == "process"]
    assert outdated["before"] == "The process, in my words."
    assert "withheld in moderation" in outdated["after"]
    assert not [one for one in report.changes if one["key"] == own.key]
    assert Paragraph.objects.get(pk=process.pk).text == "The process, in my words."


def test_a_paragraph_about_more_sources_is_one_that_changed_not_one_gone_and_one_new(desk):
    room, report, _me = desk
    first = room.consultation.sessions.get().questions.get(number=1)
    Contribution.objects.filter(sentence__startswith="small suppliers").update(state="withdrawn")
    rooms.say(
        first, room.people["States 1"], "x", type="issue", sentence="small suppliers can seldom read the forms used"
    )
    draft_report(room.consultation, "command")
    found = kinds(report)
    assert "raised" in found["changed"]
    assert "raised" not in found.get("new", set()) | found.get("gone", set())


def test_drafting_twice_loses_no_change_that_nobody_has_read(desk):
    room, report, _me = desk
    Contribution.objects.filter(type="question").update(state="hidden")
    draft_report(room.consultation, "command")
    first = kinds(report)
    assert "open" in first["gone"]
    draft_report(room.consultation, "command")
    assert kinds(report) == first
    Contribution.objects.filter(type="question").update(state="shown")
    draft_report(room.consultation, "command")
    assert kinds(report) == {}


def test_the_list_is_put_away_once_it_was_read(desk, client):
    room, report, me = desk
    Contribution.objects.filter(type="question").update(state="hidden")
    draft_report(room.consultation, "command")
    client.force_login(me.participant.user)
    address = reverse("report_changes", args=[room.slug, report.pk])
    page = client.get(address).content.decode()
    assert "<del>" in page or "<ins>" in page
    assert address in client.get(reverse("report_desk", args=[room.slug, report.pk])).content.decode()
    assert client.post(address).status_code == 302
    report.refresh_from_db()
    assert report.changes == []
    assert "Nothing to read" in client.get(address).content.decode()
    assert RecordEntry.objects.filter(act="changes of the draft read").count() == 1
    assert record.broken_at(room.consultation.pk) is None


@pytest.mark.parametrize("role", ["participant", "observer", "scribe", "chair"])
def test_only_who_drafts_puts_it_away(desk, role):
    room, report, _me = desk
    with pytest.raises(RefusedError):
        changed.seen(here(room.consultation, room.people[role].user), report)


# --- several reports -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "template"),
    [
        ("roundtable", "roundtable"),
        ("conference", "conference"),
        ("call", "thematic"),
        ("symposium", "papers"),
        ("intergovernmental", "body"),
        ("blank", "roundtable"),
    ],
)
def test_the_format_proposes_the_template(kind, template):
    room = rooms.lively(format=kind)
    assert proposed(room.consultation) == template
    first, *others = template_choices(room.consultation)
    assert (first.value, first.is_proposed, len(others)) == (template, True, 6)
    assert draft_report(room.consultation, "command").template == template


def test_reports_of_several_templates_and_purposes_stand_beside_one_another(desk, client):
    room, report, me = desk
    body = acts.begin_draft(me, acts.Wanted(template="body", purpose="zero-draft"))
    key = acts.begin_draft(me, acts.Wanted(template="body", purpose="key-points"))
    assert len({report.pk, body.pk, key.pk}) == 3
    assert acts.begin_draft(me, acts.Wanted(template="body", purpose="zero-draft")).pk == body.pk
    assert acts.begin_draft(me, acts.Wanted(report=report.pk)).pk == report.pk
    client.force_login(me.participant.user)
    page = client.get(reverse("reports", args=[room.slug])).content.decode()
    assert "Zero draft" in page
    assert page.count('name="template"') == 7
    assert 'value="roundtable" checked' in page


def test_what_is_asked_for_and_there_is_not_is_refused_and_changes_nothing(desk, client):
    room, report, me = desk
    elsewhere = draft_report(rooms.lively().consultation, "command")
    Report.objects.filter(pk=report.pk).update(state=ReportState.PUBLISHED)
    before = Report.objects.count()
    for wanted in (
        acts.Wanted(template="poem"),
        acts.Wanted(template="body", purpose="\ud800"),
        acts.Wanted(report=report.pk),
        acts.Wanted(report=elsewhere.pk),
    ):
        with pytest.raises(RefusedError):
            acts.begin_draft(me, wanted)
    client.force_login(me.participant.user)
    for body in ({"template": "a\x00b"}, {"purpose": "x" * 5000}, {"report": "9" * 30}, {"report": "-1"}):
        assert client.post(reverse("draft", args=[room.slug]), body).status_code in {400, 403, 404, 409, 422}
    assert Report.objects.count() == before


def test_the_desk_drafts_the_report_that_it_shows(desk, client, django_capture_on_commit_callbacks):
    room, report, me = desk
    with django_capture_on_commit_callbacks(execute=True):
        acts.begin_draft(me, acts.Wanted(template="body"))
    client.force_login(me.participant.user)
    page = client.get(reverse("report_desk", args=[room.slug, report.pk])).content.decode()
    assert f'<input type="hidden" name="report" value="{report.pk}">' in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("draft", args=[room.slug]), {"report": report.pk})
    assert answer["Location"] == reverse("report_desk", args=[room.slug, report.pk])
    assert set(Report.objects.values_list("template", "state")) == {("roundtable", "draft"), ("body", "draft")}

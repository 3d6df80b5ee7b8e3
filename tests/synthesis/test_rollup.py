"""A report of reports: from the published reports of the parts alone, each paragraph leading to where it comes from."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.models import Consultation, Participant
from consult.procedure import PhaseKind, RefusedError
from consult.queries.people import here
from synthesis.actions import paragraph, rollup, section
from synthesis.actions.drafting import draft_report
from synthesis.actions.report import begin_draft
from synthesis.models import Paragraph, ParagraphSource, Report
from synthesis.models.report import Grounding, ReportState
from synthesis.queries.checks import checks_of
from synthesis.queries.rollup import parts_of
from synthesis.tasks import roll_up
from synthesis.writers import export, report_blocks
from synthesis.writers.material import material_of
from synthesis.writers.parts import book_of
from synthesis.writers.recommended import by_addressee, recommendations_of
from tests.factories import Room, make_room, open_phases
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent() -> Room:
    return make_room(title="All regions", visibility="public", phases=list(PhaseKind))


def part(parent: Room, title: str, rule: str = "on-the-record", **fields: object) -> Room:
    """A part of ``parent`` with a published report."""
    room = rooms.lively(rule, **{"visibility": "public", "title": title, "parent": parent.consultation, **fields})
    for rows in (Participant.objects, room.consultation.delegations):
        for row in rows.filter(consultation=room.consultation):
            row.name = f"{title.split()[0]}’s {row.name}"
            row.save()
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    Report.objects.filter(pk=report.pk).update(state=ReportState.PUBLISHED, published_at=timezone.now())
    open_phases(room.consultation, ["published"])
    return room


def rolled_up(parent: Room) -> Report:
    report = rollup.begin(rapporteur(parent))
    roll_up.call(report.pk, None)
    report.refresh_from_db()
    return report


def rapporteur(room: Room):
    return here(room.consultation, room.people["rapporteur"].user)


def test_each_part_has_its_section_and_each_paragraph_leads_to_where_it_comes_from(parent) -> None:
    part(parent, "Northern region")
    part(parent, "Southern region")
    report = rolled_up(parent)
    headings = [block.text for block in report_blocks(report) if block.kind == "heading" and block.level == 1]
    assert headings == ["The reports", "Northern region", "Southern region", "Recommendations of all parts"]
    sources = ParagraphSource.objects.filter(paragraph__section__report=report).select_related("of", "paragraph")
    assert sources.count() > 10
    for source in sources:
        assert source.paragraph.text == source.of.text
    numbered = sources.exclude(number="").first()
    page = as_rapporteur(parent).get(reverse("report_whole", args=[parent.slug, report.pk])).text
    slug = numbered.report.consultation.slug
    link = reverse("report_paragraph", args=[slug, numbered.report_id, numbered.number])
    assert f'href="{link}"' in page
    place = Client().get(link)["Location"]
    assert numbered.of.text[:40] in Client().get(place).text
    assert f"({numbered.report.title}, para. {numbered.number})" in export(report, "md").decode()


def as_rapporteur(room: Room) -> Client:
    client = Client()
    client.force_login(room.people["rapporteur"].user)
    return client


def test_recommendations_of_all_stand_by_addressee(parent) -> None:
    part(parent, "Northern region")
    part(parent, "Southern region")
    groups = dict(by_addressee(recommendations_of(book_of(rolled_up(parent)))))
    assert {name: len(rows) for name, rows in groups.items()} == {"States": 2, "Businesses": 2}


def test_only_what_anybody_may_read_is_taken(parent) -> None:
    part(parent, "Open")
    part(parent, "Invited", visibility="invited")
    unpublished = part(parent, "Unpublished")
    Report.objects.filter(consultation=unpublished.consultation).update(state=ReportState.DRAFT)
    waiting = part(parent, "Waiting")
    Report.objects.filter(consultation=waiting.consultation).update(
        state=ReportState.EMBARGOED, published_at=timezone.now() + timedelta(days=1)
    )
    closed = part(parent, "Closed")
    open_phases(closed.consultation, ["synthesis"])
    taken = {one.consultation.title for one in parts_of(parent.consultation) if one.report}
    assert taken == {"Open"}
    text = " ".join(block.text for block in report_blocks(rolled_up(parent)))
    for title in ("Invited", "Unpublished", "Waiting", "Closed"):
        assert title not in text
    assert all(one.why_not for one in parts_of(parent.consultation) if not one.report)


def test_under_a_stricter_rule_of_a_part_nobody_of_it_is_named_and_its_rule_is_the_files(parent) -> None:
    quiet = part(parent, "Quiet region", "chatham-house")
    part(parent, "Open region")
    names = [one.name for one in Participant.objects.filter(consultation=quiet.consultation)]
    bodies = [body.name for body in quiet.consultation.delegations.all()]
    report = rolled_up(parent)
    material = material_of(report)
    section = report.sections.filter(key__startswith=f"c{quiet.consultation.pk}")
    text = " ".join(Paragraph.objects.filter(section__in=section).values_list("text", flat=True))
    assert text
    assert not [name for name in names + bodies if name in text]
    assert material.head.rule == "chatham-house"
    desk = as_rapporteur(parent).get(reverse("report_desk", args=[parent.slug, report.pk])).text
    assert not [name for name in names + bodies if name in desk]


def test_it_is_checked_under_the_strictest_rule_and_what_comes_from_a_part_under_that_parts(parent) -> None:
    part(parent, "Quiet region", "chatham-house")
    part(parent, "Open region")
    report = rolled_up(parent)
    assert not [one for one in checks_of(report).standing if one.is_error]
    Paragraph.objects.create(
        section=report.sections.get(key="process"), grounding=Grounding.OWN, text="It came up at 14:30.", key="own:1"
    )
    taken = ParagraphSource.objects.filter(
        paragraph__section__report=report, report__consultation__title="Open region", paragraph__style="paragraph"
    )
    said = taken.first().paragraph
    Paragraph.objects.filter(pk=said.pk).update(text=f"{said.text} Then came 15:45.")
    assert exact_times(report) == ["14:30"]
    Paragraph.objects.filter(pk=said.pk).update(edited_at=timezone.now())
    assert sorted(exact_times(report)) == ["14:30", "15:45"]


def exact_times(report: Report) -> list[str]:
    return [one.fault.words for one in checks_of(report).standing if one.fault.rule == "exact-time"]


def test_rolled_up_again_what_people_wrote_stays(parent) -> None:
    region = part(parent, "Northern region")
    report = rolled_up(parent)
    source = ParagraphSource.objects.filter(paragraph__section__report=report).exclude(number="").first()
    Paragraph.objects.filter(pk=source.paragraph_id).update(text="In our own words.", edited_at=timezone.now())
    own = Paragraph.objects.create(
        section=report.sections.get(key="process"), grounding=Grounding.OWN, text="Mine.", key="own:1"
    )
    Paragraph.objects.filter(pk=source.of_id).update(text="It says something else now.")
    again = rolled_up(parent)
    assert again.pk == report.pk
    kept = Paragraph.objects.get(pk=source.paragraph_id)
    assert (kept.text, kept.generated, kept.is_outdated) == ("In our own words.", "It says something else now.", True)
    assert Paragraph.objects.filter(pk=own.pk).exists()
    Consultation.objects.filter(pk=region.consultation.pk).update(parent=None)
    with pytest.raises(RefusedError):
        rollup.begin(rapporteur(parent))


def test_rolled_up_again_sections_and_sources_stay_as_people_made_them(parent) -> None:
    part(parent, "Northern region")
    report, me = rolled_up(parent), rapporteur(parent)
    process = report.sections.get(key="process")
    section.change(me, process.pk, "What was read", 1, before=process.heading)
    mine = section.add(me, report.pk, "Still empty")
    text = ParagraphSource.objects.filter(paragraph__section__report=report).exclude(number="").first().paragraph
    moved = paragraph.place(me, text.pk, mine.pk)
    again = rolled_up(parent)
    assert again.sections.get(key="process").heading == "What was read"
    assert again.sections.filter(pk=mine.pk).exists()
    assert Paragraph.objects.get(pk=moved.pk).section_id == mine.pk


def test_split_in_two_both_halves_lead_to_their_source_and_go_with_it(parent) -> None:
    part(parent, "Northern region")
    report, me = rolled_up(parent), rapporteur(parent)
    source = ParagraphSource.objects.filter(paragraph__section__report=report).exclude(number="").first()
    words = source.paragraph.text.split()
    half = paragraph.split(me, source.paragraph_id, " ".join(words[:3]), " ".join(words[3:]), source.paragraph.revision)
    assert half.source.of_id == source.of_id
    with pytest.raises(RefusedError):
        paragraph.join(me, source.paragraph_id)


def test_an_approved_roll_up_is_not_begun_anew(parent) -> None:
    part(parent, "Northern region")
    report = rolled_up(parent)
    Report.objects.filter(pk=report.pk).update(frozen_at=timezone.now())
    with pytest.raises(RefusedError, match="approved"):
        rollup.begin(rapporteur(parent))
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_it_is_a_report_beside_the_consultations_own(parent) -> None:
    part(parent, "Northern region")
    report = rolled_up(parent)
    own = begin_draft(rapporteur(parent))
    assert own.pk != report.pk
    assert "of the reports of its parts" in as_rapporteur(parent).get(reverse("reports", args=[parent.slug])).text


def test_the_page_tells_which_parts_have_a_report_and_begins_it(parent) -> None:
    part(parent, "Northern region")
    part(parent, "Invited region", visibility="invited")
    client = as_rapporteur(parent)
    page = client.get(reverse("roll_up", args=[parent.slug])).text
    assert "Roll 1 report up" in page
    assert "It is for the invited alone." in page
    answer = client.post(reverse("roll_up", args=[parent.slug]))
    assert answer["Location"] == reverse("report_desk", args=[parent.slug, Report.objects.get(is_rollup=True).pk])

"""Before a report is published, its page says what keeps it from going out and what is worth a look."""

import pytest
from django.urls import reverse

from consult.procedure import PhaseKind
from synthesis.actions import paragraph as acts
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph
from synthesis.models.report import Grounding
from synthesis.queries.approval import approvals
from synthesis.queries.publication import Readiness, readiness
from tests.factories import open_phases
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return rooms.lively(rule="chatham-house")


@pytest.fixture
def report(room):
    return draft_report(room.consultation, "command")


def stands(room, report) -> Readiness:
    return readiness(report, approvals(rooms.at_desk(room, "convenor"), report))


def test_what_is_to_be_written_keeps_a_draft_from_going_out(room, report):
    assert stands(room, report).slots > 0
    assert stands(room, report).is_kept
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    assert (stands(room, report).slots, stands(room, report).is_kept) == (0, False)


def test_what_could_give_somebody_away_is_told_apart_from_other_faults(room, report):
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    before = stands(room, report)
    name = room.people["States 1"].name
    acts.add(rooms.at_desk(room), report.sections.first().pk, f"It was {name} who asked for it.")
    now = stands(room, report)
    assert (now.leaks, now.is_kept) == (before.leaks + 1, True)
    assert now.faults == before.faults


def test_contributions_of_which_nothing_is_told_and_whose_approval_is_lacking(room, report):
    before = stands(room, report)
    assert before.approver is not None
    assert before.unanswered == 0
    question = room.consultation.sessions.get().questions.get(number=1)
    rooms.say(question, room.people["States 1"], "Something that no paragraph tells.")
    assert stands(room, report).unsettled == before.unsettled + 1


def test_whoever_publishes_is_told_while_the_phase_lets_nobody_outside_read_it(client, room, report):
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    client.force_login(room.people["convenor"].user)
    publish, phases = reverse("publish", args=[room.slug, report.pk]), reverse("setup_phases", args=[room.slug])
    open_phases(room.consultation, [PhaseKind.SYNTHESIS])
    assert f'href="{phases}"' in client.get(publish).content.decode()
    assert f'href="{phases}"' in client.post(publish, follow=True).content.decode()
    open_phases(room.consultation, [PhaseKind.SYNTHESIS, PhaseKind.PUBLISHED])
    assert f'href="{phases}"' not in client.get(reverse("report", args=[room.slug, report.pk])).content.decode()


def test_a_moment_that_is_past_is_said_beside_the_form(client, room, report):
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    open_phases(room.consultation, list(PhaseKind))
    client.force_login(room.people["convenor"].user)
    sent = {"when": "later", "at": "2020-01-01T10:00"}
    answer = client.post(reverse("publish", args=[room.slug, report.pk]), sent)
    assert answer.status_code == 400
    for kept in ("An embargo ends in the future, within two years.", "2020-01-01T10:00"):
        assert kept in answer.content.decode()


def test_the_page_says_so_with_the_way_to_each(client, room, report):
    open_phases(room.consultation, list(PhaseKind))
    client.force_login(room.people["convenor"].user)
    page = client.get(reverse("publish", args=[room.slug, report.pk])).content.decode()
    assert "It cannot be published yet" in page
    for name in ("report_desk", "report_checks", "comments", "coverage"):
        assert reverse(name, args=[room.slug, report.pk]) in page
    assert 'name="when"' not in page  # a button would only be refused
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    ready = client.get(reverse("publish", args=[room.slug, report.pk])).content.decode()
    assert "It cannot be published yet" not in ready
    assert 'name="when"' in ready

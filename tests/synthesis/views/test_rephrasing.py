"""The page where proposals of the assistant wait beside the paragraphs they are for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from synthesis.actions import rephrasing as acts
from synthesis.actions.drafting import draft_report
from synthesis.models import Rephrasing
from synthesis.queries import rephrasing as reading
from tests.synthesis import endpoint, rooms
from tests.synthesis.assisted import AWAY, at_desk, rewords, spoken

pytestmark = pytest.mark.django_db


def test_the_page_is_read_in_a_fixed_number_of_queries(settings, client):
    report, me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()

    def count():
        with CaptureQueriesContext(connection) as found:
            assert reading.wordings(type(report).objects.select_related("consultation").get(pk=report.pk))
        return len(found)

    before, had = count(), len(reading.wordings(report))
    question = me.consultation.sessions.get().questions.get(number=1)
    speakers = list(me.consultation.participants.exclude(delegation=None)[:8])
    for number, one in enumerate(speakers):
        sentence = f"matter {number} of the {'abcdefgh'[number] * 6} was never looked at"
        rooms.say(question, one, "x", type="issue", sentence=sentence)
    draft_report(me.consultation, "command")
    assert len(reading.wordings(report)) > had
    assert count() == before


def test_the_desk_shows_the_proposal_beside_the_paragraph(settings, client, asking):
    report, me = at_desk()
    paragraph = spoken(report)
    client.force_login(me.participant.user)
    address = reverse("rephrasings", args=[me.consultation.slug, report.pk])
    desk = reverse("report_desk", args=[me.consultation.slug, report.pk])
    assert address not in client.get(desk).content.decode()
    assert "no drafting assistant" in client.get(address).content.decode()
    row, _server = asking(me, paragraph, endpoint.saying(rewords))
    assert address in client.get(desk).content.decode()
    page = client.get(address).content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    body = {"do": "accept", "proposal": row.pk, "revision": row.revision}
    answer = client.post(reverse("paragraph_rephrase", args=[me.consultation.slug, paragraph.pk]), body, follow=True)
    assert "Accepted." in answer.content.decode()
    assert "checked by The rapporteur" in client.get(desk).content.decode()
    bad = {"do": "accept", "proposal": "x\x00", "revision": "9" * 40}
    assert client.post(reverse("paragraph_rephrase", args=[me.consultation.slug, paragraph.pk]), bad).status_code == 404


def test_what_waits_is_shown_until_it_is_answered(settings, client):
    report, me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    acts.ask(me, spoken(report).pk)
    client.force_login(me.participant.user)
    address = reverse("rephrasings_progress", args=[me.consultation.slug, report.pk])
    assert "1 paragraph waits" in client.get(address, {"of": "1"}).content.decode()
    assert client.get(address, {"of": "2"})["HX-Refresh"] == "true"
    Rephrasing.objects.update(state="nothing")
    assert client.get(address, {"of": "1"})["HX-Refresh"] == "true"

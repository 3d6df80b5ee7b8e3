"""The recommendations that a report prints are read out of it again, each in its own words."""

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from consult.attribution import Audience
from consult.documents.extract import propose
from consult.documents.readers import read
from sessions_app.models import Recommendation, RecommendationVersion
from sessions_app.states import RecommendationState
from synthesis.actions.drafting import draft_report
from synthesis.actions.outcomes import item
from synthesis.core.findings import Finding
from synthesis.extract import Text
from synthesis.wording import sentence
from synthesis.writers import export
from tests.synthesis import rooms

FORWARD = RecommendationState.PUT_FORWARD


@pytest.mark.django_db
@pytest.mark.parametrize("extension", ["docx", "odt", "pdf", "md", "html"])
def test_texts_put_forward_come_out_of_a_report_as_recommendations_with_their_addressees(extension: str) -> None:
    room = rooms.lively()
    texts = Recommendation.objects.filter(consultation=room.consultation)
    texts.update(state=FORWARD)
    report = draft_report(room.consultation, "command")
    found = propose(read(export(report, extension, Audience.OUTSIDE), f"report.{extension}")).recommendations
    words = RecommendationVersion.objects.filter(recommendation__in=texts).values_list("text", flat=True)
    assert sorted(one.text for one in found) == sorted(words)
    assert all(one.addressees for one in found)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "zh-hans"])
def test_headings_leads_and_outcomes_are_known_in_every_language(language: str) -> None:
    told = {"fr": "Les États devraient publier leurs études.", "es": "Los Estados deberían publicar sus estudios."}
    told |= {"ru": "Государствам следует публиковать исследования.", "ar": "ينبغي للدول أن تنشر دراساتها."}
    words = told.get(
        language, "各国应公布其研究。" if language == "zh-hans" else "States should publish their studies."
    )
    with translation.override(language):
        heading = _("Recommendations put forward")
        lead = sentence(Finding("texts", numbers={"texts": 2}, words={"kind": "put forward"}))
        made = item(Text(1, "1.1", None, words, (), "should", FORWARD.value, "on-the-record"))
    report = f"# Report\n\n## {heading}\n\n33. {lead}\n\n- {made.text}\n- {made.text}\n"
    found = propose(read(report.encode(), "report.md")).recommendations
    assert {one.text for one in found} == {words}

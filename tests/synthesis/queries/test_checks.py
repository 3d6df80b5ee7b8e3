"""A draft is clean by the rules, and a fault that somebody writes into it is found at its paragraph."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import include, path

from consult.models import Consultation, Participant
from consult.views.account import demo_sign_in
from sessions_app.models import Contribution
from synthesis.actions.drafting import draft_report
from synthesis.actions.polis import import_polis
from synthesis.actions.polis_files import read
from synthesis.models import Paragraph, Section
from synthesis.models.publication import HouseStyle
from synthesis.models.report import Grounding
from synthesis.queries.checks import checks_of
from tests.synthesis import polis, rooms, told

urlpatterns = [path("d/<str:token>/", demo_sign_in, name="demo_sign_in"), path("", include("consult.urls"))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
RULES = ["on-the-record", "by-delegation", "by-group", "chatham-house", "anonymous"]
# Acronyms that participants of these exports wrote without explaining them: it is right that they are pointed at.
UNEXPLAINED = {"scoop-hivemind.taxes": {"GST", "NZ"}, "canadian-electoral-reform": {"FPTP", "MMP", "STV"}}


def found_in(report) -> list[tuple[str, str]]:
    return [(one.fault.rule, one.fault.words) for one in checks_of(report).standing]


def rules_at(report, paragraph) -> list[str]:
    return [one.fault.rule for one in checks_of(report).standing if one.place.paragraph == paragraph.pk]


@pytest.mark.parametrize("rule", RULES)
def test_the_draft_of_a_lively_room_is_clean(rule):
    assert found_in(draft_report(rooms.lively(rule).consultation, "command")) == []


@pytest.mark.parametrize("template", told.TEMPLATES)
@pytest.mark.parametrize("rule", ["on-the-record", "chatham-house"])
def test_the_draft_of_every_template_is_clean(rule, template):
    found = found_in(told.draft(rooms.lively(rule).consultation, template))
    assert [words for _rule, words in found if not re.fullmatch(r"\d delegation", words)] == []  # their names here


@pytest.mark.parametrize("name", polis.SETS)
def test_the_draft_of_a_polis_export_is_clean(name):
    found = found_in(draft_report(import_polis(read(polis.real(name))), "command"))
    assert {rule for rule, _words in found} <= {"acronym"}
    assert {word for _rule, words in found for word in UNEXPLAINED.get(name, ()) if word in words} == UNEXPLAINED.get(
        name, set()
    )
    assert len(found) == len(UNEXPLAINED.get(name, ()))


def test_the_drafts_of_the_demonstration_are_clean(settings):
    settings.DEMO = True
    call_command("make_demo", stdout=StringIO())
    found = {row.slug: found_in(draft_report(row, "command")) for row in Consultation.objects.all()}
    assert len(found) == 3
    assert not any(found.values()), found


@pytest.fixture
def chatham():
    room = rooms.lively("chatham-house")
    return room, draft_report(room.consultation, "command")


@pytest.fixture
def open_report():
    return draft_report(rooms.lively().consultation, "command")


def written(report, text: str, **fields: object) -> Paragraph:
    """An own paragraph in the first part."""
    section = report.sections.first()
    values = {"grounding": Grounding.OWN, "key": f"own:{len(text)}", "position": 9_000, **fields}
    return Paragraph.objects.create(section=section, text=text, **values)


def rewritten(report, part: str, old: str, new: str) -> Paragraph:
    """A drafted paragraph in which somebody put other words."""
    paragraph = next(
        p for p in Paragraph.objects.filter(section__report=report, section__key__endswith=part) if old in p.text
    )
    paragraph.text = paragraph.text.replace(old, new)
    paragraph.save()
    return paragraph


def test_a_name_and_an_affiliation_are_found_under_the_rule_of_the_consultation(chatham):
    room, report = chatham
    Participant.objects.filter(pk=room.people["States 1"].pk).update(name="Adaeze Okafor")
    body = room.people["States 1"].delegation
    body.name = "Republic of Freedonia"
    body.save()
    assert rules_at(report, written(report, "Ms. Okafor asked for lamps.")) == ["name"]
    assert rules_at(report, written(report, "The Republic of Freedonia has lamps.")) == ["affiliation"]


def test_on_the_record_who_spoke_may_be_named_unless_they_asked_for_less():
    room = rooms.lively()
    person = room.people["States 1"]
    Participant.objects.filter(pk=person.pk).update(name="Adaeze Okafor")
    Contribution.objects.filter(author=person).update(shown_at_most="delegation")
    report = draft_report(room.consultation, "command")
    paragraph = next(
        p for p in Paragraph.objects.filter(section__report=report) if "small suppliers" in p.text and p.findings
    )
    assert rules_at(report, written(report, "Adaeze Okafor took part.")) == []
    paragraph.text += " Adaeze Okafor said so."
    paragraph.save()
    assert rules_at(report, paragraph) == ["name"]


def test_a_quantifier_is_held_against_its_figures(open_report):
    paragraph = rewritten(open_report, "raised", "two delegations", "many delegations")
    assert set(rules_at(open_report, paragraph)) == {"quantifier", "sources"}


def test_a_figure_of_a_result_is_held_against_its_ballot(open_report):
    paragraph = rewritten(open_report, "results", "of the 20", "of the 30")
    assert "figure" in rules_at(open_report, paragraph)


def test_what_was_not_adopted_is_not_called_so(open_report):
    paragraph = written(open_report, "It was agreed that a register is needed.")
    assert rules_at(open_report, paragraph) == ["adoption"]


def test_words_of_those_who_may_not_be_quoted_are_found():
    room = rooms.lively("by-group")
    words = "the northern buyers have never once asked their suppliers for any assessment"
    question = room.consultation.sessions.first().questions.first()
    rooms.say(question, room.people["States 1"], f"I know that {words}.", quotation="none")
    report = draft_report(room.consultation, "command")
    assert found_in(report) == []
    assert rules_at(report, written(report, f"It was said that {words}.")) == ["unconsented"]


def test_a_telling_detail_is_pointed_at_under_the_chatham_house_rule(chatham):
    _room, report = chatham
    assert rules_at(report, written(report, "A register was tried in Fredville with 37 ministries.")) == ["jigsaw"] * 2


def test_a_count_is_found_under_the_chatham_house_rule(chatham):
    _room, report = chatham
    assert rules_at(report, written(report, "Several delegations asked for it.")) == ["count"]


def test_a_question_under_a_stricter_rule_is_checked_by_its_own(open_report):
    section = Section.objects.filter(report=open_report, key__regex=r"^q\d+$").first()
    room = open_report.consultation
    room.sessions.first().questions.filter(pk=int(section.key[1:])).update(attribution_rule="chatham-house")
    paragraph = Paragraph.objects.create(
        section=section, text="Several delegations asked for it.", grounding="own", key="own:x", position=1
    )
    assert rules_at(open_report, paragraph) == ["count"]


def test_a_subheading_that_is_left_alone_is_found(open_report):
    parts = [row for row in open_report.sections.all() if "." in row.key]
    for row in parts[1:]:
        row.paragraphs.all().delete()
    assert ("lone-subheading", parts[0].heading) in found_in(open_report)


def test_paragraphs_that_were_removed_are_not_checked(open_report):
    paragraph = written(open_report, "It was agreed.")
    Paragraph.objects.filter(pk=paragraph.pk).update(removed_at="2026-01-01T00:00Z")
    assert rules_at(open_report, paragraph) == []


def test_a_report_is_checked_in_its_language(open_report):
    type(open_report).objects.filter(pk=open_report.pk).update(language="fr")
    open_report.refresh_from_db()
    assert "adoption" in rules_at(open_report, written(open_report, "Il a été décidé d’attendre."))


@pytest.mark.parametrize(("template", "purpose", "most"), [("body", "key-points", 600), ("papers", "key-points", None)])
def test_key_points_are_as_short_as_the_short_form_whatever_their_template(template, purpose, most):
    report = told.draft(rooms.lively().consultation, template, purpose)
    assert [one for one in checks_of(report).standing if one.fault.rule == "length"] == []
    section = report.sections.last()
    Paragraph.objects.create(section=section, grounding=Grounding.OWN, text="word " * 700, key="own:1", style="plain")
    found = [one.fault.values["most"] for one in checks_of(report).standing if one.fault.rule == "length"]
    assert found == ([most] if most else [])
    HouseStyle.objects.create(consultation=report.consultation, word_limit=650)
    found = [one.fault.values["most"] for one in checks_of(report).standing if one.fault.rule == "length"]
    assert found == [most or 650]

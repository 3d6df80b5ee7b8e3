"""What a draft must hold, and what it must never hold."""

import re

import pytest
from django.db.models import Count

from consult.attribution import Audience
from consult.models import Elector
from sessions_app.models import Ballot, Contribution, GuidingQuestion, Vote
from sessions_app.states import Method
from synthesis import wording
from synthesis.actions.drafting import draft_report
from synthesis.actions.polis import import_polis
from synthesis.actions.polis_files import read
from synthesis.core.findings import Finding
from synthesis.models import Paragraph, Report
from synthesis.models.report import Grounding
from synthesis.writers.blocks import report_blocks
from tests.synthesis import polis, rooms

pytestmark = pytest.mark.django_db
RULES = ["on-the-record", "by-delegation", "by-group", "chatham-house", "anonymous"]
FORBIDDEN = re.compile(
    r"\b(?:agreed|consensus|decided|unanimous\w*|therefore|rich discussion|crucial|most participants)\b", re.IGNORECASE
)


def words_of(report: Report) -> str:
    return "\n".join(block.printed for block in report_blocks(report))


def narrative(report: Report) -> str:
    """The text without headings and annexes."""
    paragraphs = Paragraph.objects.filter(section__report=report).exclude(section__key__startswith="annex")
    return "\n".join(paragraphs.values_list("text", flat=True))


def walk(report: Report):
    for paragraph in Paragraph.objects.filter(section__report=report):
        for data in paragraph.findings:
            yield paragraph, Finding.from_dict(data)


@pytest.mark.parametrize("rule", RULES)
def test_every_sentence_can_be_made_again_from_its_findings(rule):
    report = draft_report(rooms.lively(rule).consultation, "command")
    for paragraph in Paragraph.objects.filter(section__report=report, grounding=Grounding.GROUNDED, rows=None):
        findings = [Finding.from_dict(data) for data in paragraph.findings]
        made = [wording.sentence(one) for one in findings if wording.has_sentence(one)]
        assert paragraph.text == " ".join(made) or not made


@pytest.mark.parametrize("rule", RULES)
def test_every_grounded_paragraph_has_evidence(rule):
    report = draft_report(rooms.lively(rule).consultation, "command")
    grounded = Paragraph.objects.filter(section__report=report, grounding=Grounding.GROUNDED)
    assert grounded.count() > 8
    assert not grounded.annotate(sources=Count("evidence")).filter(sources=0).exists()


@pytest.mark.parametrize("rule", RULES)
def test_no_word_that_needs_an_act_of_adoption_and_no_opinion(rule):
    report = draft_report(rooms.lively(rule).consultation, "command")
    assert not FORBIDDEN.findall(narrative(report))


def test_it_reads_in_reported_voice_with_few_slots():
    report = draft_report(rooms.lively().consultation, "command")
    text = words_of(report)
    assert "It was suggested by two delegations that States should fund a shared register of assessments." in text
    assert "In reply, concern was expressed that some assessments name victims." in text
    assert "It was asked who would keep such a register after five years." in text
    assert "No contribution was made on question 2." in text
    assert "In my own words" not in text
    assert Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).count() == 2


def test_a_reasoned_objection_is_always_stated():
    report = draft_report(rooms.lively("by-group").consultation, "command")
    assert "One delegation did not support the text. A reason given was: “It would name victims.”" in words_of(report)


def test_positions_on_the_record_name_who_objected():
    report = draft_report(rooms.lively("on-the-record").consultation, "command")
    assert "delegation did not support the text. The reason given by" in words_of(report)


def test_words_that_may_not_be_quoted_are_not():
    room = rooms.lively("by-group")
    objected = Vote.objects.get(ballot__consultation=room.consultation, choice="object")
    objected.set_by.quotation = "none"
    objected.set_by.save()
    text = words_of(draft_report(room.consultation, "command"))
    assert "One delegation did not support the text." in text
    assert "name victims.”" not in text


def test_only_contributions_that_are_shown_count():
    room = rooms.lively()
    Contribution.objects.filter(sentence__startswith="small suppliers").update(state="hidden")
    text = words_of(draft_report(room.consultation, "command"))
    assert "small suppliers" not in text
    assert "A further contribution was withheld in moderation and is not reflected." in text


def test_open_ballots_say_nothing():
    room = rooms.lively()
    Ballot.objects.filter(consultation=room.consultation).update(state="open")
    text = words_of(draft_report(room.consultation, "command"))
    assert "supported it" not in text
    assert "did not support" not in text


def test_under_the_chatham_house_rule_no_count_and_no_share_is_told():
    report = draft_report(rooms.lively("chatham-house").consultation, "command")
    text = narrative(report)
    assert "per cent" not in text
    for _paragraph, finding in walk(report):
        assert not set(finding.numbers) - {"questions", "texts"}
    assert "It was suggested more than once that" in text


def test_a_name_in_a_sentence_leaves_a_slot_where_the_rule_keeps_it():
    room = rooms.lively("chatham-house")
    question = Contribution.objects.first().question
    author = room.people["Business 4"]
    rooms.say(question, author, "x", type="proposal", sentence=f"{author.delegation.name} should lead the register")
    report = draft_report(room.consultation, "command")
    assert "should lead the register" not in words_of(report)
    assert Paragraph.objects.filter(
        section__report=report, grounding=Grounding.SLOT, key=f"slot:q{question.pk}"
    ).exists()


def test_discussion_only_speaks_of_no_positions():
    text = words_of(draft_report(rooms.lively(discussion_only=True).consultation, "command"))
    assert "Positions taken" not in text
    assert "supported" not in narrative(Report.objects.get()).replace("did not support", "")


# --- every number recomputes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", polis.SETS)
def test_every_number_of_a_real_draft_recomputes_from_the_votes(name):
    consultation = import_polis(read(polis.real(name)))
    report = draft_report(consultation, "command")
    rows = (
        Vote.objects.filter(ballot__consultation=consultation).values_list("ballot", "choice").annotate(n=Count("id"))
    )
    counts = {(ballot, choice): n for ballot, choice, n in rows}
    walked = 0
    for paragraph, finding in walk(report):
        if "favour" in finding.numbers:
            (ballot,) = finding.ballots
            stored = tuple(counts.get((ballot, choice), 0) for choice in ("agree", "disagree", "pass"))
            assert stored == tuple(finding.numbers[key] for key in ("favour", "against", "neither"))
            assert sum(stored) == finding.numbers["base"] >= 10
            walked += 1
        if finding.kind == "overview":
            shown = Ballot.objects.filter(consultation=consultation, contribution__state="shown")
            votes = Vote.objects.filter(ballot__in=shown)
            assert finding.numbers["votes"] == votes.count()
            assert finding.numbers["voters"] == votes.values("elector").distinct().count()
            assert finding.numbers["statements"] == shown.count()
        if paragraph.grounding == Grounding.GROUNDED and paragraph.rows is None:
            assert wording.sentence(finding) in paragraph.text
    assert walked > 10
    assert len(FORBIDDEN.findall(re.sub(r"“[^”]*”|view that [^.]*", "", narrative(report)))) == 0
    slots = Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).count()
    assert slots <= 3


def test_numbers_of_a_check_recompute_from_the_votes():
    room = rooms.lively()
    report = draft_report(room.consultation, "command")
    ballot = Ballot.objects.get(consultation=room.consultation, method=Method.TEMPERATURE)
    stored = dict(ballot.votes.values_list("choice").annotate(n=Count("id")))
    (finding,) = [finding for _paragraph, finding in walk(report) if finding.kind == "result"]
    assert {choice: n for choice, n in finding.numbers.items() if n and choice != "base"} == stored
    assert finding.numbers["base"] == sum(n for choice, n in stored.items() if choice != "awaiting")
    assert finding.numbers["base"] + stored["awaiting"] == Elector.objects.filter(electorate=room.electorate).count()


def test_the_same_data_give_the_same_draft():
    consultation = rooms.lively().consultation
    first = words_of(draft_report(consultation, "command"))
    assert words_of(draft_report(consultation, "command")) == first


def test_the_copy_for_the_desk_names_sources_and_the_one_for_outside_does_not():
    report = draft_report(rooms.lively().consultation, "command")
    desk = "\n".join(block.text for block in report_blocks(report, Audience.DESK))
    assert re.search(r"\[C\d+, C\d+\]", desk)
    assert not re.search(r"\b[CBT]\d+\b", words_of(report))


def test_one_expert_entered_by_name_who_says_it_three_times_is_one_voice():
    room = rooms.lively()
    question = GuidingQuestion.objects.get(session__consultation=room.consultation, number=2)
    words = "every ferry should carry a bell"

    def told() -> str:
        report = draft_report(room.consultation, "command")
        return Paragraph.objects.get(section__report=report, text__contains=words).text

    def say(name: str) -> None:
        fields = {"type": "proposal", "sentence": words}
        row = rooms.say(question, room.people["Academia 4"], "A bell on every ferry.", **fields)
        Contribution.objects.filter(pk=row.pk).update(author=None, delegation=None, speaker=name)

    for _time in range(3):
        say("Ada Okafor")
    assert "participants" not in told()
    say("Bea Lind")
    assert "by two participants" in told()

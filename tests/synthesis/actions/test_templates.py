"""The seven templates: what each must hold, what each must never hold, and that every number can be made again."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from consult.models import Consultation, Elector
from sessions_app.actions import roll
from sessions_app.management import demonstration
from sessions_app.models import (
    AgendaItem,
    Ballot,
    DecisionTerms,
    GuidingQuestion,
    Paper,
    PositionStatement,
    Recommendation,
    RollLine,
    Session,
)
from sessions_app.states import Method, Outcome, RecommendationState
from synthesis.actions.polis import import_polis
from synthesis.actions.polis_files import read
from synthesis.core.findings import Finding
from synthesis.models import Paragraph, Section
from synthesis.models.report import Grounding, Style
from synthesis.writers.blocks import head_of, report_blocks
from synthesis.writers.page import words
from tests.synthesis import polis, recount, rooms, told

pytestmark = pytest.mark.django_db
RULES = ["on-the-record", "by-delegation", "by-group", "chatham-house", "anonymous"]


def words_of(report) -> str:
    return "\n".join(f"{block.label or ''} {block.printed}" for block in report_blocks(report))


def headings(report) -> list[tuple[str | None, str]]:
    return [(block.number, block.text) for block in report_blocks(report) if block.kind == "heading"]


@pytest.mark.parametrize("template", told.TEMPLATES)
@pytest.mark.parametrize("rule", RULES)
def test_whatever_the_rule_every_template_holds(rule, template):
    told.holds(told.draft(rooms.lively(rule).consultation, template))


def test_every_template_of_the_demonstrations_holds():
    demonstration.build()
    walked = 0
    for consultation in Consultation.objects.filter(is_demonstration=True):
        for template in told.TEMPLATES:
            report = told.draft(consultation, template)
            walked += told.holds(report)
            slots = Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).count()
            assert slots <= 9
            quoted = sum(block.kind == "quote" for block in report_blocks(report))
            assert quoted <= len(consultation.quotes)
    assert walked > 400


@pytest.mark.parametrize("name", polis.SETS)
def test_every_template_of_a_real_set_holds(name):
    consultation = import_polis(read(polis.real(name)))
    walked = {template: told.holds(told.draft(consultation, template)) for template in told.TEMPLATES}
    assert min(walked[template] for template in ("roundtable", "panel", "body")) > 40
    assert walked["igf"] > 3


@pytest.mark.parametrize("template", told.TEMPLATES)
def test_key_points_of_every_template_are_short(template):
    report = told.draft(rooms.lively().consultation, template, "key-points")
    told.holds(report)
    assert template == "papers" or _size(report) <= 600
    assert "See the contribution" not in words_of(report)


def test_a_number_that_is_not_its_evidences_is_noticed():
    report = told.draft(rooms.lively().consultation, "panel")
    told.holds(report)
    paragraph, finding = next(
        (p, f) for p, f in told.walk(report) if f.kind == "said" and f.numbers.get("speakers", 0) > 1
    )
    wrong = replace(finding, numbers={**finding.numbers, "speakers": finding.numbers["speakers"] + 5})
    assert recount.numbers(wrong, report.consultation) != dict(wrong.numbers)
    paragraph.text = paragraph.text + " 77 spoke."
    paragraph.save()
    with pytest.raises(AssertionError):
        told.holds(report)


@pytest.mark.parametrize("word", ["It was agreed.", "There was consensus.", "Therefore it was noted."])
def test_a_word_that_must_never_be_there_is_noticed(word):
    assert told.NEVER.search(word)


def _size(report) -> int:
    sections = Section.objects.filter(report=report)
    texts = Paragraph.objects.filter(section__report=report).values_list("text", flat=True)
    return sum(len(text.split()) for text in [*texts, *(section.heading for section in sections)])


# --- one by one ------------------------------------------------------------------------------------------------------


def test_a_roundtable_says_who_was_not_heard_on_a_question():
    room = rooms.lively()
    report = told.draft(room.consultation, "roundtable")
    (finding,) = [f for _p, f in told.walk(report) if f.kind == "unheard"] or [None]
    spoke = set(
        GuidingQuestion.objects.get(session__consultation=room.consultation, number=1).contributions.values_list(
            "group__name", flat=True
        )
    )
    silent = [name for name in room.groups if name not in spoke]
    assert (finding.words["groups"] if finding else []) == silent


def test_a_reason_that_several_gave_stands_once_with_all_of_them():
    room = rooms.lively()
    ballot = Ballot.objects.get(consultation=room.consultation)
    votes = list(ballot.votes.filter(choice="support")[:2])
    for vote in votes:
        vote.choice, vote.reason = "object", "It would name victims."
        vote.save()
    text = words_of(told.draft(room.consultation, "roundtable"))
    assert text.count("It would name victims.") == 1
    assert "The reason that all of them gave was: “It would name victims.”" in text


def test_a_conference_counts_nothing_and_its_themes_are_imperatives():
    room = rooms.lively("chatham-house", quotes=["A register is only as good as whoever reads it."])
    Recommendation.objects.filter(number="1.1").update(state=RecommendationState.PUT_FORWARD)
    parent = Recommendation.objects.get(number="1.1")
    question = parent.question
    part = rooms.add_text(room, question, "1.3", "They could begin with three registers.", parent=parent)
    Recommendation.objects.filter(pk=part.recommendation_id).update(state=RecommendationState.PUT_FORWARD)
    report = told.draft(room.consultation, "conference")
    titles = [title for _number, title in headings(report)]
    assert "Theme 1: Publish what they assess" in titles
    assert all(number is None for number, _title in headings(report))
    items = [(block.text, block.level) for block in report_blocks(report) if block.kind == "list_item"]
    assert items == [("States should publish what they assess.", 0), ("They could begin with three registers.", 1)]
    assert "A register is only as good" in [b.text[:26] for b in report_blocks(report) if b.kind == "quote"]
    assert not re.search(r"per cent|delegation|several|more than once", told.own_words(report))


def test_a_thematic_report_keeps_counts_and_proposals_to_its_addendum():
    report = told.draft(rooms.lively().consultation, "thematic")
    blocks = report_blocks(report)
    at = next(n for n, block in enumerate(blocks) if block.text.startswith("Addendum"))
    proper, addendum = (" ".join(b.text for b in part if b.kind != "footnote") for part in (blocks[:at], blocks[at:]))
    assert not told.COUNTS.search(proper)
    assert "delegation" not in proper
    notes = [block.text for block in blocks if block.kind == "footnote"]
    assert notes
    assert all(re.fullmatch(r"See the contributions? of .+\.", note) for note in notes)
    assert "supported it" not in proper
    assert "It was suggested by two delegations" in addendum
    assert "In reply" not in proper
    assert "In reply" in addendum
    assert "do not represent the views of the author" in addendum
    assert not re.search(r"author recommends|Group recommends", proper)
    assert headings(report)[0] == (None, "Summary")
    assert [number for number, _title in headings(report)][1] == "I"


@pytest.mark.parametrize("rule", ["by-group", "chatham-house", "anonymous"])
def test_a_thematic_report_has_no_footnotes_where_the_rule_names_nobody(rule):
    report = told.draft(rooms.lively(rule).consultation, "thematic")
    assert not [block for block in report_blocks(report) if block.kind == "footnote"]


def test_practices_are_listed_with_letters_in_a_united_nations_report():
    room = rooms.lively()
    question = room.consultation.sessions.get().questions.get(number=1)
    rooms.say(question, room.people["States 2"], "x", type="evidence", sentence="forty registers were compared")
    report = told.draft(room.consultation, "panel")
    letters = [(b.marker, b.text) for b in report_blocks(report) if b.kind == "list_item" and b.marker != "•"]
    assert letters[:2] == [
        ("(a)", "A shared register cut the time of an assessment by half;"),
        ("(b)", "Forty registers were compared."),
    ]
    assert Paragraph.objects.filter(section__report=report, style=Style.LETTER).exists()


def test_a_panel_says_who_opened_it_only_where_names_may_be_told():
    for rule, told_of in (("on-the-record", True), ("chatham-house", False), ("by-group", False)):
        room = rooms.lively(rule)
        session = room.consultation.sessions.get()
        AgendaItem.objects.create(session=session, title="Opening", speakers="Zqname Zqspeaker", position=0)
        for template in told.TEMPLATES:
            text = words_of(told.draft(room.consultation, template))
            assert told_of or "Zqspeaker" not in text
        assert ("Zqspeaker" in words_of(told.draft(room.consultation, "panel"))) is told_of


def test_a_panel_tells_in_the_past_who_said_what_by_number_and_never_by_name():
    report = told.draft(rooms.lively("by-delegation").consultation, "panel")
    text = told.own_words(report)
    assert "Two delegations suggested that" in text
    assert "States 1" not in text


def voted(room, choices: dict[str, int], outcome: str, method: str = Method.RECORDED) -> Ballot:
    """A closed vote of bodies on text 1.2, with its roll."""
    electors = list(Elector.objects.filter(electorate=room.electorate).order_by("pk"))
    sides = [side for side, count in choices.items() for _one in range(count)]
    version = Recommendation.objects.get(number="1.2").versions.get()
    answers = {elector.pk: (side, "") for elector, side in zip(electors, sides, strict=False)}
    ballot = rooms.close(room, Method(method), answers, version=version)
    ballot.outcome = outcome
    ballot.save()
    group = electors[0].group
    terms = DecisionTerms.objects.create(
        ballot=ballot, rule="rule 22 of the rules of procedure", quorum={str(group.pk): 0}
    )
    RollLine.objects.bulk_create(
        RollLine(ballot=ballot, elector=elector, group=group, place=place, voted=True)
        for place, elector in enumerate(electors)
    )
    if method == Method.RECORDED:
        terms.decision = roll.decision(ballot)
        terms.save()
    return ballot


def test_a_body_reports_votes_sides_and_statements_word_for_word():
    room = rooms.lively("by-delegation")
    voted(room, {"yes": 15, "no": 2, "abstain": 1}, Outcome.ADOPTED)
    Recommendation.objects.filter(number="1.2").update(state=RecommendationState.ADOPTED)
    author = room.people["States 1"]
    said = "We abstained because registers, as drafted, name people. This is our whole statement; it has two sentences."
    PositionStatement.objects.create(
        recommendation=Recommendation.objects.get(number="1.2"),
        kind="after",
        text=said,
        participant=author,
        delegation=author.delegation,
        group=author.group,
        rule="by-delegation",
        salt="x",
    )
    report = told.draft(room.consultation, "body")
    told.holds(report)
    text = words_of(report)
    assert "Text 1.2 was put to a recorded vote and was adopted by 15 votes to 2, with 1 abstention." in text
    assert "provided for by the following rule: rule 22 of the rules of procedure." in text
    assert f"{author.delegation.name} made a statement in explanation of vote after the vote: “{said}”" in text
    sides = [b.text for b in report_blocks(report) if b.marker in {"(a)", "(b)", "(c)"} and ": " in b.text]
    assert [side.split(":")[0] for side in sides] == ["In favour", "Against", "Abstaining"]
    assert len(sides[0].split(", ")) == 15
    titles = [title for _number, title in headings(report)]
    assert any(title.endswith("List of speakers") for title in titles)
    assert any(title.endswith("Texts adopted") for title in titles)


@pytest.mark.parametrize("rule", ["by-group", "chatham-house", "anonymous"])
def test_a_body_under_a_stricter_rule_lists_no_speakers_and_no_sides(rule):
    room = rooms.lively(rule)
    if rule != "anonymous":
        voted(room, {"yes": 15, "no": 2, "abstain": 1}, Outcome.ADOPTED)
    report = told.draft(room.consultation, "body")
    told.holds(report)
    text = words_of(report)
    assert "List of speakers" not in text
    assert "In favour:" not in text
    assert not [d.name for d in room.consultation.delegations.all() if re.search(rf"\b{re.escape(d.name)}\b", text)]


@pytest.mark.parametrize(
    ("method", "outcome", "sentence"),
    [
        (Method.CONSENSUS, Outcome.WITHOUT_VOTE, "Text 1.2 was adopted without a vote."),
        (Method.CONSENSUS, Outcome.CONSENSUS, "Text 1.2 was adopted by consensus, as the chair declared."),
        (Method.CONSENSUS, Outcome.STOPPED, "An objection was made, and the text was not adopted."),
        (Method.SILENCE, Outcome.BROKEN, "The silence was broken, and the text was not adopted."),
        (
            Method.RECORDED,
            Outcome.NOT_ADOPTED,
            "was not adopted, with 9 votes in favour, 9 against and no abstentions.",
        ),
        (Method.RECORDED, "", "its outcome has not been declared."),
    ],
)
def test_consensus_and_adoption_are_told_only_of_an_act(method, outcome, sentence):
    room = rooms.lively()
    choices = {Method.RECORDED: {"yes": 9, "no": 9}, Method.CONSENSUS: {"join": 18}}.get(method, {"break": 1})
    voted(room, choices, outcome, method)
    report = told.draft(room.consultation, "body")
    told.holds(report)
    text = words_of(report)
    assert sentence in text
    assert ("consensus" in text) is (outcome == Outcome.CONSENSUS)


def test_an_agreed_outcome_is_not_said_to_be_no_negotiated_text():
    room = rooms.lively(document_status="agreed")
    report = told.draft(room.consultation, "body")
    assert "not negotiated" not in words_of(report).split("Organization of the meeting")[0]
    assert words(head_of(report)).above == "Agreed outcome: draft"
    other = told.draft(rooms.lively(document_status="chair").consultation, "roundtable")
    assert words(head_of(other)).above == "Chair’s summary: draft, not a negotiated text"


@pytest.mark.parametrize(
    ("template", "status", "above", "disclaimer"),
    [
        ("roundtable", "chair", "Chair’s summary", "under the chair’s own responsibility"),
        ("panel", "rapporteur", "Rapporteur’s summary", "prepared by the rapporteur"),
        ("conference", "organizers", "Organizers’ report", "It reflects what was said. It was not negotiated"),
        ("thematic", "chair", "Mandate holder’s report", "the mandate holder’s own"),
        ("thematic", "agreed", "Mandate holder’s report", "the mandate holder’s own"),
        ("body", "chair", "Report of the meeting", ""),
        ("body", "agreed", "Agreed outcome", "has not been adopted"),
        ("papers", "chair", "Collected papers", "Each paper is its authors’ own"),
    ],
)
def test_a_disclaimer_is_that_of_the_template_and_of_the_document(template, status, above, disclaimer):
    report = told.draft(rooms.lively(document_status=status).consultation, template)
    front = [block for block in report_blocks(report) if block.kind == "definition"]
    standing = [block.text for block in front if block.label == above]
    assert [disclaimer in text for text in standing] == ([True] if disclaimer else [])
    assert words(head_of(report)).above.startswith(above)
    all_of_it = " ".join(block.text for block in front)
    assert ("chair’s own" in all_of_it) is (template == "roundtable")
    assert ("not negotiated" in all_of_it) is (template in {"roundtable", "panel", "conference"})


def test_a_report_is_called_what_it_is():
    room = rooms.lively(title="Lamps and wells")
    assert told.draft(room.consultation, "panel").title == "Summary of the consultation “Lamps and wells”"
    assert told.draft(room.consultation, "body").title == "Report of the meeting “Lamps and wells”"
    assert told.draft(room.consultation, "roundtable").title == "Lamps and wells"


def test_the_short_form_keeps_to_its_limits_and_cuts_no_sentence():
    room = rooms.lively(per_group=10)
    question = room.consultation.sessions.get().questions.get(number=1)
    for n in range(40):
        sentence = f"matter {n} is " + "a long and winding thing " * 6 + "that somebody raised"
        rooms.say(question, room.people["States 1"], "x", type="issue", sentence=sentence)
    report = told.draft(room.consultation, "igf")
    told.holds(report)
    issues = Paragraph.objects.filter(section__report=report, section__key="issues")
    assert 1 <= issues.count() <= 6
    assert all(len(p.text.split()) <= 40 and p.text.endswith(".") and p.text.count(". ") == 0 for p in issues)
    assert _size(report) <= 600


def test_the_short_form_says_where_views_met_before_where_they_differed():
    room = rooms.lively()
    question = room.consultation.sessions.get().questions.get(number=1)
    for name, person in room.people.items():
        if name[-1].isdigit():
            rooms.say(question, person, "x", type="proposal", sentence="lamps should be lit at dusk")
    report = told.draft(room.consultation, "igf")
    rows = Paragraph.objects.filter(section__report=report, section__key="views").order_by("position")
    kinds = [key.split(":")[1] for key in rows.values_list("key", flat=True)]
    assert {"converging", "exchange"} <= set(kinds)
    assert kinds == sorted(kinds, key=lambda kind: kind != "converging")


def test_collected_papers_stand_whole_and_signed_by_theme():
    room = rooms.lively("chatham-house")
    session = room.consultation.sessions.get()
    for number, (theme, title) in enumerate([("Light", "On lamps"), ("Light", "On dusk"), ("Water", "On wells")], 3):
        thread = GuidingQuestion.objects.create(session=session, number=number, text=title, state="open")
        Paper.objects.create(
            consultation=room.consultation,
            thread=thread,
            title=title,
            theme=theme,
            authors="A. Author, Institute of Lamps",
            note="The views are the author’s own.",
            blocks=[
                {"kind": "heading", "text": "A first part", "level": 1},
                {"kind": "paragraph", "text": f"Whole text {number}. It is agreed that lamps burn."},
                {"kind": "quote", "text": "Keep them lit."},
                {"kind": "footnote", "text": "See the winter plan.", "number": "1"},
            ],
            appears_at=timezone.now() - timedelta(days=number),
            published_at=timezone.now(),
            state="published",
            salt="x",
        )
    report = told.draft(room.consultation, "papers")
    told.holds(report)
    titles = [(block.level, block.text) for block in report_blocks(report) if block.kind == "heading"]
    assert [title for level, title in titles if level == 1][1:3] == ["Water", "Light"]
    assert (2, "On dusk") in titles
    assert (3, "A first part") in titles
    text = words_of(report)
    assert "This collection holds three papers on two themes, each its authors’ own." in text
    assert text.count("A. Author, Institute of Lamps") == 3
    assert "Whole text 4." in text
    assert [b.number for b in report_blocks(report) if b.kind == "footnote"] == ["1", "2", "3"]
    assert "small suppliers" not in text


def test_a_consultation_without_anything_drafts_in_every_template():
    room = rooms.lively()
    empty = rooms.make_room(starts_at=None)
    Session.objects.create(consultation=empty.consultation, title="Sitting")
    for template in told.TEMPLATES:
        told.holds(told.draft(empty.consultation, template))
    assert room.consultation.pk != empty.consultation.pk


def test_findings_keep_their_words_as_plain_data():
    report = told.draft(rooms.lively().consultation, "body")
    for _paragraph, finding in told.walk(report):
        assert Finding.from_dict(finding.to_dict()) == finding

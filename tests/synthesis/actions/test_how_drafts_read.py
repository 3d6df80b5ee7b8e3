"""How drafts read: what stands under which heading, how sentences vary, what is missing."""

import itertools
import re

import pytest

from consult.models import StakeholderGroup
from sessions_app.models import Contribution, GuidingQuestion
from synthesis.actions import paragraph
from synthesis.models import Paragraph, Section
from synthesis.models.report import Grounding
from synthesis.models.theme import Suggestion, Theme
from synthesis.queries.coverage import table as coverage_table
from synthesis.rules.groups import within
from synthesis.writers.blocks import report_blocks
from tests.synthesis import rooms, told

pytestmark = pytest.mark.django_db
SAID = {
    "Lamps": (
        "lamps burn out before the boats are home",
        "the quay is dark through most of winter",
        "oil arrives late each spring",
        "nobody is paid to mind the lighthouse",
    ),
    "Wells": (
        "wells run dry when the river is low",
        "children carry water at noon",
        "salt has reached the gardens of the coast",
        "pumps stand still for want of a spare part",
    ),
    "Roads": (
        "roads to the market flood in autumn",
        "carts break where stones are missing",
        "the toll goes to a town that mends nothing",
        "no bridge leads to the upper farms",
    ),
}


def words_of(report) -> str:
    return "\n".join(f"{block.label or ''} {block.printed}" for block in report_blocks(report))


def many(room, sentence: str, people: list[str], **fields) -> list:
    question = GuidingQuestion.objects.get(session__consultation=room.consultation, number=1)
    return [rooms.say(question, room.people[name], "x", sentence=sentence, **fields) for name in people]


def section(report, key: str) -> str:
    rows = Paragraph.objects.filter(section__report=report, section__key__endswith=f".{key}")
    return " ".join(rows.values_list("text", flat=True))


def test_views_converge_where_enough_said_so_and_nobody_opposed_it():
    room = rooms.lively()
    text = "forms should be translated before a deadline is set"
    groups = list(room.groups)
    few = [f"{groups[0]} 1", f"{groups[0]} 2"]
    many(room, text, few, type="proposal")
    report = told.draft(room.consultation, "roundtable")
    assert section(report, "converging") == ""
    assert "forms should be translated" in section(report, "raised")
    many(room, text, [f"{groups[1]} 1"], type="proposal")
    report = told.draft(room.consultation, "roundtable")
    told.holds(report)
    assert "forms should be translated" in section(report, "converging")
    assert "where nobody opposed it" in words_of(report)
    said = Contribution.objects.filter(sentence=text).first()
    many(room, "translation would delay every deadline", [f"{groups[2]} 1"], type="challenge", parent=said)
    report = told.draft(room.consultation, "roundtable")
    told.holds(report)
    assert section(report, "converging") == ""
    assert "forms should be translated" in section(report, "diverging")


def test_a_challenge_that_has_no_sentence_opposes_all_the_same():
    room = rooms.lively()
    first, second, third, *_rest = room.groups
    text = "forms should be translated before a deadline is set"
    said, *_more = many(room, text, [f"{first} 1", f"{first} 2", f"{second} 1"], type="proposal")
    many(room, "", [f"{third} 1"], type="challenge", parent=said)
    report = told.draft(room.consultation, "roundtable")
    told.holds(report)
    assert "forms should be translated" not in section(report, "converging")
    assert "forms should be translated" in section(report, "raised")


def test_one_group_alone_does_not_make_views_converge():
    room = rooms.lively()
    group = next(iter(room.groups))
    many(room, "forms should be translated", [f"{group} {n}" for n in range(1, 6)], type="proposal")
    report = told.draft(room.consultation, "roundtable")
    assert section(report, "converging") == ""
    assert "forms should be translated" in section(report, "raised")


def test_a_claim_of_convergence_that_nothing_bears_is_noticed():
    report = told.draft(rooms.lively().consultation, "roundtable")
    told.holds(report)
    raised = Section.objects.get(report=report, key__endswith=".raised")
    raised.key = raised.key.replace(".raised", ".converging")
    raised.save()
    with pytest.raises(AssertionError):
        told.holds(report)


@pytest.mark.parametrize(("second", "told_of"), [(("3", "4"), "Two other delegations"), (("1", "2"), "The same two")])
def test_opposed_pairs_say_whether_they_are_others(second, told_of):
    room = rooms.lively()
    group, other, *_rest = room.groups
    first = many(room, "a full assessment exceeds small budgets", [f"{group} 1", f"{group} 2"], type="challenge")
    of = group if told_of.startswith("The") else other
    sentence = "every purchase should pass a short screening"
    replies = [f"{of} {n}" for n in second]
    many(room, sentence, replies[:1], type="proposal", parent=first[0])
    many(room, sentence, replies[1:], type="proposal")
    report = told.draft(room.consultation, "roundtable")
    told.holds(report)
    text = section(report, "diverging")
    assert "Concern was expressed by two delegations that a full assessment exceeds small budgets." in text or (
        "Two delegations expressed concern that a full assessment exceeds small budgets." in text
    )
    assert told_of.lower() in text.lower()


def test_the_anonymous_rule_never_tells_two_contributions_apart():
    room = rooms.lively("anonymous")
    group, other, *_rest = room.groups
    first = many(room, "a full assessment exceeds small budgets", [f"{group} 1", f"{group} 2"], type="challenge")
    sentence = "every purchase should pass a short screening"
    many(room, sentence, [f"{other} 1", f"{other} 2"], type="proposal", parent=first[0])
    assert " other " not in section(told.draft(room.consultation, "roundtable"), "diverging")


@pytest.mark.parametrize("template", ["roundtable", "panel"])
def test_the_passive_and_the_active_voice_take_turns(template):
    room = rooms.lively()
    for sentence in SAID["Lamps"]:
        many(room, sentence, ["States 1", "States 2"], type="proposal")
    report = told.draft(room.consultation, template)
    told.holds(report)
    counted = [f for _p, f in told.walk(report) if f.kind == "said" and f.words["counted"]]
    voices = [f.words["voice"] for f in counted if len(f.contributions) == 2]
    assert len(voices) > 3
    assert all(one != after for one, after in itertools.pairwise(voices))


def test_groups_are_small_within_a_sentence_and_nobody_is_invited_twice():
    room = rooms.lively()
    names = {"States": "States", "Civil society": "civil society", "Business": "business"}
    StakeholderGroup.objects.create(consultation=room.consultation, name="Others", position=9)
    text = section_text(told.draft(room.consultation, "roundtable"), "process")
    for name in room.groups:
        assert f"{names.get(name, within(name, 'en'))} (" in text
    assert "others" not in text.lower()


def section_text(report, key: str) -> str:
    rows = Paragraph.objects.filter(section__report=report, section__key=key)
    return " ".join(rows.values_list("text", flat=True))


def test_delegations_and_participants_are_not_mixed_in_one_count():
    room = rooms.lively()
    text = section_text(told.draft(room.consultation, "roundtable"), "process")
    assert ("delegations took part" in text) is not ("participants took part" in text)
    unit = "delegation" if "delegations took part" in text else "participant"
    assert not re.search(rf"by \w+ {'participants' if unit == 'delegation' else 'delegations'}", text)


def test_how_many_contributed_is_said_only_where_it_is_not_how_many_took_part():
    room = rooms.lively()
    section = section_text(told.draft(room.consultation, "roundtable"), "process")
    took_part, contributed = re.findall(r"(\S+) (?:delegations|participants)", section.partition("In all, ")[2])[0], ""
    if found := re.search(r"contributions[^.]*, by (\S+) (?:delegations|participants)", section):
        contributed = found[1]
    assert contributed != took_part


def test_a_place_to_write_says_what_is_missing_and_stands_behind_what_is_written():
    report = told.draft(rooms.lively().consultation, "panel")
    rows = list(Paragraph.objects.filter(section__report=report, section__key__regex=r"^q\d+$"))
    rows.sort(key=lambda p: (p.section.position, p.position))
    of_first = [p for p in rows if p.section_id == rows[0].section_id]
    grounding = [p.grounding for p in of_first]
    assert Grounding.SLOT in grounding
    assert Grounding.GROUNDED not in grounding[grounding.index(Grounding.SLOT) :]
    assert "further points" not in words_of(report)
    assert re.search(r"\[Rapporteur: what was said on .+\]|\[Rapporteur: what the contributions say", words_of(report))


def test_the_introduction_of_a_panel_does_not_repeat_its_summary():
    report = told.draft(rooms.lively(title="Lamps and wells").consultation, "panel")
    summary, introduction = section_text(report, "summary"), section_text(report, "introduction")
    assert "Lamps and wells" in summary
    assert "Lamps and wells" not in introduction
    assert "questions" not in introduction.replace("on questions", "")


def test_long_parts_of_a_thematic_report_stand_under_their_themes():
    room = rooms.lively()
    question = GuidingQuestion.objects.get(session__consultation=room.consultation, number=1)
    names = [f"{group} {n}" for group in room.groups for n in (1, 2, 3, 4)]
    for place, label in enumerate(SAID):
        theme = Theme.objects.create(question=question, label=label, state="confirmed")
        for number, sentence in enumerate(SAID[label]):
            row = rooms.say(question, room.people[names[place * 4 + number]], "x", type="issue", sentence=sentence)
            Suggestion.objects.create(contribution=row, theme=theme)
    report = told.draft(room.consultation, "thematic")
    told.holds(report)
    titles = [(b.level, b.number, b.text) for b in report_blocks(report) if b.kind == "heading"]
    assert [text for level, _n, text in titles if level == 3][:3] == ["Lamps", "Wells", "Roads"]
    assert [number for level, number, _t in titles if level == 3][:3] == ["1", "2", "3"]
    assert no_lone_heading(titles)


def no_lone_heading(titles) -> bool:
    """Whether every heading below the first level has another beside it."""
    for place, (level, _number, _text) in enumerate(titles):
        if level == 1:
            continue
        before = next((t for t in reversed(titles[:place]) if t[0] <= level), None)
        after = next((t for t in titles[place + 1 :] if t[0] <= level), None)
        if not any(one is not None and one[0] == level for one in (before, after)):
            return False
    return True


@pytest.mark.parametrize("template", told.TEMPLATES)
@pytest.mark.parametrize("rule", ["on-the-record", "chatham-house"])
def test_no_heading_stands_alone_whether_places_are_written_or_not(template, rule):
    report = told.draft(rooms.lively(rule).consultation, template)
    for _time in range(2):
        assert no_lone_heading([(b.level, b.number, b.text) for b in report_blocks(report) if b.kind == "heading"])
        Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()


def test_key_issues_are_no_proposals_and_a_concern_stands_beside_its_answer():
    room = rooms.lively()
    report = told.draft(room.consultation, "igf")
    told.holds(report)
    issues = Paragraph.objects.filter(section__report=report, section__key="issues")
    kinds = {f["words"]["type"] for p in issues for f in p.findings}
    assert kinds == {"issue", "challenge"}
    views = Paragraph.objects.filter(section__report=report, section__key="views", key__contains="exchange")
    assert all(len(p.findings) > 1 for p in views)
    assert "every assessment should be published" in " ".join(views.values_list("text", flat=True))


def test_what_one_said_or_somebody_opposed_is_no_fact_among_key_issues():
    room = rooms.lively()
    first, second, third, *_rest = room.groups
    many(room, "ferries leave before the schools close", [f"{first} 3"], type="issue")
    said, *_more = many(room, "nets are torn by wrecks", [f"{first} 4", f"{second} 4", f"{third} 4"], type="issue")
    report = told.draft(room.consultation, "igf")
    assert "\nNets are torn by wrecks." in "\n" + section_lines(report)
    assert "Ferries leave" not in section_lines(report)
    many(room, "", [f"{second} 1"], type="challenge", parent=said)
    assert "Nets are torn" not in section_lines(told.draft(room.consultation, "igf"))


def section_lines(report) -> str:
    rows = Paragraph.objects.filter(section__report=report, section__key="issues")
    return "\n".join(rows.values_list("text", flat=True))


def test_the_annex_tells_what_became_of_contributions_as_the_text_stands():
    room = rooms.lively()
    report = told.draft(room.consultation, "roundtable")
    row = Paragraph.objects.get(section__report=report, key="coverage")
    assert row.rows == coverage_table(report)
    assert row.rows[-1][-1] == str(
        Contribution.objects.filter(question__session__consultation=room.consultation).count()
    )
    practices = Paragraph.objects.get(section__report=report, section__key__endswith=".practices")
    paragraph.remove(rooms.at_desk(room), practices.pk)
    row.refresh_from_db()
    assert row.rows == coverage_table(report)


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous"])
def test_no_table_by_group_where_the_rule_shows_no_groups(rule):
    report = told.draft(rooms.lively(rule).consultation, "roundtable")
    assert "what became of them" not in words_of(report)

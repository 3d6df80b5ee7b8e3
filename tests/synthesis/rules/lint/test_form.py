"""Numbers, headings, length, citations, acronyms."""

import pytest

from synthesis.rules.lint import Part, check
from tests.synthesis.rules.lint.drafts import CLEAN, draft, of, passage, rules


def numbered(*numbers: str) -> list[str]:
    return rules(*(passage(CLEAN, place=f"q/{at}", number=number) for at, number in enumerate(numbers)))


def test_paragraphs_follow_each_other_through_the_whole_report():
    assert numbered("1", "2", "3") == []
    assert numbered("1", "2", "4", "5") == ["numbering"]
    assert numbered("2", "3") == ["numbering"]
    assert numbered("1", "2", "2") == ["numbering"]


def test_the_expected_number_is_told():
    gap = draft(passage(CLEAN, number="1"), passage(CLEAN, place="q/3", number="3"))
    (fault,) = check(gap)
    assert (fault.place, fault.values["expected"]) == ("q/3", 2)


def headed(*levels: int) -> list[tuple[str, str]]:
    parts = tuple(
        Part(f"{at}/", f"Heading {at}", level, (passage(CLEAN, place=f"{at}/1", number=str(at + 1)),))
        for at, level in enumerate(levels)
    )
    return [(fault.rule, fault.place) for fault in check(draft(parts=parts))]


def test_a_lone_subheading_is_found_at_its_place():
    assert headed(1, 2, 2, 1) == []
    assert headed(1, 2, 1, 1) == [("lone-subheading", "1/")]
    assert headed(1, 1, 2, 2, 3, 1) == [("lone-subheading", "4/")]


def test_a_heading_over_nothing_is_found():
    parts = (Part("a/", "Empty"), Part("b/", "Filled", 1, (passage(CLEAN),)))
    assert [fault.rule for fault in check(draft(parts=parts))] == ["empty-heading"]


@pytest.mark.parametrize(("words", "found"), [(10_699, []), (10_700, ["length"])])
def test_the_word_limit_counts_headings_and_paragraphs(words, found):
    # "Views" is one word more.
    assert of(" ".join(["lamp"] * words), template="thematic") == found
    assert of(" ".join(["lamp"] * words), template="roundtable") == []


def test_10_701_words_are_one_too_many():
    (fault,) = check(draft(passage(" ".join(["lamp"] * 10_700)), template="body"))
    assert fault.values == {"count": 10_701, "most": 10_700, "over": 1}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The matter is set out on page 12 of the study."),
        ("en", "See p. 7, and pp. 9-11."),
        ("fr", "La question est exposée à la page 12 de l’étude."),
        ("es", "El asunto se expone en la página 12 del estudio."),
        ("ru", "Вопрос изложен на с. 12 исследования."),
        ("ar", "ترد المسألة في الصفحة 12 من الدراسة."),
        ("zh", "这一问题见研究报告第12页。"),
    ],
)
def test_paragraphs_are_cited_and_not_pages(language, text):
    assert "page" in of(text, language=language)


def test_a_paragraph_that_is_cited_is_there():
    assert of("As paragraph 1 says, lamps were lit.") == []
    assert of("As paragraph 9 says, lamps were lit.") == ["reference"]
    assert of("Paragraph 9 of A/ABC/12/3 says it; so does paragraph 12 of the report.") == []


def test_an_acronym_is_explained_where_it_first_appears():
    assert of("The Lamp Keepers Board (LKB) met. The LKB said so.") == []
    assert of("The LKB met. The Lamp Keepers Board (LKB) said so later.") == []
    assert rules(passage("The LKB met."), passage("The Board (LKB).", place="q/2", number="2")) == ["acronym"]
    assert of("The UN and the EU spoke of document A/HRC/59/15 and part IV.") == []


def test_a_part_of_a_report_goes_on_from_where_it_begins():
    assert numbered("27", "28", "29") == []
    assert numbered("27", "29") == ["numbering"]


def test_where_headings_bear_no_numbers_one_may_stand_alone():
    parts = (Part("a/", "Lamps", 1, (passage(CLEAN),)), Part("b/", "Recommendations", 2, (passage(CLEAN, number="2"),)))
    assert [fault.rule for fault in check(draft(parts=parts, template="conference"))] == []
    assert [fault.rule for fault in check(draft(parts=parts, template="panel"))] == ["lone-subheading"]

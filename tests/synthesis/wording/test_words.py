"""Sentences that are put together read as their language is written."""

import pytest
from django.utils import translation

from synthesis.core.findings import Finding
from synthesis.wording import sentence
from synthesis.wording.words import flowing, listed, together


@pytest.mark.parametrize(
    ("language", "put_together", "written"),
    [
        ("fr", "Il a été noté que il manque un registre.", "Il a été noté qu’il manque un registre."),
        (
            "fr",
            "La question s’est posée de savoir si ils répondraient.",
            "La question s’est posée de savoir s’ils répondraient.",
        ),
        (
            "fr",
            "Il a été noté que le registre manque, si elle répond.",
            "Il a été noté que le registre manque, si elle répond.",
        ),
        ("es", "Estados y instituciones y hielo y hierba y ideas", "Estados e instituciones y hielo y hierba e ideas"),
        ("en", "It was noted that y in a list stays.", "It was noted that y in a list stays."),
    ],
)
def test_a_word_changes_before_certain_others(language: str, put_together: str, written: str) -> None:
    with translation.override(language):
        assert flowing(put_together) == written


def test_a_list_ends_with_its_language_s_word_for_and() -> None:
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a"]) == "a"


@pytest.mark.parametrize(("language", "end"), [("en", "."), ("ar", "."), ("zh-hans", "。")])
def test_a_sentence_ends_as_its_language_ends_one(language: str, end: str) -> None:
    words = {"counted": True, "groups": ["States"], "others": False, "unnamed": False, "unit": "delegation"}
    with translation.override(language):
        assert sentence(Finding("people", numbers={"people": 3}, words=words))[-1] == end


def test_sentences_stand_together_as_their_language_sets_them():
    assert together(["One.", "Two?", "Three."]) == "One. Two? Three."
    assert together(["讨论中建议公布。", "作为回应，建议保密。"]) == "讨论中建议公布。作为回应，建议保密。"
    assert together([]) == ""

"""Quantifiers and figures."""

import pytest

from synthesis.rules.lint import Claim
from tests.synthesis.rules.lint.drafts import SAID, of

POSITION = Claim("position", {"favour": 149, "against": 10, "neither": 7, "base": 166})


def test_a_quantifier_that_its_figures_give_is_left_alone():
    assert of("Several delegations suggested it.", claims=(SAID,), voices=6) == []


@pytest.mark.parametrize("word", ["Many", "A few", "Two", "Some", "Numerous"])
def test_another_word_than_the_figures_give_is_found(word):
    assert "quantifier" in of(f"{word} delegations suggested it.", claims=(SAID,))


def test_words_of_positions_recompute():
    share = "(89 per cent of 166)"
    assert of(f"A large majority of those who answered {share} supported it.", claims=(POSITION,)) == []
    assert of(f"Nearly all of those who answered {share} supported it.", claims=(POSITION,)) == ["quantifier"]
    assert of(f"A majority of those who answered {share} supported it.", claims=(POSITION,)) == ["quantifier"]


def test_a_share_that_is_not_the_findings_is_found():
    assert of("A large majority (91 per cent of 166) supported it.", claims=(POSITION,)) == ["figure"]
    assert of("In all, 21 participants took part.", claims=(Claim("people", {"people": 20}),)) == ["figure"]
    assert of("In all, 20 participants took part.", claims=(Claim("people", {"people": 20}),)) == []


def test_own_figures_stand_on_nothing():
    assert of("It was supported by 62 per cent of participants.", claims=()) == ["figure"]


@pytest.mark.parametrize(
    "text", ["Most participants agreed to wait.", "All delegations spoke.", "Every speaker said so."]
)
def test_silence_is_no_consent(text):
    assert "silence" in of(text)


@pytest.mark.parametrize(("word", "voices"), [("Several", 4), ("Many", 9), ("A few", 2), ("Two", 1)])
def test_a_word_needs_as_many_voices_as_it_says(word, voices):
    text = f"{word} delegations asked for it."
    assert "sources" in of(text, voices=voices)
    assert "sources" not in of(text, voices=20)
    assert "sources" not in of(text, voices=None)


@pytest.mark.parametrize(
    "text",
    [
        "There was a trend towards longer hours.",
        "It was widely held that lamps help.",
        "Participants stressed the cost.",
    ],
)
def test_a_lone_voice_is_no_trend(text):
    assert "lone-voice" in of(text, voices=1)
    assert "lone-voice" not in of(text, voices=3)


@pytest.mark.parametrize(
    "text",
    [
        "Several delegations asked for it.",
        "It was supported by 60 per cent.",
        "Twelve participants spoke.",
        "A large majority supported it.",
    ],
)
def test_no_count_and_no_share_under_the_chatham_house_rule(text):
    assert "count" in of(text, rule="chatham-house")
    assert "count" not in of(text, rule="by-group")


def test_words_of_others_are_theirs():
    clause = "most participants in such schemes agreed, and 40 per cent decided to leave"
    assert of(f"It was noted that {clause}.", reported=(clause,)) == []
    assert of("The text read: “Most participants agreed.”") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "La plupart des participants étaient de cet avis."),
        ("es", "La mayoría de los participantes lo pidieron."),
        ("ru", "Все участники поддержали это."),
        ("ar", "أيد جميع المشاركين ذلك."),
        ("zh", "所有与会者都这样认为。"),
    ],
)
def test_silence_is_no_consent_in_any_language(language, text):
    assert "silence" in of(text, language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Plusieurs délégations l’ont proposé."),
        ("es", "Varias delegaciones lo propusieron."),
        ("ru", "Несколько делегаций предложили это."),
        ("ar", "اقترحت عدة وفود ذلك."),
        ("zh", "若干代表团提出了这一点。"),
    ],
)
def test_quantifiers_recompute_in_every_language(language, text):
    assert of(text, language=language, claims=(SAID,)) == []
    assert of(text, language=language, claims=(Claim("said", {"speakers": 2, "addressed": 20}),)) == ["quantifier"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "All stakeholders should look for levers."),
        ("fr", "Tous les participants devraient chercher des leviers."),
        ("es", "Todos los participantes deberían buscar medios."),
        ("en", "Ports should make most effective use of lamps, since most warnings come late."),
    ],
)
def test_who_has_a_duty_is_no_count_of_who_spoke(language, text):
    assert of(text, language=language, rule="chatham-house") == []


@pytest.mark.parametrize("text", ["All stakeholders spoke.", "Most supported the text.", "Most delegations said so."])
def test_a_count_is_one_without_a_duty(text):
    assert "count" in of(text, rule="chatham-house")


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("en", "Several other delegations suggested it.", "Two other delegations suggested it."),
        ("fr", "Plusieurs autres délégations l’ont suggéré.", "Deux autres délégations l’ont suggéré."),
        ("es", "Otras varias delegaciones lo sugirieron.", "Otras dos delegaciones lo sugirieron."),
        ("ru", "Несколько других делегаций предложили это.", "Две другие делегации предложили это."),
        ("ar", "اقترح عدد آخر من الوفود ذلك.", "اقترح اثنان آخران من الوفود ذلك."),
    ],
)
def test_others_are_counted_like_anybody(language, right, wrong):
    assert of(right, claims=(SAID,), voices=6, language=language) == []
    assert "quantifier" in of(wrong, claims=(SAID,), voices=6, language=language)

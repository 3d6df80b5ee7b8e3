"""What of a sentence is kept from the assistant, and every way in which an answer may not stand."""

import unicodedata

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.rules.lexicon import lexicon
from synthesis.rules.rephrasing import Fault, Masked, UnfitError, masked, names_pattern, reworded
from synthesis.wording import words

EN = lexicon("en")
NAMES = names_pattern(["Northern Rivers Union", "States", "civil society"])
SENTENCE = (
    "It was suggested by several delegations that States should not publish 3 of the forms (12 per cent) "
    "without the consent of those who handed them in, as A/HRC/59/15 says."
)


def given_(sentence: str = SENTENCE) -> Masked:
    return masked(sentence, EN, NAMES)


def test_what_carries_the_claim_does_not_leave():
    found = given_(
        "On “open forms”, the Northern Rivers Union and civil society saw 1,234 of many (see C22) at x@y.org."
    )
    assert found.pieces == (
        "“open forms”",
        "Northern Rivers Union",
        "civil society",
        "1,234",
        "many (see C22)",
        "x@y.org",
    )
    assert found.text == "On [#1], the [#2] and [#3] saw [#4] of [#5] at [#6]."


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru"])
def test_every_quantifier_of_a_draft_is_kept_back(language):
    with translation.override(language):
        said = [words.said(n, m, "delegation") for n, m in ((1, 20), (2, 20), (3, 20), (7, 20), (15, 20), (4, 5))]
        said += [words.of_positions(n, 100) for n in (20, 50, 60, 80, 95, 100)]
        said += [words.spelled(n) for n in range(2, 10)]  # in three of them, one is the article
    for phrase in said:
        text = f"ab {phrase} ab"
        assert masked(text, lexicon(language)).text != text, phrase


GOOD = (
    "It was suggested by [#1] delegations that [#2] should not publish [#3] of the forms [#4] without the consent of "
    "the ones who handed them in, as [#5] says."
)


def test_an_honest_answer_comes_back_with_its_pieces():
    assert given_().text.count("[#") == 5
    assert reworded(given_(), GOOD, EN, NAMES) == SENTENCE.replace("those who", "the ones who")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda s: s.replace(" [#3]", ""), Fault.MARKS),
        (lambda s: s.replace("[#4]", "[#3]"), Fault.MARKS),
        (lambda s: s.replace("[#1]", "x").replace("[#2]", "[#1]").replace("x", "[#2]"), Fault.MARKS),
        (lambda s: s.replace("[#1]", "[#9]"), Fault.MARKS),
        (lambda s: s + " [#1]", Fault.MARKS),
        (lambda s: s.replace("forms", "4 forms"), Fault.NUMBER),
        (lambda s: s.replace("forms", "½ forms"), Fault.NUMBER),
        (lambda s: s.replace("the forms", "most forms"), Fault.QUANTITY),
        (lambda s: s.replace("the forms", "four forms"), Fault.QUANTITY),
        (lambda s: s.replace("the forms", "the forms of Ruritania"), Fault.NAME),
        (lambda s: s.replace("the forms", "the forms of civil society"), Fault.NAME),
        (lambda s: s.replace("It was", "Ruritania, it was"), Fault.NAME),
        (lambda s: s.replace("the forms", "the “forms”"), Fault.QUOTATION),
        (lambda s: s.replace("the forms", 'the "forms"'), Fault.QUOTATION),
        (lambda s: s.replace("that [#2]", "therefore that [#2]"), Fault.CONNECTIVE),
        (lambda s: s.replace("suggested", "suggested and agreed"), Fault.WEIGHT),
        (lambda s: s.replace("the consent", "the crucial consent"), Fault.WEIGHT),
        (lambda s: s.replace("the ones", "participants"), Fault.ACTOR),
        (lambda s: s.replace(" delegations", ""), Fault.ACTOR),
        (lambda s: s.replace("should not", "should"), Fault.MEANING),
        (lambda s: s.replace("should", "must"), Fault.MEANING),
        (lambda s: s.replace("without the", "with the"), Fault.MEANING),
        (lambda s: s.replace("suggested", "noted"), Fault.MEANING),
        (lambda s: s[:-1] + ". It was late.", Fault.FORM),
        (lambda s: s.replace("forms", "forms\n\n"), Fault.FORM),
        (lambda s: s.replace("forms", "forms\u202e"), Fault.FORM),
        (lambda s: s.replace("forms", "<b>forms</b>"), Fault.FORM),
        (lambda s: s[:-1] + "!", Fault.FORM),
        (lambda s: "", Fault.FORM),
        (lambda s: s.replace("forms", "forms " + "that were " * 20), Fault.LENGTH),
        (lambda s: "[#1] that [#2] should not [#3] [#4] without [#5].", Fault.LENGTH),
        (
            lambda s: (
                "[#1] delegations hatten suggested dass [#2] should not [#3] von den Formularen [#4] without die "
                "Zustimmung derer die sie eingereicht haben wie [#5] sagt."
            ),
            Fault.NAME,
        ),
        (lambda s: s.replace("forms", "формы"), Fault.LANGUAGE),
        (
            lambda s: (
                "It was suggested by [#1] delegations that [#2] should not throw [#3] of the apples [#4] without the "
                "blessing of those that peeled them up, as [#5] sings."
            ),
            Fault.FAR,
        ),
    ],
)
def test_a_cheating_answer_is_told_apart(change, fault):
    with pytest.raises(UnfitError) as refused:
        reworded(given_(), change(GOOD), EN, NAMES)
    assert refused.value.fault == fault


def test_another_language_is_told_by_its_little_words():
    sentence = (
        "It was noted that the small suppliers of the region cannot read the forms that they are given by buyers."
    )
    found = masked(sentence, EN)
    french = "Es wurde angemerkt dass die kleinen suppliers der region cannot read forms given they buyers noted haben."
    with pytest.raises(UnfitError) as refused:
        reworded(found, french.replace("Es", "It"), EN)
    assert refused.value.fault == Fault.LANGUAGE


@pytest.mark.parametrize(
    ("language", "sentence", "answer"),
    [
        (
            "fr",
            "Il a été proposé par plusieurs délégations que le registre soit tenu à jour par la ville sans frais.",
            "Il a été proposé par [#1] délégations que la ville tienne à jour le registre sans frais.",
        ),
        (
            "es",
            "Se sugirió que el registro de las evaluaciones debería mantenerse en la biblioteca de la ciudad.",
            "Se sugirió que el registro de evaluaciones debería estar mantenido en la biblioteca de la ciudad.",
        ),
        (
            "ru",
            "Было предложено вести общий реестр оценок и не публиковать сведения о пострадавших без их согласия.",
            "Было предложено вести общий реестр оценок и без согласия пострадавших не публиковать сведения о них.",
        ),
    ],
)
def test_honest_answers_in_other_languages_stand(language, sentence, answer):
    found = masked(sentence, lexicon(language))
    assert reworded(found, answer, lexicon(language)) == answer.replace("[#1]", "plusieurs")


def test_languages_without_capitals_have_no_lexicon():
    assert (lexicon("ar"), lexicon("zh-hans")) == (None, None)
    assert lexicon("fr-CA") is lexicon("fr-CA") is not None


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_no_answer_breaks_the_checks(answer):
    """Whatever comes back is refused, or holds every piece once and in order."""
    found = given_()
    try:
        text = reworded(found, answer, EN, NAMES)
    except UnfitError:
        return
    at = -1
    for piece in found.pieces:
        at = text.index(piece, at + 1)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_what_is_masked_comes_back_as_it_was(sentence):
    found = masked(sentence, EN, NAMES)
    text = found.text
    for number, piece in reversed(list(enumerate(found.pieces, start=1))):
        head, _mark, tail = text.rpartition(f"[#{number}]")
        text = head + piece + tail

    assert text == unicodedata.normalize("NFC", sentence)

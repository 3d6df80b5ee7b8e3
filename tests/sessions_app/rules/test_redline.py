"""Differences of texts: applied they give the new text, they read well, and edits are carried over safely."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions_app.rules import redline
from sessions_app.rules.compilation import BASE, bracketed, compilation
from sessions_app.rules.likeness import near_duplicates
from sessions_app.rules.redline import Edit, Op, conflict, diff, distance, edited, edits
from sessions_app.rules.words import tokens, words

PAIRS = 10_000
ALPHABETS = (
    ["States", "should", "shall", "publish", ",", ".", "all", "of", "the", "a", "risks", "[", "]", "12", "3.5"],
    ["各", "国", "应", "当", "公", "布", "结", "果", "。", "，"],
    ["يجب", "على", "الدول", "أن", "تنشر", "كلَّ", "تقييمٍ", "،", "."],
    ["l’eau", "can't", "well-being", "\n", "\t", "  ", "e\u0301", "🏳️‍🌈", "\u200f", "ก็", "\x00"],
)


def random_text(chance: random.Random) -> str:
    alphabet = chance.choice(ALPHABETS)
    between = chance.choice(["", " "])
    return between.join(chance.choice(alphabet) for _ in range(chance.randrange(25)))


def varied(text: str, chance: random.Random) -> str:
    """The text with a few pieces taken out, doubled or replaced."""
    pieces = tokens(text)
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(pieces) + 1)
        pieces[at : at + chance.randrange(3)] = tokens(random_text(chance))[: chance.randrange(4)]
    return "".join(pieces)


def pairs() -> list[tuple[str, str]]:
    chance = random.Random(10_000)
    found = []
    for number in range(PAIRS):
        old = random_text(chance)
        found.append((old, varied(old, chance) if number % 2 else random_text(chance)))
    return found


def test_ten_thousand_differences_give_the_old_and_the_new_text() -> None:
    for old, new in pairs():
        pieces = diff(old, new)
        assert redline.base(pieces) == old
        assert redline.apply(pieces) == new
        assert edited(old, edits(old, new)) == new
        assert all(text for _op, text in pieces)
        assert all(one[0] != other[0] for one, other in pairwise(pieces))


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=300)
def test_any_two_texts_have_a_difference_that_gives_them(old: str, new: str) -> None:
    pieces = diff(old, new)
    assert (redline.base(pieces), redline.apply(pieces)) == (old, new)
    assert "".join(tokens(old)) == old
    assert 0 <= distance(old, new) <= 1
    assert distance(old, old) == 0
    assert distance(old, new) == pytest.approx(distance(new, old))


@pytest.mark.parametrize(
    ("old", "new", "reads"),
    [
        ("States should act.", "States shall act.", "States {-should-}{+shall+} act."),
        ("a b c", "a x b c", "a {+x +}b c"),
        ("One. Two.", "One. Two. Three.", "One. Two.{+ Three.+}"),
        (
            "States should fund tools that work.",
            "States and businesses should fund, and share openly, tools that work.",
            "States {+and businesses +}should fund{+, and share openly,+} tools that work.",
        ),
        (
            "The cat sat on a mat.",
            "A dog lay under the table.",
            "{-The cat sat on a mat-}{+A dog lay under the table+}.",
        ),
        ("各国应当公布结果。", "各国应公布全部结果。", "各国应{-当-}公布{+全部+}结果。"),
        ("يجب على الدول أن تنشر.", "يجب على الدول والشركات أن تنشر.", "يجب على الدول {+والشركات +}أن تنشر."),
        ("Protect l’eau.", "Protect l’air.", "Protect {-l’eau-}{+l’air+}."),
        ("same", "same", "same"),
        ("", "", ""),
    ],
)
def test_a_difference_reads_well(old: str, new: str, reads: str) -> None:
    marks = {Op.EQUAL: "{}", Op.DELETE: "{{-{}-}}", Op.INSERT: "{{+{}+}}"}
    assert "".join(marks[op].format(text) for op, text in diff(old, new)) == reads


def test_vowel_signs_and_accents_stay_with_their_letter() -> None:
    assert tokens("كلَّ تقييمٍ") == ["كلَّ", " ", "تقييمٍ"]
    assert tokens("e\u0301te\u0301") == ["e\u0301te\u0301"]
    assert tokens("ก็ดี") == ["ก็", "ดี"]
    assert words("Well-being, l’eau: 各国 can’t!") == ["well-being", "l’eau", "各", "国", "can’t"]


def test_a_text_made_to_be_slow_is_compared_in_time() -> None:
    chance = random.Random(1)
    hard = [" ".join(chance.choice("ab") for _ in range(1_500)) for _ in range(2)]
    hard_too = ["".join(chance.choice("各国应") for _ in range(3_000)) for _ in range(2)]
    for old, new in (hard, hard_too, ["a " * 1_500, "a a" * 1_000], [" , " * 1_000, ", " * 1_500]):
        start = time.perf_counter()
        assert redline.apply(diff(old, new)) == new
        assert time.perf_counter() - start < 2


# --- distance -----------------------------------------------------------------------------------------------------


def test_distance_is_the_formula_of_its_docstring() -> None:
    # 3 words of 3; one is replaced: one deleted and one added, of three and three.
    assert distance("States should act.", "States shall act!") == pytest.approx(2 / 6)
    assert distance("one two", "three four") == 1
    assert distance("States, should", "States should.") == 0


def test_the_further_amendment_comes_first() -> None:
    text = "States should publish the assessment of each deployment."
    nearest = "States should publish the assessment of every deployment."
    further = "States should publish the assessment."
    furthest = "Nobody needs to know."
    order = sorted([nearest, furthest, further], key=lambda new: -distance(text, new))
    assert order == [furthest, further, nearest]


# --- conflicts ----------------------------------------------------------------------------------------------------

TEXT = "States should publish the assessment of each deployment."


def amendment(new: str) -> tuple[Edit, ...]:
    return edits(TEXT, new)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (TEXT.replace("should", "shall"), TEXT.replace("each", "every"), False),
        (TEXT.replace("should", "shall"), TEXT.replace("should", "must"), True),
        (TEXT.replace("should", "shall"), TEXT.replace("States should", "States and others should"), True),
        (TEXT.replace(" of each deployment", ""), TEXT.replace("each", "every"), True),
        (TEXT.replace("deployment.", "deployment, early."), TEXT.replace("deployment.", "deployment, online."), True),
        (TEXT.replace("States", "All States"), TEXT.replace("deployment.", "deployment, online."), False),
        (TEXT, TEXT.replace("should", "must"), False),
    ],
)
def test_conflicts_are_found(one: str, other: str, is_one: bool) -> None:
    assert conflict(amendment(one), amendment(other)) is is_one
    assert conflict(amendment(other), amendment(one)) is is_one


def test_amendments_without_conflict_give_the_same_text_in_either_order() -> None:
    chance, met = random.Random(7), 0
    for _ in range(4_000):
        text = random_text(chance)
        one, other = edits(text, varied(text, chance)), edits(text, varied(text, chance))
        if conflict(one, other):
            continue
        met += bool(one and other)
        first = edited(edited(text, one), redline.carried(other, one))
        second = edited(edited(text, other), redline.carried(one, other))
        assert first == second == edited(text, [*one, *other])
    assert met > 200


def test_conflicting_edits_cannot_be_carried_or_made_at_once() -> None:
    one, other = amendment(TEXT.replace("should", "shall")), amendment(TEXT.replace("should", "must"))
    with pytest.raises(ValueError, match="conflict"):
        redline.carried(one, other)
    with pytest.raises(ValueError, match="overlap"):
        edited(TEXT, [*one, *other])


# --- brackets and compilations --------------------------------------------------------------------------------------


def test_disputed_words_stand_in_square_brackets_with_their_alternatives() -> None:
    assert bracketed("States should act.", "States shall act soon.") == "States [should] [shall] act [soon]."
    assert bracketed("States should act now.", "States should act.") == "States should act [now]."
    assert bracketed("各国应当公布。", "各国必须公布。") == "各国[应当] [必须]公布。"
    assert bracketed("A [b] c.", "A [b] d.") == "A [b] [c] [d]."
    assert bracketed("Same.", "Same.") == "Same."
    assert bracketed("It should.", "It shall.", "It must.", "It shall.") == "It [should] [shall] [must]."


def test_a_compilation_shows_every_alternative_once_with_whose_it_is() -> None:
    places = compilation(
        "States should act.",
        [
            ("1", "States shall act."),
            ("2", "States must act."),
            ("3", "States should act now."),
            ("4", "States shall act."),
        ],
    )
    read = [[(a.labels, a.text) for a in place.alternatives] or place.text for place in places]
    assert read == [
        "States ",
        [((BASE,), "should"), (("1", "4"), "shall"), (("2",), "must")],
        " act",
        [((BASE,), ""), (("3",), " now")],
        ".",
    ]


def test_a_compilation_holds_the_text_and_every_amendment() -> None:
    chance = random.Random(3)
    for _ in range(1_500):
        text = random_text(chance)
        amended = [(str(number), varied(text, chance)) for number in range(chance.randrange(4))]
        places = compilation(text, amended)
        assert "".join(place.text for place in places) == text
        for label, new in amended:
            read = [next((a.text for a in place.alternatives if label in a.labels), place.text) for place in places]
            assert "".join(read) == new


# --- near-duplicates ------------------------------------------------------------------------------------------------


def test_near_duplicates_are_found_and_numbers_tell_apart() -> None:
    texts = [
        "States should publish the assessment of each deployment.",
        "Businesses should pay for audits.",
        "States should publish each assessment of the deployment, early.",
        "States should reply within 30 days.",
        "States should reply within 60 days.",
        "各国应当公布评估结果。",
        "各国应当及时公布评估结果。",
    ]
    assert [(a, b) for a, b, _score in near_duplicates(texts)] == [(0, 2), (5, 6)]
    assert near_duplicates([]) == []


@pytest.mark.parametrize(
    ("one", "opposite"),
    [
        ("States should publish the audit.", "States should not publish the audit."),
        ("States should allow such tools.", "States should ban such tools."),
        ("Les États devraient publier l’audit.", "Les États ne devraient pas publier l’audit."),
        ("各国应当公布审计结果。", "各国不应当公布审计结果。"),
    ],
)
def test_opposites_are_no_near_duplicates(one: str, opposite: str) -> None:
    assert near_duplicates([one, opposite], like=50) == []
    assert near_duplicates([one, one]) == [(0, 1, 100.0)]

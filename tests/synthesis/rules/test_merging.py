"""Two edits of one text put together: nothing of either is lost, and what touches is left to people."""

import random

from hypothesis import given
from hypothesis import strategies as st

from sessions_app.rules.words import tokens
from synthesis.rules.merging import merged

BASE = "States should publish what they assess and keep it open to all who ask for it"
WORDS = BASE.split()
TRIALS = 3_000


def changed(words: list[str], at: int, new: str) -> str:
    return " ".join([*words[:at], *([new] if new else []), *words[at + 1 :]])


@given(st.text(max_size=60), st.text(max_size=60))
def test_one_edit_alone_is_that_edit(base, text):
    assert merged(base, text, base) == text
    assert merged(base, base, text) == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_same_edit_twice_is_made_once(base, text):
    assert merged(base, text, text) == text


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whoever_comes_first_the_text_is_the_same(base, one, other):
    assert merged(base, one, other) == merged(base, other, one)


@given(st.data())
def test_changes_that_do_not_touch_all_stand(data):
    mine, theirs = sorted(data.draw(st.lists(st.integers(0, 15), min_size=2, max_size=2, unique=True)))
    new = [data.draw(st.sampled_from(["", "MINE"])), data.draw(st.sampled_from(["", "THEIRS"]))]
    found = merged(BASE, changed(WORDS, mine, new[0]), changed(WORDS, theirs, new[1]))
    wanted = [new[0] if at == mine else new[1] if at == theirs else word for at, word in enumerate(WORDS)]
    assert found == (" ".join(word for word in wanted if word) if theirs - mine > 1 else None)


def test_what_both_changed_is_left_to_people():
    base = "States should act."
    assert merged(base, "States must act.", "States may act.") is None
    assert merged(base, "States should act. Soon.", "States should act. Now.") is None
    assert merged(base, "States must act.", "States should intervene.") is None
    assert merged(base, "They act.", "States should act early.") == "They act early."
    assert merged(base, "", "States should act early.") is None


def test_neither_loses_a_word_it_wrote():
    chance = random.Random(7)
    together = 0
    for _ in range(TRIALS):
        edits = []
        for mark in ("mine", "theirs"):
            words = list(WORDS)
            for n in range(chance.randrange(1, 3)):
                at = chance.randrange(len(words))
                words[at : at + chance.randrange(2)] = [f"{mark}{n}"]
            edits.append(" ".join(words))
        found = merged(BASE, *edits)
        if found is not None:
            together += 1
            wrote = {word for edit in edits for word in tokens(edit) if word[0] in "mt" and word[-1] in "01"}
            assert wrote <= set(tokens(found))
    assert together > TRIALS / 3

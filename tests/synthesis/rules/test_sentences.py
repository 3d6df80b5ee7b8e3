"""A paragraph as its sentences: joined again they are the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.rules.sentences import sentences


@given(st.text(max_size=200))
def test_joined_again_they_are_the_text(text):
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fund it. Who pays? They do!", ["Fund it.", "Who pays?", "They do!"]),
        ("It was said: “It costs.” Others agreed.", ["It was said: “It costs.”", "Others agreed."]),
        ("See para. 4 and No. 7. Then act.", ["See para. 4 and No. 7.", "Then act."]),
        ("It rose by 3.5 per cent, e.g. in Geneva.", ["It rose by 3.5 per cent, e.g. in Geneva."]),
        ("各国应当公布结果。谁来支付？", ["各国应当公布结果。", "谁来支付？"]),
        ("هل تدفع الدول؟ نعم.", ["هل تدفع الدول؟", "نعم."]),
        ("", []),
    ],
)
def test_where_a_sentence_ends(text, found):
    assert [one.strip() for one in sentences(text)] == found

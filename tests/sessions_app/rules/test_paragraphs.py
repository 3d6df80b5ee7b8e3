"""Paragraphs: taking one out leaves every other as it stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.rules.paragraphs import paragraphs, without

TEXTS = st.text(st.sampled_from("ab .\n\t\u2028é"), max_size=60)


@given(TEXTS, st.integers(min_value=1, max_value=8))
def test_without_one_the_others_stand_in_their_order(text: str, number: int) -> None:
    parts = paragraphs(text)
    if number > len(parts):
        with pytest.raises(ValueError, match="no such paragraph"):
            without(text, number)
        return
    assert paragraphs(without(text, number)) == parts[: number - 1] + parts[number:]


@pytest.mark.parametrize("number", [0, -1, 3])
def test_there_is_no_such_paragraph(number: int) -> None:
    with pytest.raises(ValueError, match="no such paragraph"):
        without("One.\n\nTwo.", number)


def test_what_stands_between_paragraphs_stays_with_the_one_before() -> None:
    assert without("One.\n\n\nTwo.\nThree.", 1) == "Two.\nThree."
    assert without("One.\n\n\nTwo.\nThree.", 2) == "One.\n\n\nThree."
    assert without("One.\n\n\nTwo.\nThree.", 3) == "One.\n\n\nTwo."

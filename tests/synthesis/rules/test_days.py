"""Days in words."""

from datetime import date

import pytest
from django.utils import translation

from synthesis.rules.days import in_words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "12 December 2025"),
        ("fr", "12 décembre 2025"),
        ("es", "12 de diciembre de 2025"),
        ("ru", "12 декабря 2025 г."),
        ("ar", "12 ديسمبر 2025"),
        ("zh-hans", "2025年12月12日"),
    ],
)
def test_a_day_is_written_as_its_language_writes_days(language: str, words: str) -> None:
    with translation.override(language):
        assert in_words(date(2025, 12, 12)) == words

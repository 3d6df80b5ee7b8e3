"""How wide columns are."""

import pytest

from synthesis.writers.widths import ARABIC_SIGN, CELL_EDGES, NUMBER_WIDTH, SIGN, WIDTH, widths_of

HEADS = ("Текст", "За", "Приемлемо", "Против", "Воздержались", "Пока нет позиции", "Всего")


ARABIC = ("النص", "تأييد", "مقبول", "اعتراض", "امتناع", "المجموع")


@pytest.mark.parametrize(
    ("heads", "rtl"),
    [
        (HEADS, False),
        (HEADS[:3], False),
        (("Text", "Base"), False),
        (("案文", "支持", "可以接受的立场", "反对"), False),
        (ARABIC, True),
    ],
)
def test_the_columns_fill_the_page_and_break_no_word_above_numbers(heads: tuple[str, ...], rtl: bool) -> None:
    widths = widths_of(heads, numbers=True, rtl=rtl)
    assert sum(widths) == pytest.approx(WIDTH)
    for head, width in zip(heads[1:], widths[1:], strict=True):
        if head != "可以接受的立场":
            assert width >= (ARABIC_SIGN if rtl else SIGN) * max(map(len, head.split())) + CELL_EDGES
    assert min(widths) > 1


def test_few_columns_of_numbers_are_alike() -> None:
    assert widths_of(("Text", "Support", "Object"), numbers=True, rtl=False)[1:] == [NUMBER_WIDTH, NUMBER_WIDTH]


def test_too_many_long_words_share_what_there_is() -> None:
    assert sum(widths_of(("x", *["Donaudampfschiffahrt"] * 9), numbers=True, rtl=False)) == pytest.approx(WIDTH)

"""Words that go are found in every script, and never inside other words where a script has spaces."""

import pytest

from sessions_app.rules.erased import Wanted, Whole, is_telling

GONE = "[gone]"


@pytest.mark.parametrize(
    ("wording", "text", "left"),
    [
        ("各国应当每年公布评估结果", "会上有人说各国应当每年公布评估结果而且要快。", "会上有人说[gone]而且要快。"),
        ("各国应当每年公布评估结果。", "他们说各国应当每年公布评估结果，并要快。", "他们说[gone]，并要快。"),
        ("รัฐควรเผยแพร่ผลทุกปี", "ที่ประชุมว่ารัฐควรเผยแพร่ผลทุกปีด้วย", "ที่ประชุมว่า[gone]ด้วย"),
        ("国は毎年結果を公表する", "委員は国は毎年結果を公表すると述べた", "委員は[gone]と述べた"),
        ("各国应当公布关于ICT", "有人说各国应当公布关于ICT的结果", "有人说[gone]的结果"),
        ("各国应当公布关于ICT", "有人说各国应当公布关于ICTs的结果", "有人说各国应当公布关于ICTs的结果"),
        ("ICT reports each year", "他说ICT reports each year就够了", "他说[gone]就够了"),
        ("publish it all", "republish it all, publish it allocated", "republish it all, publish it allocated"),
        ("publish it all", "Now publish it all. Then", "Now [gone] Then"),
        ("опубликовать всё", "переопубликовать всё", "переопубликовать всё"),
    ],
)
def test_a_wording_is_found_within_running_text_of_its_script(wording, text, left) -> None:
    wanted = Wanted([wording], GONE)
    assert wanted.without(text) == left
    assert wanted.is_in(text) == (text != left)


def test_spaces_about_a_number_do_not_make_a_text_of_a_script_without_spaces_a_common_one() -> None:
    assert is_telling("各国应在 2030 年前公布评估结果")
    assert not is_telling("Wholeheartedly agreed")


def test_a_short_wording_of_any_script_goes_between_its_quotation_marks_alone() -> None:
    assert Whole(["不。"], GONE).without("甲国不支持。理由是：“不。”") == "甲国不支持。理由是：“[gone]”"

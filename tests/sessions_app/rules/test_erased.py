"""Words that go are found in every script, and never inside other words where a script has spaces."""

import pytest

from sessions_app.rules.erased import RUN, RUN_OF_ITS_OWN, Wanted, Whole, is_telling

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


@pytest.mark.parametrize(
    ("wording", "text", "left"),
    [
        ("王小明被抓了。", "有人说：王小明被抓了。然后散会。", "有人说：[gone]然后散会。"),
        ("王小明被抓了", "王小明被抓了，大家都知道。", "[gone]，大家都知道。"),
        ("国际劳工组织", "请国际劳工组织公布结果。", "请国际劳工组织公布结果。"),
        ("田中さんは逮捕", "田中さんは逮捕。以上。", "[gone]以上。"),
        ("สิทธิมนุษยชน", "รัฐเคารพสิทธิมนุษยชนเสมอ", "รัฐเคารพสิทธิมนุษยชนเสมอ"),
        ("警察抓了王小明一家", "我听说警察抓了王小明一家的事", "我听说[gone]的事"),
    ],
)
def test_a_short_wording_without_spaces_goes_on_its_own_and_never_as_a_part_of_what_others_say(
    wording, text, left
) -> None:
    assert is_telling(wording)
    assert Wanted([wording], GONE).without(text) == left


@pytest.mark.parametrize("text", ["我同意。", "不同意", "같은 의견", "賛成です", "I agree.", "人权理事会"])
def test_what_everybody_says_is_nobodys_own(text) -> None:
    assert not is_telling(text)


@pytest.mark.parametrize("text", ["王小明被抓了", "그는 김철수 씨 삼촌", "彼は田中の弟だ"])
def test_few_signs_say_as_much_as_many_letters(text) -> None:
    assert len(text) < 12
    assert is_telling(text)


@pytest.mark.parametrize(
    ("one", "other", "run", "is_shared"),
    [
        ("各国应当请联合国人权理事会处理", "联合国人权理事会第四十次会议", RUN_OF_ITS_OWN, False),
        ("各国应当请联合国人权理事会处理王小明一案", "有人请联合国人权理事会处理王小明一案的", RUN, True),
        ("รัฐต้องเคารพสิทธิมนุษยชน", "สำนักงานสิทธิมนุษยชน", RUN_OF_ITS_OWN, False),
        ("States should free the man now", "They want to free the man now", RUN_OF_ITS_OWN, False),
        ("States should free the old man now", "They should free the old man", RUN_OF_ITS_OWN, True),
    ],
)
def test_texts_share_a_run_of_words_and_not_the_name_of_a_body(one, other, run, is_shared) -> None:
    assert Wanted([one], GONE).shares(other, run) == is_shared

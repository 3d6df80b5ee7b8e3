"""Names, affiliations, addresses, words nobody consented to, telling details."""

import pytest

from synthesis.rules.lint import Part, Passage, check
from tests.synthesis.rules.lint.drafts import CLEAN, draft, kept, of, passage, rules

CHATHAM = "chatham-house"


def test_a_name_that_is_kept_back_is_found_wherever_it_stands():
    of_rule = {"kept": kept("Adaeze Okafor"), "rule": CHATHAM}
    for text in ("It was said by Adaeze Okafor.", "ADAEZE OKAFOR spoke.", "Adaeze\nOkafor’s point was noted."):
        assert "name" in rules(passage(text), **of_rule)
    table = Passage("q/2", "Who spoke", style="table", rows=(("Speaker",), ("Adaeze Okafor",)))
    assert rules(table, **of_rule) == ["name"]
    heading = (Part("q/", "The remarks of Adaeze Okafor", 1, (passage(CLEAN, kind=""),)),)
    assert "name" in [fault.rule for fault in check(draft(parts=heading, **of_rule))]


def test_a_last_name_alone_tells_as_much():
    of_rule = {"kept": kept("Adaeze Okafor"), "rule": CHATHAM}
    assert rules(passage("Ms. Okafor asked for lamps."), **of_rule) == ["name"]
    assert rules(passage("The okafor is a plant; Okafor grows."), **of_rule) == []


def test_a_name_within_what_others_said_is_found_too():
    clause = "Adaeze Okafor keeps lamps"
    assert "name" in rules(
        passage(f"It was noted that {clause}.", reported=(clause,)), kept=kept("Adaeze Okafor"), rule=CHATHAM
    )


def test_the_rule_of_a_paragraph_decides():
    secrets = kept("Adaeze Okafor")
    assert rules(passage("Adaeze Okafor spoke."), kept=secrets, rule="on-the-record") == []
    assert rules(passage("Adaeze Okafor spoke.", rule=CHATHAM), kept=secrets, rule="on-the-record") == ["name"]


def test_what_one_asked_to_keep_back_is_kept_back_in_their_own_paragraph():
    own = kept("Adaeze Okafor")[CHATHAM]
    assert rules(passage("Adaeze Okafor spoke.", kept=own), rule="on-the-record") == ["name"]


def test_an_affiliation_is_told_apart_from_a_name():
    of_rule = {"kept": kept("Harbour Union of Freedonia", "affiliation", "by-group"), "rule": "by-group"}
    assert "affiliation" in rules(passage("The Harbour Union of Freedonia asked for lamps."), **of_rule)
    assert "affiliation" not in rules(passage("A harbour union asked for lamps."), **of_rule)


@pytest.mark.parametrize("text", ["Write to lamps@example.org.", "Call +41 22 555 01 23.", "From 192.0.2.17 it came."])
def test_no_address_leaves_the_room(text):
    assert "address" in of(text)


def test_exact_times_are_kept_back_under_a_strict_rule():
    assert "exact-time" in rules(passage("At 14:05 it was said."), rule=CHATHAM)
    assert "exact-time" not in rules(passage("At 14:05 it was said."), rule="on-the-record")


SECRET = "In our harbour the lamps were put out for a whole winter because nobody paid the keeper."


def test_eight_words_in_a_row_that_may_not_be_quoted_are_found():
    run = "the lamps were put out for a whole"
    assert rules(passage(f"It was said that {run} year."), unconsented=(SECRET,)) == ["unconsented"]
    assert rules(passage("It was said that the lamps were put out for a year."), unconsented=(SECRET,)) == []


def test_a_sentence_given_for_the_report_may_stand():
    given = "the lamps were put out for a whole winter because nobody paid the keeper"
    assert rules(passage(f"It was reported that {given}."), unconsented=(SECRET,), given=(given,)) == []


def test_in_chinese_signs_are_counted():
    secret = "我们的港口整个冬天都没有点灯，因为没有人付钱给守灯人。"
    text = "据报告，港口整个冬天都没有点灯，因为没有人付钱给守灯人。"
    assert "unconsented" in rules(passage(text), unconsented=(secret,), language="zh")


@pytest.mark.parametrize(
    "clause", ["we tested it on ships", "37 ships ran aground", "ships ran aground in Freetown", "our harbour is dark"]
)
def test_a_detail_that_could_tell_who_spoke_is_pointed_at(clause):
    assert "jigsaw" in of(f"It was said that {clause}.", rule=CHATHAM)
    assert "jigsaw" not in of(f"It was said that {clause}.", rule="on-the-record")


def test_what_everybody_could_read_before_tells_nothing():
    assert (
        rules(passage("It was asked what 37 ships do in Freetown."), rule=CHATHAM, public=("37 ships in Freetown",))
        == []
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Il a été dit que nous avons essayé."),
        ("es", "Se dijo que nuestra organización lo probó."),
        ("ru", "Было сказано, что мы это проверили."),
        ("ar", "قيل إن لدينا سفنا."),
        ("zh", "有人说我们测试过。"),
    ],
)
def test_the_first_person_is_pointed_at_in_every_language(language, text):
    assert "jigsaw" in of(text, language=language, rule=CHATHAM)


@pytest.mark.parametrize(
    "line",
    ["Theme 3: Keep the lamps lit", "Wednesday 29 November – Friday 1 December 2023 AB1234", "Agenda items 3 and 10"],
)
def test_a_line_of_the_front_tells_nothing(line):
    assert rules(passage(line, number="", style="plain"), rule=CHATHAM) == []


def test_a_number_of_a_section_tells_nothing_and_one_beside_it_does():
    assert of("It was suggested that section 12 be repealed.", rule=CHATHAM) == []
    assert of("It was said that section 12 closed 37 ports.", rule=CHATHAM) == ["jigsaw"]
    assert of("37 ports were closed", number="1", rule=CHATHAM) == ["jigsaw"]

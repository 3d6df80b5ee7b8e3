"""Who counts once: one expert who spoke three times is one voice, and two people are never one."""

import pytest

from synthesis.rules.voices import voice


def entered(speaker: str, *, group: int | None = 1, session: int = 1, id_: int = 1) -> str:
    return voice(id_, None, None, None, speaker=speaker, group=group, session=session)


def is_one(speaker: str, again: str = "") -> bool:
    return entered(speaker, id_=1) == entered(again or speaker, id_=2)


@pytest.mark.parametrize(
    ("speaker", "again"),
    [
        ("Ada Okafor", ""),
        ("Ada Okafor", "Ms. Ada  Okafor"),
        ("Prof. Ada Okafor", "ada okafor"),
        ("王小明", ""),
        ("Анна Петрова", "г-жа Анна Петрова"),
        ("آدا أوكافور", ""),
    ],
)
def test_a_full_name_in_one_session_and_group_is_one_voice(speaker: str, again: str) -> None:
    assert is_one(speaker, again)


@pytest.mark.parametrize(
    "speaker",
    [
        "",
        "Okafor",
        "Ms. Okafor",
        "Delegate of France",
        "An expert",
        "Representative of civil society",
        "Speaker 2",
        "Le délégué du Niger",
        "Una experta independiente",
        "Представитель Чили",
        "法国代表",
        "ممثل فرنسا",
        "..",
    ],
)
def test_what_somebody_is_called_is_no_name(speaker: str) -> None:
    assert not is_one(speaker)


def test_one_name_in_two_groups_or_two_sessions_is_two_voices() -> None:
    assert entered("Ada Okafor") != entered("Ada Okafor", group=2)
    assert entered("Ada Okafor") != entered("Ada Okafor", session=2)


def test_a_submission_a_delegation_and_an_account_come_before_a_name() -> None:
    ids = {"speaker": "Ada Okafor", "group": 1, "session": 1}
    assert [voice(1, 2, 3, 4, **ids), voice(1, None, 3, 4, **ids), voice(1, None, None, 4, **ids)] == ["s2", "d3", "p4"]


def test_a_voice_holds_no_name() -> None:
    assert "okafor" not in entered("Ada Okafor").lower()
